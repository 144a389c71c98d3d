"""Bookings, what they hold, and calendar feeds: columns and constraints, nothing else."""

from piccolo.columns import (
    JSONB,
    UUID,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Time,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from floors.tables import Floor, Site, Space
from sentra.database.engine import DB
from sentra.tables import Account, Enterprise


class Series(Table, db=DB):
    """A booking that repeats: the rule, and what its occurrences had in common when it was made.

    Each occurrence is a `Booking` of its own, held and cancelled like any other; the series is what
    a person changes in one go, and what a calendar shows as one event.
    """

    id: Serial
    uid = UUID(null=False, unique=True, default=None)
    """Its name in calendars, for life."""
    space = ForeignKey(Space, null=False, on_delete=OnDelete.restrict, index=True)
    organiser = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    first = Timestamptz(null=False, default=None)
    """Start of the first occurrence that the rule names."""
    minutes = Integer(null=False)
    """How long each occurrence lasts, in minutes."""
    rule = Varchar(length=500, null=False)
    """RRULE without its name (RFC 5545 section 3.3.10)."""
    skipped = JSONB(null=False, default="[]")
    """Dates, such as "2026-12-25", that the rule names and that have no occurrence (EXDATE)."""
    title = Varchar(length=120, null=False)
    note = Text(null=False, default="")
    people = Integer(null=True, default=None)
    public = Boolean(null=False, default=True)
    layout = Varchar(length=12, null=True, default=None)
    track = Varchar(length=10, null=True, default=None)
    """production, marketing or management: it is a training; None: it is none."""
    follows: ForeignKey["Series"] = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict
    )
    """The series this one was split from ("this and following")."""
    confirmed_until = Timestamptz(null=True, default=None)
    """Until when its trainer has said that it still takes place; None where nobody has asked."""
    sequence = Integer(null=False, default=0)
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)


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
    """requested, confirmed, refused, expired, cancelled or released (nobody checked in)."""
    reason = Varchar(length=200, null=False, default="")
    """Why it was refused or cancelled."""
    sequence = Integer(null=False, default=0)
    """iCalendar SEQUENCE: rises when time, room or state change (RFC 5545 section 3.8.7.4)."""
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)
    booked_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    series = ForeignKey(Series, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    recurrence = Timestamptz(null=True, default=None)
    """When the series' rule names it (RECURRENCE-ID), wherever it has been moved since."""
    layout = Varchar(length=12, null=True, default=None)
    """classroom, u, theatre or workshop."""
    track = Varchar(length=10, null=True, default=None)
    """production, marketing or management: it is a training; None: it is none."""
    decide_by = Timestamptz(null=True, default=None)
    """When a request that nobody has decided expires."""
    checked_in = Timestamptz(null=True, default=None)
    source_uid = Varchar(length=255, null=True, default=None)
    """UID (and RECURRENCE-ID) of the event it was imported from."""

    booking_once_per_date = Unique([series, recurrence])
    booking_imported_once = Unique([space, source_uid])


class Enrolment(Table, db=DB):
    """Somebody of an enterprise who takes part in a training: a booking, or a whole series.

    Exactly one of the two is said. The database counts: nobody joins when every seat is taken, and
    no training loses seats that are taken (`enrolment_seats`, `booking_seats`).
    """

    id: Serial
    booking = ForeignKey(Booking, null=True, default=None, on_delete=OnDelete.restrict)
    series = ForeignKey(Series, null=True, default=None, on_delete=OnDelete.restrict)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    enterprise = ForeignKey(Enterprise, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=9, null=False, default="joined")
    """joined or left."""
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)

    enrolled_in_booking_once = Unique([booking, account])
    enrolled_in_series_once = Unique([series, account])


