"""The whole life of a round as its people live it: in real Chromium, from the draft to the keys.

Days pass by moving the round's dates back in the demo centre's database; nothing else is done
behind the pages.
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, expect

from sentra.domain.roles import Role
from sentra.i18n import today
from tests.browser import PASS_PHRASE, Centre, Visits
from tests.floors.rounds.casts import PNG, VALUES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE = "2031-9"
ROUND = f"/putaran/{CODE}"
OWN = f"{ROUND}/lamaran"
TODAY = today(datetime.now(UTC))
DATES = {
    **{
        name: f"{TODAY + timedelta(days=days)}T16:00"
        for name, days in {
            "opens": 10,
            "closes": 30,
            "verify_by": 41,
            "draw_at": 50,
            "object_by": 60,
            "accept_by": 70,
        }.items()
    },
    "starts": f"{TODAY.year + 2}-01-01",
    "last": f"{TODAY.year + 2}-12-31",
    "move_in_by": f"{TODAY.year + 2}-01-15",
}
STEPS = [
    f"round.{step}"
    for step in (
        "announced", "closed", "decreed", "draft", "drawn", "frozen", "moving_in", "objections",
        "open", "seed-typed", "seeded", "verification",
    )
]  # fmt: skip
"""What was done to the round, by people and by the clock, as the audit trail has it."""
PROGRAMME = "Lantai 1, makanan, 6 m²"
PHOTO = FilePayload(name="foto.png", mimeType="image/png", buffer=PNG)


@pytest.fixture
async def database(server_url: str, centre: Centre) -> AsyncIterator[asyncpg.Connection]:
    """The demo centre's own, to let days pass."""
    del centre
    name = f"sentra_centre_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    connection = await asyncpg.connect(server_url.replace("/sentra?", f"/{name}?"))
    yield connection
    await connection.close()


async def it_is(database: asyncpg.Connection, date: str) -> None:
    """Move all dates so that this one is just past."""
    await database.execute(
        f"""
        UPDATE round SET opens = opens - gap, closes = closes - gap, verify_by = verify_by - gap,
            draw_at = draw_at - gap, object_by = object_by - gap, accept_by = accept_by - gap
        FROM (SELECT {date} - now() + interval '1 minute' AS gap FROM round WHERE code = $1) AS g
        WHERE code = $1
        """,  # noqa: S608 - a column of this file's own
        CODE,
    )


class People:
    """Everybody of this story, each in a browser of her own."""

    def __init__(self, browser: Browser, centre: Centre, office: Page) -> None:
        self._browser = browser
        self._centre = centre
        self.office = office
        self.contexts: list[BrowserContext] = []

    async def invite(self, name: str, role: Role, nib: str = "") -> Page:
        """The office invites somebody, who chooses a pass phrase by the link she was given."""
        await self.office.goto(f"/pengguna/undang?role={role}&nib={nib}")
        await self.office.fill("#f-name", name)
        await self.office.fill("#f-email", f"{name.lower()}@ukm.example")
        await press(self.office, "Undang")
        link = await self.office.locator("input[value*='/mulai/']").input_value()
        context = await self._browser.new_context(base_url=self._centre.address)
        self.contexts.append(context)
        page = await context.new_page()
        await page.goto(link)
        for field in await page.locator("input[type=password]").all():
            await field.fill(PASS_PHRASE)
        await page.locator("main form button").first.click()
        await page.wait_for_url(lambda url: "/mulai/" not in url)
        return page


@pytest.fixture
async def people(
    visits: Visits, chromium_browser: Browser, centre: Centre
) -> AsyncIterator[People]:
    made = People(chromium_browser, centre, await visits.page(Role.MANAGER))
    yield made
    for context in made.contexts:
        await context.close()


async def press(page: Page, label: str) -> None:
    """A button of the page; a question that it asks first is answered with yes."""
    button = page.get_by_role("button", name=label, exact=True).first
    asks = await button.evaluate("button => !!button.closest('form')?.dataset.confirm")
    if asks:
        await button.click()
        button = page.locator("dialog[open]").get_by_role("button", name=label, exact=True)
    async with page.expect_navigation():
        await button.click()


