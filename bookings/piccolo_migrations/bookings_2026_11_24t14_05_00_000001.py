"""Calendars hear of every change: whatever path writes, what it shows is marked to be rendered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.raw import raw_migration

ID = "2026-11-24T14:05:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "triggers that mark events of calendars"

_PLACES = {
    # Each: what of it is shown, and the spaces that a change of it renames.
    "space": ("name, code, floor", "SELECT id FROM changed"),
    "floor": ("name, site", "SELECT s.id FROM space s JOIN changed c ON c.id = s.floor"),
    "site": (
        "name, address, latitude, longitude",
        "SELECT s.id FROM space s JOIN floor f ON f.id = s.floor JOIN changed c ON c.id = f.site",
    ),
}
_SHOWN = {
    "booking": (
        "uid, space, organiser, starts, ends, title, public, state, sequence, series, recurrence, "
        "track, created"
    ),
    "series": (
        "uid, space, organiser, first, minutes, rule, skipped, title, public, sequence, track, "
        "created"
    ),
    "tenancy": "space, enterprise, starts, ends, state, created",
}


def _row(alias: str, columns: str) -> str:
    return f"({', '.join(f'{alias}.{column.strip()}' for column in columns.split(','))})"


def _differ(columns: str) -> str:
    return f"{_row('n', columns)} IS DISTINCT FROM {_row('o', columns)}"


_MARK = """
    -- Marks events, those too that nobody has rendered yet: a reader who is about to keep what it
    -- read before this change meets the mark. In order, so that nobody waits in a circle.
    CREATE FUNCTION calendar_mark(events text, sources int[], parts text[] = '{""}') RETURNS void
    LANGUAGE sql AS $$
        INSERT INTO calendar_event (kind, source, part, marked)
        SELECT events, s, p, now()
        FROM (SELECT DISTINCT unnest(sources) AS s) AS named, unnest(parts) AS p
        WHERE s IS NOT NULL
        ORDER BY s, p
        ON CONFLICT (kind, source, part) DO UPDATE SET marked = excluded.marked
    $$
"""
_MARK_BOOKINGS = f"""
    -- What is long over, or far ahead, stands in no calendar: it is marked only where it once did.
    CREATE FUNCTION booking_mark() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        long_ago CONSTANT timestamptz = now() - interval '120 days';
        far_ahead CONSTANT timestamptz = now() + interval '400 days';
        near int[];
        far int[];
        repeating int[];
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(DISTINCT series) INTO repeating FROM after WHERE series IS NOT NULL;
        ELSIF TG_OP = 'DELETE' THEN
            SELECT array_agg(DISTINCT series) INTO repeating FROM before WHERE series IS NOT NULL;
        ELSE
            SELECT array_agg(n.id) FILTER (WHERE n.ends >= long_ago AND n.starts < far_ahead),
                   array_agg(n.id) FILTER (WHERE n.ends < long_ago OR n.starts >= far_ahead),
                   array_agg(DISTINCT n.series) FILTER (WHERE n.series IS NOT NULL)
                   || array_agg(DISTINCT o.series) FILTER (WHERE o.series IS NOT NULL)
            INTO near, far, repeating
            FROM after n JOIN before o USING (id) WHERE {_differ(_SHOWN["booking"])};
        END IF;
        IF near IS NOT NULL THEN
            PERFORM calendar_mark('booking', near);
        END IF;
        IF far IS NOT NULL THEN
            UPDATE calendar_event SET marked = now() WHERE kind = 'booking' AND source = ANY (far);
        END IF;
        IF repeating IS NOT NULL THEN
            PERFORM calendar_mark('series', repeating);
        END IF;
        RETURN NULL;
    END
    $$
"""  # noqa: S608 - made of constants
_MARK_SERIES = f"""
    CREATE FUNCTION series_mark() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        touched int[];
    BEGIN
        SELECT array_agg(n.id) INTO touched
        FROM after n JOIN before o USING (id) WHERE {_differ(_SHOWN["series"])};
        IF touched IS NOT NULL THEN
            UPDATE calendar_event SET marked = now()
            WHERE kind = 'booking'
              AND source IN (SELECT id FROM booking WHERE series = ANY (touched));
            PERFORM calendar_mark('series', touched);
        END IF;
        RETURN NULL;
    END
    $$
"""  # noqa: S608 - made of constants
_MARK_TENANCIES = f"""
    CREATE FUNCTION tenancy_mark() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        touched int[];
    BEGIN
        SELECT array_agg(n.id) INTO touched
        FROM after n JOIN before o USING (id) WHERE {_differ(_SHOWN["tenancy"])};
        IF touched IS NOT NULL THEN
            PERFORM calendar_mark('tenancy', touched, '{{first,last}}');
        END IF;
        RETURN NULL;
    END
    $$
"""  # noqa: S608 - made of constants


def _mark_place(table: str) -> str:
    columns, spaces = _PLACES[table]
    return f"""
        -- Whoever renders holds the lock in common: nobody keeps what it read before the renaming.
        CREATE FUNCTION {table}_mark() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM after n JOIN before o USING (id) WHERE {_differ(columns)}) THEN
                PERFORM pg_advisory_xact_lock(hashtext('calendar places'));
                WITH changed AS (
                    SELECT n.id FROM after n JOIN before o USING (id) WHERE {_differ(columns)}
                )
                UPDATE calendar_event SET marked = now()
                WHERE space IS NULL OR space IN ({spaces});
            END IF;
            RETURN NULL;
        END
        $$
    """  # noqa: S608 - made of constants


def _trigger(table: str, event: str) -> str:
    seen = {
        "INSERT": "NEW TABLE AS after",
        "UPDATE": "OLD TABLE AS before NEW TABLE AS after",
        "DELETE": "OLD TABLE AS before",
    }
    return f"""
        CREATE TRIGGER {table}_mark_{event.lower()} AFTER {event} ON {table}
        REFERENCING {seen[event]} FOR EACH STATEMENT EXECUTE FUNCTION {table}_mark()
    """


_TABLES = ("booking", "series", "tenancy", *_PLACES)


async def forwards() -> MigrationManager:
    return raw_migration(
        migration_id=ID,
        app_name="bookings",
        forwards=[
            _MARK,
            _MARK_BOOKINGS,
            _MARK_SERIES,
            _MARK_TENANCIES,
            *(_mark_place(table) for table in _PLACES),
            *(_trigger(table, "UPDATE") for table in _TABLES),
            _trigger("booking", "INSERT"),
            _trigger("booking", "DELETE"),
        ],
        backwards=[
            "DROP TRIGGER booking_mark_delete ON booking",
            "DROP TRIGGER booking_mark_insert ON booking",
            *(f"DROP TRIGGER {table}_mark_update ON {table}" for table in _TABLES),
            *(f"DROP FUNCTION {table}_mark()" for table in _TABLES),
            "DROP FUNCTION calendar_mark(text, int[], text[])",
        ],
    )
