"""Who is written to about what, as icalendar and a mail parser read it."""

from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any, NamedTuple

import icalendar

from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.reconfirmation import ASKED_BEFORE
from bookings.operations import approval, trainings
from bookings.operations.attendance import release_unchecked
from bookings.operations.bookings import book, cancel, change
from bookings.operations.closing import close
from bookings.operations.notices import Office
from bookings.operations.series import create
from bookings.operations.series_cancel import cancel_series
from bookings.operations.waiting import join
from bookings.queries.series import dates_of
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.letters import Sender, text_of
from tests.bookings.conftest import at, needs_approval, wish
from tests.bookings.operations.test_attendance import asks
from tests.bookings.operations.test_reconfirmation import DUE, made, ruled
from tests.bookings.operations.test_series import series_wish
from tests.bookings.operations.test_trainings import a_series, a_training
from tests.conftest import NOW, Person

__all__ = ["asks", "ruled"]
Rooms = dict[str, Space]
OFFICE = Office(Sender("pusat@sentra.example", "Sentra UKM"), "http://sentra.test")
MAILBOX = "mailto:budi@example.org"


class Got(NamedTuple):
    """A letter as its reader's programs see it; the calendar's method and events, if there is one.

    An event: RECURRENCE-ID's day, SEQUENCE, the hour that it starts, and whether it is called off.
    """

    to: str
    subject: str
    method: str = ""
    events: tuple[tuple[date | None, int, int, bool], ...] = ()


async def letters(now: datetime = NOW) -> list[Got]:
    """What is written now; the outbox is empty again after it."""
    await OFFICE.write(now)
    rows = await DB.fetch("DELETE FROM letter RETURNING id, content")
    return [read(row["content"]) for row in sorted(rows, key=lambda row: int(row["id"]))]


def read(content: bytes) -> Got:
    message = message_from_bytes(content, policy=policy.SMTP)
    to, subject = str(message["To"]), str(message["Subject"])
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            calendar: Any = icalendar.Calendar.from_ical(part.get_content())
            assert part.get_param("method") == calendar["METHOD"]
            return Got(to, subject, str(calendar["METHOD"]), tuple(map(event_of, calendar.events)))
    return Got(to, subject)


def event_of(event: Any) -> tuple[date | None, int, int, bool]:
    assert str(event["ORGANIZER"]) == "mailto:pusat@sentra.example"
    assert str(event["ATTENDEE"]).startswith("mailto:")
    recurrence = event.get("RECURRENCE-ID")
    return (
        recurrence.dt.date() if recurrence else None,
        int(event["SEQUENCE"]),
        event["DTSTART"].dt.hour,
        str(event["STATUS"]) == "CANCELLED",
    )


SERIES_GOES_ON = "Masih berlanjut? Pelatihan kemasan"
BUDI = "Budi Santoso <budi@example.org>"


async def test_a_trainer_is_invited_told_of_changes_and_of_the_end(
    rooms: Rooms, trainer: Person
) -> None:
    booked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    assert await letters() == [
        Got(BUDI, "Ruang dipesan: Pelatihan kemasan", "REQUEST", ((None, 0, 9, False),))
    ]
    assert await letters() == []
    moved = {"starts": at(13), "ends": at(15)}
    await change(booked.id, moved, actor=trainer.actor, now=NOW + timedelta(minutes=1))  # type: ignore[arg-type]
    [update] = await letters()
    assert (update.subject, update.method) == ("Diubah: Pelatihan kemasan", "REQUEST")
    [(_, sequence, hour, _)] = update.events
    assert (sequence > 0, hour) == (True, 13)
    await cancel(booked.id, actor=trainer.actor, now=NOW + timedelta(minutes=2), reason="Sakit")
    [gone] = await letters()
    assert (gone.subject, gone.method) == ("Dibatalkan: Pelatihan kemasan", "CANCEL")
    assert gone.events[0][1] > sequence
    assert gone.events[0][3]
    assert await letters() == []


async def test_what_was_undone_before_anybody_wrote_is_not_told(
    rooms: Rooms, trainer: Person
) -> None:
    booked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await cancel(booked.id, actor=trainer.actor, now=NOW)
    assert await letters() == []


