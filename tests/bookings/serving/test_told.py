"""Whatever path writes, the calendars that show it are told, and no others."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import httpx
import pytest
from litestar import Litestar

from bookings.domain.feeds import FeedKind
from sentra.database.engine import DB
from sentra.domain.roles import Role
from tests.bookings.feeds.conftest import TEN, Centre, address, booked
from tests.bookings.serving.conftest import all_heard, counting_makings
from tests.conftest import NOW, Person, browser, make_enterprise, person

ROOMS = ("R-101", "R-500", "R-501", "R-502")


@pytest.fixture
async def urls(listening: Litestar, place: Centre, budi: Person, ratna: Person) -> dict[str, str]:
    """Calendars of everything, as Bu Ratna follows them."""
    tenant = await make_enterprise(nib="1234567890123", name="Kopi Tangsel")
    sari = await person(listening, Role.TRAINER, "Sari Lestari")
    wanted = {
        "centre": (FeedKind.CENTRE, ""),
        "ground": (FeedKind.FLOOR, "1"),
        "upper": (FeedKind.FLOOR, "5"),
        **{room: (FeedKind.ROOM, room) for room in ROOMS},
        "budi": (FeedKind.TRAINER, str(budi.account)),
        "sari": (FeedKind.TRAINER, str(sari.account)),
        "tenant": (FeedKind.ENTERPRISE, str(tenant.id)),
        "rounds": (FeedKind.ROUNDS, ""),
    }
    return {name: await address(ratna.actor, *what) for name, what in wanted.items()}


Again = Callable[[str], Awaitable[set[str]]]
"""Runs a statement; which calendars are then made anew."""


@pytest.fixture
def again(listening: Litestar, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Again:
    program = browser(listening)

    async def made_anew(sql: str) -> set[str]:
        await all_heard(listening)
        for url in urls.values():
            await program.get(url)
        await DB.fetch(sql)
        await all_heard(listening)
        found = set()
        for name, url in urls.items():
            with counting_makings(monkeypatch) as made:
                await program.get(url)
            if made:
                found.add(name)
        return found

    return made_anew


IN_EAST = {"centre", "upper", "R-500", "R-501", "budi"}
EVERYWHERE = {*IN_EAST, "ground", "R-101", "R-502", "sari", "tenant", "rounds"}
_BOOKING = """
    INSERT INTO booking (uid, space, organiser, starts, ends, title, note, public, state, reason,
                         sequence, created, changed)
    SELECT gen_random_uuid(), s.id, a.id, '2026-11-26 03:00Z', '2026-11-26 05:00Z', 'Baru', '',
           true, 'confirmed', '', 0, now(), now()
    FROM space s, account a WHERE s.code = 'R-501' AND a.email = 'budi@example.org'
"""
_TENANCY = """
    INSERT INTO tenancy (space, enterprise, starts, state, note, created, changed)
    SELECT s.id, e.id, '2026-12-01', 'active', '', now(), now() FROM space s, enterprise e
    WHERE s.code = 'A-101'
"""
_ROUND = """
    INSERT INTO round (code, name, about, state, starts, ends, opens, closes, verify_by, draw_at,
                       object_by, accept_by, move_in_by, rules, salt, seed_kind, announced, created,
                       changed)
    VALUES ('2027-1', 'Putaran 2027', '', 'announced', '2027-02-01', '2029-02-01',
            '2026-12-01 03:00Z', '2026-12-08 03:00Z', '2026-12-15 03:00Z', '2026-12-22 03:00Z',
            '2026-12-29 03:00Z', '2027-01-05 03:00Z', '2027-02-14', '{}', '', 'witnessed', now(),
            now(), now())
"""
_APPLICATION = """
    INSERT INTO application (round, enterprise, pseudonym, state, affirmative, classes, reason,
                             created, changed)
    SELECT r.id, e.id, 'p', 'submitted', false, '[]', '', now(), now() FROM round r, enterprise e
"""


CASES: tuple[tuple[str, set[str]], ...] = (
    (_BOOKING, IN_EAST),
    ("UPDATE booking SET title = 'Lain'", IN_EAST),
    (
        "UPDATE booking SET space = (SELECT id FROM space WHERE code = 'R-101')",
        IN_EAST | {"ground", "R-101"},
    ),
    (
        "UPDATE booking SET organiser = (SELECT id FROM account WHERE name LIKE 'Sari%')",
        IN_EAST | {"sari"},
    ),
    ("DELETE FROM booking", IN_EAST),
    (_TENANCY, {"tenant"}),
    (_ROUND, {"rounds"}),
    (_APPLICATION, {"tenant"}),
    ("UPDATE round SET draw_at = draw_at + interval '1 hour'", {"rounds", "tenant"}),
    ("UPDATE round SET about = 'Panjang', frozen = now()", set()),
    ("UPDATE application SET classes = '[1]'", set()),
    ("UPDATE application SET state = 'withdrawn'", {"tenant"}),
    ("UPDATE space SET name = 'Ruang Baru' WHERE code = 'R-101'", EVERYWHERE),
    ("UPDATE floor SET name = 'Lantai atas' WHERE level = 5", EVERYWHERE),
    ("UPDATE site SET address = 'Jalan Lain'", EVERYWHERE),
    ("UPDATE enterprise SET phone = '+628000000999'", set()),
    ("UPDATE space SET geometry = '{}', capacity = 7", set()),
    ("UPDATE account SET last_sign_in = now()", set()),
    ("UPDATE feed SET last_used = '2026-11-30', last_client = 'Google'", set()),
)


async def test_it_tells_of_what_is_written(again: Again, place: Centre, budi: Person) -> None:
    told = []
    for sql, _ in CASES:
        await DB.fetch("DELETE FROM booking")
        await booked(place.east, budi.account)
        told.append((sql, await again(sql)))
    assert told == list(CASES)


async def test_a_series_tells_in_every_room_it_has_a_date_in(
    again: Again, place: Centre, budi: Person
) -> None:
    [series] = await DB.fetch(
        "INSERT INTO series (uid, space, organiser, first, minutes, rule, title, created, changed)"
        " VALUES (gen_random_uuid(), $1, $2, $3, 60, 'FREQ=WEEKLY;COUNT=2', 'Kelas', $4, $4)"
        " RETURNING id",
        place.east,
        budi.account,
        TEN,
        NOW,
    )
    await booked(place.orchid, budi.account, series=series["id"], recurrence=TEN)
    changed = await again("UPDATE series SET title = 'Kelas lain'")
    assert changed == IN_EAST | {"ground", "R-101"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE feed SET revoked = now() WHERE kind = 'trainer'",
        "UPDATE account SET active = false WHERE role = 'manager'",
        "UPDATE account SET role = 'trainer' WHERE role = 'manager'",
    ],
)
async def test_an_address_is_gone_at_once(
    program: httpx.AsyncClient, listening: Litestar, urls: dict[str, str], sql: str
) -> None:
    assert (await program.get(urls["budi"])).status_code == HTTPStatus.OK
    await DB.fetch(sql)
    await all_heard(listening)
    assert (await program.get(urls["budi"])).status_code == HTTPStatus.GONE
