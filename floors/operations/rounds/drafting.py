"""A round before it is announced, and what may still be changed of it afterwards."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime

import msgspec

from floors.domain.applying import State
from floors.domain.draw.lottery import SALT_BYTES
from floors.domain.draw.seeds import plan_witnessed
from floors.domain.reasons import check_reason
from floors.domain.round_terms import Terms, check_terms
from floors.domain.rounds import Deed, Schedule, check_moved, check_schedule
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.tables import Round
from sentra.database.engine import DB
from sentra.database.violations import on_violation, speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import changes, record

SEED_KINDS = ("witnessed", "drand")
CODE_MOST = 24
NAME_MOST = 120
ABOUT_MOST = 2000

on_violation(
    "round_code_key",
    lambda: Conflict(
        say("There is a round of this code."),
        problems=[Problem("code", say("Another round has this code."))],
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What officers say of a round.

    Attributes:
        code: Public name, letters, digits and hyphens, at most 24; in addresses and the lottery.
        starts: First day of the tenancies.
        ends: First day that is not theirs any more.
        seed_kind: witnessed or drand.
    """

    code: str
    name: str
    about: str
    schedule: Schedule
    starts: date
    ends: date
    move_in_by: date
    terms: Terms
    seed_kind: str = "witnessed"


def check_draft(draft: Draft) -> None:
    """Everything wrong with it, all at once.

    Raises:
        Invalid: With a problem per field.
    """
    problems = list(_faults_of_words(draft))
    for check in (
        lambda: check_schedule(
            draft.schedule, starts=draft.starts, ends=draft.ends, move_in_by=draft.move_in_by
        ),
        lambda: check_terms(draft.terms),
        lambda: (
            draft.seed_kind == "drand"
            or plan_witnessed(values=draft.terms.values, faces=draft.terms.faces)
        ),
    ):
        try:
            check()
        except Invalid as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise Invalid(*problems)


def _faults_of_words(draft: Draft) -> list[Problem]:
    problems = []
    code_ok = draft.code.replace("-", "").isalnum() and draft.code.isascii()
    if not code_ok or draft.code.startswith("-") or len(draft.code) > CODE_MOST:
        rule = say("Letters, digits and hyphens, at most %(most)d: such as 2027-1.", most=CODE_MOST)
        problems.append(Problem("code", rule, draft.code))
    for field, most in (("name", NAME_MOST), ("about", ABOUT_MOST)):
        if len(getattr(draft, field)) > most:
            rule = say("At most %(most)d characters fit here.", most=most)
            problems.append(Problem(field, rule))
    if not draft.name.strip():
        problems.append(Problem("name", say("This is needed.")))
    if draft.seed_kind not in SEED_KINDS:
        rule = say("Please choose one of the list.")
        problems.append(Problem("seed_kind", rule, draft.seed_kind))
    return problems


async def draft_round(
    draft: Draft, *, actor: Actor, now: datetime, salt: bytes | None = None
) -> int:
    """Begin a round, which only the office sees.

    Args:
        salt: Key of its pseudonyms; drawn by the machine unless given.

    Returns:
        Its id.

    Raises:
        Invalid: Dates or rules that nobody can mean.
        Conflict: Another round has this code.
    """
    check_draft(draft)
    with speak():
        async with DB.transaction():
            [row] = await DB.fetch(
                """
                INSERT INTO round (code, name, about, state, starts, ends, opens, closes, verify_by,
                    draw_at, object_by, accept_by, move_in_by, rules, salt, seed_kind, created,
                    changed, cancelled_because)
                VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                    $16, $16, '')
                RETURNING id
                """,
                draft.code,
                draft.name,
                draft.about,
                draft.starts,
                draft.ends,
                *asdict(draft.schedule).values(),
                draft.move_in_by,
                msgspec.json.encode(draft.terms).decode(),
                salt or secrets.token_bytes(SALT_BYTES),
                draft.seed_kind,
                now,
            )
            made: int = row["id"]
            await record(
                "round.draft",
                subject=Round,
                subject_id=made,
                actor=actor,
                now=now,
                after={"code": draft.code, **_plain(draft)},
            )
            return made


