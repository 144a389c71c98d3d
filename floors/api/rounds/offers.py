"""/api/v1/rounds/{code}: the decree, offers and their answers, stalls, moving in, closing.

An offer is found by its enterprise's number in the register.
"""

from http import HTTPStatus

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler

from floors.api.rounds.offer_shapes import (
    AcceptIn,
    DecreeIn,
    DecreeOut,
    GivenOutOut,
    LeaveIn,
    OfferList,
    OfferOut,
    ReasonIn,
    WishesIn,
)
from floors.domain.offers import OfferState
from floors.domain.tenancies import may_be_id
from floors.operations.rounds import decreeing, moving_in, offering
from floors.operations.rounds.choosing import wish_for
from floors.queries.rounds import one_round
from floors.queries.rounds.offers import offer_of, offers_page
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import APPLICANTS, EVERYONE, MANAGERS, Role
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of

_ROUND = "/api/v1/rounds/{code:str}"
_ALL = f"{_ROUND}/offers"
_ONE = f"{_ALL}/{{enterprise:int}}"
_ROUNDS, _OFFERS = ["rounds"], ["offers"]


@post(f"{_ROUND}/decree", allow=MANAGERS, operation_id="decreeRound", tags=_ROUNDS)
async def decree_round(
    request: SentraRequest, code: FromPath[str], data: JSONBody[DecreeIn]
) -> Response[DecreeOut]:
    """Write down the signed decree; from then on every winner has an offer. 409 before its time."""
    await decreeing.decree(code, data.decree(), actor=actor_of(request), now=now_of(request))
    return Response(await _decree(request, code), status_code=HTTPStatus.CREATED)


@get(f"{_ROUND}/decree", allow=EVERYONE, operation_id="getDecree", tags=_ROUNDS)
async def get_decree(request: SentraRequest, code: FromPath[str]) -> DecreeOut:
    """The decree of a round; as a paper it is at `/putaran/{code}/sk.pdf`."""
    return await _decree(request, code)


@get(_ALL, allow=MANAGERS, operation_id="listOffers", tags=_OFFERS, dependencies=PAGED)
async def list_offers(
    request: SentraRequest,
    paging: NamedDependency[Paging],
    code: FromPath[str],
    *,
    status: FromQuery[OfferState | None] = None,
) -> OfferList:
    """Places that a round gave, in the order of the draw; those moved up from only if asked for."""
    round_ = await one_round(code, now=now_of(request), drafts=True)
    found, total = await offers_page(
        round_.id, state=status, limit=paging.size, offset=paging.offset
    )
    items = [OfferOut.of(one) for one in found]
    return OfferList(items=items, page=paging.page, size=paging.size, total=total)


@get(_ONE, allow=APPLICANTS, operation_id="getOffer", tags=_OFFERS)
async def get_offer(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int]
) -> OfferOut:
    """One's own offer once the result is decreed; managers read any."""
    return await _offer(request, code, enterprise)


@post(
    f"{_ONE}/accept",
    allow=APPLICANTS,
    operation_id="acceptOffer",
    tags=_OFFERS,
    status_code=HTTPStatus.OK,
)
async def accept_offer(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int], data: JSONBody[AcceptIn]
) -> OfferOut:
    """Take the place. 409 `answered` where it was answered before or its deadline has passed."""
    await offering.accept(
        code,
        enterprise=enterprise,
        stay=data.stay,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _offer(request, code, enterprise)


@post(
    f"{_ONE}/stay",
    allow=APPLICANTS,
    operation_id="stayWithOffer",
    tags=_OFFERS,
    status_code=HTTPStatus.OK,
)
async def stay_with_offer(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int]
) -> OfferOut:
    """Stay with the place that is held, whatever dearer wish comes free."""
    await offering.stay(code, enterprise=enterprise, actor=actor_of(request), now=now_of(request))
    return await _offer(request, code, enterprise)


