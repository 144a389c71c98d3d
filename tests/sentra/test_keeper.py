"""The keeper: one process at a time, whatever happens to the work or to the database."""

import asyncio
from datetime import datetime

import asyncpg
import pytest

from sentra.app import create_app
from sentra.database.engine import DB
from sentra.keeper import LOCK, Keeper
from sentra.settings import Settings
from tests.conftest import NOW, Clock


class Diary:
    """Work that notes when it was done."""

    def __init__(self) -> None:
        self.done: list[datetime] = []
        self.again = asyncio.Event()

    async def work(self, now: datetime) -> None:
        self.done.append(now)
        self.again.set()


async def broken(_now: datetime) -> None:
    raise RuntimeError("this work is broken")


def keeper(**kinds: float) -> Keeper:
    return Keeper(Clock(), **kinds)


async def test_it_does_each_piece_of_work_at_the_time_it_is_told(database: str) -> None:
    diary, other = Diary(), Diary()
    kept = keeper()
    kept.add("one", diary.work)
    kept.add("other", other.work)
    assert await kept.once(NOW)
    assert (diary.done, other.done) == ([NOW], [NOW])


async def test_it_refuses_a_second_piece_of_work_of_the_same_name() -> None:
    kept = keeper()
    kept.add("one", Diary().work)
    with pytest.raises(ValueError, match="named one"):
        kept.add("one", Diary().work)


async def test_broken_work_does_not_keep_the_rest_from_being_done(
    database: str, capfd: pytest.CaptureFixture[str]
) -> None:
    diary = Diary()
    kept = keeper()
    kept.add("broken", broken)
    kept.add("sound", diary.work)
    assert await kept.once(NOW)
    assert diary.done == [NOW]
    assert "due work failed" in "".join(capfd.readouterr())


async def test_it_leaves_the_work_to_a_process_that_is_at_it(database: str) -> None:
    diary = Diary()
    kept = keeper()
    kept.add("one", diary.work)
    elsewhere = await asyncpg.connect(DB.config["dsn"])
    await elsewhere.fetchval("SELECT pg_advisory_lock($1)", LOCK)
    assert not await kept.once(NOW)
    elsewhere.terminate()  # as a killed process does
    async with asyncio.timeout(10):
        while not await kept.once(NOW):  # noqa: ASYNC110 - nothing tells when the server noticed
            await asyncio.sleep(0.01)
    assert diary.done == [NOW]


async def test_of_two_at_once_one_does_the_work(database: str) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def long(_now: datetime) -> None:
        begun.set()
        await finish.wait()

    kept, other = keeper(), keeper()
    kept.add("long", long)
    first = asyncio.create_task(kept.once(NOW))
    await begun.wait()
    assert not await other.once(NOW)
    finish.set()
    assert await first
    assert await other.once(NOW)


async def test_it_outlives_a_lost_database(
    database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary = Diary()
    kept = keeper(every=0.01)
    kept.add("one", diary.work)
    lost = asyncio.Event()
    sound = Keeper.once

    async def once(self: Keeper, now: datetime) -> bool:
        if not lost.is_set():
            lost.set()
            raise ConnectionRefusedError
        return await sound(self, now)

    monkeypatch.setattr(Keeper, "once", once)
    async with kept.lifespan(create_app(settings)):
        await asyncio.wait_for(diary.again.wait(), timeout=10)
    assert lost.is_set()
    assert diary.done[0] == NOW


async def test_it_stops_with_the_application(database: str, settings: Settings) -> None:
    async with keeper().lifespan(create_app(settings)):
        pass
    assert [task for task in asyncio.all_tasks() if task.get_name() == "keeper"] == []
