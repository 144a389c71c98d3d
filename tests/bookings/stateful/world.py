"""The real thing beside its twin: each deed is done to both, and both are compared."""

import asyncio
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Awaitable, Coroutine, Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar
from uuid import uuid4

from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.recurrence import Frequency, Recurrence
from bookings.domain.rules import Wish
from bookings.domain.terms_changes import TermsWish
from bookings.operations import approval, attendance, bookings, closing, closures, series, terms
from bookings.operations.pools import add_pool
from bookings.queries.series import dates_of
from bookings.tables import RoomTerms
from floors.tables import Floor, Site, Space, SpacePart
from sentra.database.engine import DB, Transaction
from sentra.domain.refusals import Refusal
from sentra.domain.roles import SYSTEM, Actor, Role, Source
from sentra.tables import Account
from tests.bookings.stateful.twin import (
    CLOSED,
    FLOORS,
    LEAVES,
    MINUTES,
    OK,
    PARTS,
    PROJECTORS,
    Shut,
    Somebody,
    Terms,
    Twin,
    painted,
)

ZERO = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""Midnight in Jakarta, when the twin's minutes begin."""
_MINUTE = timedelta(minutes=1)
NOBODY = 2**31 - 1
"""An id that nothing has."""
_ALL = """
    SELECT 'hold' AS what, space, starts, ends, booking AS id, NULL AS state FROM hold
    UNION ALL SELECT 'booking', space, starts, ends, id, state FROM booking
    UNION ALL SELECT 'unit', unit, starts, ends, booking, NULL FROM equipment_hold
"""
PEOPLE = (
    Somebody("Ratna", "manager"),
    Somebody("Budi", "trainer"),
    Somebody("Sari", "trainer"),
    Somebody("", "visitor"),
)
_Result = TypeVar("_Result")


class Difference(AssertionError):
    """The real thing and its twin are not the same."""


