"""The floor pages: what each reader sees, on which day, in how many queries."""

from datetime import date
from html.parser import HTMLParser
from http import HTTPStatus

import httpx
import pytest

from floors.operations.tenancies import give
from sentra.domain.roles import SYSTEM
from sentra.tables import Enterprise
from tests.conftest import NOW, Person, counting_queries
from tests.floors.places import make_enterprises, make_floor

TODAY = date(2026, 11, 24)


class Drawn(HTMLParser):
    """The states of the spaces that a page draws, by code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.classes: dict[str, set[str]] = {}
        self.links: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        code = values.get("data-code")
        if tag == "a" and code:
            self.classes[code] = set((values.get("class") or "").split())
            self.links[code] = values.get("href") or ""

    def state(self, code: str) -> str:
        [found] = [name for name in self.classes[code] if name.startswith("is-")]
        return found


async def hold(
    enterprise: Enterprise, stall: str, ends: date | None = None, starts: date = TODAY
) -> int:
    return await give(
        stall=stall,
        enterprise=enterprise.id,
        starts=starts,
        ends=ends,
        actor=SYSTEM,
        now=NOW,
        note="catatan rahasia",
    )


async def page(browser: httpx.AsyncClient, address: str) -> str:
    answer = await browser.get(address)
    assert answer.status_code == HTTPStatus.OK
    return answer.text


async def test_it_draws_who_is_where_on_any_day(
    visitor: httpx.AsyncClient, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01", date(2027, 1, 1))
    states = [
        Drawn(await page(visitor, f"/lantai/1?date={day}")).state("1-B01")
        for day in ("2026-11-23", "2026-11-24", "2026-12-01", "2026-12-31", "2027-01-01")
    ]
    assert states == ["is-free", "is-held", "is-held", "is-ending", "is-free"]


async def test_today_is_jakartas(
    visitor: httpx.AsyncClient, building: None, enterprise: Enterprise, clock: object
) -> None:
    """At 18:00 UTC on New Year's Eve the year has changed in Tangerang Selatan."""
    await hold(enterprise, "1-B01", date(2027, 1, 1))
    clock.now = NOW.replace(month=12, day=31, hour=16, minute=59)  # type: ignore[attr-defined]
    assert Drawn(await page(visitor, "/lantai/1")).state("1-B01") == "is-ending"
    clock.now = NOW.replace(month=12, day=31, hour=17)  # type: ignore[attr-defined]
    assert Drawn(await page(visitor, "/lantai/1")).state("1-B01") == "is-free"


