"""What the database itself refuses about rounds: two winners of a stall, a record rewritten."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T13:42:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "one winner per stall, a record that stands"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="floors",
        forwards=[
            """
            ALTER TABLE round
                ADD CONSTRAINT round_state_known CHECK (state IN (
                    'draft', 'announced', 'open', 'verification', 'frozen', 'seeded', 'drawn',
                    'objections', 'decreed', 'moving_in', 'closed', 'cancelled')),
                ADD CONSTRAINT round_seed_kind_known CHECK (seed_kind IN ('drand', 'witnessed')),
                ADD CONSTRAINT round_dates CHECK (
                    starts < ends AND opens < closes AND closes < verify_by
                    AND verify_by < draw_at AND draw_at < object_by AND object_by < accept_by),
                ADD CONSTRAINT round_seed_after_commitment CHECK (
                    seed IS NULL OR commitment IS NOT NULL)
            """,
            """
            ALTER TABLE application ADD CONSTRAINT application_state_known CHECK (state IN (
                'draft', 'submitted', 'returned', 'accepted', 'refused', 'withdrawn'))
            """,
            "ALTER TABLE preference ADD CONSTRAINT preference_rank_positive CHECK (rank > 0)",
            "ALTER TABLE rent ADD CONSTRAINT rent_amount_positive CHECK (amount >= 0)",
            """
            ALTER TABLE allotment
                ADD CONSTRAINT allotment_state_known CHECK (state IN (
                    'offered', 'accepted', 'declined', 'lapsed', 'withdrawn', 'replaced',
                    'moved_in')),
                ADD CONSTRAINT allotment_two_officers CHECK (proposed_by <> approved_by)
            """,
            """
            CREATE UNIQUE INDEX allotment_one_winner_per_stall ON allotment (round, space)
            WHERE state IN ('offered', 'accepted', 'moved_in')
            """,
            """
            CREATE UNIQUE INDEX allotment_one_per_application ON allotment (application)
            WHERE state IN ('offered', 'accepted', 'moved_in')
            """,
            """
            CREATE FUNCTION record_file_stands() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'what was published stands'
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_file_append_only';
            END $$
            """,
            """
            CREATE TRIGGER record_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
            ON record_file FOR EACH STATEMENT EXECUTE FUNCTION record_file_stands()
            """,
            """
            CREATE FUNCTION round_stands() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF OLD.seed IS NOT NULL AND NEW.seed IS DISTINCT FROM OLD.seed
                    OR OLD.commitment IS NOT NULL AND NEW.commitment IS DISTINCT FROM OLD.commitment
                    OR OLD.announced IS NOT NULL AND (NEW.code, NEW.salt, NEW.rules::text)
                        IS DISTINCT FROM (OLD.code, OLD.salt, OLD.rules::text)
                THEN
                    RAISE EXCEPTION 'what a draw is made of stands'
                        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'round_stands';
                END IF;
                RETURN NEW;
            END $$
            """,
            """
            CREATE TRIGGER round_stands BEFORE UPDATE ON round
            FOR EACH ROW EXECUTE FUNCTION round_stands()
            """,
        ],
        backwards=[
            "DROP TRIGGER round_stands ON round",
            "DROP FUNCTION round_stands()",
            "DROP TRIGGER record_file_append_only ON record_file",
            "DROP FUNCTION record_file_stands()",
            "DROP INDEX allotment_one_per_application",
            "DROP INDEX allotment_one_winner_per_stall",
            """
            ALTER TABLE allotment DROP CONSTRAINT allotment_two_officers,
                DROP CONSTRAINT allotment_state_known
            """,
            "ALTER TABLE rent DROP CONSTRAINT rent_amount_positive",
            "ALTER TABLE preference DROP CONSTRAINT preference_rank_positive",
            "ALTER TABLE application DROP CONSTRAINT application_state_known",
            """
            ALTER TABLE round DROP CONSTRAINT round_seed_after_commitment,
                DROP CONSTRAINT round_dates, DROP CONSTRAINT round_seed_kind_known,
                DROP CONSTRAINT round_state_known
            """,
        ],
    )
