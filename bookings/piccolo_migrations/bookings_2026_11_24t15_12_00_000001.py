"""Nothing happens without a notice: triggers write it, whatever path writes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T15:12:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "triggers that write notices"

_SHOWN = "space, organiser, starts, ends, title, public, state, series, recurrence, track"


def _row(alias: str) -> str:
    return f"({', '.join(f'{alias}.{column.strip()}' for column in _SHOWN.split(','))})"


_BOOKINGS = f"""
    -- A series is one notice, however many of its dates change. What was taken over from another
    -- program's calendar is no news when it comes in.
    CREATE FUNCTION booking_notice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO notice (booking, series)
            SELECT DISTINCT CASE WHEN series IS NULL THEN id END, series
            FROM after WHERE source_uid IS NULL;
        ELSE
            INSERT INTO notice (booking, series)
            SELECT DISTINCT CASE WHEN n.series IS NULL THEN n.id END, n.series
            FROM after n JOIN before o ON o.id = n.id
            WHERE {_row("n")} IS DISTINCT FROM {_row("o")};
        END IF;
        RETURN NULL;
    END $$
"""
_ENROLMENTS = """
    CREATE FUNCTION enrolment_notice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO notice (booking, series)
        SELECT DISTINCT CASE WHEN coalesce(e.series, b.series) IS NULL THEN e.booking END,
               coalesce(e.series, b.series)
        FROM after e LEFT JOIN booking b ON b.id = e.booking;
        RETURN NULL;
    END $$
"""
_OFFERS = """
    CREATE FUNCTION waiting_notice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO notice (waiting) SELECT id FROM after WHERE state = 'offered';
        RETURN NULL;
    END $$
"""
_NEW = "REFERENCING NEW TABLE AS after"
_BOTH = "REFERENCING OLD TABLE AS before NEW TABLE AS after"


def _trigger(name: str, event: str, table: str, tables: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            """
            ALTER TABLE notice ADD CONSTRAINT notice_of_one
                CHECK (num_nonnulls(booking, series, waiting) = 1)
            """,
            _BOOKINGS,
            _ENROLMENTS,
            _OFFERS,
            _trigger("booking_made_notice", "INSERT", "booking", _NEW, "booking_notice"),
            _trigger("booking_changed_notice", "UPDATE", "booking", _BOTH, "booking_notice"),
            _trigger("enrolment_made_notice", "INSERT", "enrolment", _NEW, "enrolment_notice"),
            _trigger("enrolment_changed_notice", "UPDATE", "enrolment", _NEW, "enrolment_notice"),
            _trigger("waiting_changed_notice", "UPDATE", "waiting", _NEW, "waiting_notice"),
        ],
        backwards=[
            "DROP TRIGGER waiting_changed_notice ON waiting",
            "DROP TRIGGER enrolment_changed_notice ON enrolment",
            "DROP TRIGGER enrolment_made_notice ON enrolment",
            "DROP TRIGGER booking_changed_notice ON booking",
            "DROP TRIGGER booking_made_notice ON booking",
            "DROP FUNCTION waiting_notice()",
            "DROP FUNCTION enrolment_notice()",
            "DROP FUNCTION booking_notice()",
            "ALTER TABLE notice DROP CONSTRAINT notice_of_one",
        ],
    )
