"""The wheel, installed into a clean environment somewhere else."""

import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.servers import ROOT, data_folder, environment, served

pytestmark = pytest.mark.slow


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder / "data"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Path]:
    """A folder that has nothing to do with the checkout."""
    with data_folder() as folder:
        folder.mkdir(mode=0o711)
        yield folder


@pytest.fixture(scope="module")
def wheel(elsewhere: Path) -> Path:
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
    run(*build, "--outdir", elsewhere, ROOT, folder=elsewhere)
    return next(elsewhere.glob("*.whl"))


@pytest.fixture(scope="module")
def sentra(elsewhere: Path, wheel: Path) -> str:
    """The `sentra` command of an environment that holds the wheel.

    What Sentra depends on is lent from the environment of the tests: this asks no network.
    """
    venv = elsewhere / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, folder=elsewhere)
    python = venv / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index")
    run(*pip, wheel, folder=elsewhere)
    site = run(
        *(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"), folder=elsewhere
    )
    (Path(site.strip()) / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return str(venv / "bin" / "sentra")


def test_it_holds_every_file_that_a_running_sentra_reads(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        there = set(archive.namelist())
    ignored = {"__pycache__"}
    needed = {
        path.relative_to(ROOT).as_posix()
        for package in ("sentra", "floors", "bookings")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not ignored & set(path.parts)
    } | {
        f"sentra/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert needed - there == set()
    tops = {name.split("/")[0] for name in there}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "sentra",
        "floors",
        "bookings",
    }


def test_the_doctor_finds_nothing_wrong(sentra: str, elsewhere: Path) -> None:
    assert run(sentra, "doctor", folder=elsewhere).endswith("Nothing is wrong.\n")


def test_it_serves_its_pages_with_their_looks(sentra: str, elsewhere: Path) -> None:
    with served(elsewhere / "data", program=[sentra], folder=elsewhere) as server:
        page = httpx.get(server.address)
        assert page.status_code == HTTPStatus.OK
        style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
        assert httpx.get(server.address + style).status_code == HTTPStatus.OK
