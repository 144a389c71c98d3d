"""Events are rendered when they change, whatever path wrote, and their bytes kept."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from bookings.contents import contents_of
from bookings.domain import ical
from bookings.domain.feeds import FeedKind
from bookings.operations import calendar_events
from bookings.operations.bookings import change
from bookings.queries import feeds as queries
from bookings.queries.told import read_told
from bookings.tables import Booking, CalendarEvent, Feed
from floors.tables import Floor, Site, Space
from sentra.database.engine import DB
from sentra.domain.secrets import digest
from sentra.tables import Account, Enterprise
from tests.bookings.feeds.conftest import TEN, Centre, address, booked, events
from tests.bookings.feeds.test_contents import held
from tests.bookings.feeds.test_series import date_of, repeated
from tests.conftest import NOW, Clock, Person

SECOND = timedelta(seconds=1)
ROOM = UUID(int=1)


@contextmanager
def counting_renderings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[ical.Event]]:
    """The events that are rendered inside the block."""
    rendered: list[ical.Event] = []

    def counted(event: ical.Event) -> bytes:
        rendered.append(event)
        return times(event)

    times = ical.times
    with monkeypatch.context() as patch:
        patch.setattr(ical, "times", counted)
        yield rendered


async def test_an_edit_renders_one_event_for_all_feeds(
    visitor: httpx.AsyncClient,
    centre: Centre,
    everybody: dict[str, Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = everybody["trainer"]
    await repeated(trainer)
    edited = await booked(centre.east, trainer.account)
    await booked(centre.west, trainer.account)
    urls = [
        await address(person.actor, kind, key, locale=locale)
        for person in everybody.values()
        for kind, key in ((FeedKind.CENTRE, ""), (FeedKind.FLOOR, "5"), (FeedKind.ROOM, "R-500"))
        for locale in ("id", "en")
    ]
    room = await address(trainer.actor, FeedKind.ROOM, "R-101")
    with counting_renderings(monkeypatch) as first:
        for url in [*urls, room]:
            await visitor.get(url)
    assert len(first) == 3
    before = await visitor.get(room)
    await change(edited.id, {"title": "Foto dan video"}, actor=trainer.actor, now=NOW)
    with counting_renderings(monkeypatch) as again:
        for url in urls:
            assert "Foto dan video" in (await visitor.get(url)).text
        after = await visitor.get(room)
    assert [event.uid for event in again] == [f"{edited.uid}@sentra-ukm"]
    assert (after.content, after.headers) == (before.content, before.headers)


@pytest.mark.parametrize(
    "renaming",
    [
        "space SET name = name || ' Melati', code = 'X' || code",
        "floor SET name = name || ' Timur'",
        "site SET name = 'Sentra'",
        "site SET address = 'Jalan Raya Serpong'",
        "site SET latitude = -6.3",
    ],
)
async def test_a_renaming_is_a_change_of_all_that_takes_place_there(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, owner: Person, renaming: str
) -> None:
    series = await repeated(trainer)
    await change(await date_of(series, 1), {"title": "Ujian"}, actor=trainer.actor, now=NOW)
    await booked(centre.east, trainer.account)
    [enterprise] = await Enterprise.objects()
    await held(centre.stall, enterprise, date(2026, 12, 1), date(2027, 3, 1))
    urls = [
        await address(trainer.actor, FeedKind.CENTRE),
        await address(owner.actor, FeedKind.ENTERPRISE, str(enterprise.id)),
    ]
    before = [event for url in urls for event in await events(visitor, url)]
    await DB.fetch(f"UPDATE {renaming}")
    after = [event for url in urls for event in await events(visitor, url)]
    assert len(before) == len(after) == 5
    for was, now in zip(before, after, strict=True):
        assert now["UID"] == was["UID"]
        assert now["DTSTAMP"].dt == now["LAST-MODIFIED"].dt >= was["DTSTAMP"].dt + SECOND
        assert now["SEQUENCE"] == was["SEQUENCE"]
        place = [str(now["LOCATION"]), now["GEO"].to_ical()]
        assert place != [str(was["LOCATION"]), was["GEO"].to_ical()]


async def test_what_no_reader_could_notice_changes_nothing(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    made = await booked(centre.orchid, trainer.account)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    before = await visitor.get(url)
    clock.now = NOW + timedelta(minutes=1)
    edit = {"note": "Kunci di lobi", "people": 3}
    await change(made.id, edit, actor=trainer.actor, now=clock.now)  # type: ignore[arg-type] # of `Edit`
    await Space.update({Space.capacity: 12}, force=True)
    after = await visitor.get(url)
    assert (after.content, after.headers) == (before.content, before.headers)


async def test_each_change_is_a_later_stamp_even_in_one_second(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    made = await booked(centre.orchid, trainer.account)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    told = []
    for edit in (
        {},
        {"title": "Satu"},
        {"public": False},
        {"public": True},
        {"starts": TEN + timedelta(hours=1)},
        {"title": "Foto produk", "starts": TEN},
    ):
        await change(made.id, edit, actor=trainer.actor, now=NOW)  # type: ignore[arg-type] # of `Edit`
        [event] = await events(visitor, url)
        told.append((event["DTSTAMP"].dt, event["SEQUENCE"]))
    assert [sequence for _, sequence in told] == [0, 0, 0, 0, 1, 2]
    assert all(now >= was + SECOND for (was, _), (now, _) in pairwise(told))


async def test_a_sequence_never_falls(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    await booked(centre.orchid, trainer.account, sequence=4)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    await events(visitor, url)
    await Booking.update({Booking.sequence: 0, Booking.title: "Lain"}, force=True)
    assert [event["SEQUENCE"] for event in await events(visitor, url)] == [4]
    await Booking.update({Booking.ends: TEN + timedelta(hours=3)}, force=True)
    assert [event["SEQUENCE"] for event in await events(visitor, url)] == [5]


async def test_another_address_of_sentra_is_in_all_events(centre: Centre, trainer: Person) -> None:
    await booked(centre.orchid, trainer.account)
    url = await address(trainer.actor, FeedKind.CENTRE)
    found = await queries.subscription(digest(url.removeprefix("/k/").removesuffix(".ics")))
    assert found is not None
    for base_url in ("http://sentra.test", "https://ukm.example"):
        contents = await contents_of(found, now=NOW, base_url=base_url)
        assert f"URL:{base_url}/jadwal".encode() in contents.body


async def test_a_busy_calendar_tells_no_titles(
    visitor: httpx.AsyncClient, centre: Centre, manager: Person
) -> None:
    await booked(centre.orchid, manager.account)
    url = await address(manager.actor, FeedKind.CENTRE)
    await Feed.update({Feed.busy: True}, force=True)
    assert [str(event["SUMMARY"]) for event in await events(visitor, url)] == ["Terpakai"]


async def test_the_keeper_forgets_what_no_calendar_tells(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    weekly = await repeated(trainer, "FREQ=WEEKLY;COUNT=20")
    await change(await date_of(weekly, 0), {"title": "Ujian"}, actor=trainer.actor, now=NOW)
    await booked(centre.east, trainer.account)
    url = await address(trainer.actor, FeedKind.CENTRE)
    await events(visitor, url)
    assert await CalendarEvent.count() == 3
    clock.now = TEN + timedelta(days=90)
    assert await calendar_events.sweep(clock.now) == 0
    clock.now = TEN + timedelta(days=91)
    assert len(await events(visitor, url)) == 2
    assert await calendar_events.sweep(clock.now) == 1
    clock.now = TEN + timedelta(weeks=19, days=91)
    assert await events(visitor, url) == []
    assert await calendar_events.sweep(clock.now) == 2


async def test_nothing_is_kept_of_what_nobody_reads(centre: Centre, trainer: Person) -> None:
    await booked(centre.orchid, trainer.account)
    await DB.fetch(
        "UPDATE booking SET starts = starts - interval '3 years', ends = ends - interval '3 years'"
    )
    await DB.fetch("DELETE FROM calendar_event")
    await Booking.update({Booking.title: "Lain"}, force=True)
    assert await CalendarEvent.count() == 0


@pytest.fixture(params=[8, 0], ids=["by statement", "by COPY"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of keeping what is new."""
    monkeypatch.setattr(calendar_events, "_FEW", request.param)


