"""Loading a plan: all of it or nothing, the same twice changes nothing, what is in use stays."""

import copy
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest

from bookings.tables import Booking, Hold
from floors.operations.plans import (
    SHIPPED as SHIPPED_FILE,
)
from floors.operations.plans import (
    ChangedSpace,
    PlanReport,
    check_plan_file,
    ensure_plan,
    load_plan,
)
from floors.queries.plan import centre, floor_at, floors_of_centre, space_called, stored_floors
from floors.tables import Floor, Site, Space, Tenancy
from sentra.domain.refusals import Conflict, Invalid
from sentra.domain.roles import COMMAND_LINE
from sentra.tables import AuditEntry, Enterprise
from tests.conftest import NOW, Person
from tests.floors.plans import SHIPPED, Document, changed, encoded, of, take_out
from tools.build_plan import build

UNCHANGED = PlanReport(
    site="SENTRA-UKM", floors=[], added=[], changed=[], retired=[], unchanged=135
)


async def load(document: object) -> PlanReport:
    return await load_plan(content=encoded(document), actor=COMMAND_LINE, now=NOW)


async def refusal(document: object) -> list[tuple[str, str]]:
    with pytest.raises(Conflict) as caught:
        await load(document)
    return [(problem.field, str(problem.rule)) for problem in caught.value.problems]


def without(*codes: str) -> Document:
    return changed(lambda document: take_out(document, *codes))


async def identity(code: str) -> int:
    space = await space_called(code)
    assert space is not None
    return space.id


@pytest.fixture
async def building(db: None) -> None:
    await load(SHIPPED)


async def hold(
    code: str, enterprise: Enterprise, *, starts: date, ends: date | None = None
) -> None:
    space = await identity(code)
    await Tenancy(
        space=space, enterprise=enterprise.id, starts=starts, ends=ends, created=NOW, changed=NOW
    ).save()


async def book(code: str, trainer: Person, *, days: int, parts: tuple[str, ...] = ()) -> Booking:
    starts = NOW + timedelta(days=days)
    ends = starts + timedelta(hours=2)
    booking = Booking(
        uid=uuid4(),
        space=await identity(code),
        organiser=trainer.account,
        starts=starts,
        ends=ends,
        title="Pelatihan",
        created=NOW,
        changed=NOW,
    )
    await booking.save()
    for part in parts or (code,):
        space = await identity(part)
        await Hold(booking=booking.id, space=space, starts=starts, ends=ends).save()
    return booking


async def test_it_makes_the_building(db: None) -> None:
    report = await load(SHIPPED)
    assert (report.floors, len(report.added), report.unchanged) == ([1, 2, 3, 4, 5], 135, 0)
    assert (report.changed, report.retired) == ([], [])
    site = await centre()
    assert site is not None
    assert (site.code, site.name, float(site.area)) == (
        "SENTRA-UKM",
        "Sentra UKM Tangerang Selatan",
        2500,
    )
    assert [(f.level, f.stalls, f.rooms, float(f.area)) for f in await floors_of_centre()] == [
        (1, 42, 0, 500),
        (2, 40, 0, 500),
        (3, 40, 0, 500),
        (4, 0, 7, 500),
        (5, 0, 6, 500),
    ]


async def test_it_keeps_a_space_as_it_is_drawn(building: None) -> None:
    stall, hall = await space_called("1-A02"), await space_called("R401")
    assert stall is not None
    assert hall is not None
    assert (stall.state.kind, stall.state.category, str(stall.state.area)) == (
        "stall",
        "drink",
        "6.00",
    )
    assert stall.state.geometry == of(SHIPPED, "1-A02")["geometry"]
    assert (hall.state.name, hall.state.capacity, hall.state.parts) == (
        "Aula besar",
        160,
        ["R401A", "R401B"],
    )


async def test_the_same_file_twice_changes_nothing(building: None) -> None:
    before = await AuditEntry.count()
    assert await load(SHIPPED) == UNCHANGED
    assert await AuditEntry.count() == before


async def test_it_writes_down_what_it_did(building: None) -> None:
    await load(without("1-A02"))
    entries = (
        await AuditEntry.select(
            AuditEntry.verb, AuditEntry.actor, AuditEntry.before, AuditEntry.after
        )
        .order_by(AuditEntry.id, ascending=False)
        .limit(2)
        .output(load_json=True)
    )
    assert [entry["verb"] for entry in entries] == ["plan.load", "space.retire"]
    assert entries[0]["after"] | {"digest": ""} == {
        "digest": "",
        "floors": [1],
        "added": 0,
        "changed": 0,
        "retired": 1,
    }
    assert (entries[1]["before"], entries[1]["after"]) == ({"active": True}, {"active": False})


async def test_it_updates_what_changed(building: None) -> None:
    stall = await identity("1-A02")

    def change(document: Document) -> None:
        of(document, "1-A02")["properties"]["sentra"]["code"] = "1-A03"
        of(document, "1-A03")["properties"]["sentra"]["code"] = "1-A02"

    document = copy.deepcopy(SHIPPED)
    one, two = of(document, "1-A02"), of(document, "1-A03")
    one["properties"]["sentra"]["code"], two["properties"]["sentra"]["code"] = "1-A03", "1-A02"
    report = await load(document)
    assert report == PlanReport(
        site="SENTRA-UKM",
        floors=[1],
        added=[],
        changed=[
            ChangedSpace("1-A02", ["code", "name"]),
            ChangedSpace("1-A03", ["code", "name"]),
        ],
        retired=[],
        unchanged=133,
    )
    assert await identity("1-A03") == stall


