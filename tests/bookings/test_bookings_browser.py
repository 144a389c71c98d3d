"""A trainer at the counter: a free hour, a clash, an alternative, a cancellation taken back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page

from sentra.domain.roles import Role
from sentra.i18n import today
from tests.browser import Visits

pytestmark = pytest.mark.browser
WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"


async def book_from_the_schedule(
    page: Page, room: str, day: str, title: str, *, phone: bool
) -> None:
    """Press the nine-o'clock hour of a room (on a phone: its free time) and book it."""
    await page.goto(f"/jadwal?date={day}")
    link = f"/pemesanan/baru?room={room}&date={day}&from="
    start = "" if phone else "09:00"
    await page.locator(f".{'slots' if phone else 'free'} a[href^='{link}{start}']").first.click()
    await page.fill("#f-title", title)
    await page.locator("form.form .btn-primary").click()


@pytest.mark.parametrize(
    ("wide", "scripts", "days", "room"),
    [(1280, True, 60, "R404"), (360, False, 61, "R405")],
    ids=["desk", "phone without scripts"],
)
async def test_a_trainer_books_meets_a_clash_takes_another_hour_and_cancels(
    *, visits: Visits, wide: int, scripts: bool, days: int, room: str
) -> None:
    day = (today(datetime.now(UTC)) + timedelta(days=days)).isoformat()
    phone = wide < 500
    page = await visits.page(Role.TRAINER, wide=wide, scripts=scripts)
    await book_from_the_schedule(page, room, day, "Rapat panitia", phone=phone)
    await page.wait_for_selector(".notice-success")
    booked = re.sub(r"\?.*", "", page.url)
    assert re.search(r"/pemesanan/\d+$", booked)
    hours = await page.locator(".page-head .lead").inner_text()

    starts = hours.rsplit(", ", 1)[1].split("–")[0].replace(".", ":")
    await page.goto(f"/pemesanan/baru?room={room}&date={day}&from={starts}")
    await page.fill("#f-title", "Rapat kedua")
    await page.fill("#f-note", "Minta dua meja")
    await page.locator("form.form .btn-primary").click()
    await page.wait_for_selector(".notice-danger")
    assert "Rapat panitia" in await page.locator(".notice-danger").inner_text()
    assert await page.evaluate(WIDTHS) == [wide, wide]
    await page.locator("button[name=take]").first.click()
    await page.wait_for_selector(".notice-success")
    assert await page.locator("h1").inner_text() == "Rapat kedua"
    assert "Minta dua meja" in await page.locator("main").inner_text()
    assert page.url != booked

    await page.goto(booked)
    await page.fill("#f-reason", "Panitia sakit")
    await page.locator("form[action$='/batal'] .btn-danger").click()
    if scripts:
        await page.locator("dialog[open] .btn-danger").click()
    await page.wait_for_selector(".badge-danger")
    assert "Panitia sakit" in await page.locator(".timeline").inner_text()
    await page.locator(".notice form button").click()
    await page.wait_for_selector(".badge-success")
    assert await page.evaluate(WIDTHS) == [wide, wide]


async def test_the_end_keeps_its_distance_when_the_start_moves(visits: Visits) -> None:
    page = await visits.page(Role.TRAINER)
    await page.goto("/pemesanan/baru?room=R404&from=09:00&to=10:30")
    await page.select_option("#f-from", "13:15")
    assert await page.input_value("#f-to") == "14:45"
    await page.select_option("#f-from", "21:30")
    assert await page.input_value("#f-to") == "22:00"


@pytest.mark.parametrize("role", [Role.VISITOR, Role.TRAINER, Role.MANAGER])
@pytest.mark.parametrize("wide", [360, 1280])
async def test_no_page_is_wider_than_its_screen(visits: Visits, role: Role, wide: int) -> None:
    page = await visits.page(role, wide=wide)
    urls = ["/jadwal", "/ruang", "/ruang/R401"]
    if role is not Role.VISITOR:
        urls += ["/pemesanan", "/pemesanan?tab=past", "/pemesanan/baru?room=R401"]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for url in urls:
        await page.goto(url)
        assert await page.evaluate(WIDTHS) == [wide, wide]
    assert said == []
