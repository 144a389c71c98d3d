"""A centre whose changes are committed, and an application that hears of them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from litestar import Litestar

from bookings.serving import views
from bookings.serving.front import Feeds
from sentra.app import create_app
from sentra.domain.roles import Role
from sentra.listening import Listener
from sentra.settings import Settings
from tests.bookings.feeds.conftest import Centre, make_centre
from tests.conftest import Clock, Person, browser, person
from tests.sentra.test_listening import patient, until_it_hears

__all__ = ["patient"]


@pytest.fixture
async def listening(committed: None, settings: Settings, clock: Clock) -> AsyncIterator[Litestar]:
    """An application of its own, with its listener, as a server has it."""
    app = create_app(settings, clock=clock)
    listener = listener_of(app)
    async with listener.lifespan(app):
        await until_it_hears(listener)
        yield app


@pytest.fixture
async def place(listening: Litestar) -> Centre:
    return await make_centre()


@pytest.fixture
async def budi(listening: Litestar) -> Person:
    return await person(listening, Role.TRAINER, "Budi Santoso")


@pytest.fixture
async def ratna(listening: Litestar) -> Person:
    return await person(listening, Role.MANAGER, "Ratna Wulandari")


@pytest.fixture
def program(listening: Litestar) -> httpx.AsyncClient:
    """A calendar program: it has no cookies."""
    return browser(listening)


def feeds_of(app: Litestar) -> Feeds:
    found: Feeds = app.state.feeds
    return found


def listener_of(app: Litestar) -> Listener:
    return feeds_of(app)._listener


async def all_heard(app: Litestar) -> None:
    """Wait until everything that was committed has been heard."""
    listener_of(app)._current = float("-inf")
    assert await listener_of(app).hears()


@contextmanager
def counting_makings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Of what calendars are made anew inside the block."""
    made: list[str] = []
    real = views.Views._make

    async def counted(self: views.Views, view: views.View, *rest: Any) -> Any:
        made.append(view.scope)
        return await real(self, view, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(views.Views, "_make", counted)
        yield made
