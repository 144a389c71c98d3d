"""No double booking, ever: the constraint that all else only explains."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T10:40:00:000003"
VERSION = "1.38.0"
DESCRIPTION = "no double booking"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            """
            ALTER TABLE hold
                ADD CONSTRAINT hold_span CHECK (ends > starts),
                ADD CONSTRAINT hold_no_overlap EXCLUDE USING gist
                    (space WITH =, tstzrange(starts, ends, '[)') WITH &&)
            """,
            """
            ALTER TABLE booking
                ADD CONSTRAINT booking_span CHECK (ends > starts),
                ADD CONSTRAINT booking_state_known CHECK (state IN ('confirmed', 'cancelled'))
            """,
            "CREATE INDEX booking_room_time ON booking (space, starts)",
        ],
        backwards=[
            "DROP INDEX booking_room_time",
            """
            ALTER TABLE booking DROP CONSTRAINT booking_span,
                DROP CONSTRAINT booking_state_known
            """,
            "ALTER TABLE hold DROP CONSTRAINT hold_no_overlap, DROP CONSTRAINT hold_span",
        ],
    )
