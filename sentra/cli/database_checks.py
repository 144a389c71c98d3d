"""What `sentra doctor` asks the database."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import asyncpg

from sentra.cli.checks import Finding, bad, fair, good
from sentra.database.binaries import OLDEST_MAJOR
from sentra.database.engine import DB
from sentra.database.migrate import pending_migrations
from sentra.domain.messages import say
from sentra.settings import Settings

_CLOCKS_DIFFER = 5  # seconds between the machine's clock and the database's

Check = Callable[[Settings], Awaitable[Finding]]


async def version(_settings: Settings) -> Finding:
    rows = await DB.fetch("SELECT current_setting('server_version_num')::int / 10000 AS major")
    about, major = say("PostgreSQL"), rows[0]["major"]
    if major < OLDEST_MAJOR:
        remedy = say("Sentra needs release %(oldest)d or newer.", oldest=OLDEST_MAJOR)
        return bad(about, say("release %(major)d", major=major), remedy)
    return good(about, say("release %(major)d answers", major=major))


async def durability(_settings: Settings) -> Finding:
    about = say("Durability")
    rows = await DB.fetch(
        "SELECT name, setting FROM pg_settings WHERE name IN "
        "('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name"
    )
    if rows:
        names = tuple(row["name"] for row in rows)
        return bad(
            about,
            say("%(names)s off: what was confirmed can be lost", names=names),
            say("Turn it on in postgresql.conf and start PostgreSQL again."),
        )
    return good(about, say("what is confirmed stays, even when the power fails"))


async def extensions(_settings: Settings) -> Finding:
    about = say("Extensions")
    rows = await DB.fetch(
        "SELECT name FROM pg_available_extensions WHERE name IN ('btree_gist', 'pg_trgm')"
    )
    missing = sorted({"btree_gist", "pg_trgm"} - {row["name"] for row in rows})
    if missing:
        return bad(
            about,
            say("not available: %(names)s", names=tuple(missing)),
            say("Install PostgreSQL's contrib package on the database server."),
        )
    return good(about, say("btree_gist and pg_trgm are available"))


async def tables(_settings: Settings) -> Finding:
    pending = await pending_migrations()
    if pending:
        return bad(say("Tables"), say("%(n)d migrations to run", n=pending), "sentra migrate")
    return good(say("Tables"), say("as this version needs them"))


async def connections(settings: Settings) -> Finding:
    rows = await DB.fetch("SELECT current_setting('max_connections')::int AS n")
    there, wanted = rows[0]["n"], settings.workers * max(2, min(10, 80 // settings.workers)) + 10
    about, processes = say("Connections"), settings.workers
    if wanted > there:
        return fair(
            about,
            say(
                "%(processes)d processes may want %(wanted)d, the server gives %(there)d",
                processes=processes,
                wanted=wanted,
                there=there,
            ),
            say("Raise max_connections in postgresql.conf, or lower SENTRA_WORKERS."),
        )
    said = say("%(there)d, enough for %(processes)d processes", there=there, processes=processes)
    return good(about, said)


async def clock(_settings: Settings) -> Finding:
    about, before = say("Clock"), datetime.now(UTC)
    rows = await DB.fetch("SELECT clock_timestamp() AS now")
    apart = abs((rows[0]["now"] - before).total_seconds())
    if apart > _CLOCKS_DIFFER:
        return bad(
            about,
            say("this machine and the database are %(n)d s apart", n=round(apart)),
            say("Keep both on network time (timedatectl set-ntp true)."),
        )
    moment = f"{before:%Y-%m-%d %H:%M} UTC"
    return good(about, say("%(moment)s, the same as the database's", moment=moment))


async def plan(_settings: Settings) -> Finding:
    rows = await DB.fetch(
        "SELECT (SELECT count(*) FROM floor WHERE active) AS floors, "
        "(SELECT count(*) FROM space WHERE active AND kind = 'stall') AS stalls, "
        "(SELECT count(*) FROM space WHERE active AND kind = 'room') AS rooms"
    )
    about, found = say("Plan"), dict(rows[0])
    if not all(found.values()):
        remedy = say("sentra plan load FILE, or start Sentra once.")
        return fair(about, say("no building is loaded"), remedy)
    return good(about, say("%(floors)d floors, %(stalls)d stalls, %(rooms)d rooms", **found))


async def manager(_settings: Settings) -> Finding:
    rows = await DB.fetch(
        "SELECT count(*) AS n FROM account WHERE active AND role = 'manager' "
        "AND password IS NOT NULL"
    )
    if not rows[0]["n"]:
        return fair(
            say("Managers"),
            say("nobody can sign in as building manager yet"),
            say("Open the link that sentra serve prints, or make one with sentra user."),
        )
    return good(say("Managers"), say("%(n)d can sign in", n=rows[0]["n"]))


OF_THE_DATABASE: tuple[Check, ...] = (
    version,
    durability,
    extensions,
    connections,
    clock,
    tables,
    plan,
    manager,
)
"""In this order; after `tables` they need the tables of this version."""


async def of_the_database(settings: Settings, *more: Check) -> list[Finding]:
    """What the database tells; stops at the first thing that makes the rest meaningless."""
    findings = []
    for check in (*OF_THE_DATABASE, *more):
        try:
            finding = await check(settings)
        except (asyncpg.PostgresError, OSError) as error:
            finding = bad(
                say("Database"), f"{check.__name__}: {error}", say("See the database's log.")
            )
        findings.append(finding)
        if finding.grade == "bad" and check in (version, tables):
            break
    return findings
