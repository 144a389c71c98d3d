"""One lottery order for all, which nobody can foresee, choose or draw again.

An enterprise has one pseudonym in a round, however often it applies, so its number cannot be
re-rolled; without the round's salt a pseudonym cannot be guessed from a register of enterprises.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256

PSEUDONYM_TAG = "sentra-pseudonym/1"
LOTTERY_TAG = "sentra-lottery/1"
SALT_BYTES = 32


def pseudonym(*, salt: bytes, round_code: str, enterprise: int) -> str:
    """What stands for an enterprise in a round: 32 hexadecimal digits.

    HMAC-SHA256 under the round's secret salt, cut to 128 bits, of tag, round and enterprise id,
    a line each.

    Raises:
        ValueError: The salt is shorter than `SALT_BYTES`.
    """
    if len(salt) < SALT_BYTES:
        raise ValueError("The salt of a round has at least 32 bytes.")
    said = f"{PSEUDONYM_TAG}\n{round_code}\n{enterprise}"
    return hmac.digest(salt, said.encode(), "sha256").hex()[:32]


def salt_commitment(salt: bytes) -> str:
    """What `Rules.salt_sha256` says of a salt."""
    return sha256(salt).hexdigest()


def lottery_order(*, round_code: str, seed: str, pseudonyms: Iterable[str]) -> list[str]:
    """Pseudonyms in the order of the draw; the first has number 1.

    Ascending by SHA-256 of tag, round, seed and pseudonym, a line each. Where somebody stands
    before somebody else does not depend on who else applies.
    """
    shared = sha256(f"{LOTTERY_TAG}\n{round_code}\n{seed}\n".encode())

    def ticket(name: str) -> bytes:
        own = shared.copy()
        said = name.encode()
        own.update(said)
        return own.digest() + said

    return sorted(pseudonyms, key=ticket)
