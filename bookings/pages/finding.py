"""/cari-ruang: which room is free when it is needed, and what comes nearest where none is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import urlencode

from litestar import Response, get

from bookings import queries
from bookings.domain.features import feature_words
from bookings.domain.finding import Offer
from bookings.domain.hours import JAKARTA, day_of
from bookings.domain.ranking import Found, Nearness, Ranked
from bookings.domain.recurrence import MOST_OCCURRENCES, Frequency, Recurrence
from bookings.domain.rooms import Room
from bookings.domain.rules import HORIZON_DAYS, PEOPLE_MOST
from bookings.domain.search import Search, days_of, layout_of
from bookings.domain.spans import Span
from bookings.domain.terms import LAYOUT_NAMES
from bookings.pages.equipment_fields import equipment_sent
from bookings.pages.parts import hour_choices
from bookings.queries import equipment as equipment_queries
from bookings.queries.equipment import Pool
from bookings.queries.finding import search_rooms
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import BOOKERS, EVERYONE
from sentra.i18n import translate
from sentra.web.forms import Form
from sentra.web.page import render
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

_LENGTHS = (30, 60, 90, 120, 150, 180, 240, 360, 480)
_REPEATS = {"": None, "daily": Frequency.DAILY, "weekly": Frequency.WEEKLY}
_NEAR_WORDS = {
    Nearness.HOURS: say("At another hour"),
    Nearness.SOME_DAYS: say("On most of the days"),
    Nearness.OTHER_DAYS: say("On another day"),
    Nearness.EQUIPMENT: say("Without the equipment"),
    Nearness.NEEDS: say("With one thing missing"),
}
_FIELDS = {"rrule": "times", "earliest": "from", "latest": "to"}
"""What the form calls otherwise than the rules."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A free time, and where it is booked."""

    span: Span
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """A room that is offered."""

    room: Room
    reasons: Sequence[Message]
    choices: Sequence[Choice]
    days: int
    """Of a series, how many; else 0."""
    booked_at: str
    """Where the series is booked; empty for single bookings, which each have their own."""


@dataclass(frozen=True, slots=True)
class FindPage:
    template: ClassVar[str] = "bookings/find.html"
    form: Form
    hours: Sequence[tuple[str, str]]
    lengths: Sequence[tuple[int, Message]]
    layouts: Sequence[tuple[str, str]]
    features: Sequence[tuple[str, str, bool]]
    equipment: Sequence[Pool]
    repeats: Sequence[tuple[str, str]]
    first_day: str
    last_day: str
    most_times: int
    may_book: bool
    problems: Sequence[tuple[str, Message]]
    asked: bool
    cards: Sequence[Card]
    nearest: Sequence[tuple[Message, Sequence[Card]]]
    title: Message = say("Find a room")


@get("/cari-ruang", allow=EVERYONE)
async def find_room(request: SentraRequest) -> Response[str]:
    """The form; with `date` in the query, what was found as well."""
    now = now_of(request)
    query = request.query_params
    asked = "date" in query
    form = Form(_usual(now) | {key: query[key] for key in query} if not asked else dict(query))
    kinds, rooms = await equipment_queries.pools(), await queries.rooms()
    words = tuple(sorted({word for room in rooms for word in room.features}))
    chosen = frozenset(query.getall("feature", [])) & set(words)
    found, search = Found(()), None
    if asked:
        try:
            search = _read(form, chosen)
            found = await search_rooms(search, role=actor_of(request).role, now=now)
        except Invalid as refusal:
            form.problems[:] = [_renamed(problem) for problem in refusal.problems]
    return render(
        request,
        _page(request, form, found, search, words=words, chosen=chosen, kinds=kinds),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.problems else HTTPStatus.OK,
    )


def _usual(now: datetime) -> dict[str, str]:
    """Two hours of tomorrow morning: what is looked for most."""
    tomorrow = day_of(now) + timedelta(days=1)
    return {
        "date": tomorrow.isoformat(),
        "from": "07:00",
        "to": "12:00",
        "minutes": "120",
        "joined": "true",
    }


def _renamed(problem: Problem) -> Problem:
    return replace(problem, field=_FIELDS.get(problem.field, problem.field))


