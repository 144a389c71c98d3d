"""The whole of a draw with all that it writes, and explaining its result.

    python -m benchmarks.round [APPLICANTS]

A round of forty programmes of ten stalls, for which 20,000 enterprises (unless told otherwise)
apply and rank all forty, in a database of its own. Seconds as a clock on the wall counts them, of
freezing, of the draw until it is committed, of drawing again after a withdrawal, and of the first
page that explains a refusal and those after it; with CPU of this process and its peak of memory.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar

from benchmarks.draw import PROGRAMMES, STALLS, applied, offered
from floors.domain.draw.lottery import SALT_BYTES, pseudonym
from floors.domain.draw.market import Change
from floors.domain.round_terms import USUAL
from floors.domain.rounds import Schedule
from floors.operations.rounds.announcing import announce
from floors.operations.rounds.drafting import Draft, draft_round
from floors.operations.rounds.drawing import draw_round, rerun
from floors.operations.rounds.freezing import freeze
from floors.operations.rounds.locking import lock_round
from floors.operations.rounds.seeding import type_values
from floors.queries.rounds.results import explained
from sentra.cli import work
from sentra.database.engine import DB
from sentra.domain.roles import COMMAND_LINE, Actor, Role, Source
from sentra.settings import Settings
from tests.servers import data_folder

Came = TypeVar("Came")

CODE = "2027-1"
APPLICANTS = 20_000
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SALT = bytes(range(SALT_BYTES))
SCHEDULE = Schedule(
    opens=NOW + DAY,
    closes=NOW + 2 * DAY,
    verify_by=NOW + 3 * DAY,
    draw_at=NOW + 5 * DAY,
    object_by=NOW + 6 * DAY,
    accept_by=NOW + 7 * DAY,
)
EXPLAINED = 50
_BUILDING = """
    WITH place AS (
        INSERT INTO site (code, name, area) VALUES ('bench', 'Bench', 2500) RETURNING id
    ), storey AS (
        INSERT INTO floor (site, level, name, area) SELECT id, 1, 'Lantai 1', 500 FROM place
        RETURNING id
    ), stall AS (
        INSERT INTO space (floor, feature, code, kind, name, area, category)
        SELECT id, gen_random_uuid(), lpad(p::text, 2, '0') || '-' || lpad(s::text, 2, '0'),
            'stall', 'Lapak', 6, 'food'
        FROM storey, generate_series(0, $2::int - 1) p, generate_series(0, $3::int - 1) s
        RETURNING id, floor, code
    ), programme AS (
        INSERT INTO programme (round, code, name, floor, category, area, rent, classes)
        SELECT $1, o.code, o.code, f.id, 'food', 6, 0, o.classes::jsonb
        FROM storey f, unnest($4::varchar[], $5::varchar[]) AS o(code, classes)
        RETURNING id, code
    )
    INSERT INTO programme_stall (round, programme, space)
    SELECT $1, p.id, s.id FROM stall s JOIN programme p ON p.code = 'P' || left(s.code, 2)
"""
_ENTERPRISES = """
    INSERT INTO enterprise (nib, name, owner, address, kecamatan, scale, category, product, active,
        created, changed)
    SELECT (7000000000000 + n)::text, 'Usaha ' || n, 'Dewi', '', '36.74.0' || 1 + n % 7, 'micro',
        'food', '', true, $2, $2
    FROM generate_series(1, $1::int) n RETURNING id
"""
_APPLICATIONS = """
    INSERT INTO application (round, enterprise, pseudonym, state, affirmative, classes, reason,
        created, changed)
    SELECT $1, a.enterprise, a.pseudonym, 'accepted', a.affirmative, '[]', '', $5, $5
    FROM unnest($2::int[], $3::varchar[], $4::bool[]) AS a(enterprise, pseudonym, affirmative)
"""
_PREFERENCES = """
    INSERT INTO preference (application, programme, rank)
    SELECT a.id, p.id, w.rank
    FROM application a
    JOIN unnest($2::int[], $3::varchar[]) AS l(enterprise, wishes) ON l.enterprise = a.enterprise
    CROSS JOIN LATERAL string_to_table(l.wishes, ' ') WITH ORDINALITY AS w(code, rank)
    JOIN programme p ON p.round = $1 AND p.code = w.code
