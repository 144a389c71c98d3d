"""Pass phrases to argon2id hashes and back to yes or no, beside the event loop.

Two threads only: each hash takes 32 MiB and a core, so a flood of sign-ins queues up here and
leaves the rest of the application its memory.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


class Hasher:
    """Argon2id (RFC 9106) with one set of parameters, above OWASP's least (19 MiB, 2 passes)."""

    def __init__(self, *, passes: int = 2, kibibytes: int = 32 * 1024) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=kibibytes, parallelism=1)
        self._nobodys = self._argon2.hash("of nobody")

    async def hash(self, phrase: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(_THREADS, self._argon2.hash, phrase)

    async def verify(self, phrase: str, known: str | None) -> bool:
        """Whether `known` is this phrase's hash; as much work when nothing is known."""
        return await asyncio.get_running_loop().run_in_executor(
            _THREADS, self._verify, phrase, known
        )

    def is_dated(self, known: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(known)

    def _verify(self, phrase: str, known: str | None) -> bool:
        try:
            self._argon2.verify(known or self._nobodys, phrase)
        except (VerificationError, InvalidHashError):
            return False
        return known is not None


_hashers: list[Hasher] = []


def hasher() -> Hasher:
    """The one that everybody uses, made when the first pass phrase comes."""
    if not _hashers:
        _hashers.append(Hasher())
    return _hashers[0]


def use(other: Hasher) -> None:
    """Put another in its place, such as a quick one for tests."""
    _hashers[:] = [other]
