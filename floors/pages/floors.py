"""/lantai: the floors side by side, and each as a plan with its table, on any day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from litestar import Response, get
from litestar.params import FromPath

from floors.domain.drawn import Drawing
from floors.domain.tenancies import StallState
from floors.pages.days import Days, days_of
from floors.pages.drawings import DrawnFloor, drawings
from floors.pages.lists import known_sort, ordered
from floors.pages.spaces import Space, categories_among, spaces_of, state_for
from floors.queries.floors import FloorPlate, RoomPlate, floor_plates, room_plates
from floors.queries.stalls import StallRow, counted, stalls_on
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE, Role
from sentra.i18n import Locale
from sentra.web.page import render
from sentra.web.request import SentraRequest, actor_of, locale_of

_MOST_GOODS = 10


@dataclass(frozen=True, slots=True)
class FloorCard:
    """One floor among the others; `goods` are what most stalls sell, or its rooms."""

    level: int
    name: str
    area: Decimal
    url: str
    drawing: Drawing | None
    stalls: int
    rooms: int
    counts: Mapping[StallState, int]
    categories: Sequence[tuple[Category, Message]]
    goods: Sequence[str]


@dataclass(frozen=True, slots=True)
class FloorsPage:
    template: ClassVar[str] = "floors/floors.html"
    days: Days
    cards: Sequence[FloorCard]
    spaces: Mapping[str, Space]
    counts: Mapping[StallState, int]
    title: Message = say("Floors")


@get("/lantai", allow=EVERYONE, keep=True)
async def all_floors(request: SentraRequest) -> Response[str]:
    days, locale = days_of(request), locale_of(request)
    plates, rooms = await floor_plates(), await room_plates()
    stalls = await stalls_on(days.shown)
    drawn = await drawings(plates)
    cards = []
    for plate in reversed(plates):
        here = [stall for stall in stalls if stall.level == plate.level]
        cards.append(
            FloorCard(
                level=plate.level,
                name=name_of(plate, drawn, locale),
                area=plate.area,
                url=f"/lantai/{plate.level}?date={days.shown}",
                drawing=drawn[plate.level].drawing if plate.level in drawn else None,
                stalls=len(here),
                rooms=sum(room.level == plate.level for room in rooms),
                counts=counted(here),
                categories=categories_among(here),
                goods=_goods(here) or [room.name for room in rooms if room.level == plate.level],
            )
        )
    enterprise = actor_of(request).enterprise
    return render(
        request,
        FloorsPage(days, cards, spaces_of(stalls, rooms, enterprise=enterprise), counted(stalls)),
    )


@dataclass(frozen=True, slots=True)
class FloorPage:
    """A floor on a day.

    Attributes:
        chosen: The stall whose details are shown.
        own: The enterprise that the reader speaks for.
        counts: By state, as the reader sees it: `own` counts what is hers.
    """

    template: ClassVar[str] = "floors/floor.html"
    title: Message
    level: int
    name: str
    area: Decimal
    days: Days
    floors: Sequence[tuple[int, str, bool, str]]
    drawing: Drawing | None
    spaces: Mapping[str, Space]
    stalls: Sequence[StallRow]
    rooms: Sequence[RoomPlate]
    counts: Mapping[str, int]
    categories: Sequence[tuple[Category, Message]]
    chosen: StallRow | None
    sort: str
    manages: bool
    own: int | None
    category_words: Mapping[Category, Message]

    @property
    def here(self) -> str:
        return f"/lantai/{self.level}"

    def state_of(self, stall: StallRow) -> str:
        return state_for(stall, self.own)

    @property
    def area_of_stalls(self) -> Decimal:
        return sum((stall.area for stall in self.stalls), Decimal(0))

    @property
    def area_held(self) -> Decimal:
        return sum((stall.area for stall in self.stalls if stall.tenancy), Decimal(0))


@get("/lantai/{level:int}", allow=EVERYONE, keep=True)
async def one_floor(request: SentraRequest, level: FromPath[int]) -> Response[str]:
    plates = await floor_plates()
    plate = next((plate for plate in plates if plate.level == level), None)
    if plate is None:
        raise NotFound(say("There is no such floor."))
    actor, days, locale = actor_of(request), days_of(request), locale_of(request)
    stalls = await stalls_on(days.shown, level=level)
    rooms = [room for room in await room_plates() if room.level == level]
    drawn = await drawings([plate])
    sort = known_sort(request.query_params.get("sort", ""))
    chosen = request.query_params.get("lapak", "")
    link = f"/lantai/{level}?date={days.shown}&lapak={{code}}#rincian"
    spaces = spaces_of(stalls, rooms, enterprise=actor.enterprise, link=link)
    return render(
        request,
        FloorPage(
            title=say("Floor %(level)s", level=level),
            level=level,
            name=name_of(plate, drawn, locale),
            area=plate.area,
            days=days,
            floors=_switch(plates, level, days),
            drawing=drawn[level].drawing if level in drawn else None,
            spaces=spaces,
            stalls=ordered(stalls, sort),
            rooms=rooms,
            counts=_counts(stalls, actor.enterprise),
            categories=categories_among(stalls),
            chosen=next((stall for stall in stalls if stall.code == chosen), None),
            sort=sort,
            manages=actor.role is Role.MANAGER,
            own=actor.enterprise,
            category_words=CATEGORY_LABELS,
        ),
    )


def name_of(plate: FloorPlate, drawn: Mapping[int, DrawnFloor], locale: Locale) -> str:
    """What a floor is called: by its plan in the reader's language, else as it is stored."""
    known = drawn.get(plate.level)
    if known is None:
        return plate.name
    return known.name.id if locale == "id" else known.name.en


def _goods(stalls: Sequence[StallRow]) -> list[str]:
    found = Counter(stall.product for stall in stalls if stall.product)
    return [product for product, _ in found.most_common(_MOST_GOODS)]


def _switch(
    plates: Sequence[FloorPlate], level: int, days: Days
) -> list[tuple[int, str, bool, str]]:
    return [
        (
            plate.level,
            f"/lantai/{plate.level}?date={days.shown}",
            plate.level == level,
            plate.name,
        )
        for plate in plates
    ]


def _counts(stalls: Sequence[StallRow], enterprise: int | None) -> Mapping[str, int]:
    """Numbers for the legend; closed and own only where there are any."""
    found = dict.fromkeys(("free", "held", "ending"), 0)
    for stall in stalls:
        state = state_for(stall, enterprise)
        found[state] = found.get(state, 0) + 1
    return found
