"""The database: transactions that nest, connections that come back, a trail that only grows."""

import asyncio
import importlib

import asyncpg
import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.conf.apps import AppConfig

from sentra.database.engine import DB
from sentra.database.migrate import PACKAGES, known_migrations, pending_migrations
from sentra.domain.roles import SYSTEM
from sentra.operations.audit import changes, record
from sentra.tables import Account, AuditEntry, Cooperative
from tests.conftest import NOW


def cooperative(name: str) -> Cooperative:
    return Cooperative(name=name, kecamatan="36.74.01", created=NOW)


async def names() -> list[str]:
    found: list[str] = await Cooperative.select(Cooperative.name).output(as_list=True)
    return sorted(found)


async def test_an_inner_transaction_is_undone_alone(db: None) -> None:
    async with DB.transaction():
        await cooperative("outer").save()
        async with DB.transaction() as inner:
            await cooperative("inner").save()
            await inner.undo()
        assert await names() == ["outer"]


async def test_a_broken_constraint_inside_leaves_the_outer_transaction_usable(db: None) -> None:
    async with DB.transaction():
        with pytest.raises(asyncpg.CheckViolationError):
            async with DB.transaction():
                await Account(email="NOT@LOWER", name="x", role="manager", created=NOW).save()
        await cooperative("after").save()
    assert await names() == ["after"]


async def test_a_failing_commit_gives_its_connection_back(database: str) -> None:
    await DB.fetch("CREATE TEMPORARY TABLE IF NOT EXISTS nothing (id int)")
    assert DB.pool is not None
    await DB.fetch("CREATE TABLE IF NOT EXISTS late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    try:
        for _ in range(2 * DB.pool.get_max_size()):
            with pytest.raises(asyncpg.UniqueViolationError):
                async with DB.transaction():
                    await DB.fetch("INSERT INTO late VALUES (1), (1)")
        assert DB.pool.get_idle_size() == DB.pool.get_size()
    finally:
        await DB.fetch("DROP TABLE late")


async def test_a_cancelled_transaction_gives_its_connection_back(database: str) -> None:
    assert DB.pool is not None

    async def too_slow() -> None:
        async with DB.transaction():
            await DB.fetch("SELECT pg_sleep(10)")

    for _ in range(2 * DB.pool.get_max_size()):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(too_slow(), timeout=0.02)
    async with DB.transaction():
        assert [row[0] for row in await DB.fetch("SELECT 1")] == [1]


async def test_the_audit_trail_only_grows(db: None) -> None:
    await record(
        "test.do", subject=Cooperative, subject_id=1, actor=SYSTEM, now=NOW, after={"a": 1}
    )
    for sql in ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with DB.transaction():
                await DB.fetch(sql)
    assert await AuditEntry.count() == 1


def test_changes_name_only_what_differs() -> None:
    before, after = changes({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": None})
    assert (before, after) == ({"b": 2}, {"b": 3})


@pytest.mark.parametrize("package", PACKAGES)
async def test_the_migrations_make_the_tables_of_this_version(package: str, database: str) -> None:
    config: AppConfig = importlib.import_module(f"{package}.piccolo_app").APP_CONFIG
    statements = await AutoMigrationManager().get_alter_statements(app_config=config)
    assert [statement for part in statements for statement in part.statements] == []


async def test_every_migration_has_run_once(database: str) -> None:
    rows = await DB.fetch("SELECT app_name, count(*) AS n FROM migration GROUP BY 1 ORDER BY 1")
    known = [package for package, _ in known_migrations()]
    assert {row["app_name"]: row["n"] for row in rows} == {
        package: known.count(package) for package in PACKAGES
    }
    assert await pending_migrations() == 0
