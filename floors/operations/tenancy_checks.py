"""What stands against giving a stall: asked while the rows are locked."""

from collections.abc import Sequence

from floors.domain.tenancies import (
    Held,
    HoldsAnother,
    OutOfUse,
    Promised,
    Span,
    first_free,
    held_message,
    nearest,
)
from floors.operations.tenancy_rows import Stall
from floors.queries.tenancies import (
    PROMISES,
    clashing,
    free_places,
    stalls_held_meanwhile,
    taken_spans,
)
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Problem


async def check_free(
    stall: Stall, span: Span, *, but: int | None = None, of_round: int | None = None
) -> None:
    """Refuse a stall that is closed, held or promised on one of the days.

    Args:
        but: A tenancy that does not count: the one that is being changed.
        of_round: The round that gives it, whose own promise does not count.

    Raises:
        OutOfUse: The stall is closed.
        Promised: An announced round offers it, and gives it out by its draw.
        Held: With the holder, the first free span, and the nearest free stalls of its category.
    """
    if not stall.in_use:
        raise OutOfUse(
            say("Stall %(stall)s is closed. Choose another one.", stall=stall.code),
            problems=[Problem("stall", say("This stall is closed."), stall.code)],
        )
    clash = await clashing(space=stall.id, span=span, but=but)
    if clash is None:
        await _refuse_promised(stall, span, of_round)
        return
    holder, taken = clash
    free = first_free(span.starts, await taken_spans(space=stall.id, since=span.starts))
    others = [
        free.place
        for free in await free_places(span=span, site=stall.site)
        if free.category == stall.category
    ]
    raise Held(
        held_message(stall=stall.code, holder=holder, clash=taken, asked=span),
        extra={
            "stall": stall.code,
            "holder": holder,
            "held_from": taken.starts.isoformat(),
            "held_until": taken.ends.isoformat() if taken.ends else None,
            "free_from": free.starts.isoformat() if free else None,
            "free_until": free.ends.isoformat() if free and free.ends else None,
            "alternatives": [place.code for place in nearest(stall.place, others)],
        },
    )


async def _refuse_promised(stall: Stall, span: Span, of_round: int | None) -> None:
    """What a round has announced is given by its draw, and by nobody's favour."""
    rows = await DB.fetch(
        f"""
        SELECT r.code, r.name FROM programme_stall p JOIN round r ON r.id = p.round
        WHERE p.space = $1 AND {PROMISES} AND r.id IS DISTINCT FROM $4
            AND daterange(r.starts, r.ends) && daterange($2, $3)
        LIMIT 1
        """,  # noqa: S608 - a constant
        stall.id,
        span.starts,
        span.ends,
        of_round,
    )
    if rows:
        raise Promised(
            say(
                "Stall %(stall)s is offered in %(round)s, which gives it out by its draw.",
                stall=stall.code,
                round=rows[0]["name"],
            ),
            extra={"stall": stall.code, "round": rows[0]["code"]},
        )


async def check_one_stall(
    *, enterprise: int, holder: str, span: Span, allowed: bool, but: Sequence[int] = ()
) -> list[str]:
    """The other stalls that the enterprise holds meanwhile; refused unless `allowed`.

    Raises:
        HoldsAnother: It holds others, and nobody said that it may.
    """
    others = await stalls_held_meanwhile(enterprise=enterprise, span=span, but=but)
    if others and not allowed:
        raise HoldsAnother(
            say(
                "%(holder)s already holds %(stalls)s in this time.",
                holder=holder,
                stalls=tuple(others),
            ),
            problems=[
                Problem(
                    "enterprise",
                    say("One enterprise holds one stall at a time."),
                    holder,
                    say("End or move the other tenancy, or allow a further stall and say why."),
                )
            ],
            extra={"holder": holder, "stalls": others},
        )
    return others


async def refuse_moved_on(tenancy: int) -> None:
    """Refuse to touch a tenancy whose holder went on to another stall.

    Raises:
        Conflict: It is so.
    """
    rows = await DB.fetch(
        "SELECT id FROM tenancy WHERE moved_from = $1 AND state = 'active'", tenancy
    )
    if rows:
        raise Conflict(say("The holder has moved to another stall; change that tenancy."))
