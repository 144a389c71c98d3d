"""/pemesanan: the bookings of a trainer, or all of them for a manager; and each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from bookings import queries
from bookings.domain.attendance import may_check_in
from bookings.domain.hours import day_of
from bookings.domain.standing import ALIVE, State
from bookings.domain.terms import LAYOUT_NAMES, Layout
from bookings.domain.tracks import TRACK_NAMES, Track
from bookings.domain.trainings import TrainingKey
from bookings.domain.visibility import may_change
from bookings.operations import bookings as operations
from bookings.operations.records import REASON_MOST
from bookings.pages.deeds import deed_words
from bookings.queries import Booked, Choice, trainings
from bookings.queries.equipment import asked_for
from bookings.queries.reconfirmation import Question, questions
from bookings.queries.series import rule_day
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound, SignInNeeded
from sentra.domain.roles import BOOKERS, EVERYONE, Role
from sentra.i18n import listed
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

PER_PAGE = 25
_MOST_PAGES = 10_000
_MOST_ID = 2**31 - 1
Tab = Literal["upcoming", "past", "cancelled"]
_TABS: tuple[tuple[Tab, Message], ...] = (
    ("upcoming", say("Upcoming")),
    ("past", say("Past")),
    ("cancelled", say("Cancelled")),
)
_STATES: dict[Tab, tuple[str, ...]] = {
    "upcoming": tuple(ALIVE),
    "past": (State.CONFIRMED,),
    "cancelled": tuple(set(State) - ALIVE),
}


@dataclass(frozen=True, slots=True)
class BookingsPage:
    template: ClassVar[str] = "bookings/bookings.html"
    title: Message
    bookings: Sequence[Booked]
    all: bool
    """Everybody's, for a manager."""
    tab: Tab
    tabs: Sequence[tuple[Message, str, bool]]
    form: Form
    questions: Sequence[Question]
    """Whether some of her own series still take place."""
    rooms: Sequence[tuple[str, str]]
    trainers: Sequence[tuple[int, str]]
    number: int
    pages: int
    total: int
    url: str
    """The query without page, ending in & or ?."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to a booking, as `ui.timeline` shows it."""

    when: Any
    text: Message
    by: str
    state: str


@dataclass(frozen=True, slots=True)
class BookingPage:
    template: ClassVar[str] = "bookings/booking.html"
    title: Message
    booking: Booked
    date: date
    trainer: str | None
    mine: bool
    """Whether the reader may change it."""
    own: bool
    over: bool
    decides: bool
    """Whether the reader may approve or refuse it now."""
    may_check_in: bool
    history: Sequence[Deed]
    form: Form
    layout: Message | None
    track: Message | None
    training: TrainingKey | None
    """What one takes part in, if it is a training that one can know of."""
    equipment: str
    since: str
    """The day on which the rule of its series, if it has one, names it."""
    reason_most: int = REASON_MOST


