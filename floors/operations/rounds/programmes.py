"""What a round offers: programmes of interchangeable stalls, and the seats of their classes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import asyncpg
import msgspec

from floors.domain.draw.market import OPEN
from floors.domain.round_terms import usual_seats
from floors.domain.rounds import Deed
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.queries.rounds.free import FreeStall, free_stalls
from floors.tables import Programme, Round
from sentra.database.engine import DB
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.i18n import translate
from sentra.operations.audit import record

MOST_RENT = 100_000_000
"""Rupiah per month; more is a slip of the pen."""


async def suggest(code: str, *, actor: Actor, now: datetime) -> int:
    """Offer every stall that is free for the term, a programme for each floor, zone and size.

    What the draft offered before is replaced.

    Returns:
        How many programmes there are.

    Raises:
        OutOfPhase: The round is announced.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.EDIT)
        free = await free_stalls(
            starts=round_.row["starts"], ends=round_.row["ends"], but=round_.id
        )
        await DB.fetch("DELETE FROM programme WHERE round = $1", round_.id)
        programmes = 0
        for (level, category, area), group in groupby(
            sorted(free, key=lambda one: (one.level, one.category, one.area, one.code)),
            key=lambda one: (one.level, one.category, one.area),
        ):
            stalls = list(group)
            label = CATEGORY_LABELS[Category(category)]
            await _insert(
                round_,
                code=f"L{level}-{category.upper()}-{area:g}".replace(".", "-"),
                name=f"Lantai {level}, {translate(label, 'id').lower()}, {area:g} m²".replace(
                    ".", ","
                ),
                stalls=stalls,
                seats=usual_seats(len(stalls)),
            )
            programmes += 1
        await record(
            "round.programmes",
            subject=Round,
            subject_id=round_.id,
            actor=actor,
            now=now,
            after={"programmes": programmes, "stalls": len(free)},
        )
        return programmes


async def _insert(
    round_: LockedRound,
    *,
    code: str,
    name: str,
    stalls: Sequence[FreeStall],
    seats: Mapping[str, int],
) -> None:
    [row] = await DB.fetch(
        """
        INSERT INTO programme (round, code, name, floor, category, area, rent, classes)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7) RETURNING id
        """,
        round_.id,
        code,
        name,
        stalls[0].floor,
        stalls[0].category,
        stalls[0].area,
        _classes(seats),
    )
    await _offer(round_, row["id"], [one.id for one in stalls])


async def _offer(round_: LockedRound, programme: int, stalls: Sequence[int]) -> None:
    await DB.fetch(
        "INSERT INTO programme_stall (round, programme, space) SELECT $1, $2, unnest($3::int[])",
        round_.id,
        programme,
        list(stalls),
    )


async def set_programme(
    code: str,
    programme: str,
    *,
    name: str,
    rent: int,
    seats: Mapping[str, int],
    stalls: Sequence[str],
    actor: Actor,
    now: datetime,
) -> None:
    """Change one programme of a draft: its name, rent, seats and which of the stalls it offers.

    Args:
        seats: By class; what is left of the stalls is open to all.
        stalls: Codes: some of those that it offers, or other free ones of its floor, zone and size.

    Raises:
        Invalid: More seats than stalls, an unknown class, a rent or stall that can't be.
        NotFound: No such programme.
        OutOfPhase: The round is announced.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.EDIT)
        before = await _programme(round_, programme)
        possible = {
            one.code: one.id
            for one in await free_stalls(
                starts=round_.row["starts"], ends=round_.row["ends"], but=round_.id
            )
            if (one.floor, one.category, one.area)
            == (before["floor"], before["category"], float(before["area"]))
        }
        _check(round_, name=name, rent=rent, seats=seats, stalls=stalls, possible=possible)
        kept = {kind: count for kind, count in seats.items() if count}
        await DB.fetch(
            "UPDATE programme SET name = $2, rent = $3, classes = $4 WHERE id = $1",
            before["id"],
            name.strip(),
            rent,
            _classes(kept),
        )
        await DB.fetch("DELETE FROM programme_stall WHERE programme = $1", before["id"])
        await _offer(round_, before["id"], [possible[one] for one in stalls])
        await record(
            "round.programme",
            subject=Programme,
            subject_id=before["id"],
            actor=actor,
            now=now,
            before={"name": before["name"], "rent": before["rent"], "classes": before["classes"]},
            after={
                "name": name.strip(),
                "rent": rent,
                "classes": _classes(kept),
                "stalls": list(stalls),
            },
        )


async def remove_programme(code: str, programme: str, *, actor: Actor, now: datetime) -> None:
    """Offer none of a programme's stalls in this round.

    Raises:
        NotFound: No such programme.
        OutOfPhase: The round is announced.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.EDIT)
        before = await _programme(round_, programme)
        await DB.fetch("DELETE FROM programme WHERE id = $1", before["id"])
        await record(
            "round.programme",
            subject=Programme,
            subject_id=before["id"],
            actor=actor,
            now=now,
            before={"code": programme, "name": before["name"]},
        )


async def _programme(round_: LockedRound, programme: str) -> asyncpg.Record:
    rows = await DB.fetch(
        "SELECT * FROM programme WHERE round = $1 AND code = $2", round_.id, programme
    )
    if not rows:
        raise NotFound(say("This round has no such programme."))
    return rows[0]


def _check(
    round_: LockedRound,
    *,
    name: str,
    rent: int,
    seats: Mapping[str, int],
    stalls: Sequence[str],
    possible: Mapping[str, int],
) -> None:
    problems = [*_faults_of_seats(round_, seats, len(stalls))]
    if not name.strip():
        problems.append(Problem("name", say("This is needed.")))
    if not 0 <= rent <= MOST_RENT:
        rule = say("A number from %(least)d to %(most)d is needed.", least=0, most=MOST_RENT)
        problems.append(Problem("rent", rule, str(rent)))
    if not stalls:
        rule = say("Choose at least one stall.")
        remedy = say("To offer none of them, remove the programme.")
        problems.append(Problem("stalls", rule, remedy=remedy))
    problems += [
        Problem("stalls", say("This stall can't be offered here."), stall)
        for stall in stalls
        if stall not in possible
    ]
    if problems:
        raise Invalid(*problems)


def _faults_of_seats(
    round_: LockedRound, seats: Mapping[str, int], stalls: int
) -> Iterator[Problem]:
    for kind, count in seats.items():
        if kind == OPEN or kind not in round_.terms.precedence:
            yield Problem("seats", say("There is no such class of seats."), kind)
        elif count < 0:
            yield Problem("seats", say("A number of seats is 0 or more."), str(count))
    if sum(seats.values()) > stalls:
        rule = say(
            "The classes have %(seats)s seats, but there are only %(stalls)s stalls.",
            seats=sum(seats.values()),
            stalls=stalls,
        )
        yield Problem("seats", rule, str(sum(seats.values())))


def _classes(seats: Mapping[str, int]) -> str:
    listed = [{"class": kind, "seats": count} for kind, count in seats.items()]
    return msgspec.json.encode(listed).decode()
