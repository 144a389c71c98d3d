"""The demo centre, whole: building, registry, tenancies, people, bookings."""

from collections.abc import Callable
from datetime import datetime

from bookings.queries import busy, rooms
from floors.operations.plans import ensure_plan
from sentra.database.engine import DB
from sentra.demo.bookings import around, make_bookings, store_bookings, store_trainers
from sentra.demo.calendars import store_calendars
from sentra.demo.equipment import store_equipment
from sentra.demo.hires import store_hires
from sentra.demo.letters import forget_rounds, keep_some_news
from sentra.demo.people_rows import MANAGER, open_accounts
from sentra.demo.registry import make_registry
from sentra.demo.registry_rows import store_registry
from sentra.demo.rounds import store_rounds
from sentra.demo.rules import store_requests, store_rules
from sentra.demo.series import store_series
from sentra.demo.tenancies import store_tenancies
from sentra.demo.terms import store_closures, store_terms
from sentra.demo.trainings import store_trainings
from sentra.demo.waiting import store_waiting
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict

SEED = 2026

Progress = Callable[[str], None]


async def is_filled() -> bool:
    """Whether this database holds the demo centre already."""
    return bool(await DB.fetch("SELECT FROM account WHERE email = $1", MANAGER))


async def fill(*, now: datetime, progress: Progress, seed: int = SEED) -> None:
    """Make the demo centre, in one transaction.

    The same seed and the same day always make the same one.

    Raises:
        Conflict: There are enterprises already: this is a real centre, or half of one.
    """
    async with DB.transaction():
        if await DB.fetch("SELECT FROM enterprise LIMIT 1"):
            raise Conflict(
                say(
                    "This data folder holds enterprises already. The demo centre needs one of "
                    "its own: set SENTRA_DATA."
                )
            )
        progress("building")
        await ensure_plan(now=now)
        progress("enterprises")
        await store_registry(make_registry(seed=seed), now=now)
        progress("tenancies")
        await store_tenancies(seed=seed, now=now)
        progress("people")
        await open_accounts(now=now)
        progress("stall rounds")
        await store_rounds(now=now, seed=seed)
        trainers = await store_trainers(now=now)
        progress("closures")
        await store_terms(now=now)
        await store_closures(now=now)
        progress("bookings")
        made = make_bookings(
            seed=seed,
            now=now,
            rooms=await rooms(),
            trainers=trainers,
            taken=await busy(around(now)),
        )
        await store_bookings(made, now=now)
        await store_series(made, now=now)
        progress("trainings")
        await store_trainings(seed=seed, now=now)
        progress("equipment")
        await store_equipment(seed=seed, now=now)
        progress("waiting list")
        await store_waiting(seed=seed, now=now, trainers=trainers)
        progress("rules")
        await store_rules(now=now)
        await store_requests(now=now)
        progress("hires")
        await store_hires(now=now)
        progress("calendars")
        await store_calendars(now=now)
        await keep_some_news(now=now)
        await forget_rounds()
