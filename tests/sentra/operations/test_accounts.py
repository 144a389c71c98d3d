"""Inviting, letting in, closing; the cast's manager does it."""

from datetime import timedelta

import httpx
import pytest

from sentra.database.engine import DB
from sentra.domain.accounts import FIRST_EMAIL, LinkSpent
from sentra.domain.refusals import Conflict, Forbidden, Invalid
from sentra.domain.roles import COMMAND_LINE, Role
from sentra.domain.secrets import digest
from sentra.operations import accounts
from sentra.operations.links import use_link
from sentra.operations.sign_in import sign_in
from sentra.queries.accounts import find_account
from sentra.tables import Enterprise
from tests.conftest import NOW, Person

PHRASE = "jendela biru di tepi sawah"


def secret_of(path: str | None) -> str:
    assert path is not None
    return path.removeprefix("/mulai/")


async def enter(path: str | None, **more: object) -> str:
    return await use_link(
        secret=secret_of(path),
        pass_phrase=PHRASE,
        now=NOW,
        hours=12,
        **more,  # type: ignore[arg-type]
    )


async def invite(
    actor: Person, email: str = "tono@example.org", **more: object
) -> accounts.Invitation:
    return await accounts.invite(
        name=" Tono  Hartono ",
        email=email,
        role=Role.TRAINER,
        actor=actor.actor,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


async def test_it_invites_somebody_who_chooses_a_pass_phrase_and_signs_in(manager: Person) -> None:
    invited = await invite(manager, email="Tono@Example.org")
    row = await find_account(invited.account)
    assert row is not None
    assert (row.name, row.email, row.role, row.state) == (
        "Tono Hartono", "tono@example.org", Role.TRAINER, "invited",
    )  # fmt: skip
    await enter(invited.path)
    assert await sign_in(email=" TONO@example.org", pass_phrase=PHRASE, now=NOW, hours=12)


async def test_a_link_works_once(manager: Person) -> None:
    invited = await invite(manager)
    await enter(invited.path)
    with pytest.raises(LinkSpent):
        await enter(invited.path)


async def test_a_link_ends_after_seven_days(manager: Person) -> None:
    invited = await invite(manager)
    with pytest.raises(LinkSpent):
        await use_link(
            secret=secret_of(invited.path),
            pass_phrase=PHRASE,
            now=NOW + timedelta(days=7),
            hours=12,
        )


async def test_a_bad_pass_phrase_does_not_use_the_link_up(manager: Person) -> None:
    invited = await invite(manager)
    with pytest.raises(Invalid):
        await use_link(secret=secret_of(invited.path), pass_phrase="short", now=NOW, hours=12)
    await enter(invited.path)


async def test_a_new_link_ends_the_one_before_and_all_sessions(
    manager: Person, trainer: Person
) -> None:
    first = await accounts.new_link(account=trainer.account, actor=manager.actor, now=NOW)
    second = await accounts.new_link(account=trainer.account, actor=manager.actor, now=NOW)
    with pytest.raises(LinkSpent):
        await enter(first.path)
    await enter(second.path)
    sessions = await DB.fetch("SELECT id FROM session WHERE account = $1", trainer.account)
    assert len(sessions) == 1


async def test_an_e_mail_address_has_one_account(manager: Person) -> None:
    await invite(manager)
    with pytest.raises(Invalid) as refused:
        await invite(manager)
    assert [problem.field for problem in refused.value.problems] == ["email"]


async def test_an_enterprise_account_speaks_for_an_enterprise(
    manager: Person, enterprise: Enterprise
) -> None:
    wrong = [
        {"role": Role.ENTERPRISE},
        {"role": Role.TRAINER, "enterprise": enterprise.id},
        {"role": Role.COOPERATIVE, "enterprise": enterprise.id},
        {"role": Role.ENTERPRISE, "enterprise": enterprise.id + 1000},
        {"role": Role.VISITOR},
    ]
    for links in wrong:
        with pytest.raises(Invalid):
            await accounts.invite(
                name="A", email="a@example.org", actor=manager.actor, now=NOW, **links
            )  # type: ignore[arg-type]
    done = await accounts.invite(
        name="A", email="a@example.org", role=Role.ENTERPRISE, enterprise=enterprise.id,
        actor=manager.actor, now=NOW,
    )  # fmt: skip
    row = await find_account(done.account)
    assert row is not None
    assert (row.enterprise, row.enterprise_name) == (enterprise.id, "Kopi Tangsel")


async def test_only_managers_invite(trainer: Person) -> None:
    with pytest.raises(Forbidden):
        await invite(trainer)


async def test_a_closed_account_is_signed_out_and_comes_back_when_reopened(
    manager: Person, trainer: Person
) -> None:
    await accounts.close_account(account=trainer.account, actor=manager.actor, now=NOW)
    assert await DB.fetch("SELECT id FROM session WHERE account = $1", trainer.account) == []
    with pytest.raises(Conflict):
        await accounts.new_link(account=trainer.account, actor=manager.actor, now=NOW)
    await accounts.reopen_account(account=trainer.account, actor=manager.actor, now=NOW)
    row = await find_account(trainer.account)
    assert row is not None
    assert row.state == "invited"


async def test_the_last_manager_stays(manager: Person) -> None:
    await DB.fetch("UPDATE account SET password = 'x' WHERE id = $1", manager.account)
    with pytest.raises(Conflict, match="last building manager"):
        await accounts.close_account(account=manager.account, actor=COMMAND_LINE, now=NOW)
    with pytest.raises(Conflict, match="your own"):
        await accounts.close_account(account=manager.account, actor=manager.actor, now=NOW)


async def test_the_first_manager_says_who_she_is(visitor: httpx.AsyncClient) -> None:
    path = await accounts.first_sign_in_link(now=NOW)
    with pytest.raises(Invalid) as refused:
        await enter(path)
    assert [problem.field for problem in refused.value.problems] == ["name", "email"]
    await enter(path, introduction=("Ratna Wulandari", "Ratna@example.org"))
    assert await accounts.first_sign_in_link(now=NOW) is None
    assert await sign_in(email="ratna@example.org", pass_phrase=PHRASE, now=NOW, hours=12)


async def test_the_first_manager_hears_all_that_is_wrong_at_once(
    visitor: httpx.AsyncClient,
) -> None:
    path = await accounts.first_sign_in_link(now=NOW)
    with pytest.raises(Invalid) as refused:
        await use_link(secret=secret_of(path), pass_phrase="pendek", now=NOW, hours=12)
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["name", "email", "pass_phrase"]


async def test_each_start_has_a_new_first_link_until_one_is_used(
    visitor: httpx.AsyncClient,
) -> None:
    before = await accounts.first_sign_in_link(now=NOW)
    after = await accounts.first_sign_in_link(now=NOW)
    with pytest.raises(LinkSpent):
        await enter(before, introduction=("Ratna", "ratna@example.org"))
    await enter(after, introduction=("Ratna", "ratna@example.org"))
    assert await DB.fetch("SELECT id FROM account WHERE email = $1", FIRST_EMAIL) == []


async def test_the_first_link_is_void_once_another_manager_signs_in(
    visitor: httpx.AsyncClient,
) -> None:
    first = await accounts.first_sign_in_link(now=NOW)
    invited = await accounts.invite(
        name="Ratna", email="ratna@example.org", role=Role.MANAGER, actor=COMMAND_LINE, now=NOW
    )
    await enter(invited.path)
    with pytest.raises(LinkSpent):
        await enter(first, introduction=("Mallory", "mallory@example.org"))


async def test_the_database_knows_only_the_digest_of_a_link(manager: Person) -> None:
    invited = await invite(manager)
    rows = await DB.fetch("SELECT secret FROM sign_in_link WHERE account = $1", invited.account)
    assert [row["secret"] for row in rows] == [digest(secret_of(invited.path))]


async def test_what_is_done_is_in_the_audit_trail(manager: Person) -> None:
    invited = await invite(manager)
    await enter(invited.path)
    await accounts.close_account(account=invited.account, actor=manager.actor, now=NOW)
    rows = await DB.fetch(
        "SELECT verb, actor FROM audit_entry WHERE subject_id = $1 AND subject = 'account' "
        "ORDER BY id",
        invited.account,
    )
    assert [tuple(row) for row in rows] == [
        ("account.invite", "Ratna Wulandari"),
        ("account.enter", "Tono Hartono"),
        ("account.close", "Ratna Wulandari"),
    ]
