"""Verbs of the registry's cooperatives."""

from datetime import datetime
from typing import Any

import msgspec
from piccolo.columns import Column

from sentra.database.engine import DB
from sentra.database.violations import on_violation, speak
from sentra.domain.cooperatives import CooperativeData
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import changes, record
from sentra.queries.cooperatives import find_cooperative
from sentra.tables import Cooperative


def _registration_taken() -> Conflict:
    rule = say("This legal entity number is already registered.")
    return Conflict(rule, problems=[Problem("registration", rule)])


on_violation("cooperative_registration_key", _registration_taken)


async def register_cooperative(*, data: CooperativeData, actor: Actor, now: datetime) -> int:
    """Add one and return its id.

    Raises:
        Conflict: Its legal-entity number is registered already.
    """
    columns = msgspec.structs.asdict(data)
    with speak():
        async with DB.transaction():
            row = Cooperative(**columns, created=now)
            await row.save()
            await record(
                "cooperative.register",
                subject=Cooperative,
                subject_id=row.id,
                actor=actor,
                now=now,
                after=columns,
            )
    return int(row.id)


async def change_cooperative(
    *, cooperative: int, data: CooperativeData, actor: Actor, now: datetime
) -> bool:
    """Write other facts; False when they are the same as before.

    Raises:
        NotFound: There is no such cooperative.
        Conflict: Another one has the legal-entity number.
    """
    with speak():
        async with DB.transaction():
            known = await find_cooperative(cooperative, lock=True)
            if known is None:
                raise NotFound(say("There is no such cooperative."))
            before, after = changes(msgspec.structs.asdict(known), msgspec.structs.asdict(data))
            if not after:
                return False
            values: dict[Column | str, Any] = dict(after.items())
            await Cooperative.update(values).where(Cooperative.id == cooperative)
            await record(
                "cooperative.change",
                subject=Cooperative,
                subject_id=cooperative,
                actor=actor,
                now=now,
                before=before,
                after=after,
            )
    return True
