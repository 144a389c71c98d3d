"""Sending what is in the outbox: what the keeper does about letters."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic

import structlog

from sentra.mail.ways import NotTaken, NoWay, Way
from sentra.operations.letters import (
    claim,
    forget,
    give_back,
    mark_sent,
    put_off,
    set_aside,
)

LONGEST = 25.0
"""Seconds after which no further letter is begun, so that other due work has its turn."""

log = structlog.get_logger(__name__)


def sending(make_way: Callable[[], Way]) -> Callable[[datetime], Awaitable[int]]:
    """Due work that sends by such a way, a fresh one each time."""

    async def work(now: datetime) -> int:
        return await send_due(make_way(), now=now)

    return work


async def send_due(way: Way, *, now: datetime, longest: float = LONGEST) -> int:
    """Send what is due, one letter after the other; how many were taken.

    What is refused for now is tried again later, what is refused forever is set aside; where no
    letter at all can be sent the rest waits. The log has numbers and no names.
    """
    sent = 0
    until = monotonic() + longest
    async with way:
        while monotonic() < until:
            claimed = await claim(now)
            if claimed is None:
                break
            try:
                await way.send(claimed.number, claimed.address, claimed.content)
            except NoWay as error:
                await give_back(claimed, said=str(error), now=now)
                log.warning("no letter can be sent now", way=way.name, letter=claimed.id)
                break
            except NotTaken as error:
                if error.forever:
                    await set_aside(claimed, said=str(error))
                else:
                    await put_off(claimed, said=str(error), now=now)
                log.warning("a letter was refused", letter=claimed.id, forever=error.forever)
            except Exception as error:  # noqa: BLE001 - one letter must not keep the others
                await put_off(claimed, said=type(error).__name__, now=now)
                log.warning("a letter failed", letter=claimed.id, error=type(error).__name__)
            else:
                await mark_sent(claimed, way=way.name, keep=way.keeps, now=now)
                sent += 1
    await forget(now)
    return sent
