"""A real `sentra serve` in a process of its own, on a real port, with a real database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sentra.database.postmaster import Postmaster

ROOT = Path(__file__).parent.parent


@contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder that PostgreSQL's own user can reach too, when root runs the tests."""
    with TemporaryDirectory(prefix="sentra-") as scratch:
        Path(scratch).chmod(0o711)
        folder = Path(scratch) / "data"
        yield folder
        left = Postmaster.read(folder / "postgres")
        if left and left.is_alive():
            os.kill(left.pid, signal.SIGQUIT)


@dataclass
class Served:
    """A server that runs: where it answers, and what it printed before it did."""

    process: subprocess.Popen[str]
    address: str
    lines: list[str] = field(default_factory=list)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Signal the process and wait for its end; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(30)


def environment(data: Path, **settings: str) -> dict[str, str]:
    """A plain environment: nothing that the person running the tests has set gets in."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "en_US.UTF-8",
        "SENTRA_DATA": str(data),
        "SENTRA_PORT": "0",
        **settings,
    }


@contextmanager
def served(
    data: Path,
    *arguments: str,
    program: Sequence[str] = (sys.executable, "-m", "sentra"),
    folder: Path = ROOT,
    **settings: str,
) -> Iterator[Served]:
    """`sentra serve` on a free port until the block ends. Its log goes to `data`.log."""
    with data.with_suffix(".log").open("a") as log:
        process = subprocess.Popen(
            [*program, "serve", *arguments],
            cwd=folder,
            env=environment(data, **settings),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout
    with process, process.stdout as printed:
        lines = []
        for line in printed:
            if line.startswith("Sentra: "):
                break
            lines.append(line.rstrip())
        else:
            raise RuntimeError(data.with_suffix(".log").read_text())
        try:
            yield Served(process, line.removeprefix("Sentra: ").strip(), lines)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(30)
