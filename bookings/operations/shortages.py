"""Saying no to a wish for equipment of which too little is free: how many are, and when enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.domain.equipment import Wanted, free_count, nearest
from bookings.domain.hours import JAKARTA, day_of, hours_words, open_hours, whole_day
from bookings.domain.spans import Span
from bookings.queries.equipment import Pool, pools, taken
from sentra.database.violations import on_violation
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Problem


@dataclass(frozen=True, slots=True)
class Short:
    """A kind of which too few are free.

    Attributes:
        free: How many are, all through the span.
        times: The nearest spans of that day, as long, at which enough are.
    """

    pool: Pool
    wanted: int
    free: int
    times: tuple[Span, ...]

    @property
    def rule(self) -> Message:
        if not self.free:
            return say("%(name)s: none is free then.", name=self.pool.name)
        return say(
            "%(name)s: only %(free)d of %(units)d free then.",
            name=self.pool.name,
            free=self.free,
            units=self.pool.number,
        )

    @property
    def remedy(self) -> Message | None:
        if not self.times:
            return None
        return say(
            "Enough are free at: %(times)s.", times=tuple(hours_words(one) for one in self.times)
        )


class Shortage(Conflict):
    """Too little equipment is free; nothing of the booking is stored."""

    code = "shortage"

    def __init__(self, span: Span, short: Sequence[Short]) -> None:
        super().__init__(
            say(
                "Too little equipment is free on %(day)s, %(hours)s: %(short)s.",
                day=day_of(span.starts),
                hours=hours_words(span),
                short=tuple(_words(one) for one in short),
            ),
            problems=[
                Problem(f"equipment-{one.pool.id}", one.rule, str(one.wanted), one.remedy)
                for one in short
            ],
            extra={"shortages": [_json(one) for one in short]},
        )
        self.short = tuple(short)


on_violation(
    "equipment_no_overlap",
    lambda: Conflict(say("This equipment has just been reserved. Try again.")),
)


async def explain_shortage(
    wanted: Wanted, span: Span, *, now: datetime, but: int | None = None
) -> Shortage | None:
    """What is short of a wish; None where enough is free after all."""
    day = day_of(span.starts)
    out = await taken(whole_day(day), but=but)
    short = []
    for one in await pools():
        number, spans = wanted.get(one.id, 0), out.get(one.id, ())
        free = free_count(one.number, spans, span)
        if free < number:
            hours = open_hours(day)
            times = nearest(one.number, spans, span, number=number, within=hours, now=now)
            short.append(Short(one, number, free, times))
    return Shortage(span, short) if short else None


def _words(one: Short) -> Message:
    said = {"name": one.pool.name, "free": one.free, "units": one.pool.number}
    if not one.times:
        return say("%(name)s (%(free)d of %(units)d free)", **said)
    times = tuple(hours_words(span) for span in one.times)
    return say("%(name)s (%(free)d of %(units)d free; enough at %(times)s)", times=times, **said)


def _json(one: Short) -> dict[str, object]:
    return {
        "equipment": one.pool.id,
        "name": one.pool.name,
        "wanted": one.wanted,
        "free": one.free,
        "units": one.pool.number,
        "free_at": [
            {
                "starts": span.starts.astimezone(JAKARTA).isoformat(),
                "ends": span.ends.astimezone(JAKARTA).isoformat(),
            }
            for span in one.times
        ],
    }
