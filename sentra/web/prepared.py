"""Answers that are prepared when they change and then only sent: headers, encodings, tags and all.

For bodies that many ask for again and again. Nothing here is done per request but to look at three
of its headers.
"""

import gzip
import hashlib
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus

from litestar.types import HTTPScope, Send

from sentra.web.conditional import http_date, not_modified, preferred_encoding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP_LEVEL = 6
ZSTD_LEVEL = 6
_IDENTITY = ""
_OFFERED = ("zstd", "gzip")

RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class _Variant:
    """The answer in one encoding."""

    etag: bytes
    body: bytes
    whole: RawHeaders
    """The headers of 200."""
    unchanged: RawHeaders
    """The headers of 304."""


class Prepared:
    """A body with everything that is said about it; compressed once, when first asked for so.

    Attributes:
        body: As it is without any encoding.
        modified: When it changed last; aware.
    """

    __slots__ = ("_headers", "_media_type", "_variants", "body", "modified")

    def __init__(
        self, body: bytes, *, media_type: str, modified: datetime, headers: Mapping[str, str]
    ) -> None:
        """Take the body of an answer.

        Args:
            body: As it is without any encoding.
            media_type: For Content-Type.
            modified: When it changed last; aware.
            headers: Further headers of 200 and of 304.
        """
        self.body = body
        self.modified = modified
        self._media_type = media_type
        self._headers = {**headers, "vary": "accept-encoding", "last-modified": http_date(modified)}
        self._variants: dict[str, _Variant] = {}

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return 2 * len(self.body) + 2000

    async def send(self, scope: HTTPScope, send: Send) -> None:
        """Answer a GET or a HEAD: the whole, or that nothing is new."""
        accepted = tags = since = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = accepted + b"," + value if accepted else value
            elif name == b"if-none-match":
                tags = tags + b"," + value if tags else value
            elif name == b"if-modified-since":
                since = value
        variant = self._variant(_encoding(accepted))
        same = tags == variant.etag or (
            (tags or since)
            and not_modified(
                tags=tags.decode("latin-1"),
                since=since.decode("latin-1"),
                etag=variant.etag.decode(),
                modified=self.modified,
            )
        )
        await send(
            {
                "type": "http.response.start",
                "status": HTTPStatus.NOT_MODIFIED if same else HTTPStatus.OK,
                "headers": variant.unchanged if same else variant.whole,
            }
        )
        silent = same or scope["method"] == "HEAD"
        await send(
            {
                "type": "http.response.body",
                "body": b"" if silent else variant.body,
                "more_body": False,
            }
        )

    def _variant(self, encoding: str) -> _Variant:
        found = self._variants.get(encoding)
        if found is None:
            found = self._variants[encoding] = self._encoded(encoding)
        return found

    def _encoded(self, encoding: str) -> _Variant:
        tag = hashlib.sha256(self.body).hexdigest()[:32]
        etag = f'"{tag}-{encoding}"' if encoding else f'"{tag}"'
        body = self.body
        if encoding == "gzip":
            body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        elif encoding == "zstd":
            body = zstd.compress(body, ZSTD_LEVEL)
        unchanged = {"etag": etag, **self._headers}
        whole = {
            **unchanged,
            "content-type": self._media_type,
            "content-length": str(len(body)),
            **({"content-encoding": encoding} if encoding else {}),
        }
        return _Variant(etag.encode(), body, _raw(whole.items()), _raw(unchanged.items()))


@lru_cache(maxsize=256)
def _encoding(accepted: bytes) -> str:
    return preferred_encoding(accepted.decode("latin-1"), _OFFERED) or _IDENTITY


def _raw(headers: Iterable[tuple[str, str]]) -> RawHeaders:
    return [(name.encode(), value.encode()) for name, value in headers]
