"""Stalls given, moved and swapped by hand over the API: two officers, and a public list."""

from datetime import date, datetime
from typing import Annotated, Literal

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from floors.api.shapes import Code, Id
from floors.domain.reasons import REASON_MOST
from floors.domain.tenancies import may_be_id
from floors.operations import by_hand as operations
from floors.operations.by_hand import Proposal
from floors.queries.by_hand import ByHandLine, done_by_hand, proposed_by_hand
from sentra.domain.roles import EVERYONE, MANAGERS
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of

_ALL = "/api/v1/by-hand"
_PROPOSALS = f"{_ALL}/proposals"
_TAGS = ["by hand"]

Kind = Literal["give", "move", "swap"]
Reason = Annotated[str, Meta(max_length=REASON_MOST, description="Published with the deed.")]


class DeedOut(Struct, frozen=True, kw_only=True):
    """A stall given, moved to or swapped for without a draw.

    Attributes:
        before: The stall that the enterprise is moved from.
        other: Who holds the other stall of a swap.
        ends: The first day after a tenancy that is given anew.
    """

    id: int
    kind: Kind
    holder: str
    stall: str
    before: str | None
    other: str | None
    starts: date
    ends: date | None
    reason: str
    decided: datetime | None

    @classmethod
    def of(cls, one: ByHandLine) -> "DeedOut":
        return cls(
            id=one.id,
            kind=one.kind,  # type: ignore[arg-type] # the operation takes no other
            holder=one.holder,
            stall=one.stall,
            before=one.before,
            other=one.other,
            starts=one.starts,
            ends=one.ends,
            reason=one.reason,
            decided=one.decided,
        )


class DeedPage(Struct, frozen=True, kw_only=True):
    """Deeds by hand.

    Attributes:
        total: How many there are on all pages.
    """

    items: list[DeedOut]
    page: int
    size: int
    total: int


class ProposalIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one officer proposes to another.

    Attributes:
        stall: To give, to move to, or the other one of a swap.
        enterprise: Who gets the stall anew.
        tenancy: Which one is moved or swapped.
        ends: The first day after a tenancy that is given anew; null while no end is agreed.
    """

    kind: Kind
    stall: Code
    starts: date
    reason: Reason
    enterprise: Id | None = None
    tenancy: Id | None = None
    ends: date | None = None


class Proposed(Struct, frozen=True):
    """A proposal that waits for another officer."""

    id: int


class Rejection(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a proposal is not approved; whoever takes her own back need not say."""

    reason: Annotated[str, Meta(max_length=REASON_MOST)] = ""


@get(_ALL, allow=EVERYONE, operation_id="listByHand", tags=_TAGS, dependencies=PAGED)
async def list_by_hand(paging: NamedDependency[Paging]) -> DeedPage:
    """What was done by hand, the latest first, with its reason."""
    found, total = await done_by_hand(limit=paging.size, offset=paging.offset)
    items = [DeedOut.of(one) for one in found]
    return DeedPage(items=items, page=paging.page, size=paging.size, total=total)


@get(_PROPOSALS, allow=MANAGERS, operation_id="listProposals", tags=_TAGS)
async def list_proposals() -> list[ByHandLine]:
    """What waits for another officer, the oldest first."""
    return await proposed_by_hand()


@post(_PROPOSALS, allow=MANAGERS, operation_id="proposeByHand", tags=_TAGS)
async def propose(request: SentraRequest, data: JSONBody[ProposalIn]) -> Proposed:
    """Propose to give a stall, to move its holder, or to swap two; nothing changes by it."""
    wish = Proposal(
        kind=data.kind,
        stall=data.stall,
        starts=data.starts,
        reason=data.reason,
        tenancy=data.tenancy if data.kind != "give" else None,
        enterprise=data.enterprise if data.kind == "give" else None,
        ends=data.ends if data.kind == "give" else None,
    )
    return Proposed(await operations.propose(wish, actor=actor_of(request), now=now_of(request)))


@post(
    f"{_PROPOSALS}/{{number:int}}/approve",
    allow=MANAGERS,
    operation_id="approveProposal",
    tags=_TAGS,
    status_code=204,
)
async def approve(request: SentraRequest, number: FromPath[int]) -> None:
    """Do what another officer proposed. 403 for whoever proposed it."""
    await operations.approve(_id(number), actor=actor_of(request), now=now_of(request))


@post(
    f"{_PROPOSALS}/{{number:int}}/reject",
    allow=MANAGERS,
    operation_id="rejectProposal",
    tags=_TAGS,
    status_code=204,
)
async def reject(request: SentraRequest, number: FromPath[int], data: JSONBody[Rejection]) -> None:
    """Refuse a proposal with the reason, or take one's own back."""
    await operations.reject(
        _id(number), reason=data.reason, actor=actor_of(request), now=now_of(request)
    )


def _id(number: int) -> int:
    return number if may_be_id(number) else 0


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    list_by_hand,
    list_proposals,
    propose,
    approve,
    reject,
)
