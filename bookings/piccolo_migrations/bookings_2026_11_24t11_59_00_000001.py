"""What the database itself refuses about series, closures, equipment and those who wait."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T11:59:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "one unit of equipment for one booking at a time; who holds a room"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            """
            ALTER TABLE booking
                DROP CONSTRAINT booking_state_known,
                ADD CONSTRAINT booking_state_known CHECK (state IN
                    ('requested', 'confirmed', 'refused', 'expired', 'cancelled', 'released'))
            """,
            """
            ALTER TABLE hold ADD CONSTRAINT hold_for_one
                CHECK (num_nonnulls(booking, closure, waiting) = 1)
            """,
            """
            ALTER TABLE equipment_hold
                ADD CONSTRAINT equipment_span CHECK (ends > starts),
                ADD CONSTRAINT equipment_no_overlap EXCLUDE USING gist
                    (unit WITH =, tstzrange(starts, ends, '[)') WITH &&)
            """,
            """
            ALTER TABLE closure
                ADD CONSTRAINT closure_span CHECK (ends > starts),
                ADD CONSTRAINT closure_of_one CHECK (num_nonnulls(site, floor, space) = 1),
                ADD CONSTRAINT closure_kind_known CHECK (kind IN
                    ('holiday', 'leave', 'ramadan', 'maintenance', 'other'))
            """,
            """
            ALTER TABLE waiting
                ADD CONSTRAINT waiting_span CHECK (ends > starts),
                ADD CONSTRAINT waiting_state_known CHECK (state IN
                    ('waiting', 'offered', 'claimed', 'lapsed', 'withdrawn'))
            """,
            """
            ALTER TABLE series ADD CONSTRAINT series_minutes CHECK (minutes BETWEEN 1 AND 1440)
            """,
            "CREATE INDEX booking_undecided ON booking (decide_by) WHERE state = 'requested'",
            "CREATE INDEX waiting_open ON waiting (space, starts) WHERE state IN ('waiting', 'offered')",
        ],
        backwards=[
            "DROP INDEX waiting_open",
            "DROP INDEX booking_undecided",
            "ALTER TABLE series DROP CONSTRAINT series_minutes",
            """
            ALTER TABLE waiting DROP CONSTRAINT waiting_span,
                DROP CONSTRAINT waiting_state_known
            """,
            """
            ALTER TABLE closure DROP CONSTRAINT closure_span, DROP CONSTRAINT closure_of_one,
                DROP CONSTRAINT closure_kind_known
            """,
            """
            ALTER TABLE equipment_hold DROP CONSTRAINT equipment_no_overlap,
                DROP CONSTRAINT equipment_span
            """,
            "ALTER TABLE hold DROP CONSTRAINT hold_for_one",
            """
            ALTER TABLE booking
                DROP CONSTRAINT booking_state_known,
                ADD CONSTRAINT booking_state_known CHECK (state IN ('confirmed', 'cancelled'))
            """,
        ],
    )
