"""The pages as people use them: the demo centre, served by the real command, in headless Chromium.

One server and one browser serve all browser tests of a run; each test has a browser context of its
own. Where no Chromium is found the tests are skipped, unless SENTRA_REQUIRE_BROWSER is set: then
they fail.
"""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, Page, StorageState, async_playwright

from sentra.domain.roles import Role

ROOT = Path(__file__).parent.parent
PASS_PHRASE = "kopi susu gula aren 2026"
_PATIENCE = 90
_SWITCHES = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Centre:
    """The running demo centre: its address, and a one-time sign-in link per role."""

    address: str
    links: dict[Role, str]


def chromium() -> str | None:
    """Where Chromium is: SENTRA_CHROMIUM, or on the PATH."""
    return os.environ.get("SENTRA_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
async def centre(
    server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Centre]:
    """`sentra demo --serve` on a free port, on a database of its own."""
    name = f"sentra_centre_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    connection = await asyncpg.connect(server_url)
    await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    surroundings = {
        **os.environ,
        "SENTRA_DATA": str(tmp_path_factory.mktemp("centre")),
        "SENTRA_DATABASE_URL": server_url.replace("/sentra?", f"/{name}?"),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sentra", "demo", "--serve", "--port", "0",
        cwd=ROOT,
        env=surroundings,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield await asyncio.wait_for(_ready(process), _PATIENCE)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(process: asyncio.subprocess.Process) -> Centre:
    assert process.stdout is not None
    links: dict[Role, str] = {}
    async for line in process.stdout:
        text = line.decode()
        if found := re.search(r"^(\w+): (http\S+/mulai/\S+)", text):
            links[Role(found[1])] = found[2]
        if found := re.search(r"^Sentra: (http\S+)", text):
            return Centre(found[1], links)
    raise AssertionError("the demo centre ended before it was ready")


@pytest.fixture(scope="session")
async def chromium_browser() -> AsyncIterator[Browser]:
    found = chromium()
    if found is None:
        if os.environ.get("SENTRA_REQUIRE_BROWSER"):
            pytest.fail("SENTRA_REQUIRE_BROWSER is set and no chromium is on the PATH")
        pytest.skip("no chromium found")
    switches = [*_SWITCHES, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=switches)
        yield browser
        await browser.close()


class Visits:
    """Opens pages for people. A phone is 360 pixels wide, a desk 1280."""

    def __init__(self, browser: Browser, centre: Centre) -> None:
        self._browser = browser
        self._centre = centre
        self._kept: dict[Role, StorageState] = {}
        self.contexts: list[BrowserContext] = []

    async def page(
        self, role: Role = Role.VISITOR, *, wide: int = 1280, scripts: bool = True
    ) -> Page:
        """A fresh tab of somebody of this role; without `scripts`, JavaScript is off."""
        if role is not Role.VISITOR and role not in self._kept:
            self._kept[role] = await self._sign_in(role)
        context = await self._browser.new_context(
            base_url=self._centre.address,
            viewport={"width": wide, "height": 800},
            java_script_enabled=scripts,
            storage_state=self._kept.get(role),
        )
        self.contexts.append(context)
        return await context.new_page()

    async def _sign_in(self, role: Role) -> StorageState:
        """Use the role's one-time link as its person would, and keep the cookies."""
        context = await self._browser.new_context(base_url=self._centre.address)
        page = await context.new_page()
        await page.goto(self._centre.links[role])
        for field in await page.locator("input[type=password]").all():
            await field.fill(PASS_PHRASE)
        await page.locator("main button[type=submit], main button:not([type])").first.click()
        await page.wait_for_url(lambda url: "/mulai/" not in url)
        kept = await context.storage_state()
        await context.close()
        return kept


@pytest.fixture(scope="session")
def _visits(chromium_browser: Browser, centre: Centre) -> Visits:
    return Visits(chromium_browser, centre)


@pytest.fixture
async def visits(_visits: Visits) -> AsyncIterator[Visits]:
    """Tabs for this test; closed afterwards."""
    yield _visits
    for context in _visits.contexts:
        await context.close()
    _visits.contexts.clear()
