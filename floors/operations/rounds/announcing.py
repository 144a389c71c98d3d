"""Announcing a round: from then on its rules, programmes and seats stand, for all to read."""

from datetime import datetime
from hashlib import sha256

from floors.domain.draw import record as public
from floors.domain.draw.lottery import salt_commitment
from floors.domain.draw.market import Rules
from floors.domain.draw.market_checks import check_rules
from floors.domain.draw.seeds import plan_drand, plan_witnessed
from floors.domain.plan import Label
from floors.domain.round_terms import terms_in_words
from floors.domain.rounds import Deed, Phase
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.operations.rounds.phases import advance
from floors.operations.tenancy_rows import lock_stalls
from floors.queries.rounds import for_the_draw, programmes_of
from floors.queries.rounds.free import free_stalls
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, Problem
from sentra.domain.roles import Actor
from sentra.i18n import translate


async def announce(code: str, *, actor: Actor, now: datetime) -> None:
    """Make a draft public; `rules.json` and `programmes.json` are published as they stay.

    Raises:
        Invalid: It offers nothing, or more seats than stalls; applications would be closed already.
        Conflict: A stall that it offers was given out meanwhile.
        OutOfPhase: It is announced already.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.EDIT)
        if round_.schedule.closes <= now:
            rule = say("Applications would be closed already.")
            raise Invalid(Problem("closes", rule, str(round_.schedule.closes)))
        programmes = for_the_draw(await programmes_of(round_.id))
        if not programmes:
            raise Invalid(Problem("programmes", say("The round offers no stall yet.")))
        # Whoever gives one of them meanwhile waits, and then finds it promised.
        await lock_stalls(*(stall for one in programmes for stall in one.stalls))
        free = await free_stalls(
            starts=round_.row["starts"], ends=round_.row["ends"], but=round_.id
        )
        lost = {stall for one in programmes for stall in one.stalls} - {one.code for one in free}
        if lost:
            raise Conflict(
                say(
                    "These stalls are not free any more: %(stalls)s.",
                    stalls=", ".join(sorted(lost)),
                )
            )
        rules = rules_of(round_)
        check_rules(rules, programmes)
        plan = (
            plan_drand(moment=round_.schedule.draw_at, committed=round_.schedule.verify_by)
            if round_.row["seed_kind"] == "drand"
            else plan_witnessed(values=round_.terms.values, faces=round_.terms.faces)
        )
        files = public.commit(rules=rules, programmes=programmes, applications=(), plan=plan).files
        for name in (public.RULES, public.PROGRAMMES):
            await publish_file(round_.id, name, files[name], now=now)
        await advance(
            round_,
            Phase.ANNOUNCED,
            actor=actor,
            now=now,
            details={
                name: sha256(files[name]).hexdigest() for name in (public.RULES, public.PROGRAMMES)
            },
        )
        await DB.fetch("UPDATE round SET announced = $2 WHERE id = $1", round_.id, now)


def rules_of(round_: LockedRound) -> Rules:
    """The rules as `rules.json` says them."""
    return Rules(
        round=round_.code,
        precedence=round_.terms.precedence,
        salt_sha256=salt_commitment(bytes(round_.row["salt"])),
        tenancy=(round_.row["starts"].isoformat(), round_.row["ends"].isoformat()),
        terms=tuple(
            Label(id=translate(words, "id"), en=translate(words, "en"))
            for words in terms_in_words(round_.terms)
        ),
    )


async def publish_file(
    round_id: int, name: str, content: bytes, *, now: datetime, draw: int | None = None
) -> None:
    """Add a file to the public record, where it stays as it is."""
    await DB.fetch(
        """
        INSERT INTO record_file (round, draw, name, content, digest, published)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        round_id,
        draw,
        name,
        content,
        sha256(content).hexdigest(),
        now,
    )
