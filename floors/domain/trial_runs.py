"""A trial run of a round's rules: a crowd that might apply, and what the draw would give it.

Nobody has applied when rules are announced, so wishes are made up by lot, the same every time:
everybody ranks all programmes for what she sells, some programmes being dearer to most.
"""

from collections.abc import Callable, Sequence
from random import Random
from statistics import fmean

from msgspec import Struct
from msgspec.structs import replace

from floors.domain.draw.market import (
    AFFIRMATIVE,
    NEWCOMER,
    OPEN,
    RENEWAL,
    Application,
    Programme,
    Rules,
)
from floors.domain.draw.trials import SEEDS, Progress, Trial, try_rules
from floors.domain.round_terms import GROUPS, KECAMATAN, groups_of, kecamatan_codes, precedence_of

MOST_PEOPLE = 20_000
ORDER_SEEDS = 5
"""Draws for each of the eight orders that are compared."""
_AFFIRMATIVE, _NEWCOMERS, _RENEWING = 50, 60, 1
"""Per cent of a made-up crowd."""


class Person(Struct, frozen=True, array_like=True):
    """Somebody who might apply: what she sells, and her classes."""

    category: str
    classes: tuple[str, ...]


class TrialRun(Struct, frozen=True, kw_only=True):
    """What is tried."""

    rules: Rules
    programmes: tuple[Programme, ...]
    people: tuple[Person, ...]
    seeds: int = SEEDS
    order_seeds: int = ORDER_SEEDS


class ClassLine(Struct, frozen=True, kw_only=True):
    """What a class came to over all draws.

    Attributes:
        members: Of the crowd.
        least: The fewest of them that got a stall in any draw, on whatever seat.
        seats: Stalls given on seats of this class, on average.
    """

    kind: str
    members: int
    least: int
    mean: float
    most: int
    seats: float


class OrderLine(Struct, frozen=True, kw_only=True):
    """How many members of a group get a stall, served first and served last; on average.

    For the kecamatan, to which everybody belongs: how many of the one with the fewest.
    """

    group: str
    first: float
    last: float


class Tried(Struct, frozen=True, kw_only=True):
    """What a trial run came to.

    Attributes:
        given: Stalls given out, on average.
    """

    seeds: int
    applicants: int
    stalls: int
    given: float
    classes: tuple[ClassLine, ...]
    orders: tuple[OrderLine, ...]


def crowd_of(people: Sequence[Person], programmes: Sequence[Programme]) -> list[Application]:
    """Applications of all for whose goods something is offered."""
    random = Random("sentra-crowd/1")  # noqa: S311 (made-up wishes are no secret)
    dear = {one.code: random.random() for one in programmes}
    offered: dict[str, list[str]] = {}
    for one in programmes:
        for category in one.categories:
            offered.setdefault(category, []).append(one.code)
    return [
        Application(
            pseudonym=f"{at:032x}",
            classes=person.classes,
            preferences=tuple(sorted(codes, key=lambda code: dear[code] * random.random())),
        )
        for at, person in enumerate(people)
        if (codes := offered.get(person.category))
    ]


def made_up(
    many: int, *, like: Sequence[tuple[str, str]], categories: Sequence[str]
) -> list[Person]:
    """A crowd of so many: goods and kecamatan as in the register, the classes by lot.

    Args:
        like: Category and kecamatan of the registered enterprises; where there are none, all
            kecamatan and `categories` are as likely.
    """
    random = Random("sentra-people/1")  # noqa: S311 (as above)
    seen = like or [(sold, code) for sold in categories for code in kecamatan_codes()]
    people = []
    for _ in range(many):
        category, kecamatan = random.choice(seen)
        classes = {kecamatan}
        if random.randrange(100) < _AFFIRMATIVE:
            classes.add(AFFIRMATIVE)
        lot = random.randrange(100)
        if lot < _NEWCOMERS:
            classes.add(NEWCOMER)
        elif lot < _NEWCOMERS + _RENEWING:
            classes.add(RENEWAL)
        people.append(Person(category, tuple(sorted(classes))))
    return people


def claims_by_lot(many: int) -> list[bool]:
    """Who of the registered asks for the affirmative class: half of them, by lot."""
    random = Random("sentra-claims/1")  # noqa: S311 (as above)
    return [random.randrange(100) < _AFFIRMATIVE for _ in range(many)]


def run_trial(asked: TrialRun, on_progress: Progress = lambda _done, _all: None) -> Tried:
    """Draw with many seeds, and with each group of classes first and last."""
    applications = crowd_of(asked.people, asked.programmes)
    draws = asked.seeds + 2 * len(GROUPS) * asked.order_seeds
    done = 0

    def tick(_done: int, _all: int) -> None:
        nonlocal done
        done += 1
        on_progress(done, draws)

    def tried(precedence: tuple[str, ...], seeds: int) -> Trial:
        return try_rules(
            rules=replace(asked.rules, precedence=precedence),
            programmes=asked.programmes,
            applications=applications,
            seeds=seeds,
            on_progress=tick,
        )

    trial = tried(asked.rules.precedence, asked.seeds)
    return Tried(
        seeds=asked.seeds,
        applicants=len(applications),
        stalls=sum(one.capacity for one in asked.programmes),
        given=trial.winners[OPEN].mean,
        classes=tuple(
            ClassLine(
                kind=kind,
                members=trial.applicants[kind],
                least=share.least,
                mean=share.mean,
                most=share.most,
                seats=trial.seats[kind].mean,
            )
            for kind, share in trial.winners.items()
        ),
        orders=_orders(asked, tried),
    )


def _orders(
    asked: TrialRun, tried: Callable[[tuple[str, ...], int], Trial]
) -> tuple[OrderLine, ...]:
    groups = groups_of(asked.rules.precedence)
    lines = []
    for group in groups:
        others = [other for other in groups if other != group]
        first = tried(precedence_of([group, *others]), asked.order_seeds)
        last = tried(precedence_of([*others, group]), asked.order_seeds)
        lines.append(OrderLine(group=group, first=_won(first, group), last=_won(last, group)))
    return tuple(lines)


def _won(trial: Trial, group: str) -> float:
    kinds = kecamatan_codes() if group == KECAMATAN else (group,)
    present = [trial.winners[kind].mean for kind in kinds if trial.applicants[kind]]
    return min(present, default=0.0) if group == KECAMATAN else fmean(present or [0.0])
