"""The part of the booking form that asks for equipment: a number for each kind."""

from dataclasses import dataclass

from bookings.domain.hours import FIRST_DAY, LAST_DAY, at
from bookings.domain.spans import Span
from bookings.queries import equipment as queries
from sentra.web.forms import Form

_PREFIX = "equipment-"
_MOST = 999


@dataclass(frozen=True, slots=True)
class EquipmentField:
    """A kind, with how many there are; `free` at the hours of the form, where those can be read."""

    name: str
    label: str
    number: int
    free: int | None


async def equipment_fields(form: Form, *, but: int | None) -> list[EquipmentField]:
    """A field for each kind in use, as far as the form says when for."""
    span = _span(form)
    if span is None:
        return [_field(one, None) for one in await queries.pools()]
    return [_field(one, free) for one, free in await queries.free(span, but=but)]


def equipment_sent(form: Form) -> dict[int, int]:
    """How many of each kind are asked for; what is no number is refused in the form."""
    wanted = {}
    for name in form.names(_PREFIX):
        kind = name.removeprefix(_PREFIX)
        if kind.isascii() and kind.isdigit() and len(kind) < len("2147483648"):
            number = form.whole(name, least=0, most=_MOST, required=False)
            if number:
                wanted[int(kind)] = number
    return wanted


async def equipment_filled(booking: int) -> dict[str, object]:
    """The fields of what a booking has asked for."""
    asked = (await queries.asked_for([booking])).get(booking, ())
    return {f"{_PREFIX}{one.kind}": str(one.number) for one in asked}


def _field(pool: queries.Pool, free: int | None) -> EquipmentField:
    return EquipmentField(f"{_PREFIX}{pool.id}", pool.name, pool.number, free)


def _span(form: Form) -> Span | None:
    """The hours that the form has, read without a word about what is wrong with them."""
    asked = Form({name: form.value(name) for name in ("date", "from", "to")})
    day, first, last = asked.day("date"), asked.hour("from"), asked.hour("to")
    if day is None or first is None or last is None or first >= last:
        return None
    return Span(at(day, first), at(day, last)) if FIRST_DAY <= day <= LAST_DAY else None
