"""Verbs of the registry's enterprises."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from piccolo.columns import Column

from sentra.database.engine import DB
from sentra.database.violations import on_violation, speak
from sentra.domain.cells import masked
from sentra.domain.enterprises import EnterpriseData
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.regions import kelurahan_of
from sentra.domain.roles import Actor
from sentra.i18n import today
from sentra.operations.audit import changes, record
from sentra.queries.cooperatives import find_cooperative
from sentra.queries.enterprises import EnterpriseRecord, find_by_nib, find_enterprise
from sentra.tables import Enterprise


def _nib_taken() -> Conflict:
    rule = say("This NIB is already registered.")
    return Conflict(rule, problems=[Problem("nib", rule)])


on_violation("enterprise_nib_key", _nib_taken)


async def register_enterprise(
    *, data: EnterpriseData, cooperative: int | None = None, actor: Actor, now: datetime
) -> int:
    """Add one and return its id.

    Raises:
        Conflict: Its NIB is registered already; `extra` names that enterprise.
        Invalid: There is no such cooperative.
    """
    known = await find_by_nib(data.nib)
    if known is not None:
        rule = say("This NIB is already registered for %(name)s.", name=known.name)
        raise Conflict(
            rule, problems=[Problem("nib", rule, data.nib)], extra={"enterprise": known.id}
        )
    await _check_cooperative(cooperative)
    columns = columns_of(data) | {"cooperative": cooperative}
    with speak():
        async with DB.transaction():
            row = Enterprise(**columns, created=now, changed=now)
            await row.save()
            await record(
                "enterprise.register",
                subject=Enterprise,
                subject_id=row.id,
                actor=actor,
                now=now,
                after=for_trail(columns),
            )
    return int(row.id)


async def change_enterprise(
    *,
    enterprise: int,
    data: EnterpriseData,
    cooperative: int | None,
    actor: Actor,
    now: datetime,
) -> bool:
    """Write other facts; False when they are the same as before.

    Raises:
        NotFound: There is no such enterprise.
        Conflict: Another one has the NIB.
        Invalid: There is no such cooperative.
    """
    await _check_cooperative(cooperative)
    with speak():
        async with DB.transaction():
            known = await _locked(enterprise)
            before, after = changes(
                stored_columns(known), columns_of(data) | {"cooperative": cooperative}
            )
            if not after:
                return False
            values: dict[Column | str, Any] = dict([*after.items(), ("changed", now)])
            await Enterprise.update(values).where(Enterprise.id == enterprise)
            await record(
                "enterprise.change",
                subject=Enterprise,
                subject_id=enterprise,
                actor=actor,
                now=now,
                before=for_trail(before),
                after=for_trail(after),
            )
    return True


async def retire_enterprise(*, enterprise: int, actor: Actor, now: datetime) -> None:
    """Take it out of the public list; its history stays. Nothing happens when it is out already.

    Raises:
        NotFound: There is no such enterprise.
        Conflict: It holds a stall, or will.
    """
    async with DB.transaction():
        await _locked(enterprise)
        stalls = await DB.fetch(_STALLS, enterprise, today(now))
        if stalls:
            raise Conflict(
                say(
                    "This enterprise holds stall %(stalls)s. End that first.",
                    stalls=tuple(row["code"] for row in stalls),
                )
            )
        await _set_active(enterprise, active=False, verb="enterprise.retire", actor=actor, now=now)


async def restore_enterprise(*, enterprise: int, actor: Actor, now: datetime) -> None:
    """Take a retirement back.

    Raises:
        NotFound: There is no such enterprise.
    """
    await _set_active(enterprise, active=True, verb="enterprise.restore", actor=actor, now=now)


def columns_of(data: EnterpriseData) -> dict[str, Any]:
    """The row's values that come from the facts."""
    columns = msgspec.structs.asdict(data)
    return columns | {
        "scale": data.scale.value,
        "category": data.category.value,
        "kecamatan": kelurahan_of(data.kelurahan).kecamatan.code,
    }


def stored_columns(known: EnterpriseRecord) -> Mapping[str, object]:
    """The same values as they are stored."""
    columns = msgspec.structs.asdict(known)
    return columns | {"scale": known.scale.value, "category": known.category.value}


def for_trail(values: Mapping[str, object]) -> dict[str, object]:
    """The values as the audit trail keeps them: it is never erased, so no NIK goes into it."""
    nik = values.get("nik")
    return dict(values) | ({"nik": masked(nik)} if isinstance(nik, str) else {})


# Asked by the tables' names: the registry does not import the floors above it.
_STALLS = """
    SELECT DISTINCT s.code FROM tenancy t JOIN space s ON s.id = t.space
    WHERE t.enterprise = $1 AND t.state = 'active' AND (t.ends IS NULL OR t.ends > $2)
    ORDER BY s.code
"""


async def _set_active(
    enterprise: int, *, active: bool, verb: str, actor: Actor, now: datetime
) -> None:
    async with DB.transaction():
        known = await _locked(enterprise)
        if known.active == active:
            return
        await Enterprise.update(active=active, changed=now).where(Enterprise.id == enterprise)
        await record(
            verb,
            subject=Enterprise,
            subject_id=enterprise,
            actor=actor,
            now=now,
            before={"active": known.active},
            after={"active": active},
        )


async def _check_cooperative(cooperative: int | None) -> None:
    if cooperative is not None and await find_cooperative(cooperative) is None:
        raise Invalid(Problem("cooperative", say("There is no such cooperative.")))


async def _locked(enterprise: int) -> EnterpriseRecord:
    known = await find_enterprise(enterprise, lock=True)
    if known is None:
        raise NotFound(say("There is no such enterprise."))
    return known
