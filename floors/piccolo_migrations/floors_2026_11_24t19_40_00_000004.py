from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-24T19:40:00:000004"
VERSION = "1.38.0"
DESCRIPTION = "which stalls a winner would like"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="floors", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Allotment",
        tablename="allotment",
        column_name="wishes",
        db_column_name="wishes",
        column_class_name="JSONB",
        column_class=JSONB,
        params={
            "default": "[]",
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager
