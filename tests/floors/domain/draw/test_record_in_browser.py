"""The browser's module comes to the same as Sentra and names the same files."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from playwright._impl._driver import compute_driver_executable

from floors.domain.draw.market import Application, Change
from tests.floors.domain.draw.markets import PRECEDENCE, programme
from tests.floors.domain.draw.test_record import DRAND, forgeries, record, rehashed, withdrawal

MODULE = Path(__file__).parents[4] / "sentra" / "static" / "js" / "verify-round.js"


def seen_by_browser(records: Sequence[Mapping[str, bytes]], folder: Path) -> list[Any]:
    """Run by the engine of Chromium that Playwright brings along."""
    module = folder / "verify-round.mjs"
    module.write_text(MODULE.read_text())
    told = [
        {name: b64encode(content).decode() for name, content in files.items()} for files in records
    ]
    done = subprocess.run(
        [compute_driver_executable()[0], Path(__file__).parent / "verify_round.mjs", module],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def a_crowd(random: Random) -> list[Application]:
    return [
        Application(
            pseudonym=f"{random.getrandbits(128):032x}",
            classes=tuple(sorted(random.sample(PRECEDENCE, random.randrange(3)))),
            preferences=tuple(random.sample("ABC", random.randrange(1, 4))),
        )
        for _ in range(40)
    ]


def test_it_agrees(tmp_path: Path) -> None:
    offered = [
        programme("A", 5, newcomer=1, k01=1, renewal=1),
        programme("B", 3, affirmative=2),
        programme("C", 4),
    ]
    records = [record()[1], record(plan=DRAND)[1]]
    for at in range(20):
        outcome, files = record(offered, crowd := a_crowd(Random(at)))
        changes = [withdrawal(files)]
        stayer, place = list(outcome.places.items())[-1]
        changes.append(Change(pseudonym=stayer, stays=place.programme))
        outcome, _ = record(offered, crowd, changes=changes[:1])
        kept = changes if outcome.places.get(stayer) == place else changes[:1]
        records += [files, record(offered, crowd, changes=kept)[1]]
    for files, seen in zip(records, seen_by_browser(records, tmp_path), strict=True):
        applicants = files["applications.jsonl"].count(b"\n")
        assert seen == {
            "commitment": sha256(files["commitment.json"]).hexdigest(),
            "applicants": applicants,
            "ticks": [[applicants, applicants]],
        }


def test_it_names_the_file_that_was_changed(tmp_path: Path) -> None:
    files = record()[1]
    files = record(changes=[withdrawal(files)])[1]
    wrong = []
    for name, content in files.items():
        for at in range(0, len(content), 29):
            flipped = bytearray(content)
            flipped[at] ^= 1
            wrong.append((name, {**files, name: bytes(flipped)}))
        wrong.append((name, {other: files[other] for other in files if other != name}))
    for name, old, new in forgeries():
        named = "seed.json" if name == "commitment.json" else name
        wrong.append((named, rehashed(files, name, old, new)))
    seen = seen_by_browser([forged for _, forged in wrong], tmp_path)
    assert seen == [name for name, _ in wrong]
