"""/lapak/tetangga: what stalls are meant to sell, and which neighbours would compete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post

from floors.domain.drawn import Drawing
from floors.domain.neighbours import Clash, clashes, colour, neighbours
from floors.operations.marks import mark_stalls
from floors.pages.drawings import drawings
from floors.pages.spaces import Space
from floors.queries.floors import floor_plates
from floors.queries.marks import Marked, marks_of
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import MANAGERS
from sentra.i18n import today
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

_URL = "/lapak/tetangga"
_MOST_KINDS = 300


@dataclass(frozen=True, slots=True)
class Zone:
    """The stalls of one category on a floor."""

    category: str
    name: Message
    stalls: Sequence[Marked]


@dataclass(frozen=True, slots=True)
class MarksPage:
    template: ClassVar[str] = "floors/marks.html"
    level: int
    floors: Sequence[tuple[int, str, bool, str]]
    zones: Sequence[Zone]
    clashes: Sequence[Clash]
    reasons: Mapping[str, str]
    kinds: Sequence[str]
    """What is marked anywhere on this floor, for the fields to offer."""
    form: Form
    problems: Sequence[tuple[str, Message]]
    drawing: Drawing | None
    spaces: Mapping[str, Space]
    title: Message = say("What stalls are meant to sell")

    def mark(self, stall: Marked) -> str:
        """As it stands in the form, or else as it is kept."""
        return self.form.value(f"sells-{stall.code}", stall.sells)


@get(_URL, allow=MANAGERS)
async def marks_page(request: SentraRequest) -> Response[str]:
    return await _show(request, await _level(request), Form())


@post(_URL, allow=MANAGERS)
async def keep_marks(request: SentraRequest) -> Response[Any]:
    """Keep the marks of a floor, or fill the form with a suggestion for one zone."""
    level = await _level(request)
    form = Form(await request.form())
    deed, _, category = form.value("do").partition(":")
    if deed == "suggest":
        return await _show(request, level, await _suggested(request, level, category, form))
    marks = {name.removeprefix("sells-"): form.value(name) for name in form.names("sells-")}
    try:
        changed = await mark_stalls(
            level,
            marks,
            reason=form.value("reason"),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Conflict, Invalid) as refusal:
        return await _show(request, level, form, refusal)
    return see_other(
        request,
        f"{_URL}?lantai={level}",
        say("%(number)d marks are changed.", number=len(changed)),
    )


async def _show(
    request: SentraRequest, level: int, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    if refusal is not None:
        form.learn(refusal)
    stalls = await marks_of(level, day=today(now_of(request)))
    plates = await floor_plates()
    drawn = await drawings([plate for plate in plates if plate.level == level])
    pairs = neighbours({one.code: one.shape for one in stalls if one.shape})
    found = clashes(pairs, {one.code: one.sells for one in stalls if one.sells})
    return render(
        request,
        MarksPage(
            level=level,
            floors=[
                (plate.level, f"{_URL}?lantai={plate.level}", plate.level == level, plate.name)
                for plate in plates
            ],
            zones=[
                Zone(kind.value, CATEGORY_LABELS[kind], of_kind)
                for kind in Category
                if (of_kind := [one for one in stalls if one.category == kind.value])
            ],
            clashes=found,
            reasons={one.code: one.reason for one in stalls if one.reason},
            kinds=sorted({one.sells for one in stalls if one.sells}),
            form=form,
            problems=[(problem.field, problem.rule) for problem in form.problems],
            drawing=drawn[level].drawing if level in drawn else None,
            spaces={
                one.code: Space(
                    "held" if one.holder else "free",
                    one.sells,
                    f"#f-sells-{one.code}",
                )
                for one in stalls
            },
        ),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal is not None else HTTPStatus.OK,
    )


async def _suggested(request: SentraRequest, level: int, category: str, form: Form) -> Form:
    """The form with a mark for every stall of a zone, of the kinds that somebody typed."""
    typed = form.value(f"kinds-{category}")[:_MOST_KINDS]
    kinds = list(dict.fromkeys(filter(None, (" ".join(one.split()) for one in typed.split(",")))))
    stalls = [
        one
        for one in await marks_of(level, day=today(now_of(request)))
        if one.category == category and one.shape
    ]
    pairs = neighbours({one.code: one.shape for one in stalls})
    marks = colour(pairs, [one.code for one in stalls], kinds)
    kept = {name: form.value(name) for name in (*form.names("sells-"), *form.names("kinds-"))}
    return Form({**kept, **{f"sells-{code}": kind for code, kind in marks.items()}})


async def _level(request: SentraRequest) -> int:
    """The floor that is asked for, or else the lowest that has stalls."""
    plates = [plate.level for plate in await floor_plates()]
    asked = request.query_params.get("lantai", "")
    if asked.isascii() and asked.isdigit() and int(asked[:4]) in plates:
        return int(asked[:4])
    return plates[0] if plates else 1
