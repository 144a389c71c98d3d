import msgspec
import pytest

from sentra.database.engine import DB
from sentra.domain.categories import Category
from sentra.domain.enterprises import EnterpriseData
from sentra.domain.refusals import Conflict, Invalid, NotFound
from sentra.domain.roles import SYSTEM
from sentra.domain.scales import Scale
from sentra.operations.enterprises import (
    change_enterprise,
    register_enterprise,
    restore_enterprise,
    retire_enterprise,
)
from sentra.queries.enterprises import find_enterprise
from sentra.tables import Cooperative, Enterprise
from tests.conftest import NOW

DATA = EnterpriseData(
    name="Dapur Siti",
    nib="0123456789012",
    owner="Siti Aminah",
    nik="3674014101850001",
    phone="+6281234567890",
    email=None,
    address="Jl. Ciater Raya No. 5",
    kelurahan="36.74.01.1002",
    scale=Scale.MICRO,
    category=Category.FOOD,
    product="Kue kering",
)


async def register(data: EnterpriseData = DATA) -> int:
    return await register_enterprise(data=data, actor=SYSTEM, now=NOW)


async def trail() -> list[tuple[str, int | None, object, object]]:
    rows = await DB.fetch("SELECT verb, subject_id, before, after FROM audit_entry ORDER BY id")
    return [
        (
            row["verb"],
            row["subject_id"],
            *(row[side] and msgspec.json.decode(row[side]) for side in ("before", "after")),
        )
        for row in rows
    ]


async def test_registering_stores_every_fact(db: None) -> None:
    stored = await find_enterprise(await register())
    assert stored is not None
    assert msgspec.structs.asdict(stored) == msgspec.structs.asdict(DATA) | {
        "id": stored.id,
        "kecamatan": "36.74.01",
        "cooperative": None,
        "cooperative_name": None,
        "active": True,
        "created": NOW,
        "changed": NOW,
    }


async def test_the_trail_never_holds_a_nik(db: None) -> None:
    made = await register()
    other = msgspec.structs.replace(DATA, nik="3674014101850002")
    await change_enterprise(enterprise=made, data=other, cooperative=None, actor=SYSTEM, now=NOW)
    rows = await trail()
    assert [row[0] for row in rows] == ["enterprise.register", "enterprise.change"]
    assert "36740141" not in str(rows)
    assert rows[1] == (
        "enterprise.change",
        made,
        {"nik": "36••••••••••••01"},
        {"nik": "36••••••••••••02"},
    )


async def test_a_nib_is_registered_once(db: None) -> None:
    first = await register()
    with pytest.raises(Conflict) as refused:
        await register(msgspec.structs.replace(DATA, name="Lain"))
    assert (str(refused.value.message), refused.value.extra) == (
        "This NIB is already registered for Dapur Siti.",
        {"enterprise": first},
    )


async def test_a_change_cannot_take_anothers_nib(db: None, enterprise: Enterprise) -> None:
    made = await register()
    data = msgspec.structs.replace(DATA, nib=enterprise.nib)
    with pytest.raises(Conflict) as refused:
        await change_enterprise(enterprise=made, data=data, cooperative=None, actor=SYSTEM, now=NOW)
    assert [problem.field for problem in refused.value.problems] == ["nib"]


async def test_the_same_facts_are_no_change(db: None) -> None:
    made = await register()
    assert not await change_enterprise(
        enterprise=made, data=DATA, cooperative=None, actor=SYSTEM, now=NOW
    )
    assert len(await trail()) == 1


async def test_membership_is_a_fact_too(db: None, cooperative: Cooperative) -> None:
    made = await register()
    assert await change_enterprise(
        enterprise=made, data=DATA, cooperative=cooperative.id, actor=SYSTEM, now=NOW
    )
    assert (await trail())[-1][2:] == ({"cooperative": None}, {"cooperative": cooperative.id})


async def test_an_unknown_cooperative_is_refused(db: None) -> None:
    with pytest.raises(Invalid) as refused:
        await register_enterprise(data=DATA, cooperative=99, actor=SYSTEM, now=NOW)
    assert [problem.field for problem in refused.value.problems] == ["cooperative"]


async def test_retiring_twice_is_one_change_and_can_be_taken_back(db: None) -> None:
    made = await register()
    for _ in range(2):
        await retire_enterprise(enterprise=made, actor=SYSTEM, now=NOW)
    await restore_enterprise(enterprise=made, actor=SYSTEM, now=NOW)
    assert (await trail())[1:] == [
        ("enterprise.retire", made, {"active": True}, {"active": False}),
        ("enterprise.restore", made, {"active": False}, {"active": True}),
    ]


async def test_nobody_is_not_found(db: None) -> None:
    with pytest.raises(NotFound):
        await retire_enterprise(enterprise=99, actor=SYSTEM, now=NOW)
