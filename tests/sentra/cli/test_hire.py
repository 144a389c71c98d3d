"""`sentra hire` and `sentra rooms find` on an installation of their own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sentra.i18n import today
from tests.sentra.cli.commands import PLAN, run


@pytest.fixture(scope="module")
def centre(installation: str) -> str:
    """A building, and a manager."""
    assert run(installation, "plan", "load", PLAN)[0] == 0
    invited = run(installation, "user", "invite", "ratna@example.org", "Ratna", "--role", "manager")
    assert invited[0] == 0, invited[2]
    return installation


@pytest.mark.slow
def test_a_room_is_let_from_tariff_to_paper(centre: str, tmp_path: Path) -> None:
    day = today(datetime.now(UTC)) + timedelta(days=7)
    when = ("R403", "--date", day, "--from", "09:00", "--to", "12.30")
    assert run(centre, "hire", "price", *when)[0] == 1
    code, said, error = run(
        centre, "hire", "tariff", "R403", "--hour", 100_000, "--half-day", 350_000
    )
    assert (code, said.split("\t")[2:]) == (0, ["100000", "350000", "0%\n"]), error
    code, said, _ = run(centre, "hire", "price", *when)
    assert said.splitlines()[-1].split("\t")[1:] == ["350000", "Tiga ratus lima puluh ribu rupiah"]

    who = ("--name", "PT Contoh", "--title", "Seminar", "--organiser", "ratna@example.org")
    code, said, error = run(centre, "hire", "quote", *when, *who)
    number, quotation, invoice, total, paid, room, *_ = said.split("\t")
    assert (code, invoice, total, paid, room) == (0, "-", "Rp 350.000", "-", "R403"), error
    assert quotation.startswith("PNW-")
    assert run(centre, "hire", "quote", *when, *who)[0] == 1
    assert run(centre, "hire", "pay", number)[0] == 1
    code, said, _ = run(centre, "hire", "invoice", number)
    assert (code, said.split("\t")[2].startswith("INV-")) == (0, True)
    assert run(centre, "hire", "pay", number)[0] == 0
    assert run(centre, "hire", "list", "--stage", "paid")[1].split("\t")[0] == number
    assert run(centre, "hire", "pay", number, "--undo")[0] == 0
    assert run(centre, "hire", "credit", number, "--reason", "Batal")[0] == 1
    assert run(centre, "hire", "pdf", number, tmp_path / "tagihan.pdf")[0] == 0
    assert (tmp_path / "tagihan.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
def test_a_room_is_found(centre: str) -> None:
    day = today(datetime.now(UTC)) + timedelta(days=14)
    when = ("--date", day, "--from", "07:00", "--to", "12:00", "--minutes", 120, "--people", 40)
    code, said, error = run(centre, "rooms", "find", *when)
    assert (code, said.split("\t")[0]) == (0, "R403"), error
    assert f"{day} 07.00–09.00, {day} 09.00–11.00" in said
    code, said, _ = run(centre, "rooms", "find", *when, "--rrule", "FREQ=WEEKLY;COUNT=6")
    assert (code, "Kosong pada semua 6 hari." in said) == (0, True)
    code, said, error = run(centre, "rooms", "find", *when, "--feature", "ovens")
    assert (code, "Tidak ada ruang" in error, "R403" in said) == (0, True, True)
