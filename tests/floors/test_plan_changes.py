"""Comparing a plan with what is known: found again by id, then by code; nothing is deleted."""

from msgspec.structs import replace

from floors.domain.plan_changes import KnownSpace, SpaceState, compare, spaces
from tests.floors.plans import SHIPPED, changed, of, read, take_out

PLAN = read(SHIPPED)


def known() -> list[KnownSpace]:
    return [KnownSpace(id=number, state=state) for number, state in enumerate(spaces(PLAN), 1)]


def space(code: str) -> KnownSpace:
    return next(space for space in known() if space.state.code == code)


def other(code: str, **members: object) -> list[KnownSpace]:
    """What is known, had one space been something else so far."""
    return [
        KnownSpace(id=each.id, state=replace(each.state, **members))
        if each.state.code == code
        else each
        for each in known()
    ]


def test_a_new_building_is_all_new() -> None:
    changes = compare([], PLAN)
    assert len(changes.new) == 122 + 12 + 1
    assert (changes.changed, changes.retired, changes.unchanged) == ((), (), ())


def test_the_same_plan_changes_nothing() -> None:
    changes = compare(known(), PLAN)
    assert (changes.new, changes.changed, changes.retired) == ((), (), ())
    assert len(changes.unchanged) == 135


def test_halls_come_after_their_parts() -> None:
    codes = [state.code for state in spaces(PLAN)]
    assert codes.index("R401") > max(codes.index("R401A"), codes.index("R401B"))


def test_a_stall_that_is_gone_is_retired_once() -> None:
    plan = read(changed(lambda document: take_out(document, "1-A02")))
    assert compare(known(), plan).retired == (space("1-A02"),)
    assert compare(other("1-A02", active=False), plan).retired == ()


def test_a_stall_that_is_back_is_active_again() -> None:
    [change] = compare(other("1-A02", active=False), PLAN).changed
    assert (change.known.id, change.fields) == (space("1-A02").id, ["active"])


def test_a_stall_keeps_its_row_when_its_code_changes() -> None:
    plan = read(changed(lambda d: of(d, "1-A02")["properties"]["sentra"].update(code="1-Z99")))
    changes = compare(known(), plan)
    [change] = changes.changed
    assert (change.known.id, change.fields) == (space("1-A02").id, ["code", "name"])
    assert (changes.new, changes.retired) == ((), ())


def test_a_stall_keeps_its_row_when_its_feature_is_drawn_anew() -> None:
    identity = "00000000-0000-4000-8000-000000000000"
    plan = read(changed(lambda document: of(document, "1-A02").update(id=identity)))
    [change] = compare(known(), plan).changed
    assert (change.known.id, change.fields) == (space("1-A02").id, ["feature"])


def test_two_stalls_may_change_codes() -> None:
    one, two = space("1-A02").state, space("1-A03").state
    swapped: list[SpaceState] = [replace(one, code=two.code), replace(two, code=one.code)]
    before = [KnownSpace(id=7, state=swapped[0]), KnownSpace(id=8, state=swapped[1])]
    changes = compare(before, PLAN)
    assert [(c.known.id, c.becomes.code) for c in changes.changed] == [(7, "1-A02"), (8, "1-A03")]
    assert changes.retired == ()