@pytest.mark.usefixtures("committed", "few")
@pytest.mark.parametrize("change", ["booking SET title = 'Lain'", "space SET name = 'Lain'"])
async def test_a_change_while_somebody_renders_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """The reader has read what was so before the change, and keeps it after."""
    found = await one_booking()
    writers: list[asyncio.Task[Any]] = []

    async def slowly(*args: Any, **options: Any) -> Any:
        told = await read_told(*args, **options)
        if not writers:
            write = DB.fetch(f"UPDATE {change}")
            writers.append(asyncio.create_task(write, context=Context()))
            await asyncio.sleep(0.05)
        return told

    monkeypatch.setattr("bookings.operations.calendar_events.read_told", slowly)
    await contents_of(found, now=NOW, base_url="http://sentra.test")
    await asyncio.gather(*writers)
    assert b":Lain" in (await contents_of(found, now=NOW, base_url="http://sentra.test")).body


@pytest.mark.usefixtures("committed", "few")
async def test_many_readers_at_once_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds that another one is rendering waits, and tells no less."""
    found = await one_booking()

    async def slowly(keys: Any, **options: Any) -> Any:
        await asyncio.sleep(0.1 if keys else 0)
        return await read_told(keys, **options)

    monkeypatch.setattr("bookings.operations.calendar_events.read_told", slowly)
    for title in ("Foto produk", "Lain"):
        await Booking.update({Booking.title: title}, force=True)
        told = await asyncio.gather(
            *(contents_of(found, now=NOW, base_url="http://sentra.test") for _ in range(4))
        )
        assert len({contents.body for contents in told}) == 1
        assert told[0].body.count(f"SUMMARY:{title}\r\n".encode()) == 1


@pytest.mark.usefixtures("few")
async def test_readers_keep_what_is_new_in_one_order(
    visitor: httpx.AsyncClient,
    centre: Centre,
    trainer: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever order the database reads it in; else two of them could wait for each other."""
    for room in (centre.east, centre.west, centre.orchid):
        await booked(room, trainer.account)

    async def backwards(*args: Any, **options: Any) -> Any:
        return sorted(await read_told(*args, **options), key=lambda told: told.key, reverse=True)

    monkeypatch.setattr("bookings.operations.calendar_events.read_told", backwards)
    await events(visitor, await address(trainer.actor, FeedKind.CENTRE))
    sources = await CalendarEvent.select(CalendarEvent.source).order_by(CalendarEvent.id)
    assert len(sources) == 3
    assert sources == sorted(sources, key=lambda row: row["source"])


