"""`sentra rooms` on an installation of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from sentra.i18n import today
from tests.sentra.cli.commands import PLAN, run


@pytest.mark.slow
def test_rooms_are_found_booked_and_cancelled(installation: str) -> None:
    assert run(installation, "plan", "load", PLAN)[0] == 0
    invited = run(installation, "user", "invite", "budi@example.org", "Budi", "--role", "trainer")
    assert invited[0] == 0, invited[2]
    code, listed, _ = run(installation, "rooms", "list")
    assert [line.split("\t")[0] for line in listed.splitlines()][:3] == ["R401", "R401A", "R401B"]

    day = today(datetime.now(UTC)) + timedelta(days=7)
    when = ("--date", day, "--from", "09:00", "--to", "11.00")
    wish = (*when, "--title", "Rapat", "--trainer", "Budi@example.org")
    code, said, error = run(installation, "rooms", "book", "R401A", *wish)
    number, *rest = said.strip().split("\t")
    assert (code, rest) == (0, [f"{day}", "09.00–11.00", "R401A", "Rapat", "Budi"]), error

    code, _, error = run(installation, "rooms", "book", "R401", *wish)
    assert (code, "sudah terpakai" in error, "Yang masih kosong" in error) == (1, True, True)
    code, said, _ = run(installation, "rooms", "free", *when, "--people", 60)
    assert [line.split("\t")[0] for line in said.splitlines()] == ["R401B"]
    code, said, _ = run(installation, "rooms", "show", "R401", "--date", day)
    assert said.splitlines()[1].split("\t")[2:4] == ["09.00–11.00", "R401A"]

    code, said, _ = run(installation, "rooms", "cancel", number, "--reason", "Hujan")
    assert (code, said.strip().endswith("Dibatalkan")) == (0, True)
    assert run(installation, "rooms", "cancel", number)[0] == 1
    code, _, error = run(
        installation, "rooms", "book", "R1", *when, "--title", "x", "--trainer", "x@y"
    )
    assert (code, "x@y" in error) == (1, True)
