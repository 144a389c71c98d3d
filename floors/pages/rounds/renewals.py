"""/perpanjangan: who holds a stall, until when, and whether the holder may renew."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromQuery

from floors.domain.renewals import RENEWAL_NAMES, Renewal
from floors.queries.rounds import RoundView
from floors.queries.rounds.renewals import Holder, renewals, rounds_ahead
from sentra.domain.messages import Message, say
from sentra.domain.roles import MANAGERS
from sentra.web.forms import Form
from sentra.web.page import render
from sentra.web.request import SentraRequest, now_of

URL = "/perpanjangan"
PER_PAGE = 50
_MOST_PAGES = 1000
_BADGES = {
    Renewal.MAY: "success",
    Renewal.ENTERS: "warning",
    Renewal.WAITS: "danger",
    Renewal.HOLDS: "neutral",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A tab: an answer, how many have it, and its address; `name` None for everybody."""

    name: Message | None
    number: int
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class RenewalsPage:
    template: ClassVar[str] = "floors/rounds/renewals.html"
    round: RoundView | None
    rounds: Sequence[tuple[str, str]]
    choices: Sequence[Choice]
    kind: str
    holders: Sequence[Holder]
    names: dict[Renewal, Message]
    badges: dict[Renewal, str]
    number: int
    pages: int
    total: int
    url: str
    title: Message = say("Renewals")


@get(URL, allow=MANAGERS)
async def renewals_page(
    request: SentraRequest,
    code: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[str]:
    now = now_of(request)
    ahead = await rounds_ahead(now)
    round_ = next((one for one in ahead if one.code == code), ahead[0] if ahead else None)
    everybody = await renewals(round_, now=now)
    wanted = kind if kind in set(Renewal) else ""
    found = [one for one in everybody if wanted in {"", one.chance.kind}]
    number = Form({"page": page}).whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    kept = {"code": round_.code} if round_ else {}
    view = RenewalsPage(
        round=round_,
        rounds=[(one.code, one.name) for one in ahead],
        choices=_choices(everybody, wanted, kept),
        kind=wanted,
        holders=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        names=dict(RENEWAL_NAMES),
        badges=_BADGES,
        number=number,
        pages=max(1, -(-len(found) // PER_PAGE)),
        total=len(found),
        url=f"{URL}?{urlencode(kept | {'kind': wanted})}&",
    )
    return render(request, view)


def _choices(everybody: Sequence[Holder], wanted: str, kept: dict[str, str]) -> list[Choice]:
    numbers = Counter(one.chance.kind for one in everybody)
    return [
        Choice(None, len(everybody), f"{URL}?{urlencode(kept)}", not wanted),
        *(
            Choice(
                RENEWAL_NAMES[kind],
                numbers[kind],
                f"{URL}?{urlencode(kept | {'kind': kind.value})}",
                kind == wanted,
            )
            for kind in Renewal
        ),
    ]
