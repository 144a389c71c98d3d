"""Rent of stalls (retribusi) over the API: what is due, and what was paid."""

from datetime import date
from typing import Annotated

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from floors.domain.tenancies import may_be_id
from floors.operations import rent as operations
from floors.operations.rent import RECEIPT_MOST
from floors.queries.rent import Owed, RentLine, owed, rents
from sentra.domain.roles import APPLICANTS, MANAGERS, Role
from sentra.i18n import today
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of

_ALL = "/api/v1/rent"
_PAYMENT = f"{_ALL}/{{number:int}}/payment"
_TAGS = ["rent"]


class RentPage(Struct, frozen=True, kw_only=True):
    """Months of rent.

    Attributes:
        owed: All that is late, whatever the page shows.
        total: How many months there are on all pages.
    """

    items: list[RentLine]
    owed: Owed
    page: int
    size: int
    total: int


class PaymentIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A payment of a month's rent."""

    on: Annotated[date, Meta(description="The day of the payment, not after today.")]
    receipt: Annotated[str, Meta(max_length=RECEIPT_MOST, description="Number of the receipt.")]


@get(_ALL, allow=APPLICANTS, operation_id="listRent", tags=_TAGS, dependencies=PAGED)
async def list_rent(
    request: SentraRequest,
    paging: NamedDependency[Paging],
    *,
    enterprise: FromQuery[int | None] = None,
    q: FromQuery[str] = "",
    late: FromQuery[bool] = False,
) -> RentPage:
    """Months of rent, the latest first: enterprises see their own, managers all of them."""
    actor = actor_of(request)
    if actor.role is not Role.MANAGER:
        enterprise = actor.enterprise or 0
    elif enterprise is not None and not may_be_id(enterprise):
        enterprise = 0
    day = today(now_of(request))
    items, total = await rents(
        on=day,
        enterprise=enterprise,
        q=q.strip()[:80],
        late=late,
        limit=paging.size,
        offset=paging.offset,
    )
    return RentPage(
        items=items,
        owed=await owed(on=day, enterprise=enterprise),
        page=paging.page,
        size=paging.size,
        total=total,
    )


@put(_PAYMENT, allow=MANAGERS, operation_id="payRent", tags=_TAGS, status_code=204)
async def pay_rent(
    request: SentraRequest, number: FromPath[int], data: JSONBody[PaymentIn]
) -> None:
    """Write down that a month's rent was paid. 409 where it is paid already."""
    await operations.pay(
        number if may_be_id(number) else 0,
        on=data.on,
        receipt=data.receipt,
        actor=actor_of(request),
        now=now_of(request),
    )


@delete(_PAYMENT, allow=MANAGERS, operation_id="undoRentPayment", tags=_TAGS)
async def undo_payment(request: SentraRequest, number: FromPath[int]) -> None:
    """Take back a payment that was written down by mistake."""
    await operations.undo_payment(
        number if may_be_id(number) else 0, actor=actor_of(request), now=now_of(request)
    )


HANDLERS: tuple[ControllerRouterHandler, ...] = (list_rent, pay_rent, undo_payment)
