"""A page with blanks for the one thing that differs from reader to reader, compressed once.

Gzip (RFC 1952) is made of DEFLATE blocks (RFC 1951), and what fills the blanks goes in as blocks of
its own, as it is. So nothing is compressed twice, and nobody learns anything of the secret in the
blanks from how long the answer is.
"""

import struct
import zlib
from collections.abc import Sequence

LEVEL = 4
"""Of zlib's levels: beyond it a page gets hardly smaller."""
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Gzip's, without name and time; RFC 1952 section 2.3."""
_STORED = struct.Struct("<BHH")
"""Block type 00, length and its complement; RFC 1951 section 3.2.4."""
_LAST = b"\x03\x00"
"""An empty block that says it is the last."""
_TRAILER = struct.Struct("<II")
_WORD = 0xFFFF


class Sheet:
    """What stands around the blanks.

    Attributes:
        size: Bytes that it takes, compressed pieces and all.
    """

    __slots__ = ("_packed", "_parts", "size")

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts = tuple(parts)
        self._packed: tuple[bytes, ...] = ()
        self.size = 2 * sum(map(len, self._parts))

    def filled(self, word: bytes) -> bytes:
        """The page with this in each blank."""
        return word.join(self._parts)

    def packed(self, word: bytes) -> bytes:
        """The same in gzip; `word` has less than 64 KiB."""
        self._packed = self._packed or _pieces(self._parts)
        stored = _STORED.pack(0, len(word), len(word) ^ _WORD) + word
        page = self.filled(word)
        trailer = _TRAILER.pack(zlib.crc32(page), len(page))
        return _HEAD + stored.join(self._packed) + _LAST + trailer


def _pieces(parts: Sequence[bytes]) -> tuple[bytes, ...]:
    """Each part as blocks that end with a whole byte and refer to nothing before them."""
    packer = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    return tuple(packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH) for part in parts)
