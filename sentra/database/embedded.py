"""The embedded PostgreSQL: one server per data folder, shared by every process that uses it.

The wheel gives the programs only; the cluster is made, started and stopped here. Two lock files in
the data folder keep processes out of each other's way:

- `postgres.starting`, held exclusively while the server is made, started or stopped;
- `postgres.users`, held shared by each process while it uses the server. Whoever can take it
  exclusively is the last one, and stops the server. The kernel drops it with a process that is
  killed, so a killed Sentra leaves a running server which the next start joins.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote

from sentra.database.binaries import EmbeddedServerError, binaries_major, find_binaries
from sentra.database.postmaster import Postmaster
from sentra.database.system_user import (
    SystemUser,
    binaries_within_reach,
    place_for_cluster,
    user_to_run_as,
)
from sentra.settings import folder_mode

__all__ = ["EmbeddedServer", "EmbeddedServerError", "find_binaries"]

DATABASE = "sentra"
"""Name of the database and of the role that owns the cluster."""

_PORT = 5432  # only names the socket: the server listens on no network address
_SOCKET_PATH_LIMIT = 107  # bytes, sun_path without its closing zero (unix(7))
_PATIENCE = 120.0  # seconds; crash recovery of a small cluster takes a few
_SETTINGS = """
# Sentra's, written once when the cluster was made; yours to change.
shared_buffers = 128MB
max_connections = 100
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
# A week of logs, a file per day. Terse and without statements: they would hold personal data.
logging_collector = on
log_directory = 'log'
log_filename = 'postgres-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
log_error_verbosity = terse
log_min_error_statement = panic
log_checkpoints = off
"""


class EmbeddedServer:
    """The PostgreSQL server of one data folder, as one process sees it.

    Usable as a context manager, which gives the DSN.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.cluster = self.folder / "postgres"  # may be a link, once prepared the real place
        self._user: SystemUser | None = None
        self._binaries = Path()
        self._in_use: IO[bytes] | None = None

    def start(self) -> str:
        """Make the cluster when there is none, start its server when none runs, and join it.

        Returns:
            The DSN, as asyncpg takes it.

        Raises:
            EmbeddedServerError: The server cannot run; the text says why and names the log.
        """
        self.folder.mkdir(mode=folder_mode(), parents=True, exist_ok=True)
        with self._alone():
            self._prepare()
            if not (self.cluster / "PG_VERSION").exists():
                self._make_cluster()
            running = self._running() or self._launch()
            if self._in_use is None:
                self._in_use = self._open("postgres.users")
                fcntl.flock(self._in_use, fcntl.LOCK_SH)
        host = quote(str(running.socket_folder), safe="/")
        return f"postgresql://{DATABASE}@/{DATABASE}?host={host}&port={running.port}"

    def is_alive(self) -> bool:
        """Whether its process is there, perhaps still starting."""
        found = Postmaster.read(self.cluster)
        return found is not None and found.is_alive()

    def was_stopped(self) -> bool:
        """Whether it has ended in order, and was not killed."""
        return Postmaster.read(self.cluster) is None

    def stop(self) -> None:
        """Leave the server, and stop it when no other process uses it."""
        if self._in_use is None:
            return
        with self._alone(), self._in_use as in_use:
            self._in_use = None
            try:
                fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self._running():
                self._run("pg_ctl", "stop", "-D", self.cluster, "-m", "fast", "-w", "-s")

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _prepare(self) -> None:
        """Find out who runs the server, with which programs, and where."""
        self._user = user_to_run_as(self.cluster)
        version_file = self.cluster / "PG_VERSION"
        major = int(version_file.read_text()) if version_file.exists() else None
        try:
            self._binaries = find_binaries(major=major)
        except EmbeddedServerError as error:
            if major is None:
                raise
            raise EmbeddedServerError(
                f"The database in {self.cluster} was made by PostgreSQL {major}: {error} "
                "docs/operating.md says how to bring the data to a newer release."
            ) from error
        if self._user:
            self._binaries = binaries_within_reach(self._binaries, self._user)
            place_for_cluster(self.cluster, self._user)
        self.cluster = self.cluster.resolve()

    def _make_cluster(self) -> None:
        """Make the cluster beside its place and move it there whole: never half a cluster."""
        place = self.cluster
        if place.is_dir() and any(place.iterdir()):
            raise EmbeddedServerError(
                f"{self.cluster} is not empty and holds no database of PostgreSQL (no PG_VERSION): "
                "it is damaged. Put a backup in its place, or move it away to begin anew."
            )
        new = place.with_name(place.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        try:
            if self._user:
                os.chown(new, self._user.uid, self._user.gid)
            options = ["-U", DATABASE, "--auth=trust", "--encoding=UTF8", "--data-checksums"]
            self._run("initdb", "-D", new, *options, *self._locale(), folder=new)
            with (new / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write(_SETTINGS)
            # The single-user server reads its commands a line each, before anybody can connect.
            self._run(
                *("postgres", "--single", "-D", new, "postgres"),
                folder=new,
                words=f"CREATE DATABASE {DATABASE}\n",
            )
            if place.is_dir():
                place.rmdir()
            new.rename(place)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _locale(self) -> list[str]:
        builtin_since = 17
        if binaries_major(self._binaries) >= builtin_since:
            return ["--locale-provider=builtin", "--locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]

    def _launch(self) -> Postmaster:
        log = self.cluster / "log"
        if not log.exists():
            log.mkdir(mode=0o700)
            if self._user:
                os.chown(log, self._user.uid, self._user.gid)
        first_lines = log / "start.log"
        first_lines.unlink(missing_ok=True)
        deadline = time.monotonic() + 20
        options = (
            f"-c listen_addresses= -k '{self._socket_folder()}' -p {_PORT} "
            "-c unix_socket_permissions=0700"
        )
        start = ("pg_ctl", "start", "-D", self.cluster, "-l", first_lines, "-s", "-w")
        while True:
            try:
                self._run(*start, "-t", str(int(_PATIENCE)), "-o", options)
                break
            except EmbeddedServerError as error:
                # The processes of a killed server need a moment to notice that it is gone.
                lines = first_lines.read_text("utf-8", "replace") if first_lines.exists() else ""
                if "shared memory block" not in lines or time.monotonic() > deadline:
                    raise EmbeddedServerError(
                        f"PostgreSQL does not start on {self.cluster}. The logs are in {log}; "
                        f"the last lines: {self._last_lines(log) or error}"
                    ) from error
                first_lines.unlink(missing_ok=True)
                time.sleep(0.1)
        running = self._running()
        if running is None:
            raise EmbeddedServerError(f"PostgreSQL stopped right after its start; see {log}.")
        return running

    def _running(self) -> Postmaster | None:
        """The server that runs on this cluster, once it takes connections; None when none does."""
        deadline = time.monotonic() + _PATIENCE
        while running := Postmaster.read(self.cluster):
            if not running.is_alive():
                running.forget_if_stale(self.cluster)
                return None
            if running.answers():
                return running
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"PostgreSQL runs on {self.cluster} as process {running.pid} but does not "
                    f"answer on its socket in {running.socket_folder}. Stop that process (kill "
                    f"-TERM {running.pid}) and start again."
                )
            time.sleep(0.02)
        return None

    def _socket_folder(self) -> Path:
        """A private folder whose path is short enough for a socket and has no odd characters."""
        inside = self.cluster
        name = f"{inside}/.s.PGSQL.{_PORT}"
        if len(os.fsencode(name)) <= _SOCKET_PATH_LIMIT and not set(name) & set(",'\"\\"):
            return inside
        uid, gid = (self._user.uid, self._user.gid) if self._user else (os.geteuid(), os.getegid())
        base = Path(tempfile.gettempdir())
        if self._user and not self._user.reaches(base / "any"):
            base = Path("/tmp")  # noqa: S108 - what is made in it is checked below
        folder = base / f"sentra-{hashlib.sha256(bytes(inside)).hexdigest()[:12]}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.lstat().st_uid == os.geteuid():
            os.chown(folder, uid, gid, follow_symlinks=False)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid or status.st_mode & 0o077:
            raise EmbeddedServerError(f"{folder} is not a private folder of ours: remove it.")
        return folder

    def _run(
        self, program: str, *arguments: str | Path, folder: Path | None = None, words: str = ""
    ) -> None:
        # The person's own PG* variables would point the programs at another server.
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        user = self._user
        # Files and not pipes: the server inherits them and a pipe would never end.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603 - a program that we found, no words of a person
                [self._binaries / program, *arguments],
                input=words.encode(),
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder or self.cluster,
                env=environment,
                umask=0o077,
                check=False,
                user=user.uid if user else None,
                group=user.gid if user else None,
                extra_groups=[] if user else None,
            )
            output.seek(0)
            said = output.read().strip()
        # The single-user server ends with 0 whatever its commands did.
        if done.returncode != 0 or "ERROR:" in said or "FATAL:" in said:
            raise EmbeddedServerError(f"{program} failed for {folder or self.cluster}: {said}")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._open("postgres.starting") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _open(self, name: str) -> IO[bytes]:
        try:
            return (self.folder / name).open("ab")
        except OSError as error:
            raise EmbeddedServerError(
                f"Sentra may not write into its data folder {self.folder}: {error.strerror}."
            ) from error

    @staticmethod
    def _last_lines(log: Path) -> str:
        newest = max(log.glob("*.log"), key=lambda file: file.stat().st_mtime, default=None)
        lines = newest.read_text("utf-8", "replace").splitlines() if newest else []
        return " / ".join(lines[-5:])
