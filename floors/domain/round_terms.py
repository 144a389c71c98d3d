"""What a round promises beside its dates: who has seats, for how long, and what is asked for.

It is kept as JSON with the round, and said in words in `rules.json` when the round is announced.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import chain, groupby

from msgspec import Struct

from floors.domain.draw.market import AFFIRMATIVE, NEWCOMER, OPEN, RENEWAL
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.regions import all_kecamatan

KECAMATAN = "kecamatan"
"""Stands for all seven classes of kecamatan, which keep together in the order of precedence."""
GROUPS = (RENEWAL, KECAMATAN, AFFIRMATIVE, NEWCOMER)
"""The classes that an office puts into an order; open seats always come last."""
LONGEST_TENURE = 240
LONGEST_COOLING_OFF = 120


class Paper(StrEnum):
    """What an applicant hands in."""

    NIB = "nib"
    PIRT = "pirt"
    HALAL = "halal"
    PHOTO = "photo"
    AFFIRMATIVE = "affirmative"


class Terms(Struct, frozen=True, kw_only=True):
    """The rules of a round that its officers set; they stand once it is announced.

    Attributes:
        precedence: The classes with seats of their own, in the order their seats are filled.
        tenure: Months that an enterprise may hold stalls of the centre in a row, renewals included.
        cooling_off: Months that it then waits before it may apply again; 0 for none.
        attendance: Per cent of the days noted on which a stall was looked after, without which
            nobody may renew.
        values: How many values are drawn in public, where the seed is a witnessed draw.
        faces: Of how many faces each of them is; they count from 0.
    """

    precedence: tuple[str, ...] = ()
    tenure: int = 36
    cooling_off: int = 12
    attendance: int = 75
    values: int = 20
    faces: int = 10


def kecamatan_codes() -> tuple[str, ...]:
    return tuple(each.code for each in all_kecamatan())


def precedence_of(groups: Sequence[str]) -> tuple[str, ...]:
    """The order of all classes for an order of groups."""
    return tuple(
        chain.from_iterable(
            kecamatan_codes() if group == KECAMATAN else (group,) for group in groups
        )
    )


def groups_of(precedence: Sequence[str]) -> tuple[str, ...]:
    """The order of groups that an order of classes has."""
    codes = set(kecamatan_codes())
    return tuple(
        group for group, _ in groupby(KECAMATAN if kind in codes else kind for kind in precedence)
    )


USUAL = Terms(precedence=precedence_of(GROUPS))
"""What a draft begins with."""


def usual_seats(stalls: int) -> dict[str, int]:
    """Seats of the classes that a programme of so many stalls begins with; half stays open.

    Two in ten for renewals, one each for newcomers and the affirmative class in ten, and one for
    every kecamatan where there is room for all seven.
    """
    seats = {RENEWAL: stalls // 5, AFFIRMATIVE: stalls // 10, NEWCOMER: stalls // 10}
    if stalls // 2 - sum(seats.values()) >= len(kecamatan_codes()):
        seats |= dict.fromkeys(kecamatan_codes(), 1)
    return {kind: count for kind, count in seats.items() if count}


def check_terms(terms: Terms) -> None:
    """Refuse what no office can mean.

    Raises:
        Invalid: With a problem per field.
    """
    problems = [
        Problem(
            field,
            say("A number from %(least)d to %(most)d is needed.", least=least, most=most),
            str(value),
        )
        for field, value, least, most in (
            ("tenure", terms.tenure, 1, LONGEST_TENURE),
            ("cooling_off", terms.cooling_off, 0, LONGEST_COOLING_OFF),
            ("attendance", terms.attendance, 0, 100),
        )
        if not least <= value <= most
    ]
    if sorted(groups_of(terms.precedence)) != sorted(GROUPS):
        problems.append(
            Problem("precedence", say("Put each class of seats into the order exactly once."))
        )
    if problems:
        raise Invalid(*problems)


_CLASS_NAMES: dict[str, Message] = {
    RENEWAL: say("Renewal"),
    KECAMATAN: say("One per kecamatan"),
    AFFIRMATIVE: say("Affirmative (women and people with disabilities)"),
    NEWCOMER: say("Newcomer"),
    OPEN: say("Open to all"),
}


def class_name(kind: str) -> Message:
    """A class, or a group of them, as a heading has it."""
    if kind in _CLASS_NAMES:
        return _CLASS_NAMES[kind]
    names = {each.code: each.name for each in all_kecamatan()}
    return say("Kecamatan %(name)s", name=names.get(kind, kind))


def terms_in_words(terms: Terms) -> tuple[Message, ...]:
    """The rules that are no part of the draw itself, for `rules.json`."""
    return (
        say(
            "An enterprise holds a stall for at most %(months)d months in a row, renewals"
            " included.",
            months=terms.tenure,
        ),
        say("It then waits %(months)d months before it applies again.", months=terms.cooling_off),
        say(
            "Renewal asks for attendance on at least %(percent)d per cent of the days noted, and"
            " for no arrears of rent.",
            percent=terms.attendance,
        ),
        say(
            "The affirmative class is women and people with disabilities as one class; the ground"
            " is never shown."
        ),
    )
