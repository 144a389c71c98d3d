"""A small centre: a floor with a room, one with a hall of two halves, and its calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import httpx
import icalendar
import pytest

from bookings.domain.feeds import FeedKind
from bookings.operations.feeds import subscribe
from bookings.tables import Booking
from floors.tables import Floor, Site, Space, SpacePart
from sentra.domain.roles import Actor
from tests.conftest import NOW, Person

PLAN = UUID("b6f1c1c0-0000-4000-8000-000000000000")
TEN = datetime(2026, 11, 25, 3, tzinfo=UTC)
"""Tomorrow at ten in Jakarta."""


class NoCopies:
    """What has kept nothing."""

    def forget(self, secret: bytes) -> None: ...


COPIES = NoCopies()


@dataclass(frozen=True)
class Centre:
    site: int
    ground: int
    upper: int
    orchid: int
    hall: int
    east: int
    west: int
    stall: int


async def _space(floor: int, code: str, name: str, kind: str = "room") -> int:
    made = Space(floor=floor, feature=uuid5(PLAN, code), code=code, kind=kind, name=name, area=30)
    await made.save()
    return made.id


@pytest.fixture
async def centre(db: None) -> Centre:
    return await make_centre()


async def make_centre() -> Centre:
    site = Site(
        code="SENTRA-UKM",
        name="Sentra UKM",
        address="Jalan Pahlawan Seribu, Serpong",
        area=2500,
        latitude=-6.325,
        longitude=106.66,
    )
    await site.save()
    ground = Floor(site=site.id, level=1, name="Lantai 1", area=500)
    upper = Floor(site=site.id, level=5, name="Lantai 5", area=500)
    await ground.save()
    await upper.save()
    made = Centre(
        site=site.id,
        ground=ground.id,
        upper=upper.id,
        orchid=await _space(ground.id, "R-101", "Ruang Anggrek"),
        hall=await _space(upper.id, "R-500", "Aula"),
        east=await _space(upper.id, "R-501", "Aula Timur"),
        west=await _space(upper.id, "R-502", "Aula Barat"),
        stall=await _space(ground.id, "A-101", "Lapak A-101", kind="stall"),
    )
    for part in (made.east, made.west):
        await SpacePart(whole=made.hall, part=part).save()
    return made


@pytest.fixture
def everybody(
    manager: Person, trainer: Person, other_trainer: Person, owner: Person, cooperator: Person
) -> dict[str, Person]:
    """All who can sign in."""
    return {
        "manager": manager,
        "trainer": trainer,
        "other trainer": other_trainer,
        "owner": owner,
        "cooperator": cooperator,
    }


async def booked(space: int, organiser: int, **changes: Any) -> Booking:
    """A booking as the database keeps it: tomorrow from ten to twelve, public."""
    starts = changes.pop("starts", TEN)
    values = {
        "uid": uuid5(PLAN, f"{space} {starts} {changes.get('title')}"),
        "space": space,
        "organiser": organiser,
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "title": "Foto produk",
        "created": NOW,
        "changed": NOW,
        **changes,
    }
    made = Booking(**values)
    await made.save()
    return made


async def address(actor: Actor, kind: FeedKind, key: str = "", **options: Any) -> str:
    """Where this person's new calendar is."""
    handed = await subscribe(
        kind=kind, key=key, actor=actor, now=NOW, **{"locale": "id", **options}
    )
    return f"/k/{handed.secret}.ics"


async def events(browser: httpx.AsyncClient, url: str) -> list[Any]:
    """What a calendar program finds there."""
    answer = await browser.get(url)
    assert answer.status_code == httpx.codes.OK
    return parsed(answer.content)


def parsed(data: bytes) -> list[Any]:
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


async def titles(browser: httpx.AsyncClient, url: str) -> list[str]:
    return [str(event["SUMMARY"]) for event in await events(browser, url)]
