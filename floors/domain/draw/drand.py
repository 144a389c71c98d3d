"""Randomness of the drand network, which its operators cannot foresee and anyone can check.

A beacon is a BLS signature over the number of its round, by a key of which every operator holds a
share. Checking needs the chain's public key and no network. Scheme bls-unchained-g1-rfc9380:
BLS12-381, signatures on G1, keys on G2, hashing to the curve by RFC 9380.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
from msgspec import Struct

from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

_HASH_TO_G1 = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


@dataclass(frozen=True, slots=True)
class Chain:
    """A drand network, as its operators announce it."""

    hash: str
    public_key: str
    """G2, compressed, hexadecimal."""
    genesis: datetime
    """The moment of round 1."""
    period: timedelta

    def moment(self, number: int) -> datetime:
        """When a round's beacon is made known; nobody knows it earlier."""
        return self.genesis + (number - 1) * self.period

    def round_at(self, moment: datetime) -> int:
        """The first round at or after a moment."""
        return max(1, 1 - (self.genesis - moment) // self.period)


QUICKNET = Chain(
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    public_key=(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
    genesis=datetime.fromtimestamp(1_692_803_367, UTC),
    period=timedelta(seconds=3),
)


class Beacon(Struct, frozen=True, kw_only=True):
    """What drand's relays answer for a round; other members of the JSON are passed over."""

    round: int
    signature: str
    randomness: str = ""
    """SHA-256 of the signature; relays of today still send it."""


def read_beacon(pasted: str, *, chain: Chain, expected: int) -> Beacon:
    """The beacon in pasted JSON, if it is the expected round's and the chain signed it.

    Raises:
        Invalid: It is no beacon, another round's, or not signed by the chain.
    """
    try:
        beacon = msgspec.json.decode(pasted, type=Beacon)
        signature = bytes.fromhex(beacon.signature)
    except (msgspec.DecodeError, ValueError):
        raise _wrong(say("This is not the JSON of a drand round.")) from None
    if beacon.round != expected:
        raise _wrong(
            say(
                "This is round %(seen)s of the drand network; announced was round %(expected)s.",
                seen=beacon.round,
                expected=expected,
            )
        )
    randomness = sha256(signature).hexdigest()
    if beacon.randomness and beacon.randomness.lower() != randomness:
        raise _wrong(say("The randomness does not belong to the signature."))
    if not is_signed(chain, beacon.round, signature):
        raise _wrong(say("The drand network did not sign this."))
    return Beacon(round=beacon.round, signature=signature.hex(), randomness=randomness)


def is_signed(chain: Chain, number: int, signature: bytes) -> bool:
    """Whether the chain signed the round: e(signature, G2) = e(H(round), public key)."""
    from py_arkworks_bls12381 import GT, G1Point, G2Point  # noqa: PLC0415 (needed once a round)

    message = sha256(number.to_bytes(8, "big")).digest()
    try:
        signed = G1Point.from_compressed_bytes(signature)
    except (ValueError, OverflowError):
        return False  # not 48 bytes, not on the curve, or not in the group
    key = G2Point.from_compressed_bytes(bytes.fromhex(chain.public_key))
    hashed = G1Point.hash_to_curve(message, _HASH_TO_G1)
    return signed != G1Point.identity() and GT.pairing_check([signed, hashed], [-G2Point(), key])


def _wrong(rule: Message) -> Invalid:
    return Invalid(Problem("beacon", rule))
