"""Who uses an address is noted in batches."""

from collections.abc import Sequence

import httpx
import pytest
from litestar import Litestar

from bookings.domain.feeds import FeedKind
from bookings.serving.uses import Uses
from bookings.tables import Feed
from sentra.database.engine import DB
from tests.bookings.feeds.conftest import Centre, address
from tests.bookings.serving.conftest import feeds_of
from tests.conftest import NOW, Person, counting_queries


async def noted() -> Sequence[object]:
    return (
        await Feed.select(Feed.last_used, Feed.last_client).order_by(Feed.id).output(as_list=False)
    )


async def test_it_is_written_in_one_statement_for_many(
    program: httpx.AsyncClient, listening: Litestar, place: Centre, budi: Person
) -> None:
    urls = [await address(budi.actor, FeedKind.ROOM, room) for room in ("R-101", "R-501")]
    async with feeds_of(listening).lifespan(listening):
        for agent in ("Google-Calendar-Importer", "Thunderbird/140.0"):
            for url in urls:
                await program.get(url, headers={"user-agent": agent})
        assert await noted() == [{"last_used": None, "last_client": ""}] * 2
        with counting_queries() as sent:
            await feeds_of(listening)._uses.write()
        assert len(sent) == 1
        assert await noted() == [{"last_used": NOW.date(), "last_client": "Google Calendar"}] * 2


async def test_what_is_noted_is_written_before_the_end(
    program: httpx.AsyncClient, listening: Litestar, place: Centre, budi: Person
) -> None:
    url = await address(budi.actor, FeedKind.CENTRE)
    async with feeds_of(listening).lifespan(listening):
        await program.get(url, headers={"user-agent": "Thunderbird/140.0"})
    assert await noted() == [{"last_used": NOW.date(), "last_client": "Thunderbird"}]


async def test_what_the_database_does_not_take_is_written_later(
    place: Centre, budi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await address(budi.actor, FeedKind.CENTRE)
    [feed] = await Feed.select(Feed.id)
    uses = Uses()

    async def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(type(DB), "fetch", refuse)
        await uses.note(feed["id"], NOW.date(), "Outlook")
    assert await noted() == [{"last_used": None, "last_client": ""}]
    await uses.write()
    assert await noted() == [{"last_used": NOW.date(), "last_client": "Outlook"}]
