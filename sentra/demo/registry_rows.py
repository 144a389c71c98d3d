"""Putting the made-up registry into the database."""

from datetime import datetime

import msgspec
from msgspec import Struct

from sentra.database.engine import DB
from sentra.demo.registry import DemoRegistry
from sentra.domain.roles import SYSTEM
from sentra.operations.audit import record
from sentra.operations.enterprise_rows import insert_enterprises
from sentra.tables import Cooperative, Enterprise


class StoredRegistry(Struct, frozen=True):
    """The ids, in the order of the registry that was stored."""

    cooperatives: tuple[int, ...]
    enterprises: tuple[int, ...]


async def store_registry(registry: DemoRegistry, *, now: datetime) -> StoredRegistry:
    """Store it all in one transaction, with one entry in the trail; into an empty registry."""
    async with DB.transaction():
        rows = [
            Cooperative(**msgspec.structs.asdict(one), created=now) for one in registry.cooperatives
        ]
        made = await Cooperative.insert(*rows)
        cooperatives = tuple(row["id"] for row in made)
        enterprises = await insert_enterprises(
            registry.enterprises,
            now=now,
            cooperatives=[
                None if member is None else cooperatives[member] for member in registry.member_of
            ],
        )
        await record(
            "demo.registry",
            subject=Enterprise,
            subject_id=None,
            actor=SYSTEM,
            now=now,
            after={"cooperatives": len(cooperatives), "enterprises": len(enterprises)},
        )
    return StoredRegistry(cooperatives, tuple(enterprises))
