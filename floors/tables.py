"""Sites, floors, spaces and who holds them: columns and constraints, nothing else."""

from piccolo.columns import (
    JSONB,
    UUID,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from sentra.database.engine import DB
from sentra.tables import Account, Enterprise


class Site(Table, db=DB):
    """The centre, or a gallery."""

    id: Serial
    code = Varchar(length=24, null=False, unique=True)
    name = Varchar(length=120, null=False)
    kind = Varchar(length=8, null=False, default="centre")
    """centre or gallery."""
    address = Varchar(length=200, null=False, default="")
    area = Numeric(digits=(10, 2), null=False)
    """Square metres of ground."""
    latitude = Numeric(digits=(9, 6), null=True, default=None)
    longitude = Numeric(digits=(9, 6), null=True, default=None)
    plan_digest = Varchar(length=64, null=True, default=None)
    """SHA-256 of the plan file that was loaded last."""


class Floor(Table, db=DB):
    """One level of a site."""

    id: Serial
    site = ForeignKey(Site, null=False, on_delete=OnDelete.restrict, index=True)
    level = Integer(null=False)
    """1 is the ground floor (lantai 1)."""
    name = Varchar(length=60, null=False)
    area = Numeric(digits=(10, 2), null=False)
    features = JSONB(null=False, default="[]")
    """The floor's plan features as loaded: outline, corridors, fixed units, doors, zones."""
    active = Boolean(null=False, default=True)

    one_per_level = Unique([site, level], name="floor_one_per_level")


class Space(Table, db=DB):
    """A stall or a room."""

    id: Serial
    floor = ForeignKey(Floor, null=False, on_delete=OnDelete.restrict, index=True)
    feature = UUID(null=False, unique=True, default=None)
    """The feature's id in the plan file: how an update finds its space again."""
    code = Varchar(length=16, null=False, unique=True)
    kind = Varchar(length=5, null=False)
    """stall or room."""
    name = Varchar(length=80, null=False)
    category = Varchar(length=12, null=True, default=None)
    """Stalls: the zone's category."""
    area = Numeric(digits=(8, 2), null=False)
    capacity = Integer(null=True, default=None)
    """Rooms: persons."""
    accessible = Boolean(null=False, default=True)
    features = JSONB(null=False, default="[]")
    """Rooms: what is fixed in it, as words such as projector."""
    geometry = JSONB(null=False, default="{}")
    """GeoJSON Polygon in metres of the plan's local frame."""
    active = Boolean(null=False, default=True)


class SpacePart(Table, db=DB):
    """A hall that is made of others: whoever books the whole holds every part."""

    id: Serial
    whole = ForeignKey(Space, null=False, on_delete=OnDelete.cascade, index=True)
    part = ForeignKey(Space, null=False, on_delete=OnDelete.restrict, index=True)

    once = Unique([whole, part], name="space_part_once")


class Tenancy(Table, db=DB):
    """Who holds a stall, from a date to a date: [starts, ends)."""

    id: Serial
    space = ForeignKey(Space, null=False, on_delete=OnDelete.restrict, index=True)
    enterprise = ForeignKey(Enterprise, null=False, on_delete=OnDelete.restrict, index=True)
    starts = Date(null=False, default=None)
    ends = Date(null=True, default=None)
    """The first day that is not theirs any more; None while no end is agreed."""
    state = Varchar(length=9, null=False, default="active")
    """active, or cancelled: given out by mistake and taken back."""
    moved_from: ForeignKey["Tenancy"] = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict
    )
    note = Text(null=False, default="")
    given_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)
