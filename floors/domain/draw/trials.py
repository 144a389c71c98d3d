"""What rules would do, seen over many seeds before they are announced."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import fmean

from floors.domain.draw.market import OPEN, Application, Programme, Rules
from floors.domain.draw.outcome import draw

TRIAL_TAG = "sentra-trial/1"
SEEDS = 50

Progress = Callable[[int, int], None]
"""Told how many draws are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many got something, over the trial draws."""

    least: int
    mean: float
    most: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What one set of rules gives."""

    seeds: int
    applicants: Mapping[str, int]
    """How many belong to each class; OPEN counts everybody."""
    winners: Mapping[str, Share]
    """How many of these got a stall, on whatever seat."""
    seats: Mapping[str, Share]
    """How many stalls were given on seats of each class."""


def try_rules(
    *,
    rules: Rules,
    programmes: Sequence[Programme],
    applications: Sequence[Application],
    seeds: int = SEEDS,
    on_progress: Progress = lambda _done, _all: None,
) -> Trial:
    """Draw with `seeds` seeds of no meaning; the same every time."""
    kinds = (*rules.precedence, OPEN)
    belongs = {each.pseudonym: (*each.classes, OPEN) for each in applications}
    won: list[Counter[str]] = []
    seated: list[Counter[str]] = []
    for at in range(seeds):
        seed = sha256(f"{TRIAL_TAG}\n{at}".encode()).hexdigest()
        outcome = draw(rules=rules, programmes=programmes, applications=applications, seed=seed)
        won.append(Counter(kind for who in outcome.places for kind in belongs[who]))
        seated.append(Counter(place.seat for place in outcome.places.values()))
        on_progress(at + 1, seeds)
    members = Counter(kind for theirs in belongs.values() for kind in theirs)
    return Trial(
        seeds=seeds,
        applicants={kind: members[kind] for kind in kinds},
        winners={kind: _share([one[kind] for one in won]) for kind in kinds},
        seats={kind: _share([one[kind] for one in seated]) for kind in kinds},
    )


def _share(counts: Sequence[int]) -> Share:
    return Share(min(counts), fmean(counts), max(counts))
