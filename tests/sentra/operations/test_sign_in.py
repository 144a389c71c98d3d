from datetime import datetime, timedelta

import pytest

from sentra.database.engine import DB
from sentra.domain.accounts import NotRecognised
from sentra.domain.refusals import Invalid, NotFound, TooMany
from sentra.domain.roles import Source
from sentra.domain.secrets import digest
from sentra.operations import attempts, hashing
from sentra.operations.hashing import Hasher, hasher
from sentra.operations.sessions import close_other_browser, open_session
from sentra.operations.sign_in import change_pass_phrase, sign_in, sign_out_everywhere
from sentra.operations.tokens import create_token, revoke_token
from sentra.queries import actor_of_session, actor_of_token
from sentra.queries.accounts import sessions_of, tokens_of
from tests.conftest import NOW, Person

PHRASE = "jendela biru di tepi sawah"
OTHER = "perahu kayu di muara sungai"
HERE = "192.0.2.7"


async def give_phrase(person: Person, phrase: str = PHRASE) -> None:
    await DB.fetch(
        "UPDATE account SET password = $2 WHERE id = $1",
        person.account,
        await hasher().hash(phrase),
    )


async def enter(
    email: str = "budi@example.org",
    phrase: str = PHRASE,
    *,
    now: datetime = NOW,
    address: str = HERE,
    replaces: bytes | None = None,
) -> str:
    return await sign_in(
        email=email, pass_phrase=phrase, now=now, hours=12, address=address, replaces=replaces
    )


async def fail(times: int, **more: object) -> None:
    for _ in range(times):
        with pytest.raises(NotRecognised):
            await enter(phrase="salah salah salah", **more)  # type: ignore[arg-type]


async def test_it_opens_a_session_under_a_new_secret(trainer: Person) -> None:
    await give_phrase(trainer)
    before = await open_session(account=trainer.account, now=NOW, hours=12)
    after = await enter(replaces=digest(before))
    known = [
        await actor_of_session(digest(secret), source=Source.PAGE, address=None, now=NOW)
        for secret in (before, after)
    ]
    assert [found and found.actor.account for found in known] == [None, trainer.account]


async def test_all_failures_are_one_answer(trainer: Person, other_trainer: Person) -> None:
    await give_phrase(trainer)
    await give_phrase(other_trainer)
    await DB.fetch("UPDATE account SET active = false WHERE id = $1", other_trainer.account)
    said = set()
    for email in ("budi@example.org", "sari@example.org", "nobody@example.org"):
        with pytest.raises(NotRecognised) as refused:
            await enter(email, OTHER if email.startswith("budi") else PHRASE)
        said.add(str(refused.value.message))
    assert len(said) == 1


@pytest.mark.parametrize("email", ["budi@example.org", "nobody@example.org"])
async def test_a_failure_costs_one_hash_whoever_it_is(
    trainer: Person, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await give_phrase(trainer)
    done: list[str] = []
    real = Hasher._verify

    def counted(self: Hasher, phrase: str, known: str | None) -> bool:
        done.append(phrase)
        return real(self, phrase, known)

    monkeypatch.setattr(Hasher, "_verify", counted)
    with pytest.raises(NotRecognised):
        await enter(email, OTHER)
    assert done == [OTHER]


async def test_eight_failures_from_one_place_close_it_for_a_while(trainer: Person) -> None:
    await give_phrase(trainer)
    await fail(attempts.HERE.tries)
    with pytest.raises(TooMany, match="try again in 15 minutes"):
        await enter()
    assert await enter(address="192.0.2.8"), "elsewhere she signs in"


async def test_waiting_helps(trainer: Person) -> None:
    await give_phrase(trainer)
    await fail(attempts.HERE.tries)
    assert await enter(now=NOW + attempts.HERE.within)


async def test_a_success_forgets_the_failures_before(trainer: Person) -> None:
    await give_phrase(trainer)
    for _ in range(3):
        await fail(attempts.HERE.tries - 1)
        await enter()


async def test_an_unknown_address_is_slowed_down_as_well(trainer: Person) -> None:
    await fail(attempts.HERE.tries, email="nobody@example.org")
    with pytest.raises(TooMany):
        await enter("nobody@example.org")


async def test_one_place_guesses_at_a_hundred_people_and_no_more(trainer: Person) -> None:
    await give_phrase(trainer)
    for number in range(attempts.PLACE.tries):
        await fail(1, email=f"somebody{number}@example.org")
    with pytest.raises(TooMany):
        await enter()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002"),
        (None, ""),
        ("unix", "unix"),
    ],
)
def test_a_place_is_what_one_can_not_easily_change(address: str | None, place: str) -> None:
    assert attempts.place_of(address) == place


async def test_a_hash_of_older_parameters_is_made_anew(trainer: Person) -> None:
    await give_phrase(trainer)
    ours = hasher()
    hashing.use(Hasher(passes=2, kibibytes=16))
    try:
        await enter()
        rows = await DB.fetch("SELECT password FROM account WHERE id = $1", trainer.account)
        assert "m=16,t=2" in rows[0]["password"]
    finally:
        hashing.use(ours)


async def test_changing_the_pass_phrase_signs_everybody_else_out(trainer: Person) -> None:
    await give_phrase(trainer)
    await enter()
    kept = await change_pass_phrase(
        current=PHRASE, new=OTHER, actor=trainer.actor, now=NOW, hours=12
    )
    left = await sessions_of(trainer.account, own=digest(kept), now=NOW)
    assert [session.own for session in left] == [True]
    with pytest.raises(NotRecognised):
        await enter()
    assert await enter(phrase=OTHER)


async def test_changing_needs_the_present_one(trainer: Person) -> None:
    await give_phrase(trainer)
    with pytest.raises(Invalid) as refused:
        await change_pass_phrase(current=OTHER, new=OTHER, actor=trainer.actor, now=NOW, hours=12)
    assert [problem.field for problem in refused.value.problems] == ["current"]


async def test_sessions_end_one_by_one_or_all(trainer: Person, other_trainer: Person) -> None:
    own = await open_session(account=trainer.account, now=NOW, hours=12)
    strange = (await sessions_of(other_trainer.account, own=None, now=NOW))[0]
    with pytest.raises(NotFound):
        await close_other_browser(strange.id, account=trainer.account)
    assert await sign_out_everywhere(actor=trainer.actor, now=NOW, but=digest(own)) == 1
    left = await sessions_of(trainer.account, own=digest(own), now=NOW)
    assert [session.own for session in left] == [True]


async def test_sessions_that_are_over_are_removed_at_a_sign_in(trainer: Person) -> None:
    later = NOW + timedelta(hours=13)
    await open_session(account=trainer.account, now=later, hours=12)
    rows = await DB.fetch("SELECT expires FROM session WHERE account = $1", trainer.account)
    assert [row["expires"] for row in rows] == [later + timedelta(hours=12)]


async def test_a_token_speaks_for_its_account_until_it_is_revoked(
    trainer: Person, other_trainer: Person
) -> None:
    token = await create_token(label=" Skrip  laporan ", actor=trainer.actor, now=NOW)
    known = await actor_of_token(digest(token.secret), source=Source.API, address=None, now=NOW)
    assert known is not None
    assert known.actor.account == trainer.account
    assert [row.label for row in await tokens_of(trainer.account)] == ["Skrip laporan"]
    with pytest.raises(NotFound):
        await revoke_token(token.id, actor=other_trainer.actor, now=NOW)
    await revoke_token(token.id, actor=trainer.actor, now=NOW)
    after = await actor_of_token(digest(token.secret), source=Source.API, address=None, now=NOW)
    assert after is None
