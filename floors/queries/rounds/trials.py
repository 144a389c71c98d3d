"""Trial runs: the crowd from the register, and the process that draws for it."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from datetime import date
from enum import StrEnum

import msgspec

from floors.domain.draw.market import Rules
from floors.domain.tenure import standing
from floors.domain.trial_runs import (
    MOST_PEOPLE,
    Person,
    TrialRun,
    Tried,
    claims_by_lot,
    made_up,
)
from floors.queries.rounds import RoundView, for_the_draw, programmes_of
from floors.queries.rounds.facts import facts_of_all
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict

USUAL_CROWD = 2000
"""Of a made-up crowd, where nobody says how many."""


_MOST_AT_ONCE = 2
"""Each takes a processor for seconds, and the machine serves everybody."""
_running: set[asyncio.subprocess.Process] = set()


class Crowd(StrEnum):
    """Who is taken to apply."""

    REGISTERED = "registered"
    """All active enterprises of the register that may, with their true classes."""
    MADE_UP = "made-up"


async def trial_of(round_: RoundView, crowd: Crowd, *, many: int, on: date) -> TrialRun:
    """What is to be tried.

    Args:
        many: Of a made-up crowd.
        on: The day on which arrears are looked at.

    Raises:
        Conflict: The round offers nothing yet, there is nobody in the register, or others are
            trying rules right now.
    """
    if len(_running) >= _MOST_AT_ONCE:
        raise Conflict(say("Others are trying rules right now. Try again in a moment."))
    programmes = for_the_draw(await programmes_of(round_.id))
    if not programmes:
        raise Conflict(say("Nothing is offered yet, so there is nothing to try."))
    rows = await DB.fetch(
        "SELECT id, category, kecamatan FROM enterprise WHERE active ORDER BY id LIMIT $1",
        MOST_PEOPLE,
    )
    if crowd is Crowd.MADE_UP:
        like = [(row["category"], row["kecamatan"]) for row in rows]
        sold = sorted({category for one in programmes for category in one.categories})
        people = made_up(many, like=like, categories=sold)
    else:
        claims = dict(zip((row["id"] for row in rows), claims_by_lot(len(rows)), strict=True))
        facts = await facts_of_all(claims, on=on)
        found = [
            (
                row["category"],
                standing(facts[row["id"]], round_.terms, starts=round_.starts, ends=round_.ends),
            )
            for row in rows
        ]
        people = [Person(sells, one.classes) for sells, one in found if one.barred is None]
    if not people:
        raise Conflict(say("Nobody in the register may apply, so there is nothing to try."))
    rules = Rules(
        round=round_.code,
        precedence=round_.terms.precedence,
        salt_sha256="",
        tenancy=(round_.starts.isoformat(), round_.ends.isoformat()),
    )
    return TrialRun(rules=rules, programmes=programmes, people=tuple(people))


async def progress_of(asked: TrialRun) -> AsyncGenerator[tuple[int, int] | Tried, None]:
    """Draws done and draws in all, again and again; at last what they came to.

    A process of its own with a low priority draws, so that pages are served meanwhile. It ends
    with whoever listens.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "floors.trial_program",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdin is not None  # noqa: S101 - asked for above
    assert process.stdout is not None  # noqa: S101 - likewise
    _running.add(process)
    try:
        process.stdin.write(msgspec.json.encode(asked))
        await process.stdin.drain()
        process.stdin.close()
        async for line in process.stdout:
            if line.startswith(b"{"):
                yield msgspec.json.decode(line, type=Tried)
            else:
                done, of_all = line.split()
                yield int(done), int(of_all)
    finally:
        _running.discard(process)
        if process.returncode is None and process.stdout.at_eof() is False:
            process.kill()
        await process.wait()


async def tried(asked: TrialRun) -> Tried:
    """What a trial run came to, waited for."""
    async for said in progress_of(asked):
        if isinstance(said, Tried):
            return said
    raise RuntimeError("The trial run ended without a result.")
