"""What the API says of enterprises and cooperatives, and takes."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from sentra.domain.categories import Category
from sentra.domain.import_reports import ImportReport
from sentra.domain.regions import kecamatan_of, kelurahan_of
from sentra.domain.scales import Scale
from sentra.queries.cooperatives import CooperativeRecord
from sentra.queries.enterprises import EnterpriseLine, EnterpriseRecord

Nib = Annotated[str, Meta(examples=["0123456789012"], description="13 digits.")]
Nik = Annotated[str, Meta(description="16 digits; the owner's. Personal data.")]
Phone = Annotated[str, Meta(examples=["0812-3456-7890"], description="Any Indonesian spelling.")]
KelurahanName = Annotated[str, Meta(examples=["Rawabuntu"], description="Name or code.")]
KecamatanName = Annotated[str, Meta(examples=["Serpong"], description="Name or code.")]
CategoryName = Annotated[
    str, Meta(examples=["food"], description="A word of `category`, or Indonesian.")
]
ScaleName = Annotated[
    str, Meta(examples=["micro"], description="micro, small or medium, or Indonesian.")
]


class Place(Struct, frozen=True):
    """A kecamatan or kelurahan with its Kemendagri code."""

    code: str
    name: str


class EnterpriseItem(Struct, frozen=True, kw_only=True):
    """What everybody may know of an enterprise."""

    id: int
    name: str
    product: str
    category: Category
    kecamatan: Place
    active: bool

    @classmethod
    def of(cls, row: EnterpriseLine | EnterpriseRecord) -> "EnterpriseItem":
        return cls(**_public(row))


class EnterpriseDetails(Struct, frozen=True, kw_only=True):
    """What only the office, the enterprise itself and its cooperative may know.

    Attributes:
        phone: E.164.
        cooperative: Id of the cooperative it is a member of.
    """

    nib: str
    owner: str
    nik: str | None
    phone: str | None
    email: str | None
    address: str
    kelurahan: Place | None
    scale: Scale
    cooperative: int | None
    created: datetime
    changed: datetime


class EnterpriseOut(EnterpriseItem, frozen=True, kw_only=True):
    """An enterprise; `details` is null for those who may not see them."""

    details: EnterpriseDetails | None

    @classmethod
    def seen(cls, row: EnterpriseRecord, *, personal: bool) -> "EnterpriseOut":
        return cls(**_public(row), details=_details(row) if personal else None)


class EnterpriseIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new enterprise. Values may be spelled as people do; they are stored in one form.

    Attributes:
        sales: Yearly sales in Rupiah, instead of `scale`; not kept.
        cooperative: Id of the cooperative it is a member of.
    """

    name: str
    nib: Nib
    owner: str
    phone: Phone
    address: str
    kelurahan: KelurahanName
    category: CategoryName
    scale: ScaleName | None = None
    sales: int | None = None
    nik: Nik | None = None
    email: str | None = None
    kecamatan: KecamatanName | None = None
    product: str = ""
    cooperative: int | None = None


class EnterpriseChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The facts to change; those left out stay."""

    name: str | UnsetType = UNSET
    nib: Nib | UnsetType = UNSET
    owner: str | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    address: str | UnsetType = UNSET
    kelurahan: KelurahanName | UnsetType = UNSET
    category: CategoryName | UnsetType = UNSET
    scale: ScaleName | UnsetType = UNSET
    nik: Nik | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    product: str | UnsetType = UNSET
    cooperative: int | UnsetType | None = UNSET


class EnterprisePage(Struct, frozen=True):
    """Some of the enterprises asked for."""

    items: list[EnterpriseItem]
    page: int
    size: int
    total: int


class ImportOut(Struct, frozen=True, kw_only=True):
    """What a file did, or would do when only checked.

    Attributes:
        sha256: Of the file.
        unknown_columns: Headings of columns that were not read.
        left_out_rows: Numbers of rows that are no enterprises, such as totals.
    """

    stored: bool
    sha256: str
    new: int
    changed: int
    unchanged: int
    unknown_columns: list[str]
    left_out_rows: list[int]

    @classmethod
    def of(cls, report: ImportReport, *, stored: bool) -> "ImportOut":
        return cls(
            stored=stored,
            sha256=report.digest,
            new=report.new,
            changed=len(report.changed),
            unchanged=report.unchanged,
            unknown_columns=list(report.unknown),
            left_out_rows=list(report.left_out),
        )


class CooperativeOut(Struct, frozen=True, kw_only=True):
    """A cooperative; `members` counts its active enterprises."""

    id: int
    name: str
    kecamatan: Place
    registration: str | None
    phone: str | None
    address: str
    members: int

    @classmethod
    def of(cls, row: CooperativeRecord) -> "CooperativeOut":
        place = kecamatan_of(row.kecamatan)
        return cls(
            id=row.id,
            name=row.name,
            kecamatan=Place(place.code, place.name),
            registration=row.registration,
            phone=row.phone,
            address=row.address,
            members=row.members,
        )


class CooperativeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new cooperative."""

    name: str
    kecamatan: KecamatanName
    registration: str | None = None
    phone: Phone | None = None
    address: str = ""


class CooperativeChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The facts to change; those left out stay."""

    name: str | UnsetType = UNSET
    kecamatan: KecamatanName | UnsetType = UNSET
    registration: str | UnsetType | None = UNSET
    phone: Phone | UnsetType | None = UNSET
    address: str | UnsetType = UNSET


class CooperativeList(Struct, frozen=True):
    """All cooperatives asked for: there are only a few in each kecamatan."""

    items: list[CooperativeOut]
    total: int


def given(change: EnterpriseChange | CooperativeChange) -> dict[str, object]:
    """The facts that a change says something about."""
    values = msgspec.structs.asdict(change)
    return {name: value for name, value in values.items() if value is not UNSET}


def _public(row: EnterpriseLine | EnterpriseRecord) -> dict[str, Any]:
    place = kecamatan_of(row.kecamatan)
    return {
        "id": row.id,
        "name": row.name,
        "product": row.product,
        "category": row.category,
        "kecamatan": Place(place.code, place.name),
        "active": row.active,
    }


def _details(row: EnterpriseRecord) -> EnterpriseDetails:
    place = kelurahan_of(row.kelurahan) if row.kelurahan else None
    return EnterpriseDetails(
        nib=row.nib,
        owner=row.owner,
        nik=row.nik,
        phone=row.phone,
        email=row.email,
        address=row.address,
        kelurahan=Place(place.code, place.name) if place else None,
        scale=row.scale,
        cooperative=row.cooperative,
        created=row.created,
        changed=row.changed,
    )
