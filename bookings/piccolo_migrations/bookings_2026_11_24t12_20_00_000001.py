"""What was asked for and has been decided, and who has not come, is found by index."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T12:20:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "decided requests, bookings that nobody has come to, kinds of rules"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            """
            CREATE INDEX booking_decided ON booking (changed DESC)
                WHERE decide_by IS NOT NULL AND state <> 'requested'
            """,
            """
            CREATE INDEX booking_not_come ON booking (starts)
                WHERE state = 'confirmed' AND checked_in IS NULL
            """,
            """
            ALTER TABLE booking_rule
                ADD CONSTRAINT booking_rule_kind_known CHECK (kind IN
                    ('lead', 'horizon', 'shortest', 'longest', 'weekly', 'requests', 'closed_to')),
                ADD CONSTRAINT booking_rule_value CHECK (value >= 0),
                ADD CONSTRAINT booking_rule_role_known CHECK (role IN ('trainer', 'manager'))
            """,
        ],
        backwards=[
            """
            ALTER TABLE booking_rule
                DROP CONSTRAINT booking_rule_kind_known,
                DROP CONSTRAINT booking_rule_value,
                DROP CONSTRAINT booking_rule_role_known
            """,
            "DROP INDEX booking_not_come",
            "DROP INDEX booking_decided",
        ],
    )
