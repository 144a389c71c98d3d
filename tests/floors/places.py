"""A small building made by hand: what the tests of tenancies stand in."""

import json
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from floors.tables import Floor, Site, Space
from sentra.tables import Enterprise
from tests.conftest import NOW


async def make_floor(*, level: int = 1, site: str = "UJI", kind: str = "centre") -> Floor:
    """A floor of 500 m² of a site that is made with its first floor."""
    place = await Site.objects().get(Site.code == site)
    if place is None:
        place = Site(code=site, name="Gedung Uji", kind=kind, area=Decimal(2500))
        await place.save()
    floor = Floor(site=place.id, level=level, name=f"Lantai {level}", area=Decimal(500))
    await floor.save()
    return floor


async def make_stall(
    floor: Floor,
    code: str,
    *,
    category: str | None = "food",
    x: float = 0,
    kind: str = "stall",
    active: bool = True,
) -> Space:
    """A stall of 2 by 3 m whose south-west corner is `x` metres along the wall."""
    corners = [[x, 0], [x + 2, 0], [x + 2, 3], [x, 3], [x, 0]]
    space = Space(
        floor=floor.id,
        feature=uuid5(NAMESPACE_URL, code),
        code=code,
        kind=kind,
        name=f"Lapak {code}",
        category=category,
        area=Decimal(6),
        geometry=json.dumps({"type": "Polygon", "coordinates": [corners]}),
        active=active,
    )
    await space.save()
    return space


async def make_enterprises(how_many: int) -> list[Enterprise]:
    """Enterprises named UKM 0, UKM 1 and so on."""
    made = [
        Enterprise(
            nib=f"{7_000_000_000_000 + number}",
            name=f"UKM {number}",
            owner="Siti Aminah",
            kecamatan="36.74.01",
            scale="micro",
            category="food",
            product="Keripik singkong",
            created=NOW,
            changed=NOW,
        )
        for number in range(how_many)
    ]
    for enterprise in made:
        await enterprise.save()
    return made
