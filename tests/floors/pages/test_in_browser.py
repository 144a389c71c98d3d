"""The floor page in a real browser: by keyboard, and without scripts."""

import re
from datetime import date, timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from sentra.domain.roles import Role
from tests.browser import Visits

pytestmark = pytest.mark.browser


async def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Use something the way a keyboard does."""
    await page.locator(selector).first.focus()
    await page.keyboard.press(key)


async def code_of(page: Page, selector: str) -> str:
    found = await page.locator(selector).first.get_attribute("data-code")
    assert found is not None
    return found


def space(page: Page, code: str) -> Locator:
    return page.locator(f'svg a[data-code="{code}"]')


async def give(page: Page, code: str) -> str:
    """Give the stall on its own page to the first enterprise found that holds none: its name."""
    await page.locator("#berikan input[type=search]").fill("kue")
    await page.keyboard.press("Enter")
    choice = page.locator("#hasil .choice").filter(has_not_text="menempati").first
    await expect(choice).to_be_visible()
    await choice.locator("input").focus()
    await page.keyboard.press("Space")
    name = (await choice.locator("label").inner_text()).split("\n")[0].strip()
    await press(page, f'form[action^="/lapak/{code}/berikan"] button')
    await page.wait_for_url(re.compile(rf"/lantai/\d.*lapak={code}"))
    return name


async def test_a_manager_gives_moves_and_ends_by_keyboard(visits: Visits) -> None:
    page = await visits.page(Role.MANAGER)
    await page.goto("/lantai/1")
    code = await code_of(page, "svg a.stall.is-free")

    await press(page, f'svg a[data-code="{code}"]')
    details = page.locator("[data-plan-details]")
    await expect(details.locator(".plate")).to_have_text(code)
    assert f"lapak={code}" in page.url

    await press(page, "[data-plan-details] .btn-primary")
    await page.wait_for_url(re.compile(rf"/lapak/{code}"))
    name = await give(page, code)
    await expect(space(page, code)).to_have_class(re.compile(r"is-held.*is-selected"))
    await expect(page.locator(".notice").first).to_contain_text(name)
    await expect(details).to_contain_text(name)

    await press(page, "[data-plan-details] .btn[href*='#kelola']")
    await page.wait_for_url(re.compile("#kelola"))
    await press(page, "#kelola summary >> nth=1")
    new = await page.locator("#f-move-stall").input_value()
    await press(page, "form[action*='/pindahkan'] button")
    await page.wait_for_url(re.compile(f"lapak={new}"))
    await expect(space(page, new)).to_have_class(re.compile("is-held"))

    await page.goto(f"/lapak/{new}")
    await press(page, "#kelola summary >> nth=0")
    last = date.today() + timedelta(days=10)
    await page.locator("#f-end-last").fill(last.isoformat())
    await press(page, "form[action*='/akhiri'] button")
    await page.wait_for_url(re.compile(f"lapak={new}"))
    await expect(space(page, new)).to_have_class(re.compile("is-ending"))

    await page.goto(f"/lapak/{new}")
    history = page.locator(".timeline > .is-now")
    await expect(history).to_contain_text(name)
    await expect(history).to_contain_text(code)


async def test_a_manager_gives_and_undoes_without_scripts(visits: Visits) -> None:
    page = await visits.page(Role.MANAGER, scripts=False)
    await page.goto("/lantai/2")
    code = await code_of(page, "svg a.stall.is-free")
    await page.locator(f'svg a[data-code="{code}"]').click()
    await page.locator("[data-plan-details] .btn-primary").click()
    name = await give(page, code)
    await expect(page.locator("[data-plan-details]")).to_contain_text(name)
    await page.locator(".notice form button").click()
    await page.wait_for_url(re.compile(rf"/lapak/{code}$"))
    await expect(page.locator("h1 + .badge")).to_have_text(re.compile("Kosong"))


async def test_a_visitor_chooses_a_stall_on_a_phone(visits: Visits) -> None:
    page = await visits.page(wide=360)
    await page.goto("/lantai/1")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    code = await code_of(page, "svg a.stall.is-held")
    await space(page, code).click()
    await expect(page.locator("[data-plan-details] .plate")).to_have_text(code)
    await expect(page.locator(f'tr[data-plan-row="{code}"]')).to_have_class(re.compile("selected"))
    await page.reload()
    await expect(page.locator("[data-plan-details] .plate")).to_have_text(code)
    assert await page.locator("form[action*='berikan']").count() == 0
