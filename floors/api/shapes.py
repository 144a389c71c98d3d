"""What the API says of stalls and tenancies. Days are half-open: `ends` is the first free one."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from floors.domain.tenancies import StallState
from floors.queries.stalls import StallRow
from floors.queries.tenancies import TenancyRow
from sentra.domain.categories import Category

Code = Annotated[str, Meta(max_length=16, examples=["1-A07"])]
Id = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Note = Annotated[str, Meta(max_length=300)]


class HolderOut(Struct, frozen=True):
    """Who holds a stall, as a visitor sees it."""

    enterprise: int
    name: str
    product: str


class StallOut(Struct, frozen=True, kw_only=True):
    """A stall on the day asked for.

    Attributes:
        area: Square metres.
        tenancy: Id of the tenancy that runs on the day.
        starts: The first day of it.
        ends: The first day after it; null while no end is agreed.
        next_starts: When the next tenancy begins that is already agreed.
    """

    code: str
    level: int
    category: Category | None
    area: float
    accessible: bool
    state: StallState
    tenancy: int | None
    holder: HolderOut | None
    starts: date | None
    ends: date | None
    next_starts: date | None

    @classmethod
    def of(cls, row: StallRow) -> "StallOut":
        holder = (
            HolderOut(row.enterprise, row.holder or "", row.product or "")
            if row.enterprise is not None
            else None
        )
        return cls(
            code=row.code,
            level=row.level,
            category=row.category,
            area=float(row.area),
            accessible=row.accessible,
            state=row.state,
            tenancy=row.tenancy,
            holder=holder,
            starts=row.starts,
            ends=row.ends,
            next_starts=row.next_starts,
        )


class StallPage(Struct, frozen=True):
    """Some of the stalls asked for, all seen on one day."""

    date: date
    items: list[StallOut]
    page: int
    size: int
    total: int


class TenancyOut(Struct, frozen=True, kw_only=True):
    """Who holds, held or will hold a stall.

    Attributes:
        ends: The first day that is not theirs any more; null while no end is agreed.
        state: active; or cancelled: given by mistake and taken back.
        moved_from: Code of the stall the holder came from.
        moved_to: Code of the stall the holder went on to.
        note: Why an exception was made or a tenancy was taken back; only managers see it.
        given_by: Who gave it out; only managers see it.
    """

    id: int
    stall: str
    level: int
    holder: HolderOut
    starts: date
    ends: date | None
    state: str
    moved_from: str | None
    moved_to: str | None
    note: str | None
    given_by: str | None

    @classmethod
    def of(cls, row: TenancyRow, *, for_manager: bool) -> "TenancyOut":
        return cls(
            id=row.id,
            stall=row.stall,
            level=row.level,
            holder=HolderOut(row.enterprise, row.holder, row.product),
            starts=row.starts,
            ends=row.ends,
            state="active" if row.active else "cancelled",
            moved_from=row.moved_from,
            moved_to=row.moved_to,
            note=row.note if for_manager else None,
            given_by=row.given_by if for_manager else None,
        )


class TenancyPage(Struct, frozen=True):
    """Some of the tenancies asked for."""

    items: list[TenancyOut]
    page: int
    size: int
    total: int


class TenancyIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Give a stall to an enterprise.

    Attributes:
        ends: The first day that is not theirs any more; leave out while no end is agreed.
        further: Allow the enterprise a further stall; `note` then says why.
    """

    stall: Code
    enterprise: Id
    starts: date
    ends: date | None = None
    further: bool = False
    note: Note = ""


class TenancyEnd(Struct, frozen=True, forbid_unknown_fields=True):
    """Agree on another end; null means none for the time being."""

    ends: date | None
    further: bool = False
    note: Note = ""


class TenancyMove(Struct, frozen=True, forbid_unknown_fields=True):
    """Move the holder to another stall from the day `on`; the agreed end stays."""

    stall: Code
    on: date


class TenancyCancel(Struct, frozen=True, forbid_unknown_fields=True):
    """Take back what was given by mistake; `reason` goes into the audit trail."""

    reason: Note
