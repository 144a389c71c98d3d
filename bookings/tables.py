"""Bookings, what they hold, and calendar feeds: columns and constraints, nothing else."""

from piccolo.columns import (
    UUID,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from floors.tables import Space
from sentra.database.engine import DB
from sentra.tables import Account


class Booking(Table, db=DB):
    """One occurrence of somebody using a room, [starts, ends)."""

    id: Serial
    uid = UUID(null=False, unique=True, default=None)
    """Its name in calendars, for life."""
    space = ForeignKey(Space, null=False, on_delete=OnDelete.restrict, index=True)
    """What was asked for: a room, or a hall made of several."""
    organiser = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    """The trainer it is for."""
    starts = Timestamptz(null=False, default=None, index=True)
    ends = Timestamptz(null=False, default=None)
    title = Varchar(length=120, null=False)
    note = Text(null=False, default="")
    people = Integer(null=True, default=None)
    public = Boolean(null=False, default=True)
    """Whether its title may be shown to everybody; else it is just taken."""
    state = Varchar(length=9, null=False, default="confirmed")
    """confirmed or cancelled."""
    reason = Varchar(length=200, null=False, default="")
    """Why it was cancelled."""
    sequence = Integer(null=False, default=0)
    """iCalendar SEQUENCE: rises when time, room or state change (RFC 5545 section 3.8.7.4)."""
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)
    booked_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)


class Hold(Table, db=DB):
    """A room, taken for a while by a booking: the rows that may never overlap.

    A booking of one room has one; of a joined hall one for each part. They stand as long as the
    booking does and go when it is cancelled; `hold_no_overlap` excludes any two that overlap.
    """

    id: Serial
    booking = ForeignKey(Booking, null=False, on_delete=OnDelete.cascade, index=True)
    space = ForeignKey(Space, null=False, on_delete=OnDelete.restrict)
    starts = Timestamptz(null=False, default=None)
    ends = Timestamptz(null=False, default=None)


class Feed(Table, db=DB):
    """One subscription: an unguessable address of a calendar, known only by its SHA-256."""

    id: Serial
    secret = Bytea(null=False, unique=True, default=b"")
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=12, null=False)
    """centre, floor, room, trainer or enterprise."""
    subject = Integer(null=True, default=None)
    """Id of the floor, room, account or enterprise; None for the centre."""
    label = Varchar(length=80, null=False)
    locale = Varchar(length=2, null=False, default="id")
    created = Timestamptz(null=False, default=None)
    revoked = Timestamptz(null=True, default=None)
    last_used = Date(null=True, default=None)
    last_client = Varchar(length=40, null=False, default="")
