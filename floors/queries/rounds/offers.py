"""Reads of the places that a draw gave, and of what has become of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from floors.domain.draw import record as public
from floors.domain.draw.market import Change
from floors.domain.draw.outcome import Place
from floors.domain.offers import LIVE, Holding, OfferState
from floors.domain.tenancies import Span
from floors.queries.rounds.record import record_files
from sentra.database.engine import DB


class Offered(Struct, frozen=True, kw_only=True):
    """An offer with all that its owner and the office may know of it.

    Attributes:
        programme: Its code; `programme_name` is what people read.
        number: In the lottery; None where it was given by hand.
        choice: Which of the applicant's wishes it is, 1 for the dearest; None where none.
        rent: Rupiah per month.
        wishes: Codes of stalls, the dearest first.
        stall: The code of the stall, once there is one.
        starts: First day of its tenancy, once there is one.
    """

    id: int
    application: int
    enterprise: int
    holder: str
    pseudonym: str
    programme: str
    programme_name: str
    level: int
    area: float
    rent: int
    seat: str
    number: int | None
    choice: int | None
    state: OfferState
    ends: datetime | None
    wishes: tuple[str, ...]
    stall: str | None
    tenancy: int | None
    starts: date | None

    @property
    def live(self) -> bool:
        return self.state in LIVE


_OFFERS = """
    SELECT a.id, a.application, p.enterprise, e.name AS holder, p.pseudonym,
        m.code AS programme, m.name AS programme_name, f.level, m.area::float AS area, m.rent,
        a.seat, a.number, w.rank AS choice, a.state, a.offer_ends AS ends, a.wishes,
        s.code AS stall, t.id AS tenancy, t.starts
    FROM allotment a
    JOIN application p ON p.id = a.application
    JOIN enterprise e ON e.id = p.enterprise
    JOIN programme m ON m.id = a.programme
    JOIN floor f ON f.id = m.floor
    LEFT JOIN preference w ON w.application = a.application AND w.programme = a.programme
    LEFT JOIN tenancy t ON t.id = a.tenancy AND t.state = 'active'
    LEFT JOIN space s ON s.id = coalesce(t.space, a.space)
"""
_LIVE = "a.state IN ('offered', 'accepted', 'moved_in')"


async def offers(round_id: int, *, live: bool = False) -> list[Offered]:
    """All of a round by lottery number, those given by hand last; only what is somebody's now."""
    rows = await DB.fetch(
        f"""{_OFFERS} WHERE a.round = $1 AND (NOT $2 OR {_LIVE})
        ORDER BY a.number NULLS LAST, a.id""",
        round_id,
        live,
    )
    return [_offered(row) for row in rows]


async def offer_of(round_id: int, enterprise: int) -> Offered | None:
    """The newest one of an enterprise: the one that is hers, or else what became of the last."""
    rows = await DB.fetch(
        f"""{_OFFERS} WHERE a.round = $1 AND p.enterprise = $2
        ORDER BY {_LIVE} DESC, a.id DESC LIMIT 1""",
        round_id,
        enterprise,
    )
    return _offered(rows[0]) if rows else None


class Ticket(Struct, frozen=True):
    """Under which code an enterprise took part in a draw, and its number; None before it."""

    pseudonym: str
    number: int | None


async def ticket_of(round_id: int, enterprise: int) -> Ticket | None:
    """None where the enterprise has not applied."""
    rows = await DB.fetch(
        "SELECT pseudonym, number FROM application WHERE round = $1 AND enterprise = $2",
        round_id,
        enterprise,
    )
    return Ticket(**dict(rows[0])) if rows else None


async def counts(round_id: int) -> dict[OfferState, int]:
    """How many offers of a round are in which state."""
    rows = await DB.fetch(
        "SELECT state, count(*) AS number FROM allotment WHERE round = $1 GROUP BY state", round_id
    )
    return {OfferState(row["state"]): row["number"] for row in rows}


async def offers_page(
    round_id: int, *, state: OfferState | None, limit: int, offset: int
) -> tuple[list[Offered], int]:
    """Some offers of a round by lottery number, and how many there are; those moved up apart.

    Args:
        state: Only these; all but the replaced ones where none is said.
    """
    which = "a.round = $1 AND (a.state = $2 OR $2 IS NULL AND a.state <> 'replaced')"
    value = state.value if state else None
    rows = await DB.fetch(
        f"{_OFFERS} WHERE {which} ORDER BY a.number NULLS LAST, a.id LIMIT $3 OFFSET $4",
        round_id,
        value,
        limit,
        offset,
    )
    [total] = await DB.fetch(
        f"SELECT count(*) AS number FROM allotment a WHERE {which}",  # noqa: S608 - a constant
        round_id,
        value,
    )
    return [_offered(row) for row in rows], total["number"]


