"""Several at once, on connections of their own, with what they write committed."""

import asyncio
from collections.abc import Coroutine

import pytest

from sentra.database.engine import DB
from sentra.domain.accounts import LinkSpent, NotRecognised
from sentra.domain.refusals import Refusal, TooMany
from sentra.domain.roles import COMMAND_LINE, Actor, Role, Source
from sentra.operations import attempts
from sentra.operations.accounts import close_account, first_sign_in_link, invite
from sentra.operations.links import use_link
from sentra.operations.sign_in import sign_in
from tests.conftest import NOW

PHRASE = "jendela biru di tepi sawah"
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


async def outcome(work: Coroutine[object, object, object]) -> str:
    """`done`, or the kind of refusal."""
    try:
        await work
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


def enter(path: str, phrase: str = PHRASE) -> Coroutine[object, object, str]:
    secret = path.removeprefix("/mulai/")
    return use_link(
        secret=secret,
        pass_phrase=phrase,
        now=NOW,
        hours=12,
        introduction=("Ratna Wulandari", "ratna@example.org"),
    )


async def make_manager(name: str) -> Actor:
    made = await invite(
        name=name,
        email=f"{name.lower()}@example.org",
        role=Role.MANAGER,
        actor=COMMAND_LINE,
        now=NOW,
    )
    await enter(made.path)
    return Actor(role=Role.MANAGER, source=Source.PAGE, name=name, account=made.account)


async def test_one_of_many_uses_a_link() -> None:
    made = await invite(
        name="Tono", email="tono@example.org", role=Role.TRAINER, actor=COMMAND_LINE, now=NOW
    )
    outcomes = await asyncio.gather(*(outcome(enter(made.path)) for _ in range(20)))
    assert sorted(outcomes) == [LinkSpent.__name__] * 19 + ["done"]
    assert len(await DB.fetch("SELECT id FROM session")) == 1


async def test_many_starts_at_once_leave_one_good_first_link() -> None:
    paths = await asyncio.gather(*(first_sign_in_link(now=NOW) for _ in range(8)))
    outcomes = [await outcome(enter(path)) for path in paths if path]
    assert sorted(outcomes) == [LinkSpent.__name__] * 7 + ["done"]


async def test_two_managers_who_close_each_other_leave_one() -> None:
    ratna, sari = await make_manager("Ratna"), await make_manager("Sari")
    for _ in range(5):
        outcomes = await asyncio.gather(
            outcome(close_account(account=sari.account or 0, actor=ratna, now=NOW)),
            outcome(close_account(account=ratna.account or 0, actor=sari, now=NOW)),
        )
        assert sorted(outcomes) == ["Conflict", "done"]
        await DB.fetch("UPDATE account SET active = true")


async def test_guesses_at_once_count_as_many() -> None:
    await make_manager("Ratna")
    outcomes = await asyncio.gather(
        *(
            outcome(
                sign_in(
                    email="ratna@example.org",
                    pass_phrase=f"tebakan nomor {number}",
                    now=NOW,
                    hours=12,
                    address="192.0.2.7",
                )
            )
            for number in range(30)
        )
    )
    assert set(outcomes) <= {NotRecognised.__name__, TooMany.__name__}
    assert outcomes.count(NotRecognised.__name__) <= attempts.HERE.tries


async def test_a_link_used_while_its_account_is_closed_lets_nobody_in() -> None:
    ratna = await make_manager("Ratna")
    for number in range(5):
        made = await invite(
            name="Tono",
            email=f"tono{number}@example.org",
            role=Role.TRAINER,
            actor=ratna,
            now=NOW,
        )
        await asyncio.gather(
            outcome(enter(made.path)),
            outcome(close_account(account=made.account, actor=ratna, now=NOW)),
        )
        rows = await DB.fetch(
            "SELECT s.id FROM session s JOIN account a ON a.id = s.account WHERE NOT a.active"
        )
        assert rows == []
