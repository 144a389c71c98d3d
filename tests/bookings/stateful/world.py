"""A real history beside its twin: what came of each deed, and how the rooms are after it."""

from collections import defaultdict
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bookings.tables import RoomTerms
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.roles import Actor, Role, Source
from tests.bookings.stateful.cast import ZERO, Cast, begin, undo
from tests.bookings.stateful.minutes import Minutes
from tests.bookings.stateful.rooms import CLOSED, OFFERED
from tests.bookings.stateful.things import OK, Somebody, Terms
from tests.bookings.stateful.twin import Twin

_MINUTE = timedelta(minutes=1)
NOBODY = 2**31 - 1
"""An id that nothing has."""
_ALL = """
    SELECT 'booking' AS what, b.space, b.starts, b.ends, b.id, b.state, b.title,
           NULL::timestamptz AS until, NULL::int AS became FROM booking b
    UNION ALL SELECT CASE WHEN closure IS NOT NULL THEN 'closed'
                          WHEN waiting IS NOT NULL THEN 'offered' ELSE 'hold' END,
                     space, starts, ends, coalesce(booking, waiting), '', '', NULL, NULL FROM hold
    UNION ALL SELECT 'unit', unit, starts, ends, booking, '', '', NULL, NULL FROM equipment_hold
    UNION ALL SELECT 'wait', space, starts, ends, id, state, title, offer_ends, booking FROM waiting
"""
_Result = TypeVar("_Result")


class Difference(AssertionError):
    """The real thing and its twin are not the same."""


class World:
    """One history: a savepoint that is given up at its end."""

    def __init__(self, cast: Cast, twin: Twin | None = None) -> None:
        self.cast = cast
        self.twin = twin or Twin()
        self.bookings: list[int] = []
        self.closures: list[int] = []
        self.waits: list[int] = []
        self.serials: list[int] = []
        self.steps = 0
        self.told: list[str] = []
        self.codes = {number: code for code, number in cast.rooms.items()}
        self._savepoint = cast.run(begin())
        self._set_terms("R401", check_in=15)
        self._set_terms("R401A", check_in=15, after=30)
        self._set_terms("R501", check_in=15, before=15, after=5)
        self._set_terms("R502", approval=True, request_holds=True)
        self._set_terms("R503", approval=True, request_holds=False)

    def close_down(self) -> None:
        self.cast.run(undo(self._savepoint))

    def _set_terms(self, room: str, **terms: Any) -> None:
        self.twin.terms[room] = Terms(**terms)
        row = RoomTerms(space=self.cast.rooms[room], **terms, changed=ZERO)
        self.cast.run(_saved(row))

    def same(self, name: str, expected: str, deed: Awaitable[_Result]) -> _Result | None:
        """Do a deed and compare what comes of it.

        Raises:
            Difference: It is not as the twin says.
        """
        self.steps += 1
        outcome, result, self._rows = self.cast.run(_outcome(deed))
        if outcome != expected:
            raise Difference(f"{name}: {outcome}, and the twin says {expected}")
        self.told.append(f"{name}: {outcome}")
        return result

    def compare(self) -> None:
        """Compare every minute of every room, and all that has been made.

        Raises:
            Difference: They are not the same.
        """
        rows = defaultdict(list)
        for row in self._rows:
            rows[row["what"]].append(row)
        ours = {real: number for number, real in enumerate(self.bookings)}
        _equal("bookings", {ours[row["id"]]: self._booking(row) for row in rows["booking"]}, {
            one.number: (*one.place, one.state, one.title) for one in self.twin.slots
        })  # fmt: skip
        waits = {real: number for number, real in enumerate(self.waits)}
        _equal("the line", {waits[row["id"]]: self._wait(row, ours) for row in rows["wait"]}, {
            one.number: (*one.place, one.state, one.offer_ends, one.slot and one.slot.number)
            for one in self.twin.waits
        })  # fmt: skip
        self._compare_minutes(rows, ours, waits)
        self._compare_projectors(rows["unit"], ours)

    def _compare_minutes(
        self, rows: dict[str, list[Any]], ours: dict[int, int], waits: dict[int, int]
    ) -> None:
        real = Minutes()
        for row in rows["hold"]:
            self._paint(real, row, ours[row["id"]] + 1)
        for row in rows["offered"]:
            self._paint(real, row, waits[row["id"]] + OFFERED)
        for row in rows["closed"]:
            self._paint(real, row, CLOSED)
        shown, expected = real.shown(), self.twin.occupied()
        for key in shown.keys() | expected.keys():
            if shown.get(key) != expected.get(key):
                held = [(what, *self._place(row)) for what in ("hold", "offered", "closed")
                        for row in rows[what]]  # fmt: skip
                raise Difference(f"{key} is not as the twin says: {sorted(held)}")

    def _compare_projectors(self, rows: list[Any], ours: dict[int, int]) -> None:
        each, real = Minutes(), defaultdict(list)
        for row in rows:
            starts, ends = minute(row["starts"]), minute(row["ends"])
            each.paint(str(row["space"]), starts, ends, 1)  # no unit is out twice
            real[ours[row["id"]]].append((starts, ends))
        _equal("projectors", dict(real), {
            one.number: [(one.starts, one.ends)] * one.has for one in self.twin.slots if one.has
        })  # fmt: skip

    def _paint(self, minutes: Minutes, row: Any, number: int) -> None:
        minutes.paint(*self._place(row), number)

    def _place(self, row: Any) -> tuple[str, int, int]:
        return self.codes[row["space"]], minute(row["starts"]), minute(row["ends"])

    def _booking(self, row: Any) -> tuple[object, ...]:
        return *self._place(row), row["state"], row["title"]

    def _wait(self, row: Any, ours: dict[int, int]) -> tuple[object, ...]:
        until = row["until"] and minute(row["until"])
        return *self._place(row), row["state"], until, ours.get(row["became"])

    def now(self) -> datetime:
        return instant(self.twin.now)

    def actor(self, who: Somebody) -> Actor:
        return Actor(Role(who.role), Source.PAGE, who.name, self.cast.accounts.get(who))


def _equal(what: str, real: dict[int, Any], twin: dict[int, Any]) -> None:
    for number in real.keys() | twin.keys():
        if real.get(number) != twin.get(number):
            said = f"{real.get(number)}, and the twin says {twin.get(number)}"
            raise Difference(f"{what}: {number} is {said}")


def at(ids: Sequence[int], number: int) -> int:
    return ids[number] if number < len(ids) else NOBODY


async def _outcome(
    deed: Awaitable[_Result],
) -> tuple[str, _Result | None, Sequence[Any]]:
    try:
        result, outcome = await deed, OK
    except Refusal as refusal:
        result, outcome = None, refusal.code
    return outcome, result, await DB.fetch(_ALL)


async def _saved(row: RoomTerms) -> None:
    await row.save()


def instant(minutes: int) -> datetime:
    return ZERO + minutes * _MINUTE


def minute(moment: datetime) -> int:
    return (moment - ZERO) // _MINUTE
