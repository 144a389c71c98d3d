"""Indexes for the office's queue and for whoever writes letters; 20,000 apply in a round."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T19:50:00:000006"
VERSION = "1.38.0"
DESCRIPTION = "applications in the order they were handed in"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="floors",
        forwards=[
            "CREATE INDEX application_queue ON application (round, state, submitted, id)",
            "CREATE INDEX application_untold ON application (id) WHERE untold",
        ],
        backwards=["DROP INDEX application_untold", "DROP INDEX application_queue"],
    )
