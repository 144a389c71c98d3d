"""An edit in a centre that 20,000 programs follow: what is made anew, and what all of them cost.

    python -m benchmarks.feed_edit [ADDRESSES]

In this process, through ASGI, with the listener of a server. Each program asks before the edit and
after it. CPU is this process's.
"""

import asyncio
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

from benchmarks.feed import a_year_of_one_room, get
from bookings.domain.feeds import Window
from bookings.serving.views import View, Views
from sentra.app import create_app
from sentra.cli import work
from sentra.database.engine import DB
from sentra.domain.secrets import digest
from sentra.settings import Settings
from sentra.web.prepared import Prepared
from tests.servers import data_folder

_FEEDS = """
    INSERT INTO feed (secret, account, kind, subject, label, locale, created, last_used,
                      last_client)
    SELECT decode(secret, 'hex'), a.id, scope.kind, scope.id, scope.name, 'id', $2, $3, ''
    FROM unnest($1::text[]) WITH ORDINALITY AS of_all (secret, number)
    JOIN (
        SELECT *, row_number() OVER () AS number FROM (
            SELECT 'centre' AS kind, NULL::int AS id, 'Sentra UKM' AS name
            UNION ALL SELECT 'floor', id, name FROM floor WHERE active
            UNION ALL SELECT 'room', id, name FROM space WHERE kind = 'room' AND active
        ) AS scopes
    ) AS scope ON scope.number = 1 + of_all.number % $4
    JOIN account a ON a.role = 'trainer'
"""


async def main(count: int) -> None:
    made: list[str] = []
    make = Views._make

    async def counted(
        self: Views, view: View, now: datetime, began: float, mark: tuple[int, int]
    ) -> Prepared:
        made.append(view.scope)
        return await make(self, view, now, began, mark)

    Views._make = counted  # type: ignore[method-assign]
    now = datetime.now(UTC)
    with data_folder() as data:
        settings = Settings(data=data)
        async with work.database(settings):
            await a_year_of_one_room(now)
            paths = await follow(count, now)
            app = create_app(settings, kept=True)
            async with app.lifespan():
                await asyncio.sleep(1)

                async def all_ask() -> float:
                    before = time.process_time()
                    for path in paths:
                        await get(app, path)
                    return time.process_time() - before

                first = await all_ask()
                print(f"{count} addresses, first asked: {first:.1f} s CPU, {len(made)} made")
                made.clear()
                again = await all_ask()
                print(f"asked again: {again / count * 1000:.3f} ms CPU each, {len(made)} made")
                made.clear()
                await DB.fetch(
                    "UPDATE booking SET title = 'Lain', changed = now() WHERE id ="
                    " (SELECT id FROM booking WHERE starts > $1 ORDER BY starts LIMIT 1)",
                    Window.at(now).today + timedelta(days=1),
                )
                await asyncio.sleep(0.5)
                after = await all_ask()
                print(
                    f"after an edit: {after / count * 1000:.3f} ms CPU each, made: {sorted(made)}"
                )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"memory of the process: {memory:.0f} MB at most")


async def follow(count: int, now: datetime) -> list[str]:
    """Make so many addresses, of the centre, its floors and its rooms in turn."""
    secrets = [f"benchmark-{number:022}" for number in range(count)]
    scopes = await DB.fetch(
        "SELECT 1 + (SELECT count(*) FROM floor WHERE active)"
        " + (SELECT count(*) FROM space WHERE kind = 'room' AND active) AS count"
    )
    await DB.fetch(
        _FEEDS,
        [digest(secret).hex() for secret in secrets],
        now,
        now.date() + timedelta(days=1),
        scopes[0]["count"],
    )
    return [f"/k/{secret}.ics" for secret in secrets]


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
