"""Giving out, ending, moving, taking back and undoing, on a row of four stalls."""

from collections.abc import Awaitable
from datetime import date, timedelta
from typing import Any

import pytest

from floors.domain.tenancies import Held, HoldsAnother, OutOfUse
from floors.operations.tenancies import cancel, end, give, move
from floors.operations.tenancy_undo import undo
from floors.queries.tenancies import tenancies_of_enterprise, tenancies_of_stall, tenancy
from floors.tables import Floor, Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Invalid, NotFound, Refusal
from sentra.tables import Enterprise
from tests.conftest import NOW, Person, make_enterprise
from tests.floors.places import make_stall

TODAY = date(2026, 11, 24)
NEW_YEAR = date(2027, 1, 1)


async def give_to(
    enterprise: Enterprise,
    stall: str,
    by: Person,
    starts: date = TODAY,
    ends: date | None = NEW_YEAR,
    **more: Any,
) -> int:
    return await give(
        stall=stall,
        enterprise=enterprise.id,
        starts=starts,
        ends=ends,
        actor=by.actor,
        now=NOW,
        **more,
    )


async def refused(attempt: Awaitable[object], kind: type[Refusal]) -> Refusal:
    with pytest.raises(kind) as refusal:
        await attempt
    return refusal.value


async def history(code: str) -> list[tuple[str, date, date | None, bool]]:
    rows = await tenancies_of_stall(code)
    return [(row.holder, row.starts, row.ends, row.active) for row in rows]


async def trail(tenancy_id: int) -> list[tuple[str, str, str | None]]:
    rows = await DB.fetch(
        "SELECT verb, actor, note FROM audit_entry WHERE subject = 'tenancy' AND subject_id = $1"
        " ORDER BY id",
        tenancy_id,
    )
    return [(row["verb"], row["actor"], row["note"]) for row in rows]


