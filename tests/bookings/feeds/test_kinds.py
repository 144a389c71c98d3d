"""Calendars of tracks, of closures, and of what an enterprise takes part in; and busy ones."""

from datetime import date, time, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from bookings.domain.feeds import KIND_NAMES, FeedKind, about
from bookings.domain.trainings import TrainingKey
from bookings.operations.closures import lift
from bookings.operations.trainings import join, leave
from bookings.queries import feeds as queries
from bookings.queries.feed_events import OF
from bookings.tables import Closure
from floors.tables import Tenancy
from sentra.database.engine import DB
from tests.bookings.feeds.conftest import TEN, Centre, address, booked, events, titles
from tests.bookings.feeds.test_rounds import a_round
from tests.conftest import NOW, Clock, Person


def test_every_kind_has_its_events_its_name_and_its_limits() -> None:
    assert set(OF) == set(KIND_NAMES) == set(FeedKind)
    assert all(about(kind).values for kind in FeedKind)


async def test_a_track_has_its_public_trainings(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, other_trainer: Person
) -> None:
    asked: list[dict[str, Any]] = [
        {"title": "Kemasan", "track": "production"},
        {"title": "Foto", "track": "marketing"},
        {"title": "Rapat"},
        {"title": "Rahasia", "track": "production", "public": False},
    ]
    for hours, words in enumerate(asked):
        starts = TEN + timedelta(hours=3 * hours)
        await booked(centre.orchid, trainer.account, starts=starts, **words)
    mine = await address(trainer.actor, FeedKind.TRACK, "production")
    other = await address(other_trainer.actor, FeedKind.TRACK, "production")
    assert await titles(visitor, mine) == ["Kemasan", "Rahasia"]
    assert await titles(visitor, other) == ["Kemasan"]
    [event] = await events(visitor, other)
    assert event["CATEGORIES"].to_ical() == b"Produksi"
    calendar = (await visitor.get(other)).text
    assert "X-WR-CALNAME:Pelatihan: Produksi\r\n" in calendar


async def a_closure(centre: Centre, **parts: Any) -> int:
    values: dict[str, Any] = {
        "site": centre.site,
        "starts": TEN.replace(hour=17),
        "ends": TEN.replace(hour=17) + timedelta(days=1),
        "kind": "holiday",
        "name": "Hari Guru",
        "created": NOW,
    }
    first = Closure(**(values | parts))
    await first.save()
    return first.id


async def test_closures_are_days_or_hours_and_leave_one_free(
    visitor: httpx.AsyncClient, centre: Centre, owner: Person
) -> None:
    await a_closure(centre)
    await a_closure(
        centre, site=None, space=centre.orchid, name="Servis AC", kind="maintenance",
        starts=TEN, ends=TEN + timedelta(hours=2),
    )  # fmt: skip
    await a_closure(centre, name="Ramadan", opens=time(8), closes=time(16), kind="ramadan",
                    starts=TEN.replace(hour=17) + timedelta(days=7),
                    ends=TEN.replace(hour=17) + timedelta(days=37))  # fmt: skip
    url = await address(owner.actor, FeedKind.CLOSURES)
    found = [
        (str(one["SUMMARY"]), one.decoded("DTSTART"), str(one["TRANSP"]), str(one["LOCATION"]))
        for one in await events(visitor, url)
    ]
    site = "Sentra UKM, Jalan Pahlawan Seribu, Serpong"
    assert [(title, transp, place) for title, _, transp, place in found] == [
        ("Tutup: Servis AC", "TRANSPARENT", f"Ruang Anggrek, Lantai 1, {site}"),
        ("Tutup: Hari Guru", "TRANSPARENT", site),
        ("Ramadan: buka 08.00–16.00", "TRANSPARENT", site),
    ]
    assert [start for _, start, _, _ in found][1:] == [date(2026, 11, 26), date(2026, 12, 3)]


