"""Where Piccolo's migration commands find the engine and the apps (PICCOLO_CONF)."""

import os

from piccolo.conf.apps import AppRegistry

from sentra.database.engine import DB

if "SENTRA_DATABASE_URL" in os.environ and not DB.config:
    DB.point_at(os.environ["SENTRA_DATABASE_URL"])

APP_REGISTRY = AppRegistry(
    apps=["sentra.piccolo_app", "floors.piccolo_app", "bookings.piccolo_app"]
)

__all__ = ["APP_REGISTRY", "DB"]
