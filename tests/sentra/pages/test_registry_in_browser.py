"""The registry as an office works with it."""

from pathlib import Path

import pytest

from sentra.demo.registry import make_registry
from sentra.domain.roles import Role
from tests.browser import Visits
from tests.sentra.operations.test_enterprise_imports import as_csv

pytestmark = pytest.mark.browser

ROWS = make_registry(seed=77, enterprises=3_003).enterprises[3_000:]
"""Beyond the demo centre's own: their NIBs count on."""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
async def test_a_file_is_corrected_then_stored(
    visits: Visits, tmp_path: Path, *, scripts: bool
) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    good.write_bytes(as_csv(*ROWS))
    bad.write_bytes(as_csv(*ROWS).replace(ROWS[1].phone.encode(), b"12"))
    page = await visits.page(Role.MANAGER, wide=360, scripts=scripts)
    await page.goto("/ukm")
    await page.get_by_role("link", name="Impor").click()
    await page.get_by_label("Daftar UKM").set_input_files(bad)
    await page.get_by_role("button", name="Periksa berkas").click()
    await page.get_by_text("Ini bukan nomor telepon Indonesia.").wait_for()
    await page.get_by_role("link", name="Kirim berkas yang sudah diperbaiki").click()
    await page.get_by_label("Daftar UKM").set_input_files(good)
    await page.get_by_role("button", name="Periksa berkas").click()
    await page.get_by_role("button", name="Simpan ke daftar UKM").click()
    await page.get_by_text("UKM tersimpan.").wait_for()


async def test_retiring_asks_first_and_can_be_undone(visits: Visits) -> None:
    page = await visits.page(Role.MANAGER)
    await page.goto("/ukm?q=batik")
    await page.locator("tbody th a").first.click()
    await page.get_by_role("button", name="Nonaktifkan").click()
    await page.get_by_role("dialog").get_by_role("button", name="Nonaktifkan").click()
    await page.get_by_text("UKM ini tidak lagi tampil di daftar umum.").wait_for()
    await page.get_by_role("button", name="Urungkan").click()
    await page.get_by_text("UKM ini tampil lagi di daftar umum.").wait_for()
