"""A client for what is asked again and again: it looks at status and length, and at nothing else.

It takes a fraction of the server's time, so that what is measured is the server. Bodies are left to
the kernel to throw away (MSG_TRUNC, Linux).
"""

import asyncio
import re
import socket
import time
from collections import Counter
from urllib.parse import urlsplit

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"content-length: (\d+)")
_HEAD = 4096
_ROOM = memoryview(bytearray(1 << 20))


class Steady:
    """One connection that asks the same until the time is over."""

    def __init__(
        self, line: socket.socket, message: bytes, until: float, seen: Counter[int]
    ) -> None:
        self.line = line
        self.message = message
        self.until = until
        self.seen = seen
        self.left = 0
        self.head = b""
        self.loop = asyncio.get_running_loop()
        self.over: asyncio.Future[None] = self.loop.create_future()
        self.loop.add_reader(line, self.read)
        line.send(message)

    def read(self) -> None:
        if self.left:
            count = self.line.recv_into(_ROOM, min(self.left, len(_ROOM)), socket.MSG_TRUNC)
            self.left -= count
        else:
            got = self.line.recv(_HEAD)
            count, self.head = len(got), self.head + got
            self.left = self._left()
        if not count:
            self.end(ConnectionResetError("the server hung up"))
        elif not self.left and not self.head:
            if time.perf_counter() < self.until:
                self.line.send(self.message)
            else:
                self.end(None)

    def _left(self) -> int:
        """How much of the body is still to come, once the head is there."""
        end = self.head.find(_END)
        if end < 0:
            return 0
        status = int(self.head[9:12])
        length = _LENGTH.search(self.head, 0, end)
        # 304 tells the length of what it does not send (RFC 9110 section 8.6).
        body = int(length[1]) if length and status != 304 else 0
        self.seen[status] += 1
        left = body + end + len(_END) - len(self.head)
        self.head = b""
        return left

    def end(self, error: Exception | None) -> None:
        self.loop.remove_reader(self.line)
        self.line.close()
        if error:
            self.over.set_exception(error)
        else:
            self.over.set_result(None)


async def ask_steadily(address: str, message: bytes, lines: int, seconds: float) -> Counter[int]:
    """Ask the same on so many lines at once; how many answers had which status."""
    parts = urlsplit(address)
    until, seen = time.perf_counter() + seconds, Counter[int]()
    made = []
    for _ in range(lines):
        line = socket.create_connection((parts.hostname or "", parts.port or 80))
        line.setblocking(False)  # noqa: FBT003 - it has no name
        made.append(Steady(line, message, until, seen))
    await asyncio.gather(*(one.over for one in made))
    return seen
