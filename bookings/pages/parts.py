"""What several pages need: the day asked for, who reads, a room in a few words."""

from collections.abc import Sequence
from datetime import date

from bookings.domain.hours import EARLIEST, FIRST_DAY, LAST_DAY, LATEST
from bookings.domain.rooms import Room
from bookings.domain.terms import LAYOUT_NAMES, Layout
from bookings.pages.timetable import Reader
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem
from sentra.i18n import Locale, translate
from sentra.web.forms import Form
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

_DATE_LENGTH = len("2026-11-24")


def asked_day(text: str, today: date) -> date:
    """The day of a `date=`; today where none is asked for.

    Raises:
        Invalid: It is no date, or none that can be looked at.
    """
    if not text:
        return today
    try:
        day = date.fromisoformat(text) if len(text) == _DATE_LENGTH else None
    except ValueError:
        day = None
    if day is None:
        remedy = say("Write it as 2026-11-24.")
        raise Invalid(Problem("date", say("This is no date."), text[:20], remedy))
    # One day is left on either side for the chooser's arrows.
    if not FIRST_DAY < day < LAST_DAY:
        raise Invalid(Problem("date", say("There is no such day here."), text))
    return day


def reader_of(request: SentraRequest) -> Reader:
    return Reader(actor_of(request), now_of(request), locale_of(request))


def seats_words(room: Room) -> Message | None:
    return None if room.capacity is None else say("%(people)d people", people=room.capacity)


def seats(room: Room, locale: Locale) -> str:
    """How many it takes, in a few words."""
    words = seats_words(room)
    return "" if words is None else translate(words, locale)


def layout_choices(
    rooms: Sequence[Room], code: str, asked: str, locale: Locale
) -> list[tuple[str, str]]:
    """The layouts of the room that is chosen, with their seats; without a room, those of any.

    Args:
        asked: What the form says; it is among them, so that it can be taken back.
    """
    chosen = next((room for room in rooms if room.code == code), None)
    if chosen is None:
        known = {layout for room in rooms for layout in room.terms.layouts}
        return [(one, translate(LAYOUT_NAMES[one], locale)) for one in Layout if one in known]
    found = [
        (layout, say("%(layout)s · %(people)d people", layout=LAYOUT_NAMES[layout], people=people))
        for layout, people in chosen.terms.layouts.items()
    ]
    if asked in LAYOUT_NAMES and asked not in chosen.terms.layouts:
        found.append((Layout(asked), LAYOUT_NAMES[Layout(asked)]))
    return [(layout, translate(words, locale)) for layout, words in found]


def hour_choices(form: Form, locale: Locale) -> list[tuple[str, str]]:
    """Every half hour, and what the form says where that is none."""
    steps = range(EARLIEST.hour * 2, LATEST.hour * 2 + 1)
    known = {f"{step // 2:02d}:{step % 2 * 30:02d}" for step in steps}
    asked = set()
    for name in ("from", "to"):
        hour = Form({name: form.value(name)}).hour(name)
        if hour is not None:
            asked.add(f"{hour:%H:%M}")
    return [
        (text, text.replace(":", ".") if locale == "id" else text) for text in sorted(known | asked)
    ]
