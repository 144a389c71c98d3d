"""Following a calendar, as a person with a phone does it."""

import re

import httpx
import pytest

from sentra.domain.roles import Role
from tests.browser import Visits

pytestmark = pytest.mark.browser
WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_trainer_makes_an_address_on_her_phone(visits: Visits, scripts: bool) -> None:  # noqa: FBT001
    page = await visits.page(Role.TRAINER, wide=360, scripts=scripts)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto("/kalender")
    home = page.url.removesuffix("/kalender")
    assert await page.evaluate(WIDTHS) == [360, 360]
    await page.select_option("#f-what", "centre:")
    await page.fill("#f-label", "Gedung kita")
    await page.locator("form.form button").click()
    await page.wait_for_selector("#address")
    assert await page.evaluate(WIDTHS) == [360, 360]
    address = await page.input_value("#address")
    assert re.fullmatch(rf"{re.escape(home)}/k/[\w-]{{32}}\.ics", address)
    box = await page.locator("svg.qr").bounding_box()
    assert box is not None
    assert 150 < box["width"] == box["height"] < 300
    assert [url for url in asked if not url.startswith(home)] == []
    async with httpx.AsyncClient() as program:
        answer = await program.get(address)
    assert "X-WR-CALNAME:Gedung kita" in answer.text
    assert answer.text.count("BEGIN:VEVENT") > 100


async def test_it_asks_before_an_address_is_revoked_without_scripts_too(visits: Visits) -> None:
    page = await visits.page(Role.MANAGER, wide=360, scripts=False)
    await page.goto("/kalender")
    rows = page.locator("main table tbody tr")
    before = await rows.count()
    revoke = rows.first.locator("a[href$='/cabut']")
    await revoke.click()
    assert await page.evaluate(WIDTHS) == [360, 360]
    await page.locator("main .btn-quiet").click()
    assert await rows.count() == before
    await revoke.click()
    await page.locator("main .btn-danger").click()
    await page.wait_for_selector(".notice-success")
    assert await rows.count() == before - 1