@get("/pemesanan", allow=BOOKERS)
async def booking_list(request: SentraRequest) -> Response[str]:
    actor, now = actor_of(request), now_of(request)
    manager = actor.role is Role.MANAGER
    query = dict(request.query_params)
    form = Form(query)
    tab: Tab = next((name for name, _ in _TABS if name == query.get("tab")), "upcoming")
    number = Form(query).whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    trainer = form.whole("trainer", least=1, most=_MOST_ID, required=False) if manager else None
    rooms = await queries.rooms(with_retired=True) if manager else []
    asked_room = form.value("room")
    choice = Choice(
        room=asked_room if any(room.code == asked_room for room in rooms) else None,
        organiser=trainer if manager else actor.account,
        since=now if tab == "upcoming" else None,
        over=now if tab == "past" else None,
        states=_STATES[tab],
    )
    total = await queries.how_many(choice)
    pages = max(1, -(-total // PER_PAGE))
    number = min(number, pages)
    kept = {"room": choice.room or "", "trainer": str(trainer or "")} if manager else {}
    page = BookingsPage(
        title=say("Bookings") if manager else say("My bookings"),
        bookings=await queries.bookings(
            choice,
            newest_first=tab != "upcoming",
            limit=PER_PAGE,
            offset=(number - 1) * PER_PAGE,
        ),
        all=manager,
        tab=tab,
        tabs=[(label, _url(kept, tab=name), name == tab) for name, label in _TABS],
        form=form,
        questions=await questions(now, organiser=actor.account),
        rooms=[(room.code, f"{room.code} · {room.name}") for room in rooms],
        trainers=await queries.trainers() if manager else (),
        number=number,
        pages=pages,
        total=total,
        url=_url(kept, tab=tab) + "&",
    )
    return render(request, page)


def _url(kept: dict[str, str], *, tab: Tab) -> str:
    query = {"tab": tab} | {key: value for key, value in kept.items() if value}
    return f"/pemesanan?{urlencode(query)}"


@get("/pemesanan/{booking_id:int}", allow=EVERYONE)
async def booking(request: SentraRequest, booking_id: FromPath[int]) -> Response[str]:
    return await _show(request, booking_id, Form())


@post("/pemesanan/{booking_id:int}/batal", allow=BOOKERS)
async def cancel_booking(request: SentraRequest, booking_id: FromPath[int]) -> Response[Any]:
    form = Form(dict(await request.form()))
    try:
        gone = await operations.cancel(
            booking_id,
            actor=actor_of(request),
            now=now_of(request),
            reason=form.value("reason"),
        )
    except Invalid as refusal:
        return await _show(request, booking_id, form.learn(refusal), status=refusal.status)
    return see_other(
        request,
        f"/pemesanan/{booking_id}",
        say("The booking is cancelled: %(room)s is free again.", room=gone.room_name),
        undo_url=f"/pemesanan/{booking_id}/pulihkan",
    )


@post("/pemesanan/{booking_id:int}/pulihkan", allow=BOOKERS)
async def restore_booking(request: SentraRequest, booking_id: FromPath[int]) -> Response[Any]:
    url = f"/pemesanan/{booking_id}"
    try:
        back = await operations.restore(booking_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    said = (
        say("%(room)s is requested again.", room=back.room_name)
        if back.requested
        else say("%(room)s is booked again.", room=back.room_name)
    )
    return see_other(request, url, said)


async def _show(
    request: SentraRequest, booking_id: int, form: Form, *, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    actor = actor_of(request)
    found = await queries.booking(booking_id)
    title = found.title_for(actor) if found else None
    if found is None or title is None:
        if not actor.signed_in:
            raise SignInNeeded(say("Please sign in to continue."))
        raise NotFound(say("There is no such booking."))
    mine = may_change(actor, found.organiser)
    page = BookingPage(
        title=say("%(name)s", name=title),
        booking=found,
        date=day_of(found.starts),
        trainer=found.name_for(actor),
        mine=mine,
        own=found.is_own(actor),
        over=found.ends <= now_of(request),
        may_check_in=mine
        and found.state == State.CONFIRMED
        and found.checked_in is None
        and may_check_in(found.span, now_of(request)),
        decides=found.requested and actor.role is Role.MANAGER,
        history=await _history(booking_id) if mine else (),
        form=form,
        layout=LAYOUT_NAMES.get(Layout(found.layout)) if mine and found.layout else None,
        track=TRACK_NAMES[Track(found.track)] if found.track else None,
        training=await _training(request, found),
        equipment=await _equipment(request, booking_id) if mine else "",
        since=rule_day(found).isoformat() if mine and found.series else "",
    )
    return render(request, page, status=status)


async def _training(request: SentraRequest, found: Booked) -> TrainingKey | None:
    key = TrainingKey.of(found.id, found.series)
    if found.track is None or found.state != State.CONFIRMED:
        return None
    actor = actor_of(request)
    training = await trainings.training(key, account=actor.account, now=now_of(request))
    return key if training is not None and training.is_seen_by(actor) else None


async def _equipment(request: SentraRequest, booking_id: int) -> str:
    """What the booking has asked for, in a few words."""
    asked = (await asked_for([booking_id])).get(booking_id, ())
    return listed([f"{one.number} × {one.name}" for one in asked], locale_of(request))


async def _history(booking_id: int) -> list[Deed]:
    deeds = await queries.history(booking_id)
    last = len(deeds) - 1
    return [
        Deed(deed.at, deed_words(deed), deed.actor, "now" if at == last else "past")
        for at, deed in enumerate(deeds)
    ][::-1]
