"""What the API says of decrees and offers; of an offer only to its enterprise and to the office."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from floors.domain.decree import Decree
from floors.domain.offers import OfferState
from floors.queries.rounds.offers import Offered

_Reason = Annotated[str, Meta(max_length=300)]
_MOST_WISHES = 500


class DecreeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed decree (SK).

    Attributes:
        date: The day it was signed.
        name: Who signed it, with degrees.
        title: Of which office.
        nip: The signatory's number as a civil servant, 18 digits, if there is one.
    """

    number: str
    date: date
    name: str
    title: str
    nip: str = ""

    def decree(self) -> Decree:
        return Decree(
            number=self.number, date=self.date, name=self.name, title=self.title, nip=self.nip
        )


class DecreeOut(Struct, frozen=True, kw_only=True):
    """The decree of a round.

    Attributes:
        edition: The edition of the result that its annex lists.
    """

    number: str
    date: date
    name: str
    title: str
    edition: int

    @classmethod
    def of(cls, one: Decree) -> "DecreeOut":
        return cls(
            number=one.number, date=one.date, name=one.name, title=one.title, edition=one.edition
        )


class OfferOut(Struct, frozen=True, kw_only=True):
    """What a round gave to an enterprise, and what has become of it.

    Attributes:
        number: In the lottery; null where it was given by hand.
        choice: Which of its wishes it is, 1 for the dearest.
        ends: Until when it can be accepted, while it is offered.
        wishes: Stalls it would like, the dearest first.
        stall: The one that it got.
        starts: First day of its tenancy.
    """

    enterprise: int
    holder: str
    pseudonym: str
    programme: str
    seat: str
    number: int | None
    choice: int | None
    state: OfferState
    ends: datetime | None
    rent: int
    wishes: tuple[str, ...]
    stall: str | None
    tenancy: int | None
    starts: date | None

    @classmethod
    def of(cls, one: Offered) -> "OfferOut":
        return cls(**{name: getattr(one, name) for name in cls.__struct_fields__})


class OfferList(Struct, frozen=True, kw_only=True):
    items: list[OfferOut]
    page: int
    size: int
    total: int


class AcceptIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to accept.

    Attributes:
        stay: Do not move up, even where a dearer wish comes free.
    """

    stay: bool = False


class ReasonIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, for the audit trail."""

    reason: _Reason = ""


class WishesIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Codes of stalls, the dearest first; none takes the list back."""

    stalls: Annotated[list[str], Meta(max_length=_MOST_WISHES)]


class LeaveIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a tenancy of a round ends before its time.

    Attributes:
        on: The first day that is not theirs any more.
        reason: For the audit trail.
    """

    on: date
    reason: _Reason


class GivenOutOut(Struct, frozen=True, kw_only=True):
    """What came of giving out the stalls.

    Attributes:
        given: How many have a stall now.
        held_up: How many could not be given one; the list of offers shows those without a stall.
    """

    given: int
    held_up: int
