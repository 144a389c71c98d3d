"""Calendars know when something left them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T15:01:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "a trigger that remembers where bookings were"

_HIDDEN = "('requested', 'refused', 'expired')"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            f"""
            CREATE FUNCTION booking_left() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    INSERT INTO calendar_left (booking, series, space, organiser, track, public, at)
                    SELECT o.id, o.series, o.space, o.organiser, o.track, o.public, n.changed
                    FROM before o JOIN after n USING (id)
                    WHERE o.state NOT IN {_HIDDEN}
                      AND ((o.space, o.organiser, o.track, o.public)
                           IS DISTINCT FROM (n.space, n.organiser, n.track, n.public)
                           OR n.state IN {_HIDDEN});
                ELSE
                    INSERT INTO calendar_left (booking, series, space, organiser, track, public, at)
                    SELECT id, series, space, organiser, track, public, now()
                    FROM before WHERE state NOT IN {_HIDDEN};
                END IF;
                RETURN NULL;
            END
            $$
            """,  # noqa: S608 - made of constants
            """
            CREATE TRIGGER booking_left_update AFTER UPDATE ON booking
                REFERENCING OLD TABLE AS before NEW TABLE AS after
                FOR EACH STATEMENT EXECUTE FUNCTION booking_left()
            """,
            """
            CREATE TRIGGER booking_left_delete AFTER DELETE ON booking
                REFERENCING OLD TABLE AS before
                FOR EACH STATEMENT EXECUTE FUNCTION booking_left()
            """,
        ],
        backwards=[
            "DROP TRIGGER booking_left_delete ON booking",
            "DROP TRIGGER booking_left_update ON booking",
            "DROP FUNCTION booking_left()",
        ],
    )
