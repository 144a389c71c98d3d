"""Which room comes first, and what comes nearest where none suits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bookings.domain.features import feature_words
from bookings.domain.finding import Diary, Offer, Pool
from bookings.domain.hours import at
from bookings.domain.ranking import Found, Nearness, Ranked, find
from bookings.domain.rooms import Room
from bookings.domain.search import Search
from bookings.domain.spans import Span
from bookings.domain.starts import Ruler, ticks
from bookings.domain.terms import Layout, Terms
from sentra.domain.messages import say

WEDNESDAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
WEEK = timedelta(days=7)

SMALL = Room(1, "R101", "Rapat", 1, capacity=8)
CLASS = Room(2, "R201", "Kelas", 2, capacity=24, features=("projector",))
KITCHEN = Room(3, "R202", "Dapur", 2, capacity=24, features=("projector", "ovens", "sinks"))
HALF = Room(4, "R301", "Aula A", 3, capacity=40, accessible=False)
HALL = Room(5, "R300", "Aula", 3, capacity=120, parts=(4, 6))
ROOMS = (SMALL, CLASS, KITCHEN, HALF, HALL)


def search(*, first: int = 9, last: int = 11, **more: Any) -> Search:
    parts: dict[str, Any] = {"days": (WEDNESDAY,), "length": timedelta(hours=2)}
    return Search(earliest=time(first), latest=time(last), **parts | more)


def span(first: int, last: int, day: date = WEDNESDAY) -> Span:
    return Span(at(day, time(first)), at(day, time(last)))


def found(
    asked: Search,
    taken: Mapping[int, Sequence[Span]] | None = None,
    rooms: Sequence[Room] = ROOMS,
    pools: Mapping[int, Pool] | None = None,
) -> Found:
    ruler = Ruler(WEDNESDAY - 3 * WEEK, 15 * 7)
    known = {room: [ticks(one) for one in spans] for room, spans in (taken or {}).items()}
    return find(asked, rooms, Diary(ruler, known, pools or {}), now=NOW)


def codes(ranked: Sequence[Ranked], near: Nearness | None = None) -> list[str]:
    return [one.offer.room.code for one in ranked if one.near is near]


def reasons(ranked: Ranked) -> list[str]:
    return [str(reason) for reason in ranked.reasons]


def test_the_smallest_that_seats_all_comes_first_and_the_kitchen_stays_for_cooks() -> None:
    result = found(search(people=20))
    assert (codes(result.rooms), result.nearest) == (["R201", "R202", "R301", "R300"], ())
    assert reasons(result.rooms[0]) == ["Takes 24 people, 4 more than you need."]
    assert reasons(result.rooms[-1]) == [
        "Takes 120 people, 100 more than you need.",
        "Joined from 2 rooms: booking it takes them all.",
    ]


def test_who_asks_for_ovens_gets_the_kitchen() -> None:
    [only] = found(search(people=24, features=frozenset({"ovens"}))).rooms
    assert only == Ranked(
        Offer(KITCHEN, (span(9, 11),)),
        (
            say("Takes just %(seats)d people.", seats=24),
            say("Has what you need: %(features)s.", features=feature_words(["ovens"])),
        ),
    )


def test_a_room_that_waits_for_approval_comes_after_one_that_does_not() -> None:
    slow = replace(CLASS, terms=Terms(approval=True))
    result = found(search(people=20), rooms=(slow, KITCHEN))
    assert codes(result.rooms) == ["R202", "R201"]
    assert reasons(result.rooms[1])[-1] == "The building manager has to approve the booking."


def test_seats_are_those_of_the_layout() -> None:
    terms = Terms(layouts={Layout.U: 16, Layout.THEATRE: 30})
    rooms = (replace(CLASS, terms=terms), KITCHEN)
    assert codes(found(search(people=16, layout=Layout.U), rooms=rooms).rooms) == ["R201"]
    result = found(search(people=17, layout=Layout.U), rooms=rooms)
    assert (codes(result.rooms), codes(result.nearest, Nearness.NEEDS)) == ([], ["R201", "R202"])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"accessible": True}, ["R300"]),
        ({"joined": False}, ["R301"]),
    ],
)
def test_a_wish_rules_out_what_does_not_fulfil_it(
    more: dict[str, bool], expected: list[str]
) -> None:
    assert codes(found(search(people=30, **more)).rooms) == expected


def test_a_hall_is_taken_where_a_part_of_it_is() -> None:
    result = found(search(people=60), {6: [span(10, 12)]})
    assert codes(result.rooms) == []
    assert codes(result.nearest, Nearness.HOURS) == ["R300"]


def test_any_two_hours_of_the_morning_are_offered_one_after_the_other() -> None:
    [only] = found(search(first=7, last=12, people=8), {1: [span(9, 10)]}, rooms=(SMALL,)).rooms
    assert only.offer.spans == (span(7, 9), span(10, 12))


def test_a_series_is_for_all_its_days_at_one_hour() -> None:
    tuesdays = tuple(WEDNESDAY + number * WEEK for number in range(12))
    asked = search(first=7, last=12, days=tuesdays, every=True, people=20)
    taken = {2: [span(7, 9, tuesdays[3])], 3: [span(7, 11, tuesdays[5])]}
    result = found(asked, taken, rooms=(CLASS, KITCHEN))
    assert [(one.offer.room.code, one.offer.spans[0]) for one in result.rooms] == [
        ("R201", span(9, 11))
    ]
    assert reasons(result.rooms[0])[0] == "Free on all 12 days."


def test_a_series_that_fits_nowhere_is_offered_with_its_gaps_or_at_another_hour() -> None:
    days = tuple(WEDNESDAY + number * WEEK for number in range(12))
    asked = search(days=days, every=True, people=20)
    taken = {2: [span(8, 10, days[3])], 3: [span(6, 22, day) for day in days[:7]]}
    result = found(asked, taken, rooms=(CLASS, KITCHEN))
    assert result.rooms == ()
    assert codes(result.nearest, Nearness.SOME_DAYS) == ["R201"]
    [hours] = [one for one in result.nearest if one.near is Nearness.HOURS]
    assert (hours.offer.room.code, hours.offer.spans[0]) == ("R201", span(10, 12))
    [some] = [one for one in result.nearest if one.near is Nearness.SOME_DAYS]
    assert some.offer.missing == (days[3],)


def test_where_nothing_is_free_the_nearest_hour_and_day_are_offered() -> None:
    taken = {2: [span(8, 20)], 3: [span(6, 22), span(9, 10, WEDNESDAY + timedelta(days=1))]}
    result = found(search(people=20), taken, rooms=(CLASS, KITCHEN))
    by_kind = {(one.near, one.offer.room.code): one.offer.spans[0] for one in result.nearest}
    assert by_kind == {
        (Nearness.HOURS, "R201"): span(6, 8),
        (Nearness.OTHER_DAYS, "R201"): span(9, 11, WEDNESDAY + timedelta(days=1)),
        (Nearness.OTHER_DAYS, "R202"): span(9, 11, WEDNESDAY - timedelta(days=1)),
    }


def test_a_smaller_room_is_offered_with_what_it_lacks() -> None:
    [near] = [
        one
        for one in found(search(people=20), {2: [span(9, 10)]}, rooms=(SMALL, CLASS)).nearest
        if one.near is Nearness.NEEDS
    ]
    assert (near.offer.room.code, reasons(near)) == ("R101", ["It takes 8 people only."])


def test_equipment_that_is_out_is_told_apart_from_a_room_that_is_taken() -> None:
    pools = {7: Pool(2, [ticks(span(8, 10))])}
    one, two = search(people=20, equipment={7: 1}), search(people=20, equipment={7: 2})
    assert codes(found(one, rooms=(CLASS,), pools=pools).rooms) == ["R201"]
    result = found(two, rooms=(CLASS,), pools=pools)
    assert codes(result.rooms) == []
    assert codes(result.nearest, Nearness.EQUIPMENT) == ["R201"]
    [hours] = [one for one in result.nearest if one.near is Nearness.HOURS]
    assert hours.offer.spans[0] == span(10, 12)


def test_where_nothing_comes_near_a_lesser_room_at_another_hour_does() -> None:
    taken = {2: [span(8, 12)]}
    asked = search(people=20, features=frozenset({"ovens"}))
    [near] = found(asked, taken, rooms=(CLASS,)).nearest
    assert (near.near, near.offer.spans[0]) == (Nearness.NEEDS, span(6, 8))
    assert [reason.id for reason in near.reasons] == [
        "It does not have: %(features)s.",
        "Free at another hour.",
        "Takes %(seats)d people.",
    ]
