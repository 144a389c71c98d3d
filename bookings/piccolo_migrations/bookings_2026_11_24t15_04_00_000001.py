from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-24T15:04:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "credit notes of hires"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="bookings", description=DESCRIPTION)

    for name, kind, params in (
        ("credit", Varchar, {"length": 24, "default": None, "null": True, "unique": True}),
        ("credited", Timestamptz, {"default": None, "null": True, "unique": False}),
        ("credit_reason", Varchar, {"length": 200, "default": "", "null": False, "unique": False}),
    ):
        manager.add_column(
            table_class_name="Hire",
            tablename="hire",
            column_name=name,
            db_column_name=name,
            column_class_name=kind.__name__,
            column_class=kind,
            params={
                **params,
                "primary_key": False,
                "index": False,
                "index_method": IndexMethod.btree,
                "choices": None,
                "db_column_name": None,
                "secret": False,
            },
            schema=None,
        )

    return manager
