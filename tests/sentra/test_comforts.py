"""What JavaScript adds, shown on the design page; without it the same page works too."""

import pytest

from tests.browser import Visits

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_a_theme_takes_effect_at_once_and_stays(visits: Visits) -> None:
    page = await visits.page()
    await page.goto("/gaya")
    await page.locator("header details.menu > summary").first.click()
    await page.locator("button[name=theme][value=dark]").click()
    at_once = await page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    await page.reload()
    kept = await page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert (at_once, kept) == ("dark", "dark")


async def test_a_theme_can_be_chosen_without_javascript(visits: Visits) -> None:
    page = await visits.page(scripts=False)
    await page.goto("/gaya")
    await page.locator("header details.menu > summary").first.click()
    await page.locator("button[name=theme][value=dark]").click()
    assert await page.locator("link[data-dark]").get_attribute("media") == "screen"


async def test_a_stall_chosen_on_the_plan_shows_what_the_table_says(visits: Visits) -> None:
    page = await visits.page()
    await page.goto("/gaya")
    await page.locator("svg.plan [data-code='1-A04']").click()
    panel = page.locator("[data-plan-details]")
    assert await panel.locator(".plate").inner_text() == "1-A04"
    assert "Dodol Cilenggang" in await panel.inner_text()
    assert page.url.endswith("#1-A04")


async def test_filtering_the_table_dims_the_other_stalls(visits: Visits) -> None:
    page = await visits.page()
    await page.goto("/gaya")
    await page.fill("#f-find", "dodol")
    assert await page.locator("#twin tbody tr:visible").count() == 1
    assert await page.locator("svg.plan .is-dim").count() == 7


async def test_an_open_menu_closes_on_escape(visits: Visits) -> None:
    page = await visits.page(wide=360)
    await page.goto("/gaya")
    menu = page.locator("header details.phone-only")
    await menu.locator("summary").click()
    await page.keyboard.press("Escape")
    assert await menu.get_attribute("open") is None
