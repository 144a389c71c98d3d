"""What the API says of applications; only to the enterprise itself and to the office."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar.datastructures import UploadFile
from msgspec import UNSET, Meta, Struct, UnsetType

from floors.domain.applying import State
from floors.domain.reasons import REASON_MOST
from floors.domain.round_terms import Paper
from floors.queries.rounds.applications import ApplicationView, PaperView, QueueLine
from sentra.domain.categories import Category

MOST_CHOICES = 200


class PaperOut(Struct, frozen=True, kw_only=True):
    """A paper without its content.

    Attributes:
        number: The paper's own, where it has one.
        size: Octets.
    """

    id: int
    kind: Paper
    number: str
    filename: str
    media_type: str
    size: int
    created: datetime

    @classmethod
    def of(cls, one: PaperView) -> "PaperOut":
        return cls(
            id=one.id,
            kind=one.kind,
            number=one.number,
            filename=one.filename,
            media_type=one.media_type,
            size=one.size,
            created=one.created,
        )


class ApplicationOut(Struct, frozen=True, kw_only=True):
    """An application.

    Attributes:
        pseudonym: What the public record has instead of a name.
        affirmative: Whether it asks for the affirmative class; the ground is nowhere.
        reason: Why it was refused, or what is asked for.
        classes: Of seats, as found when all was frozen.
        choices: Codes of programmes, the dearest first.
        changed: To be sent with a decision as `seen`.
    """

    enterprise: int
    holder: str
    category: Category
    pseudonym: str
    state: State
    affirmative: bool
    reason: str
    classes: tuple[str, ...]
    choices: tuple[str, ...]
    papers: tuple[PaperOut, ...]
    submitted: datetime | None
    decided: datetime | None
    withdrawn: datetime | None
    changed: datetime

    @classmethod
    def of(cls, one: ApplicationView) -> "ApplicationOut":
        return cls(
            enterprise=one.enterprise,
            holder=one.holder,
            category=Category(one.category),
            pseudonym=one.pseudonym,
            state=one.state,
            affirmative=one.affirmative,
            reason=one.reason,
            classes=one.classes,
            choices=one.choices,
            papers=tuple(map(PaperOut.of, one.papers)),
            submitted=one.submitted,
            decided=one.decided,
            withdrawn=one.withdrawn,
            changed=one.changed,
        )


class ApplicationLine(Struct, frozen=True, kw_only=True):
    """An application in the office's list.

    Attributes:
        kecamatan: Kemendagri's code.
        choices: How many programmes it names.
        papers: How many files it holds.
    """

    enterprise: int
    holder: str
    category: Category
    kecamatan: str
    state: State
    choices: int
    papers: int
    submitted: datetime | None

    @classmethod
    def of(cls, one: QueueLine) -> "ApplicationLine":
        return cls(
            enterprise=one.enterprise,
            holder=one.holder,
            category=Category(one.category),
            kecamatan=one.kecamatan,
            state=one.state,
            choices=one.choices,
            papers=one.papers,
            submitted=one.submitted,
        )


class ApplicationPage(Struct, frozen=True, kw_only=True):
    """Some applications of a round.

    Attributes:
        total: How many there are on all pages.
    """

    items: list[ApplicationLine]
    page: int
    size: int
    total: int


class ChoicesIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an enterprise wishes for, the dearest first. Naming more never lessens a chance."""

    choices: Annotated[
        list[Annotated[str, Meta(max_length=16)]],
        Meta(max_length=MOST_CHOICES, description="Codes of programmes."),
    ]
    affirmative: bool = False


class HandIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is needed beside papers and choices."""

    nik: Annotated[
        str,
        Meta(max_length=16, description="The owner's, where the register has none; not kept."),
    ] = ""


class DecisionIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the office decides."""

    verdict: Annotated[State, Meta(description="accepted, refused, or returned (asked again).")]
    reason: Annotated[str, Meta(max_length=REASON_MOST)] = ""
    affirmative: Annotated[
        bool | UnsetType, Meta(description="Whether the affirmative class is granted.")
    ] = UNSET
    seen: Annotated[
        datetime | None,
        Meta(description="`changed` as you read it: 409 where it was changed since."),
    ] = None


@dataclass(frozen=True)
class PaperIn:
    """A paper: PDF, JPEG, PNG or WebP of at most 4 MB."""

    file: UploadFile
    kind: Annotated[Paper, Meta(description="Replaces a paper of the same kind, but for photos.")]
    number: Annotated[str, Meta(max_length=40, description="The paper's own number.")] = ""
