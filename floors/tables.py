"""Sites, floors, spaces and who holds them: columns and constraints, nothing else."""

from piccolo.columns import (
    JSONB,
    UUID,
    Boolean,
    Bytea,
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
    sells = Varchar(length=40, null=False, default="")
    """Stalls: the sub-category that it is marked for; no two neighbours are meant to share one."""
    sells_reason = Varchar(length=300, null=False, default="")
    """Why a neighbour shares it all the same."""
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


class Round(Table, db=DB):
    """Stalls given out together for a term, by a draw that anyone can recompute."""

    id: Serial
    code = Varchar(length=24, null=False, unique=True)
    """Its public name in addresses and in the lottery, such as 2027-1; never changed."""
    name = Varchar(length=120, null=False)
    about = Text(null=False, default="")
    state = Varchar(length=12, null=False, default="draft")
    """draft, announced, open, verification, frozen, seeded, drawn, objections, decreed, moving_in,
    closed; or cancelled."""
    starts = Date(null=False, default=None)
    """First day of the tenancies that it gives."""
    ends = Date(null=False, default=None)
    """The first day that is not theirs any more."""
    opens = Timestamptz(null=False, default=None)
    """From when enterprises may apply."""
    closes = Timestamptz(null=False, default=None)
    """Until when."""
    verify_by = Timestamptz(null=False, default=None)
    """Until when files are looked through; then all is frozen."""
    draw_at = Timestamptz(null=False, default=None)
    """When the seed comes into the world."""
    object_by = Timestamptz(null=False, default=None)
    """Until when anybody may object to the result."""
    accept_by = Timestamptz(null=False, default=None)
    """Until when winners take their offer and choose a stall."""
    move_in_by = Date(null=False, default=None)
    """Until when they have moved in."""
    rules = JSONB(null=False, default="{}")
    """Precedence of the seat classes, limit of tenure, cooling-off: floors.domain.rounds."""
    salt = Bytea(null=False, default=b"")
    """Key of the pseudonyms of this round; never published."""
    seed_kind = Varchar(length=10, null=False, default="witnessed")
    """drand or witnessed."""
    drand_round = Integer(null=True, default=None)
    """The beacon's round that was announced as the seed."""
    seed = JSONB(null=True, default=None)
    """The seed and its proof, as seed.json has it; None until it is known."""
    commitment = Varchar(length=64, null=True, default=None)
    """SHA-256 of rules, programmes and applications, published before the seed is known."""
    decree = JSONB(null=True, default=None)
    """Number, date and signatory of the decree (SK)."""
    cancelled_because = Varchar(length=300, null=False, default="")
    announced = Timestamptz(null=True, default=None)
    frozen = Timestamptz(null=True, default=None)
    drawn = Timestamptz(null=True, default=None)
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)


class Programme(Table, db=DB):
    """Interchangeable stalls of a round: one floor, one zone, one size."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    code = Varchar(length=16, null=False)
    """Its public name within the round, such as L1-FOOD-6; never changed after announcing."""
    name = Varchar(length=120, null=False)
    floor = ForeignKey(Floor, null=False, on_delete=OnDelete.restrict)
    category = Varchar(length=12, null=False)
    """Who may apply: zoning is eligibility, not priority."""
    area = Numeric(digits=(8, 2), null=False)
    """Square metres of each stall."""
    rent = Integer(null=False, default=0)
    """Retribusi per month, in rupiah."""
    classes = JSONB(null=False, default="[]")
    """Seats per class, in order of precedence: [{"class", "seats"}]; what is left is open."""

    programme_code_once = Unique([round, code])


class ProgrammeStall(Table, db=DB):
    """A stall that a programme offers; a round offers each stall once."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.cascade, index=True)
    space = ForeignKey(Space, null=False, on_delete=OnDelete.restrict)

    round_offers_stall_once = Unique([round, space])


class Application(Table, db=DB):
    """An enterprise in a round: one NIB, and one owner's NIK, once."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    enterprise = ForeignKey(Enterprise, null=False, on_delete=OnDelete.restrict, index=True)
    person = Bytea(null=True, default=None)
    """Keyed digest of the owner's NIK."""
    pseudonym = Varchar(length=64, null=False)
    """What the public record calls it; bound to the enterprise, so applying anew rolls nothing."""
    state = Varchar(length=10, null=False, default="draft")
    """draft, submitted, returned (asked again), accepted, refused or withdrawn."""
    affirmative = Boolean(null=False, default=False)
    """Whether it asks for the merged class of women and people with disabilities; never why."""
    classes = JSONB(null=False, default="[]")
    """The seat classes that it was found eligible for, as frozen."""
    number = Integer(null=True, default=None)
    """Its place in the lottery order, 1 is first; every run of the draw gives the same."""
    reason = Varchar(length=300, null=False, default="")
    """Why it was refused, or what is asked for."""
    preferences_changed = Timestamptz(null=True, default=None)
    submitted = Timestamptz(null=True, default=None)
    decided = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    withdrawn = Timestamptz(null=True, default=None)
    untold = Boolean(null=False, default=False)
    """Whether its people are still to be written to about where it stands now."""
    looked_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    """The officer who has it before her, so that a second one is given another."""
    looked_at = Timestamptz(null=True, default=None)
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)

    application_once = Unique([round, enterprise])
    application_once_per_person = Unique([round, person])
    application_pseudonym_once = Unique([round, pseudonym])


class Preference(Table, db=DB):
    """A programme that an application asks for; rank 1 is what it would like best."""

    id: Serial
    application = ForeignKey(Application, null=False, on_delete=OnDelete.cascade)
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=True)
    rank = Integer(null=False)

    preference_once = Unique([application, programme])
    preference_rank_once = Unique([application, rank])


