"""Enterprises that a stall may be given to, found by a few letters of their names or goods."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct, convert

from floors.domain.tenancies import may_be_id
from floors.queries.stalls import StallRow
from floors.queries.tenancies import stalls_held_by
from sentra.domain.categories import CATEGORY_LABELS
from sentra.domain.messages import Message
from sentra.queries.enterprises import (
    EnterpriseFilter,
    EnterpriseLine,
    find_enterprise,
    list_enterprises,
)

_MOST = 8


class Candidate(Struct, frozen=True, kw_only=True):
    """An enterprise in the list to choose from.

    Attributes:
        fits: Whether it sells what the stall's zone is for.
        holds: Codes of stalls that it holds already or has been promised.
    """

    id: int
    name: str
    nib: str
    product: str
    category: Message
    fits: bool
    holds: Sequence[str]


async def candidates_for(
    q: str, stall: StallRow, day: date, *, chosen: str = ""
) -> list[Candidate]:
    """Those that `q` finds, for managers: by name, goods, owner or NIB; the chosen one first.

    Three queries at most.
    """
    found = await list_enterprises(EnterpriseFilter(q=q, private=True), limit=_MOST) if q else []
    if chosen.isascii() and chosen.isdigit() and may_be_id(int(chosen)):
        one = await find_enterprise(int(chosen))
        others = [line for line in found if line.id != int(chosen)]
        found = [*([convert(one, EnterpriseLine, from_attributes=True)] if one else []), *others]
    held = await stalls_held_by([line.id for line in found], day) if found else {}
    made = [
        Candidate(
            id=line.id,
            name=line.name,
            nib=line.nib,
            product=line.product,
            category=CATEGORY_LABELS[line.category],
            fits=stall.category is None or line.category == stall.category,
            holds=held.get(line.id, ()),
        )
        for line in found
    ]
    return sorted(made, key=lambda one: (str(one.id) != chosen, not one.fits, bool(one.holds)))
