"""A floor with rooms: R501 and R502, a hall R401 of the halves R401A and R401B, a retired R599."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from bookings.domain.rules import Wish
from bookings.tables import RoomTerms
from floors.tables import Floor, Site, Space, SpacePart
from sentra.cli import main, work
from sentra.domain.refusals import Refusal
from sentra.settings import Settings
from tests.conftest import NOW, Person

Sentra = Callable[..., Awaitable[Result]]


@pytest.fixture
async def site(db: None) -> Site:
    found = Site(code="sentra", name="Sentra UKM", area=2500)
    await found.save()
    return found


@pytest.fixture
async def rooms(site: Site) -> dict[str, Space]:
    """Rooms by code."""
    fourth, fifth = [
        Floor(site=site.id, level=level, name=f"Lantai {level}", area=500) for level in (4, 5)
    ]
    await fourth.save()
    await fifth.save()
    made = {
        space.code: space
        for space in (
            make_room(fourth, "R401", "Aula", capacity=160),
            make_room(fourth, "R401A", "Aula A", capacity=80),
            make_room(fourth, "R401B", "Aula B", capacity=80),
            make_room(fifth, "R501", "Kelas Serpong", capacity=24, features='["projector"]'),
            make_room(fifth, "R502", "Ruang Rapat", capacity=10, accessible=False),
            make_room(fifth, "R599", "Gudang", capacity=10, active=False),
        )
    }
    for space in made.values():
        await space.save()
    for half in ("R401A", "R401B"):
        await SpacePart(whole=made["R401"].id, part=made[half].id).save()
    return made


@pytest.fixture
async def sentra(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Sentra:
    """Runs a command line in another thread, its work in this loop and transaction."""
    loop = asyncio.get_running_loop()

    def run(job: Callable[[Settings], Coroutine[Any, Any, Any]]) -> Any:
        try:
            return asyncio.run_coroutine_threadsafe(job(settings), loop).result(timeout=10)
        except Refusal as refusal:
            work.say_refusal(refusal)
            raise SystemExit(1) from None

    monkeypatch.setattr(work, "run", run)
    monkeypatch.setattr(work, "utc_now", lambda: NOW)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    async def command(*args: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, main, list(args))

    return command


def make_room(floor: Floor, code: str, name: str, **more: Any) -> Space:
    return Space(
        floor=floor.id, feature=uuid4(), code=code, kind="room", name=name, area=40, **more
    )


def at(hour: int, minute: int = 0, *, day: int = 25) -> datetime:
    """A time in Jakarta of a day of November 2026; the clock of the tests says the 24th, 9.00.

    Days after the 30th are December's: the 32nd is its second.
    """
    first = datetime(2026, 11, 1, tzinfo=UTC)
    return first + timedelta(days=day - 1, hours=hour - 7, minutes=minute)


def wish(
    person: Person,
    room: str = "R501",
    first: int = 9,
    last: int = 11,
    *,
    day: int = 25,
    **more: Any,
) -> Wish:
    """What somebody of the cast wants, on 25 November where no other day is named."""
    parts: dict[str, Any] = {"title": "Pelatihan kemasan", "organiser": person.account} | more
    return Wish(room=room, starts=at(first, day=day), ends=at(last, day=day), **parts)


async def needs_approval(space: Space, *, holds: bool = True, **more: Any) -> None:
    """Let a manager decide who gets this room."""
    terms = RoomTerms(space=space.id, approval=True, request_holds=holds, changed=NOW, **more)
    await terms.save()
