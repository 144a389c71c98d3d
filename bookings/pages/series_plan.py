"""The dates of a plan as a form shows them, and what the form decides about each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bookings.domain.alternatives import Suggestion
from bookings.domain.hours import FIRST_DAY, JAKARTA, LAST_DAY, at, hours_words
from bookings.domain.rules import Wish
from bookings.domain.series import Book, Decision, Keep, Move, Skip
from bookings.domain.standing import State
from bookings.operations.series_dates import Plan, Planned
from bookings.queries import Booked
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem
from sentra.i18n import Locale, translate
from sentra.web.forms import Form

PREFIX = "on-"
"""A date's choice is the field `on-2026-12-01`."""
_MOVE = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One date of a plan, and what can be decided about it."""

    name: str
    day: date
    wish: Wish | None
    room_name: str
    state: str
    moved: bool
    asked: bool
    problems: Sequence[Problem]
    clashes: Sequence[Booked]
    why: Sequence[Message]
    note: Message | None
    """What a new rule makes of it."""
    gone: bool
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan: first the dates that need a decision, then all others."""

    open: Sequence[Row]
    rest: Sequence[Row]
    free: int
    asked: int
    repeats: bool
    """Whether it is of another rule."""


def plan_view(
    plan: Plan, decisions: Mapping[date, Decision], *, locale: Locale, keeps: bool
) -> PlanView:
    """What a form shows of a plan.

    Args:
        plan: As it was looked at with these decisions.
        decisions: What is decided already.
        locale: The reader's language.
        keeps: Whether a date may stay as it was: of a series that is changed.
    """
    rows = [_row(one, decisions.get(one.day), locale=locale, keeps=keeps) for one in plan.dates]
    return PlanView(
        open=[row for row in rows if row.state in {"clash", "problem"}],
        rest=[row for row in rows if row.state not in {"clash", "problem"}],
        free=len(plan.free),
        asked=sum(row.asked for row in rows if row.state == "free"),
        repeats=any(row.note for row in rows),
    )


def decisions_of(form: Mapping[str, str]) -> dict[date, Decision]:
    """What a form decides; what can't be read decides nothing."""
    return {
        day: decision
        for name, value in form.items()
        if name.startswith(PREFIX)
        and (day := _day(name.removeprefix(PREFIX))) is not None
        and (decision := _decision(value)) is not None
    }


def _decision(value: str) -> Decision | None:
    if value == "skip":
        return Skip()
    if value == "keep":
        return Keep()
    if value == "book":
        return Book()
    parts = value.split("/")
    day = _day(parts[1]) if len(parts) == _MOVE else None
    times = Form({"from": parts[-2], "to": parts[-1]}) if day else Form()
    first, last = times.hour("from"), times.hour("to")
    if day is None or first is None or last is None:
        return None
    return Move(parts[0], at(day, first), at(day, last))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _row(one: Planned, decision: Decision | None, *, locale: Locale, keeps: bool) -> Row:
    wish = one.occurrence.wish
    chosen = _value(decision)
    return Row(
        name=f"{PREFIX}{one.day.isoformat()}",
        day=one.day,
        wish=wish,
        room_name=one.room.name if one.room else "",
        state=one.state,
        moved=one.occurrence.moved,
        asked=one.begins.state is State.REQUESTED,
        problems=one.problems,
        clashes=one.clashes,
        why=tuple(_why(one)),
        note=_note(one),
        gone=one.occurrence.gone,
        options=[(value, translate(text, locale)) for value, text in _options(one, chosen, keeps)],
        chosen=chosen,
    )


def _note(one: Planned) -> Message | None:
    occurrence = one.occurrence
    if occurrence.gone:
        return say("The new rule has no place for it.")
    if occurrence.rests:
        return say("In the place of a date that does not take place.")
    if occurrence.new:
        return say("A new date.")
    if occurrence.instead:
        return say("Instead of %(day)s.", day=occurrence.instead)
    return None


def _why(one: Planned) -> Iterator[Message]:
    yield from (say("Closed: %(why)s", why=why) for why in one.closures)
    if one.offered:
        yield say("Kept for somebody who waits for it")
    if one.itself:
        yield say("Another date of this series is then and there")


def _options(one: Planned, chosen: str, keeps: bool) -> Iterator[tuple[str, Message]]:  # noqa: FBT001 - private
    if one.occurrence.gone:
        yield "", say("Cancel it")
        yield "keep", say("Keep it as a booking by itself")
        return
    if one.occurrence.rests:
        yield "", say("Skip it, as until now")
        yield "book", say("Book it after all")
    else:
        yield "", say("As planned") if one.state in {"free", "skipped"} else say("Please choose …")
        yield "skip", say("Skip this date")
    if keeps and not one.occurrence.new:
        yield "keep", say("Leave it as it was")
        yield "book", say("As all other dates")
    known = {"", "skip", "keep", "book"}
    for offer in one.alternatives:
        value = _move(offer.room.code, offer.span.starts, offer.span.ends)
        known.add(value)
        yield value, _offer_words(one, offer)
    wish = one.occurrence.wish
    if chosen not in known and wish is not None:
        room = one.room.name if one.room else wish.room
        if wish.ends > wish.starts:
            yield chosen, say("Move to %(room)s %(hours)s", room=room, hours=hours_words(wish.span))
        else:
            yield chosen, say("Move to %(room)s", room=room)


def _offer_words(one: Planned, offer: Suggestion) -> Message:
    hours = hours_words(offer.span)
    if one.room is not None and offer.room.id == one.room.id:
        return say("Same room, %(hours)s", hours=hours)
    return say("%(room)s, %(hours)s", room=offer.room.name, hours=hours)


def _value(decision: Decision | None) -> str:
    match decision:
        case Skip():
            return "skip"
        case Keep():
            return "keep"
        case Book():
            return "book"
        case Move(room, starts, ends):
            return _move(room, starts, ends)
        case _:
            return ""


def _move(room: str, starts: datetime, ends: datetime) -> str:
    first, last = starts.astimezone(JAKARTA), ends.astimezone(JAKARTA)
    return f"{room}/{first:%Y-%m-%d}/{first:%H:%M}/{last:%H:%M}"
