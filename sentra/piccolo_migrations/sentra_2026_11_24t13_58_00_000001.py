"""What of a letter Piccolo's columns can't say."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T13:58:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "states of a letter, and which one is due first"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="sentra",
        forwards=[
            """
            ALTER TABLE letter
                ADD CONSTRAINT letter_state_known CHECK (state IN ('queued', 'sent', 'aside')),
                ADD CONSTRAINT letter_queued_whole CHECK (state <> 'queued' OR content IS NOT NULL)
            """,
            "CREATE INDEX letter_due ON letter (due, id) WHERE state = 'queued'",
        ],
        backwards=[
            "DROP INDEX letter_due",
            """
            ALTER TABLE letter
                DROP CONSTRAINT letter_queued_whole, DROP CONSTRAINT letter_state_known
            """,
        ],
    )
