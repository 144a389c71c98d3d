"""A draw from beginning to end: seed in, places out."""

from collections.abc import Sequence
from dataclasses import dataclass

from floors.domain.draw.allotment import Asking, allot, seats_taken
from floors.domain.draw.lottery import lottery_order
from floors.domain.draw.market import Application, Change, Programme, Rules, after_changes


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody got."""

    programme: str
    seat: str
    """The class whose seat it is, or OPEN."""
    choice: int
    """1 for her dearest wish, of all that she applied with."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a draw, and what it was made of."""

    rules: Rules
    programmes: tuple[Programme, ...]
    order: tuple[Application, ...]
    """As they count (after changes), in lottery order: the first has number 1."""
    numbers: dict[str, int]
    """Lottery number by pseudonym; who withdraws keeps hers, so nobody's changes."""
    places: dict[str, Place]
    """By pseudonym, of those who got one, in lottery order."""
    asking: Asking
    """Its numbers are doubled, so that an explanation can try what lies between two."""

    def last_numbers(self, programme: str) -> dict[str, int]:
        """The last number admitted by class of seat, of the classes that admitted anybody."""
        holders = self.asking.seats[programme].holders()
        return {kind: numbers[-1] // 2 for kind, numbers in holders.items() if numbers}

    def winners(self, programme: str) -> tuple[str, ...]:
        """Pseudonyms in lottery order, which is the order of choosing a stall."""
        return tuple(who for who, place in self.places.items() if place.programme == programme)


def draw(
    *,
    rules: Rules,
    programmes: Sequence[Programme],
    applications: Sequence[Application],
    seed: str,
    changes: Sequence[Change] = (),
) -> Outcome:
    """Allot every stall. The same input in any order gives the same outcome.

    Input is taken to be sound: see `floors.domain.draw.market_checks`.
    """
    by_pseudonym = {each.pseudonym: each for each in after_changes(applications, changes)}
    ordered = lottery_order(round_code=rules.round, seed=seed, pseudonyms=by_pseudonym)
    order = tuple(by_pseudonym[name] for name in ordered)
    # In lottery order hardly anybody ever loses a place again, which makes it quick.
    asking = allot(
        programmes=programmes,
        precedence=rules.precedence,
        applications=zip(range(2, 2 * len(order) + 1, 2), order, strict=True),
    )
    wished = {each.pseudonym: each.preferences for each in applications}
    places = {}
    for doubled, (programme, seat) in sorted(seats_taken(asking).items()):
        winner = order[doubled // 2 - 1]
        choice = wished[winner.pseudonym].index(programme) + 1
        places[winner.pseudonym] = Place(programme, seat, choice)
    return Outcome(
        rules=rules,
        programmes=tuple(programmes),
        order=order,
        numbers={name: number for number, name in enumerate(ordered, 1)},
        places=places,
        asking=asking,
    )
