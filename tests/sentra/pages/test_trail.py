"""/jejak: what was done, by whom, in words."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from sentra.database.engine import DB
from sentra.domain.messages import Message, say
from sentra.domain.roles import COMMAND_LINE, Actor
from sentra.domain.trail import DEEDS, FIELDS, SUBJECTS, Difference, differences
from sentra.operations.accounts import close_account
from sentra.operations.audit import record
from sentra.queries.trail import PAGE
from tests.conftest import NOW, Person, counting_queries

ROOT = Path(__file__).parents[3]
DEED = re.compile(r"[a-z]+\.[a-z-]+")


async def write(actor: Actor, count: int = 1, verb: str = "booking.change", **more: Any) -> None:
    for number in range(count):
        await record(verb, subject="booking", subject_id=number + 1, actor=actor, now=NOW, **more)


def entries(page: str) -> list[str]:
    """The number of the booking of each entry shown, in order."""
    return re.findall(r"Pemesanan (\d+)\s", page)


async def test_it_shows_who_did_what_with_before_and_after(
    manager: Person, trainer: Person
) -> None:
    await close_account(account=trainer.account, actor=manager.actor, now=NOW)
    page = (await manager.browser.get("/jejak")).text
    for words in (
        f'<a href="/pengguna/{manager.account}">Ratna Wulandari</a>',
        "menutup akun",
        f'<a href="/pengguna/{trainer.account}">Akun {trainer.account}</a>',
        "<del>Ya</del> <ins>Tidak</ins>",
        "Selasa, 24 November 2026 09.00 WIB",
        "lewat halaman",
    ):
        assert words in page


async def test_it_narrows_by_person_deed_subject_and_day(manager: Person, trainer: Person) -> None:
    await write(manager.actor)
    await write(trainer.actor, verb="booking.cancel")
    await write(COMMAND_LINE, 3)
    for query, count in (
        ("", 5), ("q=budi", 1), ("verb=booking.change", 4), ("subject=booking", 5), ("id=1", 3),
        ("subject=tenancy", 0), (f"account={trainer.account}", 1), ("from=2026-11-24", 5),
        ("from=2026-11-25", 0), ("to=2026-11-23", 0), ("to=2026-11-24", 5), ("q=b_di", 0),
    ):  # fmt: skip
        page = (await manager.browser.get(f"/jejak?{query}")).text
        assert (query, len(entries(page))) == (query, count)


@pytest.mark.parametrize("query", ["from=nonsense", "id=x", "account=0", "id=99999999999"])
async def test_it_says_which_filter_makes_no_sense(manager: Person, query: str) -> None:
    answer = await manager.browser.get(f"/jejak?{query}")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text


async def test_it_leads_to_older_entries(manager: Person) -> None:
    await write(manager.actor, PAGE + 2)
    first = (await manager.browser.get("/jejak?q=ratna")).text
    assert entries(first) == [str(number) for number in range(PAGE + 2, 2, -1)]
    (older,) = re.findall(r'href="(/jejak\?q=ratna&amp;before=\d+)"', first)
    second = (await manager.browser.get(older.replace("&amp;", "&"))).text
    assert entries(second) == ["2", "1"]
    assert 'href="/jejak?q=ratna"' in second


async def test_more_entries_take_no_more_queries(manager: Person) -> None:
    await write(manager.actor)
    with counting_queries() as few:
        await manager.browser.get("/jejak")
    await write(manager.actor, 3, before={"title": "A"}, after={"title": "B"})
    with counting_queries() as many:
        await manager.browser.get("/jejak")
    assert len(many) == len(few)


async def test_a_value_is_text_and_nothing_else(manager: Person) -> None:
    await write(manager.actor, after={"title": "<script>alert(1)</script>"})
    assert "<script>alert" not in (await manager.browser.get("/jejak")).text


async def test_the_trail_is_never_rewritten(manager: Person, app: object) -> None:
    await write(manager.actor)
    with pytest.raises(Exception, match="never changed or removed"):
        async with DB.transaction():
            await DB.fetch("UPDATE audit_entry SET actor = 'nobody'")


def test_differences_are_what_changed_in_words() -> None:
    found = differences(
        {"role": "trainer", "title": "A", "starts": "2026-11-24T02:00:00Z", "same": 1},
        {"role": "manager", "title": "B", "starts": None, "same": 1, "odd": ["2026-11-24"]},
    )
    assert [(str(one.field), str(one.before), str(one.after)) for one in found] == [
        ("Role", "Trainer", "Building manager"),
        ("Title", "A", "B"),
        ("From", "2026-11-24 02:00:00+00:00", "None"),
        ("odd", "None", "(datetime.date(2026, 11, 24),)"),
    ]


def test_a_day_that_does_not_exist_stays_text() -> None:
    assert differences(None, {"note": "2026-02-30"}) == [
        Difference(FIELDS["note"], None, "2026-02-30")
    ]


def recorded() -> dict[str, str]:
    """Every deed that an operation writes down, and where."""
    found = {}
    for package in ("sentra", "floors", "bookings"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                    "record",
                    "record_many",
                }:
                    for part in ast.walk(node.args[0]):
                        if isinstance(part, ast.Constant) and DEED.fullmatch(str(part.value)):
                            found[str(part.value)] = path.name
    return found


def test_every_deed_has_its_words() -> None:
    assert {deed: place for deed, place in recorded().items() if deed not in DEEDS} == {}


def test_words_are_messages() -> None:
    for words in (DEEDS, SUBJECTS, FIELDS):
        assert all(isinstance(word, Message) for word in words.values())
    assert DEEDS["account.sign-in"] == say("signed in")
