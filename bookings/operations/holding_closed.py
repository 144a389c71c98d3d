"""Keeping what is closed closed: the holds of closures, around whatever else holds their rooms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bookings.domain.availability import free_spans, merged
from bookings.domain.spans import Span
from bookings.queries.closures import standing_over
from sentra.database.engine import DB

Freed = tuple[int, Span]
"""A room, and a time in which something has let go of it."""

_INSERT = """
    INSERT INTO hold (closure, space, starts, ends)
    SELECT * FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[])
"""
_HELD = """
    SELECT DISTINCT h.space, h.starts, h.ends
    FROM unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) AS t (space, starts, ends)
    JOIN hold h ON h.space = t.space
        AND tstzrange(h.starts, h.ends, '[)') && tstzrange(t.starts, t.ends, '[)')
"""


async def fill(freed: Sequence[Freed]) -> None:
    """Let the closures that stand take what is free of these rooms at these times.

    Whoever deletes holds calls this with what they held, in the same transaction and with the rooms
    locked: a booking that was kept in a closure must not leave its hours open when it goes.
    """
    if not freed:
        return
    spaces = sorted({space for space, _ in freed})
    starts, ends = [span.starts for _, span in freed], [span.ends for _, span in freed]
    whole = Span(min(starts), max(ends))
    standing = await standing_over(spaces, whole)
    if not standing:
        return
    taken: dict[int, list[Span]] = defaultdict(list)
    for row in await DB.fetch(_HELD, [space for space, _ in freed], starts, ends):
        taken[row["space"]].append(Span(row["starts"], row["ends"]))
    times: dict[int, list[Span]] = defaultdict(list)
    for space, span in freed:
        times[space].append(span)
    made: list[tuple[int, int, Span]] = []
    for space, closure in standing:
        for piece in _shared(closure.spans, times[space]):
            for gap in list(free_spans(piece, taken[space])):
                taken[space].append(gap)
                made.append((closure.id, space, gap))
    await _insert(made)


def _shared(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time that two sets of spans have in common."""
    within = merged(others)
    return [
        Span(max(one.starts, other.starts), min(one.ends, other.ends))
        for one in some
        for other in within
        if one.overlaps(other)
    ]


async def _insert(made: Sequence[tuple[int, int, Span]]) -> None:
    if made:
        await DB.fetch(
            _INSERT,
            [closure for closure, _, _ in made],
            [space for _, space, _ in made],
            [span.starts for _, _, span in made],
            [span.ends for _, _, span in made],
        )
