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
class Answer:
    """All that is sent of an answer, but for what the server adds.

    Attributes:
        first: The status line, as HTTP/1.1 has it.
        lines: The headers, likewise, with the empty line after them.
    """

    status: int
    headers: RawHeaders
    body: bytes
    first: bytes
    lines: bytes


@dataclass(frozen=True, slots=True)
class _Variant:
    """The answers in one encoding: to GET, to HEAD, and to whoever has it already."""

    etag: bytes
    whole: Answer
    head: Answer
    unchanged: Answer


class Prepared:
    """A body with everything that is said about it; compressed once, when first asked for so.

    Attributes:
        body: As it is without any encoding.
        media_type: For Content-Type.
        modified: When it changed last; aware.
    """

    __slots__ = ("_headers", "_variants", "body", "media_type", "modified")

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
        self.media_type = media_type
        self._headers = {**headers, "vary": "accept-encoding", "last-modified": http_date(modified)}
        self._variants: dict[str, _Variant] = {}

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return 2 * len(self.body) + 2000

    def answer(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Answer:
        """What a GET or a HEAD with these headers is answered: the whole, or that nothing is new.

        Args:
            method: GET or HEAD.
            headers: Those of the request, their names in lower case.
        """
        accepted = tags = since = b""
        for name, value in headers:
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
        if same:
            return variant.unchanged
        return variant.head if method == "HEAD" else variant.whole

    async def send(self, scope: HTTPScope, send: Send) -> None:
        """Answer a GET or a HEAD."""
        answer = self.answer(scope["method"], scope["headers"])
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": answer.headers,
            }
        )
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})

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
            "content-type": self.media_type,
            "content-length": str(len(body)),
            **({"content-encoding": encoding} if encoding else {}),
        }
        return _Variant(
            etag.encode(),
            _answer(HTTPStatus.OK, whole, body),
            _answer(HTTPStatus.OK, whole, b""),
            _answer(HTTPStatus.NOT_MODIFIED, unchanged, b""),
        )


@lru_cache(maxsize=256)
def _encoding(accepted: bytes) -> str:
    return preferred_encoding(accepted.decode("latin-1"), _OFFERED) or _IDENTITY


def _answer(status: HTTPStatus, headers: Mapping[str, str], body: bytes) -> Answer:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    lines = b"".join(b"%b: %b\r\n" % header for header in raw)
    return Answer(
        int(status),
        raw,
        body,
        first=f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode(),
        lines=lines + b"\r\n",
    )
