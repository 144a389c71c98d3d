"""An application: its states, the papers it needs, and which choices it may make."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from floors.domain.round_terms import Paper
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

LARGEST_PAPER = 4_000_000
"""Octets of one paper; a photo of a phone, made smaller, is a tenth of it."""
MOST_PAPERS = 12
NUMBER_MOST = 40
_DIGITS_OF_NIB = 13
_DIGITS_OF_PIRT = 15
"""At least; the form of 2018 has them (Peraturan BPOM 22/2018)."""


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_NAMES: Mapping[State, Message] = MappingProxyType(
    {
        State.DRAFT: say("Not handed in yet"),
        State.SUBMITTED: say("Handed in"),
        State.RETURNED: say("Something is missing"),
        State.ACCEPTED: say("Accepted"),
        State.REFUSED: say("Refused"),
        State.WITHDRAWN: say("Withdrawn"),
    }
)

PAPER_NAMES: Mapping[Paper, Message] = MappingProxyType(
    {
        Paper.NIB: say("NIB (business number)"),
        Paper.PIRT: say("P-IRT (home industry permit)"),
        Paper.HALAL: say("Halal certificate"),
        Paper.PHOTO: say("Photo of the product"),
        Paper.AFFIRMATIVE: say("Proof for the affirmative class"),
    }
)

_EATEN = frozenset({Category.FOOD, Category.DRINK})
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def papers_due(category: str, *, affirmative: bool) -> tuple[Paper, ...]:
    """What an application has to hold, in the order in which it is asked for.

    Home-made food and drink need a P-IRT number, and since October 2026 a halal certificate
    (PP 42/2024 art. 160).
    """
    due = [Paper.NIB, Paper.PHOTO]
    if category in _EATEN:
        due += [Paper.PIRT, Paper.HALAL]
    if affirmative:
        due.append(Paper.AFFIRMATIVE)
    return tuple(due)


def check_choices(choices: Sequence[str], programmes: Mapping[str, str], *, category: str) -> None:
    """Refuse what cannot be asked for.

    Args:
        choices: Codes, the dearest first.
        programmes: Category by the code of each programme of the round.
        category: What the enterprise sells.

    Raises:
        Invalid: A programme twice, of another round, or for other goods.
    """
    problems = []
    for code in dict.fromkeys(choices):
        if code not in programmes:
            problems.append(Problem("choices", say("This round has no such programme."), code))
        elif programmes[code] != category:
            rule = say(
                "This programme is for %(category)s only.",
                category=CATEGORY_LABELS[Category(programmes[code])],
            )
            problems.append(Problem("choices", rule, code))
    if len(set(choices)) < len(choices):
        problems.append(Problem("choices", say("Choose each programme once.")))
    if problems:
        raise Invalid(*problems)


def check_number(kind: Paper, number: str) -> None:
    """Refuse a number that a paper of its kind can't have; none at all may be given.

    Raises:
        Invalid: Too long, or not of as many digits as it has to be.
    """
    number = number.strip()
    digits = sum(letter.isdigit() for letter in number)
    if len(number) > NUMBER_MOST:
        raise Invalid(
            Problem("number", say("At most %(most)d characters fit here.", most=NUMBER_MOST))
        )
    if number and kind is Paper.NIB and digits != _DIGITS_OF_NIB:
        rule = say("A NIB has %(digits)d digits.", digits=_DIGITS_OF_NIB)
        raise Invalid(Problem("number", rule, number))
    if number and kind is Paper.PIRT and digits < _DIGITS_OF_PIRT:
        rule = say("A P-IRT number has at least %(digits)d digits.", digits=_DIGITS_OF_PIRT)
        raise Invalid(Problem("number", rule, number))


def media_type_of(content: bytes) -> str | None:
    """What a paper really is, by its first octets; None where it is none that is taken."""
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def check_paper(content: bytes) -> str:
    """The media type of a paper.

    Raises:
        Invalid: It is empty, too large, or neither a PDF nor a picture.
    """
    if not content:
        raise Invalid(Problem("file", say("Choose a file first.")))
    if len(content) > LARGEST_PAPER:
        raise Invalid(
            Problem(
                "file",
                say("The file is larger than %(megabytes)d MB.", megabytes=LARGEST_PAPER // 10**6),
                remedy=say("Send a smaller photo, or a PDF of fewer pages."),
            )
        )
    media_type = media_type_of(content)
    if media_type is None:
        rule = say("Only PDF, JPEG, PNG and WebP can be taken.")
        raise Invalid(Problem("file", rule))
    return media_type
