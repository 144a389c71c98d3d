"""From the decree to the closed round over the API."""

from http import HTTPStatus

import httpx
import pytest

from floors.domain.rounds import Phase
from floors.operations.rounds.phases import hear_objections
from sentra.database.engine import DB
from sentra.domain.roles import COMMAND_LINE
from tests.conftest import NOW, Person
from tests.floors.rounds.casts import CODE, WHEN, drawn_round, time_passes

pytestmark = pytest.mark.usefixtures("db")
URL = f"/api/v1/rounds/{CODE}"
SIGNED = {
    "number": "500.3/17/DKUKM/2026",
    "date": "2026-11-24",
    "name": "Dra. Sri Lestari, M.Si.",
    "title": "Kepala Dinas",
}


async def test_a_round_is_brought_to_its_end(
    manager: Person, owner: Person, visitor: httpx.AsyncClient
) -> None:
    await drawn_round(2, 2)
    api = manager.browser
    rows = await DB.fetch("SELECT enterprise FROM application ORDER BY number")
    first, second = (row["enterprise"] for row in rows)
    assert (await visitor.get(f"{URL}/decree")).status_code == HTTPStatus.NOT_FOUND
    assert (await api.get(f"{URL}/offers/{first}")).status_code == HTTPStatus.NOT_FOUND
    await hear_objections(CODE, actor=COMMAND_LINE, now=WHEN[Phase.OBJECTIONS])
    await time_passes(CODE, 21)
    await DB.fetch("UPDATE round SET drawn = $1", NOW)
    written = await api.post(f"{URL}/decree", json=SIGNED)
    assert written.status_code == HTTPStatus.CREATED
    assert (await visitor.get(f"{URL}/decree")).json() == SIGNED | {"edition": 1}
    accepted = await api.post(f"{URL}/offers/{first}/accept", json={})
    assert accepted.json()["state"] == "accepted"
    assert (await owner.browser.get(f"{URL}/offers/{first}")).status_code == HTTPStatus.NOT_FOUND
    refused = await owner.browser.post(f"{URL}/offers/{second}/decline", json={})
    assert refused.status_code == HTTPStatus.NOT_FOUND
    wished = await api.put(f"{URL}/offers/{first}/wishes", json={"stalls": ["1-A02"]})
    assert wished.json()["wishes"] == ["1-A02"]
    await api.post(f"{URL}/offers/{second}/decline", json={"reason": "Pindah kota"})
    again = await api.post(f"{URL}/offers/{second}/accept", json={})
    assert again.json()["type"].endswith("/answered")
    assert (await api.post(f"{URL}/give-out")).json() == {"given": 1, "held_up": 0}
    await api.post(f"{URL}/offers/{first}/moved-in")
    assert (await api.post(f"{URL}/close")).status_code == HTTPStatus.NO_CONTENT
    listed = (await api.get(f"{URL}/offers?status=moved_in")).json()
    assert [(one["enterprise"], one["stall"]) for one in listed["items"]] == [(first, "1-A02")]
    left = await api.post(
        f"{URL}/offers/{first}/leave", json={"on": "2027-03-01", "reason": "Usaha tutup"}
    )
    assert left.json()["state"] == "withdrawn"
