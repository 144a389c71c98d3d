"""The deeds of a history, each done for real and by its twin."""

import datetime as dt

from bookings.domain.closures import Closing, ClosureKind, Scope
from bookings.domain.closures import Place as Ground
from bookings.domain.hours import day_of
from bookings.domain.policies import Kind
from bookings.domain.recurrence import Frequency, Recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Skip
from bookings.domain.terms_changes import TermsWish
from bookings.operations import (
    approval,
    attendance,
    bookings,
    closing,
    closures,
    offers,
    reconfirmation,
    rules,
    series,
    terms,
    waiting,
)
from bookings.queries.policies import all_rules
from bookings.queries.series import dates_of
from sentra.domain.roles import Actor, Role
from tests.bookings.stateful import office
from tests.bookings.stateful.minutes import DAY
from tests.bookings.stateful.things import FLOORS, LEAVES, PARTS, Place, Shut, Somebody
from tests.bookings.stateful.world import NOBODY, World, at, instant


class Deeds(World):
    """Each compares what comes of it, and how the rooms are afterwards."""

    def wish(self, who: Somebody, place: Place, projectors: int = 0) -> Wish:
        room, starts, ends = place
        account = self.cast.accounts.get(who, NOBODY)
        equipment = {self.cast.projector: projectors} if projectors else {}
        return Wish(room, instant(starts), instant(ends), "Pelatihan", account, equipment=equipment)

    def book(self, who: Somebody, whom: Somebody, place: Place, projectors: int = 0) -> None:
        made = self.same(
            "book",
            self.twin.book(who, whom, place, projectors=projectors),
            bookings.book(
                self.wish(whom, place, projectors), actor=self.actor(who), now=self.now()
            ),
        )
        if made:
            self.bookings.append(made.id)
        self.compare()

    def book_series(
        self,
        who: Somebody,
        place: Place,
        rule: tuple[int, int],
        *,
        skipped: int | None = None,
        projectors: int = 0,
    ) -> None:
        """The same hours every so many days, so many times, but for one of them."""
        every, times = rule
        first = place[1] // DAY
        days = [first + every * number for number in range(times)]
        without = [days[skipped % times]] if skipped is not None else []
        wish = series.SeriesWish(
            self.wish(who, place, projectors),
            Recurrence(Frequency.DAILY, every, count=times),
            {day_of(instant(day * DAY)): Skip() for day in without},
        )
        made = self.same(
            "book series",
            self.twin.book_series(who, who, place, days, skipped=without, projectors=projectors),
            _series(wish, actor=self.actor(who), now=self.now()),
        )
        if made:
            self.serials.append(made[0])
            self.bookings += made[1]
        self.compare()

    def change(
        self,
        who: Somebody,
        number: int,
        *,
        room: str | None = None,
        times: tuple[int, int] | None = None,
        title: str | None = None,
    ) -> None:
        """Change what is said of a booking; what is not stays."""
        slots = self.twin.slots
        was = slots[number].place if number < len(slots) else ("R501", 0, 0)
        edit: bookings.Edit = {}
        if room:
            edit["room"] = room
        if times:
            edit["starts"], edit["ends"] = instant(times[0]), instant(times[1])
        if title:
            edit["title"] = title
        place = (room or was[0], *(times or was[1:]))
        booking = at(self.bookings, number)
        self.same(
            "change",
            self.twin.change(who, number, place, title),
            bookings.change(booking, edit, actor=self.actor(who), now=self.now()),
        )
        self.compare()

    def do(self, verb: str, who: Somebody, number: int) -> None:
        """Cancel, restore, approve, refuse or check in to a booking."""
        real = {
            "cancel": bookings.cancel,
            "restore": bookings.restore,
            "approve": approval.approve,
            "refuse": _refuse,
            "check_in": attendance.check_in,
        }[verb]
        expected: str = getattr(self.twin, verb)(who, number)
        deed = real(at(self.bookings, number), actor=self.actor(who), now=self.now())
        self.same(verb, expected, deed)
        self.compare()

    def join(self, who: Somebody, whom: Somebody, place: Place) -> None:
        made = self.same(
            "join",
            self.twin.join(who, whom, place),
            waiting.join(self.wish(whom, place), actor=self.actor(who), now=self.now()),
        )
        if made:
            self.waits.append(made.id)
        self.compare()

    def claim(self, who: Somebody, number: int) -> None:
        made = self.same(
            "claim",
            self.twin.claim(who, number),
            waiting.claim(at(self.waits, number), actor=self.actor(who), now=self.now()),
        )
        if made:
            self.bookings.append(made.id)
        self.compare()

    def withdraw(self, who: Somebody, number: int) -> None:
        self.same(
            "withdraw",
            self.twin.withdraw(who, number),
            waiting.withdraw(at(self.waits, number), actor=self.actor(who), now=self.now()),
        )
        self.compare()

    def keep(self, work: str) -> None:
        """Let the server do one of the things that it does by itself."""
        twin, real = {
            "release": (self.twin.release, attendance.release_unchecked),
            "expire": (self.twin.expire, approval.expire),
            "call off": (self.twin.call_off, reconfirmation.call_off),
            "keep offers": (self.twin.keep_offers, offers.keep),
        }[work]
        if self.same(work, twin(), real(self.now())):
            self.told[-1] = f"{work}: ok, with something to do"
        self.compare()

    def close(
        self,
        who: Somebody,
        place: Ground,
        times: tuple[int, int],
        kept: tuple[int, int] | None,
        rest: closing.Answer | None,
    ) -> None:
        leaves = LEAVES if place.scope is Scope.SITE else FLOORS.get(place.key) or PARTS[place.key]
        wish = Closing(
            place,
            instant(times[0]),
            instant(times[1]),
            ClosureKind.OTHER,
            "Perbaikan",
            opens=clock(kept[0]) if kept else None,
            closes=clock(kept[1]) if kept else None,
        )
        made = self.same(
            "close",
            self.twin.close(who, Shut(tuple(leaves), *times, kept), rest),
            closing.close([wish], rest=rest, actor=self.actor(who), now=self.now()),
        )
        if made:
            self.closures += [one.id for one in made.closures]
        self.compare()

    def lift(self, who: Somebody, number: int, *, active: bool) -> None:
        real = closures.restore if active else closures.lift
        self.same(
            "close again" if active else "lift",
            self.twin.lift(who, number, active=active),
            real(at(self.closures, number), actor=self.actor(who), now=self.now()),
        )
        self.compare()

    def set_terms(
        self, who: Somebody, room: str, before: int, after: int, hours: tuple[int, int] | None
    ) -> None:
        week = [[(clock(hours[0]), clock(hours[1]))]] * 7 if hours else None
        wish = TermsWish(before, after, week)
        self.same(
            "set terms",
            self.twin.set_terms(who, room, before, after, hours),
            terms.set_terms(room, wish, actor=self.actor(who), now=self.now()),
        )
        self.compare()

    def set_rule(self, who: Somebody, scope: office.Scope, value: int) -> None:
        kind, room, role = scope
        self.same(
            "set rule",
            self.twin.set_rule(who, scope, value),
            rules.set_rule(
                kind=Kind(kind),
                value=value,
                room=room,
                role=Role(role) if role else None,
                actor=self.actor(who),
                now=self.now(),
            ),
        )
        self.compare()

    def remove_rule(self, who: Somebody, scope: office.Scope) -> None:
        expected = self.twin.remove_rule(who, scope)
        self.same("remove rule", expected, _remove(scope, actor=self.actor(who), now=self.now()))
        self.compare()


async def _series(
    wish: series.SeriesWish, *, actor: Actor, now: dt.datetime
) -> tuple[int, list[int]]:
    made = await series.create(wish, actor=actor, now=now)
    return made, [one.id for one in await dates_of(made)]


async def _refuse(number: int, *, actor: Actor, now: dt.datetime) -> object:
    return await approval.refuse(number, actor=actor, now=now, reason="Ruang dipakai dinas")


async def _remove(scope: office.Scope, *, actor: Actor, now: dt.datetime) -> object:
    known = {(one.kind.value, one.room, one.role and one.role.value): one.id
             for one in await all_rules()}  # fmt: skip
    return await rules.remove_rule(known.get(scope, NOBODY), actor=actor, now=now)


def clock(minutes: int) -> dt.time:
    return dt.time(*divmod(minutes, 60))
