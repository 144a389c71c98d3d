"""A stall's page and the list of all: reading, and for managers giving, ending, moving."""

from datetime import date
from http import HTTPStatus

import httpx
import pytest

from floors.queries.tenancies import TenancyRow, tenancies_of_stall
from sentra.tables import Enterprise
from tests.conftest import Person, counting_queries
from tests.floors.pages.test_floors import hold, page

TODAY = date(2026, 11, 24)


async def rows(code: str) -> list[TenancyRow]:
    return await tenancies_of_stall(code)


async def spans(code: str) -> list[tuple[str, date, date | None]]:
    return [(row.holder, row.starts, row.ends) for row in await rows(code) if row.active]


async def post(who: Person, address: str, **data: str) -> httpx.Response:
    return await who.browser.post(address, data=data)


async def test_a_manager_gives_a_stall_and_undoes_it(
    manager: Person, building: None, enterprise: Enterprise
) -> None:
    answer = await post(
        manager,
        "/lapak/1-B01/berikan",
        enterprise=str(enterprise.id),
        starts="2026-11-24",
        last="2026-12-31",
    )
    assert (answer.status_code, answer.headers["location"]) == (
        HTTPStatus.SEE_OTHER,
        "/lantai/1?date=2026-11-24&lapak=1-B01",
    )
    assert await spans("1-B01") == [("Kopi Tangsel", TODAY, date(2027, 1, 1))]
    [given] = await rows("1-B01")
    html = await page(manager.browser, answer.headers["location"])
    assert "1-B01 kini diberikan kepada Kopi Tangsel." in html
    assert f'action="/penempatan/{given.id}/urungkan"' in html
    undone = await post(manager, f"/penempatan/{given.id}/urungkan")
    assert undone.headers["location"] == "/lapak/1-B01"
    assert await spans("1-B01") == []


async def test_the_search_finds_by_name_goods_owner_and_nib(
    manager: Person, visitor: httpx.AsyncClient, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B02")
    for words in ("tangsel", "kopi susu", "dewi", "123456789012"):
        html = await page(manager.browser, f"/lapak/1-B01?q={words}")
        assert f'value="{enterprise.id}"' in html
        assert "menempati 1-B02" in html
    assert f'value="{enterprise.id}"' not in await page(visitor, "/lapak/1-B01?q=tangsel")


async def test_a_clash_is_shown_with_free_stalls_instead(
    manager: Person, building: None, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")
    answer = await post(
        manager,
        "/lapak/1-B01/berikan",
        enterprise=str(other_enterprise.id),
        starts="2026-12-01",
        last="",
    )
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Lapak 1-B01 ditempati Kopi Tangsel" in answer.text
    assert '/lapak/1-B02?date=2026-11-24#berikan"' in answer.text


async def test_a_second_stall_is_given_with_a_reason_only(
    manager: Person, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")
    wish = {"enterprise": str(enterprise.id), "starts": "2026-11-24", "last": ""}
    refused = await post(manager, "/lapak/1-B02/berikan", **wish)
    assert refused.status_code == HTTPStatus.CONFLICT
    assert 'name="further"' in refused.text
    assert f'value="{enterprise.id}" checked' in refused.text
    silent = await post(manager, "/lapak/1-B02/berikan", **wish, further="true", note="")
    assert silent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    given = await post(manager, "/lapak/1-B02/berikan", **wish, further="true", note="Pameran")
    assert given.status_code == HTTPStatus.SEE_OTHER
    assert [row.note for row in await rows("1-B02")] == ["Pameran"]


async def test_a_manager_ends_moves_and_takes_back(
    manager: Person, building: None, enterprise: Enterprise
) -> None:
    first = await hold(enterprise, "1-B01")
    ended = await post(manager, f"/penempatan/{first}/akhiri?date=2026-11-30", last="2026-12-31")
    assert ended.headers["location"] == "/lantai/1?date=2026-11-30&lapak=1-B01"
    moved = await post(manager, f"/penempatan/{first}/pindahkan", stall="1-B02", on="2026-12-01")
    assert moved.headers["location"] == "/lantai/1?date=2026-12-01&lapak=1-B02"
    assert await spans("1-B01") == [("Kopi Tangsel", TODAY, date(2026, 12, 1))]
    assert await spans("1-B02") == [("Kopi Tangsel", date(2026, 12, 1), date(2027, 1, 1))]
    html = await page(manager.browser, "/lapak/1-B02?date=2026-12-01")
    assert "pindah dari" in html
    [second] = await rows("1-B02")
    back = await post(manager, f"/penempatan/{second.id}/batalkan", note="Salah lapak")
    assert back.status_code == HTTPStatus.SEE_OTHER
    assert await spans("1-B02") == []
    assert "Salah lapak" in await page(manager.browser, "/lapak/1-B02")


async def test_what_was_taken_back_is_the_managers_to_see(
    manager: Person, visitor: httpx.AsyncClient, building: None, enterprise: Enterprise
) -> None:
    first = await hold(enterprise, "1-B01")
    await post(manager, f"/penempatan/{first}/batalkan", note="Salah")
    assert "Kopi Tangsel" in await page(manager.browser, "/lapak/1-B01")
    assert "Kopi Tangsel" not in await page(visitor, "/lapak/1-B01")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts", "besok"),
        ("starts", ""),
        ("starts", "9999-12-31"),
        ("last", "2026-11-23"),
        ("last", "9999-12-31"),
        ("last", "kapan-kapan"),
        ("enterprise", ""),
        ("enterprise", "0"),
        ("enterprise", "satu"),
        ("enterprise", "2147483647"),
        ("note", "x" * 301),
        ("note", "a\0b"),
    ],
)
async def test_a_form_that_means_nothing_is_shown_again(
    manager: Person, building: None, enterprise: Enterprise, field: str, value: str
) -> None:
    wish = {"enterprise": str(enterprise.id), "starts": "2026-11-24", "last": "", field: value}
    answer = await post(manager, "/lapak/1-B01/berikan", **wish)
    assert answer.status_code in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND}
    assert 'action="/lapak/1-B01/berikan' in answer.text
    assert await rows("1-B01") == []


