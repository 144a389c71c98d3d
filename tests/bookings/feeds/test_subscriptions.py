"""Making, exchanging and revoking addresses."""

from datetime import timedelta

import pytest

from bookings.domain.feeds import FeedKind
from bookings.operations import feeds
from bookings.queries import feeds as queries
from sentra.domain.refusals import Conflict, Invalid, NotFound
from sentra.domain.roles import COMMAND_LINE, Actor, Role, Source
from sentra.domain.secrets import digest
from sentra.tables import AuditEntry, Enterprise
from tests.bookings.feeds.conftest import COPIES, Centre
from tests.conftest import NOW, Person


async def follow(actor: Actor, kind: FeedKind, key: str = "", label: str = "") -> feeds.Handed:
    return await feeds.subscribe(kind=kind, key=key, label=label, locale="id", actor=actor, now=NOW)


async def test_it_is_called_as_its_subject_or_as_one_likes(centre: Centre, trainer: Person) -> None:
    plain = await follow(trainer.actor, FeedKind.ROOM, "R-101")
    named = await follow(trainer.actor, FeedKind.ROOM, "R-101", label="  Tempat   saya ")
    assert (plain.label, named.label) == ("Ruang Anggrek", "Tempat saya")
    found = await queries.subscription(digest(named.secret))
    assert found is not None
    assert (found.kind, found.subject, found.label) == (FeedKind.ROOM, centre.orchid, "Tempat saya")


async def test_its_trail_tells_who_made_and_revoked_it_but_no_secret(
    centre: Centre, trainer: Person
) -> None:
    made = await follow(trainer.actor, FeedKind.FLOOR, "5")
    await feeds.revoke(feed=made.feed, copies=COPIES, actor=trainer.actor, now=NOW)
    await feeds.revoke(feed=made.feed, copies=COPIES, actor=trainer.actor, now=NOW)
    trail = await AuditEntry.select().where(AuditEntry.subject == "feed").order_by(AuditEntry.id)
    assert [(entry["verb"], entry["account"]) for entry in trail] == [
        ("calendar.subscribe", trainer.account),
        ("calendar.revoke", trainer.account),
    ]
    assert made.secret not in repr(trail)


async def test_it_exchanges_an_address_for_another_of_the_same_calendar(
    centre: Centre, trainer: Person
) -> None:
    old = await follow(trainer.actor, FeedKind.ROOM, "R-101", label="Anggrek")
    new = await feeds.regenerate(feed=old.feed, copies=COPIES, actor=trainer.actor, now=NOW)
    gone, lives = [await queries.subscription(digest(each.secret)) for each in (old, new)]
    assert gone is not None
    assert lives is not None
    assert (gone.lives, lives.lives) == (False, True)
    assert (lives.kind, lives.subject, lives.label) == (gone.kind, gone.subject, gone.label)
    assert [each.id for each in await queries.subscriptions(trainer.account)] == [new.feed]
    with pytest.raises(NotFound):
        await feeds.regenerate(feed=old.feed, copies=COPIES, actor=trainer.actor, now=NOW)


async def test_it_refuses_somebody_elses_address(
    centre: Centre, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    made = await follow(trainer.actor, FeedKind.CENTRE)
    for stranger in (other_trainer, manager):
        with pytest.raises(NotFound):
            await feeds.revoke(feed=made.feed, copies=COPIES, actor=stranger.actor, now=NOW)
        with pytest.raises(NotFound):
            await feeds.regenerate(feed=made.feed, copies=COPIES, actor=stranger.actor, now=NOW)
    with pytest.raises(NotFound):
        await feeds.revoke(feed=2**31 - 1, copies=COPIES, actor=trainer.actor, now=NOW)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (FeedKind.CENTRE, "1"),
        (FeedKind.FLOOR, "9"),
        (FeedKind.FLOOR, "one"),
        (FeedKind.ROOM, "A-101"),
        (FeedKind.ROOM, ""),
        (FeedKind.TRAINER, "999999999999999999999"),
        (FeedKind.ENTERPRISE, "\N{ZERO WIDTH SPACE}"),
    ],
)
async def test_it_refuses_what_there_is_not(
    centre: Centre, manager: Person, kind: FeedKind, key: str
) -> None:
    with pytest.raises(NotFound):
        await follow(manager.actor, kind, key)


