"""The demo centre, whole."""

import pytest

from bookings.operations.notices import Office
from sentra.database.engine import DB
from sentra.demo.centre import fill, is_filled
from sentra.demo.people_rows import sign_in_paths
from sentra.domain.letters import Sender
from sentra.domain.refusals import Conflict
from sentra.domain.roles import Role
from sentra.queries.letters import list_letters
from tests.conftest import NOW

COUNTS = """
    SELECT (SELECT count(*) FROM enterprise) AS enterprises,
           (SELECT count(DISTINCT space) FROM tenancy WHERE starts <= '2026-11-24'
                AND (ends IS NULL OR ends > '2026-11-24'))::float
           / (SELECT count(*) FROM space WHERE kind = 'stall') AS held,
           (SELECT (max(starts)::date - min(starts)::date) / 7 FROM booking) AS weeks,
           (SELECT count(DISTINCT account) FROM feed) AS followers,
           (SELECT count(*) FROM booking WHERE state = 'requested') AS requests,
           (SELECT count(*) FROM booking_rule) AS rules
"""


async def test_it_has_something_to_show_on_every_page(db: None) -> None:
    parts: list[str] = []
    await fill(now=NOW, progress=parts.append)
    row = (await DB.fetch(COUNTS))[0]
    assert await is_filled()
    assert row["enterprises"] == 3_000
    assert 0.75 < row["held"] < 1
    assert row["weeks"] >= 11
    assert row["followers"] == 4
    assert (row["requests"], row["rules"]) == (6, 5)
    hires = await DB.fetch(
        "SELECT count(*) AS quoted, count(invoice) AS invoiced, count(paid) AS paid FROM hire"
    )
    assert tuple(hires[0]) == (4, 2, 1)
    trainings = await DB.fetch(
        """
        SELECT count(DISTINCT b.track) AS tracks, bool_or(e.id IS NOT NULL) AS taken
        FROM booking b LEFT JOIN enrolment e ON e.booking = b.id OR e.series = b.series
        """
    )
    assert tuple(trainings[0]) == (3, True)
    rounds = await DB.fetch("SELECT code, state FROM round ORDER BY code")
    assert [tuple(row) for row in rounds] == [
        ("2026-1", "closed"),
        ("2027-1", "open"),
        ("2027-2", "draft"),
        ("2027-A", "objections"),
    ]
    moved_in = (
        "SELECT count(*) AS n FROM allotment WHERE state = 'moved_in' AND tenancy IS NOT NULL"
    )
    assert (await DB.fetch(moved_in))[0]["n"] > 2
    rent = await DB.fetch(
        "SELECT count(paid) > 6 AS paid, count(*) - count(paid) AS owed FROM rent"
    )
    noted = await DB.fetch("SELECT count(DISTINCT day) AS days FROM stall_day WHERE NOT present")
    assert (*rent[0], *noted[0]) == (True, 1, 4)
    applications = await DB.fetch("SELECT DISTINCT state FROM application ORDER BY state")
    assert [row["state"] for row in applications] == [
        "accepted", "draft", "refused", "returned", "submitted",
    ]  # fmt: skip
    office = Office(Sender("pusat@sentra.example", "Sentra UKM"), "http://sentra.test")
    assert await office.write(NOW) == 5
    assert len(await list_letters(state="queued")) == 5
    assert set(await sign_in_paths(now=NOW)) == set(Role) - {Role.VISITOR}
    assert parts == [
        "building",
        "enterprises",
        "tenancies",
        "people",
        "stall rounds",
        "closures",
        "bookings",
        "trainings",
        "equipment",
        "waiting list",
        "rules",
        "hires",
        "calendars",
    ]


async def test_it_keeps_its_hands_off_a_real_centre(db: None, enterprise: object) -> None:
    with pytest.raises(Conflict):
        await fill(now=NOW, progress=lambda _: None)
