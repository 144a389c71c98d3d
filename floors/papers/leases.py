"""The lease of a stall as PDF, with what the law asks of it (PP 27/2014 art. 29).

Parties, object, area, rent, term, who bears upkeep, and the duties of both sides.
"""

from datetime import date, timedelta

from floors.operations.rounds.decreeing import decree_of
from floors.papers.typeset import CITY, OFFICE, dated, spelt, typeset
from floors.queries.rounds import RoundView
from floors.queries.rounds.papers import Lease, centre, lease
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.i18n import number, rupiah, translate


async def lease_paper(round_: RoundView, enterprise: int) -> tuple[str, bytes]:
    """The number and the PDF of the lease that the round gave to an enterprise.

    Raises:
        NotFound: It has no stall by this round.
    """
    found = await lease(round_.id, enterprise)
    if found is None or round_.decree is None:
        raise NotFound(say("There is no such paper."))
    data = await lease_data(round_, found)
    return lease_number(found), await typeset("lease", data)


def lease_number(found: Lease) -> str:
    """Such as SEWA/2027-1/1-A01/17; the last part tells leases of one stall apart."""
    return f"SEWA/{found.round}/{found.stall}/{found.tenancy}"


async def lease_data(round_: RoundView, found: Lease) -> dict[str, object]:
    """Everything that stands on it and differs from stall to stall, as text."""
    decree = decree_of(round_.decree)
    site = await centre()
    months = months_of(found.starts, found.ends)
    return {
        "number": lease_number(found),
        "day": dated(found.created),
        "office": OFFICE,
        "city": CITY,
        "site": {"name": site.name, "address": site.address},
        "signatory": {"name": decree.name, "title": decree.title, "nip": decree.nip},
        "decree": decree.number,
        "decreed": dated(decree.date),
        "tenant": {
            name: getattr(found, name) for name in ("name", "owner", "nib", "nik", "address")
        },
        "stall": {
            "code": found.stall,
            "place": f"{found.floor}, {site.address}" if site.address else found.floor,
            "area": f"{number(found.area, 'id')} m²",
            "category": translate(CATEGORY_LABELS[Category(found.category)], "id"),
        },
        "term": {
            "starts": dated(found.starts),
            "last": dated(found.ends - timedelta(days=1)),
            "move_in_by": dated(max(round_.move_in_by, found.starts)),
        },
        "rent": {
            "month": rupiah(found.rent, "id"),
            "spelt": spelt(found.rent),
            "months": number(months, "id"),
            "total": rupiah(found.rent * months, "id"),
            "total_spelt": spelt(found.rent * months),
        },
    }


def months_of(starts: date, ends: date) -> int:
    """Calendar months that [starts, ends) touches: a month begun is a month of rent."""
    last = ends - timedelta(days=1)
    return (last.year - starts.year) * 12 + last.month - starts.month + 1
