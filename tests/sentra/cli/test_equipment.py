"""`sentra equipment` and `sentra waiting` on an installation of their own."""

from datetime import UTC, datetime, timedelta

import pytest

from sentra.i18n import today
from tests.sentra.cli.commands import PLAN, run


@pytest.fixture(scope="module")
def centre(installation: str) -> str:
    """A building, and two trainers."""
    assert run(installation, "plan", "load", PLAN)[0] == 0
    for name in ("Budi", "Sari"):
        who = (f"{name.lower()}@example.org", name)
        assert run(installation, "user", "invite", *who, "--role", "trainer")[0] == 0
    return installation


DAY = today(datetime.now(UTC)) + timedelta(days=7)
WHEN = ("--date", DAY, "--from", "09:00", "--to", "11.00")


@pytest.mark.slow
def test_equipment_is_kept_and_reserved(centre: str) -> None:
    assert run(centre, "equipment", "add", "Proyektor", 2)[:2] == (0, "2\tProyektor\n")
    wish = ("rooms", "book", "R401A", *WHEN, "--title", "Kelas", "--trainer", "budi@example.org")
    code, _, error = run(centre, *wish, "--equipment", "proyektor=3")
    assert (code, "Di gedung ini ada 2." in error) == (1, True)
    code, said, error = run(centre, *wish, "--equipment", "proyektor")
    assert code == 0, error
    assert run(centre, "equipment", "list", *WHEN)[1] == "1\t2\tProyektor\n"
    assert run(centre, "equipment", "change", "Proyektor", "--number", 0)[0] == 1
    changed = run(centre, "equipment", "change", "Proyektor", "--number", 4, "--name", "Layar")
    assert changed[:2] == (0, "4\tLayar\n")
    assert run(centre, "rooms", "cancel", said.split("\t")[0])[0] == 0
    retired = run(centre, "equipment", "change", "Layar", "--out-of-use")
    assert retired[:2] == (0, "4\tLayar\tTidak dipakai\n")


@pytest.mark.slow
def test_who_waits_is_offered_and_takes(centre: str) -> None:
    wish = (*WHEN, "--title", "Kelas", "--trainer")
    code, said, error = run(centre, "rooms", "book", "R401B", *wish, "budi@example.org")
    booking = said.split("\t")[0]
    code, said, error = run(centre, "waiting", "join", "R401B", *wish, "sari@example.org")
    assert code == 0, error
    number, *rest = said.strip().split("\t")
    assert rest == [f"{DAY}", "09.00–11.00", "R401B", "Kelas", "Sari", "Menunggu", "0"]
    assert run(centre, "waiting", "claim", number)[0] == 1
    assert run(centre, "rooms", "cancel", booking)[0] == 0
    assert run(centre, "waiting", "list")[1].split("\t")[6] == "Ditawarkan"
    assert run(centre, "waiting", "offer")[0] == 0
    code, said, error = run(centre, "waiting", "claim", number)
    assert (code, said.strip().isdigit()) == (0, True), error
    assert run(centre, "waiting", "leave", number)[0] == 1
    assert run(centre, "waiting", "list")[1] == ""
