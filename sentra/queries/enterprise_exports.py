"""The registry as rows of a table, as `enterprise_files` reads them back."""

from collections.abc import AsyncIterator

from sentra.domain.categories import Category
from sentra.domain.enterprise_sheets import HEADINGS
from sentra.domain.regions import kecamatan_of, kelurahan_of
from sentra.domain.scales import Scale
from sentra.queries.enterprises import EnterpriseRecord, State, every_enterprise

# The words of the offices' forms, whatever language the reader has chosen.
_SCALES = {Scale.MICRO: "Mikro", Scale.SMALL: "Kecil", Scale.MEDIUM: "Menengah"}
_CATEGORIES = {
    Category.FOOD: "Makanan",
    Category.DRINK: "Minuman",
    Category.FASHION: "Fesyen",
    Category.CRAFT: "Kriya",
    Category.BEAUTY: "Kecantikan",
    Category.HOME: "Rumah",
    Category.SERVICES: "Jasa",
    Category.OTHER: "Lainnya",
}


async def export_rows(state: State = State.ACTIVE) -> AsyncIterator[tuple[str, ...]]:
    """One row for each enterprise, by NIB, its values under `HEADINGS`."""
    async for record in every_enterprise():
        if state is State.ALL or record.active == (state is State.ACTIVE):
            values = _values(record)
            yield tuple(values[field] or "" for field in HEADINGS)


def _values(record: EnterpriseRecord) -> dict[str, str | None]:
    return {
        "name": record.name,
        "nib": record.nib,
        "owner": record.owner,
        "nik": record.nik,
        # Without the country's prefix: a leading + would be taken for a formula.
        "phone": record.phone and record.phone.replace("+62", "0", 1),
        "email": record.email,
        "address": record.address,
        "kelurahan": kelurahan_of(record.kelurahan).name if record.kelurahan else None,
        "kecamatan": kecamatan_of(record.kecamatan).name,
        "scale": _SCALES[record.scale],
        "category": _CATEGORIES[record.category],
        "product": record.product,
    }