async def edit_draft(code: str, draft: Draft, *, actor: Actor, now: datetime) -> None:
    """Change a round that is not announced yet; its code stays.

    Raises:
        Invalid: Dates or rules that nobody can mean.
        NotFound: There is no such round.
        OutOfPhase: It is announced.
    """
    check_draft(draft)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.EDIT)
        before = _plain(
            Draft(
                code=code,
                name=round_.name,
                about=round_.row["about"],
                schedule=round_.schedule,
                starts=round_.row["starts"],
                ends=round_.row["ends"],
                move_in_by=round_.row["move_in_by"],
                terms=round_.terms,
                seed_kind=round_.row["seed_kind"],
            )
        )
        was, is_now = changes(before, _plain(draft))
        if not is_now:
            return
        await DB.fetch(
            """
            UPDATE round SET name = $2, about = $3, starts = $4, ends = $5, opens = $6, closes = $7,
                verify_by = $8, draw_at = $9, object_by = $10, accept_by = $11, move_in_by = $12,
                rules = $13, seed_kind = $14, changed = $15
            WHERE id = $1
            """,
            round_.id,
            draft.name,
            draft.about,
            draft.starts,
            draft.ends,
            *asdict(draft.schedule).values(),
            draft.move_in_by,
            msgspec.json.encode(draft.terms).decode(),
            draft.seed_kind,
            now,
        )
        await record(
            "round.edit",
            subject=Round,
            subject_id=round_.id,
            actor=actor,
            now=now,
            before=was,
            after=is_now,
        )


async def move_dates(
    code: str,
    schedule: Schedule,
    *,
    move_in_by: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Set other dates for what lies ahead of an announced round; calendars and letters follow.

    Raises:
        Invalid: No reason; a date that has passed, or dates out of order.
        Conflict: The draw's moment after all is frozen: the seed was promised for it.
        OutOfPhase: The round is over.
    """
    reason = check_reason(reason)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.MOVE_DATES)
        check_moved(round_.schedule, schedule, now=now)
        check_schedule(
            schedule,
            starts=round_.row["starts"],
            ends=round_.row["ends"],
            move_in_by=move_in_by,
        )
        if round_.row["commitment"] and schedule.draw_at != round_.schedule.draw_at:
            raise Conflict(say("The moment of the draw was promised when all was frozen."))
        was, is_now = changes(
            asdict(round_.schedule) | {"move_in_by": round_.row["move_in_by"]},
            asdict(schedule) | {"move_in_by": move_in_by},
        )
        if not is_now:
            raise Conflict(say("These are the dates already."))
        await DB.fetch(
            """
            UPDATE round SET opens = $2, closes = $3, verify_by = $4, draw_at = $5, object_by = $6,
                accept_by = $7, move_in_by = $8, changed = $9
            WHERE id = $1
            """,
            round_.id,
            *asdict(schedule).values(),
            move_in_by,
            now,
        )
        await DB.fetch(
            """
            UPDATE allotment SET offer_ends = $3, changed = $4
            WHERE round = $1 AND state = 'offered' AND offer_ends = $2
            """,
            round_.id,
            round_.schedule.accept_by,
            schedule.accept_by,
            now,
        )
        await _tell_again(round_, schedule)
        await record(
            "round.dates",
            subject=Round,
            subject_id=round_.id,
            actor=actor,
            now=now,
            before=was,
            after=is_now,
            note=reason,
        )


async def _tell_again(round_: LockedRound, schedule: Schedule) -> None:
    """Letters that named a day which moves are written again, with the new one."""
    stale = [
        state
        for state, moved in (
            (State.RETURNED, schedule.verify_by != round_.schedule.verify_by),
            (State.ACCEPTED, schedule.draw_at != round_.schedule.draw_at),
        )
        if moved
    ]
    await DB.fetch(
        "UPDATE application SET untold = TRUE WHERE round = $1 AND state = ANY($2::varchar[])",
        round_.id,
        stale,
    )


def _plain(draft: Draft) -> dict[str, object]:
    """What the audit trail keeps of it."""
    return {
        "name": draft.name,
        "about": draft.about,
        "starts": draft.starts,
        "ends": draft.ends,
        **asdict(draft.schedule),
        "move_in_by": draft.move_in_by,
        "rules": msgspec.to_builtins(draft.terms),
        "seed_kind": draft.seed_kind,
    }
