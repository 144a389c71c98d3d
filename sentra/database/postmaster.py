"""The PostgreSQL server that runs on a cluster, as its `postmaster.pid` tells it."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What `postmaster.pid` says; the layout is in PostgreSQL's `miscadmin.h`."""

    pid: int
    port: int
    socket_folder: Path
    ready: bool

    @classmethod
    def read(cls, cluster: Path) -> Self | None:
        try:
            lines = (cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        lines += [""] * 8
        pid, _, _, port, socket_folder, _, _, status = lines[:8]
        return cls(int(pid or 0), int(port or 0), Path(socket_folder), status.strip() == "ready")

    def is_alive(self) -> bool:
        """Whether the process is there and is PostgreSQL, not a later owner of its number."""
        if Path("/proc/self").exists():
            try:
                return b"postgres" in Path(f"/proc/{self.pid}/cmdline").read_bytes()
            except OSError:
                return False
        return self._number_is_taken()

    def answers(self) -> bool:
        if not self.ready:
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(f"{self.socket_folder}/.s.PGSQL.{self.port}")
            except OSError:
                return False
        return True

    def forget_if_stale(self, cluster: Path) -> None:
        """Remove the lock files of a dead server whose number another process has got since.

        PostgreSQL would take that process for a server on this cluster and refuse to start. A
        server that lives after all is still found by its shared memory.
        """
        if self._number_is_taken():
            (cluster / "postmaster.pid").unlink(missing_ok=True)
            Path(f"{self.socket_folder}/.s.PGSQL.{self.port}.lock").unlink(missing_ok=True)

    def _number_is_taken(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
