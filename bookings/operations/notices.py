"""Writing to people about what happened: notices become letters, in the order they came.

What is written follows from what is so now and what she was told before, not from what was done:
so many changes at once are one letter, and one that was undone before anybody wrote is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import structlog

from bookings.domain import notice_words as words
from bookings.domain.feeds import Window
from bookings.domain.invitations import (
    CANCEL,
    Event,
    Mailing,
    calendar_bytes,
    least_sequence,
    mailings,
)
from bookings.domain.notice_words import Words
from bookings.domain.told import Key
from bookings.domain.told_bookings import BOOKING, SERIES
from bookings.operations.calendar_events import keep
from bookings.queries import notices as queries
from bookings.queries.notices import About, Person
from bookings.queries.reconfirmation import questions
from bookings.queries.waiting import waited
from sentra.database.engine import DB
from sentra.domain.letters import Attachment, Letter, Sender
from sentra.domain.messages import Message, say
from sentra.i18n import Locale, clock, moment, translate
from sentra.operations.letters import post

_MOST = 200
"""Notices taken out in one go, so that other due work has its turn."""
_REFUSALS = {"refused", "expired"}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes, and where what is written about can be looked at."""

    sender: Sender
    base_url: str

    async def write(self, now: datetime) -> int:
        """Turn what has happened into letters; how many notices that were.

        One that fails is logged, and comes up again the next time.
        """
        await self._ask(now)
        last, done = 0, 0
        for _ in range(_MOST):
            rows = await DB.fetch(
                "SELECT id, booking, series, waiting FROM notice WHERE id > $1 ORDER BY id LIMIT 1",
                last,
            )
            if not rows:
                break
            last, *unit = rows[0]
            try:
                async with DB.transaction():
                    await self._take(*unit, now=now)
                done += 1
            except Exception as error:  # noqa: BLE001 - one notice must not keep the others
                log.warning("a notice failed", notice=last, error=type(error).__name__)
        return done

    async def _take(
        self, booking: int | None, series: int | None, waiting: int | None, *, now: datetime
    ) -> None:
        # Whoever changes it from here on leaves a notice of its own.
        await DB.fetch("SELECT pg_advisory_xact_lock(hashtext('notices'))")
        await DB.fetch(
            "DELETE FROM notice WHERE booking = $1 OR series = $2 OR waiting = $3",
            booking,
            series,
            waiting,
        )
        if booking is not None:
            await self._tell_of_booking(booking, now=now)
        elif series is not None:
            await self._tell_of_series(series, now=now)
            for date in await queries.attended_dates(series):
                await self._tell_of_booking(date, now=now)
        elif waiting is not None:
            await self._tell_of_offer(waiting, now=now)

    async def _tell_of_booking(self, booking: int, *, now: datetime) -> None:
        about = await queries.about_booking(booking)
        if about is None or about.last <= now:
            return
        people = await queries.people_of_booking(booking)
        await self._tell(about, [Key(BOOKING, booking)], {}, people, now=now)

    async def _tell_of_series(self, series: int, *, now: datetime) -> None:
        about = await queries.about_series(series)
        if about is None or about.last <= now:
            return
        window = Window.at(now)
        besides = await queries.dates_besides(series, cancelled_since=window.cancelled_since)
        recurrences = {Key(BOOKING, date): recurrence for date, recurrence in besides}
        keys = [Key(SERIES, series), *recurrences]
        people = await queries.people_of_series(series)
        await self._tell(about, keys, recurrences, people, now=now)

    async def _tell(
        self,
        about: About,
        keys: Sequence[Key],
        recurrences: dict[Key, datetime],
        people: Sequence[Person],
        *,
        now: datetime,
    ) -> None:
        await keep(keys, window=Window.at(now), base_url=self.base_url)
        wanted = [person for person in people if person.wanted]
        told_in = {
            locale: await queries.kept_events(keys, recurrences=recurrences, locale=locale)
            for locale in sorted({person.locale for person in wanted})
        }
        for person in wanted:
            events = told_in[person.locale]
            known = await queries.known_to(person.account, keys)
            belongs = person.holds or person.takes_part
            sent, knows = mailings(events, known, belongs=belongs)
            last = await queries.last_sequence(person.account, keys[0]) if sent else None
            told_at = await queries.told_starts(person.account, keys) if sent else {}
            for mailing in sent:
                said = _said(about, mailing, person)
                dates = _dates(mailing, events, told_at, person.locale)
                least = least_sequence(mailing, events, last=last)
                content = calendar_bytes(
                    mailing,
                    events,
                    organiser=(self.sender.address, self.sender.name),
                    attendee=(person.email, person.name),
                    least=least,
                )
                calendar = Attachment(mailing.method, content, "undangan.ics")
                await self._post(person, said, about, dates, now=now, calendar=calendar)
                if least:
                    highest = max(least, *(one.sequence for one in mailing.events))
                    await _remember_sequence(person.account, keys[0], highest)
            if person.holds and not sent and about.state in _REFUSALS:
                said = words.decided_against(about.title, state=about.state)
                key = f"{about.state}/{keys[0].kind}/{about.id}/{about.sequence}"
                await self._post(person, said, about, now=now, key=key)
            starts = {one.key: one.starts for one in events}
            await _remember(person.account, keys[0], knows, starts)

    async def _tell_of_offer(self, waiting: int, *, now: datetime) -> None:
        one = await waited(waiting)
        if one is None or one.state != "offered" or one.offer_ends is None:
            return
        person = await queries.person(one.account)
        if person is None or not person.wanted or one.offer_ends <= now:
            return
        said = words.offered(one.title, until=one.offer_ends)
        lines = [one.title, _when(one.starts, one.ends, person.locale), one.room_name]
        key = f"offer/{one.id}/{one.offer_ends:%Y%m%d%H%M%S}"
        await self._send(person, said, lines, "/tunggu", now=now, key=key)

    async def _ask(self, now: datetime) -> None:
        """Tell trainers that the office asks whether their series go on; once each time it does."""
        for one in await questions(now):
            person = await queries.person(one.organiser)
            if person is None or not person.wanted:
                continue
            said = words.asked_again(one.title, answer_by=one.answer_by)
            key = f"reconfirm/{one.series}/{one.answer_by:%Y%m%d}"
            path = f"/rangkaian/{one.series}"
            await self._send(person, said, [one.title, one.room_name], path, now=now, key=key)

    async def _post(
        self,
        person: Person,
        said: Words,
        about: About,
        dates: Sequence[str] = (),
        *,
        now: datetime,
        key: str | None = None,
        calendar: Attachment | None = None,
    ) -> None:
        lines = [about.title, _when(about.starts, about.ends, person.locale), about.place]
        if dates:
            lines[1:2] = dates
        elif about.dates > 1:
            repeats = say("%(number)d dates, this is the first", number=about.dates)
            lines[1] += f" ({translate(repeats, person.locale)})"
        if about.reason and (calendar is None or calendar.method == CANCEL):
            reason = say("Reason: %(reason)s", reason=about.reason)
            lines.append(translate(reason, person.locale))
        path = "/pelatihan" if person.takes_part else "/pemesanan"
        await self._send(person, said, lines, path, now=now, key=key, calendar=calendar)

    async def _send(
        self,
        person: Person,
        said: Words,
        lines: Sequence[str],
        path: str,
        *,
        now: datetime,
        key: str | None = None,
        calendar: Attachment | None = None,
    ) -> None:
        def speak(message: Message) -> str:
            return translate(message, person.locale)

        paragraphs = [
            speak(say("Dear %(name)s,", name=person.name)),
            speak(said.lead),
            "\n".join(f"  {line}" for line in lines),
            self.base_url + path,
            speak(say("Sentra wrote this by itself; no answer is read. You can turn letters off:"))
            + f" {self.base_url}/akun",
        ]
        letter = Letter(
            number=uuid4(),
            written=now,
            address=person.email,
            name=person.name,
            locale=person.locale,
            subject=speak(said.subject),
            text="\n\n".join(paragraphs) + "\n",
            calendar=calendar,
        )
        await post(letter, sender=self.sender, account=person.account, now=now, key=key)