async def test_the_event_is_the_one_of_her_feed(rooms: Rooms, trainer: Person) -> None:
    await create(series_wish(trainer), actor=trainer.actor, now=NOW)
    await OFFICE.write(NOW)
    [row] = await DB.fetch("SELECT content FROM letter")
    message = message_from_bytes(row["content"], policy=policy.SMTP)
    [part] = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    ours: Any = icalendar.Calendar.from_ical(part.get_content()).events
    for event in ours:
        assert (str(event["ATTENDEE"]), event["ATTENDEE"].params["CN"]) == (MAILBOX, "Budi Santoso")
        del event["ORGANIZER"], event["ATTENDEE"]
    rows = await DB.fetch(
        "SELECT opening || middle || words_id || closing AS data FROM calendar_event"
        " WHERE kind = 'series'"
    )
    frame = b"BEGIN:VCALENDAR\r\n%s\r\nEND:VCALENDAR\r\n"
    theirs = icalendar.Calendar.from_ical(frame % rows[0]["data"].rstrip()).events
    assert [one.to_ical() for one in ours] == [one.to_ical() for one in theirs]


async def test_a_series_is_one_letter_and_one_date_of_it_another(
    rooms: Rooms, trainer: Person
) -> None:
    made = await create(series_wish(trainer), actor=trainer.actor, now=NOW)
    [first] = await letters()
    assert (first.method, [event[0] for event in first.events]) == ("REQUEST", [None])
    dates = await dates_of(made)
    later = NOW + timedelta(minutes=1)
    moved = {"starts": at(13, day=32), "ends": at(15, day=32)}
    await change(dates[1].id, moved, actor=trainer.actor, now=later)  # type: ignore[arg-type]
    [second] = await letters()
    assert (second.subject, second.method) == ("Diubah: Pelatihan kemasan", "REQUEST")
    assert [(day, hour) for day, _, hour, _ in second.events] == [(date(2026, 12, 2), 13)]
    back = {"starts": at(9, day=32), "ends": at(11, day=32)}
    await change(dates[1].id, back, actor=trainer.actor, now=later + timedelta(minutes=1))  # type: ignore[arg-type]
    [third] = await letters()
    assert [(day, hour) for day, _, hour, _ in third.events] == [(date(2026, 12, 2), 9)]
    assert third.events[0][1] > second.events[0][1]
    await cancel(dates[2].id, actor=trainer.actor, now=later + timedelta(minutes=2))
    [fourth] = await letters()
    assert fourth.method == "CANCEL"
    assert [(day, gone) for day, _, _, gone in fourth.events] == [(date(2026, 12, 9), True)]
    await cancel_series(made, actor=trainer.actor, now=later + timedelta(minutes=3))
    [last] = await letters()
    assert (last.method, [event[0] for event in last.events]) == ("CANCEL", [None])
    assert await letters() == []


async def test_who_takes_part_is_invited_to_what_she_takes_part_in(
    rooms: Rooms, trainer: Person, owner: Person
) -> None:
    training = await a_training(trainer)
    series = await a_series(trainer, day=26)
    await letters()
    dewi = "Dewi Anggraini <dewi@example.org>"
    for key in (training, series):
        await trainings.join(key, actor=owner.actor, now=NOW)
        assert [(got.to, got.subject, got.method, len(got.events)) for got in await letters()] == [
            (dewi, "Anda ikut: Pelatihan kemasan", "REQUEST", 1)
        ]
        await trainings.leave(key, actor=owner.actor, now=NOW)
        assert [(got.to, got.method) for got in await letters()] == [(dewi, "CANCEL")]
    assert await letters() == []


