"""Small markets, and a second opinion on them: everything tried out, straight from definitions."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product

from hypothesis import strategies as st
from msgspec.structs import replace as with_

from floors.domain.draw.allotment import allot, seats_taken
from floors.domain.draw.market import Application, Programme, Rules
from floors.domain.plan import Label

TRIALS = int(os.environ.get("SENTRA_TRIALS", "60"))
"""3,000 take a few minutes."""

PRECEDENCE = ("renewal", "36.74.01", "affirmative", "newcomer")
NAME = Label(id="Lantai 1", en="Floor 1")

RULES = Rules(
    round="2027-1",
    precedence=PRECEDENCE,
    salt_sha256="0" * 64,
    tenancy=("2027-01-01", "2028-01-01"),
)


@dataclass(frozen=True)
class Market:
    programmes: tuple[Programme, ...]
    applications: tuple[Application, ...]
    """In lottery order: the first has number 1."""
    precedence: tuple[str, ...] = PRECEDENCE

    def programme(self, code: str) -> Programme:
        return next(each for each in self.programmes if each.code == code)

    def but(self, application: Application) -> "Market":
        """The same with one application changed."""
        return replace(
            self,
            applications=tuple(
                application if each.pseudonym == application.pseudonym else each
                for each in self.applications
            ),
        )

    def liking(self, who: str, programme: str | None) -> int:
        """0 for her dearest; no stall comes after every wish, what she never asked for after it."""
        wishes = (*self.preferences(who), None)
        return wishes.index(programme) if programme in wishes else len(wishes)

    def preferences(self, who: str) -> tuple[str, ...]:
        return next(each.preferences for each in self.applications if each.pseudonym == who)


Result = Mapping[str, str]
"""Programme by pseudonym."""
Solve = Callable[[Market], Result]


def solve(market: Market, turns: Iterable[int] | None = None) -> Result:
    """What Sentra says; `turns` are places in the lottery, in the order of asking."""
    asking = allot(
        programmes=market.programmes,
        precedence=market.precedence,
        applications=(
            (at + 1, market.applications[at])
            for at in (range(len(market.applications)) if turns is None else turns)
        ),
    )
    return {
        market.applications[number - 1].pseudonym: code
        for number, (code, _) in seats_taken(asking).items()
    }


def programme(code: str, stalls: int, **seats: int) -> Programme:
    """Classes are written with underscores for what Python does not take: `k01` is 36.74.01."""
    named = {("36.74." + kind[1:] if kind[1:].isdigit() else kind): n for kind, n in seats.items()}
    numbers = tuple(f"{code}-{at}" for at in range(1, stalls + 1))
    return Programme(code=code, name=NAME, stalls=numbers, seats=named)


def application(who: str, preferences: str, *classes: str) -> Application:
    return Application(
        pseudonym=who, classes=tuple(sorted(classes)), preferences=tuple(preferences)
    )


@st.composite
def markets(draw: st.DrawFn, most: int = 5) -> Market:
    """Up to `most` applicants who want nearly everything, so that they get in each other's way."""
    codes = "ABC"[: draw(st.integers(1, 3))]
    programmes = tuple(draw(_programmes(code)) for code in codes)
    wishes = st.permutations(codes)
    applications = tuple(
        Application(
            pseudonym=f"{at:032x}",
            classes=draw(_CLASSES),
            preferences=tuple(draw(wishes)[: draw(st.integers(1, 4))]),
        )
        for at in range(draw(st.integers(2, most)))
    )
    return Market(programmes, applications)


@st.composite
def _programmes(draw: st.DrawFn, code: str) -> Programme:
    stalls = draw(st.integers(1, 3))
    seats: dict[str, int] = {}
    for _ in range(draw(st.integers(0, stalls))):
        kind = draw(st.sampled_from(PRECEDENCE))
        seats[kind] = seats.get(kind, 0) + 1
    return with_(programme(code, stalls), seats=seats)


_CLASSES = st.sampled_from(
    [
        tuple(sorted(some))
        for size in range(len(PRECEDENCE) + 1)
        for some in combinations(PRECEDENCE, size)
    ]
)


def choice(market: Market, code: str, pool: Iterable[str]) -> dict[str, str]:
    """Seat by pseudonym of those whom a programme would choose from a pool, by the definition."""
    order = {each.pseudonym: each for each in market.applications}
    left = [who for who in order if who in set(pool)]
    offered = market.programme(code)
    chosen: dict[str, str] = {}
    for kind in market.precedence:
        members = [who for who in left if kind in order[who].classes]
        for who in members[: offered.seats.get(kind, 0)]:
            chosen[who] = kind
            left.remove(who)
    return chosen | dict.fromkeys(left[: offered.capacity - len(chosen)], "open")


def blocking(market: Market, result: Result) -> Iterator[tuple[str, str]]:
    """Applicant and programme that would both rather have each other than what they have."""
    for each in market.applications:
        who = each.pseudonym
        for code in each.preferences[: market.liking(who, result.get(who))]:
            if who in choice(market, code, {*holders(result, code), who}):
                yield who, code


def is_acceptable(market: Market, result: Result) -> bool:
    """Nobody has what she did not ask for, no programme whom it would not choose."""
    return all(code in market.preferences(who) for who, code in result.items()) and all(
        set(choice(market, each.code, holders(result, each.code))) == holders(result, each.code)
        for each in market.programmes
    )


def holders(result: Result, code: str) -> set[str]:
    return {who for who, held in result.items() if held == code}


def every_result(market: Market) -> Iterator[Result]:
    names = [each.pseudonym for each in market.applications]
    for held in product(*((*each.preferences, None) for each in market.applications)):
        yield {who: code for who, code in zip(names, held, strict=True) if code}


def best_stable(market: Market) -> Result:
    """Of all stable results, the one that everybody likes best; found by trying all there are."""
    stable = [
        result
        for result in every_result(market)
        if is_acceptable(market, result) and not any(blocking(market, result))
    ]

    def likings(result: Result) -> tuple[int, ...]:
        names = (each.pseudonym for each in market.applications)
        return tuple(market.liking(who, result.get(who)) for who in names)

    best = tuple(map(min, zip(*map(likings, stable), strict=True)))
    return next(result for result in stable if likings(result) == best)
