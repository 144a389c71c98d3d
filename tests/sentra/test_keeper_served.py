"""A real server, in several processes, does by itself what has fallen due."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from benchmarks.office import open_office
from tests.servers import data_folder, served

pytestmark = pytest.mark.slow

_ASK = """
    INSERT INTO booking (uid, space, organiser, starts, ends, title, note, public, state, reason,
                         sequence, created, changed, decide_by)
    SELECT gen_random_uuid(), s.id, $2, $3::timestamptz, $3 + interval '1 hour', 'Diajukan', '',
           true, 'requested', '', 0, $4, $4, $4
    FROM space s WHERE s.code = $1 RETURNING id
"""


async def test_a_request_expires_without_anybody_asking() -> None:
    with data_folder() as data, served(data, "--workers", "2"):
        office = await open_office(data)
        connection = await asyncpg.connect(office.dsn)
        now = datetime.now(UTC)
        asked = await connection.fetchval(
            _ASK, office.rooms[0], office.trainer, now + timedelta(days=1), now
        )
        state = "SELECT state FROM booking WHERE id = $1"
        async with asyncio.timeout(60):
            while await connection.fetchval(state, asked) == "requested":  # noqa: ASYNC110
                await asyncio.sleep(0.5)
        assert await connection.fetchval(state, asked) == "expired"
        deeds = "SELECT count(*) FROM audit_entry WHERE subject_id = $1 AND verb = 'booking.expire'"
        assert await connection.fetchval(deeds, asked) == 1
        await connection.close()
