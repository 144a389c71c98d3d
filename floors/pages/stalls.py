"""/lapak: all stalls as a list that can be narrowed, ordered and printed, on any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from litestar import Response, get

from floors.domain.tenancies import STATE_LABELS, StallState
from floors.pages.days import Days, days_of
from floors.pages.lists import found_by, known_sort, ordered
from floors.pages.spaces import state_for
from floors.queries.floors import FloorPlate, floor_plates
from floors.queries.stalls import StallRow, counted, stalls_on
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import Message, say
from sentra.domain.roles import EVERYONE, Role
from sentra.web.page import render
from sentra.web.request import SentraRequest, actor_of

PAGE_SIZE = 50
_LONGEST_SEARCH = 80
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list is narrowed to; empty where it is not."""

    q: str
    level: str
    category: str
    state: str

    def lets_through(self, stall: StallRow) -> bool:
        return (
            (not self.level or str(stall.level) == self.level)
            and (not self.category or stall.category == self.category)
            and (not self.state or stall.state == self.state)
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.q or self.level or self.category or self.state)


@dataclass(frozen=True, slots=True)
class StallsPage:
    """A part of the list.

    Attributes:
        counts: Of all stalls that the choice lets through.
        number: The page shown, of `pages`.
        whole: All rows on one page, for printing.
    """

    template: ClassVar[str] = "floors/stalls.html"
    days: Days
    choice: Choice
    stalls: Sequence[StallRow]
    total: int
    counts: Mapping[StallState, int]
    number: int
    pages: int
    whole: bool
    sort: str
    floors: Sequence[FloorPlate]
    manages: bool
    own: int | None
    category_words: Mapping[Category, Message]
    state_words: Mapping[StallState, Message]
    chosen: None = None
    title: Message = say("Stalls")

    def state_of(self, stall: StallRow) -> str:
        return state_for(stall, self.own)

    def url(self, **other: str) -> str:
        """This list with other parameters; ends in & so that more can follow."""
        known = {
            "date": str(self.days.shown),
            "q": self.choice.q,
            "level": self.choice.level,
            "category": self.choice.category,
            "state": self.choice.state,
            "sort": "" if self.sort == "code" else self.sort,
            "all": "1" if self.whole else "",
        }
        return "/lapak?" + urlencode({k: v for k, v in {**known, **other}.items() if v}) + "&"


@get("/lapak", allow=EVERYONE, keep=True)
async def all_stalls(request: SentraRequest) -> Response[str]:
    query = request.query_params
    days, actor = days_of(request), actor_of(request)
    choice = Choice(
        q=query.get("q", "").replace("\0", "").strip()[:_LONGEST_SEARCH],
        level=query.get("level", "")[:_MOST_DIGITS],
        category=query.get("category", "") if query.get("category") in set(Category) else "",
        state=query.get("state", "") if query.get("state") in set(StallState) else "",
    )
    sort = known_sort(query.get("sort", ""))
    every = [stall for stall in await stalls_on(days.shown) if choice.lets_through(stall)]
    found = ordered(found_by(every, choice.q), sort)
    whole = query.get("all") == "1"
    pages = 1 if whole else max(1, -(-len(found) // PAGE_SIZE))
    number = min(_page_asked(query.get("page", "")), pages)
    first = (number - 1) * PAGE_SIZE
    return render(
        request,
        StallsPage(
            days=days,
            choice=choice,
            stalls=found if whole else found[first : first + PAGE_SIZE],
            total=len(found),
            counts=counted(found),
            number=number,
            pages=pages,
            whole=whole,
            sort=sort,
            floors=await floor_plates(),
            manages=actor.role is Role.MANAGER,
            own=actor.enterprise,
            category_words=CATEGORY_LABELS,
            state_words=STATE_LABELS,
        ),
    )


def _page_asked(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return max(1, int(text)) if plain else 1