class Closure(Table, db=DB):
    """A time in which nobody books: of a whole site, a floor, or a room. [starts, ends).

    Its rooms are taken by holds, like those of bookings, so that the database refuses whoever books
    in it. Bookings that are kept in spite of it leave gaps in them.
    """

    id: Serial
    site = ForeignKey(Site, null=True, default=None, on_delete=OnDelete.restrict)
    floor = ForeignKey(Floor, null=True, default=None, on_delete=OnDelete.restrict)
    space = ForeignKey(Space, null=True, default=None, on_delete=OnDelete.restrict)
    starts = Timestamptz(null=False, default=None)
    ends = Timestamptz(null=False, default=None)
    opens = Time(null=True, default=None)
    """Where hours are only shortened, as in Ramadan: closed each day before this time."""
    closes = Time(null=True, default=None)
    """And closed each day from this time on."""
    kind = Varchar(length=12, null=False)
    """holiday, leave (cuti bersama), ramadan, maintenance or other."""
    name = Varchar(length=120, null=False)
    estimated = Boolean(null=False, default=False)
    """Whether the date is an estimate, as those of the Islamic calendar are."""
    source = Varchar(length=40, null=True, default=None, unique=True)
    """Where it came from, such as holiday:2026-12-25, so that it is not taken over twice."""
    active = Boolean(null=False, default=True)
    created = Timestamptz(null=False, default=None)