def _said(about: About, mailing: Mailing, person: Person) -> Words:
    if mailing.method == CANCEL:
        belongs = person.holds or person.takes_part
        return words.called_off(about.title, state=about.state, belongs=belongs)
    if mailing.news:
        return words.invited(about.title, takes_part=person.takes_part)
    return words.changed(about.title)


def _dates(
    mailing: Mailing, events: Sequence[Event], told_at: dict[Key, datetime], locale: Locale
) -> list[str]:
    """The dates that a letter about single dates of a series is about, as she knows them."""
    if not events or mailing.events[0] is events[0]:
        return []
    named = [told_at.get(one.key, one.recurrence) for one in mailing.events]
    return [moment(when, locale) for when in named if when][:20]


def _when(starts: datetime, ends: datetime, locale: Locale) -> str:
    return f"{moment(starts, locale).removesuffix(' WIB')}–{clock(ends, locale)} WIB"


async def _remember(
    account: int, about: Key, knows: dict[Key, bytes], starts: dict[Key, datetime | None]
) -> None:
    """Write down what she knows now of a booking, or of a series and its dates."""
    await DB.fetch(
        """
        DELETE FROM invited
        WHERE account = $1 AND ((kind = $2 AND source = $3) OR ($2 = 'series' AND kind = 'booking'
            AND source IN (SELECT id FROM booking WHERE series = $3)))
        """,
        account,
        about.kind,
        about.source,
    )
    await DB.fetch(
        """
        INSERT INTO invited (account, kind, source, digest, starts)
        SELECT $1, * FROM unnest($2::text[], $3::int[], $4::bytea[], $5::timestamptz[])
        """,
        account,
        [key.kind for key in knows],
        [key.source for key in knows],
        list(knows.values()),
        [starts[key] for key in knows],
    )


async def _remember_sequence(account: int, about: Key, sequence: int) -> None:
    await DB.fetch(
        """
        INSERT INTO uninvited AS u (account, kind, source, sequence) VALUES ($1, $2, $3, $4)
        ON CONFLICT (kind, source, account)
        DO UPDATE SET sequence = greatest(u.sequence, excluded.sequence)
        """,
        account,
        about.kind,
        about.source,
        sequence,
    )
