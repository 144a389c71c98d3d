"""Shortened hours have both ends, in order; a closure is found by its time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T12:01:00:000002"
VERSION = "1.38.0"
DESCRIPTION = "shortened hours have both ends; closures are found by their time"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            """
            ALTER TABLE closure ADD CONSTRAINT closure_hours
                CHECK (num_nonnulls(opens, closes) = 0
                       OR (num_nonnulls(opens, closes) = 2 AND opens < closes))
            """,
            "CREATE INDEX closure_time ON closure USING gist (tstzrange(starts, ends)) WHERE active",
        ],
        backwards=[
            "DROP INDEX closure_time",
            "ALTER TABLE closure DROP CONSTRAINT closure_hours",
        ],
    )
