"""The composition root: every part of Sentra put together into one ASGI application."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import asyncpg
from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import (
    ControllerRouterHandler,
    LifeSpanReceive,
    LifeSpanScope,
    LifeSpanSend,
    Receive,
    Scope,
    Send,
)

import bookings.routes
import floors.routes
import sentra.routes
from bookings.operations.notices import Office
from bookings.serving.copies import Copies
from bookings.serving.front import PREFIX, Feeds, Front
from floors.operations.rent_letters import RentOffice
from floors.operations.rounds.letters import RoundOffice
from sentra.database.engine import DB
from sentra.database.unreachable import LOST, Unreachable
from sentra.domain.refusals import Refusal
from sentra.domain.roles import EVERYONE
from sentra.keeper import Keeper
from sentra.listening import Listener
from sentra.mail.folder import forgetting
from sentra.mail.outbox import sending
from sentra.mail.ways import folder_of, sender_of, way_of
from sentra.settings import Settings
from sentra.web import sheets
from sentra.web.assets import Assets, static_file
from sentra.web.csrf import Csrf
from sentra.web.head import Head
from sentra.web.headers import add_security_headers
from sentra.web.identity import Identity
from sentra.web.kept import KEEP, KeptPages, Shelf
from sentra.web.openapi import summarise
from sentra.web.permissions import guard, undeclared
from sentra.web.problems import (
    on_defect,
    on_driver_error,
    on_http_exception,
    on_lost_database,
    on_refusal,
    on_unstorable,
)
from sentra.web.templates import Renderer


class Sentra(Litestar):
    """Litestar, which does not even see what can be answered for calendars from memory."""

    front: Front

    async def __call__(
        self,
        scope: Scope | LifeSpanScope,
        receive: Receive | LifeSpanReceive,
        send: Send | LifeSpanSend,
    ) -> None:
        asked = cast("Scope", scope)
        if (
            asked["type"] != ScopeType.HTTP
            or not asked["path"].startswith(PREFIX)
            or not await self.front.answers(asked, cast("Send", send))
        ):
            await super().__call__(scope, receive, send)


Beside = Callable[[Litestar], AbstractAsyncContextManager[None]]
"""Goes on while an application runs, which it is given."""


def utc_now() -> datetime:
    """The clock of a running installation; tests bring their own."""
    return datetime.now(UTC)


@asynccontextmanager
async def database_pool(app: Litestar) -> AsyncIterator[None]:
    """Connections for this process, unless somebody (a test) has opened them already."""
    if DB.pool is not None:
        yield
        return
    # With one more to listen, together below the 100 that PostgreSQL gives as it comes.
    largest = max(2, min(10, 90 // app.state.settings.workers - 1))
    try:
        await DB.start_pool(largest=largest)
    except Unreachable:
        # Calendars are sent all the same, and whoever asks for more is told to come back.
        await DB.start_pool(smallest=0, largest=largest)
    try:
        yield
    finally:
        await DB.close_connection_pool()


def keeper_of(settings: Settings, clock: Callable[[], datetime]) -> Keeper:
    """The keeper of a running server, with everything that falls due; letters tell of it last."""
    keeper = Keeper(clock)
    for name, work in (*bookings.routes.DUE, *floors.routes.DUE):
        keeper.add(name, work)
    office = Office(sender_of(settings), settings.address)
    keeper.add("write letters", office.write)
    round_office = RoundOffice(sender_of(settings), settings.address)
    keeper.add("write letters about rounds", round_office.write)
    rent_office = RentOffice(sender_of(settings), settings.address)
    keeper.add("write letters about rent", rent_office.write)
    keeper.add("send letters", sending(lambda: way_of(settings)))
    keeper.add("remove old files of letters", forgetting(folder_of(settings)))
    return keeper


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    kept: bool = False,
    beside: Sequence[Beside] = (),
) -> Sentra:
    """The application. It opens its connections when it starts, not when it is made.

    Args:
        settings: Those of this installation.
        clock: What time it is.
        kept: Whether it does by itself what falls due, and listens to what others change, as a
            server does and a test does not.
        beside: What else goes on while it runs.

    Raises:
        RuntimeError: A route does not say who may call it.
    """
    assets = Assets()
    api = [*sentra.routes.API, *floors.routes.API, *bookings.routes.API]
    summarise(api)
    listener = Listener()
    feeds = Feeds(listener, base_url=settings.address, copies=Copies.of(settings))
    by_itself = [listener.lifespan, keeper_of(settings, clock).lifespan] if kept else []
    app = Sentra(
        route_handlers=[
            static_file,
            *_pages(sentra.routes.PAGES, floors.routes.PAGES, bookings.routes.PAGES),
            *api,
            *bookings.routes.FEEDS,
        ],
        guards=[guard],
        middleware=[
            DefineMiddleware(Csrf, secret=settings.secret_key(), secure=settings.secure),
            Identity,
            DefineMiddleware(KeptPages, shelf=Shelf()),
        ],
        before_send=[add_security_headers],
        exception_handlers={
            Refusal: on_refusal,
            HTTPException: on_http_exception,
            asyncpg.DataError: on_unstorable,
            asyncpg.InterfaceError: on_driver_error,
            **dict.fromkeys(LOST, on_lost_database),
            Exception: on_defect,
        },
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=sheets.LEVEL,
            # The files of a record are kept compressed. A trial run tells how far it is:
            # compressing would hold its lines back.
            exclude=["^/static/", "^/k/", "^/putaran/[^/]+/(catatan|coba/)"],
            exclude_opt_key=KEEP,
        ),
        openapi_config=_openapi(),
        request_max_body_size=settings.upload_megabytes * 1_000_000,
        lifespan=[database_pool, feeds.lifespan, *by_itself, *beside],
        logging_config=None,  # sentra.logs; Litestar's own would start a thread
        state=State(
            {
                "settings": settings,
                "clock": clock,
                "assets": assets,
                "feeds": feeds,
                "renderer": Renderer(assets),
                "enterprise_sections": floors.routes.ENTERPRISE_SECTIONS,
                "front_sections": (
                    *bookings.routes.FRONT_SECTIONS,
                    *floors.routes.FRONT_SECTIONS,
                ),
            }
        ),
    )
    silent = undeclared(app)
    if silent:
        raise RuntimeError(f"these routes do not say who may call them: {', '.join(silent)}")
    app.asgi_handler = Head(app.asgi_handler)
    app.front = Front(feeds, clock)
    return app


def _pages(*groups: Sequence[ControllerRouterHandler]) -> list[Router]:
    handlers = [handler for group in groups for handler in group]
    return [Router("/", route_handlers=handlers, include_in_schema=False)]


def _openapi() -> OpenAPIConfig:
    schema_router: Any = Router(
        "/api/v1/schema", route_handlers=[], include_in_schema=False, opt={"allow": EVERYONE}
    )
    return OpenAPIConfig(
        title="Sentra",
        version="1",
        description=(
            "Space and bookings of the Sentra UKM building. Errors are RFC 9457 problem details."
        ),
        openapi_router=schema_router,
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )
