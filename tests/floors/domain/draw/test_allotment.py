"""What makes the allotment just, shown on small markets; and that broken rules do not pass."""

from collections.abc import Callable, Mapping
from heapq import heapreplace
from itertools import chain, permutations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from floors.domain.draw import allotment
from floors.domain.draw.market import Change, after_changes
from floors.domain.draw.seats import Seats
from tests.floors.domain.draw.markets import (
    TRIALS,
    Market,
    Result,
    application,
    best_stable,
    blocking,
    choice,
    holders,
    is_acceptable,
    markets,
    programme,
    solve,
)

Property = Callable[[Market, st.DataObject], None]


def stable(market: Market, _: st.DataObject) -> None:
    """Nobody has a justified claim to a seat, and none is left empty that somebody wants."""
    result = solve(market)
    assert is_acceptable(market, result)
    assert list(blocking(market, result)) == []
    for each in market.applications:
        wished = each.preferences[: market.liking(each.pseudonym, result.get(each.pseudonym))]
        for code in wished:
            assert len(holders(result, code)) == market.programme(code).capacity


def same_in_any_order(market: Market, data: st.DataObject) -> None:
    turns = data.draw(st.permutations(range(len(market.applications))))
    assert solve(market, turns) == solve(market)


def best_for_every_applicant(market: Market, _: st.DataObject) -> None:
    assert solve(market) == best_stable(market)


def nobody_gains_by_other_wishes(market: Market, data: st.DataObject) -> None:
    """Every list that she could hand in is tried."""
    honest = solve(market)
    each = data.draw(st.sampled_from(market.applications))
    codes = [offered.code for offered in market.programmes]
    for length in range(len(codes) + 1):
        for told in permutations(codes, length):
            lying = solve(market.but(replace(each, preferences=told)))
            assert likes(market, each.pseudonym, honest, lying)


def nobody_gains_by_hiding_a_class(market: Market, data: st.DataObject) -> None:
    honest = solve(market)
    each = data.draw(st.sampled_from(market.applications))
    shown = tuple(kind for kind in each.classes if data.draw(st.booleans()))
    hiding = solve(market.but(replace(each, classes=shown)))
    assert likes(market, each.pseudonym, honest, hiding)


def a_better_number_never_hurts(market: Market, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(market.applications) - 1))
    to = data.draw(st.integers(0, at))
    order = list(market.applications)
    order.insert(to, each := order.pop(at))
    luckier = solve(Market(market.programmes, tuple(order)))
    assert likes(market, each.pseudonym, luckier, solve(market))


def withdrawing_and_staying_harm_nobody(market: Market, data: st.DataObject) -> None:
    """Any number of them, one after another, each from what she holds then."""
    changes: list[Change] = []
    now, before = market, solve(market)
    for _ in range(data.draw(st.integers(1, 3))):
        who = data.draw(st.sampled_from(market.applications)).pseudonym
        stays = before.get(who) if data.draw(st.booleans()) else None
        changes.append(Change(pseudonym=who, stays=stays))
        now = Market(market.programmes, after_changes(market.applications, changes))
        after = solve(now)
        for each in market.applications:
            if each.pseudonym != who:
                assert likes(market, each.pseudonym, after, before)
        assert after.get(who) == stays
        before = after


def likes(market: Market, who: str, one: Result, other: Result) -> bool:
    """Whether she likes one result at least as well as the other."""
    return market.liking(who, one.get(who)) <= market.liking(who, other.get(who))


PROPERTIES: list[Property] = [
    stable,
    same_in_any_order,
    best_for_every_applicant,
    nobody_gains_by_other_wishes,
    nobody_gains_by_hiding_a_class,
    a_better_number_never_hurts,
    withdrawing_and_staying_harm_nobody,
]


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda each: str(each.__name__))
def test_the_allotment_is_just(holds: Property) -> None:
    tried(holds, TRIALS)


def tried(holds: Property, trials: int, *, same_each_time: bool = False) -> None:
    @settings(
        max_examples=trials,
        database=None,
        phases=[Phase.generate],
        derandomize=same_each_time,
    )
    @given(markets(), st.data())
    def trial(market: Market, data: st.DataObject) -> None:
        holds(market, data)

    trial()


@settings(max_examples=TRIALS)
@given(markets(most=8))
def test_everybody_sits_on_the_seat_that_the_definition_gives(market: Market) -> None:
    asking = allotment.allot(
        programmes=market.programmes,
        precedence=market.precedence,
        applications=enumerate(market.applications, 1),
    )
    for code, seats in asking.seats.items():
        seated = {
            market.applications[number - 1].pseudonym: kind
            for kind, numbers in seats.holders().items()
            for number in numbers
        }
        assert seated == choice(market, code, seated)


def test_a_class_is_served_in_precedence_before_open_seats() -> None:
    market = Market(
        (programme("A", 3, k01=1, newcomer=1),),
        (
            application("first", "A"),
            application("second", "A"),
            application("third", "A", "newcomer"),
            application("fourth", "A", "36.74.01", "newcomer"),
        ),
    )
    assert solve(market) == {"fourth": "A", "third": "A", "first": "A"}


def test_unfilled_class_seats_are_open() -> None:
    market = Market(
        (programme("A", 2, renewal=2),), (application("first", "A"), application("second", "A"))
    )
    assert solve(market) == {"first": "A", "second": "A"}


Classes = Mapping[int, frozenset[str]]


class FirstCome(Seats):
    """Whoever has a seat keeps it."""

    __slots__ = ()

    def ask(self, number: int, classes_of: Classes) -> int:
        if self.copy().ask(number, classes_of) not in {0, number}:
            return number
        return super().ask(number, classes_of)


class NoWayBack(Seats):
    """Who loses the seat of a class is not seen for the next."""

    __slots__ = ()

    def ask(self, number: int, classes_of: Classes) -> int:
        for kind, seats, held in self._classes:
            if kind in classes_of[number] and len(held) == seats and number < -held[0]:
                return -heapreplace(held, -number)
        return super().ask(number, classes_of)


class Seating(Seats):
    """Everybody is seated anew whenever somebody asks; what is broken is the order."""

    __slots__ = ()

    def ask(self, number: int, classes_of: Classes) -> int:
        left = sorted([*chain(*self.holders().values()), number])
        capacity = self._open_seats + sum(len(held) for _, _, held in self._classes)
        self.seat(left, capacity, classes_of)
        self._open_seats = capacity - sum(len(held) for _, _, held in self._classes)
        return left[0] if left else 0

    def seat(self, left: list[int], capacity: int, classes_of: Classes) -> None:
        raise NotImplementedError

    def seat_members(self, left: list[int], classes_of: Classes) -> None:
        for kind, seats, held in self._classes:
            members = [one for one in left if kind in classes_of[one]][:seats]
            held[:] = sorted(-one for one in members)
            left[:] = [one for one in left if one not in members]

    def seat_open(self, left: list[int], seats: int) -> None:
        self._open[:] = sorted(-one for one in left[:seats])
        del left[:seats]

    def reserved(self) -> int:
        return sum(seats for _, seats, _ in self._classes)


class Wasteful(Seating):
    """Seats of a class that nobody of it wants stay empty."""

    __slots__ = ()

    def seat(self, left: list[int], capacity: int, classes_of: Classes) -> None:
        self.seat_members(left, classes_of)
        self.seat_open(left, capacity - self.reserved())


class ClassesLast(Seating):
    """Open seats are filled before those of the classes."""

    __slots__ = ()

    def seat(self, left: list[int], capacity: int, classes_of: Classes) -> None:
        self.seat_open(left, capacity - self.reserved())
        self.seat_members(left, classes_of)


class OneClassEach(Seating):
    """Only one class of an applicant counts."""

    __slots__ = ()

    def seat(self, left: list[int], capacity: int, classes_of: Classes) -> None:
        self.seat_members(
            left, {who: frozenset(sorted(kinds)[:1]) for who, kinds in classes_of.items()}
        )
        self.seat_open(left, capacity - sum(len(held) for _, _, held in self._classes))


class MembersKeepApart(Seating):
    """Who has a class is not seen for the open seats."""

    __slots__ = ()

    def seat(self, left: list[int], capacity: int, classes_of: Classes) -> None:
        self.seat_members(left, classes_of)
        left.sort(key=lambda one: (bool(classes_of[one]), one))
        outsiders = sum(not classes_of[one] for one in left)
        taken = sum(len(held) for _, _, held in self._classes)
        self.seat_open(left, min(outsiders, capacity - taken))


class WorstFirst(Seating):
    """Seats of a class go to the worst numbers of it."""

    __slots__ = ()

    def seat(self, left: list[int], capacity: int, classes_of: Classes) -> None:
        left.reverse()
        self.seat_members(left, classes_of)
        left.sort()
        self.seat_open(left, capacity - sum(len(held) for _, _, held in self._classes))


class OnlyInCompany(Seating):
    """Unfilled seats of a class are open if anybody of the class is there, else empty."""

    __slots__ = ()

    def seat(self, left: list[int], capacity: int, classes_of: Classes) -> None:
        self.seat_members(left, classes_of)
        self.seat_open(left, capacity - sum(len(held) or n for _, n, held in self._classes))


def immediate(self: allotment.Asking, number: int) -> int:
    """Asking as people did before: only where there is room, and for good."""
    for code in self._preferences[number]:
        before = self.seats[code].copy()
        loser = self.seats[code].ask(number, self._classes)
        if loser == 0:
            return 0
        self.seats[code] = before
    return 0


def only_the_dearest_counts(self: allotment.Asking, number: int) -> int:
    self._preferences[number] = self._preferences[number][:1]
    return honest_asking(self, number)


def refused_whatever_the_class(self: allotment.Asking, number: int) -> int:
    """Who has a worse number than somebody refused is not even heard."""
    known = self._refused.setdefault(frozenset(), dict.fromkeys(self.seats, 2**62))
    self._refused[self._classes[number]] = known
    return honest_asking(self, number)


def forgets_who_lost(self: allotment.Asking, number: int) -> int:
    """Who loses a place asks nobody else."""
    honest_asking(self, number)
    return 0


honest_asking = allotment.Asking._ask_down_the_list


@pytest.mark.parametrize(
    ("rule", "found_by"),
    [
        (FirstCome, same_in_any_order),
        (NoWayBack, same_in_any_order),
        (Wasteful, stable),
        (ClassesLast, stable),
        (OneClassEach, best_for_every_applicant),
        (MembersKeepApart, nobody_gains_by_hiding_a_class),
        (WorstFirst, a_better_number_never_hurts),
        (OnlyInCompany, withdrawing_and_staying_harm_nobody),
        (immediate, best_for_every_applicant),
        (only_the_dearest_counts, nobody_gains_by_other_wishes),
        (refused_whatever_the_class, best_for_every_applicant),
        (forgets_who_lost, same_in_any_order),
    ],
    ids=lambda each: str(each.__name__),
)
def test_a_broken_rule_is_found(
    rule: object, found_by: Property, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(rule, type):
        monkeypatch.setattr(allotment, "Seats", rule)
    else:
        monkeypatch.setattr(allotment.Asking, "_ask_down_the_list", rule)
    with pytest.raises(AssertionError):
        tried(found_by, 500, same_each_time=True)