async def test_nobody_but_managers_writes(
    visitor: httpx.AsyncClient,
    trainer: Person,
    owner: Person,
    building: None,
    enterprise: Enterprise,
) -> None:
    made = await hold(enterprise, "1-B01")
    for browser in (visitor, trainer.browser, owner.browser):
        for address in (
            "/lapak/1-B02/berikan",
            f"/penempatan/{made}/akhiri",
            f"/penempatan/{made}/pindahkan",
            f"/penempatan/{made}/batalkan",
            f"/penempatan/{made}/urungkan",
        ):
            answer = await browser.post(address, data={"note": "iseng"})
            assert answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@pytest.mark.parametrize("what", ["akhiri", "pindahkan", "batalkan", "urungkan"])
async def test_there_is_no_such_tenancy(manager: Person, building: None, what: str) -> None:
    for wrong in ("0", "2147483647", "99999999999999999999"):
        answer = await post(manager, f"/penempatan/{wrong}/{what}")
        assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("code", ["9-Z99", "%00", "x" * 200, "R-401"])
async def test_there_is_no_such_stall(
    visitor: httpx.AsyncClient, building: None, code: str
) -> None:
    assert (await visitor.get(f"/lapak/{code}")).status_code == HTTPStatus.NOT_FOUND


async def test_a_longer_history_takes_no_more_queries(
    manager: Person, building: None, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    sent: list[int] = []
    await hold(enterprise, "1-B01", date(2026, 12, 1))
    await page(manager.browser, "/lapak/1-B01?q=kopi")
    for holder, starts, ends in (
        (enterprise, date(2026, 12, 1), date(2027, 1, 1)),
        (other_enterprise, date(2027, 1, 1), date(2027, 2, 1)),
        (enterprise, date(2027, 2, 1), date(2027, 3, 1)),
    ):
        await hold(holder, "1-B01", ends, starts)
        with counting_queries() as queries:
            await page(manager.browser, "/lapak/1-B01?q=kopi")
        sent.append(len(queries))
    assert sent[0] == sent[2]


async def test_the_list_is_narrowed_and_paged(
    visitor: httpx.AsyncClient, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")

    async def codes(query: str) -> list[str]:
        html = await page(visitor, f"/lapak?{query}")
        return [part.split('"')[0] for part in html.split('data-plan-row="')[1:]]

    assert await codes("state=held") == ["1-B01"]
    assert await codes("q=KOPI+susu") == ["1-B01"]
    assert await codes("q=kopi+batik") == []
    assert len(await codes("level=1")) == 42
    assert len(await codes("")) == 50
    assert len(await codes("all=1")) == 122
    assert await codes("page=3") == (await codes("all=1"))[100:]
    assert await codes("page=99") == await codes("page=3")
    assert await codes("category=weapons&state=lost&level=x") == []


async def test_it_shows_an_enterprise_its_stalls(
    visitor: httpx.AsyncClient, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")
    assert "1-B01" in await page(visitor, f"/ukm/{enterprise.id}")


async def test_an_enterprise_that_holds_a_stall_is_not_retired(
    manager: Person, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")
    await post(manager, f"/ukm/{enterprise.id}/nonaktifkan")
    html = await page(manager.browser, f"/ukm/{enterprise.id}")
    assert "UKM ini menempati lapak 1-B01." in html
    assert f'action="/ukm/{enterprise.id}/aktifkan"' not in html
