"""Reads of the public record: its files, as they were published."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from sentra.database.engine import DB


class Edition(Struct, frozen=True, kw_only=True):
    """One run of the draw.

    Attributes:
        number: 1 for the draw itself.
        reason: Why it was made again; empty for the first.
        digest: SHA-256 of `result.jsonl`.
    """

    id: int
    number: int
    reason: str
    digest: str
    made: datetime


class FileLine(Struct, frozen=True, kw_only=True):
    """A published file, without its content.

    Attributes:
        size: Octets.
    """

    name: str
    digest: str
    size: int
    published: datetime


_WHOLE = """
    round = $1 AND (draw IS NULL OR draw = (
        SELECT id FROM draw WHERE round = $1 AND ($2::int IS NULL OR number = $2)
        ORDER BY number DESC LIMIT 1))
"""


async def editions(round_id: int) -> list[Edition]:
    """Every run, the latest first."""
    rows = await DB.fetch(
        "SELECT id, number, reason, digest, made FROM draw WHERE round = $1 ORDER BY number DESC",
        round_id,
    )
    return [Edition(**dict(row)) for row in rows]


async def record_files(
    round_id: int, *, edition: int | None = None, names: Sequence[str] | None = None
) -> dict[str, bytes]:
    """The files of the record, whole, as of an edition or of the latest one.

    Args:
        names: Only these.
    """
    rows = await DB.fetch(
        f"SELECT name, content FROM record_file WHERE {_WHOLE}"  # noqa: S608 - constants
        " AND ($3::varchar[] IS NULL OR name = ANY($3))",
        round_id,
        edition,
        None if names is None else list(names),
    )
    return {row["name"]: bytes(row["content"]) for row in rows}


async def record_lines(round_id: int, *, edition: int | None = None) -> list[FileLine]:
    """What has been published, in the order in which it was."""
    rows = await DB.fetch(
        "SELECT name, digest, length(content) AS size, published"  # noqa: S608 - constants
        f" FROM record_file WHERE {_WHOLE} ORDER BY published, id",
        round_id,
        edition,
    )
    return [FileLine(**dict(row)) for row in rows]


async def has_typed(round_id: int, account: int | None) -> tuple[int, bool]:
    """How many officers have typed the values of the public draw, and whether this one has."""
    rows = await DB.fetch("SELECT account FROM seed_entry WHERE round = $1", round_id)
    return len(rows), any(row["account"] == account for row in rows)
