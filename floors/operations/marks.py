"""Marking what stalls are meant to sell, so that no two neighbours compete without a reason."""

from collections.abc import Mapping
from datetime import datetime

from floors.domain.neighbours import Clash, Competes, check_mark, clashes, neighbours
from floors.domain.tenancies import check_note
from floors.queries.marks import marks_of
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound, Problem
from sentra.domain.roles import Actor
from sentra.i18n import today
from sentra.operations.audit import record


async def mark_stalls(
    level: int, marks: Mapping[str, str], *, reason: str = "", actor: Actor, now: datetime
) -> list[str]:
    """Mark stalls of a floor for sub-categories; an empty mark takes it away.

    Args:
        marks: By code; stalls that are not named keep theirs.
        reason: Why neighbours may sell the same, where this would make them; it is kept with them.

    Returns:
        The stalls whose marks changed.

    Raises:
        NotFound: No such stall on this floor.
        Invalid: A mark or the reason is too long.
        Competes: Neighbours would sell the same, and no reason is given.
    """
    reason = check_note(reason)
    checked = {stall: check_mark(stall, sells) for stall, sells in marks.items()}
    async with DB.transaction():
        known = {one.code: one for one in await marks_of(level, day=today(now), lock=True)}
        if strange := sorted(set(checked) - set(known)):
            raise NotFound(say("There is no stall %(stall)s.", stall=strange[0][:20]))
        changed = [code for code, sells in checked.items() if sells != known[code].sells]
        after = {code: one.sells for code, one in known.items()} | checked
        pairs = neighbours({code: one.shape for code, one in known.items() if one.shape})
        found = [
            clash
            for clash in clashes(pairs, {code: sells for code, sells in after.items() if sells})
            if {clash.stall, clash.neighbour} & set(changed)
        ]
        if found and not reason:
            raise _competes(found)
        beside = {code for clash in found for code in (clash.stall, clash.neighbour)}
        for code in sorted(changed):
            why = reason if code in beside else ""
            await DB.fetch(
                "UPDATE space SET sells = $2, sells_reason = $3 WHERE id = $1",
                known[code].id,
                after[code],
                why,
            )
            await record(
                "space.mark",
                subject=Space,
                subject_id=known[code].id,
                actor=actor,
                now=now,
                before={"sells": known[code].sells},
                after={"sells": after[code], "code": code},
                note=why or None,
            )
        return changed


def _competes(found: list[Clash]) -> Competes:
    told = [f"{one.stall}–{one.neighbour}" for one in found]
    return Competes(
        say("These neighbours would sell the same: %(stalls)s.", stalls=", ".join(told)),
        problems=[
            Problem(
                f"sells-{one.stall}",
                say(
                    "The neighbour %(stall)s sells this too: %(sells)s.",
                    stall=one.neighbour,
                    sells=one.sells,
                ),
                one.sells,
                say("Choose another mark for one of the two, or give the reason why it is well."),
            )
            for one in found
        ],
        extra={"clashes": [[one.stall, one.neighbour, one.sells] for one in found]},
    )
