"""From freezing to an answered objection over the API, and what nobody may do before its time."""

import json
from http import HTTPStatus

import httpx
import pytest

from floors.domain.rounds import Phase
from floors.queries.rounds import one_round
from sentra.database.engine import DB
from tests.conftest import NOW, Person
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import (
    CODE,
    VALUES,
    accept_all,
    announced_round,
    applied,
    drawn_round,
    put_in_phase,
    time_passes,
)

pytestmark = pytest.mark.usefixtures("db")
URL = f"/api/v1/rounds/{CODE}"


async def test_nobody_sees_or_changes_a_seed_before_its_time(
    manager: Person, owner: Person, visitor: httpx.AsyncClient
) -> None:
    await announced_round(1)
    await applied(CODE, (await make_enterprises(1))[0].id)
    await accept_all(CODE)
    await time_passes(CODE, 12)
    frozen = await manager.browser.post(f"{URL}/freeze", json={})
    round_ = await one_round(CODE, now=NOW)
    assert frozen.json() == {"taking_part": 1, "refused": 0, "commitment": round_.commitment}
    for who in (owner.browser, visitor):
        refused = await who.post(f"{URL}/seed", json={"values": VALUES})
        assert refused.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    early = await manager.browser.post(f"{URL}/seed", json={"values": VALUES})
    assert early.status_code == HTTPStatus.CONFLICT
    await time_passes(CODE, 14)
    typed = await manager.browser.post(f"{URL}/seed", json={"values": VALUES})
    assert typed.json() == {"state": "waiting"}
    again = await manager.browser.post(f"{URL}/seed", json={"values": [0, *VALUES[1:]]})
    assert again.status_code == HTTPStatus.CONFLICT
    # Neither a page nor the API tells what is sealed, to whomever.
    told = " ".join(map(str, VALUES))
    for who in (manager.browser, visitor):
        for path in (URL, f"{URL}/record", f"/putaran/{CODE}", f"/putaran/{CODE}/benih"):
            assert told not in (await who.get(path)).text
            assert json.dumps(VALUES) not in (await who.get(path)).text
    assert not (await DB.fetch("SELECT seed FROM round WHERE seed IS NOT NULL"))
    drawn = await manager.browser.post(f"{URL}/draw")
    assert drawn.json()["type"].endswith("out-of-phase")


async def test_a_result_is_listed_explained_and_downloaded(
    manager: Person, visitor: httpx.AsyncClient
) -> None:
    await drawn_round(1, 3)
    rows = await DB.fetch("SELECT pseudonym FROM application ORDER BY number")
    won, lost, last = (row["pseudonym"] for row in rows)
    listed = (await visitor.get(f"{URL}/results?size=2")).json()
    assert listed == {
        "items": [
            {"number": 1, "pseudonym": won, "programme": "L1-FOOD-6", "seat": "open"},
            {"number": 2, "pseudonym": lost, "programme": None, "seat": None},
        ],
        "page": 1,
        "size": 2,
        "total": 3,
    }
    assert (await visitor.get(f"{URL}/results?q={last[:12]}")).json()["total"] == 1
    why = (await visitor.get(f"{URL}/results/{lost}", headers={"accept-language": "en"})).json()
    [refused] = why.pop("refused")
    assert why == {
        "number": 2,
        "pseudonym": lost,
        "programme": None,
        "seat": None,
        "choice": None,
        "withdrew": False,
    }
    assert refused["sentences"][-1] == "With number 1 or lower you would have got this."
    assert (refused["last"], refused["sufficed"]) == ({"open": 1}, 1)
    assert (await visitor.get(f"{URL}/results/{'0' * 32}")).status_code == HTTPStatus.NOT_FOUND
    record = (await visitor.get(f"{URL}/record")).json()
    assert len(record["files"]) == 8
    assert record["commitment"] == (await one_round(CODE, now=NOW)).commitment
    for url in (*(file["url"] for file in record["files"]), record["editions"][0]["url"]):
        assert (await visitor.get(url)).status_code == HTTPStatus.OK
    again = await manager.browser.post(f"{URL}/draw")
    assert again.status_code == HTTPStatus.CONFLICT


async def test_an_objection_is_heard_and_answered_once(owner: Person, manager: Person) -> None:
    [one, *_] = await drawn_round(1, 2)
    await DB.fetch("UPDATE account SET enterprise = $1 WHERE id = $2", one.id, owner.account)
    url = f"{URL}/objections"
    early = await owner.browser.post(url, json={"text": "Keliru"})
    assert early.status_code == HTTPStatus.CONFLICT
    await put_in_phase(CODE, Phase.OBJECTIONS)
    made = await owner.browser.post(url, json={"text": "Keliru"})
    assert (made.status_code, made.json()["upheld"]) == (HTTPStatus.CREATED, None)
    for path in (f"{url}/{2**40}/answer", f"{url}/{made.json()['id'] + 1}/answer"):
        missing = await manager.browser.post(path, json={"text": "Tidak", "upheld": False})
        assert missing.status_code == HTTPStatus.NOT_FOUND
    answer = f"{url}/{made.json()['id']}/answer"
    said = {"text": "Nomornya benar.", "upheld": False}
    assert (await owner.browser.post(answer, json=said)).status_code == HTTPStatus.FORBIDDEN
    assert (await manager.browser.post(answer, json=said)).json()["answer"] == "Nomornya benar."
    assert (await manager.browser.post(answer, json=said)).status_code == HTTPStatus.CONFLICT
    seen = (await owner.browser.get(url)).json()["items"]
    assert [(line["text"], line["answer"]) for line in seen] == [("Keliru", "Nomornya benar.")]
    assert (await manager.browser.get(url)).json()["items"] == seen
    other = await manager.browser.post(f"{url}?enterprise={2**40}", json={"text": "x"})
    assert other.status_code == HTTPStatus.CONFLICT
