"""Reads of the series that the office asks about."""

from dataclasses import dataclass
from datetime import datetime

from bookings.domain.policies import Kind, Rule, binding
from bookings.domain.reconfirmation import Standing, due, is_asked
from sentra.database.engine import DB
from sentra.domain.roles import Role

_STANDING = """
    SELECT r.id, r.title, r.organiser, r.space, r.created, r.confirmed_until, a.role,
           s.name AS room_name, max(b.starts) AS last
    FROM series r
    JOIN account a ON a.id = r.organiser
    JOIN space s ON s.id = r.space
    JOIN booking b ON b.series = r.id AND b.state IN ('confirmed', 'requested') AND b.starts > $1
    WHERE ($2::int IS NULL OR r.organiser = $2) AND ($3::int IS NULL OR r.id = $3)
    GROUP BY r.id, a.id, s.id
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A series about which the office asks whether it still takes place.

    Attributes:
        answer_by: What is not confirmed by then is called off.
        weeks: For how long an answer holds.
        last: Start of its last date.
    """

    series: int
    title: str
    room_name: str
    organiser: int
    answer_by: datetime
    weeks: int
    last: datetime


async def questions(
    now: datetime, *, organiser: int | None = None, series: int | None = None
) -> list[Question]:
    """What is asked now, the most urgent first: of one trainer, about one series, or all."""
    rules = await _rules()
    if not rules:
        return []
    found = []
    for row in await DB.fetch(_STANDING, now, organiser, series):
        counting = binding((rule for rule, _ in rules), space=row["space"], role=Role(row["role"]))
        for rule, ruled in rules:
            if rule not in counting:
                continue
            standing = Standing(row["created"], row["confirmed_until"], row["last"])
            answer_by = due(standing, weeks=rule.value, ruled=ruled)
            if is_asked(standing, answer_by, now):
                question = Question(
                    row["id"],
                    row["title"],
                    row["room_name"],
                    row["organiser"],
                    answer_by,
                    rule.value,
                    row["last"],
                )
                found.append(question)
    return sorted(found, key=lambda question: (question.answer_by, question.series))


async def _rules() -> list[tuple[Rule, datetime]]:
    """The rules that ask, and when each was made."""
    rows = await DB.fetch(
        "SELECT id, value, space, role, changed FROM booking_rule WHERE kind = 'reconfirm'"
    )
    return [
        (
            Rule(
                Kind.RECONFIRM,
                row["value"],
                row["space"],
                Role(row["role"]) if row["role"] else None,
                row["id"],
            ),
            row["changed"],
        )
        for row in rows
    ]
