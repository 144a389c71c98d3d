"""Telling on commit which calendar feeds have changed, whatever path wrote."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T15:20:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "notifications for kept feeds"

_FUNCTIONS = {
    "tell_feeds_of(space int, organiser int, track text, booking int, series int)": """
        RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('feeds', scope) FROM (
                SELECT 'centre'
                UNION SELECT 'floor:' || s.floor FROM space s WHERE s.id = tell_feeds_of.space
                UNION SELECT 'room:' || tell_feeds_of.space
                UNION SELECT 'room:' || p.whole FROM space_part p WHERE p.part = tell_feeds_of.space
                UNION SELECT 'room:' || p.part FROM space_part p WHERE p.whole = tell_feeds_of.space
                UNION SELECT 'trainer:' || tell_feeds_of.organiser
                UNION SELECT 'track:' || tell_feeds_of.track
                UNION SELECT 'enterprise:' || e.enterprise FROM enrolment e
                    WHERE e.booking = tell_feeds_of.booking OR e.series = tell_feeds_of.series
            ) told (scope) WHERE scope IS NOT NULL;
        END $$
    """,
    "booking_tells_feeds()": """
        RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                PERFORM tell_feeds_of(OLD.space, OLD.organiser, OLD.track, OLD.id, OLD.series);
            END IF;
            IF TG_OP <> 'DELETE' THEN
                PERFORM tell_feeds_of(NEW.space, NEW.organiser, NEW.track, NEW.id, NEW.series);
            END IF;
            RETURN NULL;
        END $$
    """,
    # What it says of itself is shown in every room that it has a date in.
    "series_tells_feeds()": """
        RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_feeds_of(s.space, s.organiser, s.track, NULL, NEW.id) FROM (
                VALUES (OLD.space, OLD.organiser, OLD.track), (NEW.space, NEW.organiser, NEW.track)
                UNION SELECT b.space, b.organiser, b.track FROM booking b WHERE b.series = NEW.id
            ) s (space, organiser, track);
            RETURN NULL;
        END $$
    """,
    "enterprise_of_row_tells_feeds()": """
        RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                PERFORM pg_notify('feeds', 'enterprise:' || OLD.enterprise);
            END IF;
            IF TG_OP <> 'DELETE' THEN
                PERFORM pg_notify('feeds', 'enterprise:' || NEW.enterprise);
            END IF;
            RETURN NULL;
        END $$
    """,
    # As times that are taken tell it: a room's own holds, and of a hall those of its parts.
    "hold_tells_feeds()": """
        RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            changed hold = coalesce(NEW, OLD);
        BEGIN
            PERFORM pg_notify('feeds', 'room:' || told.id) FROM (
                SELECT changed.space UNION SELECT p.whole FROM space_part p WHERE p.part = changed.space
                UNION SELECT OLD.space WHERE TG_OP = 'UPDATE'
                UNION SELECT p.whole FROM space_part p WHERE TG_OP = 'UPDATE' AND p.part = OLD.space
            ) told (id);
            RETURN NULL;
        END $$
    """,
    # TG_ARGV[0] is `feed` or `account`: what the row is called.
    "row_tells_feeds()": """
        RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('feeds', TG_ARGV[0] || ':' || OLD.id);
            RETURN NULL;
        END $$
    """,
    "everything_tells_feeds()": """
        RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('feeds', '*');
            RETURN NULL;
        END $$
    """,
}


def _differ(*columns: str) -> str:
    before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"WHEN (({before}) IS DISTINCT FROM ({after}))"


_ANY = "INSERT OR UPDATE OR DELETE"
_USE = "'{last_used,last_client}'::text[]"
_TRIGGERS = (
    ("booking", "tells_feeds", _ANY, "", "booking_tells_feeds()"),
    ("series", "tells_feeds", "UPDATE", "", "series_tells_feeds()"),
    ("tenancy", "tells_feeds", _ANY, "", "enterprise_of_row_tells_feeds()"),
    ("enrolment", "tells_feeds", _ANY, "", "enterprise_of_row_tells_feeds()"),
    (
        "feed",
        "tells_feeds",
        "UPDATE",
        f"WHEN ((to_jsonb(OLD) - {_USE}) IS DISTINCT FROM (to_jsonb(NEW) - {_USE}))",
        "row_tells_feeds('feed')",
    ),
    ("feed", "gone_tells_feeds", "DELETE", "", "row_tells_feeds('feed')"),
    (
        "account",
        "tells_feeds",
        "UPDATE",
        _differ("role", "active", "enterprise", "cooperative"),
        "row_tells_feeds('account')",
    ),
    # Seldom, and shown in many: a new name or place, who a member is, when the centre is closed.
    ("account", "name_tells_feeds", "UPDATE", _differ("name"), "everything_tells_feeds()"),
    (
        "enterprise",
        "tells_feeds",
        "UPDATE",
        _differ("name", "cooperative"),
        "everything_tells_feeds()",
    ),
    (
        "space",
        "tells_feeds",
        "UPDATE",
        _differ("floor", "code", "kind", "name", "active"),
        "everything_tells_feeds()",
    ),
    (
        "floor",
        "tells_feeds",
        "UPDATE",
        _differ("site", "level", "name", "active"),
        "everything_tells_feeds()",
    ),
    (
        "site",
        "tells_feeds",
        "UPDATE",
        _differ("name", "kind", "address", "latitude", "longitude"),
        "everything_tells_feeds()",
    ),
    ("hold", "tells_feeds", _ANY, "", "hold_tells_feeds()"),
    ("space_part", "tells_feeds", _ANY, "", "everything_tells_feeds()"),
    ("closure", "tells_feeds", _ANY, "", "everything_tells_feeds()"),
)


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            *(f"CREATE FUNCTION {name} {body}" for name, body in _FUNCTIONS.items()),
            *(
                f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} FOR EACH ROW {when}"
                f" EXECUTE FUNCTION {function}"
                for table, name, event, when, function in _TRIGGERS
            ),
        ],
        backwards=[
            *(f"DROP TRIGGER {table}_{name} ON {table}" for table, name, *_ in _TRIGGERS),
            *(f"DROP FUNCTION {name.split('(')[0]}" for name in _FUNCTIONS),
        ],
    )
