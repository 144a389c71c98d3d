"""What we write, read by JavaScript's calendar libraries, where node is at hand.

They are fetched by npm into pytest's cache, once; a machine without node or without a network skips
these tests, unless SENTRA_REQUIRE_ORACLES says that they must run.
"""

import json
import os
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bookings.domain import ical
from bookings.domain.ical import Calendar, Event

SOURCES = Path(__file__).parent.parent / "oracles"
STARTS = datetime(2026, 11, 24, 2, tzinfo=UTC)
TITLES = (
    "Foto produk; dasar, dan lanjutan",
    "C:\\dapur",  # before an n, node-ical 0.27 takes an escaped backslash for a new line
    "satu\ndua",
    "👩🏽\u200d🍳 dapur 🍞" * 9,
    "a" * 74 + "é: “kutip” 'x' \"y\" = %20 & <b>",
    "日本語のワークショップ" * 6,
)
EVENTS = [
    Event(
        uid=f"{number:08}-0000-4000-8000-000000000000@sentra-ukm",
        created=STARTS,
        changed=STARTS + timedelta(minutes=number),
        sequence=number,
        starts=STARTS + timedelta(days=number),
        ends=STARTS + timedelta(days=number, hours=2),
        summary=title,
        location="Ruang Pandan, Lantai 4: Pelatihan, Sentra UKM",
        category="Ruang",
        url="https://sentra.example/jadwal?date=2026-11-24",
        geo=(-6.325, 106.66),
        cancelled=number == 1,
    )
    for number, title in enumerate(TITLES)
] + [
    Event(
        uid="whole-day@sentra-ukm",
        created=STARTS,
        changed=STARTS,
        sequence=0,
        starts=date(2026, 12, 31),
        ends=date(2027, 1, 1),
        summary="Hari terakhir di lapak 1-A01",
        location="Lapak",
        category="Lapak",
        url="https://sentra.example/kalender",
        busy=False,
    )
]
CALENDAR = Calendar(
    uid="calendar@sentra-ukm",
    name="Ruang Pandan",
    about="Pemesanan, 90 hari",
    url="https://sentra.example/kalender",
)


def give_up(why: str) -> NoReturn:
    if os.environ.get("SENTRA_REQUIRE_ORACLES"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="module")
def oracles(pytestconfig: pytest.Config) -> Path:
    """A folder with the libraries and the program that asks them."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        give_up("no node found")
    folder = Path(pytestconfig.cache.mkdir("oracles"))
    for name in ("package.json", "read.mjs", "read_all.mjs", "expand.mjs"):
        shutil.copy(SOURCES / name, folder)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    try:
        subprocess.run(
            [npm, "install", *options, "--fetch-retries=0", "--fetch-timeout=10000"],
            cwd=folder,
            capture_output=True,
            timeout=60,
            check=True,
        )
    except subprocess.SubprocessError as error:
        give_up(f"npm can't fetch the libraries: {error}")
    return folder


def moment(value: datetime | date) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Asia/Jakarta", "America/New_York"])
def test_they_find_what_we_wrote(oracles: Path, zone: str) -> None:
    done = subprocess.run(
        ["node", "read.mjs"],  # noqa: S607 - the one on the PATH
        cwd=oracles,
        input=ical.calendar_bytes(CALENDAR, map(ical.event_bytes, EVENTS)),
        env={"PATH": os.environ["PATH"], "TZ": zone},
        capture_output=True,
        timeout=60,
        check=True,
    )
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    wanted = [
        {
            "uid": event.uid,
            "summary": event.summary,
            "location": event.location,
            "starts": moment(event.starts),
            "ends": moment(event.ends),
            "sequence": event.sequence,
            "status": "CANCELLED" if event.cancelled else "CONFIRMED",
        }
        for event in EVENTS
    ]
    assert found == {"ical.js": wanted, "node-ical": wanted}
