"""Accounts, registry and audit trail: columns and constraints, nothing else."""

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
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from sentra.database.engine import DB


class Cooperative(Table, db=DB):
    """A koperasi that runs the gallery of its kecamatan and has enterprises as members."""

    id: Serial
    name = Varchar(length=120, null=False)
    kecamatan = Varchar(length=8, null=False)
    """Kemendagri code, such as 36.74.01."""
    registration = Varchar(length=40, null=True, default=None, unique=True)
    """Legal-entity number (nomor badan hukum)."""
    phone = Varchar(length=20, null=True, default=None)
    address = Varchar(length=200, null=False, default="")
    active = Boolean(null=False, default=True)
    created = Timestamptz(null=False, default=None)


class Enterprise(Table, db=DB):
    """A registered enterprise (UKM)."""

    id: Serial
    nib = Varchar(length=13, null=False, unique=True)
    """Nomor Induk Berusaha: 13 digits."""
    name = Varchar(length=120, null=False)
    owner = Varchar(length=120, null=False)
    nik = Varchar(length=16, null=True, default=None)
    """The owner's Nomor Induk Kependudukan: 16 digits; personal data."""
    phone = Varchar(length=20, null=True, default=None)
    """E.164, such as +6281234567890."""
    email = Varchar(length=254, null=True, default=None)
    address = Varchar(length=200, null=False, default="")
    kecamatan = Varchar(length=8, null=False, index=True)
    kelurahan = Varchar(length=13, null=True, default=None)
    scale = Varchar(length=8, null=False)
    """micro, small or medium (PP 7/2021 art. 35)."""
    category = Varchar(length=12, null=False, index=True)
    product = Varchar(length=200, null=False, default="")
    cooperative = ForeignKey(
        Cooperative, null=True, default=None, on_delete=OnDelete.restrict, index=True
    )
    active = Boolean(null=False, default=True)
    created = Timestamptz(null=False, default=None)
    changed = Timestamptz(null=False, default=None)


class EnterpriseImport(Table, db=DB):
    """A file of enterprises that somebody sent, and what came of it."""

    id: Serial
    filename = Varchar(length=120, null=False)
    content = Bytea(null=True, default=None)
    """The file, until it is stored or a day old: it holds personal data."""
    report = JSONB(null=False, default="{}")
    sender = Varchar(length=120, null=False)
    """The name of who sent it."""
    created = Timestamptz(null=False, default=None)
    stored = Timestamptz(null=True, default=None)
    """When its enterprises went into the registry; None where they did not."""


class Account(Table, db=DB):
    """Somebody who signs in."""

    id: Serial
    email = Varchar(length=254, null=False, unique=True)
    """Lower case."""
    name = Varchar(length=120, null=False)
    role = Varchar(length=12, null=False)
    password = Varchar(length=200, null=True, default=None)
    """argon2id hash; None until the person has chosen a pass phrase."""
    locale = Varchar(length=2, null=False, default="id")
    enterprise = ForeignKey(
        Enterprise, null=True, default=None, on_delete=OnDelete.restrict, index=True
    )
    cooperative = ForeignKey(
        Cooperative, null=True, default=None, on_delete=OnDelete.restrict, index=True
    )
    active = Boolean(null=False, default=True)
    mail = Boolean(null=False, default=True)
    """Whether she wants invitations and notices by e-mail."""
    created = Timestamptz(null=False, default=None)
    last_sign_in = Timestamptz(null=True, default=None)


class Session(Table, db=DB):
    """One signed-in browser. The cookie holds the secret, this row its SHA-256."""

    id: Serial
    secret = Bytea(null=False, unique=True, default=b"")
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    created = Timestamptz(null=False, default=None)
    seen = Timestamptz(null=False, default=None)
    expires = Timestamptz(null=False, default=None, index=True)
    client = Varchar(length=80, null=False, default="")


class SignInLink(Table, db=DB):
    """A one-time address that lets a person choose a pass phrase and sign in."""

    id: Serial
    secret = Bytea(null=False, unique=True, default=b"")
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    created = Timestamptz(null=False, default=None)
    expires = Timestamptz(null=False, default=None)
    used = Timestamptz(null=True, default=None)


class ApiToken(Table, db=DB):
    """A secret for programs that speak for an account."""

    id: Serial
    secret = Bytea(null=False, unique=True, default=b"")
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    label = Varchar(length=60, null=False)
    created = Timestamptz(null=False, default=None)
    last_used = Date(null=True, default=None)
    revoked = Timestamptz(null=True, default=None)


class SignInAttempt(Table, db=DB):
    """A failed sign-in, kept for an hour to slow guessing down."""

    id: Serial
    who = Bytea(null=False, default=b"", index=True)
    """SHA-256 of what is being guessed at: an e-mail address, or the address it came from."""
    at = Timestamptz(null=False, default=None, index=True)


class Letter(Table, db=DB):
    """The outbox: an e-mail to one person, on its way or gone."""

    id: Serial
    number = UUID(null=False, unique=True, default=None)
    """Becomes its Message-ID."""
    key = Varchar(length=80, null=True, default=None, unique=True)
    """What it is about, where that is to be said only once."""
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    """Whom it is for; None for a test."""
    address = Varchar(length=254, null=False)
    subject = Varchar(length=200, null=False)
    content = Bytea(null=True, default=None)
    """The whole message; None once a mail server has it, since it holds personal data."""
    state = Varchar(length=6, null=False, default="queued")
    """queued, sent, or aside: it could not be delivered, and waits for a manager."""
    tries = Integer(null=False, default=0)
    due = Timestamptz(null=False, default=None)
    """When it is tried next. Put off while it is being sent, in case whoever sends it dies."""
    said = Varchar(length=200, null=False, default="")
    """Why it was not taken, in the mail server's words."""
    created = Timestamptz(null=False, default=None, index=True)
    sent = Timestamptz(null=True, default=None)
    way = Varchar(length=6, null=False, default="")
    """smtp or folder, once it is sent."""


class AuditEntry(Table, db=DB):
    """Who changed what, when, from where; never changed itself (a trigger refuses it)."""

    id: Serial
    at = Timestamptz(null=False, default=None, index=True)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    actor = Varchar(length=120, null=False)
    source = Varchar(length=6, null=False)
    address = Varchar(length=45, null=True, default=None)
    verb = Varchar(length=40, null=False)
    """Subject and deed, such as booking.cancel."""
    subject = Varchar(length=24, null=False)
    subject_id = Integer(null=True, default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
    note = Text(null=True, default=None)
