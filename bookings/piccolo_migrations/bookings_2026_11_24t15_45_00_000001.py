"""Calendars of allocation rounds: marked when they change, and told of on commit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T15:45:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "calendars of allocation rounds"

_SHOWN = (
    "code",
    "name",
    "opens",
    "closes",
    "verify_by",
    "draw_at",
    "object_by",
    "accept_by",
    "move_in_by",
    "announced",
    "created",
)
"""Of its state only whether it is cancelled."""
_APPLIED = ("round", "enterprise", "state", "submitted", "decided", "withdrawn")


def _differ(before: str, after: str, columns: tuple[str, ...], *besides: str) -> str:
    old, new = (
        ", ".join((*(f"{row}.{column}" for column in columns), *(f"{row}.{b}" for b in besides)))
        for row in (before, after)
    )
    return f"({old}) IS DISTINCT FROM ({new})"


_CANCELLED = "state = 'cancelled'"
_MARK = f"""
    CREATE FUNCTION round_mark() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        touched int[];
    BEGIN
        SELECT array_agg(n.id) INTO touched
        FROM after n JOIN before o USING (id) WHERE {_differ("o", "n", _SHOWN, _CANCELLED)};
        IF touched IS NOT NULL THEN
            PERFORM calendar_mark(
                'round', touched, '{{opens,closes,verify,draw,object,accept,move_in}}');
        END IF;
        RETURN NULL;
    END
    $$
"""  # noqa: S608 - made of constants
_TELL = """
    -- The enterprises that applied have its deadlines in their own calendars.
    CREATE FUNCTION round_tells_feeds() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('feeds', 'rounds');
        PERFORM pg_notify('feeds', 'enterprise:' || a.enterprise)
        FROM application a WHERE a.round = coalesce(NEW.id, OLD.id);
        RETURN NULL;
    END $$
"""


def _trigger(table: str, name: str, event: str, when: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} FOR EACH ROW {when}"
        f" EXECUTE FUNCTION {function}()"
    )


_APPLICATION = "enterprise_of_row_tells_feeds"
_KINDS = "'centre', 'floor', 'room', 'trainer', 'enterprise', 'track', 'closures'"


def _kinds(known: str) -> str:
    return f"""
        ALTER TABLE feed
            DROP CONSTRAINT feed_kind_known,
            ADD CONSTRAINT feed_kind_known CHECK (kind IN ({known}))
    """


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            _kinds(f"{_KINDS}, 'rounds'"),
            _MARK,
            """
            CREATE TRIGGER round_mark_update AFTER UPDATE ON round
                REFERENCING OLD TABLE AS before NEW TABLE AS after
                FOR EACH STATEMENT EXECUTE FUNCTION round_mark()
            """,
            _TELL,
            _trigger("round", "made_tells_feeds", "INSERT OR DELETE", "", "round_tells_feeds"),
            _trigger(
                "round",
                "tells_feeds",
                "UPDATE",
                f"WHEN ({_differ('OLD', 'NEW', (*_SHOWN, 'state'))})",
                "round_tells_feeds",
            ),
            _trigger("application", "made_tells_feeds", "INSERT OR DELETE", "", _APPLICATION),
            _trigger(
                "application",
                "tells_feeds",
                "UPDATE",
                f"WHEN ({_differ('OLD', 'NEW', _APPLIED)})",
                _APPLICATION,
            ),
        ],
        backwards=[
            "DROP TRIGGER application_tells_feeds ON application",
            "DROP TRIGGER application_made_tells_feeds ON application",
            "DROP TRIGGER round_tells_feeds ON round",
            "DROP TRIGGER round_made_tells_feeds ON round",
            "DROP FUNCTION round_tells_feeds()",
            "DROP TRIGGER round_mark_update ON round",
            "DROP FUNCTION round_mark()",
            "DELETE FROM feed WHERE kind = 'rounds'",
            _kinds(_KINDS),
        ],
    )
