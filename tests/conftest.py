"""One database per worker, one rolled-back transaction per test, a fixed cast of people."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from typing import Any, cast

import asyncpg
import httpx
import hypothesis
import pytest
from litestar import Litestar
from litestar.middleware.csrf import generate_csrf_token

from sentra.app import create_app
from sentra.database.embedded import EmbeddedServer
from sentra.database.engine import DB
from sentra.database.migrate import migrate
from sentra.domain.roles import Actor, Role, Source
from sentra.operations import hashing
from sentra.operations.sessions import open_session
from sentra.settings import Settings
from sentra.tables import Account, Cooperative, Enterprise
from sentra.web.csrf import CSRF_COOKIE, CSRF_HEADER
from sentra.web.identity import SESSION_COOKIE

pytest_plugins = ["tests.browser"]

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Tuesday 24 November 2026, 09.00 in Jakarta: what the clock of the tests says."""

# A busy machine is no defect; where time is the point, a test measures it.
hypothesis.settings.register_profile("sentra", deadline=None)
hypothesis.settings.load_profile("sentra")

SECRET_KEY = "a key for tests and for nothing else at all"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with tests that take long come first, so that no worker is left with one at the end."""
    long = Counter(
        item.path for item in items for mark in ("slow", "browser") if item.get_closest_marker(mark)
    )
    items.sort(key=lambda item: -long[item.path])


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """The least work that argon2 does: tests are about what is asked, not how long it takes."""
    hashing.use(hashing.Hasher(passes=1, kibibytes=8))


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL for this run: the one named in the environment, or an embedded one."""
    given = os.environ.get("SENTRA_TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Not in pytest's own folder: when root tests, PostgreSQL's user has to get at it.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    server = EmbeddedServer(Path(gettempdir()) / f"sentra-test-{run}")
    with server as url:
        asyncio.run(hurry(url))
        yield url
    if not (server.cluster / "postmaster.pid").exists():
        rmtree(server.folder, ignore_errors=True)


async def hurry(url: str) -> None:
    """Let the server of a test run forget all in a power cut: nothing of it is worth a disk's wait.

    That Sentra's own is durable is tests/sentra/test_embedded.py's to show.
    """
    connection = await asyncpg.connect(url)
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {name} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


@pytest.fixture(scope="session")
async def database(server_url: str) -> AsyncIterator[str]:
    """An empty, migrated database for this worker."""
    name = f"sentra_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    connection = await asyncpg.connect(server_url)
    await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    url = server_url.replace("/sentra?", f"/{name}?")
    DB.point_at(url)
    await DB.start_pool(smallest=1, largest=4)
    await migrate()
    yield url
    await DB.close_connection_pool()


@pytest.fixture
async def db(database: str) -> AsyncIterator[None]:
    """Everything the test writes is undone afterwards."""
    async with DB.transaction() as transaction:
        yield
        await transaction.undo()


@pytest.fixture
async def committed(database: str) -> AsyncIterator[None]:
    """What the test writes is committed, for races on connections of their own; emptied after."""
    yield
    tables = await DB.fetch(
        "SELECT format('%I', tablename) AS name FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> 'migration'"
    )
    # TRUNCATE takes a second or two; without triggers and foreign keys DELETE takes a moment.
    async with DB.transaction():
        await DB.fetch("SET LOCAL session_replication_role = replica")
        for table in tables:
            await DB.fetch(f"DELETE FROM {table['name']}")  # noqa: S608 - a name of a table


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        secret=SECRET_KEY,
        data=tmp_path_factory.mktemp("data"),
        base_url="http://sentra.test",
    )


