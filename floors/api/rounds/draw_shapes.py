"""What the API says of a draw, its record and its result: codes instead of names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from floors.domain.draw.explain import Refused, sentences
from floors.domain.draw.outcome import Outcome
from floors.queries.rounds.objections import ObjectionView
from floors.queries.rounds.record import Edition, FileLine
from floors.queries.rounds.results import ResultLine
from sentra.i18n import Locale, translate

MOST_VALUES = 1000


class FreezeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to freeze.

    Attributes:
        refuse_rest: Whether applications that nobody decided about are refused by it.
    """

    refuse_rest: bool = False


class FrozenOut(Struct, frozen=True, kw_only=True):
    """What freezing came to.

    Attributes:
        commitment: SHA-256 to publish before the seed can be known.
    """

    taking_part: int
    refused: int
    commitment: str


class SeedIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was announced: the values of the public draw, or drand's answer as it came."""

    values: Annotated[Sequence[int], Meta(max_length=MOST_VALUES)] = ()
    beacon: Annotated[str, Meta(max_length=4000)] = ""


class SeedOut(Struct, frozen=True, kw_only=True):
    """What became of the seed.

    Attributes:
        state: `waiting` for a second officer; `different` from the first one's, so that both type
            again; or `seeded`.
    """

    state: Literal["waiting", "different", "seeded"]


class DrawOut(Struct, frozen=True, kw_only=True):
    edition: int
    applicants: int
    winners: int


class FileOut(Struct, frozen=True, kw_only=True):
    """A file of the public record.

    Attributes:
        size: Octets.
        url: Where everybody downloads it.
    """

    name: str
    sha256: str
    size: int
    published: datetime
    url: str


class EditionOut(Struct, frozen=True, kw_only=True):
    """A run of the draw.

    Attributes:
        reason: Why it was made again; empty for the first.
        url: Its whole record as a zip.
    """

    number: int
    reason: str
    made: datetime
    url: str


class RecordOut(Struct, frozen=True, kw_only=True):
    """The public record of a round.

    Attributes:
        files: As of the latest edition.
        verifier: The program of one file that recomputes all.
    """

    round: str
    commitment: str | None
    files: Sequence[FileOut]
    editions: Sequence[EditionOut]
    verifier: str

    @classmethod
    def of(
        cls,
        code: str,
        commitment: str | None,
        lines: Sequence[FileLine],
        runs: Sequence[Edition],
        *,
        pages: str,
        verifier: str,
    ) -> "RecordOut":
        return cls(
            round=code,
            commitment=commitment,
            files=[
                FileOut(
                    name=line.name,
                    sha256=line.digest,
                    size=line.size,
                    published=line.published,
                    url=f"{pages}/catatan/{line.name}",
                )
                for line in lines
            ],
            editions=[
                EditionOut(
                    number=run.number,
                    reason=run.reason,
                    made=run.made,
                    url=f"{pages}/catatan.zip?edition={run.number}",
                )
                for run in runs
            ],
            verifier=verifier,
        )


class ResultOut(Struct, frozen=True, kw_only=True):
    """An applicant in the result.

    Attributes:
        programme: What is held by the draw; null for none.
        seat: The class of the seat, or open.
    """

    number: int
    pseudonym: str
    programme: str | None
    seat: str | None

    @classmethod
    def of(cls, line: ResultLine) -> "ResultOut":
        return cls(
            number=line.number, pseudonym=line.pseudonym, programme=line.programme, seat=line.seat
        )


class ResultPage(Struct, frozen=True, kw_only=True):
    items: Sequence[ResultOut]
    page: int
    size: int
    total: int


class RefusedOut(Struct, frozen=True, kw_only=True):
    """A wish that was not granted.

    Attributes:
        choice: 1 for the dearest.
        last: The last number admitted, by each class of seat that could have been had.
        sufficed: The largest number that would have been enough; null where none would.
        sentences: The same in words.
    """

    programme: str
    choice: int
    stalls: int
    applicants: int
    last: Mapping[str, int]
    sufficed: int | None
    sentences: Sequence[str]

    @classmethod
    def of(cls, one: Refused, name: str, locale: Locale) -> "RefusedOut":
        return cls(
            programme=one.programme,
            choice=one.choice,
            stalls=one.stalls,
            applicants=one.applicants,
            last=one.last,
            sufficed=one.sufficed,
            sentences=[translate(said, locale) for said in sentences(one, name)],
        )


class ReasonsOut(Struct, frozen=True, kw_only=True):
    """What somebody got, and why nothing dearer.

    Attributes:
        withdrew: Whether there is no wish left.
    """

    number: int
    pseudonym: str
    programme: str | None
    seat: str | None
    choice: int | None
    withdrew: bool
    refused: Sequence[RefusedOut]

    @classmethod
    def of(cls, outcome: Outcome, pseudonym: str, refused: Sequence[RefusedOut]) -> "ReasonsOut":
        place = outcome.places.get(pseudonym)
        number = outcome.numbers[pseudonym]
        return cls(
            number=number,
            pseudonym=pseudonym,
            programme=place.programme if place else None,
            seat=place.seat if place else None,
            choice=place.choice if place else None,
            withdrew=not outcome.order[number - 1].preferences,
            refused=refused,
        )


class ObjectionIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: str


class AnswerIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The office's answer.

    Attributes:
        upheld: Whether the objection is right.
    """

    text: str
    upheld: bool


class ObjectionOut(Struct, frozen=True, kw_only=True):
    """An objection with its answer.

    Attributes:
        holder: The enterprise that objects.
        upheld: Null until it is answered.
    """

    id: int
    holder: str
    pseudonym: str
    text: str
    answer: str
    upheld: bool | None
    created: datetime
    answered: datetime | None

    @classmethod
    def of(cls, one: ObjectionView) -> "ObjectionOut":
        return cls(
            id=one.id,
            holder=one.holder,
            pseudonym=one.pseudonym,
            text=one.text,
            answer=one.answer,
            upheld=one.upheld,
            created=one.created,
            answered=one.answered,
        )


class ObjectionList(Struct, frozen=True, kw_only=True):
    items: Sequence[ObjectionOut]