class Cast:
    """The rooms and people of all histories, in a transaction that is never committed."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.context = Context()
        self.rooms: dict[str, int] = {}
        self.accounts: dict[Somebody, int] = {}

    def run(self, deed: Coroutine[Any, Any, _Result]) -> _Result:
        """Do something in the transaction that is open, whatever did the deed before."""
        return self.loop.run_until_complete(self.loop.create_task(deed, context=self.context))

    def __enter__(self) -> Self:
        self._outer = self.run(begin())
        try:
            self.run(self._fill())
        except BaseException:
            self.run(undo(self._outer))
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.run(undo(self._outer))

    async def _fill(self) -> None:
        site = Site(code="sentra", name="Sentra UKM", area=2500)
        await site.save()
        floors = {level: Floor(site=site.id, level=level, name="", area=500) for level in (4, 5)}
        for floor in floors.values():
            await floor.save()
        for code in PARTS:
            floor = floors[int(code[1])]
            room = Space(
                floor=floor.id, feature=uuid4(), code=code, kind="room", name=code, area=40
            )
            await room.save()
            self.rooms[code] = room.id
        for whole, parts in PARTS.items():
            for part in parts if len(parts) > 1 else ():
                await SpacePart(whole=self.rooms[whole], part=self.rooms[part]).save()
        for who in PEOPLE[:3]:
            account = Account(
                email=f"{who.name.lower()}@example.org", name=who.name, role=who.role, created=ZERO
            )
            await account.save()
            self.accounts[who] = account.id
        pool = await add_pool("Proyektor", PROJECTORS, actor=SYSTEM, now=ZERO)
        self.projector = pool.id


async def begin() -> Transaction:
    transaction = DB.transaction()
    await transaction.__aenter__()
    return transaction


async def undo(transaction: Transaction) -> None:
    await transaction.undo()
    await transaction.__aexit__(None, None, None)


class World:
    """One history: a savepoint that is given up at its end."""

    def __init__(self, cast: Cast, twin: Twin | None = None) -> None:
        self.cast = cast
        self.twin = twin or Twin()
        self.bookings: list[int] = []
        self.closures: list[int] = []
        self.steps = 0
        self._rows: Sequence[Any] = ()
        self.codes = {number: code for code, number in cast.rooms.items()}
        self._savepoint = cast.run(begin())
        self.set_approval("R502", request_holds=True)
        self.set_approval("R503", request_holds=False)
        for code in ("R401", "R401A", "R501"):
            self.twin.terms[code].check_in = 15
            row = RoomTerms(space=cast.rooms[code], check_in=15, changed=ZERO)
            cast.run(_saved(row))
        self.set_terms(PEOPLE[0], "R401A", 0, 30, None)
        self.set_terms(PEOPLE[0], "R501", 15, 5, None)

    def close_down(self) -> None:
        self.cast.run(undo(self._savepoint))

    def set_approval(self, room: str, *, request_holds: bool) -> None:
        self.twin.terms[room] = Terms(approval=True, request_holds=request_holds)
        row = RoomTerms(
            space=self.cast.rooms[room], approval=True, request_holds=request_holds, changed=ZERO
        )
        self.cast.run(_saved(row))

    def same(self, expected: str, deed: Awaitable[_Result]) -> _Result | None:
        """Do a deed and compare what comes of it, and how the rooms are afterwards.

        Raises:
            Difference: They are not as the twin says.
        """
        self.steps += 1
        outcome, result, rows = self.cast.run(_outcome(deed))
        if outcome != expected:
            raise Difference(f"{outcome}, and the twin says {expected}")
        self._rows = rows
        return result

    def compare(self) -> None:
        """Compare every minute of every room, and every booking.

        Raises:
            Difference: They are not the same.
        """
        known = {real: number for number, real in enumerate(self.bookings, 1)}
        holds = defaultdict(list)
        stored = {}
        units = defaultdict(list)
        for row in self._rows:
            starts, ends = max(minute(row["starts"]), 0), min(minute(row["ends"]), MINUTES)
            if row["what"] == "unit":
                units[row["space"]].append((starts, ends, 1))
                continue
            code = self.codes[row["space"]]
            if row["what"] == "booking":
                stored[known[row["id"]]] = (code, starts, ends, row["state"])
            else:
                number = CLOSED if row["id"] is None else known[row["id"]]
                holds[code].append((starts, ends, number))
        for leaf in LEAVES:
            if painted(holds[leaf]) != self.twin.occupied(leaf):
                raise Difference(f"{leaf} is not as the twin says: {sorted(holds[leaf])}")
        used = Counter[int]()
        for pieces in units.values():
            painted(pieces)
            used.update(minute for starts, ends, _ in pieces for minute in range(starts, ends))
        if used != Counter(dict(enumerate(self.twin.projectors()))):
            raise Difference(f"projectors are not as the twin says: {dict(units)}")
        slots = {
            number: (one.room, one.starts, one.ends, one.state)
            for number, one in enumerate(self.twin.slots, 1)
        }
        if stored != slots:
            raise Difference(f"{stored}, and the twin says {slots}")

    def now(self) -> datetime:
        return instant(self.twin.now)

    def actor(self, who: Somebody) -> Actor:
        return Actor(Role(who.role), Source.PAGE, who.name, self.cast.accounts.get(who))

    def booking(self, number: int) -> int:
        return self.bookings[number] if number < len(self.bookings) else NOBODY

    def closure(self, number: int) -> int:
        return self.closures[number] if number < len(self.closures) else NOBODY

    def wish(self, who: Somebody, room: str, starts: int, ends: int, projectors: int = 0) -> Wish:
        account = self.cast.accounts.get(who, NOBODY)
        equipment = {self.cast.projector: projectors} if projectors else {}
        return Wish(room, instant(starts), instant(ends), "Pelatihan", account, equipment=equipment)

    def book(
        self,
        who: Somebody,
        whom: Somebody,
        room: str,
        times: tuple[int, int],
        *,
        projectors: int = 0,
    ) -> None:
        wish = self.wish(whom, room, *times, projectors)
        made = self.same(
            self.twin.book(who, whom, room, [times], projectors=projectors),
            bookings.book(wish, actor=self.actor(who), now=self.now()),
        )
        if made:
            self.bookings.append(made.id)
        self.compare()

    def book_series(  # noqa: PLR0917 - what hypothesis draws
        self, who: Somebody, whom: Somebody, room: str, starts: int, ends: int, days: int
    ) -> None:
        """The same hours on several days in a row."""
        rule = Recurrence(Frequency.DAILY, count=days)
        asked = series.SeriesWish(self.wish(whom, room, starts, ends), rule)
        times = [(starts + day * 1440, ends + day * 1440) for day in range(days)]
        made = self.same(
            self.twin.book(who, whom, room, times, series=True),
            _series(asked, actor=self.actor(who), now=self.now()),
        )
        self.bookings += made or []
        self.compare()

    def change(self, who: Somebody, number: int, edit: bookings.Edit) -> None:
        ends = self.twin.slots[number] if number < len(self.twin.slots) else None
        old = (ends.room, ends.starts, ends.ends) if ends else ("R501", 0, 0)
        starts = minute(edit["starts"]) if "starts" in edit else old[1]
        until = minute(edit["ends"]) if "ends" in edit else old[2]
        self.same(
            self.twin.change(who, number, edit.get("room", old[0]), starts, until),
            bookings.change(self.booking(number), edit, actor=self.actor(who), now=self.now()),
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
        self.same(expected, real(self.booking(number), actor=self.actor(who), now=self.now()))
        self.compare()

    def release(self) -> None:
        self.same(self.twin.release(), attendance.release_unchecked(self.now()))
        self.compare()

    def expire(self) -> None:
        self.same(self.twin.expire(), approval.expire(self.now()))
        self.compare()

    def close(  # noqa: PLR0917 - what hypothesis draws
        self,
        who: Somebody,
        place: Place,
        starts: int,
        ends: int,
        kept: tuple[int, int] | None,
        rest: closing.Answer | None,
    ) -> None:
        leaves = LEAVES if place.scope is Scope.SITE else FLOORS.get(place.key) or PARTS[place.key]
        wish = Closing(
            place,
            instant(starts),
            instant(ends),
            ClosureKind.OTHER,
            "Perbaikan",
            opens=_clock(kept[0]) if kept else None,
            closes=_clock(kept[1]) if kept else None,
        )
        made = self.same(
            self.twin.close(who, Shut(tuple(leaves), starts, ends, kept), rest),
            closing.close([wish], rest=rest, actor=self.actor(who), now=self.now()),
        )
        if made:
            self.closures += [one.id for one in made.closures]
        self.compare()

    def lift(self, who: Somebody, number: int, *, active: bool) -> None:
        real = closures.restore if active else closures.lift
        self.same(
            self.twin.lift(who, number, active=active),
            real(self.closure(number), actor=self.actor(who), now=self.now()),
        )
        self.compare()

    def set_terms(
        self, who: Somebody, room: str, before: int, after: int, hours: tuple[int, int] | None
    ) -> None:
        week = [[(_clock(hours[0]), _clock(hours[1]))]] * 7 if hours else None
        self.same(
            self.twin.set_terms(who, room, before, after, hours),
            terms.set_terms(
                room, TermsWish(before, after, week), actor=self.actor(who), now=self.now()
            ),
        )
        self.compare()


async def _outcome(
    deed: Awaitable[_Result],
) -> tuple[str, _Result | None, Sequence[Any]]:
    try:
        result, outcome = await deed, OK
    except Refusal as refusal:
        result, outcome = None, refusal.code
    return outcome, result, await DB.fetch(_ALL)


async def _series(asked: series.SeriesWish, *, actor: Actor, now: datetime) -> list[int]:
    made = await series.create(asked, actor=actor, now=now)
    return [one.id for one in await dates_of(made)]


async def _refuse(number: int, *, actor: Actor, now: datetime) -> object:
    return await approval.refuse(number, actor=actor, now=now, reason="Ruang dipakai dinas")


async def _saved(row: RoomTerms) -> None:
    await row.save()


def instant(minutes: int) -> datetime:
    return ZERO + minutes * _MINUTE


def minute(moment: datetime) -> int:
    return (moment - ZERO) // _MINUTE


def _clock(minutes: int) -> dt.time:
    return dt.time(*divmod(minutes, 60))