@post(
    f"{_ONE}/decline",
    allow=APPLICANTS,
    operation_id="declineOffer",
    tags=_OFFERS,
    status_code=HTTPStatus.OK,
)
async def decline_offer(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int], data: JSONBody[ReasonIn]
) -> OfferOut:
    """Give up the place and all other wishes of the round; it goes to the next number."""
    await offering.decline(
        code,
        enterprise=enterprise,
        reason=data.reason,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _offer(request, code, enterprise)


@put(f"{_ONE}/wishes", allow=APPLICANTS, operation_id="wishForStalls", tags=_OFFERS)
async def wish_for_stalls(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int], data: JSONBody[WishesIn]
) -> OfferOut:
    """List the stalls that one would like, the dearest first, while there is time to choose."""
    await wish_for(
        code,
        enterprise=enterprise,
        stalls=data.stalls,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _offer(request, code, enterprise)


@post(
    f"{_ROUND}/give-out",
    allow=MANAGERS,
    operation_id="giveOutStalls",
    tags=_ROUNDS,
    status_code=HTTPStatus.OK,
)
async def give_out(request: SentraRequest, code: FromPath[str]) -> GivenOutOut:
    """Give every winner who accepted her stall, in the order of the draw."""
    given = await moving_in.let_move_in(code, actor=actor_of(request), now=now_of(request))
    return GivenOutOut(given=len(given.stalls), held_up=len(given.held_up))


@post(
    f"{_ONE}/give",
    allow=MANAGERS,
    operation_id="giveWinnerStall",
    tags=_OFFERS,
    status_code=HTTPStatus.OK,
)
async def give_stall(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int]
) -> OfferOut:
    """Give a stall to a winner who could not get one when all were given out."""
    await moving_in.give_stall(
        code, enterprise=enterprise, actor=actor_of(request), now=now_of(request)
    )
    return await _offer(request, code, enterprise)


@post(
    f"{_ONE}/moved-in",
    allow=MANAGERS,
    operation_id="noteMovedIn",
    tags=_OFFERS,
    status_code=HTTPStatus.OK,
)
async def moved_in(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int]
) -> OfferOut:
    """Note that the enterprise has signed its lease and moved in."""
    await moving_in.note_moved_in(
        code, enterprise=enterprise, actor=actor_of(request), now=now_of(request)
    )
    return await _offer(request, code, enterprise)


@post(
    f"{_ONE}/leave",
    allow=MANAGERS,
    operation_id="passStallOn",
    tags=_OFFERS,
    status_code=HTTPStatus.OK,
)
async def pass_on(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int], data: JSONBody[LeaveIn]
) -> OfferOut:
    """End the tenancy from a day on and offer the stall to the next number."""
    await moving_in.leave(
        code,
        enterprise=enterprise,
        on=data.on,
        reason=data.reason,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _offer(request, code, enterprise)


@post(
    f"{_ROUND}/close",
    allow=MANAGERS,
    operation_id="closeRound",
    tags=_ROUNDS,
    status_code=HTTPStatus.NO_CONTENT,
)
async def close_round(request: SentraRequest, code: FromPath[str]) -> None:
    """Close the round; its waiting list goes on. 409 while somebody has not moved in."""
    await moving_in.close(code, actor=actor_of(request), now=now_of(request))


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    decree_round,
    get_decree,
    list_offers,
    get_offer,
    accept_offer,
    stay_with_offer,
    decline_offer,
    wish_for_stalls,
    give_out,
    give_stall,
    moved_in,
    pass_on,
    close_round,
)


async def _decree(request: SentraRequest, code: str) -> DecreeOut:
    round_ = await one_round(code, now=now_of(request))
    if round_.decree is None:
        raise NotFound(say("This round is not decreed yet."))
    return DecreeOut.of(decreeing.decree_of(round_.decree))


async def _offer(request: SentraRequest, code: str, enterprise: int) -> OfferOut:
    actor = actor_of(request)
    round_ = await one_round(code, now=now_of(request))
    mine = actor.role is Role.MANAGER or actor.enterprise == enterprise
    known = mine and may_be_id(enterprise) and round_.decree is not None
    found = await offer_of(round_.id, enterprise) if known else None
    if found is None:
        raise NotFound(say("There is no such offer."))
    return OfferOut.of(found)