async def test_a_closure_that_is_lifted_is_shown_as_cancelled_for_a_month(
    visitor: httpx.AsyncClient, centre: Centre, manager: Person, owner: Person, clock: Clock
) -> None:
    closure = await a_closure(centre)
    url = await address(owner.actor, FeedKind.CLOSURES)
    [before] = await events(visitor, url)
    await lift(closure, actor=manager.actor, now=NOW)
    [after] = await events(visitor, url)
    assert (str(after["UID"]), str(after["STATUS"])) == (str(before["UID"]), "CANCELLED")
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.decoded("DTSTAMP") > before.decoded("DTSTAMP")


async def test_an_enterprise_has_its_stalls_and_what_it_takes_part_in(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, owner: Person, enterprise: Any
) -> None:
    await Tenancy(
        enterprise=enterprise.id, space=centre.stall, starts=date(2026, 12, 1), ends=None,
        created=NOW, changed=NOW,
    ).save()  # fmt: skip
    course = await booked(centre.orchid, trainer.account, title="Kemasan", track="production")
    await booked(centre.hall, trainer.account, title="Foto", track="marketing")
    key = TrainingKey(booking=course.id)
    url = await address(owner.actor, FeedKind.ENTERPRISE, str(enterprise.id))
    stall = "Hari pertama di lapak A-101"
    assert await titles(visitor, url) == [stall]
    before = (await visitor.get(url)).headers["last-modified"]
    await join(key, actor=owner.actor, now=NOW + timedelta(minutes=5))
    # The training is as old as it was; a program that asks by date alone hears of it all the same.
    after = await visitor.get(url, headers={"if-modified-since": before})
    assert after.status_code == HTTPStatus.OK
    assert await titles(visitor, url) == ["Kemasan", stall]
    # Whoever is in reads its title even when others no longer may.
    await DB.fetch("UPDATE booking SET public = FALSE WHERE id = $1", course.id)
    assert await titles(visitor, url) == ["Kemasan", stall]
    await leave(key, actor=owner.actor, now=NOW)
    assert await titles(visitor, url) == [stall]


@pytest.mark.parametrize("kind", FeedKind)
async def test_a_busy_calendar_says_when_and_never_what(
    centre: Centre, everybody: dict[str, Person], visitor: httpx.AsyncClient, kind: FeedKind
) -> None:
    trainer, owner, manager = (everybody[name] for name in ("trainer", "owner", "manager"))
    enterprise = owner.actor.enterprise
    course = await booked(centre.orchid, trainer.account, title="Kemasan", track="production")
    await join(TrainingKey(booking=course.id), actor=owner.actor, now=NOW)
    await Tenancy(
        enterprise=enterprise, space=centre.stall, starts=date(2026, 12, 1), ends=None,
        created=NOW, changed=NOW,
    ).save()  # fmt: skip
    await a_round()
    key = {
        FeedKind.FLOOR: "1",
        FeedKind.ROOM: "R-101",
        FeedKind.TRAINER: str(trainer.account),
        FeedKind.ENTERPRISE: str(enterprise),
        FeedKind.TRACK: "production",
    }.get(kind, "")
    plain = await address(manager.actor, kind, key)
    url = await address(manager.actor, kind, key, busy=True)
    found = await events(visitor, url)
    told = {(str(one["SUMMARY"]), one["CATEGORIES"].to_ical()) for one in found}
    free = kind in {FeedKind.CLOSURES, FeedKind.ROUNDS}
    assert told == (set() if free else {("Terpakai", b"Ruang")})
    uids = {str(one["UID"]) for one in found}
    assert uids <= {str(one["UID"]) for one in await events(visitor, plain)}


async def test_what_is_busy_stays_so_under_a_new_address(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    made = await trainer.browser.post(
        "/kalender", data={"what": "track:marketing", "tells": "busy", "locale": "id"}
    )
    assert made.status_code == HTTPStatus.CREATED
    [feed] = await queries.subscriptions(trainer.account)
    assert (feed.kind, feed.track, feed.busy, feed.key) == (
        FeedKind.TRACK, "marketing", True, "marketing",
    )  # fmt: skip
    assert "hanya jam terpakai" in (await trainer.browser.get("/kalender")).text
    await trainer.browser.post(f"/kalender/{feed.id}/ganti")
    [new] = await queries.subscriptions(trainer.account)
    assert (new.id != feed.id, new.track, new.busy) == (True, "marketing", True)
