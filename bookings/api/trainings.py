"""Trainings: list, show, take part, leave, and who comes."""

from http import HTTPStatus
from typing import Annotated

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from bookings.api.shapes import Instant, local
from bookings.domain.tracks import Track, track_of
from bookings.domain.trainings import TrainingKey
from bookings.domain.visibility import may_change, may_read_name
from bookings.operations import trainings as operations
from bookings.operations.trainings import must_see
from bookings.queries import trainings as queries
from bookings.queries.trainings import Participant, Training
from sentra.domain.messages import say
from sentra.domain.refusals import Forbidden, NotFound
from sentra.domain.roles import BOOKERS, EVERYONE, SIGNED_IN, Actor
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of


class TrainingOut(Struct, frozen=True):
    """A training: a booking of its own, or a whole series."""

    key: Annotated[str, Meta(description="`b` and a booking's number, or `s` and a series'.")]
    uid: Annotated[str, Meta(description="Its name in calendars.")]
    title: str
    track: Track
    room: str
    room_name: str
    floor: int
    trainer: str | None
    dates: Annotated[int, Meta(description="Confirmed dates in all.")]
    ahead: Annotated[int, Meta(description="Dates that are not over.")]
    next_starts: Annotated[Instant | None, Meta(description="Null: it is over, or called off.")]
    next_ends: Instant | None
    seats: Annotated[int | None, Meta(description="Null: as many as come.")]
    taken: int
    joined: Annotated[bool, Meta(description="Whether the caller takes part.")]

    @classmethod
    def of(cls, one: Training, actor: Actor) -> "TrainingOut":
        named = may_read_name(actor, public=one.public, organiser=one.organiser)
        return cls(
            key=str(one.key),
            uid=str(one.uid),
            title=one.title,
            track=one.track,
            room=one.room,
            room_name=one.room_name,
            floor=one.floor,
            trainer=one.organiser_name if named else None,
            dates=one.dates,
            ahead=one.ahead,
            next_starts=one.next and local(one.next),
            next_ends=one.next_ends and local(one.next_ends),
            seats=one.seats,
            taken=one.taken,
            joined=one.joined,
        )


class TrainingPage(Struct, frozen=True):
    """Some of the trainings asked for."""

    items: list[TrainingOut]
    page: int
    size: int
    total: int


class ParticipantOut(Struct, frozen=True):
    """Somebody who takes part."""

    account: int
    name: str
    email: str
    enterprise: int
    enterprise_name: str
    since: Instant

    @classmethod
    def of(cls, one: Participant) -> "ParticipantOut":
        return cls(
            account=one.account,
            name=one.name,
            email=one.email,
            enterprise=one.enterprise,
            enterprise_name=one.enterprise_name,
            since=local(one.since),
        )


@get(
    "/api/v1/trainings",
    allow=EVERYONE,
    operation_id="listTrainings",
    tags=["trainings"],
    dependencies=PAGED,
)
async def list_trainings(
    request: SentraRequest,
    *,
    paging: NamedDependency[Paging],
    track: FromQuery[str] = "",
    joined: FromQuery[bool] = False,
) -> TrainingPage:
    """Public trainings that are still to come, the next first; with `joined` only one's own."""
    actor = actor_of(request)
    found, total = await queries.trainings(
        now=now_of(request),
        account=actor.account,
        track=track_of(track),
        only_own=joined,
        limit=paging.size,
        offset=paging.offset,
    )
    items = [TrainingOut.of(one, actor) for one in found]
    return TrainingPage(items, paging.page, paging.size, total)


@get("/api/v1/trainings/{key:str}", allow=EVERYONE, operation_id="getTraining", tags=["trainings"])
async def get_training(request: SentraRequest, key: FromPath[str]) -> TrainingOut:
    """One training, if the caller may know of it."""
    actor = actor_of(request)
    found = await must_see(key_of(key), actor=actor, now=now_of(request))
    return TrainingOut.of(found, actor)


@post(
    "/api/v1/trainings/{key:str}/seat",
    allow=SIGNED_IN,
    operation_id="joinTraining",
    tags=["trainings"],
    status_code=HTTPStatus.OK,
)
async def join_training(request: SentraRequest, key: FromPath[str]) -> TrainingOut:
    """Take part, as the account of an enterprise. One that is full answers 409; safe to repeat."""
    actor = actor_of(request)
    found = await operations.join(key_of(key), actor=actor, now=now_of(request))
    return TrainingOut.of(found, actor)


@delete(
    "/api/v1/trainings/{key:str}/seat",
    allow=SIGNED_IN,
    operation_id="leaveTraining",
    tags=["trainings"],
    status_code=HTTPStatus.NO_CONTENT,
)
async def leave_training(
    request: SentraRequest, key: FromPath[str], account: FromQuery[int | None] = None
) -> None:
    """Give one's seat back; its trainer and managers may name another `account`."""
    await operations.leave(
        key_of(key), account=account, actor=actor_of(request), now=now_of(request)
    )


@get(
    "/api/v1/trainings/{key:str}/participants",
    allow=BOOKERS,
    operation_id="listParticipants",
    tags=["trainings"],
)
async def list_participants(request: SentraRequest, key: FromPath[str]) -> list[ParticipantOut]:
    """Who takes part, for its trainer and for managers."""
    actor = actor_of(request)
    found = await must_see(key_of(key), actor=actor, now=now_of(request))
    if not may_change(actor, found.organiser):
        raise Forbidden(say("Only its trainer and the building manager may see who takes part."))
    return [ParticipantOut.of(one) for one in await queries.participants(found.key)]


def key_of(text: str) -> TrainingKey:
    """The key of a path.

    Raises:
        NotFound: It is none.
    """
    key = TrainingKey.parse(text)
    if key is None:
        raise NotFound(say("There is no such training."))
    return key
