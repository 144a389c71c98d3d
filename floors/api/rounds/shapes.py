"""What the API takes and gives of rounds. Days are half-open: `ends` is the first free one."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from floors.domain.round_terms import GROUPS, USUAL, Terms, groups_of, precedence_of
from floors.domain.rounds import Phase, Schedule
from floors.operations.rounds.drafting import Draft
from floors.queries.rounds import ProgrammeView, RoundView
from sentra.domain.categories import Category
from sentra.i18n import JAKARTA

Instant = Annotated[
    datetime,
    Meta(tz=True, description="ISO 8601 with an offset, such as 2026-11-24T09:00:00+07:00."),
]
Group = Literal["renewal", "kecamatan", "affirmative", "newcomer"]
SeedKind = Literal["witnessed", "drand"]
Seats = Annotated[
    dict[str, Annotated[int, Meta(ge=0, le=999)]],
    Meta(description="Seats by class; a kecamatan's class is its code. What is left is open."),
]


class ProgrammeOut(Struct, frozen=True, kw_only=True):
    """Interchangeable stalls, given out together.

    Attributes:
        area: Square metres of each stall.
        rent: Rupiah per month.
        open: Seats for everybody; seats that no class fills are added to them.
    """

    code: str
    name: str
    level: int
    category: Category
    area: float
    rent: int
    seats: dict[str, int]
    open: int
    stalls: tuple[str, ...]

    @classmethod
    def of(cls, row: ProgrammeView) -> "ProgrammeOut":
        return cls(
            code=row.code,
            name=row.name,
            level=row.level,
            category=Category(row.category),
            area=row.area,
            rent=row.rent,
            seats=row.seats,
            open=row.open_seats,
            stalls=row.stalls,
        )


class TermsOut(Struct, frozen=True, kw_only=True):
    """The round's rules.

    Attributes:
        order: In which order the classes fill their seats; open seats come last.
        tenure: Months that an enterprise may hold stalls in a row.
        cooling_off: Months that it then waits.
        attendance: Per cent of the days noted that renewal asks for.
    """

    order: tuple[str, ...]
    tenure: int
    cooling_off: int
    attendance: int

    @classmethod
    def of(cls, terms: Terms) -> "TermsOut":
        return cls(
            order=groups_of(terms.precedence),
            tenure=terms.tenure,
            cooling_off=terms.cooling_off,
            attendance=terms.attendance,
        )


class ScheduleOut(Struct, frozen=True, kw_only=True):
    """When applications open and close, files are verified, the draw is made, and what follows."""

    opens: Instant
    closes: Instant
    verify_by: Instant
    draw_at: Instant
    object_by: Instant
    accept_by: Instant

    @classmethod
    def of(cls, schedule: Schedule) -> "ScheduleOut":
        return cls(
            **{
                one.name: getattr(schedule, one.name).astimezone(JAKARTA)
                for one in fields(Schedule)
            }
        )


class RoundLine(Struct, frozen=True, kw_only=True):
    """A round in a list.

    Attributes:
        phase: Where it is in its life.
        starts: First day of its tenancies.
        stalls: How many it offers.
        applications: How many were handed in and not withdrawn.
    """

    code: str
    name: str
    phase: Phase
    starts: date
    ends: date
    stalls: int
    applications: int
    dates: ScheduleOut

    @classmethod
    def of(cls, row: RoundView) -> "RoundLine":
        return cls(**_line(row))


class RoundOut(RoundLine, frozen=True, kw_only=True):
    """One round, whole.

    Attributes:
        seed: Where the seed comes from.
        drand_round: The drand beacon's round whose number is the seed; fixed when all is frozen.
        commitment: SHA-256 over rules, programmes and applications, published before the seed.
        cancelled_because: Why it was given up; empty where it was not.
    """

    about: str
    move_in_by: date
    rules: TermsOut
    seed: SeedKind
    drand_round: int | None
    commitment: str | None
    announced: Instant | None
    frozen: Instant | None
    drawn: Instant | None
    cancelled_because: str
    programmes: list[ProgrammeOut]

    @classmethod
    def whole(cls, row: RoundView, programmes: Sequence[ProgrammeView]) -> "RoundOut":
        return cls(
            **_line(row),
            about=row.about,
            move_in_by=row.move_in_by,
            rules=TermsOut.of(row.terms),
            seed=msgspec.convert(row.seed_kind, SeedKind),
            drand_round=row.drand_round,
            commitment=row.commitment,
            announced=_local(row.announced),
            frozen=_local(row.frozen),
            drawn=_local(row.drawn),
            cancelled_because=row.cancelled_because,
            programmes=[ProgrammeOut.of(one) for one in programmes],
        )


class RoundList(Struct, frozen=True):
    """All rounds, the newest first."""

    items: list[RoundLine]


class DatesIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other dates for an announced round, all of them; `reason` is kept in the audit trail."""

    opens: Instant
    closes: Instant
    verify_by: Instant
    draw_at: Instant
    object_by: Instant
    accept_by: Instant
    move_in_by: date
    reason: str

    def schedule(self) -> Schedule:
        return Schedule(**{one.name: getattr(self, one.name) for one in fields(Schedule)})


class DraftIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A round before it is announced.

    Attributes:
        starts: First day of the tenancies.
        ends: First day that is not theirs any more.
        order: All four groups of classes, in the order their seats are filled.
        values: How many values are drawn in public, where the seed is a witnessed draw.
        faces: Of how many faces each of them is.
    """

    name: str
    about: str = ""
    opens: Instant
    closes: Instant
    verify_by: Instant
    draw_at: Instant
    object_by: Instant
    accept_by: Instant
    starts: date
    ends: date
    move_in_by: date
    order: tuple[Group, ...] = GROUPS  # type: ignore[assignment] # the same four words
    tenure: int = USUAL.tenure
    cooling_off: int = USUAL.cooling_off
    attendance: int = USUAL.attendance
    seed: SeedKind = "witnessed"
    values: int = USUAL.values
    faces: int = USUAL.faces

    def draft(self, code: str) -> Draft:
        """What the office's operations take."""
        return Draft(
            code=code,
            name=self.name,
            about=self.about,
            schedule=Schedule(**{one.name: getattr(self, one.name) for one in fields(Schedule)}),
            starts=self.starts,
            ends=self.ends,
            move_in_by=self.move_in_by,
            terms=Terms(
                precedence=precedence_of(self.order),
                tenure=self.tenure,
                cooling_off=self.cooling_off,
                attendance=self.attendance,
                values=self.values,
                faces=self.faces,
            ),
            seed_kind=self.seed,
        )


class RoundIn(DraftIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new draft; `code` names it in addresses and in the draw and never changes."""

    code: str


class ProgrammeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is offered of one programme; `stalls` are some of its floor, zone and size."""

    name: str
    rent: Annotated[int, Meta(ge=0, description="Rupiah per month.")]
    seats: Seats = {}
    stalls: tuple[str, ...]


class ReasonIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Why; everybody reads it."""

    reason: str


def _line(row: RoundView) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "phase": row.phase,
        "starts": row.starts,
        "ends": row.ends,
        "stalls": row.stalls,
        "applications": row.applications,
        "dates": ScheduleOut.of(row.schedule),
    }


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(JAKARTA) if moment else None
