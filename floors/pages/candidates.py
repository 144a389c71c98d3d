"""Enterprises that a stall may be given to, found by a few letters of their names or goods."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from floors.queries.stalls import StallRow
from floors.queries.tenancies import stalls_held_by
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import Message
from sentra.queries.enterprises import EnterpriseFilter, list_enterprises

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


async def candidates_for(q: str, stall: StallRow, day: date) -> list[Candidate]:
    """Those that `q` finds, for managers: by name, goods, owner or NIB. Two queries at most."""
    if not q:
        return []
    found = await list_enterprises(EnterpriseFilter(q=q, private=True), limit=_MOST)
    held = await stalls_held_by([line.id for line in found], day)
    return [
        Candidate(
            id=line.id,
            name=line.name,
            nib=line.nib,
            product=line.product,
            category=CATEGORY_LABELS[Category(line.category)],
            fits=stall.category is None or line.category == stall.category,
            holds=held.get(line.id, ()),
        )
        for line in found
    ]