async def draft(office: Page) -> str:
    """Draft a round that offers one stall, and announce it; the stall's code."""
    await office.goto("/putaran/baru")
    for name, value in {"code": CODE, "name": "Putaran percobaan", **DATES}.items():
        await office.fill(f"#f-{name}", value)
    await press(office, "Simpan rancangan")
    await office.get_by_role("link", name=PROGRAMME, exact=True).click()
    await office.fill("#f-rent", "750000")
    for kind in await office.locator(".seat-fields input").all():
        await kind.fill("0")
    boxes = office.locator(".stall-boxes input")
    stall = await boxes.first.get_attribute("value")
    for box in (await boxes.all())[1:]:
        await box.uncheck()
    await press(office, "Simpan program")
    await press(office, "Umumkan putaran")
    assert office.url.endswith(ROUND)
    return stall or ""


async def apply(page: Page) -> None:
    """Choose, send every paper, hand in."""
    await page.goto(ROUND)
    async with page.expect_navigation():
        await page.get_by_role("link", name="Lamar lapak").click()
    async with page.expect_navigation():
        await page.get_by_role("button", name=f"Pilih {PROGRAMME}").click()
    while await page.locator(".paper-form input[type=file]").count():
        forms = page.locator(".paper:has(.badge-warning) .paper-form")
        if not await forms.count():
            break
        await forms.first.locator("input[type=file]").set_input_files(PHOTO)
        async with page.expect_navigation():
            await forms.first.get_by_role("button", name="Kirim").click()
    await page.fill("#f-nik", f"36740101018{abs(hash(page)) % 100_000:05}")
    await press(page, "Ajukan lamaran")
    await expect(page.locator(".notice").first).to_contain_text("Lamaran diajukan.")


async def seed_and_draw(people: People, database: asyncpg.Connection) -> None:
    office = people.office
    await office.goto(f"{ROUND}/kelola")
    await press(office, "Bekukan")
    await expect(office.locator(".notice").first).to_contain_text("2 lamaran ikut diundi")
    await it_is(database, "draw_at")
    typed = " ".join(map(str, VALUES))
    for officer in (office, await people.invite("Sari", Role.MANAGER)):
        await officer.goto(f"{ROUND}/benih")
        await officer.fill("#f-values", typed)
        await press(officer, "Segel")
    await office.goto(f"{ROUND}/kelola")
    await press(office, "Undi sekarang")
    await expect(office.locator(".notice").first).to_contain_text("1 dari 2 mendapat lapak")


async def verified_in_the_browser_and_by_the_program(page: Page, folder: Path) -> None:
    await page.goto(ROUND)
    await page.get_by_role("button", name="Periksa sekarang").click()
    await expect(page.locator("[data-verify-said]")).to_contain_text("Benar: dihitung ulang")
    for link, name in (("Semua berkas", "record.zip"), ("Program penghitung", "verify.py")):
        async with page.expect_download() as download:
            await page.get_by_role("link", name=link).click()
        await (await download.value).save_as(folder / name)
    assert _verified(folder) == 0


def _verified(folder: Path) -> int:
    return subprocess.run(
        [sys.executable, "-I", folder / "verify.py", folder / "record.zip"], check=False
    ).returncode


async def applied(people: People, database: asyncpg.Connection) -> list[Page]:
    """Three enterprises apply; one thinks better of it."""
    rows = await database.fetch(
        """
        SELECT e.nib FROM enterprise e WHERE e.category = 'food' AND e.nik IS NULL AND e.active
            AND NOT EXISTS (SELECT FROM tenancy t WHERE t.enterprise = e.id)
            AND NOT EXISTS (SELECT FROM account a WHERE a.enterprise = e.id)
        ORDER BY e.id LIMIT 3
        """
    )
    applicants = [
        await people.invite(name, Role.ENTERPRISE, row["nib"])
        for name, row in zip(("Dewi", "Euis", "Fitri"), rows, strict=True)
    ]
    for page in applicants:
        await apply(page)
    withdraws = applicants.pop()
    await press(withdraws, "Tarik lamaran")
    await expect(withdraws.locator("main")).to_contain_text("Ditarik")
    return applicants