def _read(form: Form, features: frozenset[str]) -> Search:
    """The search that a form states.

    Raises:
        Invalid: Something can't be read; the rest is for the rules to judge.
    """
    day, until = form.day("date"), form.day("until", required=False)
    first, last = form.hour("from"), form.hour("to")
    people = form.whole("people", least=1, most=PEOPLE_MOST, required=False)
    minutes = form.whole("minutes", least=5, most=24 * 60, required=False)
    times = form.whole("times", least=1, most=MOST_OCCURRENCES, required=False)
    repeat = _REPEATS.get(form.value("repeat"))
    equipment = equipment_sent(form)
    if repeat and times is None and not form.problem("times"):
        form.refuse("times", say("Say how many times."))
    form.check()
    if day is None or first is None or last is None:
        raise Invalid(*form.problems)
    rule = Recurrence(repeat, count=times) if repeat else None
    return Search(
        days=days_of(day, until=until, rule=rule),
        earliest=first,
        latest=last,
        length=_length(minutes, first, last),
        every=rule is not None,
        people=people,
        layout=layout_of(form.value("layout")),
        features=features,
        equipment=equipment,
        accessible=form.yes("accessible"),
        joined=form.yes("joined"),
    )


def _length(minutes: int | None, first: time, last: time) -> timedelta:
    """As asked for, or the whole time between the hours."""
    if minutes is not None:
        return timedelta(minutes=minutes)
    return timedelta(hours=last.hour - first.hour, minutes=last.minute - first.minute)


def _page(
    request: SentraRequest,
    form: Form,
    found: Found,
    search: Search | None,
    *,
    words: Sequence[str],
    chosen: frozenset[str],
    kinds: Sequence[Pool],
) -> FindPage:
    locale, today = locale_of(request), day_of(now_of(request))
    labels = [translate(word, locale) for word in feature_words(words)]
    return FindPage(
        form=form,
        hours=hour_choices(form, locale),
        lengths=[(minutes, _length_words(minutes)) for minutes in _LENGTHS],
        layouts=[(one.value, translate(name, locale)) for one, name in LAYOUT_NAMES.items()],
        features=[
            (word, label, word in chosen)
            for word, label in sorted(zip(words, labels, strict=True), key=lambda pair: pair[1])
        ],
        equipment=kinds,
        repeats=[
            ("", translate(say("Once, on one of these days"), locale)),
            ("weekly", translate(say("Every week"), locale)),
            ("daily", translate(say("Every day"), locale)),
        ],
        first_day=today.isoformat(),
        last_day=(today + timedelta(days=HORIZON_DAYS)).isoformat(),
        most_times=MOST_OCCURRENCES,
        may_book=actor_of(request).role in BOOKERS,
        problems=[(problem.field, problem.rule) for problem in form.problems],
        asked=search is not None and not form.problems,
        cards=[_card(one, search, form) for one in found.rooms],
        nearest=[
            (words, [_card(one, search, form) for one in found.nearest if one.near is near])
            for near, words in _NEAR_WORDS.items()
            if any(one.near is near for one in found.nearest)
        ],
    )


def _length_words(minutes: int) -> Message:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return say("%(minutes)d minutes", minutes=rest)
    if rest:
        return say("%(hours)d hours %(minutes)d minutes", hours=hours, minutes=rest)
    return say("1 hour") if hours == 1 else say("%(hours)d hours", hours=hours)


def _card(ranked: Ranked, search: Search | None, form: Form) -> Card:
    offer = ranked.offer
    series = search is not None and search.every
    spans = offer.spans[:1] if series else offer.spans
    choices = [Choice(span, _book_url(offer.room, span, form)) for span in spans]
    return Card(
        room=offer.room,
        reasons=ranked.reasons,
        choices=choices,
        days=len(offer.spans) if series else 0,
        booked_at=_series_url(offer, search, form) if series and search else "",
    )


def _series_url(offer: Offer, search: Search, form: Form) -> str:
    """Where the whole series is booked; of days that are taken its own form tells."""
    query = _query(offer.room, offer.spans[0], form) | {
        "date": search.days[0].isoformat(),
        "repeat": form.value("repeat"),
        "times": form.value("times"),
    }
    return "/rangkaian/baru?" + urlencode(query)


def _book_url(room: Room, span: Span, form: Form) -> str:
    return "/pemesanan/baru?" + urlencode(_query(room, span, form))


def _query(room: Room, span: Span, form: Form) -> dict[str, str]:
    starts, ends = span.starts.astimezone(JAKARTA), span.ends.astimezone(JAKARTA)
    query = {
        "room": room.code,
        "date": starts.date().isoformat(),
        "from": f"{starts:%H:%M}",
        "to": f"{ends:%H:%M}",
        "people": form.value("people"),
        "layout": form.value("layout"),
        **{name: form.value(name) for name in form.names("equipment-")},
    }
    return {key: text for key, text in query.items() if text}
