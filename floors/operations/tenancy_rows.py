"""The rows behind a tenancy: locking them, and writing what an operation has decided.

Stalls are locked first, in the order of their ids, then the enterprise: what is checked afterwards
is still true when it is written, whoever else is at work. The constraint `tenancy_no_overlap` has
the last word all the same.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from floors.domain.tenancies import Held, OutOfUse, Place, Span, may_be_code, may_be_id
from sentra.database.engine import DB
from sentra.database.violations import on_violation, speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, NotFound, Problem
from sentra.domain.roles import Actor

on_violation(
    "tenancy_no_overlap",
    lambda: Held(say("Somebody else has just been given this stall. Look again who holds it.")),
)


@dataclass(frozen=True, slots=True)
class Stall:
    """A stall whose row is locked."""

    id: int
    code: str
    category: str | None
    site: int
    in_use: bool
    place: Place


async def lock_stalls(*codes: str, also: int | None = None) -> list[Stall]:
    """Stalls by their codes, and one by its id.

    Raises:
        NotFound: One of the codes is no stall.
    """
    known = [code for code in codes if may_be_code(code)]
    rows = await DB.fetch(
        """
        SELECT s.id, s.code, s.category, f.site, f.level, s.active AND f.active AS in_use,
            coalesce((s.geometry #>> '{coordinates,0,0,0}')::float, 0) AS x,
            coalesce((s.geometry #>> '{coordinates,0,0,1}')::float, 0) AS y
        FROM space s JOIN floor f ON f.id = s.floor
        WHERE s.kind = 'stall' AND (s.code = ANY($1::varchar[]) OR s.id = $2)
        ORDER BY s.id FOR NO KEY UPDATE OF s
        """,
        known,
        also,
    )
    missing = set(codes) - {row["code"] for row in rows}
    if missing:
        code = min(missing)
        raise NotFound(
            say("There is no stall %(stall)s.", stall=code),
            problems=[Problem("stall", say("There is no such stall."), code)],
        )
    return [_stall(row) for row in rows]


def _stall(row: Any) -> Stall:
    place = Place(row["code"], row["level"], row["x"], row["y"])
    return Stall(row["id"], row["code"], row["category"], row["site"], row["in_use"], place)


async def lock_enterprise(enterprise: int) -> str:
    """The name of an enterprise, locked so that nobody gives it two stalls at once.

    Raises:
        NotFound: There is no such enterprise.
        OutOfUse: It is retired.
    """
    rows = may_be_id(enterprise) and await DB.fetch(
        "SELECT name, active FROM enterprise WHERE id = $1 FOR NO KEY UPDATE", enterprise
    )
    if not rows:
        raise NotFound(
            say("There is no such enterprise."),
            problems=[Problem("enterprise", say("Choose an enterprise from the registry."))],
        )
    name: str = rows[0]["name"]
    if not rows[0]["active"]:
        raise OutOfUse(
            say("%(name)s is retired from the registry.", name=name),
            problems=[Problem("enterprise", say("This enterprise is retired."), name)],
        )
    return name


async def lock_tenancy(
    tenancy: int, *others: str, even_cancelled: bool = False
) -> tuple[Any, list[Stall]]:
    """A tenancy as it is now, with its stall and the other stalls locked.

    Raises:
        NotFound: There is no such tenancy or stall.
        Conflict: It was taken back.
    """
    rows = may_be_id(tenancy) and await DB.fetch("SELECT space FROM tenancy WHERE id = $1", tenancy)
    if not rows:
        raise NotFound(say("There is no such tenancy."))
    places = await lock_stalls(*others, also=rows[0]["space"])
    [row] = await DB.fetch(
        "SELECT space, enterprise, starts, ends, state FROM tenancy WHERE id = $1", tenancy
    )
    if row["state"] != "active" and not even_cancelled:
        raise Conflict(say("This tenancy was taken back. Nothing about it can be changed."))
    return row, places


async def insert_tenancy(
    stall: Stall,
    enterprise: int,
    span: Span,
    *,
    note: str,
    actor: Actor,
    now: datetime,
    moved_from: int | None = None,
) -> int:
    with speak():
        [row] = await DB.fetch(
            """
            INSERT INTO tenancy (space, enterprise, starts, ends, state, moved_from, note, given_by,
                created, changed)
            VALUES ($1, $2, $3, $4, 'active', $5, $6, $7, $8, $8) RETURNING id
            """,
            stall.id,
            enterprise,
            span.starts,
            span.ends,
            moved_from,
            note,
            actor.account,
            now,
        )
    new: int = row["id"]
    if moved_from is not None:
        await follow(moved_from, new, now=now)
    return new


async def follow(old: int, new: int, *, now: datetime) -> None:
    """Let what a round gave go along when its holder moves: lease, rent, and passing it on.

    The stall is left out where the round still counts it as another winner's.
    """
    await DB.fetch(
        """
        UPDATE allotment a SET tenancy = $2, changed = $3, space = (
            SELECT t.space FROM tenancy t WHERE t.id = $2 AND NOT EXISTS (
                SELECT FROM allotment o WHERE o.round = a.round AND o.id <> a.id
                AND o.space = t.space AND o.state IN ('offered', 'accepted', 'moved_in')))
        WHERE a.tenancy = $1
        """,
        old,
        new,
        now,
    )


async def write_end(tenancy: int, ends: date | None, now: datetime) -> None:
    with speak():
        await DB.fetch(
            "UPDATE tenancy SET ends = $2, changed = $3 WHERE id = $1", tenancy, ends, now
        )


async def write_state(
    tenancy: int, *, active: bool, now: datetime, note: str | None = None
) -> None:
    """Take a tenancy back, or put it in force again."""
    with speak():
        await DB.fetch(
            "UPDATE tenancy SET state = $2, note = coalesce($4, note), changed = $3 WHERE id = $1",
            tenancy,
            "active" if active else "cancelled",
            now,
            note,
        )
