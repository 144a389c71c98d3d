"""Every page, as a phone and a desk show it: nothing to stumble over for hand, key or ear."""

from pathlib import Path

import pytest

from sentra.domain.roles import Role
from tests.browser import Visits

AUDIT = (Path(__file__).parent / "audit.js").read_text().partition("\n")[2]

PAGES = [
    *(
        (Role.VISITOR, path)
        for path in ("/", "/gaya", "/masuk", "/lantai", "/lantai/1", "/lantai/4")
    ),
    *((Role.VISITOR, path) for path in ("/lapak", "/jadwal", "/ruang", "/ruang/R403", "/ukm")),
    *((Role.TRAINER, path) for path in ("/jadwal", "/pemesanan", "/pemesanan/baru", "/kalender")),
    *((Role.MANAGER, path) for path in ("/lapak/1-A01", "/ukm/baru", "/ukm/impor", "/koperasi")),
    *(
        (Role.MANAGER, path)
        for path in ("/pengguna", "/pengguna/undang", "/jejak", "/akun", "/api")
    ),
]


async def faults(visits: Visits, role: Role, path: str, *, wide: int) -> list[str]:
    page = await visits.page(role, wide=wide)
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text))
    await page.goto(path)
    found: list[str] = await page.evaluate(AUDIT)
    return complaints + found


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("role", "path"), PAGES, ids=[f"{role}{path}" for role, path in PAGES])
async def test_a_page_can_be_used_by_hand_key_and_ear(
    visits: Visits, role: Role, path: str
) -> None:
    found = {wide: await faults(visits, role, path, wide=wide) for wide in (360, 1280)}
    assert found == {360: [], 1280: []}
