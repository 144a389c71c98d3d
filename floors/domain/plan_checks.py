"""Whether a building may look like this: each rule finds its own problems, all are told together.

The rules here are about single floors and about the building as a whole; `plan_reach` says whether
people get everywhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

import shapely
from shapely import STRtree

from floors.domain import geometry, plan_reach
from floors.domain.plan import Plan, Room, Stall
from floors.domain.plan_solids import Solid, SolidFloor, solidify
from floors.domain.planfile import read_plan
from floors.domain.vocabulary import ACCESSIBLE_TOILETS, LIFT, STAIRS
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

MAX_PROBLEMS = 200
AREA_SLACK = 0.01
"""Share by which a declared area may differ from the drawn one."""
ZONE_SHARE = 0.5
"""A stall belongs to the zone that covers at least this share of it."""


def sound_plan(content: bytes) -> Plan:
    """The plan in a file, if it may be built.

    Raises:
        Invalid: With every problem of its form or, when that is right, of the building.
    """
    plan = read_plan(content)
    problems = check_plan(plan)
    if problems:
        raise Invalid(*problems, message=say("The building of this plan breaks rules."))
    return plan


def check_plan(plan: Plan) -> list[Problem]:
    """Every rule the plan breaks, at most `MAX_PROBLEMS`; an empty list is a sound plan."""
    floors = [solidify(floor) for floor in plan.floors]
    return list(islice(_problems(plan, floors), MAX_PROBLEMS))


def _problems(plan: Plan, floors: list[SolidFloor]) -> Iterator[Problem]:
    yield from _codes_are_unique(plan)
    yield from _levels_are_unique(plan)
    yield from _site_adds_up(plan)
    for floor in floors:
        yield from _shapes_are_sound(floor)
        if floor.floor.code in floor.faults:
            continue
        yield from _areas_are_as_declared(floor)
        yield from _all_inside(floor)
        yield from _nothing_overlaps(floor)
        yield from _stalls_match_their_zone(floor)
        yield from _halls_are_their_parts(floor)
        yield from _has_facilities(floor, storeys=len(floors))
        yield from plan_reach.check(floor)
    yield from _cores_are_stacked(floors)


def _codes_are_unique(plan: Plan) -> Iterator[Problem]:
    codes = Counter(
        code
        for floor in plan.floors
        for code in (
            floor.code,
            *(unit.code for unit in floor.units),
            *(stall.code for stall in floor.stalls),
            *(room.code for room in floor.rooms),
            *(door.code for door in floor.doors),
            *(zone.code for zone in floor.zones),
        )
    )
    for code, times in codes.items():
        if times > 1:
            yield Problem(
                field=code,
                rule=say("A code stands for one thing in the whole plan."),
                value=str(times),
                remedy=say("Give each of them a code of its own."),
            )


def _levels_are_unique(plan: Plan) -> Iterator[Problem]:
    for below, above in pairwise(plan.floors):
        if below.level == above.level:
            yield Problem(
                field=above.code,
                rule=say("Each floor has a level of its own."),
                value=str(above.level),
                remedy=say("Change the ordinal of one of them."),
            )


def _site_adds_up(plan: Plan) -> Iterator[Problem]:
    site = plan.site
    ground = geometry.polygon(site.ground)
    fault = geometry.fault(ground)
    if fault is not None:
        yield _unsound(site.code, fault)
        return
    yield from _area(site.code, declared=site.area, drawn=ground.area)
    total = sum(floor.area for floor in plan.floors)
    if _differ(site.floor_area, total):
        yield Problem(
            field=site.code,
            rule=say("The floors add up to the floor area that the site declares."),
            value=f"{total:.2f} m² ≠ {site.floor_area:.2f} m²",
            remedy=say("Correct floor_area_m2 of the venue or area_m2 of the floors."),
        )
    for floor in plan.floors:
        outline = geometry.polygon(floor.outline)
        if geometry.fault(outline) is None and not _inside(outline, ground):
            yield Problem(
                field=floor.code,
                rule=say("A floor stands on the ground of its site."),
                value=_place(outline.difference(ground)),
                remedy=say("Move the outline, or draw the site as it is."),
            )


def _shapes_are_sound(floor: SolidFloor) -> Iterator[Problem]:
    for code, fault in floor.faults.items():
        yield _unsound(code, fault)


def _unsound(code: str, fault: str) -> Problem:
    return Problem(
        field=code,
        rule=say("An outline is one simple shape that does not cross itself."),
        value=fault,
        remedy=say("Draw it again at the place named."),
    )


def _areas_are_as_declared(floor: SolidFloor) -> Iterator[Problem]:
    yield from _area(floor.floor.code, declared=floor.floor.area, drawn=floor.outline.area)
    for solid in (*floor.solids, *floor.joined):
        if isinstance(solid.thing, Stall | Room):
            yield from _area(solid.code, declared=solid.thing.area, drawn=solid.shape.area)


def _area(code: str, *, declared: float, drawn: float) -> Iterator[Problem]:
    if _differ(declared, drawn):
        yield Problem(
            field=code,
            rule=say("The declared area is the drawn one."),
            value=f"{declared:.2f} m² ≠ {drawn:.2f} m²",
            remedy=say("Correct area_m2, or the outline."),
        )


def _differ(declared: float, drawn: float) -> bool:
    return abs(declared - drawn) > AREA_SLACK * drawn


def _all_inside(floor: SolidFloor) -> Iterator[Problem]:
    zones = [(zone.code, shape) for zone, shape in floor.zones]
    solids = [(solid.code, solid.shape) for solid in (*floor.solids, *floor.joined)]
    for code, shape in (*solids, *zones):
        if not _inside(shape, floor.outline):
            yield Problem(
                field=code,
                rule=say("Everything on a floor lies inside its outline."),
                value=_place(shape.difference(floor.outline)),
                remedy=say("Move it inside, or put it on the floor it belongs to."),
            )


def _inside(shape: shapely.Polygon, outline: shapely.Polygon) -> bool:
    return bool(shape.difference(outline).area <= geometry.SLIVER)


def _nothing_overlaps(floor: SolidFloor) -> Iterator[Problem]:
    shapes = [solid.shape for solid in floor.solids]
    tree = STRtree(shapes)
    for index, solid in enumerate(floor.solids):
        near = [other for other in tree.query(solid.shape) if other > index]
        shared = shapely.intersection(solid.shape, [shapes[other] for other in near])
        for other, overlap in zip(near, shared, strict=True):
            if overlap.area > geometry.SLIVER:
                yield Problem(
                    field=solid.code,
                    rule=say(
                        "It overlaps %(other)s; things on a floor may touch, and no more.",
                        other=floor.solids[other].code,
                    ),
                    value=f"{overlap.area:.2f} m², {_place(overlap)}",
                    remedy=say("Move one of them, or take one out."),
                )


def _stalls_match_their_zone(floor: SolidFloor) -> Iterator[Problem]:
    tree = STRtree([shape for _, shape in floor.zones])
    for solid in floor.solids:
        stall = solid.thing
        if not isinstance(stall, Stall):
            continue
        near = [floor.zones[index] for index in sorted(tree.query(solid.shape))]
        here = [
            zone
            for zone, shape in near
            if shape.intersection(solid.shape).area >= ZONE_SHARE * solid.shape.area
        ]
        if [zone.category for zone in here] != [stall.category]:
            yield Problem(
                field=stall.code,
                rule=say("A stall lies in one zone and has its category."),
                value=f"{stall.category}: {', '.join(z.code for z in here) or '-'}",
                remedy=say("Draw a zone round it, or change its category."),
            )


def _halls_are_their_parts(floor: SolidFloor) -> Iterator[Problem]:
    rooms = {solid.code: solid for solid in floor.solids if isinstance(solid.thing, Room)}
    for hall in floor.joined:
        yield from _hall_is_its_parts(hall, rooms)


def _hall_is_its_parts(hall: Solid, rooms: dict[str, Solid]) -> Iterator[Problem]:
    names = hall.thing.joins if isinstance(hall.thing, Room) else ()
    missing = sorted(set(names) - set(rooms))
    if missing or len(set(names)) < 2:  # noqa: PLR2004 - one room is not joined to anything
        yield Problem(
            field=hall.code,
            rule=say("A joined room is made of two or more rooms of the same floor."),
            value=", ".join(missing or names),
            remedy=say("Name the codes of its parts in joins."),
        )
        return
    whole = shapely.union_all([rooms[name].shape for name in names])
    if len(geometry.pieces(whole)) > 1:
        yield Problem(
            field=hall.code,
            rule=say("The parts of a joined room lie side by side."),
            value=", ".join(names),
            remedy=say("Join only rooms with a wall between them that can be opened."),
        )
    elif whole.symmetric_difference(hall.shape).area > geometry.SLIVER:
        yield Problem(
            field=hall.code,
            rule=say("A joined room is exactly its parts together."),
            value=_place(whole.symmetric_difference(hall.shape)),
            remedy=say("Draw it as the outline of its parts."),
        )


def _has_facilities(floor: SolidFloor, *, storeys: int) -> Iterator[Problem]:
    """Stairs, a lift and an accessible toilet on every floor.

    Facilities that Permen PUPR 14/PRT/M/2017 asks of a public building (toilets in its
    appendix III); that every floor has them is the rule of this house.
    """
    needs = [(say("Each floor has a toilet for wheelchair users."), tuple(ACCESSIBLE_TOILETS))]
    if storeys > 1:
        needs.append((say("Each floor has stairs."), (STAIRS,)))
        needs.append((say("Each floor of a building with several has a lift."), (LIFT,)))
    for rule, categories in needs:
        if not any(floor.of_category(*categories)):
            yield _missing(floor, rule, categories)


def _missing(floor: SolidFloor, rule: Message, categories: Iterable[str]) -> Problem:
    return Problem(
        field=floor.floor.code,
        rule=rule,
        remedy=say(
            "Add a unit of category %(categories)s.", categories=", ".join(sorted(categories))
        ),
    )


def _cores_are_stacked(floors: list[SolidFloor]) -> Iterator[Problem]:
    """Stairs and lifts go straight up: each stands over one of its kind on the floor below."""
    for below, above in pairwise(floors):
        for category in (STAIRS, LIFT):
            under = [solid.shape for solid in below.of_category(category)]
            for solid in above.of_category(category):
                overlap = shapely.intersection(solid.shape, under)
                if not any(part.area >= solid.shape.area / 2 for part in overlap):
                    yield Problem(
                        field=solid.code,
                        rule=say("Stairs and lifts stand over those of the floor below."),
                        value=_place(solid.shape),
                        remedy=say("Move them over each other."),
                    )


def _place(shape: shapely.Geometry) -> str:
    """A point of a shape, for finding it in the drawing."""
    if shape.is_empty:
        return ""
    point = shape.representative_point()
    return f"({point.x:.2f}, {point.y:.2f})"