"""


async def filled(many: int) -> None:
    """A round whose applications are all accepted, and its date of freezing come."""
    draft = Draft(
        code=CODE,
        name="Putaran",
        about="",
        schedule=SCHEDULE,
        starts=date(2027, 1, 1),
        ends=date(2028, 1, 1),
        move_in_by=date(2027, 1, 15),
        terms=USUAL,
    )
    await draft_round(draft, actor=COMMAND_LINE, now=NOW, salt=SALT)
    [round_] = await DB.fetch("SELECT id FROM round")
    programmes = offered()
    seats = [
        json.dumps([{"class": kind, "seats": number} for kind, number in one.seats.items()])
        for one in programmes
    ]
    codes = [one.code for one in programmes]
    await DB.fetch(_BUILDING, round_["id"], PROGRAMMES, STALLS, codes, seats)
    await announce(CODE, actor=COMMAND_LINE, now=NOW)
    rows = await DB.fetch(_ENTERPRISES, many, NOW)
    ids = [row["id"] for row in rows]
    applications = applied(many, Random(1))  # noqa: S311 (nothing here is a secret)
    names = [pseudonym(salt=SALT, round_code=CODE, enterprise=one) for one in ids]
    claims = ["affirmative" in one.classes for one in applications]
    await DB.fetch(_APPLICATIONS, round_["id"], ids, names, claims, NOW)
    wishes = [" ".join(one.preferences) for one in applications]
    await DB.fetch(_PREFERENCES, round_["id"], ids, wishes)
    await DB.fetch("ANALYZE")


async def timed(name: str, deed: Callable[[], Awaitable[Came]], times: int = 1) -> Came:
    """Print what it takes, each time."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        came = await deed()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"  {name:28}{wall / times:8.3f} s   {cpu / times:8.3f} s CPU of this process")
    return came


async def withdrawal(name: str) -> None:
    async with DB.transaction():
        round_ = await lock_round(CODE, now=SCHEDULE.draw_at)
        changes = [Change(pseudonym=name)]
        await rerun(round_, changes, reason="", actor=COMMAND_LINE, now=SCHEDULE.draw_at)


async def officers() -> list[Actor]:
    rows = await DB.fetch(
        "INSERT INTO account (email, name, role, locale, active, created)"
        " SELECT n || '@example.org', 'Ani', 'manager', 'id', true, $1"
        " FROM generate_series(1, 2) n RETURNING id",
        NOW,
    )
    return [Actor(Role.MANAGER, Source.CLI, "Ani", account=row["id"]) for row in rows]


async def report(many: int) -> None:
    await filled(many)
    print(f"{many:,} applicants, {PROGRAMMES} programmes of {STALLS} stalls, all ranked by all")
    late = SCHEDULE.verify_by
    await timed("freezing", lambda: freeze(CODE, actor=COMMAND_LINE, now=late))
    for officer in await officers():
        values = [n % 10 for n in range(USUAL.values)]
        await type_values(CODE, values, actor=officer, now=SCHEDULE.draw_at)
    run = await timed(
        "draw, all written", lambda: draw_round(CODE, actor=COMMAND_LINE, now=SCHEDULE.draw_at)
    )
    winners = list(run.outcome.places)
    await timed("drawn again", lambda: withdrawal(winners[0]))
    [round_] = await DB.fetch("SELECT id FROM round")
    kept = await timed("what explanations need, once", lambda: explained(round_["id"]))
    assert kept is not None  # noqa: S101 (it is drawn)
    outcome = kept.outcome
    losers = iter([name for name in outcome.numbers if name not in outcome.places])
    moved = iter([name for name, place in outcome.places.items() if place.choice > 1])

    async def explain(name: str) -> None:
        kept.refusals(name)

    await timed("a loser's explanation", lambda: explain(next(losers)), EXPLAINED)
    await timed("a winner's explanation", lambda: explain(next(moved)), EXPLAINED)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"  most memory of this process {most:.0f} MB; {len(winners)} winners")


async def main(many: int) -> None:
    with data_folder() as data:
        async with work.database(Settings(data=data)):
            await report(many)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else APPLICANTS))
