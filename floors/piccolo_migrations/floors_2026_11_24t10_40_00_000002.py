"""What the database itself refuses about floors: a stall held twice, spaces of no known kind."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T10:40:00:000002"
VERSION = "1.38.0"
DESCRIPTION = "one holder per stall and day"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="floors",
        forwards=[
            """
            ALTER TABLE tenancy
                ADD CONSTRAINT tenancy_state_known CHECK (state IN ('active', 'cancelled')),
                ADD CONSTRAINT tenancy_span CHECK (ends IS NULL OR ends > starts),
                ADD CONSTRAINT tenancy_no_overlap EXCLUDE USING gist
                    (space WITH =, daterange(starts, ends, '[)') WITH &&)
                    WHERE (state = 'active')
            """,
            """
            ALTER TABLE space
                ADD CONSTRAINT space_kind_known CHECK (kind IN ('stall', 'room')),
                ADD CONSTRAINT space_area_positive CHECK (area > 0)
            """,
            "ALTER TABLE space_part ADD CONSTRAINT space_part_other CHECK (whole <> part)",
        ],
        backwards=[
            "ALTER TABLE space_part DROP CONSTRAINT space_part_other",
            """
            ALTER TABLE space DROP CONSTRAINT space_kind_known,
                DROP CONSTRAINT space_area_positive
            """,
            """
            ALTER TABLE tenancy DROP CONSTRAINT tenancy_no_overlap,
                DROP CONSTRAINT tenancy_span, DROP CONSTRAINT tenancy_state_known
            """,
        ],
    )
