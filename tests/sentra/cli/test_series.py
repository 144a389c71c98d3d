"""`sentra series` on an installation of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from sentra.i18n import today
from tests.sentra.cli.commands import PLAN, run


@pytest.mark.slow
def test_a_series_is_previewed_booked_changed_cancelled_and_restored(installation: str) -> None:
    assert run(installation, "plan", "load", PLAN)[0] == 0
    invited = run(installation, "user", "invite", "budi@example.org", "Budi", "--role", "trainer")
    assert invited[0] == 0, invited[2]
    days = [today(datetime.now(UTC)) + timedelta(days=7 * week) for week in (1, 2, 3)]
    who = ("--title", "Rapat", "--trainer", "budi@example.org")
    wish = ("--date", days[0], "--from", "09:00", "--to", "11:00", *who)
    rule = ("--rule", "FREQ=WEEKLY;COUNT=3")
    taken = ("--date", days[1], "--from", "10:00", "--to", "12:00")
    assert run(installation, "rooms", "book", "R401A", *taken, *who)[0] == 0

    code, said, error = run(installation, "series", "book", "R401A", *wish, *rule, "--preview")
    assert (code, [line.split("\t") for line in said.splitlines()]) == (
        0,
        [[f"{days[0]}", "free"], [f"{days[1]}", "clash", "Rapat"], [f"{days[2]}", "free"]],
    ), error
    assert run(installation, "series", "book", "R401A", *wish, *rule)[0] == 1
    code, said, error = run(installation, "series", "book", "R401A", *wish, *rule, "--skip-taken")
    assert code == 0, error
    number = said.split("\t")[0]
    assert [line.split("\t")[1] for line in said.splitlines()[1:]] == [
        f"{day}" for day in (days[0], days[2], days[1])
    ]

    code, said, error = run(
        installation, "series", "add", number, days[1], "--from", "08:00", "--to", "10:00"
    )
    assert code == 0, error
    code, said, error = run(installation, "series", "change", number, "--room", "R401B")
    assert [line.split("\t")[2:4] for line in said.splitlines()[1:]] == [
        ["09.00–11.00", "R401B"],
        ["08.00–10.00", "R401B"],
        ["09.00–11.00", "R401B"],
    ], error
    more = ("--rule", f"FREQ=WEEKLY;UNTIL={days[2]:%Y%m%d}", "--first", days[0] + timedelta(days=1))
    code, said, error = run(installation, "series", "change", number, *more, "--preview")
    assert [line.split("\t")[:2] for line in said.splitlines()] == [
        [f"{days[0] + timedelta(days=1)}", "free"],
        [f"{days[1] + timedelta(days=1)}", "free"],
        [f"{days[2]}", "ends"],
    ], error
    assert run(installation, "series", "cancel", number, "--since", days[1])[1].strip() == "2"
    assert run(installation, "series", "restore", number)[1].strip() == "2 tanggal dipesan kembali."
    assert run(installation, "series", "list")[1].splitlines()[0].split("\t")[0] == number
    assert run(installation, "series", "show", 999)[0] == 1
