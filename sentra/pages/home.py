"""The front page."""

from dataclasses import dataclass
from typing import ClassVar

from litestar import Response, get

from sentra.domain.messages import Message, say
from sentra.domain.roles import EVERYONE, Actor, Role
from sentra.web.page import render
from sentra.web.request import SentraRequest, actor_of
from sentra.web.sections import Section, front_sections


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One thing that somebody of a role often comes for."""

    label: Message
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class HomePage:
    template: ClassVar[str] = "sentra/home.html"
    sections: tuple[Section, ...]
    shortcuts: tuple[Shortcut, ...]
    title: Message = say("Sentra UKM Tangerang Selatan")


_BOOK = Shortcut(say("Book a room"), "/pemesanan/baru", "plus")
_CALENDARS = Shortcut(say("My calendars"), "/kalender", "calendar")
_SHORTCUTS = {
    Role.MANAGER: (
        Shortcut(say("Give a stall"), "/lapak?state=free", "stall"),
        _BOOK,
        Shortcut(say("Register an enterprise"), "/ukm/baru", "people"),
        Shortcut(say("Import enterprises"), "/ukm/impor", "upload"),
        Shortcut(say("Invite somebody"), "/pengguna/undang", "person"),
        Shortcut(say("Audit trail"), "/jejak", "history"),
    ),
    Role.TRAINER: (_BOOK, Shortcut(say("My bookings"), "/pemesanan", "clock"), _CALENDARS),
}


def shortcuts_of(actor: Actor) -> tuple[Shortcut, ...]:
    """What this person most likely wants to do next."""
    if actor.enterprise:
        own = Shortcut(say("My enterprise"), f"/ukm/{actor.enterprise}", "stall")
        return (own, _CALENDARS)
    if actor.cooperative:
        own = Shortcut(say("My cooperative"), f"/koperasi/{actor.cooperative}", "people")
        return (own, _CALENDARS)
    return _SHORTCUTS.get(actor.role, ())


@get("/", allow=EVERYONE, keep=True)
async def home(request: SentraRequest) -> Response[str]:
    return render(request, HomePage(await front_sections(request), shortcuts_of(actor_of(request))))
