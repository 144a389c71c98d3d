"""Rules that ask whether long series still take place."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T12:25:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "one more kind of rule: reconfirm"

_ALL = "'lead', 'horizon', 'shortest', 'longest', 'weekly', 'requests', 'closed_to'"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            f"""
            ALTER TABLE booking_rule
                DROP CONSTRAINT booking_rule_kind_known,
                ADD CONSTRAINT booking_rule_kind_known CHECK (kind IN ({_ALL}, 'reconfirm'))
            """,
        ],
        backwards=[
            "DELETE FROM booking_rule WHERE kind = 'reconfirm'",
            f"""
            ALTER TABLE booking_rule
                DROP CONSTRAINT booking_rule_kind_known,
                ADD CONSTRAINT booking_rule_kind_known CHECK (kind IN ({_ALL}))
            """,
        ],
    )
