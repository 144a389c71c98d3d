"""The front page."""

from dataclasses import dataclass
from typing import ClassVar

from litestar import Response, get

from sentra.domain.messages import Message, say
from sentra.domain.roles import EVERYONE
from sentra.web.page import render
from sentra.web.request import SentraRequest
from sentra.web.sections import Section, front_sections


@dataclass(frozen=True, slots=True)
class HomePage:
    template: ClassVar[str] = "sentra/home.html"
    sections: tuple[Section, ...]
    title: Message = say("Sentra UKM Tangerang Selatan")


@get("/", allow=EVERYONE)
async def home(request: SentraRequest) -> Response[str]:
    return render(request, HomePage(await front_sections(request)))
