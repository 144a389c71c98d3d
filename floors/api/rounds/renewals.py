"""Who holds a stall today, and what each may do in the next round."""

from datetime import date

from litestar import get
from litestar.params import FromQuery
from msgspec import Struct

from floors.domain.renewals import Renewal
from floors.queries.rounds.renewals import Holder, renewals, round_to_renew_in
from sentra.domain.roles import MANAGERS
from sentra.i18n import Locale, translate
from sentra.web.request import SentraRequest, locale_of, now_of


class RenewalOut(Struct, frozen=True, kw_only=True):
    """A stall's holder.

    Attributes:
        ends: The first day that is not theirs any more; null while no end is agreed.
        months: How long it will have held stalls in a row by then.
        attendance: Per cent of the days noted; null where none was noted.
        arrears: Whether rent is late.
        may: `may` renew, `enters` like others, `waits` before it may apply, `holds` its stall on.
        reasons: Why it may not renew, in words.
    """

    enterprise: int
    name: str
    stall: str
    ends: date | None
    months: int | None
    attendance: int | None
    arrears: bool
    may: Renewal
    reasons: list[str]

    @classmethod
    def of(cls, row: Holder, locale: Locale) -> "RenewalOut":
        return cls(
            enterprise=row.enterprise,
            name=row.name,
            stall=row.stall,
            ends=row.ends,
            months=row.chance.months,
            attendance=row.attendance,
            arrears=row.arrears,
            may=row.chance.kind,
            reasons=[translate(reason, locale) for reason in row.chance.reasons],
        )


class RenewalList(Struct, frozen=True):
    """All who hold a stall today; `round` is the one that they would renew in, null for none."""

    round: str | None
    items: list[RenewalOut]


@get("/api/v1/renewals", allow=MANAGERS, operation_id="listRenewals", tags=["rounds"])
async def list_renewals(request: SentraRequest, code: FromQuery[str] = "") -> RenewalList:
    """Who may renew in the round of this `code` (the next one when left out), and why not."""
    now = now_of(request)
    round_ = await round_to_renew_in(code, now=now)
    locale = locale_of(request)
    items = [RenewalOut.of(one, locale) for one in await renewals(round_, now=now)]
    return RenewalList(round_.code if round_ else None, items)
