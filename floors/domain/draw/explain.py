"""Why somebody did not get what she asked for: true sentences, in both languages.

What would have sufficed is not read off the last number admitted. Her coming sends somebody else
away, who may ask elsewhere and set off a chain that comes back to her, so the chain is followed.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from floors.domain.draw.allotment import Asking, allot
from floors.domain.draw.market import AFFIRMATIVE, NEWCOMER, OPEN, RENEWAL, Application
from floors.domain.draw.outcome import Outcome
from sentra.domain.messages import Message, say
from sentra.domain.regions import all_kecamatan


@dataclass(frozen=True, slots=True)
class Refused:
    """One wish that was not granted."""

    programme: str
    choice: int
    """1 for her dearest wish."""
    number: int
    """Hers."""
    stalls: int
    applicants: int
    """How many asked for this programme, whatever their place in the list."""
    last: Mapping[str, int]
    """The last number admitted, by each class of seat that she could have had here."""
    sufficed: int | None
    """The largest number with which she would have got this or a dearer wish, all else as it was;
    None where no number would."""


def asked_for(outcome: Outcome) -> Counter[str]:
    """How many ask for each programme, whatever its place in their lists."""
    return Counter(chain.from_iterable(each.preferences for each in outcome.order))


def refusals(
    outcome: Outcome, pseudonym: str, *, asked: Mapping[str, int] | None = None
) -> tuple[Refused, ...]:
    """Every wish dearer than what she got, or all of them; in her order.

    Takes as long as a draw where others' places may hang on hers, else milliseconds a wish.

    Args:
        asked: What `asked_for` says, for who explains to many.
    """
    number = outcome.numbers[pseudonym]
    application = outcome.order[number - 1]
    place = outcome.places.get(pseudonym)
    wishes = application.preferences
    if place:
        wishes = wishes[: wishes.index(place.programme)]
    if not wishes:
        return ()
    others = _without(outcome, 2 * number)
    asked = asked_for(outcome) if asked is None else asked
    stalls = {each.code: each.capacity for each in outcome.programmes}
    hers = {*application.classes, OPEN}
    return tuple(
        Refused(
            programme=code,
            choice=choice,
            number=number,
            stalls=stalls[code],
            applicants=asked[code],
            last={k: last for k, last in outcome.last_numbers(code).items() if k in hers},
            sufficed=_sufficed(application, choice, others, below=2 * number),
        )
        for choice, code in enumerate(wishes, 1)
    )


def _without(outcome: Outcome, doubled: int) -> Asking:
    """The allotment among all the others."""
    if doubled not in outcome.asking.ever_held:
        return outcome.asking
    return allot(
        programmes=outcome.programmes,
        precedence=outcome.rules.precedence,
        applications=(
            (other, application)
            for other, application in zip(
                range(2, 2 * len(outcome.order) + 1, 2), outcome.order, strict=True
            )
            if other != doubled
        ),
    )


def _sufficed(application: Application, choice: int, others: Asking, *, below: int) -> int | None:
    """Among the numbers of those who hold a place, the largest that would have been enough.

    Only being ahead of one of them or not makes a difference, and a better number never hurts, so
    halving finds it; almost always it is the last number admitted, which is tried first.
    """
    wishes = application.preferences[:choice]
    classes = frozenset(application.classes)

    def fails(doubled: int) -> bool:
        trial = others.copy()
        trial.enter(doubled - 1, classes, wishes)
        return not trial.holds(doubled - 1)

    # Behind everybody who holds what she could have, she would be refused at once.
    last = max(
        (
            numbers[-1]
            for code in wishes
            for kind, numbers in others.seats[code].holders().items()
            if numbers and (kind == OPEN or kind in classes)
        ),
        default=0,
    )
    if last < below and last and not fails(last):
        return last // 2
    everybody = sorted(
        number
        for seats in others.seats.values()
        for numbers in seats.holders().values()
        for number in numbers
        if number < below
    )
    enough = bisect_right(everybody, False, key=fails)  # noqa: FBT003 (sought among booleans)
    return everybody[enough - 1] // 2 if enough else None


_LABELS: Mapping[str, Message] = {
    RENEWAL: say("seats for renewals"),
    AFFIRMATIVE: say("affirmative seats"),
    NEWCOMER: say("seats for newcomers"),
    OPEN: say("open seats"),
}


def seat_label(kind: str) -> Message:
    """What a class of seats is called in a sentence."""
    if kind in _LABELS:
        return _LABELS[kind]
    names = {each.code: each.name for each in all_kecamatan()}
    return say("seats for kecamatan %(kecamatan)s", kecamatan=names.get(kind, kind))


def sentences(refused: Refused, programme: str) -> tuple[Message, ...]:
    """The refusal told to her: her number, the last ones admitted, what would have sufficed.

    `programme` is its name in the reader's language.
    """
    told = [
        say(
            "Applicants for %(programme)s: %(applicants)s. Stalls: %(stalls)s. Your number in the"
            " draw: %(number)s.",
            applicants=Decimal(refused.applicants),
            stalls=Decimal(refused.stalls),
            programme=programme,
            number=Decimal(refused.number),
        )
    ]
    told += [
        say(
            "The last number admitted to %(seats)s: %(last)s.",
            seats=seat_label(kind),
            last=Decimal(last),
        )
        for kind, last in refused.last.items()
    ]
    if OPEN not in refused.last:
        told.append(say("Every stall went to a class of seats, so none was open to all."))
    told.append(_what_sufficed(refused))
    return tuple(told)


def _what_sufficed(refused: Refused) -> Message:
    if refused.sufficed is None:
        return say("No number in the draw would have been enough.")
    if refused.choice == 1:
        return say(
            "With number %(number)s or lower you would have got this.",
            number=Decimal(refused.sufficed),
        )
    return say(
        "With number %(number)s or lower you would have got this or a choice you like better.",
        number=Decimal(refused.sufficed),
    )
