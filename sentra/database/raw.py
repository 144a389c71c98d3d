"""SQL that Piccolo's migrations cannot say, forwards and backwards."""

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from sentra.database.engine import DB


def raw_migration(
    *, migration_id: str, app_name: str, forwards: Sequence[str], backwards: Sequence[str]
) -> MigrationManager:
    """A migration made of statements, each run on its own inside the migration's transaction."""

    async def run() -> None:
        for statement in forwards:
            await DB.run_ddl(statement)

    async def run_backwards() -> None:
        for statement in backwards:
            await DB.run_ddl(statement)

    manager = MigrationManager(migration_id=migration_id, app_name=app_name, description="")
    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)
    return manager
