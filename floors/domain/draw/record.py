"""The public record of a round: files of canonical bytes, so that a hash means one thing.

docs/public-record.md tells their format; `floors/data/verify_sentra_round.py` recomputes them
without any of this code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from sys import intern
from typing import Any

import msgspec
from msgspec import Struct

from floors.domain.draw.market import Application, Change, Programme, Rules
from floors.domain.draw.outcome import Outcome
from floors.domain.draw.seeds import Seed, SeedPlan

RULES = "rules.json"
PROGRAMMES = "programmes.json"
APPLICATIONS = "applications.jsonl"
COMMITMENT = "commitment.json"
SEED = "seed.json"
CHANGES = "changes.jsonl"
RESULT = "result.jsonl"
MANIFEST = "manifest.json"

COMMITTED = (APPLICATIONS, PROGRAMMES, RULES)
"""Fixed before the seed is known, together with how the seed will come about."""

Files = Mapping[str, bytes]


class _Rules(Rules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str = "sentra-rules/1"


class _Programmes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    round: str
    programmes: tuple[Programme, ...]
    format: str = "sentra-programmes/1"


class _Commitment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    round: str
    files: Mapping[str, str]
    seed: SeedPlan
    format: str = "sentra-commitment/1"


class _Result(Struct, frozen=True, kw_only=True):
    number: int
    pseudonym: str
    programme: str | None
    seat: str | None
    choice: int | None


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is published before the seed exists."""

    files: Files
    """The committed files and COMMITMENT itself."""
    digest: str
    """SHA-256 of COMMITMENT: the one line to print in a newspaper."""


def commit(
    *,
    rules: Rules,
    programmes: Sequence[Programme],
    applications: Sequence[Application],
    plan: SeedPlan,
) -> Commitment:
    """Freeze what the draw will be made of; applications get sorted, programmes stay in order."""
    by_pseudonym = sorted(applications, key=lambda each: each.pseudonym)
    files = {
        RULES: _json(_Rules(**msgspec.structs.asdict(rules))),
        PROGRAMMES: _json(_Programmes(round=rules.round, programmes=tuple(programmes))),
        APPLICATIONS: _lines(by_pseudonym),
    }
    hashes = {name: _digest(files[name]) for name in COMMITTED}
    files[COMMITMENT] = _json(_Commitment(round=rules.round, files=hashes, seed=plan))
    return Commitment(files, _digest(files[COMMITMENT]))


def read_committed(
    files: Files,
) -> tuple[Rules, tuple[Programme, ...], tuple[Application, ...]]:
    """Rules, programmes and applications back from their files, as `commit` wrote them."""
    written = msgspec.structs.asdict(msgspec.json.decode(files[RULES], type=_Rules))
    written.pop("format")
    programmes = msgspec.json.decode(files[PROGRAMMES], type=_Programmes).programmes
    read = msgspec.json.Decoder(Application)
    lines = files[APPLICATIONS].splitlines()
    return Rules(**written), programmes, tuple(_small(read.decode(line)) for line in lines)


def _small(application: Application) -> Application:
    """The same, its codes kept once for all who name them: a tenth of the memory."""
    return Application(
        pseudonym=application.pseudonym,
        classes=tuple(map(intern, application.classes)),
        preferences=tuple(map(intern, application.preferences)),
    )


def read_announced(files: Files) -> tuple[Rules, tuple[Programme, ...]]:
    """Rules and programmes back from their files, before anybody has applied."""
    rules, programmes, _ = read_committed({**files, APPLICATIONS: b""})
    return rules, programmes


def read_seed(content: bytes) -> Seed:
    """The seed back from its file."""
    seed: Seed = msgspec.json.decode(content, type=Seed)
    return seed


def read_changes(content: bytes) -> tuple[Change, ...]:
    """The changes back from their file."""
    return tuple(map(msgspec.json.Decoder(Change).decode, content.splitlines()))


def seed_file(seed: Seed) -> bytes:
    """The seed as the record has it, before there is a result."""
    return _json(seed)


def read_plan(files: Files) -> SeedPlan:
    """How the seed was announced to come about."""
    return msgspec.json.decode(files[COMMITMENT], type=_Commitment).seed


def publish(
    *,
    commitment: Commitment,
    seed: Seed,
    changes: Sequence[Change],
    outcome: Outcome,
    edition: int = 1,
    previous: str | None = None,
) -> dict[str, bytes]:
    """Every file of the record after a draw.

    Args:
        commitment: As published before.
        seed: The one that `outcome` was drawn with.
        changes: Withdrawals and stays since the first draw, in the order they came about.
        outcome: The draw with these changes.
        edition: 1 for the first draw, one more each time it is made again.
        previous: SHA-256 of the last edition's manifest, from the second on.
    """
    files = {
        **commitment.files,
        SEED: _json(seed),
        CHANGES: _lines(changes),
        RESULT: _lines(_results(outcome)),
    }
    manifest: dict[str, Any] = {
        "format": "sentra-manifest/1",
        "round": outcome.rules.round,
        "edition": edition,
        "previous": previous,
        "files": {name: _digest(content) for name, content in files.items()},
    }
    # A manifest vouches for itself as well, so that a slip in it is told from one in a file.
    manifest["digest"] = _digest(_json(manifest))
    return {**files, MANIFEST: _json(manifest)}


def _results(outcome: Outcome) -> Iterable[_Result]:
    for name, number in outcome.numbers.items():
        place = outcome.places.get(name)
        yield _Result(
            number=number,
            pseudonym=name,
            programme=place.programme if place else None,
            seat=place.seat if place else None,
            choice=place.choice if place else None,
        )


def _json(value: object) -> bytes:
    """UTF-8, members sorted by name, no space, one newline at the end."""
    return msgspec.json.encode(value, order="sorted") + b"\n"


def _lines(values: Iterable[object]) -> bytes:
    encode = msgspec.json.Encoder(order="sorted").encode
    return b"".join(encode(value) + b"\n" for value in values)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
