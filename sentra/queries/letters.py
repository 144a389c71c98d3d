"""Reads of the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sentra.database.engine import DB
from sentra.queries.ids import IDS

PAGE = 50
_LETTER = """
    SELECT l.id, l.account, a.name, l.address, l.subject, l.state, l.tries, l.due, l.said,
           l.created, l.sent, l.way, l.content IS NOT NULL AS is_kept
    FROM letter l LEFT JOIN account a ON a.id = l.account
"""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter without its words.

    Attributes:
        name: Whom it is for; None for a test.
        is_kept: Whether its content is still here.
    """

    id: int
    account: int | None
    name: str | None
    address: str
    subject: str
    state: str
    tries: int
    due: datetime
    said: str
    created: datetime
    sent: datetime | None
    way: str
    is_kept: bool

    @property
    def may_be_sent_again(self) -> bool:
        """Whether a manager can put it into the queue anew."""
        return self.is_kept and (self.state != "queued" or bool(self.said))


async def list_letters(
    *, state: str | None = None, words: str = "", older_than: int | None = None, size: int = PAGE
) -> list[LetterRow]:
    """The newest letters with a smaller id than `older_than`.

    Args:
        words: Part of an address, a name or a subject.
    """
    rows = await DB.fetch(
        f"""
        {_LETTER}
        WHERE ($1::text IS NULL OR l.state = $1) AND ($3::int IS NULL OR l.id < $3)
            AND ($2 = '' OR strpos(lower(concat_ws(' ', l.address, a.name, l.subject)),
                                   lower($2)) > 0)
        ORDER BY l.id DESC LIMIT $4
        """,
        state,
        words,
        older_than,
        size,
    )
    return [LetterRow(**row) for row in rows]


async def find_letter(letter_id: int) -> LetterRow | None:
    if letter_id not in IDS:
        return None
    rows = await DB.fetch(f"{_LETTER} WHERE l.id = $1", letter_id)
    return LetterRow(**rows[0]) if rows else None


async def content_of(letter_id: int) -> bytes | None:
    """The whole message, where it is still here."""
    rows = await DB.fetch("SELECT content FROM letter WHERE id = $1", letter_id)
    content: bytes | None = rows[0]["content"] if rows else None
    return content


async def counts() -> Mapping[str, int]:
    """How many letters there are of each state; `late` is those that were not taken at once."""
    rows = await DB.fetch(
        """
        SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
               count(*) FILTER (WHERE state = 'queued' AND said <> '') AS late,
               count(*) FILTER (WHERE state = 'sent') AS sent,
               count(*) FILTER (WHERE state = 'aside') AS aside
        FROM letter
        """
    )
    return dict(rows[0])
