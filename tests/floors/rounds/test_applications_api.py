"""Applications over the API: an enterprise's way from choosing to withdrawing, and the office's."""

from http import HTTPStatus
from typing import Any

import httpx
import pytest

from sentra.tables import Enterprise
from tests.conftest import Person
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import CODE, PNG, announced_round, applied, nik, time_passes

pytestmark = pytest.mark.usefixtures("db")
WHERE = f"/api/v1/rounds/{CODE}/applications"


async def send(who: Person, own: str, kind: str, content: bytes = PNG) -> httpx.Response:
    return await who.browser.post(
        f"{own}/papers", data={"kind": kind}, files={"file": (f"{kind}.png", content, "image/png")}
    )


def told(answer: httpx.Response) -> dict[str, Any]:
    """What an answer says, without what differs from run to run."""
    found: dict[str, Any] = answer.json()
    varying = {"pseudonym", "submitted", "decided", "withdrawn", "changed"}
    return {key: value for key, value in found.items() if key not in varying}


async def test_from_the_choices_to_the_withdrawal(owner: Person, enterprise: Enterprise) -> None:
    await announced_round()
    await time_passes(CODE, 2)
    own = f"{WHERE}/{enterprise.id}"
    assert (await owner.browser.get(own)).status_code == HTTPStatus.NOT_FOUND
    chosen = await owner.browser.put(own, json={"choices": ["L1-FOOD-6"]})
    empty = {
        "enterprise": enterprise.id,
        "holder": "Kopi Tangsel",
        "category": "food",
        "state": "draft",
        "affirmative": False,
        "reason": "",
        "classes": [],
        "choices": ["L1-FOOD-6"],
        "papers": [],
    }
    assert (chosen.status_code, told(chosen)) == (HTTPStatus.OK, empty)
    early = await owner.browser.post(f"{own}/submit", json={})
    assert early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for kind in ("nib", "photo", "pirt", "halal", "affirmative"):
        sent = await send(owner, own, kind)
        assert sent.status_code == HTTPStatus.CREATED
    read = await owner.browser.get(sent.headers["location"])
    assert (read.content, read.headers["content-disposition"]) == (
        PNG,
        "attachment; filename*=UTF-8''bukti.png",
    )
    gone = await owner.browser.delete(sent.headers["location"])
    assert gone.status_code == HTTPStatus.NO_CONTENT
    wrong = await send(owner, own, "nib", b"MZ")
    assert wrong.json()["errors"][0]["field"] == "file"
    done = await owner.browser.post(f"{own}/submit", json={"nik": nik(1)})
    assert done.json()["state"] == "submitted"
    withdrawn = await owner.browser.post(f"{own}/withdraw")
    assert withdrawn.json()["state"] == "withdrawn"
    again = await owner.browser.post(f"{own}/withdraw")
    assert again.status_code == HTTPStatus.CONFLICT


async def test_what_is_another_enterprises_is_not_there(owner: Person) -> None:
    await announced_round()
    [other] = await make_enterprises(1)
    await applied(CODE, other.id)
    await time_passes(CODE, 2)
    for answer in (
        await owner.browser.get(f"{WHERE}/{other.id}"),
        await owner.browser.put(f"{WHERE}/{other.id}", json={"choices": []}),
        await owner.browser.post(f"{WHERE}/{other.id}/withdraw"),
    ):
        assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_the_office_lists_and_decides(manager: Person) -> None:
    await announced_round()
    first, second = await make_enterprises(2)
    for one in (first, second):
        await applied(CODE, one.id)
    await time_passes(CODE, 9)
    listed = (await manager.browser.get(WHERE, params={"size": 1, "status": "submitted"})).json()
    assert [line["enterprise"] for line in listed["items"]] == [first.id]
    assert listed["total"] == 2
    own = f"{WHERE}/{first.id}"
    seen = (await manager.browser.get(own)).json()["changed"]
    for decision, status in (
        ({"verdict": "refused"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"verdict": "withdrawn", "reason": "x"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"verdict": "accepted", "seen": seen}, HTTPStatus.OK),
        ({"verdict": "refused", "reason": "x", "seen": seen}, HTTPStatus.CONFLICT),
    ):
        answer = await manager.browser.post(f"{own}/decision", json=decision)
        assert (decision, answer.status_code) == (decision, status)
    assert (await manager.browser.get(own)).json()["state"] == "accepted"
    assert (await manager.browser.get(WHERE, params={"q": "UKM 1"})).json()["total"] == 1
