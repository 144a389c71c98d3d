"""A small HTTP/1.1 client: one connection, one request at a time, little CPU of its own."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def request(
    method: str, path: str, *, token: str | None = None, body: object = None, **headers: str
) -> bytes:
    """The bytes of a request; `body` is sent as JSON, `if_none_match=` as If-None-Match."""
    lines = [f"{method} {path} HTTP/1.1", "host: sentra.test"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if token:
        lines.append(f"authorization: Bearer {token}")
    content = b"" if body is None else json.dumps(body).encode()
    if content:
        lines += ["content-type: application/json", f"content-length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


class Line:
    """A connection that is kept open between requests."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, address: str) -> Self:
        parts = urlsplit(address)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port))

    async def send(self, message: bytes) -> Answer:
        """Send a request and read its answer.

        Raises:
            OSError: The line broke; the request may or may not have had its effect.
        """
        self.writer.write(message)
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            first, *rest = head.decode("latin-1").rstrip().split("\r\n")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in rest)
            }
            # 304 tells the length of what it does not send (RFC 9110 section 8.6).
            length = 0 if first.split()[1] == "304" else int(headers.get("content-length", 0))
            body = await self.reader.readexactly(length) if length else b""
        except asyncio.IncompleteReadError as error:
            raise ConnectionResetError("the server hung up") from error
        return Answer(int(first.split()[1]), headers, body)

    async def close(self) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except OSError:
            return
