"""The fields that say what is to be booked: shared by the forms of bookings and of series."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from bookings import queries
from bookings.domain.hours import EARLIEST, FIRST_DAY, JAKARTA, LAST_DAY, LATEST, at, day_of
from bookings.domain.rooms import Room
from bookings.domain.rules import HORIZON_DAYS, NOTE_MOST, PEOPLE_MOST, TITLE_MOST, Wish
from bookings.domain.tracks import Track
from bookings.pages.equipment_fields import EquipmentField, equipment_sent
from bookings.pages.parts import layout_choices, seats
from bookings.queries import Booked
from bookings.queries.series import Repeating
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Refusal
from sentra.domain.roles import Role
from sentra.i18n import Locale
from sentra.web.forms import Form
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

_STEP = timedelta(minutes=15)
_USUAL = timedelta(hours=2)
_MOST_ID = 2**31 - 1
FIELDS = {"starts": "from", "ends": "to"}
"""The form has a date and two times where the rules have two instants."""


@dataclass(frozen=True, slots=True)
class WishFields:
    """The form, and what its fields offer to choose from; see `_wish.html`."""

    form: Form
    rooms: Sequence[tuple[str, str]]
    hours: Sequence[tuple[str, str]]
    trainers: Sequence[tuple[int, str]]
    """Empty for those who only book for themselves."""
    layouts: Sequence[tuple[str, str]]
    """Empty where no room has any."""
    first_day: str
    last_day: str
    equipment: Sequence[EquipmentField]
    problems: Sequence[tuple[str, Message]]
    title_most: int = TITLE_MOST
    note_most: int = NOTE_MOST


async def wish_fields(
    request: SentraRequest,
    form: Form,
    *,
    rooms: Sequence[Room],
    equipment: Sequence[EquipmentField],
) -> WishFields:
    locale, today = locale_of(request), day_of(now_of(request))
    return WishFields(
        form=form,
        rooms=[(room.code, room_choice(room, locale)) for room in rooms],
        hours=list(hour_choices(form, locale)),
        trainers=await queries.trainers() if actor_of(request).role is Role.MANAGER else (),
        layouts=layout_choices(rooms, form.value("room"), form.value("layout"), locale),
        first_day=today.isoformat(),
        last_day=(today + timedelta(days=HORIZON_DAYS)).isoformat(),
        equipment=equipment,
        problems=[(problem.field, problem.rule) for problem in form.problems],
    )


async def sent(request: SentraRequest) -> dict[str, str]:
    """What a form says, without files."""
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


def learn(form: Form, refusal: Refusal | None, fields: Mapping[str, str] = FIELDS) -> Form:
    """Take over what was refused, each beside the field of the form that it is about."""
    if refusal is not None:
        form.learn(refusal)
        form.problems[:] = [
            replace(problem, field=fields.get(problem.field, problem.field))
            for problem in form.problems
        ]
    return form


def wish_filled(one: Booked | Repeating) -> dict[str, str]:
    """The fields of something that is booked already; of a series, those of its first date."""
    starts, ends = one.span.starts.astimezone(JAKARTA), one.span.ends.astimezone(JAKARTA)
    return {
        "room": one.room,
        "date": starts.date().isoformat(),
        "from": starts.strftime("%H:%M"),
        "to": ends.strftime("%H:%M"),
        "title": one.title,
        "note": one.note,
        "people": str(one.people or ""),
        "public": "true" if one.public else "",
        "organiser": str(one.organiser),
        "layout": one.layout or "",
        "track": one.track or "",
    }


def read_wish(request: SentraRequest, form: Form, *, organiser: int | None = None) -> Wish:
    """The wish that a form states.

    Raises:
        Invalid: Days, times or numbers that can't be read; the rest is for the rules to judge.
    """
    actor = actor_of(request)
    day = form.day("date")
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        form.refuse("date", say("There is no such day here."))
        day = None
    first, last = form.hour("from"), form.hour("to")
    people = form.whole("people", least=1, most=PEOPLE_MOST, required=False)
    track = form.one_of("track", ("", *Track))
    equipment = equipment_sent(form)
    chosen = None
    if actor.role is Role.MANAGER:
        chosen = form.whole("organiser", least=1, most=_MOST_ID, required=False)
    if form.problems or day is None or first is None or last is None:
        raise Invalid(*form.problems)
    return Wish(
        room=form.value("room"),
        starts=at(day, first),
        ends=at(day, last),
        title=form.value("title"),
        organiser=chosen or organiser or actor.account or 0,
        note=form.value("note"),
        people=people,
        public=form.yes("public"),
        layout=form.value("layout") or None,
        track=track or None,
        equipment=equipment,
    )


def usual_time(request: SentraRequest) -> dict[str, str]:
    """Today from the next hour on; when a link names another day, from nine."""
    now = now_of(request).astimezone(JAKARTA)
    asked = request.query_params.get("date", "")
    start = (now + timedelta(hours=1)).replace(minute=0)
    if asked not in {"", now.date().isoformat()} or not EARLIEST <= start.time() < time(20):
        start = start.replace(hour=9)
    first = _asked_time(request.query_params.get("from", "")) or start.time()
    last = (datetime.combine(now.date(), first) + _USUAL).time()
    return {
        "date": now.date().isoformat(),
        "from": first.strftime("%H:%M"),
        "to": min(last, LATEST).strftime("%H:%M") if last > first else f"{LATEST:%H:%M}",
    }


def _asked_time(text: str) -> time | None:
    return Form({"from": text}).hour("from") if text else None


def room_choice(room: Room, locale: Locale) -> str:
    parts = [f"{room.code} · {room.name}", seats(room, locale)]
    return " · ".join(part for part in parts if part)


def hour_choices(form: Form, locale: Locale) -> Iterator[tuple[str, str]]:
    """Every quarter of an hour, and what the form says where that is none."""
    start = datetime.combine(FIRST_DAY, EARLIEST, tzinfo=UTC)
    known = set()
    while start.time() <= LATEST:
        known.add(f"{start:%H:%M}")
        start += _STEP
    asked = {
        f"{hour:%H:%M}"
        for name in ("from", "to")
        if (hour := _asked_time(form.value(name))) is not None
    }
    for text in sorted(known | asked):
        yield text, text.replace(":", ".") if locale == "id" else text
