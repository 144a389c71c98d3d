"""Freezing a round: who takes part, in which classes, is fixed and published before the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import msgspec

from floors.domain.applying import State
from floors.domain.draw import market
from floors.domain.draw import record as public
from floors.domain.draw.market_checks import check_applications
from floors.domain.draw.seeds import DrandPlan, SeedPlan, plan_drand, plan_witnessed
from floors.domain.rounds import Deed, Phase
from floors.domain.tenure import Standing, standing
from floors.operations.rounds.announcing import publish_file
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.operations.rounds.phases import advance
from floors.queries.rounds.facts import facts_of_all
from floors.queries.rounds.record import record_files
from floors.tables import Application
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import Actor
from sentra.i18n import today, translate
from sentra.operations.audit import record_many

NOT_DECIDED = say("The files were not complete when all was frozen.")


@dataclass(frozen=True, slots=True)
class Frozen:
    """What freezing came to.

    Attributes:
        taking_part: How many applications go into the draw.
        refused: How many were refused by freezing, undecided or barred.
        commitment: The one line to print in a newspaper.
    """

    taking_part: int
    refused: int
    commitment: str


async def freeze(code: str, *, refuse_rest: bool = False, actor: Actor, now: datetime) -> Frozen:
    """Fix and publish what the draw will be made of.

    Args:
        refuse_rest: Whether applications that nobody decided about are refused by it.

    Raises:
        Conflict: Applications are undecided.
        Invalid: The draw is less than a day away, where its seed is drand's.
        OutOfPhase: Applications are not closed yet, or all is frozen already.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.FREEZE)
        refused = await _settle(round_, refuse_rest=refuse_rest, actor=actor, now=now)
        rows = await _accepted(round_)
        standings = await _standings(round_, rows, now=now)
        barred = [row for row in rows if standings[row["id"]].barred]
        await _refuse(
            [(row["id"], translate(standings[row["id"]].barred or "", "id")) for row in barred],
            actor=actor,
            now=now,
        )
        taking_part = [row for row in rows if not standings[row["id"]].barred]
        await _write_classes({row["id"]: standings[row["id"]].classes for row in taking_part})
        commitment = await _publish(round_, taking_part, standings, now=now)
        await advance(
            round_,
            Phase.FROZEN,
            actor=actor,
            now=now,
            details={"commitment": commitment, "applications": len(taking_part)},
        )
        return Frozen(len(taking_part), refused + len(barred), commitment)


async def _settle(round_: LockedRound, *, refuse_rest: bool, actor: Actor, now: datetime) -> int:
    """Refuse who was not decided about, if that is wished."""
    rows = await DB.fetch(
        "SELECT id FROM application WHERE round = $1 AND state IN ('submitted', 'returned')",
        round_.id,
    )
    if rows and not refuse_rest:
        raise Conflict(
            say(
                "Applications nobody has decided about yet: %(number)d. Decide, or refuse them"
                " together.",
                number=len(rows),
            ),
            extra={"undecided": len(rows)},
        )
    await _refuse([(row["id"], translate(NOT_DECIDED, "id")) for row in rows], actor=actor, now=now)
    return len(rows)


async def _refuse(refused: Sequence[tuple[int, str]], *, actor: Actor, now: datetime) -> None:
    await DB.fetch(
        """
        UPDATE application a SET state = 'refused', reason = r.reason, decided = $3,
            decided_by = $4, changed = $3, untold = TRUE
        FROM unnest($1::int[], $2::varchar[]) AS r(id, reason) WHERE a.id = r.id
        """,
        [number for number, _ in refused],
        [reason for _, reason in refused],
        now,
        actor.account,
    )
    await record_many(
        "application.refused",
        subject=Application,
        entries=[
            (number, None, {"state": State.REFUSED.value, "reason": reason})
            for number, reason in refused
        ],
        actor=actor,
        now=now,
    )


async def _accepted(round_: LockedRound) -> Sequence[asyncpg.Record]:
    return await DB.fetch(
        """
        SELECT a.id, a.enterprise, a.pseudonym, a.affirmative,
            ARRAY(SELECT p.code FROM preference f JOIN programme p ON p.id = f.programme
                WHERE f.application = a.id ORDER BY f.rank) AS choices
        FROM application a WHERE a.round = $1 AND a.state = 'accepted' ORDER BY a.id
        FOR NO KEY UPDATE OF a
        """,
        round_.id,
    )


async def _standings(
    round_: LockedRound, rows: Sequence[asyncpg.Record], *, now: datetime
) -> Mapping[int, Standing]:
    facts = await facts_of_all(
        {row["enterprise"]: row["affirmative"] for row in rows}, on=today(now)
    )
    starts, ends = round_.row["starts"], round_.row["ends"]
    return {
        row["id"]: standing(facts[row["enterprise"]], round_.terms, starts=starts, ends=ends)
        for row in rows
    }


async def _write_classes(classes: Mapping[int, Sequence[str]]) -> None:
    await DB.fetch(
        """
        UPDATE application a SET classes = c.classes::jsonb
        FROM unnest($1::int[], $2::varchar[]) AS c(id, classes) WHERE a.id = c.id
        """,
        list(classes),
        [msgspec.json.encode(kinds).decode() for kinds in classes.values()],
    )


async def _publish(
    round_: LockedRound,
    rows: Sequence[asyncpg.Record],
    standings: Mapping[int, Standing],
    *,
    now: datetime,
) -> str:
    """Publish applications and commitment; its digest."""
    announced = await record_files(round_.id)
    rules, programmes = public.read_announced(announced)
    applications = [
        market.Application(
            pseudonym=row["pseudonym"],
            classes=standings[row["id"]].classes,
            preferences=tuple(row["choices"]),
        )
        for row in rows
    ]
    check_applications(rules, programmes, applications)
    plan = _plan(round_, now=now)
    commitment = public.commit(
        rules=rules, programmes=programmes, applications=applications, plan=plan
    )
    for name in (public.APPLICATIONS, public.COMMITMENT):
        await publish_file(round_.id, name, commitment.files[name], now=now)
    await DB.fetch(
        "UPDATE round SET commitment = $2, frozen = $3, drand_round = $4 WHERE id = $1",
        round_.id,
        commitment.digest,
        now,
        plan.beacon if isinstance(plan, DrandPlan) else None,
    )
    return commitment.digest


def _plan(round_: LockedRound, *, now: datetime) -> SeedPlan:
    if round_.row["seed_kind"] == "drand":
        return plan_drand(moment=round_.schedule.draw_at, committed=now)
    return plan_witnessed(values=round_.terms.values, faces=round_.terms.faces)
