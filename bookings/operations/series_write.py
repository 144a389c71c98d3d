"""Writing a change of a series that has been looked at and found good."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from bookings import queries
from bookings.domain.hours import day_of
from bookings.domain.recurrence import Recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import exact, on_day, split
from bookings.domain.standing import State
from bookings.operations import equipment, holding_many
from bookings.operations.records import facts as facts_of
from bookings.operations.series import minutes_of, record_new, store_series
from bookings.operations.series_dates import Planned
from bookings.operations.series_look import Found
from bookings.operations.series_own import pattern_of
from bookings.operations.trainings import follow_split
from bookings.queries.series import Repeating, rule_day
from bookings.tables import Booking, Series
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.roles import Actor
from sentra.i18n import translate
from sentra.operations.audit import changes, record, record_many


@dataclass(frozen=True, slots=True)
class Writing:
    """One change of a series; the series, its dates and their rooms are locked."""

    series: Repeating
    found: Found
    actor: Actor
    now: datetime

    async def write(self, since: date | None) -> int:
        """Write it; the id of the series that the changed dates are of."""
        first, repeats = day_of(self.series.first), self.found.repeats
        pivot = repeats.since if repeats else since or first
        before, after = split(self.series.recurrence, first, pivot)
        if repeats:
            after = exact(repeats.rule, len(repeats.days))
        elif pivot <= first:
            after = self.series.recurrence
        target = await self._store(before, after, pivot)
        await self._rename(target, pivot)
        await self._update_dates(target)
        await self._record(target, after)
        return target

    async def _store(self, before: Recurrence, after: Recurrence, pivot: date) -> int:
        """The rule from `pivot` on: of the series itself if nothing of it is before."""
        first = self.found.repeats.days[0] if self.found.repeats else pivot
        skipped = self._skipped(pivot)
        if pivot <= day_of(self.series.first):
            pattern = self.found.pattern
            if self.found.repeats:
                pattern = on_day(pattern, first)
            await self._update_series(after, pattern, skipped)
            return self.series.id
        stay = [day for day in self.series.skipped if day < pivot]
        await self._update_series(before, pattern_of(self.series), stay)
        follower = await store_series(
            on_day(self.found.pattern, first),
            after,
            skipped=skipped,
            space=self.found.rooms[self.found.pattern.room].id,
            follows=self.series.id,
            now=self.now,
        )
        await follow_split(self.series.id, follower, now=self.now)
        return follower

    def _skipped(self, pivot: date) -> list[date]:
        """The days from `pivot` on that have no booking."""
        if self.found.repeats is None:
            return [day for day in self.series.skipped if day >= pivot]
        taken = {day for day in self._named_days().values() if day is not None}
        new = {planned.day for planned in self._new()}
        return [day for day in self.found.repeats.days if day not in taken | new]

    async def _update_series(
        self, recurrence: Recurrence, wish: Wish, skipped: Sequence[date]
    ) -> None:
        await DB.fetch(
            """
            UPDATE series SET rule = $2, skipped = to_jsonb($3::text[]), space = $4, first = $5,
                minutes = $6, title = $7, note = $8, people = $9, public = $10, layout = $11,
                organiser = $12, sequence = sequence + 1, changed = $13, track = $14
            WHERE id = $1
            """,
            self.series.id,
            str(recurrence),
            [day.isoformat() for day in skipped],
            self.found.rooms[wish.room].id,
            wish.starts,
            minutes_of(wish),
            wish.title,
            wish.note,
            wish.people,
            wish.public,
            wish.layout,
            wish.organiser,
            self.now,
            wish.track,
        )

    def _named_days(self) -> dict[int, date | None]:
        """Where the rule names each booking of the series from now on; None: nowhere."""
        if self.found.repeats is None:
            return {one.id: rule_day(one) for one in self.found.all}
        since, days = self.found.repeats.since, set(self.found.repeats.days)
        was = {one.id: rule_day(one) for one in self.found.all}
        named = {id_: day if day < since or day in days else None for id_, day in was.items()}
        for one in self.found.dates:
            if one.booking is not None:
                leaves = one.occurrence.wish is None and one.occurrence.instead
                named[one.booking] = None if one.occurrence.gone or leaves else one.occurrence.day
        return named

    async def _rename(self, target: int, pivot: date) -> None:
        """Say of every date, those that are over too, where the rule names it now.

        What it has no place for is a booking by itself. In two steps, as a date may get the name
        that another one had.
        """
        was = {one.id: rule_day(one) for one in self.found.all}
        named = {id_: day for id_, day in self._named_days().items() if was[id_] >= pivot}
        ours = {id_: day for id_, day in named.items() if day is not None}
        await DB.fetch(
            "UPDATE booking SET series = NULL, recurrence = NULL WHERE id = ANY ($1)",
            list(named) if self.found.repeats else [],
        )
        await DB.fetch(
            """
            UPDATE booking b SET series = $1, recurrence = w.recurrence
            FROM unnest($2::int[], $3::timestamptz[]) AS w (id, recurrence) WHERE b.id = w.id
            """,
            target,
            list(ours),
            [on_day(self.found.pattern, day).starts for day in ours.values()],
        )

    async def _update_dates(self, target: int) -> None:
        became = [
            holding_many.Changed(one.booking, planned.room, wish, planned.begins, one.moves)
            for one, planned in zip(self.found.dates, self.found.plan.dates, strict=True)
            if one.booking is not None and planned.room and (wish := planned.sound_wish)
        ]
        gone = [
            one.booking
            for one in self.found.dates
            if one.booking is not None and one.occurrence.wish is None
        ]
        # What is given up has to be free before it is taken by another date.
        if gone:
            await holding_many.release(gone)
        await self._equip(became)
        await holding_many.hold([one for one in became if one.moved], now=self.now)
        await holding_many.update(became, now=self.now)
        await self._insert(target)
        if gone:
            await holding_many.end(gone, State.CANCELLED, self._why(), now=self.now)

    def _why(self) -> str:
        return translate(say("The series has changed."), "id") if self.found.repeats else ""

    async def _equip(self, became: Collection[holding_many.Changed]) -> None:
        """Ask for other equipment; what moves, or asks for other, is given it anew."""
        other = [one for one in became if self.found.wishes[one.id].equipment != one.wish.equipment]
        await equipment.ask(
            {one.id: one.wish.equipment for one in other}, actor=self.actor, now=self.now
        )
        staying = [(one.id, one.wish.span) for one in other if not one.moved]
        await equipment.follow(staying, now=self.now)

    def _new(self) -> list[Planned]:
        """The dates that are booked anew."""
        return [
            planned
            for one, planned in zip(self.found.dates, self.found.plan.dates, strict=True)
            if one.booking is None and planned.sound_wish
        ]

    async def _insert(self, target: int) -> None:
        new = [
            holding_many.New(
                uuid4(),
                one.room,
                wish,
                one.begins,
                on_day(self.found.pattern, one.day).starts,
            )
            for one in self._new()
            if one.room and (wish := one.sound_wish)
        ]
        if not new:
            return
        ids = await holding_many.insert(
            new, series=target, now=self.now, booked_by=self.actor.account
        )
        wanted = self.found.pattern.equipment
        if wanted:
            places = [(ids[one.uid], one.wish.span) for one in new]
            await equipment.reserve_many(places, wanted, actor=self.actor, now=self.now)
        await record_new(new, ids, series=target, actor=self.actor, now=self.now)

    async def _record(self, target: int, after: Recurrence) -> None:
        became = await queries.some([one.id for one in self.found.all])
        entries: dict[str, list[tuple[int, dict[str, object], dict[str, object]]]] = {}
        for one in self.found.all:
            before, now = changes(facts_of(one), facts_of(became[one.id]))
            if now:
                ended = self.found.repeats and became[one.id].cancelled and not one.cancelled
                verb = "booking.cancel" if ended else "booking.change"
                entries.setdefault(verb, []).append((one.id, before, now))
        for verb, some in entries.items():
            await record_many(verb, subject=Booking, entries=some, actor=self.actor, now=self.now)
        before, now = changes(
            _facts(pattern_of(self.series), self.series.recurrence) | {"series": self.series.id},
            _facts(self.found.pattern, after if self.found.repeats else self.series.recurrence)
            | {"series": target},
        )
        await record(
            "series.change",
            subject=Series,
            subject_id=self.series.id,
            actor=self.actor,
            now=self.now,
            before=before,
            after=now | {"dates": sum(map(len, entries.values()))},
        )


def _facts(pattern: Wish, rule: Recurrence) -> dict[str, object]:
    return {
        "room": pattern.room,
        "starts": pattern.starts,
        "ends": pattern.ends,
        "title": pattern.title,
        "note": pattern.note,
        "people": pattern.people,
        "public": pattern.public,
        "organiser": pattern.organiser,
        "layout": pattern.layout,
        "track": pattern.track,
        "rule": str(rule),
    }
