"""Marking what stalls are meant to sell, on the page and by the operation behind it."""

from http import HTTPStatus

import pytest

from floors.domain.neighbours import Competes
from floors.operations.marks import mark_stalls
from floors.queries.marks import marks_of
from sentra.database.engine import DB
from sentra.domain.refusals import Invalid, NotFound
from sentra.domain.roles import COMMAND_LINE
from sentra.settings import Settings
from tests.conftest import NOW, Person
from tests.floors.pages.test_floors import page
from tests.floors.rounds.casts import make_stalls
from tests.sentra.cli.inside import run_inside

pytestmark = pytest.mark.usefixtures("db")
URL = "/lapak/tetangga?lantai=1"


async def kept() -> dict[str, tuple[str, str]]:
    return {one.code: (one.sells, one.reason) for one in await marks_of(1, day=NOW.date())}


async def mark(reason: str = "", **marks: str) -> list[str]:
    wanted = {f"1-{code}": sells for code, sells in marks.items()}
    return await mark_stalls(1, wanted, reason=reason, actor=COMMAND_LINE, now=NOW)


async def test_neighbours_sell_the_same_only_with_a_reason_that_is_kept() -> None:
    await make_stalls(3)
    assert await mark(A01="keripik", A02="kue", A03="keripik") == ["1-A01", "1-A02", "1-A03"]
    with pytest.raises(Competes) as refused:
        await mark(A02=" keripik ")
    assert refused.value.extra == {
        "clashes": [["1-A01", "1-A02", "keripik"], ["1-A02", "1-A03", "keripik"]]
    }
    assert await mark("Sudah lama berdampingan", A02="keripik") == ["1-A02"]
    # What stands already is no obstacle to marking something else.
    assert await mark(A03="sambal") == ["1-A03"]
    assert await kept() == {
        "1-A01": ("keripik", ""),
        "1-A02": ("keripik", "Sudah lama berdampingan"),
        "1-A03": ("sambal", ""),
    }
    rows = await DB.fetch("SELECT note FROM audit_entry WHERE verb = 'space.mark' ORDER BY id")
    assert [row["note"] for row in rows] == [None, None, None, "Sudah lama berdampingan", None]


async def test_it_refuses_stalls_of_elsewhere_and_long_marks() -> None:
    await make_stalls(1)
    with pytest.raises(NotFound):
        await mark(B01="kue")
    with pytest.raises(Invalid):
        await mark(A01="x" * 41)


async def test_the_office_marks_a_floor_with_a_suggestion(manager: Person, owner: Person) -> None:
    await make_stalls(3)
    assert (await owner.browser.get(URL)).status_code == HTTPStatus.FORBIDDEN
    assert 'name="sells-1-A01"' in await page(manager.browser, URL)
    suggested = await manager.browser.post(
        URL, data={"do": "suggest:food", "kinds-food": "keripik, kue"}
    )
    assert suggested.text.count('value="kue"') + suggested.text.count('value="keripik"') == 3
    wrong = {"do": "keep", "sells-1-A01": "kue", "sells-1-A02": "kue"}
    refused = await manager.browser.post(URL, data=wrong)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tetangganya, 1-A02, juga menjual ini: kue." in refused.text
    await manager.browser.post(URL, data=wrong | {"reason": "Satu keluarga"})
    assert "Satu keluarga" in await page(manager.browser, URL)
    assert (await kept())["1-A01"] == ("kue", "Satu keluarga")


async def test_programs_mark_stalls_too(
    manager: Person,
    owner: Person,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    await make_stalls(2)
    url = "/api/v1/floors/1/marks"
    both = {"marks": {"1-A01": "kue", "1-A02": "kue"}}
    refused = await manager.browser.put(url, json=both)
    assert (refused.status_code, refused.json()["clashes"]) == (
        HTTPStatus.CONFLICT,
        [["1-A01", "1-A02", "kue"]],
    )
    assert (await owner.browser.put(url, json=both)).status_code == HTTPStatus.FORBIDDEN
    marked = await manager.browser.put(url, json=both | {"reason": "Satu keluarga"})
    assert marked.json() == both | {
        "clashes": [{"stall": "1-A01", "neighbour": "1-A02", "sells": "kue"}]
    }
    done = await run_inside(monkeypatch, settings, NOW, "stalls", "mark", 1, "1-A02=sambal")
    assert done == (0, "1-A01\tkue\tSatu keluarga\n1-A02\tsambal\t\n", "")
