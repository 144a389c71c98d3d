"""/pelatihan: trainings to come, one of them, taking part, and who comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from bookings import queries as bookings_of
from bookings.domain.standing import State
from bookings.domain.tracks import TRACK_NAMES, Track
from bookings.domain.trainings import TrainingKey
from bookings.domain.visibility import may_change, may_read_name
from bookings.operations import trainings as operations
from bookings.operations.trainings import must_see
from bookings.queries import Booked
from bookings.queries import trainings as queries
from bookings.queries.series import dates_of
from bookings.queries.trainings import Participant, Training
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, NotFound, SignInNeeded
from sentra.domain.roles import BOOKERS, EVERYONE, SIGNED_IN, Actor, Role
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

PER_PAGE = 24
_MOST_PAGES = 1000
_MINE = "mine"


@dataclass(frozen=True, slots=True)
class TrainingsPage:
    template: ClassVar[str] = "bookings/trainings.html"
    trainings: Sequence[Training]
    track: Track | None
    tabs: Sequence[tuple[Message, str, bool]]
    names: dict[Track, Message]
    takes_part: bool
    """Whether the reader is somebody who can."""
    may_book: bool
    number: int
    pages: int
    total: int
    url: str
    title: Message = say("Trainings")


@dataclass(frozen=True, slots=True)
class TrainingPage:
    template: ClassVar[str] = "bookings/training.html"
    title: Message
    training: Training
    track: Message
    trainer: str | None
    """Her name, for readers who may know it."""
    dates: Sequence[Booked]
    """Those that are not over."""
    participants: Sequence[Participant] | None
    """Who comes, for the trainer and managers."""
    takes_part: bool
    manage: str
    """Where its trainer changes it."""


@get("/pelatihan", allow=EVERYONE)
async def training_list(
    request: SentraRequest, track: FromQuery[str] = "", page: FromQuery[str] = ""
) -> Response[str]:
    """What is to come; with `track=` of one track, or with `track=mine` what one takes part in."""
    actor = actor_of(request)
    takes_part = _takes_part(actor)
    mine = takes_part and track == _MINE
    asked = Track(track) if track in {one.value for one in Track} else None
    number = Form({"page": page}).whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    found, total = await queries.trainings(
        now=now_of(request),
        account=actor.account,
        track=asked,
        only_own=mine,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
    )
    view = TrainingsPage(
        trainings=found,
        track=asked,
        tabs=_tabs(_MINE if mine else asked or "", takes_part=takes_part),
        names=TRACK_NAMES,
        takes_part=takes_part,
        may_book=actor.role in BOOKERS,
        number=number,
        pages=max(1, -(-total // PER_PAGE)),
        total=total,
        url=_url(_MINE if mine else asked or "") + ("&" if mine or asked else "?"),
    )
    return render(request, view)


@get("/pelatihan/{key:str}", allow=EVERYONE)
async def training_page(request: SentraRequest, key: FromPath[str]) -> Response[str]:
    actor, now = actor_of(request), now_of(request)
    try:
        found = await must_see(_key(key), actor=actor, now=now)
    except NotFound:
        if actor.signed_in:
            raise
        raise SignInNeeded(say("Please sign in to continue.")) from None
    inside = may_change(actor, found.organiser)
    named = may_read_name(actor, public=found.public, organiser=found.organiser)
    view = TrainingPage(
        title=say("%(name)s", name=found.title),
        training=found,
        track=TRACK_NAMES[found.track],
        trainer=found.organiser_name if named else None,
        dates=[
            one
            for one in await _dates(found.key)
            if one.state == State.CONFIRMED and one.ends > now and (one.public or inside)
        ],
        participants=await queries.participants(found.key) if inside else None,
        takes_part=_takes_part(actor),
        manage=_manage(found.key) if inside else "",
    )
    return render(request, view)


@post("/pelatihan/{key:str}/ikut", allow=SIGNED_IN)
async def join_training(request: SentraRequest, key: FromPath[str]) -> Response[Any]:
    url = f"/pelatihan/{key}"
    try:
        found = await operations.join(_key(key), actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(
        request, url, say("You take part: %(title)s.", title=found.title), undo_url=f"{url}/keluar"
    )


@post("/pelatihan/{key:str}/keluar", allow=SIGNED_IN)
async def leave_training(request: SentraRequest, key: FromPath[str]) -> Response[Any]:
    url = f"/pelatihan/{key}"
    try:
        found = await operations.leave(_key(key), actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    # What is not public any more is hers to see only while she takes part.
    back = url if found.public else "/pelatihan"
    return see_other(
        request,
        back,
        say("You no longer take part: %(title)s.", title=found.title),
        undo_url=f"{url}/ikut",
    )


@post("/pelatihan/{key:str}/peserta/{account:int}/keluar", allow=BOOKERS)
async def take_out(
    request: SentraRequest, key: FromPath[str], account: FromPath[int]
) -> Response[Any]:
    """Take somebody out, as its trainer or as a manager."""
    url = f"/pelatihan/{key}"
    try:
        await operations.leave(
            _key(key), account=account, actor=actor_of(request), now=now_of(request)
        )
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(request, url, say("The seat is free again."))


def _takes_part(actor: Actor) -> bool:
    return actor.role is Role.ENTERPRISE and actor.enterprise is not None


def _key(text: str) -> TrainingKey:
    key = TrainingKey.parse(text)
    if key is None:
        raise NotFound(say("There is no such training."))
    return key


def _tabs(asked: str, *, takes_part: bool) -> list[tuple[Message, str, bool]]:
    tabs: list[tuple[str, Message]] = [("", say("All")), *TRACK_NAMES.items()]
    if takes_part:
        tabs.append((_MINE, say("I take part")))
    return [(label, _url(name), name == asked) for name, label in tabs]


def _url(asked: str) -> str:
    return f"/pelatihan?{urlencode({'track': asked})}" if asked else "/pelatihan"


async def _dates(key: TrainingKey) -> list[Booked]:
    if key.series is not None:
        return await dates_of(key.series)
    found = await bookings_of.booking(key.booking or 0)
    return [found] if found else []


def _manage(key: TrainingKey) -> str:
    return f"/pemesanan/{key.booking}" if key.series is None else f"/rangkaian/{key.series}"
