"""Enterprises and cooperatives that do not exist but could.

Nothing here can reach a real person: telephone numbers begin with 0840, a prefix no operator has;
e-mail addresses end in `.example` (RFC 2606); a NIK names a kecamatan 99 that the city does not
have; a NIB's serial number begins with 99.
"""

import re
from random import Random

from msgspec import Struct

from sentra.demo.goods import CATEGORY_WEIGHTS, NAMES, PRODUCTS, WORDS
from sentra.demo.people import a_person, call_name
from sentra.domain.categories import Category
from sentra.domain.cooperatives import CooperativeData
from sentra.domain.enterprises import EnterpriseData
from sentra.domain.regions import Kelurahan, all_kecamatan, all_kelurahan
from sentra.domain.scales import Scale

# Inhabitants in thousands, roughly; enterprises live where people do.
_INHABITANTS = {
    "Serpong": 155,
    "Serpong Utara": 140,
    "Pondok Aren": 300,
    "Ciputat": 210,
    "Ciputat Timur": 180,
    "Pamulang": 305,
    "Setu": 85,
}
_SCALES = {Scale.MICRO: 88, Scale.SMALL: 10, Scale.MEDIUM: 2}
_STREETS = ("Melati", "Kenanga", "Mawar", "Cendana", "Salak", "Rambutan", "Merpati", "Cempaka")
_COOPERATIVES = ("Mitra UKM {place}", "Tangsel Mart {place}", "Karya Bersama {place}")
_MEMBERS = 0.35


class DemoRegistry(Struct, frozen=True):
    """What fills the registry; `member_of` gives each enterprise's cooperative by its place."""

    cooperatives: tuple[CooperativeData, ...]
    enterprises: tuple[EnterpriseData, ...]
    member_of: tuple[int | None, ...]


def make_registry(*, seed: int, enterprises: int = 3_000) -> DemoRegistry:
    """Two or three cooperatives in each kecamatan and so many enterprises."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    cooperatives = tuple(_cooperatives(random))
    places = all_kelurahan()
    weights = [_weight(place) for place in places]
    homes = random.choices(places, weights, k=enterprises)
    rows = tuple(_enterprise(random, number, home) for number, home in enumerate(homes))
    return DemoRegistry(
        cooperatives, rows, tuple(_member(random, home, cooperatives) for home in homes)
    )


def _enterprise(random: Random, number: int, home: Kelurahan) -> EnterpriseData:
    owner = a_person(random)
    category = random.choices(list(CATEGORY_WEIGHTS), list(CATEGORY_WEIGHTS.values()))[0]
    product = random.choice(PRODUCTS[category])
    name = _business_name(random, category, product, owner, home)
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(21, 26)
    return EnterpriseData(
        name=name,
        nib=f"{day:02}{month:02}{year:02}99{number:05}",
        owner=owner,
        nik=_nik(random, number) if random.random() < 0.4 else None,  # noqa: PLR2004 - a proportion
        phone=f"+628400{number:06}",
        email=_email(name, number) if random.random() < 0.5 else None,  # noqa: PLR2004 - likewise
        address=_address(random, home),
        kelurahan=home.code,
        scale=random.choices(list(_SCALES), list(_SCALES.values()))[0],
        category=category,
        product=product,
    )


def _business_name(
    random: Random, category: Category, product: str, owner: str, home: Kelurahan
) -> str:
    other_goods = {other.split()[0] for other in PRODUCTS[category]} - {
        product.split(maxsplit=1)[0]
    }
    fitting = [name for name in NAMES[category] if name.split()[0] not in other_goods]
    pattern = random.choice(fitting)
    return pattern.format(call=call_name(owner), place=home.name, word=random.choice(WORDS))


def _nik(random: Random, number: int) -> str:
    day = random.randint(1, 28) + random.choice((0, 40))
    return f"367499{day:02}{random.randint(1, 12):02}{random.randint(60, 99)}{number % 9999 + 1:04}"


def _email(name: str, number: int) -> str:
    return f"{re.sub('[^a-z0-9]+', '.', name.lower()).strip('.')}.{number}@ukm.example"


def _address(random: Random, home: Kelurahan) -> str:
    street = random.choice(
        (
            f"Jl. {home.name} Raya",
            f"Jl. {random.choice(_STREETS)} {random.choice(('I', 'II', 'III', 'Raya', 'Dalam'))}",
            f"Gg. {random.choice(_STREETS)}",
            f"Perumahan {home.name} Permai Blok {random.choice('ABCDEFGH')}{random.randint(1, 12)}",
        )
    )
    where = f"RT {random.randint(1, 9):03}/RW {random.randint(1, 15):03}"
    return f"{street} No. {random.randint(1, 140)}, {where}"


def _weight(place: Kelurahan) -> float:
    same = sum(other.kecamatan == place.kecamatan for other in all_kelurahan())
    return _INHABITANTS[place.kecamatan.name] / same


def _cooperatives(random: Random) -> list[CooperativeData]:
    made: list[CooperativeData] = []
    for place in all_kecamatan():
        for pattern in _COOPERATIVES[: random.choice((2, 3))]:
            serial = len(made) + 1
            made.append(
                CooperativeData(
                    name=f"Koperasi {pattern.format(place=place.name)}",
                    kecamatan=place.code,
                    registration=f"AHU-{serial:07}.AH.01.26.Tahun {random.randint(2018, 2025)}",
                    phone=f"+62840099{serial:04}",
                    address=f"Jl. Raya {place.name} No. {random.randint(1, 99)}",
                )
            )
    return made


def _member(
    random: Random, home: Kelurahan, cooperatives: tuple[CooperativeData, ...]
) -> int | None:
    if random.random() > _MEMBERS:
        return None
    near = [at for at, one in enumerate(cooperatives) if one.kecamatan == home.kecamatan.code]
    return random.choice(near)
