"""A small centre with something of everything, and what to put into the places of paths."""

from datetime import UTC, date, datetime

from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Skip
from bookings.operations.bookings import book
from bookings.operations.pools import add_pool
from bookings.operations.series import SeriesWish, create
from floors.operations.plans import ensure_plan
from floors.operations.rounds.drafting import draft_round
from floors.operations.rounds.programmes import suggest
from floors.operations.tenancies import give
from sentra.database.engine import DB
from sentra.operations.accounts import new_link
from sentra.operations.tokens import create_token
from tests.conftest import NOW, Person
from tests.floors.rounds.casts import CODE, draft_of


async def small_centre(*, manager: Person, trainer: Person, owner: Person) -> dict[str, object]:
    """The building as it ships, one tenancy, one booking, a series, a token and a link.

    Returns:
        Values for the places of paths, by their names, as `tests.walk.filled` takes them.
    """
    await ensure_plan(now=NOW)
    stalls = await DB.fetch("SELECT code FROM space WHERE kind = 'stall' ORDER BY code LIMIT 1")
    rooms = await DB.fetch("SELECT code FROM space WHERE kind = 'room' ORDER BY code LIMIT 1")
    enterprise = owner.actor.enterprise or 0
    tenancy = await give(
        stall=stalls[0]["code"],
        enterprise=enterprise,
        starts=date(2026, 11, 1),
        ends=None,
        actor=manager.actor,
        now=NOW,
    )
    booking = await book(
        Wish(
            room=rooms[0]["code"],
            starts=datetime(2026, 11, 24, 3, tzinfo=UTC),
            ends=datetime(2026, 11, 24, 5, tzinfo=UTC),
            title="Pelatihan kemasan",
            organiser=trainer.account,
            track="production",
        ),
        actor=trainer.actor,
        now=NOW,
    )
    first = Wish(
        room=rooms[0]["code"],
        starts=datetime(2026, 12, 1, 3, tzinfo=UTC),
        ends=datetime(2026, 12, 1, 5, tzinfo=UTC),
        title="Pelatihan kemasan",
        organiser=trainer.account,
    )
    rule = parse_recurrence("FREQ=WEEKLY;COUNT=3")
    skipped = {date(2026, 12, 8): Skip()}
    series = await create(SeriesWish(first, rule, skipped), actor=trainer.actor, now=NOW)
    await create_token(label="Laporan", actor=trainer.actor, now=NOW)
    link = await new_link(account=trainer.account, actor=manager.actor, now=NOW)
    projectors = await add_pool("Proyektor", 6, actor=manager.actor, now=NOW)
    await draft_round(draft_of(), actor=manager.actor, now=NOW)
    await suggest(CODE, actor=manager.actor, now=NOW)
    programmes = await DB.fetch("SELECT code FROM programme ORDER BY id LIMIT 1")
    cooperatives = await DB.fetch("SELECT id FROM cooperative LIMIT 1")
    return {
        "secret": link.path.rsplit("/", 1)[-1],
        "account": trainer.account,
        "enterprise": enterprise,
        "cooperative": cooperatives[0]["id"],
        "level": 1,
        "/lapak/{code:str} code": stalls[0]["code"],
        "code": rooms[0]["code"],
        "/masalah/{code:str} code": "invalid",
        "booking_id": booking.id,
        "key": f"b{booking.id}",
        "series_id": series,
        "tenancy_id": tenancy,
        "programme": programmes[0]["code"],
        "/putaran code": CODE,
        "kind": projectors.id,
        "int": 1,
        "str": "nothing",
        "path": "nothing",
    }
