"""No training has more people in it than seats: the database counts, whatever path wrote."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T13:40:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "tracks that are known, seats of trainings"

_TRACKS = "('production', 'marketing', 'management')"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            *(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_track_known CHECK (track IN {_TRACKS})"
                for table in ("series", "booking", "waiting", "feed")
            ),
            """
            ALTER TABLE enrolment
                ADD CONSTRAINT enrolment_in_one CHECK (num_nonnulls(booking, series) = 1),
                ADD CONSTRAINT enrolment_state_known CHECK (state IN ('joined', 'left'))
            """,
            "CREATE INDEX booking_training ON booking (track, starts) WHERE track IS NOT NULL",
            """
            -- How many come, as the trainer has said; else what the room seats in this layout;
            -- else what it takes. NULL: nobody has said.
            CREATE FUNCTION training_seats(space int, layout text, people int) RETURNS int
            LANGUAGE sql STABLE AS $$
                SELECT coalesce(
                    training_seats.people,
                    (SELECT (t.layouts ->> training_seats.layout)::int FROM room_terms t
                     WHERE t.space = training_seats.space),
                    (SELECT s.capacity FROM space s WHERE s.id = training_seats.space))
            $$
            """,
            """
            -- Whoever joins waits for whoever joins the same training, or changes it, and then
            -- counts. Of a series the date with the fewest seats counts.
            CREATE FUNCTION enrolment_keep_seats() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                seats int;
                others int;
            BEGIN
                IF NEW.series IS NULL THEN
                    PERFORM FROM booking WHERE id = NEW.booking FOR NO KEY UPDATE;
                    SELECT training_seats(space, layout, people) INTO seats
                    FROM booking WHERE id = NEW.booking;
                ELSE
                    PERFORM FROM series WHERE id = NEW.series FOR NO KEY UPDATE;
                    SELECT min(training_seats(space, layout, people)) INTO seats
                    FROM booking
                    WHERE series = NEW.series AND state IN ('confirmed', 'requested');
                END IF;
                SELECT count(*) INTO others FROM enrolment
                WHERE state = 'joined' AND id <> NEW.id
                  AND (booking = NEW.booking OR series = NEW.series);
                IF others >= seats THEN
                    RAISE EXCEPTION 'every seat is taken'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_seats';
                END IF;
                RETURN NEW;
            END
            $$
            """,
            """
            CREATE TRIGGER enrolment_seats BEFORE INSERT OR UPDATE OF state, booking, series
                ON enrolment FOR EACH ROW WHEN (NEW.state = 'joined')
                EXECUTE FUNCTION enrolment_keep_seats()
            """,
            """
            CREATE FUNCTION booking_keep_seats() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.series IS NOT NULL THEN
                    PERFORM FROM series WHERE id = NEW.series FOR NO KEY UPDATE;
                END IF;
                IF (SELECT count(*) FROM enrolment
                    WHERE state = 'joined' AND (booking = NEW.id OR series = NEW.series))
                    > training_seats(NEW.space, NEW.layout, NEW.people)
                THEN
                    RAISE EXCEPTION 'more people take part than there would be seats'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_seats';
                END IF;
                RETURN NULL;
            END
            $$
            """,
            """
            CREATE TRIGGER booking_seats
                AFTER INSERT OR UPDATE OF space, layout, people, state, series, track
                ON booking FOR EACH ROW
                WHEN (NEW.track IS NOT NULL AND NEW.state IN ('confirmed', 'requested'))
                EXECUTE FUNCTION booking_keep_seats()
            """,
        ],
        backwards=[
            "DROP TRIGGER booking_seats ON booking",
            "DROP FUNCTION booking_keep_seats",
            "DROP TRIGGER enrolment_seats ON enrolment",
            "DROP FUNCTION enrolment_keep_seats",
            "DROP FUNCTION training_seats",
            "DROP INDEX booking_training",
            """
            ALTER TABLE enrolment DROP CONSTRAINT enrolment_in_one,
                DROP CONSTRAINT enrolment_state_known
            """,
            *(
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_track_known"
                for table in ("feed", "waiting", "booking", "series")
            ),
        ],
    )