async def test_it_gives_a_stall_and_says_so_in_the_trail(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    row = await tenancy(given)
    assert row is not None
    assert (row.stall, row.holder, row.starts, row.ends, row.given_by) == (
        "1-A01",
        "Kopi Tangsel",
        TODAY,
        NEW_YEAR,
        "Ratna Wulandari",
    )
    assert await trail(given) == [("tenancy.give", "Ratna Wulandari", None)]


async def test_it_names_holder_free_day_and_nearest_stalls(
    manager: Person, stalls: list[Space], enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    await give_to(enterprise, "1-A02", manager)
    refusal = await refused(give_to(other_enterprise, "1-A02", manager), Held)
    assert str(refusal.message) == (
        "Stall 1-A02 is held by Kopi Tangsel from 2026-11-24 to 2026-12-31."
    )
    assert (refusal.code, refusal.extra) == (
        "held",
        {
            "stall": "1-A02",
            "holder": "Kopi Tangsel",
            "held_from": "2026-11-24",
            "held_until": "2027-01-01",
            "free_from": "2027-01-01",
            "free_until": None,
            "alternatives": ["1-A01", "1-A03", "1-A04"],
        },
    )


async def test_it_offers_no_stall_of_another_category(
    manager: Person, ground: Floor, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    await make_stall(ground, "1-B01", category="craft")
    await make_stall(ground, "1-B02", category="food")
    await give_to(enterprise, "1-B02", manager, ends=None)
    refusal = await refused(give_to(other_enterprise, "1-B02", manager), Held)
    assert (refusal.extra["alternatives"], refusal.extra["free_from"]) == ([], None)


async def test_it_gives_the_day_after_the_last_one(
    manager: Person, stalls: list[Space], enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    await give_to(enterprise, "1-A01", manager, ends=NEW_YEAR)
    await give_to(other_enterprise, "1-A01", manager, starts=NEW_YEAR, ends=None)
    assert await history("1-A01") == [
        ("Batik Anggrek", NEW_YEAR, None, True),
        ("Kopi Tangsel", TODAY, NEW_YEAR, True),
    ]


async def test_it_refuses_a_span_that_runs_into_a_promise(
    manager: Person, stalls: list[Space], enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    await give_to(enterprise, "1-A01", manager, starts=NEW_YEAR, ends=None)
    refusal = await refused(give_to(other_enterprise, "1-A01", manager, ends=None), Held)
    assert str(refusal.message) == "Stall 1-A01 is promised to Kopi Tangsel from 2027-01-01 on."
    assert (refusal.extra["free_from"], refusal.extra["free_until"]) == (
        "2026-11-24",
        "2027-01-01",
    )


async def test_the_leap_day_is_a_day(
    manager: Person, stalls: list[Space], enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    leap = date(2028, 2, 29)
    await give_to(enterprise, "1-A01", manager, starts=leap, ends=date(2028, 3, 1))
    await refused(give_to(other_enterprise, "1-A01", manager, starts=leap, ends=None), Held)
    await give_to(other_enterprise, "1-A01", manager, starts=date(2028, 2, 28), ends=leap)
    assert [span for _, *span, _ in await history("1-A01")] == [
        [leap, date(2028, 3, 1)],
        [date(2028, 2, 28), leap],
    ]


async def test_one_enterprise_holds_one_stall_unless_somebody_says_why(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    await give_to(enterprise, "1-A01", manager)
    refusal = await refused(give_to(enterprise, "1-A02", manager), HoldsAnother)
    assert (refusal.code, refusal.extra) == (
        "holds-another",
        {"holder": "Kopi Tangsel", "stalls": ["1-A01"]},
    )
    await refused(give_to(enterprise, "1-A02", manager, further=True, note=" "), Invalid)
    second = await give_to(enterprise, "1-A02", manager, further=True, note="Pameran HUT kota")
    assert await trail(second) == [("tenancy.give", "Ratna Wulandari", "Pameran HUT kota")]
    await give_to(enterprise, "1-A03", manager, starts=NEW_YEAR, ends=None)


@pytest.mark.parametrize("stall", ["9-Z99", "", "1-A01'; --", "RUANG", "x" * 400])
async def test_it_refuses_what_is_no_stall(
    manager: Person, ground: Floor, stalls: list[Space], enterprise: Enterprise, stall: str
) -> None:
    await make_stall(ground, "RUANG", kind="room")
    await refused(give_to(enterprise, stall, manager), NotFound)


async def test_it_refuses_closed_stalls_and_retired_or_unknown_enterprises(
    manager: Person, ground: Floor, stalls: list[Space], enterprise: Enterprise
) -> None:
    await make_stall(ground, "1-X01", active=False)
    await refused(give_to(enterprise, "1-X01", manager), OutOfUse)
    await Enterprise.update({Enterprise.active: False}).where(Enterprise.id == enterprise.id)
    await refused(give_to(enterprise, "1-A01", manager), OutOfUse)
    enterprise.id = 2_000_000_000
    await refused(give_to(enterprise, "1-A01", manager), NotFound)


async def test_it_ends_sooner_later_and_never(
    manager: Person, stalls: list[Space], enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    for ends in (date(2026, 12, 1), date(2027, 6, 1), None):
        await end(tenancy=given, ends=ends, actor=manager.actor, now=NOW)
        assert await history("1-A01") == [("Kopi Tangsel", TODAY, ends, True)]
    await end(tenancy=given, ends=NEW_YEAR, actor=manager.actor, now=NOW)
    await give_to(other_enterprise, "1-A01", manager, starts=NEW_YEAR, ends=None)
    later = end(tenancy=given, ends=date(2027, 1, 2), actor=manager.actor, now=NOW)
    await refused(later, Held)
    same = end(tenancy=given, ends=NEW_YEAR, actor=manager.actor, now=NOW)
    await refused(same, Conflict)
    for wrong in (TODAY, TODAY - timedelta(1), date.min, date.max):
        await refused(end(tenancy=given, ends=wrong, actor=manager.actor, now=NOW), Invalid)


async def test_a_renewal_does_not_make_a_second_stall(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    first = await give_to(enterprise, "1-A01", manager, ends=NEW_YEAR)
    await give_to(enterprise, "1-A02", manager, starts=NEW_YEAR, ends=None)
    later = date(2027, 2, 1)
    await refused(end(tenancy=first, ends=later, actor=manager.actor, now=NOW), HoldsAnother)
    await end(
        tenancy=first, ends=later, actor=manager.actor, now=NOW, further=True, note="Serah terima"
    )


async def test_it_moves_in_one_step_and_keeps_the_end(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    on = date(2026, 12, 10)
    moved = await move(tenancy=given, stall="1-A03", on=on, actor=manager.actor, now=NOW)
    rows = await tenancies_of_enterprise(enterprise.id)
    assert [(row.id, row.stall, row.starts, row.ends) for row in rows] == [
        (moved, "1-A03", on, NEW_YEAR),
        (given, "1-A01", TODAY, on),
    ]
    assert [(row.moved_from, row.moved_to) for row in rows] == [("1-A01", None), (None, "1-A03")]
    back = cancel(tenancy=given, reason="salah", actor=manager.actor, now=NOW)
    await refused(back, Conflict)


async def test_a_move_to_a_held_stall_changes_nothing(
    manager: Person, stalls: list[Space], enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    await give_to(other_enterprise, "1-A02", manager, starts=date(2026, 12, 30))
    on = date(2026, 12, 10)
    await refused(move(tenancy=given, stall="1-A02", on=on, actor=manager.actor, now=NOW), Held)
    assert await history("1-A01") == [("Kopi Tangsel", TODAY, NEW_YEAR, True)]


async def test_it_refuses_moves_that_make_no_sense(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    december = date(2026, 12, 1)
    for stall, on, kind in (
        ("1-A01", december, Invalid),
        ("1-A02", NEW_YEAR, Invalid),
        ("1-A02", TODAY - timedelta(1), Invalid),
        ("1-A02", date.max, Invalid),
        ("9-Z99", december, NotFound),
    ):
        await refused(move(tenancy=given, stall=stall, on=on, actor=manager.actor, now=NOW), kind)


async def test_moved_on_its_first_day_the_old_one_is_taken_back(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    moved = await move(tenancy=given, stall="1-A02", on=TODAY, actor=manager.actor, now=NOW)
    assert await history("1-A01") == [("Kopi Tangsel", TODAY, NEW_YEAR, False)]
    await undo(tenancy=moved, actor=manager.actor, now=NOW)
    assert await history("1-A01") == [("Kopi Tangsel", TODAY, NEW_YEAR, True)]
    assert await history("1-A02") == [("Kopi Tangsel", TODAY, NEW_YEAR, False)]


async def test_taken_back_it_stays_in_the_record_with_the_reason(
    manager: Person, stalls: list[Space], enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    await refused(cancel(tenancy=given, reason=" ", actor=manager.actor, now=NOW), Invalid)
    await cancel(tenancy=given, reason="Salah lapak", actor=manager.actor, now=NOW)
    assert await history("1-A01") == [("Kopi Tangsel", TODAY, NEW_YEAR, False)]
    await give_to(other_enterprise, "1-A01", manager)
    again = cancel(tenancy=given, reason="lagi", actor=manager.actor, now=NOW)
    await refused(again, Conflict)
    await refused(end(tenancy=given, ends=None, actor=manager.actor, now=NOW), Conflict)
    await refused(undo(tenancy=given, actor=manager.actor, now=NOW), Held)


async def test_undo_takes_each_change_back_once(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    by: dict[str, Any] = {"actor": manager.actor, "now": NOW}
    given = await give_to(enterprise, "1-A01", manager)
    whole = [("Kopi Tangsel", TODAY, NEW_YEAR, True)]

    await end(tenancy=given, ends=date(2026, 12, 1), **by)
    await undo(tenancy=given, **by)
    assert await history("1-A01") == whole
    await refused(undo(tenancy=given, **by), Conflict)

    moved = await move(tenancy=given, stall="1-A02", on=date(2026, 12, 5), **by)
    await refused(undo(tenancy=given, **by), Conflict)
    await undo(tenancy=moved, **by)
    assert await history("1-A01") == whole
    assert [row[3] for row in await history("1-A02")] == [False]

    await cancel(tenancy=given, reason="Salah", **by)
    await undo(tenancy=given, **by)
    assert await history("1-A01") == whole
    assert [verb for verb, _, _ in await trail(given)] == [
        "tenancy.give",
        "tenancy.end",
        "tenancy.undo",
        "tenancy.cancel",
        "tenancy.undo",
    ]

    other = await give_to(enterprise, "1-A03", manager, starts=NEW_YEAR, ends=None)
    await undo(tenancy=other, **by)
    assert [row[3] for row in await history("1-A03")] == [False]


async def test_undo_gives_nobody_a_second_stall(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    on = date(2026, 12, 1)
    await end(tenancy=given, ends=on, actor=manager.actor, now=NOW)
    await give_to(enterprise, "1-A02", manager, starts=on)
    await refused(undo(tenancy=given, actor=manager.actor, now=NOW), HoldsAnother)


async def test_undo_is_for_the_same_day(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    given = await give_to(enterprise, "1-A01", manager)
    late = NOW + timedelta(days=1, seconds=1)
    await refused(undo(tenancy=given, actor=manager.actor, now=late), Conflict)
    await refused(undo(tenancy=2_000_000_000, actor=manager.actor, now=NOW), NotFound)


async def test_today_is_jakartas(manager: Person, stalls: list[Space]) -> None:
    """At 17:30 UTC on New Year's Eve it is New Year's Day in Tangerang Selatan."""
    enterprise = await make_enterprise(nib="1111111111111", name="Roti Pagi")
    eve = NOW.replace(month=12, day=31, hour=17, minute=30)
    furthest = date(2029, 1, 1)
    arguments: dict[str, Any] = {
        "stall": "1-A01",
        "enterprise": enterprise.id,
        "actor": manager.actor,
    }
    await refused(
        give(starts=furthest, ends=None, now=eve - timedelta(hours=1), **arguments), Invalid
    )
    await give(starts=furthest, ends=None, now=eve, **arguments)
