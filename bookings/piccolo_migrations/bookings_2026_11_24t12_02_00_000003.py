"""What the database refuses of wishes for equipment, and of waiting twice."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T12:02:00:000003"
VERSION = "1.38.0"
DESCRIPTION = "some equipment or none; waiting once for a time"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            "ALTER TABLE equipment_wish ADD CONSTRAINT equipment_wish_some CHECK (number >= 1)",
            "ALTER TABLE equipment_unit ADD CONSTRAINT equipment_unit_counts CHECK (number >= 1)",
            """
            ALTER TABLE waiting
                ADD CONSTRAINT waiting_offer_ends
                    CHECK (state <> 'offered' OR offer_ends IS NOT NULL),
                ADD CONSTRAINT waiting_once EXCLUDE USING gist
                    (account WITH =, space WITH =, tstzrange(starts, ends, '[)') WITH &&)
                    WHERE (state IN ('waiting', 'offered'))
            """,
        ],
        backwards=[
            "ALTER TABLE waiting DROP CONSTRAINT waiting_offer_ends, DROP CONSTRAINT waiting_once",
            "ALTER TABLE equipment_unit DROP CONSTRAINT equipment_unit_counts",
            "ALTER TABLE equipment_wish DROP CONSTRAINT equipment_wish_some",
        ],
    )
