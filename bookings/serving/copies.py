"""Calendars as they were sent last, on disk: for when the database and memory have nothing.

A process that has just begun knows no calendar, and while the database is away it can't learn one.
All processes of an installation share one folder:

- `addresses/`: a file per address, named by the digest that the database keeps of its secret. It
  says which view the address is of, and whose it is;
- `views/`: a file per view, for all addresses of it: what is known of its bytes, then the bytes;
- `revoked/`: an empty file per address that was taken back lately. It counts more than the others,
  so that whoever writes an address a moment too late brings nothing back to life.

Nothing is read from here while the database answers. Everything may be lost at any time.
"""

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from bookings.formats import FORMATS
from bookings.serving.headers import HEADERS
from sentra.settings import Settings
from sentra.web.prepared import Prepared

MOST_ADDRESSES = 50_000
MOST_BYTES = 256_000_000
"""Of all views together; those written longest ago go first."""
OLDEST = 7 * 86_400
"""Seconds for which anything is kept, and sent; what is asked for is written anew each day."""
_PREPARED = 64
"""Answers that are kept in memory, compressed, while the database is away."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose an address is, and of which view."""

    feed: int
    account: int | None
    view: str


class Copies:
    """The folder. All of its work is short and blocks: call it in a thread where that matters."""

    def __init__(self, folder: Path) -> None:
        self._addresses = folder / "addresses"
        self._views = folder / "views"
        self._revoked = folder / "revoked"
        self._prepared: OrderedDict[tuple[str, int], Prepared] = OrderedDict()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of this installation."""
        return cls(settings.data / "calendars")

    def keep_view(self, name: str, answer: Prepared) -> None:
        """Write how a view is sent now.

        Raises:
            OSError: It can't be written.
        """
        head = {
            "type": answer.media_type,
            "modified": answer.modified.isoformat(),
            "sha256": hashlib.sha256(answer.body).hexdigest(),
        }
        _write(self._views / name, json.dumps(head).encode() + b"\n" + answer.body)

    def keep_address(self, secret: bytes, ending: str, owned: Owned) -> None:
        """Write what an address is of, unless it was taken back.

        Args:
            secret: The digest of its secret.
            ending: How it ends, such as `.ics`.

        Raises:
            OSError: It can't be written.
        """
        file = self._address(secret, ending)
        if not self.is_revoked(secret):
            _write(file, json.dumps(asdict(owned)).encode())
        if self.is_revoked(secret):
            file.unlink(missing_ok=True)

    def find(self, secret: bytes, ending: str, now: float) -> tuple[Owned, Prepared] | None:
        """What was sent last under an address, and whose it is; None where that is not known.

        Args:
            now: Seconds since 1970, by the clock that the files are dated with.
        """
        file = self._address(secret, ending)
        with suppress(OSError, ValueError, KeyError, TypeError):
            if not self.is_revoked(secret) and file.stat().st_mtime > now - OLDEST:
                owned = Owned(**json.loads(file.read_bytes()))
                return owned, self._view(owned.view)
        return None

    def forget(self, secret: bytes) -> None:
        """Take an address back, for every process and for good."""
        # Whoever may not write here still has the processes that serve, which hear of it too.
        with suppress(OSError):
            _write(self._revoked / secret.hex(), b"")
        with suppress(OSError):
            self.drop([secret])

    def is_revoked(self, secret: bytes) -> bool:
        """Whether it was taken back lately."""
        return (self._revoked / secret.hex()).exists()

    def forget_those(self, where: Callable[[Owned], bool]) -> None:
        """Drop addresses by whose they are; they may be written again."""
        for file in _files(self._addresses):
            with suppress(OSError, ValueError, TypeError):
                if where(Owned(**json.loads(file.read_bytes()))):
                    file.unlink(missing_ok=True)

    def secrets(self) -> set[bytes]:
        """The digests of all addresses that are here."""
        found = set()
        for file in _files(self._addresses):
            with suppress(ValueError):
                found.add(bytes.fromhex(file.stem))
        return found

    def drop(self, secrets: Iterable[bytes]) -> None:
        """Drop these addresses in all their forms; they may be written again."""
        for secret in secrets:
            for ending in FORMATS:
                self._address(secret, ending).unlink(missing_ok=True)

    def tidy(self, now: float) -> None:
        """Remove what is too old or too much, the oldest first.

        Args:
            now: Seconds since 1970.
        """
        _trim(self._revoked, now - OLDEST, MOST_ADDRESSES, 0)
        _trim(self._addresses, now - OLDEST, MOST_ADDRESSES, MOST_BYTES)
        _trim(self._views, now - OLDEST, MOST_ADDRESSES, MOST_BYTES)

    def _address(self, secret: bytes, ending: str) -> Path:
        return self._addresses / f"{secret.hex()}{ending}"

    def _view(self, name: str) -> Prepared:
        """A view as it is on disk.

        Raises:
            OSError, ValueError, KeyError: It is not there, or not whole.
        """
        file = self._views / name
        key = name, file.stat().st_mtime_ns
        found = self._prepared.get(key)
        if found is None:
            head, _, body = file.read_bytes().partition(b"\n")
            known = json.loads(head)
            if hashlib.sha256(body).hexdigest() != known["sha256"]:
                raise ValueError(name)
            found = self._prepared[key] = Prepared(
                body,
                media_type=known["type"],
                modified=datetime.fromisoformat(known["modified"]),
                headers=HEADERS,
            )
        self._prepared.move_to_end(key)
        while len(self._prepared) > _PREPARED:
            self._prepared.popitem(last=False)
        return found


def _write(file: Path, content: bytes) -> None:
    """Write it whole or not at all, for its owner only."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _files(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from list(folder.iterdir())


def _trim(folder: Path, oldest: float, most: int, most_bytes: int) -> None:
    files = []
    for file in _files(folder):
        with suppress(FileNotFoundError):
            status = file.stat()
            files.append((status.st_mtime, status.st_size, file))
    files.sort(key=lambda found: found[0], reverse=True)
    number = size = 0
    for written, length, file in files:
        number, size = number + 1, size + length
        if written < oldest or number > most or size > most_bytes:
            file.unlink(missing_ok=True)