async def may(actor: Actor, kind: FeedKind, key: str) -> bool:
    try:
        await follow(actor, kind, key)
    except NotFound:
        return False
    return True


async def test_who_may_follow_whom(
    centre: Centre,
    everybody: dict[str, Person],
    enterprise: Enterprise,
    other_enterprise: Enterprise,
) -> None:
    subjects = {
        "centre": (FeedKind.CENTRE, ""),
        "floor": (FeedKind.FLOOR, "1"),
        "room": (FeedKind.ROOM, "R-101"),
        "trainer": (FeedKind.TRAINER, str(everybody["trainer"].account)),
        "coffee": (FeedKind.ENTERPRISE, str(enterprise.id)),
        "batik": (FeedKind.ENTERPRISE, other_enterprise.nib),
    }
    actors = {name: person.actor for name, person in everybody.items()}
    found = {
        name: {what for what, (kind, key) in subjects.items() if await may(actor, kind, key)}
        for name, actor in {**actors, "visitor": Actor.visitor()}.items()
    }
    rooms = {"centre", "floor", "room"}
    assert found == {
        "manager": set(subjects),
        "trainer": {*rooms, "trainer"},
        "other trainer": rooms,
        "owner": {*rooms, "coffee"},
        "cooperator": {*rooms, "coffee"},
        "visitor": set(),
    }


async def test_a_cooperative_loses_a_member_and_its_calendar(
    centre: Centre, cooperator: Person, enterprise: Enterprise
) -> None:
    made = await follow(cooperator.actor, FeedKind.ENTERPRISE, str(enterprise.id))
    await Enterprise.update({Enterprise.cooperative: None}, force=True)
    found = await queries.subscription(digest(made.secret))
    assert found is not None
    assert not found.lives


async def test_an_account_of_no_cooperative_follows_no_enterprise_of_none(
    centre: Centre, other_enterprise: Enterprise
) -> None:
    stray = Actor(role=Role.COOPERATIVE, source=Source.PAGE, account=1)
    assert not await may(stray, FeedKind.ENTERPRISE, str(other_enterprise.id))


async def test_the_command_line_follows_nothing_itself(centre: Centre) -> None:
    assert not await may(COMMAND_LINE, FeedKind.CENTRE, "")


async def test_it_refuses_a_label_that_cannot_be(centre: Centre, trainer: Person) -> None:
    for label in ("x" * 81, "a\x00b"):
        with pytest.raises(Invalid) as refused:
            await follow(trainer.actor, FeedKind.CENTRE, label=label)
        assert [problem.field for problem in refused.value.problems] == ["label"]


async def test_it_refuses_the_fifty_first_address(centre: Centre, trainer: Person) -> None:
    for _ in range(feeds.MOST_LIVE):
        last = await follow(trainer.actor, FeedKind.CENTRE)
    with pytest.raises(Conflict):
        await follow(trainer.actor, FeedKind.CENTRE)
    await feeds.revoke(
        feed=last.feed, copies=COPIES, actor=trainer.actor, now=NOW + timedelta(minutes=1)
    )
    await follow(trainer.actor, FeedKind.CENTRE)


async def test_the_command_line_makes_one_for_somebody(centre: Centre, trainer: Person) -> None:
    owner = await queries.account_of("BUDI@example.org")
    assert owner is not None
    made = await feeds.subscribe(
        kind=FeedKind.TRAINER,
        key="budi@example.org",
        locale="en",
        actor=COMMAND_LINE,
        owner=owner,
        now=NOW,
    )
    [found] = await queries.subscriptions(trainer.account)
    assert (found.id, found.reader.account, found.subject) == (
        made.feed,
        trainer.account,
        trainer.account,
    )
    await feeds.revoke(feed=made.feed, copies=COPIES, actor=COMMAND_LINE, now=NOW)
    assert await queries.subscriptions(trainer.account) == []