@pytest.mark.usefixtures("committed")
async def test_a_reader_gives_up_on_a_long_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds a connection while it waits, and others need those too."""
    found = await one_booking()
    await contents_of(found, now=NOW, base_url="http://sentra.test")
    await Booking.update({Booking.title: "Lain"}, force=True)
    changed, enough = asyncio.Event(), asyncio.Event()

    async def change() -> None:
        async with DB.transaction():
            await Booking.update({Booking.title: "Nanti"}, force=True)
            changed.set()
            await enough.wait()

    writer = asyncio.create_task(change(), context=Context())
    await changed.wait()
    monkeypatch.setattr(calendar_events, "PATIENCE", "20ms")
    with pytest.raises(asyncpg.LockNotAvailableError):
        await contents_of(found, now=NOW, base_url="http://sentra.test")
    enough.set()
    await writer
    body = (await contents_of(found, now=NOW, base_url="http://sentra.test")).body
    assert b"SUMMARY:Nanti\r\n" in body


async def one_booking() -> queries.Subscription:
    """Committed: a room, a booking in it, and somebody's calendar of all rooms."""
    site = Site(code="S", name="Sentra", area=1)
    await site.save()
    floor = Floor(site=site.id, level=1, name="Lantai 1", area=1)
    await floor.save()
    account = Account(email="b@example.org", name="Budi", role="trainer", created=NOW)
    await account.save()
    room = Space(floor=floor.id, feature=ROOM, code="R-1", kind="room", name="Ruang", area=1)
    await room.save()
    await booked(room.id, account.id)
    secret = b"0" * 32
    await Feed(secret=secret, account=account.id, kind="centre", label="Semua", created=NOW).save()
    found = await queries.subscription(secret)
    assert found is not None
    return found
