"""The last good bytes of calendars on disk, for a process that has never made them itself.

A process that has just started has nothing in memory; while the database is down it answers with
what any process of this installation sent last. Addresses are known by their digests only. What is
heard to be revoked is deleted; what was put down too long ago is not sent.
"""

import asyncio
import gzip
import json
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import structlog

from sentra.web.prepared import Prepared

FOLDER = "feeds"
"""Within the data folder."""
LONGEST = timedelta(days=2)
"""An address that is not asked for in this time is forgotten, and so is what it was."""
MOST = 50_000
"""Addresses, the longest unused forgotten first; each is a file of some 300 bytes."""
_LOOK_AGAIN = 1000
"""After so many new addresses it is counted again how many there are."""

log = structlog.get_logger(__name__)


class Cellar:
    """What was sent last, by the digest of the address: shared by all processes of a data folder.

    Bodies are kept once, compressed, however many addresses have the same.
    """

    def __init__(self, folder: Path, *, media_headers: dict[str, str]) -> None:
        """Nothing is made or read yet.

        Args:
            folder: The data folder.
            media_headers: What every answer says besides.
        """
        self._addresses = folder / FOLDER / "addresses"
        self._bodies = folder / FOLDER / "bodies"
        self._headers = media_headers
        self._put: dict[bytes, tuple[str, datetime]] = {}
        self._new = 0

    async def put(
        self, key: bytes, answer: Prepared, *, feed: int, account: int | None, now: datetime
    ) -> None:
        """Put an answer down, unless it lies there. A disk that is full is no reason to fail.

        Args:
            key: Digest of the address.
            feed: By which it is forgotten when it is revoked.
            account: By which it is forgotten when its reader changes.
        """
        body = sha256(answer.body).hexdigest()
        lies = self._put.get(key)
        if lies is not None and lies[0] == body and now - lies[1] < LONGEST / 2:
            return
        self._put[key] = (body, now)
        try:
            path = self._addresses / f"{feed}-{account or 0}-{key.hex()}.json"
            await asyncio.to_thread(self._write, path, body, answer, now)
        except OSError as error:
            log.warning("a calendar could not be put on disk", error=type(error).__name__)

    async def last(self, key: bytes, now: datetime) -> Prepared | None:
        """What lies there for an address; None where nothing does, or it is too old."""
        return await asyncio.to_thread(self._read, key, now)

    def forget(self, *, feed: str = "", account: str = "", key: bytes = b"") -> None:
        """Delete what was revoked or changed; `feed` and `account` are ids in digits."""
        for path in self._found(f"{feed or '*'}-{account or '*'}-{key.hex() or '*'}.json"):
            path.unlink(missing_ok=True)
            self._put.pop(bytes.fromhex(path.stem.rsplit("-", 1)[-1]), None)

    def _write(self, path: Path, body: str, answer: Prepared, now: datetime) -> None:
        for folder in (self._addresses, self._bodies):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = self._bodies / f"{body}.gz"
        if not kept.exists():
            _replace(kept, gzip.compress(answer.body, 6, mtime=0))
        said = {
            "body": body,
            "media_type": answer.media_type,
            "modified": answer.modified.isoformat(),
            "put": now.isoformat(),
        }
        _replace(path, json.dumps(said).encode())
        self._new += 1
        if self._new >= _LOOK_AGAIN:
            self._new = 0
            self._tidy(now)

    def _read(self, key: bytes, now: datetime) -> Prepared | None:
        for path in self._found(f"*-*-{key.hex()}.json"):
            try:
                said = json.loads(path.read_bytes())
                if now - datetime.fromisoformat(said["put"]) > LONGEST:
                    continue
                body = gzip.decompress((self._bodies / f"{said['body']}.gz").read_bytes())
                if sha256(body).hexdigest() != said["body"]:
                    continue
            except (OSError, ValueError, KeyError, EOFError):
                continue  # half written, or damaged: as good as nothing
            return Prepared(
                body,
                media_type=said["media_type"],
                modified=datetime.fromisoformat(said["modified"]),
                headers=self._headers,
            )
        return None

    def _tidy(self, now: datetime) -> None:
        """Delete what is too old or too much, and bodies that nobody names any more."""
        oldest_first = sorted(self._found("*.json"), key=_age)
        enough = now.timestamp() - LONGEST.total_seconds()
        for at, path in enumerate(oldest_first):
            if _age(path) < enough or at < len(oldest_first) - MOST:
                path.unlink(missing_ok=True)
        named = set()
        for path in self._found("*.json"):
            try:
                named.add(json.loads(path.read_bytes())["body"])
            except (OSError, ValueError, KeyError):
                path.unlink(missing_ok=True)
        for path in self._bodies.glob("*.gz"):
            if path.stem not in named and _age(path) < now.timestamp() - 60:
                path.unlink(missing_ok=True)

    def _found(self, pattern: str) -> Iterable[Path]:
        return list(self._addresses.glob(pattern)) if self._addresses.is_dir() else []


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _replace(path: Path, content: bytes) -> None:
    """All of it or nothing, whoever else writes the same; for this user only."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)
