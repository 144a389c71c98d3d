"""The rooms and people of the random histories, and the transaction in which all of it happens."""

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from datetime import UTC, datetime
from typing import Any, Self, TypeVar
from uuid import uuid4

from bookings.operations.pools import add_pool
from floors.tables import Floor, Site, Space, SpacePart
from sentra.database.engine import DB, Transaction
from sentra.domain.roles import SYSTEM
from sentra.tables import Account
from tests.bookings.stateful.rooms import PROJECTORS
from tests.bookings.stateful.things import PARTS, Somebody

ZERO = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""Midnight in Jakarta, when the twin's minutes begin."""
PEOPLE = (
    Somebody("Ratna", "manager"),
    Somebody("Budi", "trainer"),
    Somebody("Sari", "trainer"),
    Somebody("", "visitor"),
)
_Result = TypeVar("_Result")


class Cast:
    """The rooms and people of all histories, in a transaction that is never committed."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.context = Context()
        self.rooms: dict[str, int] = {}
        self.accounts: dict[Somebody, int] = {}

    def run(self, deed: Coroutine[Any, Any, _Result]) -> _Result:
        """Do something in the transaction that is open, whatever did the deed before."""
        return self.loop.run_until_complete(self.loop.create_task(deed, context=self.context))

    def __enter__(self) -> Self:
        self._outer = self.run(begin())
        try:
            self.run(self._fill())
        except BaseException:
            self.run(undo(self._outer))
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.run(undo(self._outer))

    async def _fill(self) -> None:
        site = Site(code="sentra", name="Sentra UKM", area=2500)
        await site.save()
        floors = {level: Floor(site=site.id, level=level, name="", area=500) for level in (4, 5)}
        for floor in floors.values():
            await floor.save()
        for code in PARTS:
            floor = floors[int(code[1])]
            room = Space(
                floor=floor.id, feature=uuid4(), code=code, kind="room", name=code, area=40
            )
            await room.save()
            self.rooms[code] = room.id
        for whole, parts in PARTS.items():
            for part in parts if len(parts) > 1 else ():
                await SpacePart(whole=self.rooms[whole], part=self.rooms[part]).save()
        for who in PEOPLE[:3]:
            account = Account(
                email=f"{who.name.lower()}@example.org", name=who.name, role=who.role, created=ZERO
            )
            await account.save()
            self.accounts[who] = account.id
        pool = await add_pool("Proyektor", PROJECTORS, actor=SYSTEM, now=ZERO)
        self.projector = pool.id


async def begin() -> Transaction:
    transaction = DB.transaction()
    await transaction.__aenter__()
    return transaction


async def undo(transaction: Transaction) -> None:
    await transaction.undo()
    await transaction.__aexit__(None, None, None)