async def test_a_retired_stall_can_come_back(building: None) -> None:
    stall = await identity("1-A02")
    report = await load(without("1-A02"))
    assert (report.retired, report.floors, report.unchanged) == (["1-A02"], [1], 134)
    report = await load(SHIPPED)
    assert report.changed == [ChangedSpace("1-A02", ["active"])]
    assert await identity("1-A02") == stall


async def test_a_held_stall_stays(building: None, enterprise: Enterprise) -> None:
    await hold("1-A02", enterprise, starts=date(2026, 1, 1))
    await hold("1-A03", enterprise, starts=date(2027, 1, 1), ends=date(2027, 7, 1))
    await hold("1-A04", enterprise, starts=date(2025, 1, 1), ends=date(2026, 11, 24))
    assert await refusal(without("1-A02", "1-A03", "1-A04")) == [
        ("1-A02", "Kopi Tangsel holds it, without an end agreed."),
        ("1-A03", "Kopi Tangsel holds it until before 2027-07-01."),
    ]
    assert await load(SHIPPED) == UNCHANGED
    assert (await load(without("1-A04"))).retired == ["1-A04"]


async def test_a_booked_room_stays(building: None, trainer: Person) -> None:
    def gone(document: Document) -> None:
        take_out(document, "R506", "R506-D1", "R505", "R505-D1")

    await book("R506", trainer, days=-1)
    cancelled = await book("R505", trainer, days=1)
    await Hold.delete().where(Hold.booking == cancelled.id)
    await Booking.update({Booking.state: "cancelled"}).where(Booking.id == cancelled.id)
    assert (await load(changed(gone))).retired == ["R505", "R506"]
    await load(SHIPPED)
    await book("R506", trainer, days=1)
    await book("R506", trainer, days=2)
    assert await refusal(changed(gone)) == [("R506", "Bookings to come: 2.")]


async def test_a_booked_hall_stays_in_one_piece(building: None, trainer: Person) -> None:
    await book("R401", trainer, days=1, parts=("R401A", "R401B"))
    doors = [f"R401{half}-D{number}" for half in "AB" for number in (1, 2)]
    assert await refusal(without("R401", "R401A", "R401B", *doors)) == [
        ("R401", "Bookings to come: 1."),
        ("R401A", "Bookings to come: 1."),
        ("R401B", "Bookings to come: 1."),
    ]
    assert await refusal(without("R401")) == [("R401", "Bookings to come: 1.")]


async def test_floors_can_be_added_and_given_up(building: None) -> None:
    report = await load(build(("food", "fashion", "craft", "training", "making") * 2))
    assert (report.floors, len(report.added)) == ([6, 7, 8, 9, 10], 135)
    report = await load(SHIPPED)
    assert (report.floors, len(report.retired)) == ([6, 7, 8, 9, 10], 135)
    assert await floor_at(6) is None
    site = await centre()
    assert site is not None
    assert len(await stored_floors(site.id)) == 10


async def test_a_plan_of_another_building_is_refused(building: None) -> None:
    def rename(document: Document) -> None:
        of(document, "venue")["properties"]["sentra"]["code"] = "OTHER"

    assert await refusal(changed(rename)) == [("OTHER", "A plan keeps the code of its building.")]


async def test_codes_of_a_gallery_are_not_taken(db: None) -> None:
    gallery = Site(code="GALLERY", name="Tangsel Mart", kind="gallery", area=100)
    await gallery.save()
    floor = Floor(site=gallery.id, level=1, name="Lantai 1", area=100)
    await floor.save()
    await Space(
        floor=floor.id, feature=uuid4(), code="1-A02", kind="stall", name="Lapak", area=6
    ).save()
    assert await refusal(SHIPPED) == [("1-A02", "A code stands for one space of all sites.")]
    assert await centre() is None


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["features"].append(7),
        lambda document: of(document, "2-A02")["properties"]["sentra"].update(area_m2=8),
    ],
)
async def test_an_unsound_plan_changes_nothing(
    db: None, change: Callable[[Document], object]
) -> None:
    with pytest.raises(Invalid):
        await load(changed(change))
    assert await centre() is None


async def test_checking_says_what_loading_would_do_and_does_nothing(db: None) -> None:
    report = await check_plan_file(content=encoded(SHIPPED), now=NOW)
    assert (report.floors, len(report.added)) == ([1, 2, 3, 4, 5], 135)
    assert await centre() is None


async def test_the_building_that_ships_is_there_from_the_start(db: None) -> None:
    report = await ensure_plan(now=NOW)
    assert report is not None
    assert len(report.added) == 135
    assert await ensure_plan(now=NOW) is None
    again = await load_plan(content=SHIPPED_FILE.read_bytes(), actor=COMMAND_LINE, now=NOW)
    assert again == UNCHANGED
