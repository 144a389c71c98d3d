"""The draw, and each later run with the same seed after somebody withdrew or stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from floors.domain.draw import record as public
from floors.domain.draw.market import Application, Change, Programme, Rules
from floors.domain.draw.market_checks import check_changes
from floors.domain.draw.outcome import Outcome, draw
from floors.domain.rounds import Deed, Phase
from floors.operations.rounds.announcing import publish_file
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.operations.rounds.phases import advance
from floors.queries.rounds.record import record_files
from floors.tables import Draw
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import Actor
from sentra.operations.audit import record


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the draw, as it was published.

    Attributes:
        number: 1 for the draw itself.
        gained: Pseudonyms that have another place than before, or one at all.
        lost: Pseudonyms that have none any more.
    """

    id: int
    number: int
    outcome: Outcome
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Frozen:
    """The record before a run: its files as of the last one, and what was frozen, read of them."""

    files: public.Files
    commitment: public.Commitment
    rules: Rules
    programmes: tuple[Programme, ...]
    applications: tuple[Application, ...]


class Tampered(Conflict):
    """What is stored is not what was published."""

    code = "tampered"


async def draw_round(code: str, *, actor: Actor, now: datetime) -> Run:
    """Make the draw and publish its result. Who withdrew after the freezing is left out.

    Raises:
        OutOfPhase: The seed is not known yet, or the draw is made.
        Tampered: What was frozen is not what is stored.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.DRAW)
        # By its state and not by its time: whoever withdrew while all was being frozen clicked
        # before it, and was written down after it.
        rows = await DB.fetch(
            """
            SELECT pseudonym FROM application WHERE round = $1 AND state = 'withdrawn'
            ORDER BY withdrawn, id
            """,
            round_.id,
        )
        frozen = await _read_frozen(round_)
        taking_part = {one.pseudonym for one in frozen.applications}
        changes = [
            Change(pseudonym=row["pseudonym"]) for row in rows if row["pseudonym"] in taking_part
        ]
        run = await _run(round_, frozen, changes, number=1, reason="", previous=None, now=now)
        await _write_numbers(round_, run.outcome.numbers)
        await _write_places(round_, run, run.gained, now=now)
        await DB.fetch("UPDATE round SET drawn = $2 WHERE id = $1", round_.id, now)
        await advance(
            round_,
            Phase.DRAWN,
            actor=actor,
            now=now,
            details={"applications": len(run.outcome.order), "winners": len(run.outcome.places)},
        )
        return run


async def rerun(
    round_: LockedRound, changes: Sequence[Change], *, reason: str, actor: Actor, now: datetime
) -> Run:
    """Draw again with the same seed after changes; the round is locked by the caller.

    Nobody but who changed gets worse. The allotments of whoever gained a place are written (their
    old ones become `replaced`); the caller settles those of who withdrew.

    Args:
        changes: The new ones, in the order they came about.
        reason: For the public, in a few words without a name.

    Raises:
        Invalid: A change by nobody, or staying where she never asked.
        Tampered: What was frozen is not what is stored.
    """
    frozen = await _read_frozen(round_)
    [last] = await DB.fetch(
        "SELECT number FROM draw WHERE round = $1 ORDER BY number DESC LIMIT 1", round_.id
    )
    run = await _run(
        round_,
        frozen,
        [*public.read_changes(frozen.files[public.CHANGES]), *changes],
        number=last["number"] + 1,
        reason=reason,
        previous=sha256(frozen.files[public.MANIFEST]).hexdigest(),
        now=now,
    )
    await DB.fetch(
        """
        UPDATE allotment m SET state = 'replaced', changed = $3 FROM application a
        WHERE a.id = m.application AND m.round = $1 AND a.pseudonym = ANY($2::varchar[])
            AND m.state IN ('offered', 'accepted')
        """,
        round_.id,
        list(run.gained),
        now,
    )
    await _write_places(round_, run, run.gained, now=now)
    await record(
        "round.redrawn",
        subject=Draw,
        subject_id=run.id,
        actor=actor,
        now=now,
        after={"code": round_.code, "edition": run.number, "gained": len(run.gained)},
        note=reason,
    )
    return run


async def _read_frozen(round_: LockedRound) -> _Frozen:
    """What was frozen, if it is still what was published."""
    files = await record_files(round_.id)
    commitment = public.Commitment(
        {name: files[name] for name in (*public.COMMITTED, public.COMMITMENT)},
        sha256(files[public.COMMITMENT]).hexdigest(),
    )
    if commitment.digest != round_.row["commitment"]:
        raise Tampered(say("What was frozen is not what is stored. Nothing was drawn."))
    rules, programmes, applications = public.read_committed(commitment.files)
    return _Frozen(files, commitment, rules, programmes, applications)


async def _run(
    round_: LockedRound,
    frozen: _Frozen,
    changes: Sequence[Change],
    *,
    number: int,
    reason: str,
    previous: str | None,
    now: datetime,
) -> Run:
    """Draw and publish; nothing else is written."""
    check_changes(frozen.applications, changes)
    seed = public.read_seed(frozen.files[public.SEED])
    outcome = draw(
        rules=frozen.rules,
        programmes=frozen.programmes,
        applications=frozen.applications,
        seed=seed.seed,
        changes=changes,
    )
    published = public.publish(
        commitment=frozen.commitment,
        seed=seed,
        changes=changes,
        outcome=outcome,
        edition=number,
        previous=previous,
    )
    [row] = await DB.fetch(
        """
        INSERT INTO draw (round, number, reason, digest, made) VALUES ($1, $2, $3, $4, $5)
        RETURNING id
        """,
        round_.id,
        number,
        reason,
        sha256(published[public.RESULT]).hexdigest(),
        now,
    )
    for name in (public.CHANGES, public.RESULT, public.MANIFEST):
        await publish_file(round_.id, name, published[name], now=now, draw=row["id"])
    before = await _places(round_)
    after = {name: place.programme for name, place in outcome.places.items()}
    return Run(
        id=row["id"],
        number=number,
        outcome=outcome,
        gained=tuple(name for name, code in after.items() if before.get(name) != code),
        lost=tuple(name for name in before if name not in after),
    )


async def _places(round_: LockedRound) -> Mapping[str, str]:
    """The programme that each holds by a draw, by pseudonym."""
    rows = await DB.fetch(
        """
        SELECT a.pseudonym, p.code FROM allotment m
        JOIN application a ON a.id = m.application JOIN programme p ON p.id = m.programme
        WHERE m.round = $1 AND m.draw IS NOT NULL
            AND m.state IN ('offered', 'accepted', 'moved_in')
        """,
        round_.id,
    )
    return {row["pseudonym"]: row["code"] for row in rows}


async def _write_numbers(round_: LockedRound, numbers: Mapping[str, int]) -> None:
    await DB.fetch(
        """
        UPDATE application a SET number = n.number, untold = untold OR a.state = 'accepted'
        FROM unnest($2::varchar[], $3::int[]) AS n(pseudonym, number)
        WHERE a.round = $1 AND a.pseudonym = n.pseudonym
        """,
        round_.id,
        list(numbers),
        list(numbers.values()),
    )


async def _write_places(
    round_: LockedRound, run: Run, names: Sequence[str], *, now: datetime
) -> None:
    places = [run.outcome.places[name] for name in names]
    await DB.fetch(
        """
        INSERT INTO allotment (round, application, programme, draw, seat, number, state, reason,
            offer_ends, created, changed)
        SELECT $1, a.id, p.id, $2, n.seat, n.number, 'offered', '', $7, $8, $8
        FROM unnest($3::varchar[], $4::varchar[], $5::varchar[], $6::int[])
            AS n(pseudonym, programme, seat, number)
        JOIN application a ON a.round = $1 AND a.pseudonym = n.pseudonym
        JOIN programme p ON p.round = $1 AND p.code = n.programme
        """,
        round_.id,
        run.id,
        list(names),
        [place.programme for place in places],
        [place.seat for place in places],
        [run.outcome.numbers[name] for name in names],
        round_.schedule.accept_by,
        now,
    )
