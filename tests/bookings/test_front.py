"""What the front page says of the rooms today."""

import re

import httpx

from bookings.domain.rules import Wish
from bookings.operations.bookings import book
from floors.tables import Space
from tests.bookings.conftest import at
from tests.conftest import Clock, Person, counting_queries


def titles(page: str) -> list[str]:
    return re.findall(r'<a href="/pemesanan/\d+">([^<]+)</a>', page)


async def on_today(trainer: Person, first: int, title: str, *, public: bool = True) -> None:
    wanted = Wish(
        room="R501",
        starts=at(first, day=24),
        ends=at(first + 1, day=24),
        title=title,
        organiser=trainer.account,
        public=public,
    )
    await book(wanted, actor=trainer.actor, now=at(9, day=24))


async def test_it_shows_what_is_on_to_whoever_may_know(
    visitor: httpx.AsyncClient, trainer: Person, rooms: dict[str, Space]
) -> None:
    await on_today(trainer, 11, "Rapat", public=False)
    await on_today(trainer, 9, "Kemasan")
    seen = (await visitor.get("/")).text
    assert titles(seen) == ["Kemasan"]
    assert "dan 1 pemesanan lain" in seen
    assert "Sekarang" in seen
    own = (await trainer.browser.get("/")).text
    assert titles(own) == ["Kemasan", "Rapat"]


async def test_it_leaves_out_what_is_over(
    visitor: httpx.AsyncClient, trainer: Person, rooms: dict[str, Space], clock: Clock
) -> None:
    await on_today(trainer, 9, "Kemasan")
    clock.now = at(10, day=24)
    page = (await visitor.get("/")).text
    assert titles(page) == []
    assert "Hari ini tidak ada lagi yang terbuka bagi Anda." in page


async def test_it_takes_no_more_queries_for_more_bookings(
    visitor: httpx.AsyncClient, trainer: Person, rooms: dict[str, Space]
) -> None:
    await on_today(trainer, 9, "Kemasan")
    with counting_queries() as few:
        await visitor.get("/")
    for hour in (11, 12, 13):
        await on_today(trainer, hour, "Pemasaran")
    with counting_queries() as many:
        await visitor.get("/")
    assert len(many) == len(few)