class Clock:
    """A clock that a test can set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def _app(settings: Settings) -> Litestar:
    return create_app(settings)


@pytest.fixture
def app(_app: Litestar, clock: Clock) -> Litestar:
    _app.state.clock = clock
    return _app


@dataclass(frozen=True)
class Person:
    """Somebody of the cast: the account, and a browser signed in as it."""

    account: int
    actor: Actor
    browser: httpx.AsyncClient


def browser(app: Litestar, session: str | None = None) -> httpx.AsyncClient:
    """A browser on the application: it keeps cookies and sends the CSRF token with every form."""
    token = generate_csrf_token(secret=SECRET_KEY)
    cookies = {CSRF_COOKIE: token}
    if session is not None:
        cookies[SESSION_COOKIE] = session
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(cast(Any, app)),
        base_url="http://sentra.test",
        cookies=cookies,
        headers={CSRF_HEADER: token},
    )


async def person(app: Litestar, role: Role, name: str, **links: Any) -> Person:
    """Register somebody and sign her in."""
    account = Account(
        email=f"{name.split(maxsplit=1)[0].lower()}@example.org",
        name=name,
        role=role.value,
        created=NOW,
        **links,
    )
    await account.save()
    session = await open_session(account=account.id, now=NOW, hours=12)
    actor = Actor(
        role=role,
        source=Source.PAGE,
        name=name,
        account=account.id,
        enterprise=links.get("enterprise"),
        cooperative=links.get("cooperative"),
    )
    return Person(account.id, actor, browser(app, session))


@pytest.fixture
def visitor(app: Litestar, db: None) -> httpx.AsyncClient:
    """Somebody who has not signed in."""
    return browser(app)


@pytest.fixture
async def manager(app: Litestar, db: None) -> Person:
    """Bu Ratna, building manager."""
    return await person(app, Role.MANAGER, "Ratna Wulandari")


@pytest.fixture
async def trainer(app: Litestar, db: None) -> Person:
    """Pak Budi, trainer."""
    return await person(app, Role.TRAINER, "Budi Santoso")


@pytest.fixture
async def other_trainer(app: Litestar, db: None) -> Person:
    """Bu Sari, another trainer, who must not touch what is Pak Budi's."""
    return await person(app, Role.TRAINER, "Sari Lestari")


@pytest.fixture
async def cooperative(db: None) -> Cooperative:
    found = Cooperative(name="Koperasi Maju Serpong", kecamatan="36.74.01", created=NOW)
    await found.save()
    return found


@pytest.fixture
async def enterprise(cooperative: Cooperative) -> Enterprise:
    """Kopi Tangsel, a micro enterprise in Serpong."""
    return await make_enterprise(nib="1234567890123", name="Kopi Tangsel", member_of=cooperative)


@pytest.fixture
async def other_enterprise(db: None) -> Enterprise:
    return await make_enterprise(nib="9876543210987", name="Batik Anggrek", category="fashion")


@pytest.fixture
async def owner(app: Litestar, enterprise: Enterprise) -> Person:
    """Bu Dewi, who owns Kopi Tangsel."""
    return await person(app, Role.ENTERPRISE, "Dewi Anggraini", enterprise=enterprise.id)


@pytest.fixture
async def cooperator(app: Litestar, cooperative: Cooperative) -> Person:
    """Pak Joko, of the cooperative."""
    return await person(app, Role.COOPERATIVE, "Joko Susilo", cooperative=cooperative.id)


@pytest.fixture
def people(
    visitor: httpx.AsyncClient,
    manager: Person,
    trainer: Person,
    owner: Person,
    cooperator: Person,
) -> dict[Role, httpx.AsyncClient]:
    """A browser of each kind of person."""
    return {
        Role.VISITOR: visitor,
        Role.MANAGER: manager.browser,
        Role.TRAINER: trainer.browser,
        Role.ENTERPRISE: owner.browser,
        Role.COOPERATIVE: cooperator.browser,
    }


async def make_enterprise(
    *, nib: str, name: str, category: str = "food", member_of: Cooperative | None = None
) -> Enterprise:
    found = Enterprise(
        nib=nib,
        name=name,
        owner="Dewi Anggraini",
        nik="3674015501900001",
        phone="+628000000123",
        email="dewi@example.org",
        address="Jl. Contoh No. 1",
        kecamatan="36.74.01",
        kelurahan="36.74.01.1009",
        scale="micro",
        category=category,
        product="Kopi susu dan kue",
        cooperative=member_of.id if member_of else None,
        created=NOW,
        changed=NOW,
    )
    await found.save()
    return found


@contextmanager
def counting_queries() -> Iterator[list[str]]:
    """The statements sent to the database inside the block, in order."""
    sent: list[str] = []
    fetch, run = DB.fetch, DB.run_querystring

    async def counted_fetch(sql: str, *args: object) -> Any:
        sent.append(sql)
        return await fetch(sql, *args)

    async def counted_run(querystring: Any, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002
        sent.append(str(querystring))
        return await run(querystring, in_pool)

    # The engine has slots; its class does not, so the watch is set there and taken off again.
    cls = type(DB)
    originals = cls.fetch, cls.run_querystring
    cls.fetch = lambda _, sql, *args: counted_fetch(sql, *args)  # type: ignore[method-assign]
    cls.run_querystring = lambda _, q, in_pool=True: counted_run(q, in_pool)  # type: ignore[method-assign,assignment]
    try:
        yield sent
    finally:
        cls.fetch, cls.run_querystring = originals  # type: ignore[method-assign]