async def test_each_letter_goes_above_the_last_however_often_she_comes_and_goes(
    rooms: Rooms, trainer: Person, owner: Person
) -> None:
    training = await a_training(trainer)
    series = await a_series(trainer, day=26)
    await letters()
    for key in (training, series):
        told = []
        for deed in (trainings.join, trainings.leave) * 2:
            await deed(key, actor=owner.actor, now=NOW)
            told += await letters()
        assert [(got.method, got.events[0][1]) for got in told] == [
            ("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2), ("CANCEL", 3),
        ]  # fmt: skip


async def test_a_change_after_she_came_back_goes_above_too(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    booked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    told = await letters()
    changes: list[dict[str, Any]] = [
        {"organiser": other_trainer.account},
        {"organiser": trainer.account},
        {"title": "Kemasan"},
        {"starts": at(13), "ends": at(15)},
    ]
    for number, new in enumerate(changes, 1):
        later = NOW + timedelta(minutes=number)
        await change(booked.id, new, actor=manager.actor, now=later)  # type: ignore[arg-type]
        told += await letters()
    await cancel(booked.id, actor=manager.actor, now=NOW + timedelta(minutes=9))
    told += await letters()
    to_budi = [(got.method, got.events[0][1]) for got in told if got.to == BUDI]
    assert [method for method, _ in to_budi] == [
        "REQUEST", "CANCEL", "REQUEST", "REQUEST", "REQUEST", "CANCEL",
    ]  # fmt: skip
    sequences = [sequence for _, sequence in to_budi]
    assert sequences == sorted(set(sequences))


async def test_a_date_is_named_as_it_was_told_last(rooms: Rooms, trainer: Person) -> None:
    made = await create(series_wish(trainer), actor=trainer.actor, now=NOW)
    await letters()
    date_of = (await dates_of(made))[1].id
    named = []
    for number, hour in enumerate((13, 15), 1):
        new = {"starts": at(hour, day=32), "ends": at(hour + 1, day=32)}
        later = NOW + timedelta(minutes=number)
        await change(date_of, new, actor=trainer.actor, now=later)  # type: ignore[arg-type]
        named.append(await first_date())
    await cancel(date_of, actor=trainer.actor, now=NOW + timedelta(minutes=3))
    named.append(await first_date())
    assert named == [f"Rabu, 2 Desember 2026 {hour}.00 WIB" for hour in ("09", "13", "15")]


async def first_date() -> str:
    """The first line of the only letter that names a date."""
    await OFFICE.write(NOW)
    [row] = await DB.fetch("DELETE FROM letter RETURNING content")
    return next(line.strip() for line in text_of(row["content"]).splitlines() if "WIB" in line)


async def test_decisions_on_a_request_are_told(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    other = await book(wish(trainer, first=13, last=14), actor=trainer.actor, now=NOW)
    assert await letters() == []
    await approval.approve(asked.id, actor=manager.actor, now=NOW)
    await approval.refuse(other.id, actor=manager.actor, now=NOW, reason="Ada rapat")
    assert [(got.subject, got.method) for got in await letters()] == [
        ("Ruang dipesan: Pelatihan kemasan", "REQUEST"),
        ("Permintaan ditolak: Pelatihan kemasan", ""),
    ]


async def test_who_takes_over_is_invited_and_who_gives_up_is_let_go(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    booked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await letters()
    new = {"organiser": other_trainer.account}
    await change(booked.id, new, actor=manager.actor, now=NOW + timedelta(minutes=1))  # type: ignore[arg-type]
    assert [(got.to, got.subject, got.method) for got in await letters()] == [
        (BUDI, "Bukan lagi milik Anda: Pelatihan kemasan", "CANCEL"),
        ("Sari Lestari <sari@example.org>", "Ruang dipesan: Pelatihan kemasan", "REQUEST"),
    ]


async def test_nobody_is_written_to_who_does_not_want_it(rooms: Rooms, trainer: Person) -> None:
    await DB.fetch("UPDATE account SET mail = FALSE WHERE id = $1", trainer.account)
    await book(wish(trainer), actor=trainer.actor, now=NOW)
    assert await letters() == []
    assert await DB.fetch("SELECT FROM notice") == []


async def test_an_offer_is_told(rooms: Rooms, trainer: Person, other_trainer: Person) -> None:
    booked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await join(wish(other_trainer, title="Kelas lain"), actor=other_trainer.actor, now=NOW)
    await letters()
    await cancel(booked.id, actor=trainer.actor, now=NOW)
    assert sorted(got.subject for got in await letters()) == [
        "Ada ruang untuk Anda: Kelas lain",
        "Dibatalkan: Pelatihan kemasan",
    ]


async def test_who_did_not_come_hears_that_the_room_was_released(
    asks: Rooms, trainer: Person
) -> None:
    await book(wish(trainer), actor=trainer.actor, now=NOW)
    await letters()
    await release_unchecked(at(9, 15))
    assert [(got.subject, got.method) for got in await letters(at(9, 16))] == [
        ("Ruang dilepas: Pelatihan kemasan", "CANCEL")
    ]


async def test_a_trainer_is_asked_once_whether_her_series_goes_on(
    ruled: Rooms, trainer: Person
) -> None:
    await made(trainer)
    asked = DUE - ASKED_BEFORE
    await letters()
    for now, said in ((asked - timedelta(seconds=1), []), (asked, [SERIES_GOES_ON])):
        assert [got.subject for got in await letters(now)] == said


async def test_a_closure_tells_those_whose_bookings_it_cancelled(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await book(wish(trainer), actor=trainer.actor, now=NOW)
    await letters()
    closing = Closing(
        Place(Scope.ROOM, "R501"), at(0), at(0, day=26), ClosureKind.MAINTENANCE, "Cat dinding"
    )
    await close([closing], rest="cancel", actor=manager.actor, now=NOW)
    await OFFICE.write(NOW)
    [row] = await DB.fetch("SELECT content FROM letter")
    assert ": Cat dinding\n" in text_of(row["content"])
