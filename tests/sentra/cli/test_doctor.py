import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sentra.cli import checks
from sentra.settings import Settings
from tests.servers import ROOT, data_folder, environment, served


@pytest.fixture
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def grades(settings: Settings, **variables: str) -> dict[str, str]:
    return {
        str(finding.about): finding.grade for finding in checks.of_the_machine(settings, variables)
    }


def doctor(data: Path, **settings: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "sentra", "doctor"],
        cwd=ROOT,
        env=environment(data, **settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_new_installation_has_nothing_wrong(data: Path) -> None:
    assert grades(Settings(data=data, port=0)) == {
        "Python": "good",
        "Settings": "good",
        "Time zone": "good",
        "Indonesian": "good",
        "Data folder": "good",
        "Disk": "good",
        "Secret": "good",
        "Port": "good",
        "PostgreSQL's programs": "good",
    }


def test_it_sees_a_secret_that_others_may_read(data: Path) -> None:
    settings = Settings(data=data)
    settings.secret_key()
    assert grades(settings)["Secret"] == "good"
    (data / "secret").chmod(0o644)
    assert grades(settings)["Secret"] == "bad"


def test_it_sees_a_folder_that_others_may_write(data: Path) -> None:
    data.mkdir()
    data.chmod(0o777)
    assert grades(Settings(data=data))["Data folder"] == "fair"


def test_it_sees_a_folder_that_may_not_be_written(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    assert grades(Settings(data=data))["Data folder"] == "bad"


def test_it_sees_a_port_in_use(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(data=data, port=taken.getsockname()[1])
        assert grades(settings)["Port"] == "fair"


def test_it_sees_a_variable_that_sets_nothing(data: Path) -> None:
    found = [
        (str(one.about), one.grade, str(one.said), str(one.remedy))
        for one in checks.of_the_machine(Settings(data=data), {"SENTRA_PROT": "1"})
    ]
    assert (
        "Settings",
        "fair",
        "SENTRA_PROT sets nothing",
        "Look for a slip of the pen; docs/settings.md lists every variable.",
    ) in found


def test_it_sees_a_full_disk(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly_full = os.statvfs_result((4096, 4096, 1000, 100, 100, 10, 10, 10, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: nearly_full)
    assert grades(Settings(data=data))["Disk"] == "bad"


@pytest.mark.slow
def test_it_says_what_is_wrong_and_ends_with_status_1(data: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    status, said = doctor(data, SENTRA_DATABASE_URL=url)
    assert status == 1
    assert "WRONG  Database: does not answer:" in said
    assert said.endswith("1 wrong.\n")
    status, said = doctor(data, SENTRA_PORT="many")
    assert (status, said.splitlines()[0][:40]) == (1, "WRONG  Settings: SENTRA_PORT is 'many'; ")


@pytest.mark.slow
def test_an_installation_that_runs_has_nothing_wrong(data: Path) -> None:
    with served(data):
        status, said = doctor(data)
    assert (status, said.splitlines()[-1]) == (0, "Nothing is wrong.")
    assert "ok  PostgreSQL: release" in said


@pytest.mark.slow
def test_it_speaks_the_language_of_its_reader(data: Path) -> None:
    status, said = doctor(data, LANG="id_ID.UTF-8", SENTRA_PORT="0")
    assert (status, said.splitlines()[-1]) == (0, "Tidak ada yang salah.")
    assert " baik  Basis data: dibuat saat Sentra pertama kali dijalankan\n" in said
