"""/gaya: the design system on one page, every component in every state."""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from litestar import Response, get

from sentra.domain.categories import CATEGORY_LABELS
from sentra.domain.messages import Message, say
from sentra.domain.roles import EVERYONE
from sentra.i18n import today
from sentra.pages import style_day, style_plan
from sentra.web.assets import Assets
from sentra.web.page import render
from sentra.web.request import SentraRequest, now_of

COLOURS = (
    ("ground", "surface", "sunken", "ink", "ink-soft", "line", "line-strong"),
    ("head", "pandan", "pandan-strong", "pandan-soft", "kunyit", "kunyit-soft"),
    ("anggrek", "anggrek-soft", "success", "info", "warning", "danger"),
)
SPACES = (1, 2, 3, 4, 5, 6, 7, 8)
SIZES = ("xs", "sm", "md", "lg", "xl", "2xl", "3xl")


@dataclass(frozen=True, slots=True)
class StylePage:
    """Samples are data, not sentences: names of people, stalls and trainings that don't exist."""

    template: ClassVar[str] = "sentra/style.html"
    today: date
    plan: style_plan.Plan
    day: style_day.Day
    title: Message = say("Design system")
    colours: tuple[tuple[str, ...], ...] = COLOURS
    spaces: tuple[int, ...] = SPACES
    sizes: tuple[str, ...] = SIZES
    icons: tuple[str, ...] = ()
    categories: tuple[tuple[str, Message], ...] = tuple(CATEGORY_LABELS.items())


@get("/gaya", allow=EVERYONE)
async def style(request: SentraRequest) -> Response[str]:
    assets: Assets = request.app.state.assets
    sprite = assets.files["icons.svg"].body.decode()
    return render(
        request,
        StylePage(
            today=today(now_of(request)),
            plan=style_plan.plan(),
            day=style_day.day(),
            icons=tuple(re.findall(r'symbol id="([^"]+)"', sprite)),
        ),
    )