async def told_what_they_got(applicants: list[Page]) -> tuple[Page, Page]:
    """Each reads her result and why: who won, and who did not."""
    won: dict[bool, Page] = {}
    for page in applicants:
        await page.goto(OWN)
        await page.get_by_role("link", name="Mengapa hasilnya begini").click()
        text = await page.locator("main").inner_text()
        won["Mendapat tempat" in text] = page
        assert "Mendapat tempat" in text or "nomor 1 atau lebih kecil" in text
    return won[True], won[False]


async def objected(office: Page, loser: Page) -> None:
    """She says what she holds against it, and reads the office's answer."""
    await office.goto(f"{ROUND}/kelola")
    await press(office, "Buka masa sanggah")
    await loser.goto(f"{ROUND}/sanggahan")
    await loser.get_by_label("Sanggahan Anda").fill("Nomor saya terlalu besar.")
    await press(loser, "Kirim sanggahan")
    await office.goto(f"{ROUND}/sanggahan")
    await office.get_by_label("Jawaban Anda").fill("Nomor itu dihitung dari benih undian.")
    await press(office, "Jawab")
    await loser.reload()
    await expect(loser.locator("main")).to_contain_text("Nomor itu dihitung dari benih undian.")


async def decreed(office: Page) -> None:
    await office.goto(f"{ROUND}/penerima")
    await office.fill("#f-number", f"500.3/{CODE}")
    await office.fill("#f-date", TODAY.isoformat())
    await office.fill("#f-name", "Dra. Sri Lestari, M.Si.")
    await press(office, "Tetapkan")
    await expect(office.locator(".notice").first).to_contain_text("Hasil sudah ditetapkan")


async def moved_in(office: Page, winner: Page, stall: str) -> None:
    """She takes the place and the stall that she likes, and gets the lease and the keys."""
    await winner.goto(f"{ROUND}/tawaran")
    await press(winner, "Terima tempat")
    await press(winner, f"Pilih {stall}")
    await office.goto(f"{ROUND}/penerima")
    await press(office, "Bagikan lapak")
    await expect(office.locator(".notice").first).to_contain_text("1 lapak sudah dibagikan")
    await winner.reload()
    await expect(winner.locator("main .own")).to_contain_text(f"{stall}")
    lease = await winner.context.request.get(f"{ROUND}/perjanjian")
    assert (lease.status, (await lease.body())[:5]) == (HTTPStatus.OK, b"%PDF-")
    await office.locator("tbody th a").first.click()
    await press(office, "Sudah menempati")
    await office.goto(f"{ROUND}/penerima")
    await press(office, "Tutup putaran")
    await expect(office.locator(".notice").first).to_contain_text("Putaran ditutup")


async def test_a_round_from_the_draft_to_the_keys(
    people: People, database: asyncpg.Connection, tmp_path: Path
) -> None:
    office = people.office
    stall = await draft(office)
    await it_is(database, "opens")
    applicants = await applied(people, database)
    await it_is(database, "closes")
    await office.goto(f"{ROUND}/verifikasi")
    await office.get_by_role("link", name="Periksa berikutnya").click()
    for _ in applicants:
        await press(office, "Putuskan dan lanjut")
    await it_is(database, "verify_by")
    await seed_and_draw(people, database)
    await verified_in_the_browser_and_by_the_program(applicants[0], tmp_path)
    winner, loser = await told_what_they_got(applicants)
    await objected(office, loser)
    await it_is(database, "object_by")
    await decreed(office)
    await moved_in(office, winner, stall)
    deeds = await database.fetch(
        """
        SELECT DISTINCT verb COLLATE "C" AS verb FROM audit_entry
        WHERE after ->> 'code' = $1 ORDER BY verb
        """,
        CODE,
    )
    assert [row["verb"] for row in deeds] == STEPS
