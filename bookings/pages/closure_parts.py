"""What the pages of closures share: places to choose, times in words, bookings to decide about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bookings.domain.closures import KIND_NAMES, ClosureKind, Place, Scope
from bookings.domain.hours import clock_words, day_of, hours_words, whole_day
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.operations.closing import Answer
from bookings.queries.closures import Closed
from sentra.domain.messages import Message, say
from sentra.i18n import Locale, translate
from sentra.web.forms import Form

ANSWER = "answer-"
"""A booking's answer is in the field of this name and its number."""


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """A closure as lists show it."""

    id: int
    name: str
    when: Message
    hours: Message | None
    kind: Message
    place: Message
    estimated: bool


def closure_line(closed: Closed) -> ClosureLine:
    return ClosureLine(
        id=closed.id,
        name=closed.name,
        when=when_words(closed.span),
        hours=hours_of(closed),
        kind=KIND_NAMES[ClosureKind(closed.kind)],
        place=place_words(closed),
        estimated=closed.estimated,
    )


def place_words(closed: Closed) -> Message:
    if closed.scope == Scope.SITE:
        return say("The whole building")
    return say("%(name)s", name=closed.place)


def when_words(span: Span) -> Message:
    """A day, days, or a time, as short as it can be."""
    first = day_of(span.starts)
    last = day_of(span.ends - timedelta(microseconds=1))
    whole = span == Span(whole_day(first).starts, whole_day(last).ends)
    if whole and first == last:
        return say("%(day)s", day=first)
    if whole:
        return say("%(first)s to %(last)s", first=first, last=last)
    if first == last:
        return say("%(day)s, %(hours)s", day=first, hours=hours_words(span))
    return say(
        "%(first)s %(opens)s to %(last)s %(closes)s",
        first=first,
        opens=clock_words(span.starts),
        last=last,
        closes=clock_words(span.ends),
    )


def hours_of(closed: Closed) -> Message | None:
    """The hours that are kept open, where they are only shortened."""
    if closed.opens is None or closed.closes is None:
        return None
    return say(
        "open %(opens)s to %(closes)s",
        opens=say("%(hour)02d:%(minute)02d", hour=closed.opens.hour, minute=closed.opens.minute),
        closes=say("%(hour)02d:%(minute)02d", hour=closed.closes.hour, minute=closed.closes.minute),
    )


def place_choices(rooms: Iterable[Room], locale: Locale) -> list[tuple[str, str]]:
    """What can be closed: the building, floors with rooms, rooms."""
    rooms = list(rooms)
    floors = sorted({room.floor for room in rooms})
    return [
        ("site:", translate(say("The whole building"), locale)),
        *(
            (f"floor:{level}", translate(say("Floor %(level)s", level=level), locale))
            for level in floors
        ),
        *((f"room:{room.code}", f"{room.code} · {room.name}") for room in rooms),
    ]


def read_place(text: str) -> Place | None:
    scope, _, key = text.partition(":")
    return Place(Scope(scope), key) if scope in set(Scope) else None


def read_answers(form: Form, names: Sequence[str]) -> dict[int, Answer]:
    """What is to become of each booking, by its number; others are not answered."""
    answers: dict[int, Answer] = {}
    for name in names:
        number = name.removeprefix(ANSWER)
        if name.startswith(ANSWER) and number.isdecimal() and len(number) <= 10:  # noqa: PLR2004 - digits of the largest id
            value = form.value(name)
            if value == "keep":
                answers[int(number)] = "keep"
            elif value == "cancel":
                answers[int(number)] = "cancel"
    return answers


def read_rest(form: Form) -> Answer | None:
    """What is to become of all the others: a button's value."""
    value = form.value("rest")
    if value == "keep":
        return "keep"
    return "cancel" if value == "cancel" else None
