"""What a calendar tells, and to whom it does not."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import httpx
import icalendar
import pytest

from bookings.domain.feeds import FeedKind
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.operations.series import SeriesWish, create
from bookings.tables import Booking
from floors.tables import Space, Tenancy
from sentra.database.engine import DB
from sentra.tables import Account, Enterprise
from tests.bookings.feeds.conftest import TEN, Centre, address, booked, events, parsed, titles
from tests.conftest import NOW, Clock, Person

MIDNIGHT = datetime(2026, 11, 23, 17, tzinfo=UTC)
"""The beginning of today in Jakarta."""


async def test_it_says_where_and_when_in_plain_words(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    made = await booked(centre.orchid, trainer.account)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    text = (await visitor.get(url)).text.replace("\r\n ", "")
    [event] = re.findall("BEGIN:VEVENT\r\n(.*)END:VEVENT", text, re.DOTALL)
    found = dict(line.split(":", 1) for line in event.splitlines())
    assert found == {
        "UID": f"{made.uid}@sentra-ukm",
        "DTSTAMP": "20261124T020000Z",
        "CREATED": "20261124T020000Z",
        "LAST-MODIFIED": "20261124T020000Z",
        "SEQUENCE": "0",
        "DTSTART;TZID=Asia/Jakarta": "20261125T100000",
        "DTEND;TZID=Asia/Jakarta": "20261125T120000",
        "SUMMARY": "Foto produk",
        "LOCATION": "Ruang Anggrek\\, Lantai 1\\, Sentra UKM\\, Jalan Pahlawan Seribu\\, Serpong",
        "CATEGORIES": "Ruang",
        "GEO": "-6.325000;106.660000",
        "URL": "http://sentra.test/jadwal?date=2026-11-25",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
    }


async def test_it_speaks_the_language_of_the_subscription(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, other_trainer: Person
) -> None:
    await booked(centre.orchid, trainer.account, public=False)
    for locale, word, about in (("id", "Terpakai", "Pemesanan"), ("en", "Taken", "Bookings")):
        url = await address(other_trainer.actor, FeedKind.ROOM, "R-101", locale=locale)
        read = icalendar.Calendar.from_ical((await visitor.get(url)).content)
        assert str(read["DESCRIPTION"]).startswith(about)
        assert [str(event["SUMMARY"]) for event in read.events] == [word]


async def test_each_kind_tells_of_its_own(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, other_trainer: Person
) -> None:
    await booked(centre.orchid, trainer.account, title="Anggrek")
    await booked(centre.east, trainer.account, title="Timur", starts=TEN + timedelta(hours=3))
    await booked(centre.west, other_trainer.account, title="Barat", starts=TEN + timedelta(hours=6))
    await booked(centre.hall, other_trainer.account, title="Aula", starts=TEN + timedelta(hours=9))
    found = {
        (kind.value, key): await titles(visitor, await address(trainer.actor, kind, key))
        for kind, key in (
            (FeedKind.CENTRE, ""),
            (FeedKind.FLOOR, "1"),
            (FeedKind.FLOOR, "5"),
            (FeedKind.ROOM, "R-101"),
            (FeedKind.ROOM, "R-500"),
            (FeedKind.ROOM, "R-501"),
            (FeedKind.TRAINER, str(trainer.account)),
        )
    }
    assert found == {
        ("centre", ""): ["Anggrek", "Timur", "Barat", "Aula"],
        ("floor", "1"): ["Anggrek"],
        ("floor", "5"): ["Timur", "Barat", "Aula"],
        ("room", "R-101"): ["Anggrek"],
        ("room", "R-500"): ["Timur", "Barat", "Aula"],
        ("room", "R-501"): ["Timur", "Aula"],
        ("trainer", str(trainer.account)): ["Anggrek", "Timur"],
    }


async def test_a_private_title_is_for_its_trainer_and_the_manager(
    visitor: httpx.AsyncClient, centre: Centre, everybody: dict[str, Person]
) -> None:
    organiser = everybody["trainer"].account
    await booked(centre.orchid, organiser, title="Konseling utang", public=False)
    places = ((FeedKind.CENTRE, ""), (FeedKind.FLOOR, "1"), (FeedKind.ROOM, "R-101"))
    found = {
        (name, kind.value): await titles(visitor, await address(person.actor, kind, key))
        for name, person in everybody.items()
        for kind, key in places
    }
    assert found == {
        (name, kind.value): ["Konseling utang" if name in {"trainer", "manager"} else "Terpakai"]
        for name in everybody
        for kind, _ in places
    }


async def test_it_holds_no_personal_data(
    visitor: httpx.AsyncClient,
    centre: Centre,
    trainer: Person,
    owner: Person,
    enterprise: Enterprise,
) -> None:
    await booked(centre.orchid, trainer.account, note="Hubungi Budi 08123456789", public=False)
    await booked(centre.east, trainer.account, note="budi@example.org", booked_by=trainer.account)
    await held(centre.stall, enterprise, date(2026, 12, 1), date(2026, 12, 31))
    for kind, key in ((FeedKind.CENTRE, ""), (FeedKind.ENTERPRISE, str(enterprise.id))):
        data = (await visitor.get(await address(owner.actor, kind, key))).text
        for secret in (
            *("@example", "08123456789", "Budi", "Santoso", "Dewi", "Anggraini"),
            *("+628", "3674015501900001", "1234567890123", "ORGANIZER", "ATTENDEE", "mailto"),
        ):
            assert secret not in data


async def test_a_cancelled_booking_is_shown_as_such_for_thirty_days(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    await booked(
        centre.orchid,
        trainer.account,
        starts=NOW + timedelta(days=60),
        state="cancelled",
        sequence=1,
    )
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    [event] = await events(visitor, url)
    shown = (event["STATUS"], event["TRANSP"], event["SEQUENCE"])
    assert shown == ("CANCELLED", "TRANSPARENT", 1)
    clock.now = MIDNIGHT + timedelta(days=31) - timedelta(seconds=1)
    assert len(await events(visitor, url)) == 1
    clock.now = MIDNIGHT + timedelta(days=31)
    assert await events(visitor, url) == []


@pytest.mark.parametrize(
    ("starts", "shown"),
    [
        (MIDNIGHT - timedelta(days=90, hours=2), 0),
        (MIDNIGHT - timedelta(days=90, hours=1, minutes=59), 1),
        (MIDNIGHT + timedelta(days=365) - timedelta(minutes=1), 1),
        (MIDNIGHT + timedelta(days=365), 0),
    ],
)
async def test_it_looks_back_90_days_and_ahead_365(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, starts: datetime, shown: int
) -> None:
    await booked(centre.orchid, trainer.account, starts=starts)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    assert len(await events(visitor, url)) == shown


async def test_the_window_moves_at_midnight_and_only_then(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    await booked(centre.orchid, trainer.account, starts=MIDNIGHT - timedelta(days=90, hours=1))
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    first = await visitor.get(url)
    clock.now = MIDNIGHT + timedelta(hours=24) - timedelta(seconds=1)
    evening = await visitor.get(url)
    assert (evening.content, evening.headers) == (first.content, first.headers)
    clock.now = MIDNIGHT + timedelta(hours=24)
    since = {"if-modified-since": first.headers["last-modified"]}
    morning = await visitor.get(url, headers=since)
    assert (morning.status_code, b"VEVENT" in morning.content) == (HTTPStatus.OK, False)


async def test_of_too_many_it_keeps_what_is_next(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    await Booking.insert(
        *[
            Booking(
                uid=UUID(int=1000 + step),
                space=centre.orchid,
                organiser=trainer.account,
                starts=MIDNIGHT + timedelta(hours=10 * step),
                ends=MIDNIGHT + timedelta(hours=10 * step + 1),
                title=str(step),
                created=NOW,
                changed=NOW,
            )
            for step in range(-60, 900)
        ]
    )
    found = await titles(visitor, await address(trainer.actor, FeedKind.CENTRE))
    assert found == [str(step) for step in range(-24, 876)]


async def held(stall: int, enterprise: Enterprise, starts: date, ends: date | None) -> Tenancy:
    made = Tenancy(
        space=stall, enterprise=enterprise.id, starts=starts, ends=ends, created=NOW, changed=NOW
    )
    await made.save()
    return made


async def test_an_enterprise_sees_its_first_and_last_day(
    visitor: httpx.AsyncClient, centre: Centre, owner: Person, enterprise: Enterprise
) -> None:
    await held(centre.stall, enterprise, date(2026, 12, 1), date(2027, 3, 1))
    url = await address(owner.actor, FeedKind.ENTERPRISE, str(enterprise.id))
    found = [
        (str(event["SUMMARY"]), event["DTSTART"].dt, event["DTEND"].dt, event["TRANSP"])
        for event in await events(visitor, url)
    ]
    assert found == [
        ("Hari pertama di lapak A-101", date(2026, 12, 1), date(2026, 12, 2), "TRANSPARENT"),
        ("Hari terakhir di lapak A-101", date(2027, 2, 28), date(2027, 3, 1), "TRANSPARENT"),
    ]


async def test_an_end_that_moves_keeps_its_name_and_counts_up(
    visitor: httpx.AsyncClient,
    centre: Centre,
    owner: Person,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
) -> None:
    await held(centre.stall, other_enterprise, date(2026, 10, 1), date(2026, 11, 30))
    await held(centre.stall, enterprise, date(2026, 12, 1), None)
    url = await address(owner.actor, FeedKind.ENTERPRISE, str(enterprise.id))
    assert len(await events(visitor, url)) == 1
    uids, sequences = [], []
    for days, ends in ((1, date(2027, 3, 1)), (2, date(2027, 2, 1))):
        await Tenancy.update(
            {Tenancy.ends: ends, Tenancy.changed: NOW + timedelta(days=days)}, force=True
        ).where(Tenancy.enterprise == enterprise.id)
        _, last = await events(visitor, url)
        uids.append(str(last["UID"]))
        sequences.append(last["SEQUENCE"])
    assert uids[0] == uids[1]
    assert sequences[0] < sequences[1]


async def test_a_tenancy_taken_back_is_cancelled(
    visitor: httpx.AsyncClient, centre: Centre, owner: Person, enterprise: Enterprise
) -> None:
    await held(centre.stall, enterprise, date(2026, 12, 1), None)
    await Tenancy.update({Tenancy.state: "cancelled"}, force=True)
    url = await address(owner.actor, FeedKind.ENTERPRISE, str(enterprise.id))
    assert [event["STATUS"] for event in await events(visitor, url)] == ["CANCELLED"]


async def test_who_may_no_longer_follow_is_told_that_it_is_gone(
    visitor: httpx.AsyncClient, centre: Centre, manager: Person, trainer: Person
) -> None:
    url = await address(manager.actor, FeedKind.TRAINER, str(trainer.account))
    assert (await visitor.get(url)).status_code == HTTPStatus.OK
    await Account.update({Account.role: "trainer"}).where(Account.id == manager.account)
    assert (await visitor.get(url)).status_code == HTTPStatus.GONE


async def test_a_room_that_is_renamed_is_news(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    await booked(centre.orchid, trainer.account)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    first = await visitor.get(url)
    await Space.update({Space.name: "Ruang Melati"}).where(Space.id == centre.orchid)
    second = await visitor.get(url, headers={"if-none-match": first.headers["etag"]})
    assert "Ruang Melati" in second.text


async def every(hours: int, centre: Centre, trainer: Person, *, title: str) -> None:
    """Bookings every so many hours, for 300 days from now."""
    await DB.fetch(
        """
        INSERT INTO booking (uid, space, organiser, starts, ends, title, created, changed)
        SELECT gen_random_uuid(), $1, $2, at, at + interval '1 hour', $3, $4, $4
        FROM generate_series($4::timestamptz, $4::timestamptz + interval '300 days',
                             make_interval(hours => $5)) AS at
        """,
        centre.orchid,
        trainer.account,
        title,
        NOW,
        hours,
    )


async def test_of_too_many_it_keeps_series_whole(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    """A series' exceptions count, and none is left out of one that is told."""
    starts = TEN - timedelta(hours=3)
    wish = Wish("R-501", starts, starts + timedelta(hours=2), "Kelas", trainer.account)
    asked = SeriesWish(wish, parse_recurrence("FREQ=DAILY;COUNT=300"))
    await create(asked, actor=trainer.actor, now=NOW)
    await DB.fetch("UPDATE booking SET title = 'Lain' WHERE id % 3 > 0")  # two thirds
    await every(8, centre, trainer, title="Rapat")
    found = await events(visitor, await address(trainer.actor, FeedKind.CENTRE))
    names = Counter(str(event["UID"]) for event in found)
    assert len(found) == 900
    assert [count for _, count in names.most_common(2)] == [201, 1]


async def test_it_is_900_kilobytes_at_most(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    await DB.fetch("UPDATE site SET address = repeat('Jalan Pahlawan Seribu ', 9)")
    await DB.fetch("UPDATE space SET name = repeat('é', 80)")
    await every(6, centre, trainer, title="🍞" * 120)
    url = await address(trainer.actor, FeedKind.CENTRE)
    data = (await visitor.get(url)).content
    assert 890_000 < len(data) < 900_000
    starts = [event["DTSTART"].dt for event in parsed(data)]
    assert starts == [NOW + timedelta(hours=6 * number) for number in range(len(starts))]