async def test_a_visitor_sees_business_and_goods_and_nothing_personal(
    visitor: httpx.AsyncClient, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")
    for address in ("/lantai/1?lapak=1-B01", "/lapak/1-B01", "/lapak?q=kopi"):
        html = await page(visitor, address)
        assert "Kopi Tangsel" in html
        assert "Kopi susu dan kue" in html
        for private in (
            enterprise.owner,
            enterprise.nik,
            enterprise.phone,
            enterprise.email,
            enterprise.nib,
            enterprise.address,
            "catatan rahasia",
        ):
            assert str(private) not in html


async def test_the_chosen_stall_is_shown_without_scripts(
    visitor: httpx.AsyncClient, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01", date(2027, 1, 1))
    link = Drawn(await page(visitor, "/lantai/1")).links["1-B01"]
    assert link == "/lantai/1?date=2026-11-24&lapak=1-B01#rincian"
    html = await page(visitor, link)
    assert "is-selected" in Drawn(html).classes["1-B01"]
    details = html.split('id="rincian"')[1].split("</section>")[0]
    for words in ("1-B01", "Kopi Tangsel", "Kam, 31 Des 2026", "Terisi"):
        assert words in details


async def test_only_managers_are_offered_to_give_and_manage(
    visitor: httpx.AsyncClient, manager: Person, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")
    for browser, expected in ((visitor, False), (manager.browser, True)):
        html = await page(browser, "/lantai/1")
        assert ("/lapak/1-B02?date=2026-11-24#berikan" in html) is expected
        assert ("/lapak/1-B01?date=2026-11-24#kelola" in html) is expected


async def test_an_enterprise_finds_its_own_stall(
    owner: Person, building: None, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")
    await hold(other_enterprise, "1-B02")
    drawn = Drawn(await page(owner.browser, "/lantai/1"))
    assert (drawn.state("1-B01"), drawn.state("1-B02")) == ("is-own", "is-held")


async def test_the_table_is_ordered_by_its_headings(
    visitor: httpx.AsyncClient, building: None
) -> None:
    names = await make_enterprises(3)
    for enterprise, stall in zip(names, ("1-B03", "1-B01", "1-B02"), strict=True):
        await hold(enterprise, stall)

    async def order(sort: str) -> list[int]:
        html = (await page(visitor, f"/lantai/1?sort={sort}")).split("<tbody>")[1]
        return [html.index(f'data-plan-row="1-B0{number}"') for number in (3, 1, 2)]

    assert await order("holder") == sorted(await order("holder"))
    assert await order("-holder") == sorted(await order("-holder"), reverse=True)
    assert await order("code") != sorted(await order("code"))


@pytest.mark.parametrize(
    "query",
    [
        "date=besok",
        "date=0001-01-01",
        "date=9999-12-31",
        "date=2026-02-30",
        "date=%00",
        "lapak=9-Z99",
        "lapak=%3Cscript%3E",
        "sort=owner",
        "sort=--",
    ],
)
async def test_a_query_that_means_nothing_shows_today(
    visitor: httpx.AsyncClient, building: None, query: str
) -> None:
    html = await page(visitor, f"/lantai/1?{query}")
    assert 'value="2026-11-24"' in html
    assert "<script>" not in html


async def test_months_end_where_they_end(visitor: httpx.AsyncClient, building: None) -> None:
    html = await page(visitor, "/lantai/1?date=2028-03-31")
    assert "/lantai/1?date=2028-02-29" in html
    assert "/lantai/1?date=2028-04-30" in html


@pytest.mark.parametrize("level", ["0", "6", "-1", "99999999999999999999", "satu"])
async def test_there_is_no_such_floor(
    visitor: httpx.AsyncClient, building: None, level: str
) -> None:
    assert (await visitor.get(f"/lantai/{level}")).status_code == HTTPStatus.NOT_FOUND


async def test_every_floor_has_a_card(
    visitor: httpx.AsyncClient, building: None, enterprise: Enterprise
) -> None:
    await hold(enterprise, "1-B01")
    html = await page(visitor, "/lantai")
    levels = [html.index(f'href="/lantai/{level}?date=2026-11-24"') for level in (5, 4, 3, 2, 1)]
    assert levels == sorted(levels)
    assert "1 dari 42 lapak terisi" in html


async def test_it_says_when_there_is_nothing_yet(visitor: httpx.AsyncClient, db: None) -> None:
    for address in ("/lantai", "/lapak"):
        assert "belum" in (await page(visitor, address)).lower()


async def test_a_floor_without_a_plan_is_a_table(visitor: httpx.AsyncClient, db: None) -> None:
    await make_floor(level=7)
    assert "Lantai 7" in await page(visitor, "/lantai/7")


@pytest.mark.parametrize("address", ["/lantai", "/lantai/1", "/lapak"])
async def test_many_holders_take_no_more_queries_than_one(
    visitor: httpx.AsyncClient, manager: Person, building: None, address: str
) -> None:
    await page(visitor, address)
    sent: list[int] = []
    for enterprise, stall in zip(
        await make_enterprises(3), ("1-B01", "1-B02", "1-B03"), strict=True
    ):
        await hold(enterprise, stall)
        with counting_queries() as queries:
            await page(visitor, address)
        sent.append(len(queries))
    assert sent[0] == sent[2] <= 4


async def test_pages_are_small(visitor: httpx.AsyncClient, building: None) -> None:
    for address in ("/lantai", "/lantai/1", "/lapak", "/lapak/1-B01"):
        async with visitor.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
            size = len(b"".join([part async for part in answer.aiter_raw()]))
        assert size < 60_000