class ApplicationFile(Table, db=DB):
    """A paper of an application; read by its owner and by managers only."""

    id: Serial
    application = ForeignKey(Application, null=False, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=12, null=False)
    """nib, pirt, halal, photo or affirmative."""
    number = Varchar(length=40, null=False, default="")
    """The paper's own number, where it has one."""
    filename = Varchar(length=120, null=False)
    media_type = Varchar(length=60, null=False)
    content = Bytea(null=False, default=b"")
    state = Varchar(length=8, null=False, default="sent")
    """sent, accepted or refused."""
    reason = Varchar(length=200, null=False, default="")
    created = Timestamptz(null=False, default=None)


class SeedEntry(Table, db=DB):
    """What one officer typed of the witnessed draw: sealed until a second one types the same."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    sealed = Bytea(null=False, default=b"")
    """Keyed digest of what was typed: nobody reads it, the second entry is compared with it."""
    created = Timestamptz(null=False, default=None)

    seed_entry_once = Unique([round, account])


class Draw(Table, db=DB):
    """One run of the allocation: the first, and one more after each lapse or withdrawal."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    number = Integer(null=False)
    """1 for the draw; later runs have the same seed and fewer applications."""
    reason = Varchar(length=200, null=False, default="")
    digest = Varchar(length=64, null=False)
    """SHA-256 of result.jsonl."""
    made = Timestamptz(null=False, default=None)

    draw_number_once = Unique([round, number])


class RecordFile(Table, db=DB):
    """A file of the public record, byte for byte as it was published; never changed."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    draw = ForeignKey(Draw, null=True, default=None, on_delete=OnDelete.restrict)
    """Whose result it is; None for what was published before the draw."""
    name = Varchar(length=40, null=False)
    content = Bytea(null=False, default=b"")
    digest = Varchar(length=64, null=False)
    published = Timestamptz(null=False, default=None)

    record_file_once = Unique([round, draw, name], nulls_distinct=False)


class Allotment(Table, db=DB):
    """A seat in a programme for an application, and the stall that it became."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    application = ForeignKey(Application, null=False, on_delete=OnDelete.restrict)
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=True)
    draw = ForeignKey(Draw, null=True, default=None, on_delete=OnDelete.restrict)
    """The run that gave it; None where it was given by hand."""
    seat = Varchar(length=24, null=False, default="open")
    """The class of the seat, or manual."""
    number = Integer(null=True, default=None)
    """Place in the lottery order, 1 is first."""
    state = Varchar(length=9, null=False, default="offered")
    """offered, accepted, declined, lapsed, withdrawn, replaced (moved up) or moved_in."""
    offer_ends = Timestamptz(null=True, default=None)
    space = ForeignKey(Space, null=True, default=None, on_delete=OnDelete.restrict)
    """The stall, once it is chosen or assigned."""
    wishes = JSONB(null=False, default="[]")
    """Codes of the stalls it would like, the dearest first, until one is assigned."""
    tenancy = ForeignKey(Tenancy, null=True, default=None, on_delete=OnDelete.restrict)
    reason = Varchar(length=300, null=False, default="")
    """Why it was given, moved or swapped by hand; published."""
    proposed_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    approved_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)


class Objection(Table, db=DB):
    """What somebody holds against a result, and the office's answer."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    application = ForeignKey(Application, null=False, on_delete=OnDelete.restrict)
    text = Text(null=False)
    answer = Text(null=False, default="")
    upheld = Boolean(null=True, default=None)
    created = Timestamptz(null=False, default=None)
    answered = Timestamptz(null=True, default=None)
    answered_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)


class ByHand(Table, db=DB):
    """A stall given, moved or swapped without a draw: one officer proposes, another decides."""

    id: Serial
    kind = Varchar(length=4, null=False)
    """give, move or swap."""
    enterprise = ForeignKey(Enterprise, null=False, on_delete=OnDelete.restrict, index=True)
    """Who gets the stall, or moves."""
    tenancy = ForeignKey(Tenancy, null=True, default=None, on_delete=OnDelete.restrict)
    """What is moved or swapped."""
    other = ForeignKey(Tenancy, null=True, default=None, on_delete=OnDelete.restrict)
    """What it is swapped with."""
    space = ForeignKey(Space, null=False, on_delete=OnDelete.restrict)
    """The stall that it gets."""
    starts = Date(null=False, default=None)
    ends = Date(null=True, default=None)
    """Of a new tenancy; moves and swaps keep the agreed ends."""
    reason = Varchar(length=300, null=False)
    """Published once it is approved."""
    state = Varchar(length=9, null=False, default="proposed")
    """proposed, approved, rejected or withdrawn."""
    proposed_by = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    decided_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    answer = Varchar(length=300, null=False, default="")
    """Why it was rejected."""
    created = Timestamptz(null=False, default=None)
    decided = Timestamptz(null=True, default=None)


class Rent(Table, db=DB):
    """A month's retribusi of a tenancy."""

    id: Serial
    tenancy = ForeignKey(Tenancy, null=False, on_delete=OnDelete.restrict)
    month = Date(null=False, default=None)
    """Its first day."""
    amount = Integer(null=False)
    """Rupiah."""
    due = Date(null=False, default=None)
    paid = Date(null=True, default=None)
    receipt = Varchar(length=40, null=False, default="")

    rent_once_per_month = Unique([tenancy, month])


class StallDay(Table, db=DB):
    """Whether a stall was looked after on a day, as the office saw it."""

    id: Serial
    tenancy = ForeignKey(Tenancy, null=False, on_delete=OnDelete.restrict)
    day = Date(null=False, default=None)
    present = Boolean(null=False)
    noted_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    created = Timestamptz(null=False, default=None)

    stall_day_once = Unique([tenancy, day])
