"""Calendars of tracks and of closures, which are marked when they change."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T14:45:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "calendars of tracks and of closures"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            """
            ALTER TABLE feed
                DROP CONSTRAINT feed_kind_known,
                DROP CONSTRAINT feed_has_subject,
                ADD CONSTRAINT feed_kind_known CHECK (kind IN
                    ('centre', 'floor', 'room', 'trainer', 'enterprise', 'track', 'closures')),
                ADD CONSTRAINT feed_has_subject CHECK
                    ((kind IN ('floor', 'room', 'trainer', 'enterprise')) = (subject IS NOT NULL)),
                ADD CONSTRAINT feed_has_track CHECK ((kind = 'track') = (track IS NOT NULL))
            """,
            """
            CREATE FUNCTION closure_mark() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                changed int[];
            BEGIN
                SELECT array_agg(id) INTO changed FROM after;
                IF changed IS NOT NULL THEN
                    PERFORM calendar_mark('closure', changed);
                END IF;
                RETURN NULL;
            END
            $$
            """,
            """
            CREATE TRIGGER closure_mark_update AFTER UPDATE ON closure
                REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION closure_mark()
            """,
        ],
        backwards=[
            "DROP TRIGGER closure_mark_update ON closure",
            "DROP FUNCTION closure_mark()",
            "DELETE FROM feed WHERE kind IN ('track', 'closures')",
            """
            ALTER TABLE feed
                DROP CONSTRAINT feed_has_track,
                DROP CONSTRAINT feed_has_subject,
                DROP CONSTRAINT feed_kind_known,
                ADD CONSTRAINT feed_kind_known
                    CHECK (kind IN ('centre', 'floor', 'room', 'trainer', 'enterprise')),
                ADD CONSTRAINT feed_has_subject CHECK ((kind = 'centre') = (subject IS NULL))
            """,
        ],
    )
