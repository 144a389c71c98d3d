"""How the demo centre's rooms may be used, and when they are closed."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.holidays import holidays_of
from bookings.domain.hours import at, whole_day
from bookings.domain.rooms import Room
from bookings.domain.terms import Layout, Week
from bookings.domain.terms_changes import TermsWish
from bookings.operations.closing import close
from bookings.operations.terms import set_terms
from bookings.queries import rooms
from sentra.domain.roles import SYSTEM
from sentra.i18n import today

_MESSY = {"ovens", "stoves", "batik_stoves", "cutting_tables", "sinks"}
"""What has to be laid out before and cleaned after."""
_SEATED = {"projector", "screen", "whiteboard"}
_SMALL, _LARGE = 16, 40
"""Persons: smaller rooms stand as they stand; larger ones need chairs to be carried."""
_SHARES = {Layout.CLASSROOM: 0.75, Layout.U: 0.5, Layout.THEATRE: 1.0, Layout.WORKSHOP: 0.6}

_DAY = ((time(7), time(21)),)
_FRIDAY = ((time(7), time(11, 30)), (time(13), time(21)))
_WITH_PRAYER: Week = (*[_DAY] * 4, _FRIDAY, _DAY, _DAY)
"""The halls are used for the Friday prayer."""


async def store_terms(*, now: datetime) -> None:
    """Give rooms buffers, layouts and hours that fit what they are."""
    for room in await rooms():
        wish = terms_for(room)
        if wish != TermsWish():
            await set_terms(room.code, wish, actor=SYSTEM, now=now)


def terms_for(room: Room) -> TermsWish:
    """What a careful manager would say of a room like this."""
    people = room.capacity or 0
    messy = bool(_MESSY & set(room.features))
    before, after = (15, 30) if messy else (0, 0)
    if people >= _LARGE:
        before, after = 30, 30
    return TermsWish(
        before=before,
        after=after,
        week=_WITH_PRAYER if people >= _LARGE else None,
        layouts=_layouts(room) if people > _SMALL and not messy else {},
    )


def _layouts(room: Room) -> Mapping[str, int]:
    if not _SEATED & set(room.features):
        return {}
    return {
        layout.value: max(1, round((room.capacity or 0) * share))
        for layout, share in _SHARES.items()
    }


async def store_closures(*, now: datetime) -> None:
    """Close on what is left of this year's days off and on next year's, and once for a repair."""
    year = today(now).year
    days = [one for ahead in (0, 1) for one in holidays_of(year + ahead)]
    coming = [one.closing(Place()) for one in days if whole_day(one.day).ends > now]
    room = max(await rooms(), key=lambda room: (len(room.features), room.code))
    day = today(now) + timedelta(days=8 - today(now).weekday())
    repair = Closing(
        place=Place(Scope.ROOM, room.code),
        starts=at(day, time(8)),
        ends=at(day, time(12)),
        kind=ClosureKind.MAINTENANCE,
        name="Servis AC dan penghisap asap",
    )
    await close([*coming, repair], actor=SYSTEM, now=now)
