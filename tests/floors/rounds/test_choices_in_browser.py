"""An enterprise puts its choices into order: at once with scripts, by pages without."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from sentra.demo.rounds import codes_on
from sentra.domain.roles import Role
from sentra.i18n import today
from tests.browser import Visits

pytestmark = pytest.mark.browser


async def chosen(page: Page) -> list[str]:
    return [name.strip() for name in await page.locator(".choices-own b").all_inner_texts()]


async def at_the_counter(page: Page) -> str:
    """The application of somebody for whom the demo's round has two programmes; both chosen."""
    await page.goto("/ukm?category=fashion")
    links = await page.locator("main a[href^='/ukm/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    code = codes_on(today(datetime.now(UTC))).open
    numbers = [link.removeprefix("/ukm/") for link in links]
    add = page.locator("button[name=do][value^=add]")
    for number in filter(str.isdigit, numbers):
        own = f"/putaran/{code}/lamaran?ukm={number}"
        await page.goto(own)
        if await add.count() == 2:  # whoever holds a stall is barred
            await add.first.click()
            await add.first.click()
            return own
    raise AssertionError("nobody in the demo's register could apply")


async def test_choices_are_put_into_order(visits: Visits) -> None:
    plain = await visits.page(Role.MANAGER, wide=360, scripts=False)
    own = await at_the_counter(plain)
    first, second = await chosen(plain)
    await plain.locator("[data-move=up]").nth(1).click()
    assert await chosen(plain) == [second, first]

    page = await visits.page(Role.MANAGER)
    await page.goto(own)
    down = page.locator("[data-move=down]").first
    await down.focus()
    await page.keyboard.press("Enter")
    assert await chosen(page) == [first, second]
    await expect(page.locator("[data-choices-status]")).to_have_text("Urutan tersimpan.")
    await page.locator("[data-move=up]").nth(1).click()
    await page.goto("/putaran")
    # What is sent while a page is left may arrive after the next one is asked for.
    for _ in range(10):
        await page.goto(own)
        if await chosen(page) == [second, first]:
            break
        await page.wait_for_timeout(300)
    assert await chosen(page) == [second, first]
