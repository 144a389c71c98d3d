"""Every page, as a phone and a desk show it: nothing to stumble over for hand, key, ear or eye."""

from pathlib import Path
from typing import Literal

import pytest

from sentra.domain.roles import Role
from tests.browser import Visits

HERE = Path(__file__).parent
AUDIT = (HERE / "audit.js").read_text().partition("\n")[2]
CONTRAST = (HERE / "contrast.js").read_text().partition("\n")[2]

PAGES = [
    *(
        (Role.VISITOR, path)
        for path in ("/", "/gaya", "/masuk", "/lantai", "/lantai/1", "/lantai/4")
    ),
    *(
        (Role.VISITOR, path)
        for path in ("/lapak", "/jadwal", "/cari-ruang", "/sewa", "/ruang", "/ruang/R403", "/ukm")
    ),
    *((Role.TRAINER, path) for path in ("/jadwal", "/pemesanan", "/pemesanan/baru", "/kalender")),
    *(
        (Role.VISITOR, path)
        for path in ("/cari-ruang?people=20", "/penutupan", "/pintu/R403", "/pelatihan")
    ),
    *(
        (Role.TRAINER, path)
        for path in ("/rangkaian", "/rangkaian/baru", "/persetujuan", "/tunggu")
    ),
    *((Role.ENTERPRISE, path) for path in ("/", "/kalender", "/akun")),
    *((Role.COOPERATIVE, path) for path in ("/", "/koperasi")),
    *(
        (Role.MANAGER, path)
        for path in ("/lapak/1-A01", "/sewa/baru", "/ukm/baru", "/ukm/impor", "/koperasi")
    ),
    *(
        (Role.MANAGER, path)
        for path in ("/pengguna", "/pengguna/undang", "/jejak", "/api", "/surat")
    ),
    *((Role.MANAGER, path) for path in ("/aturan", "/peralatan", "/peralatan/1", "/pintu")),
    *((Role.MANAGER, path) for path in ("/ruang/R403/ketentuan", "/ruang/R403/impor")),
    *((Role.MANAGER, path) for path in ("/penutupan/baru", "/penutupan/libur")),
    *((Role.MANAGER, path) for path in ("/persetujuan", "/ruang/R401/persetujuan")),
]
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def faults(visits: Visits, role: Role, path: str, *, wide: int) -> list[str]:
    """What is wrong with a page of this width, and what the browser complained of."""
    page = await visits.page(role, wide=wide)
    found: list[str] = []
    page.on("console", lambda line: found.append(line.text))
    await page.goto(path)
    found += await page.evaluate(AUDIT)
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{theme} {faint}" for faint in await page.evaluate(CONTRAST)]
    return found


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("role", "path"), PAGES, ids=[f"{role}{path}" for role, path in PAGES])
async def test_a_page_can_be_used_by_hand_key_ear_and_eye(
    visits: Visits, role: Role, path: str
) -> None:
    found = {wide: await faults(visits, role, path, wide=wide) for wide in (360, 1280)}
    assert found == {360: [], 1280: []}
