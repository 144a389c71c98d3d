"""Every page, as a phone and a desk show it: nothing to stumble over for hand, key, ear or eye."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page

from sentra.demo.rounds import codes_on
from sentra.domain.roles import Role
from sentra.i18n import today
from tests.browser import Visits

HERE = Path(__file__).parent
AUDIT = (HERE / "audit.js").read_text().partition("\n")[2]
CONTRAST = (HERE / "contrast.js").read_text().partition("\n")[2]

ROUNDS = codes_on(today(datetime.now(UTC)))
"""Of the demo centre that is made today."""
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
    *(
        (Role.ENTERPRISE, path)
        for path in ("/", "/kalender", "/akun", f"/putaran/{ROUNDS.open}/lamaran")
    ),
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
    *((Role.MANAGER, path) for path in ("/rangkaian", "/rangkaian/1")),
    *((Role.MANAGER, path) for path in ("/rangkaian/1/ubah", "/sewa/tarif/R403")),
    *((Role.MANAGER, path) for path in ("/sewa/daftar", "/sewa/1", "/sewa/2")),
    *((Role.VISITOR, path) for path in ("/putaran", "/penempatan-langsung")),
    *(
        (Role.VISITOR, f"/putaran/{path}")
        for path in (ROUNDS.open, ROUNDS.closed, ROUNDS.drawn, f"{ROUNDS.drawn}/hasil")
    ),
    *((Role.MANAGER, path) for path in ("/penempatan-langsung/baru", "/retribusi", "/kehadiran")),
    *((Role.MANAGER, path) for path in ("/putaran", "/putaran/baru", "/perpanjangan")),
    *(
        (Role.MANAGER, f"/putaran/{ROUNDS.open}/{path}")
        for path in ("kelola", "lamaran?ukm=1", "verifikasi", "benih")
    ),
    *((Role.MANAGER, f"/putaran/{ROUNDS.drawn}/{path}") for path in ("kelola", "sanggahan")),
    (Role.MANAGER, f"/putaran/{ROUNDS.closed}/penerima"),
    *(
        (Role.MANAGER, f"/putaran/{ROUNDS.draft}/{path}")
        for path in ("kelola", "ubah", "tanggal", "coba", "program/L1-FOOD-6")
    ),
    (Role.MANAGER, f"/putaran/{ROUNDS.drawn}/penerima"),
    (Role.MANAGER, "/lapak/tetangga"),
]
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


WIDTHS = (360, 1280)


async def faults(page: Page, path: str, said: list[str]) -> list[str]:
    """What is wrong with a page in this tab, and what the browser complained of.

    It is fetched once, and then made wider, as when a phone is turned.
    """
    said.clear()
    await page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    await page.goto(path)
    found = []
    for wide in WIDTHS:
        await page.set_viewport_size({"width": wide, "height": 800})
        found += [f"{wide} {fault}" for fault in await page.evaluate(AUDIT)]
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found += [f"{wide} {theme} {faint}" for faint in await page.evaluate(CONTRAST)]
    return [*said, *found]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("role", sorted({role for role, _ in PAGES}))
async def test_pages_can_be_used_by_hand_key_ear_and_eye(visits: Visits, role: Role) -> None:
    """All of a role's in one tab: opening another for each takes longer than looking."""
    page = await visits.page(role)
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    paths = [path for its, path in PAGES if its is role]
    found = {path: wrong for path in paths if (wrong := await faults(page, path, said))}
    assert found == {}
