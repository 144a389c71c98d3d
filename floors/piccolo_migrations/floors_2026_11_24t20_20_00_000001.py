"""What the database itself refuses about stalls given by hand: one officer alone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T20:20:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "two officers for a stall given by hand"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="floors",
        forwards=[
            """
            ALTER TABLE by_hand
                ADD CONSTRAINT by_hand_kind_known CHECK (kind IN ('give', 'move', 'swap')),
                ADD CONSTRAINT by_hand_state_known CHECK (
                    state IN ('proposed', 'approved', 'rejected', 'withdrawn')),
                ADD CONSTRAINT by_hand_two_officers CHECK (
                    state <> 'approved' OR decided_by IS NOT NULL AND decided_by <> proposed_by),
                ADD CONSTRAINT by_hand_of_its_kind CHECK (
                    (tenancy IS NULL) = (kind = 'give') AND (other IS NOT NULL) = (kind = 'swap')),
                ADD CONSTRAINT by_hand_reason CHECK (reason <> '')
            """,
        ],
        backwards=[
            """
            ALTER TABLE by_hand DROP CONSTRAINT by_hand_reason,
                DROP CONSTRAINT by_hand_of_its_kind, DROP CONSTRAINT by_hand_two_officers,
                DROP CONSTRAINT by_hand_state_known, DROP CONSTRAINT by_hand_kind_known
            """,
        ],
    )
