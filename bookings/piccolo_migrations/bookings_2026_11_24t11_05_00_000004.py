"""A feed is of something, or of the whole centre: what its kind promises, its subject keeps."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T11:05:00:000004"
VERSION = "1.38.0"
DESCRIPTION = "feeds have known kinds"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            """
            ALTER TABLE feed
                ADD CONSTRAINT feed_kind_known
                    CHECK (kind IN ('centre', 'floor', 'room', 'trainer', 'enterprise')),
                ADD CONSTRAINT feed_has_subject CHECK ((kind = 'centre') = (subject IS NULL)),
                ADD CONSTRAINT feed_secret_is_digest CHECK (length(secret) = 32)
            """,
        ],
        backwards=[
            """
            ALTER TABLE feed
                DROP CONSTRAINT feed_kind_known,
                DROP CONSTRAINT feed_has_subject,
                DROP CONSTRAINT feed_secret_is_digest
            """,
        ],
    )