class Waiting(Table, db=DB):
    """Somebody who waits for a taken slot: first come, first offered."""

    id: Serial
    space = ForeignKey(Space, null=False, on_delete=OnDelete.restrict, index=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    starts = Timestamptz(null=False, default=None)
    ends = Timestamptz(null=False, default=None)
    title = Varchar(length=120, null=False)
    note = Text(null=False, default="")
    people = Integer(null=True, default=None)
    public = Boolean(null=False, default=True)
    layout = Varchar(length=12, null=True, default=None)
    track = Varchar(length=10, null=True, default=None)
    state = Varchar(length=9, null=False, default="waiting")
    """waiting, offered, claimed, lapsed or withdrawn."""
    offer_ends = Timestamptz(null=True, default=None)
    booking = ForeignKey(Booking, null=True, default=None, on_delete=OnDelete.restrict)
    """What it became."""
    created = Timestamptz(null=False, default=None)


class Hold(Table, db=DB):
    """A room, taken for a while: the rows that may never overlap.

    A booking of one room has one; of a joined hall one for each part. They stand as long as the
    booking does and go when it is cancelled; `hold_no_overlap` excludes any two that overlap. They
    are longer than the booking where the room needs setting up and clearing up. Closures, and
    offers to those who wait, hold rooms in the same way.
    """

    id: Serial
    booking = ForeignKey(Booking, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    closure = ForeignKey(Closure, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    waiting = ForeignKey(Waiting, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    space = ForeignKey(Space, null=False, on_delete=OnDelete.restrict)
    starts = Timestamptz(null=False, default=None)
    ends = Timestamptz(null=False, default=None)


class RoomTerms(Table, db=DB):
    """How one room may be used; where there is no row the defaults are."""

    id: Serial
    space = ForeignKey(Space, null=False, on_delete=OnDelete.cascade, unique=True)
    before = Integer(null=False, default=0)
    """Minutes for setting up, held before each booking."""
    after = Integer(null=False, default=0)
    """Minutes for clearing up, held after each booking."""
    hours = JSONB(null=True, default=None)
    """Opening hours: seven lists (Monday first) of ["07:00", "21:00"]; None: the centre's."""
    layouts = JSONB(null=False, default="{}")
    """Persons by layout, such as {"classroom": 30, "u": 18}."""
    approval = Boolean(null=False, default=False)
    """Whether a trainer's booking is a request that a manager decides."""
    request_holds = Boolean(null=False, default=True)
    """Whether a request holds the room until it is decided."""
    check_in = Integer(null=True, default=None)
    """Minutes after the start at which an unchecked booking is released; None: never."""
    tariff = JSONB(null=True, default=None)
    """For hire: {"hour": rupiah, "half_day": rupiah, "weekend_percent": n}; None: not for hire."""
    changed = Timestamptz(null=False, default=None)


class BookingRule(Table, db=DB):
    """A rule as data, for a room and a role, or for all."""

    id: Serial
    space = ForeignKey(Space, null=True, default=None, on_delete=OnDelete.cascade)
    role = Varchar(length=12, null=True, default=None)
    kind = Varchar(length=16, null=False)
    """lead, horizon, shortest, longest, weekly, requests, closed_to or reconfirm."""
    value = Integer(null=False)
    """Hours, days, minutes, weeks or a number, as the kind says."""
    changed = Timestamptz(null=False, default=None)

    booking_rule_once = Unique([space, role, kind], nulls_distinct=False)


class Equipment(Table, db=DB):
    """Things of one kind that the building has some of: projectors, ovens, sewing machines."""

    id: Serial
    name = Varchar(length=60, null=False, unique=True)
    active = Boolean(null=False, default=True)


class EquipmentUnit(Table, db=DB):
    """One of them."""

    id: Serial
    equipment = ForeignKey(Equipment, null=False, on_delete=OnDelete.restrict)
    number = Integer(null=False)
    active = Boolean(null=False, default=True)

    equipment_unit_once = Unique([equipment, number])


class EquipmentHold(Table, db=DB):
    """A unit, reserved with a booking; `equipment_no_overlap` excludes any two that overlap."""

    id: Serial
    booking = ForeignKey(Booking, null=False, on_delete=OnDelete.cascade, index=True)
    unit = ForeignKey(EquipmentUnit, null=False, on_delete=OnDelete.restrict)
    starts = Timestamptz(null=False, default=None)
    ends = Timestamptz(null=False, default=None)


class EquipmentWish(Table, db=DB):
    """How many of a kind a booking has asked for; kept when it is cancelled, so it can come back.

    The units that stand for it while the booking does are `EquipmentHold` rows.
    """

    id: Serial
    booking = ForeignKey(Booking, null=False, on_delete=OnDelete.cascade)
    equipment = ForeignKey(Equipment, null=False, on_delete=OnDelete.restrict)
    number = Integer(null=False)

    equipment_wish_once = Unique([booking, equipment])


class Hire(Table, db=DB):
    """A booking that somebody from outside pays for: its quotation, then its invoice."""

    id: Serial
    booking = ForeignKey(Booking, null=False, on_delete=OnDelete.restrict, unique=True)
    name = Varchar(length=120, null=False)
    address = Varchar(length=200, null=False, default="")
    phone = Varchar(length=20, null=True, default=None)
    lines = JSONB(null=False, default="[]")
    """What is charged: [{"text", "quantity", "unit", "price", "amount"}], rupiah."""
    total = Integer(null=False)
    """Rupiah."""
    quotation = Varchar(length=24, null=False, unique=True)
    invoice = Varchar(length=24, null=True, default=None, unique=True)
    quoted = Timestamptz(null=False, default=None)
    invoiced = Timestamptz(null=True, default=None)
    paid = Date(null=True, default=None)
    credit = Varchar(length=24, null=True, default=None, unique=True)
    """Number of the credit note by which the invoice is void."""
    credited = Timestamptz(null=True, default=None)
    credit_reason = Varchar(length=200, null=False, default="")


class CalendarImport(Table, db=DB):
    """A calendar file that somebody sent for a room, kept until it is taken over or a day later."""

    id: Serial
    space = ForeignKey(Space, null=False, on_delete=OnDelete.cascade)
    organiser = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    filename = Varchar(length=120, null=False)
    content = Bytea(null=False, default=b"")
    created = Timestamptz(null=False, default=None)


class CalendarEvent(Table, db=DB):
    """One event as calendars were told it last: its bytes in pieces, and since when.

    Not a cache to be emptied at will: `stamp` and `sequence` are what readers' programs compare
    with. Triggers set `marked` whenever something changes that it may show, whatever path wrote;
    whoever reads a calendar next renders it anew (bookings/operations/calendar_events.py).
    """

    id: Serial
    kind = Varchar(length=8, null=False)
    """booking, series, tenancy, closure or round."""
    source = Integer(null=False)
    """The id of what it tells of."""
    part = Varchar(length=8, null=False, default="")
    """Of a tenancy: first or last; of a round: which of its dates."""
    marked = Timestamptz(null=True, default=None)
    """When the database saw a change that is not rendered yet; None: there is none."""
    form = Varchar(length=32, null=False, default="")
    """What rendered it: another form of calendars, or another address of Sentra, marks it too."""
    turns = Timestamptz(null=True, default=None)
    """The midnight at which it changes by itself."""
    until = Timestamptz(null=True, default=None)
    """When it is over."""
    space = Integer(null=True, default=None, index=True)
    """The room or stall that it names; None: a floor or site, or not rendered yet."""
    stamp = Timestamptz(null=True, default=None)
    """DTSTAMP; None until it is first rendered."""
    sequence = Integer(null=False, default=0)
    digest = Bytea(null=False, default=b"")
    timing = Bytea(null=False, default=b"")
    """Digests of all that is shown, and of what `sequence` counts."""
    opening = Bytea(null=False, default=b"")
    member = Bytea(null=False, default=b"")
    """Its first lines, by its own name and as a date of its series (empty: it is none)."""
    middle = Bytea(null=False, default=b"")
    words_id = Bytea(null=False, default=b"")
    words_en = Bytea(null=False, default=b"")
    taken_id = Bytea(null=False, default=b"")
    taken_en = Bytea(null=False, default=b"")
    """What it is called, by language; for those who may read it, and for the others."""
    closing = Bytea(null=False, default=b"")

    calendar_event_once = Unique([kind, source, part])


class Notice(Table, db=DB):
    """Something that happened and that nobody has been written about yet.

    Triggers write it in the statement that changes a booking, somebody's part in it, or a place in
    the line, whatever path wrote; what is said, and to whom, is decided when it is taken out
    (bookings/operations/notices.py). Exactly one of the three is said.
    """

    id: Serial
    booking = Integer(null=True, default=None)
    """One that is of no series."""
    series = Integer(null=True, default=None)
    waiting = Integer(null=True, default=None)


class Invited(Table, db=DB):
    """Who has been invited to what: an event as she was told it last by letter."""

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=8, null=False)
    """booking or series."""
    source = Integer(null=False)
    """Its id."""
    digest = Bytea(null=False, default=b"")
    """Of what she was told, but for DTSTAMP and SEQUENCE."""
    starts = Timestamptz(null=True, default=None)
    """When she was told that it starts."""

    invited_once = Unique([kind, source, account])


class Uninvited(Table, db=DB):
    """Who was let go of what goes on for others, and may be invited to it again."""

    id: Serial
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=8, null=False)
    """booking or series."""
    source = Integer(null=False)
    """Its id."""
    sequence = Integer(null=False, default=0)
    """SEQUENCE of the last letter to her about it: the next one has a higher one."""

    uninvited_once = Unique([kind, source, account])


class CalendarLeft(Table, db=DB):
    """A booking that is not any more where it was, or for whom.

    The calendars that had it are other ones since, though nothing that is left in them says so; for
    programs that ask with nothing but a date (If-Modified-Since). A trigger writes it.
    """

    id: Serial
    booking = Integer(null=False)
    series = Integer(null=True, default=None)
    space = Integer(null=False)
    organiser = Integer(null=False)
    track = Varchar(length=10, null=True, default=None)
    public = Boolean(null=False, default=True)
    """As they were: they say which calendars had it."""
    at = Timestamptz(null=False, default=None, index=True)


class Feed(Table, db=DB):
    """One subscription: an unguessable address of a calendar, known only by its SHA-256."""

    id: Serial
    secret = Bytea(null=False, unique=True, default=b"")
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=12, null=False)
    """centre, floor, room, trainer, enterprise, track, closures or rounds."""
    subject = Integer(null=True, default=None)
    """Id of the floor, room, account or enterprise; None for what is of the whole centre."""
    track = Varchar(length=10, null=True, default=None)
    """Of a track: its name."""
    busy = Boolean(null=False, default=False)
    """Whether it tells only when, and never what."""
    label = Varchar(length=80, null=False)
    locale = Varchar(length=2, null=False, default="id")
    created = Timestamptz(null=False, default=None)
    revoked = Timestamptz(null=True, default=None)
    last_used = Date(null=True, default=None)
    last_client = Varchar(length=40, null=False, default="")
