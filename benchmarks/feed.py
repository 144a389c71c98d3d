"""CPU of one room's year as a calendar, beside icalendar's own writer in the same run.

    python -m benchmarks.feed [ROUNDS]

All in this process, asked through ASGI without a network: CPU per answer, the median of some rounds
for the process, the mean for PostgreSQL, whose clock is coarse.
"""

import gc
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import icalendar
import uvloop
from litestar import Litestar

from benchmarks.measuring import cpu_of_family
from bookings.domain import ical
from bookings.domain.feeds import Window
from bookings.queries.told import bookings_told
from floors.operations.plans import SHIPPED, load_plan
from sentra.app import create_app
from sentra.cli import work
from sentra.database.engine import DB
from sentra.database.postmaster import Postmaster
from sentra.domain.roles import SYSTEM
from sentra.domain.secrets import digest, new_secret
from sentra.i18n import translate
from sentra.settings import Settings
from tests.servers import data_folder

EVENTS = 850
_BOOK = """
    INSERT INTO booking (uid, space, organiser, starts, ends, title, note, public, state, reason,
                         sequence, created, changed)
    VALUES ($1, $2, $3, $4, $5, $6, '', $7, 'confirmed', '', 0, $8, $8)
"""
_TITLES = (
    "Foto produk dengan ponsel",
    "Pembukuan sederhana, hari kedua",
    "Kemasan dan label: izin P-IRT & halal",
    "Pemasaran lewat pasar daring; dari toko sampai pengiriman ke luar kota",
)


async def a_year_of_one_room(now: datetime) -> str:
    """Fill an empty database; the path of the room's calendar."""
    secret = new_secret()
    await load_plan(content=SHIPPED.read_bytes(), actor=SYSTEM, now=now)
    [account] = await DB.fetch(
        "INSERT INTO account (email, name, role, locale, active, created)"
        " VALUES ('budi@example.org', 'Budi Santoso', 'trainer', 'id', true, $1) RETURNING id",
        now,
    )
    [room] = await DB.fetch("SELECT id FROM space WHERE kind = 'room' ORDER BY code LIMIT 1")
    begin = Window.at(now).opens + timedelta(hours=9)
    async with DB.transaction():
        await DB.execute_many(
            _BOOK,
            [
                (
                    uuid4(),
                    room["id"],
                    account["id"],
                    begin + timedelta(hours=12 * number),
                    begin + timedelta(hours=12 * number + 2),
                    f"{_TITLES[number % len(_TITLES)]} {number}",
                    number % 10 > 0,
                    now,
                )
                for number in range(EVENTS)
            ],
        )
    await DB.fetch(
        "INSERT INTO feed (secret, account, kind, subject, label, locale, created, last_used,"
        " last_client) VALUES ($1, $2, 'room', $3, 'Ruang', 'id', $4, $5, '')",
        digest(secret),
        account["id"],
        room["id"],
        now,
        (now + timedelta(days=1)).date(),
    )
    return f"/k/{secret}.ics"


async def get(app: Litestar, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One GET, without any network."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"sentra.test"),
            *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    start, *parts = sent
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], found, b"".join(part.get("body", b"") for part in parts)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU: this process's, and PostgreSQL's."""

    own: float
    database: float


class Meter:
    """What deeds take, by name."""

    def __init__(self, rounds: int, postgres: int) -> None:
        self._rounds = rounds
        self._postgres = postgres
        self.costs: dict[str, Cost] = {}

    async def take(
        self,
        name: str,
        deed: Callable[[], Awaitable[object]],
        before: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """Do it some times, each time after what comes `before`, which is not counted."""
        own, database = [], 0.0
        for _ in range(self._rounds + 1):
            if before:
                await before()
            began, theirs = time.process_time(), cpu_of_family(self._postgres)
            await deed()
            own.append(time.process_time() - began)
            database += cpu_of_family(self._postgres) - theirs
        self.costs[name] = Cost(
            statistics.median(own[1:]) * 1000, database / (self._rounds + 1) * 1000
        )


def by_icalendar(event: ical.Event) -> icalendar.Event:
    """The same event as icalendar's users would build it."""
    built = icalendar.Event()
    built.add("uid", event.uid)
    built.add("dtstamp", event.changed)
    built.add("created", event.created)
    built.add("last-modified", event.changed)
    built.add("sequence", event.sequence)
    built.add("dtstart", event.starts)
    built.add("dtend", event.ends)
    built.add("summary", event.summary)
    built.add("location", event.location)
    built.add("categories", [event.category])
    built.add("url", event.url)
    built.add("status", "CONFIRMED")
    built.add("transp", "OPAQUE")
    return built


async def main(rounds: int) -> None:
    now = datetime.now(UTC)
    with data_folder() as data:
        settings = Settings(data=data)
        async with work.database(settings):
            path = await a_year_of_one_room(now)
            app = create_app(settings)
            running = Postmaster.read(data / "postgres")
            assert running  # noqa: S101 - it serves
            gc.freeze()  # as a server does
            async with app.lifespan():
                await report(app, path, now, Meter(rounds, running.pid))


async def report(app: Litestar, path: str, now: datetime, meter: Meter) -> None:
    status, headers, body = await get(app, path)
    assert (status, body.count(b"BEGIN:VEVENT")) == (200, EVENTS)  # noqa: S101 - else it lies
    ids = [row["id"] for row in await DB.fetch("SELECT id FROM booking")]
    events = [
        told.event(lambda message: translate(message, "id"), base_url="http://sentra.test")
        for told in await bookings_told(ids, Window.at(now).today)
    ]
    built = [by_icalendar(event) for event in events]

    async def ours() -> None:
        for event in events:
            ical.event_bytes(event)

    async def theirs() -> None:
        for event in built:
            event.to_ical()

    async def forget() -> None:
        await DB.fetch("TRUNCATE calendar_event")

    async def mark() -> None:
        await DB.fetch("UPDATE calendar_event SET marked = now()")

    async def ask(**headers: str) -> None:
        await get(app, path, **headers)

    await meter.take("icalendar's to_ical, built before", theirs)
    await meter.take("our bytes of the same events", ours)
    await meter.take("GET, nothing kept yet", ask, forget)
    await meter.take("GET, everything has changed", ask, mark)
    await meter.take("GET, uncached", ask)
    await meter.take("GET, uncached, gzip", lambda: ask(accept_encoding="gzip"))
    await meter.take("GET, nothing new: 304", lambda: ask(if_none_match=headers["etag"]))
    await meter.take("GET of the health page, to compare", lambda: get(app, "/sehat"))
    print(f"one room's year: {EVENTS} events, {len(body) / 1000:.0f} kB; CPU in ms an answer")
    print(f"{'':36}{'process':>9}{'database':>9}")
    for name, cost in meter.costs.items():
        print(f"{name:36}{cost.own:9.2f}{cost.database:9.1f}")
    by_them, by_us = list(meter.costs.values())[:2]
    print(f"rendering is {by_them.own / by_us.own:.1f} times as fast as icalendar's")


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