async def drawn_places(
    round_id: int, *, edition: int | None = None
) -> tuple[list[tuple[int, str]], Mapping[str, Place]]:
    """Who has which place by an edition of the result, by pseudonym in lottery order.

    Args:
        edition: Its number; the newest one where none is said.

    Returns:
        Lottery numbers with the pseudonyms of all who have one, and their places.
    """
    files = await record_files(round_id, edition=edition, names=[public.RESULT])
    read = msgspec.json.Decoder().decode
    lines = [read(line) for line in files.get(public.RESULT, b"").splitlines()]
    placed = [one for one in lines if one["programme"] is not None]
    return (
        [(one["number"], one["pseudonym"]) for one in placed],
        {one["pseudonym"]: Place(one["programme"], one["seat"], one["choice"]) for one in placed},
    )


async def changes_so_far(round_id: int) -> tuple[Change, ...]:
    """Who gave up or stays since the draw, by the newest edition of the record."""
    files = await record_files(round_id, names=[public.CHANGES])
    return public.read_changes(files.get(public.CHANGES, b""))


async def stays(round_id: int) -> Mapping[str, str]:
    """Who stays with which programme instead of moving up."""
    return {
        one.pseudonym: one.stays for one in await changes_so_far(round_id) if one.stays is not None
    }


async def free_in_programmes(round_id: int, *, starts: date, ends: date) -> dict[str, list[str]]:
    """Stalls by programme that nobody has yet: not of this round, nor by a tenancy in the term."""
    rows = await DB.fetch(
        """
        SELECT m.code AS programme, s.code FROM programme_stall o
        JOIN programme m ON m.id = o.programme
        JOIN space s ON s.id = o.space JOIN floor f ON f.id = s.floor
        WHERE o.round = $1 AND s.active AND f.active
            AND NOT EXISTS (SELECT FROM allotment a WHERE a.round = $1 AND a.space = s.id
                AND a.state IN ('offered', 'accepted', 'moved_in'))
            AND NOT EXISTS (SELECT FROM tenancy t WHERE t.space = s.id AND t.state = 'active'
                AND daterange(t.starts, t.ends) && daterange($2, $3))
        ORDER BY m.code, s.code
        """,
        round_id,
        starts,
        ends,
    )
    free: dict[str, list[str]] = {}
    for row in rows:
        free.setdefault(row["programme"], []).append(row["code"])
    return free


async def next_free(
    round_id: int, programme: str, term: Span, *, but: int
) -> list[tuple[date, str]]:
    """Stalls of a programme that are nobody's from some day in the term to its end, soonest first.

    Args:
        term: From the first day that is any use; it has an end.
        but: The allotment whose own stall does not count as taken.
    """
    rows = await DB.fetch(
        """
        SELECT greatest($3, max(t.ends)) AS day, s.code FROM programme_stall o
        JOIN programme m ON m.id = o.programme
        JOIN space s ON s.id = o.space JOIN floor f ON f.id = s.floor
        LEFT JOIN tenancy t ON t.space = s.id AND t.state = 'active'
            AND daterange(t.starts, t.ends) && daterange($3, $4)
        WHERE o.round = $1 AND m.code = $2 AND s.active AND f.active
            AND NOT EXISTS (SELECT FROM allotment a WHERE a.round = $1 AND a.space = s.id
                AND a.id <> $5 AND a.state IN ('offered', 'accepted', 'moved_in'))
        GROUP BY s.code
        HAVING NOT coalesce(bool_or(t.ends IS NULL OR t.ends >= $4) FILTER (WHERE t.id IS NOT NULL),
            false)
        ORDER BY 1, 2
        """,
        round_id,
        programme,
        term.starts,
        term.ends,
        but,
    )
    return [(row["day"], row["code"]) for row in rows]


def holdings(live: Sequence[Offered]) -> dict[str, Holding]:
    """What the draw gave and is still somebody's, by pseudonym; not what was given by hand."""
    return {
        one.pseudonym: Holding(one.programme, one.seat, one.choice, one.state)
        for one in live
        if one.number is not None and one.choice is not None
    }


def _offered(row: Any) -> Offered:
    columns = dict(row)
    columns["state"] = OfferState(columns["state"])
    columns["wishes"] = tuple(msgspec.json.decode(columns["wishes"]))
    return Offered(**columns)
