"""The public record: the same bytes for the same draw, and a verifier that nothing escapes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_arkworks_bls12381 import G1Point

from floors.data import verify_sentra_round as verifier
from floors.domain.draw.drand import QUICKNET, Beacon, is_signed
from floors.domain.draw.market import Application, Change, Programme
from floors.domain.draw.outcome import Outcome, draw
from floors.domain.draw.record import commit, publish, read_committed, read_plan
from floors.domain.draw.seeds import (
    DrandPlan,
    Seed,
    SeedPlan,
    WitnessedPlan,
    drand_seed,
    witnessed_seed,
)
from tests.floors.domain.draw.markets import (
    RULES,
    TRIALS,
    Market,
    application,
    markets,
    programme,
)
from tests.floors.domain.draw.test_seeds import DIGITS, RANDOMNESS, SIGNATURE

WITNESSED = WitnessedPlan(values=20, faces=10)
DRAND = DrandPlan(chain=QUICKNET.hash, beacon=1000)

PROGRAMMES = (programme("A", 2, newcomer=1, k01=1), programme("B", 1))
APPLICATIONS = (
    application("0" * 32, "AB", "newcomer"),
    application("1" * 32, "BA", "36.74.01", "newcomer"),
    application("2" * 32, "A"),
    application("3" * 32, "BA", "affirmative"),
)


def seed_of(plan: SeedPlan, commitment: str) -> Seed:
    if isinstance(plan, WitnessedPlan):
        return witnessed_seed(
            round_code="2027-1", commitment=commitment, plan=plan, first=DIGITS, second=DIGITS
        )
    beacon = Beacon(round=1000, signature=SIGNATURE, randomness=RANDOMNESS)
    return drand_seed(round_code="2027-1", commitment=commitment, chain=QUICKNET, beacon=beacon)


def record(
    programmes: Sequence[Programme] = PROGRAMMES,
    applications: Sequence[Application] = APPLICATIONS,
    plan: SeedPlan = WITNESSED,
    changes: Sequence[Change] = (),
) -> tuple[Outcome, dict[str, bytes]]:
    commitment = commit(rules=RULES, programmes=programmes, applications=applications, plan=plan)
    seed = seed_of(plan, commitment.digest)
    outcome = draw(
        rules=RULES,
        programmes=programmes,
        applications=applications,
        seed=seed.seed,
        changes=changes,
    )
    files = publish(
        commitment=commitment,
        seed=seed,
        changes=changes,
        outcome=outcome,
        edition=2 if changes else 1,
        previous="0" * 64 if changes else None,
    )
    return outcome, files


def withdrawal(files: Mapping[str, bytes]) -> Change:
    """The one with the best number goes."""
    return Change(pseudonym=json.loads(files["result.jsonl"].splitlines()[0])["pseudonym"])


@settings(max_examples=TRIALS)
@given(markets(), st.data())
def test_another_method_recomputes_it(market: Market, data: st.DataObject) -> None:
    changes: list[Change] = []
    outcome, files = record(market.programmes, market.applications)
    for _ in range(data.draw(st.integers(0, 2))):
        who = data.draw(st.sampled_from(market.applications)).pseudonym
        place = outcome.places.get(who)
        stays = place.programme if place and data.draw(st.booleans()) else None
        changes.append(Change(pseudonym=who, stays=stays))
        outcome, files = record(market.programmes, market.applications, changes=changes)
    assert verifier.verify(files) == sha256(files["commitment.json"]).hexdigest()


def test_the_bytes_do_not_depend_on_the_order_of_applications() -> None:
    assert record(applications=APPLICATIONS[::-1])[1] == record()[1]


def test_what_was_committed_can_be_read_back() -> None:
    files = record()[1]
    assert read_committed(files) == (RULES, PROGRAMMES, APPLICATIONS)
    assert read_plan(files) == WITNESSED


@pytest.mark.parametrize("plan", [WITNESSED, DRAND], ids=["witnessed", "drand"])
def test_any_byte_flipped_is_found_and_the_file_named(plan: SeedPlan) -> None:
    files = record(plan=plan)[1]
    files = record(plan=plan, changes=[withdrawal(files)])[1]
    verifier.verify(files)
    for name, content in files.items():
        for at in range(0, len(content), 1 if TRIALS > 1000 else 11):
            for bit in (1, 128):
                flipped = bytearray(content)
                flipped[at] ^= bit
                with pytest.raises(verifier.Differs, match=f"^{name}"):
                    verifier.verify({**files, name: bytes(flipped)})


def rehashed(files: dict[str, bytes], name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    """A forgery whose manifest vouches for it."""
    assert old in files[name]
    forged = {**files, name: files[name].replace(old, new, 1)}
    manifest = json.loads(forged["manifest.json"])
    manifest["files"][name] = sha256(forged[name]).hexdigest()
    del manifest["digest"]
    manifest["digest"] = sha256(verifier.canonical(manifest)).hexdigest()
    return {**forged, "manifest.json": verifier.canonical(manifest)}


def forgeries() -> Iterator[tuple[str, bytes, bytes]]:
    yield "result.jsonl", b'"seat":"open"', b'"seat":"newcomer"'
    yield "result.jsonl", b'"choice":1', b'"choice":2'
    yield "applications.jsonl", b'"affirmative"', b'"newcomer"'
    yield "programmes.json", b'"newcomer":1', b'"newcomer":0'
    yield "rules.json", b'"renewal"', b'"newcomer"'
    yield "seed.json", b"[3,1,4", b"[3,1,5"
    yield "seed.json", b'"kind":"witnessed"', b'"kind":"drand"'
    yield "commitment.json", b'"faces":10', b'"faces":20'
    yield "changes.jsonl", b'{"pseudonym":"', b'{"pseudonym":"f'


@pytest.mark.parametrize(("name", "old", "new"), list(forgeries()))
def test_a_forgery_is_found_though_the_manifest_vouches_for_it(
    name: str, old: bytes, new: bytes
) -> None:
    files = record()[1]
    files = record(changes=[withdrawal(files)])[1]
    with pytest.raises(verifier.Differs) as seen:
        verifier.verify(rehashed(files, name, old, new))
    # A changed commitment shows in the seed that was made for the old one.
    assert str(seen.value).startswith("seed.json" if name == "commitment.json" else name)


def test_a_seed_that_drand_did_not_sign_is_found() -> None:
    """What drand signed for the round after is no seed of this one."""
    other = (
        "b33bf3667cbd5a82de3a24b4e0e9fe5513cc1a0e840368c6e31f5fcfa79bea03"
        "f73896b25883abf2853d10337fb8fa41"
    )
    assert is_signed(QUICKNET, 1001, bytes.fromhex(other))
    assert verifier.is_signed(QUICKNET.hash, 1001, bytes.fromhex(other))
    files = record(plan=DRAND)[1]
    forged = rehashed(files, "seed.json", SIGNATURE.encode(), other.encode())
    with pytest.raises(verifier.Differs, match=r"^seed\.json: bukan tanda tangan drand"):
        verifier.verify(forged)


@settings(max_examples=5)
@given(st.binary(max_size=200), st.binary(max_size=96))
def test_its_curve_is_that_of_the_library(message: bytes, signature: bytes) -> None:
    point = G1Point.hash_to_curve(message, verifier.HASH_TO_G1)
    written = point.to_xy_bytes_be()
    both = (int.from_bytes(written[:48]), int.from_bytes(written[48:]))
    assert verifier.hash_to_g1(message) == both
    assert verifier.read_g1(point.to_compressed_bytes()) == both
    assert verifier.read_g1((-point).to_compressed_bytes()) == (both[0], verifier.P - both[1])
    assert verifier.read_g1(signature) is None


def test_a_whole_new_record_is_not_the_one_committed_to() -> None:
    real = commit(rules=RULES, programmes=PROGRAMMES, applications=APPLICATIONS, plan=WITNESSED)
    assert verifier.verify(record()[1], real.digest) == real.digest
    fewer = record(applications=APPLICATIONS[1:])[1]
    with pytest.raises(verifier.Differs, match=r"^commitment\.json"):
        verifier.verify(fewer, real.digest)


def test_staying_where_one_is_not_is_found() -> None:
    outcome, _ = record()
    who = next(name for name in outcome.numbers if name not in outcome.places)
    asked = next(each for each in APPLICATIONS if each.pseudonym == who)
    files = record(changes=[Change(pseudonym=who, stays=asked.preferences[0])])[1]
    with pytest.raises(verifier.Differs, match=r"^changes\.jsonl"):
        verifier.verify(files)


def test_it_runs_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = record()[1]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert verifier.main([str(tmp_path)]) == 0
    assert sha256(files["commitment.json"]).hexdigest() in capsys.readouterr().out
    (tmp_path / "seed.json").unlink()
    assert verifier.main([str(tmp_path)]) == 1
    assert "seed.json: tidak ada / is missing" in capsys.readouterr().out
    assert verifier.main([str(tmp_path / "missing.zip")]) == 1
    assert verifier.main([]) == 2


def test_it_needs_nothing_but_python() -> None:
    text = Path(verifier.__file__).read_text()
    imported = {
        line.split()[1].split(".")[0]
        for line in text.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported == {
        "collections",
        "hashlib",
        "itertools",
        "json",
        "pathlib",
        "sys",
        "typing",
        "zipfile",
    }
