"""Extensions, the audit trail that only grows, and what a search for an enterprise needs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T10:40:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "extensions, append-only audit trail, checks"


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="sentra",
        forwards=[
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            """
            CREATE FUNCTION audit_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'audit entries are never changed or removed'
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_entry_append_only';
            END $$
            """,
            """
            CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
            ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stands()
            """,
            "CREATE INDEX audit_entry_subject ON audit_entry (subject, subject_id, id DESC)",
            """
            ALTER TABLE account ADD CONSTRAINT account_role_known
                CHECK (role IN ('manager', 'trainer', 'enterprise', 'cooperative')),
            ADD CONSTRAINT account_email_lower CHECK (email = lower(email)),
            ADD CONSTRAINT account_speaks_for CHECK (
                (role = 'enterprise') = (enterprise IS NOT NULL)
                AND (role = 'cooperative') = (cooperative IS NOT NULL))
            """,
            """
            ALTER TABLE enterprise ADD CONSTRAINT enterprise_nib_digits
                CHECK (nib ~ '^[0-9]{13}$'),
            ADD CONSTRAINT enterprise_nik_digits CHECK (nik IS NULL OR nik ~ '^[0-9]{16}$'),
            ADD CONSTRAINT enterprise_scale_known CHECK (scale IN ('micro', 'small', 'medium'))
            """,
            """
            CREATE INDEX enterprise_search ON enterprise
                USING gin ((lower(name || ' ' || product)) gin_trgm_ops)
            """,
            "CREATE INDEX enterprise_by_name ON enterprise (lower(name), id)",
        ],
        backwards=[
            "DROP INDEX enterprise_by_name",
            "DROP INDEX enterprise_search",
            """
            ALTER TABLE enterprise DROP CONSTRAINT enterprise_nib_digits,
                DROP CONSTRAINT enterprise_nik_digits, DROP CONSTRAINT enterprise_scale_known
            """,
            """
            ALTER TABLE account DROP CONSTRAINT account_role_known,
                DROP CONSTRAINT account_email_lower, DROP CONSTRAINT account_speaks_for
            """,
            "DROP INDEX audit_entry_subject",
            "DROP TRIGGER audit_entry_append_only ON audit_entry",
            "DROP FUNCTION audit_entry_stands()",
        ],
    )
