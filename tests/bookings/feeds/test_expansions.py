"""Other people's programs find in our calendars, for two years, what the database has."""

import ctypes.util
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject

from bookings.contents import contents_of
from sentra.database.engine import DB
from tests.bookings.feeds.conftest import Centre
from tests.bookings.feeds.test_histories import TOLD, History, begun
from tests.bookings.test_oracles import SOURCES, give_up, oracles
from tests.conftest import Person

__all__ = ["oracles"]
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
TURNS, STEPS = 4, 8


async def told(history: History) -> list[tuple[str, list[str]]]:
    """The text of each calendar, and when something takes place by the database."""
    found = []
    for scope, feed in history.feeds.items():
        contents = await contents_of(feed, now=history.now, base_url="http://sentra.test")
        rows = await DB.fetch(TOLD.format(scope=scope))
        found.append((contents.body.decode(), [row["starts"].isoformat() for row in rows]))
    return found


def asked(calendars: list[str], *command: str, folder: Path = SOURCES) -> Any:
    question = {
        "calendars": calendars,
        "since": SINCE.isoformat(),
        "until": UNTIL.isoformat(),
    }
    done = subprocess.run(
        command,
        cwd=folder,
        input=json.dumps(question),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def programs(deed: str) -> dict[str, list[str]]:
    """Those at hand that `expand` or `read`; all, if SENTRA_REQUIRE_ORACLES says so."""
    found = {}
    if ctypes.util.find_library("ical"):
        found["libical"] = [sys.executable, f"{deed}_libical.py"]
    elif os.environ.get("SENTRA_REQUIRE_ORACLES"):
        give_up("no libical found")
    if shutil.which("php") and Path("/usr/share/php/Sabre/VObject").exists():
        found["sabre/vobject"] = ["php", f"{deed}.php"]
    elif os.environ.get("SENTRA_REQUIRE_ORACLES"):
        give_up("no php-sabre-vobject found")
    return found


@pytest.mark.slow
async def test_they_agree_on_every_series_for_two_years(
    centre: Centre, trainer: Person, request: pytest.FixtureRequest
) -> None:
    history = await begun(2, centre, trainer)
    history.hours = [0, 1, 24, 48]  # so that nothing leaves the window
    pairs = await told(history)
    for _ in range(TURNS):
        for _ in range(STEPS):
            await history.step()
        pairs += await told(history)
    calendars, wanted = [text for text, _ in pairs], [starts for _, starts in pairs]
    assert any("RECURRENCE-ID" in text and "EXDATE" in text for text in calendars)
    read = [len(vobject.readOne(text).vevent_list) for text in calendars]
    assert read == [text.count("BEGIN:VEVENT") for text in calendars]
    assert asked(calendars, sys.executable, "expand.py") == wanted
    for name, command in programs("expand").items():
        assert asked(calendars, *command) == wanted, name
    folder = request.getfixturevalue("oracles")  # last: it skips where there is no node
    for name, each in asked(calendars, "node", "expand.mjs", folder=folder).items():
        found = [[start.replace(".000Z", "+00:00") for start in starts] for starts in each]
        assert found == wanted, name
