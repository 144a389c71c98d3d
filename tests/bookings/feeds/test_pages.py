"""/kalender, as people see it."""

import re
from html import unescape
from http import HTTPStatus

import httpx
import pytest

from bookings.domain.feeds import FeedKind
from bookings.queries import feeds as queries
from sentra.domain.secrets import digest
from sentra.tables import Enterprise
from tests.bookings.feeds.conftest import Centre, address, parsed
from tests.conftest import Person, counting_queries

ADDRESS = re.compile(r'value="(http://sentra\.test(/k/([\w-]{32})\.ics))"')


async def make(person: Person, what: str, **fields: str) -> httpx.Response:
    return await person.browser.post("/kalender", data={"what": what, "locale": "id", **fields})


async def test_it_offers_what_one_may_follow(
    centre: Centre, everybody: dict[str, Person], enterprise: Enterprise
) -> None:
    offered = {}
    for name, person in everybody.items():
        page = (await person.browser.get("/kalender")).text
        offered[name] = re.findall(r'<option value="(\w+:[^"]*)"', page)
    tracks = [f"track:{track}" for track in ("production", "marketing", "management")]
    places = ["centre:", *tracks, "closures:", "rounds:", "floor:1", "floor:5"]
    places += ["room:R-101", "room:R-500", "room:R-502", "room:R-501"]
    trainers = [f"trainer:{everybody[name].account}" for name in ("trainer", "other trainer")]
    assert offered == {
        "manager": [*places, *trainers],
        "trainer": [f"trainer:{everybody['trainer'].account}", *places],
        "other trainer": [f"trainer:{everybody['other trainer'].account}", *places],
        "owner": [f"enterprise:{enterprise.id}", *places],
        "cooperator": places,
    }


async def test_it_shows_a_new_address_once_and_never_again(
    centre: Centre, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    made = await make(trainer, "room:R-101", label="Anggrek & kawan")
    assert (made.status_code, made.headers["cache-control"]) == (HTTPStatus.CREATED, "no-store")
    found = ADDRESS.search(made.text)
    assert found is not None
    answer = await visitor.get(found[2])
    assert "NAME:Anggrek & kawan\r\n" in answer.text
    again = (await trainer.browser.get("/kalender")).text
    assert "Anggrek &amp; kawan" in again
    assert found[3] not in again


async def test_its_page_asks_no_stranger(centre: Centre, trainer: Person) -> None:
    page = (await make(trainer, "centre:")).text
    loaded = re.findall(r'(?:src|href|action)="([^"#]*)"', page)
    outside = [link for link in loaded if not link.startswith("/")]
    assert all(link.startswith("webcal://sentra.test/k/") for link in outside)
    assert "<svg" in page


async def test_it_links_to_google_and_outlook_where_they_can_reach_it(
    centre: Centre, trainer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (await make(trainer, "centre:")).text
    assert "calendar.google.com/calendar/r?" not in page
    monkeypatch.setattr(
        "bookings.pages.calendars.settings_of", lambda _: type("S", (), {"address": "https://s.id"})
    )
    page = unescape((await make(trainer, "centre:")).text)
    links = re.findall(r'href="(https://[^"]*)" target="_blank" rel="noopener noreferrer"', page)
    links = [re.sub(r"s\.id%2Fk%2F[\w-]{32}\.ics", "ADDRESS", link) for link in links]
    assert links == [
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2FADDRESS",
        "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2FADDRESS&name=Sentra%20UKM",
    ]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"what": "galaxy:1"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"what": ""}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"locale": "fr"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"label": "x" * 81}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"what": "room:R-999"}, HTTPStatus.NOT_FOUND),
        ({"what": "trainer:1"}, HTTPStatus.NOT_FOUND),
        ({"what": "room:\x00"}, HTTPStatus.NOT_FOUND),
    ],
)
async def test_it_refuses_in_the_form(
    centre: Centre, trainer: Person, fields: dict[str, str], status: HTTPStatus
) -> None:
    answer = await make(trainer, **{"what": "centre:", **fields})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert await queries.subscriptions(trainer.account) == []


async def test_it_exchanges_and_revokes(
    centre: Centre, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    first = await address(trainer.actor, FeedKind.CENTRE)
    [old] = await queries.subscriptions(trainer.account)
    exchanged = await trainer.browser.post(f"/kalender/{old.id}/ganti")
    second = ADDRESS.search(exchanged.text)
    assert second is not None
    assert exchanged.headers["cache-control"] == "no-store"
    statuses = [(await visitor.get(url)).status_code for url in (first, second[2])]
    assert statuses == [HTTPStatus.GONE, HTTPStatus.OK]
    [new] = await queries.subscriptions(trainer.account)
    revoked = await trainer.browser.post(f"/kalender/{new.id}/cabut")
    assert (revoked.status_code, revoked.headers["location"]) == (
        HTTPStatus.SEE_OTHER,
        "/kalender",
    )
    assert (await visitor.get(second[2])).status_code == HTTPStatus.GONE


@pytest.mark.parametrize("deed", ["ganti", "cabut"])
async def test_it_asks_on_a_page_before_an_address_stops_working(
    centre: Centre, trainer: Person, other_trainer: Person, deed: str
) -> None:
    await address(trainer.actor, FeedKind.CENTRE)
    [feed] = await queries.subscriptions(trainer.account)
    url = f"/kalender/{feed.id}/{deed}"
    page = (await trainer.browser.get(url)).text
    assert f'<form method="post" action="{url}">' in page
    assert [one.id for one in await queries.subscriptions(trainer.account)] == [feed.id]
    assert (await other_trainer.browser.get(url)).status_code == HTTPStatus.NOT_FOUND
    await trainer.browser.post(f"/kalender/{feed.id}/cabut")
    assert (await trainer.browser.get(url)).status_code == HTTPStatus.NOT_FOUND


async def test_whoever_signs_in_from_a_subject_finds_it_chosen(
    centre: Centre, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    page = (await visitor.get("/ruang/R-101")).text
    assert 'href="/masuk?lanjut=/kalender%3Fwhat%3Droom%3AR-101"' in page
    page = (await trainer.browser.get("/kalender?what=room:R-101")).text
    assert '<option value="room:R-101" selected>' in page


async def test_it_refuses_somebody_elses(
    centre: Centre, trainer: Person, other_trainer: Person, visitor: httpx.AsyncClient
) -> None:
    url = await address(trainer.actor, FeedKind.CENTRE)
    [feed] = await queries.subscriptions(trainer.account)
    for deed in ("ganti", "cabut"):
        answer = await other_trainer.browser.post(f"/kalender/{feed.id}/{deed}")
        assert answer.status_code == HTTPStatus.NOT_FOUND
        huge = await trainer.browser.post(f"/kalender/{2**70}/{deed}")
        assert huge.status_code == HTTPStatus.NOT_FOUND
    assert (await visitor.get(url)).status_code == HTTPStatus.OK


async def test_it_asks_the_same_few_things_of_the_database(centre: Centre, trainer: Person) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            await address(trainer.actor, FeedKind.CENTRE)
        with counting_queries() as sent:
            await trainer.browser.get("/kalender")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 3


async def test_the_api_makes_lists_exchanges_and_revokes(
    centre: Centre, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    made = await trainer.browser.post(
        "/api/v1/calendars", json={"kind": "floor", "subject": "5", "locale": "en"}
    )
    assert made.status_code == HTTPStatus.CREATED
    one = made.json()
    assert parsed((await visitor.get(one["address"])).content) == []
    assert one == {
        "id": one["id"],
        "kind": "floor",
        "label": "Lantai 5",
        "address": one["address"],
        "webcal": one["address"].replace("http:", "webcal:"),
        "json": one["address"].replace(".ics", ".json"),
        "freebusy": None,
    }
    listed = (await trainer.browser.get("/api/v1/calendars")).json()
    assert listed == [
        {
            "id": one["id"],
            "kind": "floor",
            "subject": "5",
            "label": "Lantai 5",
            "locale": "en",
            "busy": False,
            "created": "2026-11-24T02:00:00Z",
            "last_used": "2026-11-24",
            "last_client": "python-httpx",
        }
    ]
    other = await trainer.browser.post(f"/api/v1/calendars/{one['id']}/regenerate")
    assert other.status_code == HTTPStatus.CREATED
    two = other.json()
    for _ in range(2):
        gone = await trainer.browser.delete(f"/api/v1/calendars/{two['id']}")
        assert gone.status_code == HTTPStatus.NO_CONTENT
    statuses = [(await visitor.get(each["address"])).status_code for each in (one, two)]
    assert statuses == [HTTPStatus.GONE, HTTPStatus.GONE]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "room", "subject": "R-999"}, HTTPStatus.NOT_FOUND),
        ({"kind": "galaxy"}, HTTPStatus.BAD_REQUEST),
        ({"kind": "centre", "locale": "fr"}, HTTPStatus.BAD_REQUEST),
        ({"kind": "centre", "colour": "red"}, HTTPStatus.BAD_REQUEST),
        ({"kind": "centre", "label": "a\u0000"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"kind": "room", "subject": "\u0000"}, HTTPStatus.NOT_FOUND),
    ],
)
async def test_the_api_says_what_is_wrong(
    centre: Centre, trainer: Person, body: dict[str, str], status: HTTPStatus
) -> None:
    answer = await trainer.browser.post("/api/v1/calendars", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


async def test_a_visitor_has_no_calendars(visitor: httpx.AsyncClient, centre: Centre) -> None:
    page = await visitor.get("/kalender")
    assert (page.status_code, page.headers["location"]) == (
        HTTPStatus.SEE_OTHER,
        "/masuk?lanjut=/kalender",
    )
    assert (await visitor.get("/api/v1/calendars")).status_code == HTTPStatus.UNAUTHORIZED


async def test_a_secret_is_its_digest_to_us(centre: Centre, trainer: Person) -> None:
    found = ADDRESS.search((await make(trainer, "centre:")).text)
    assert found is not None
    kept = await queries.subscription(digest(found[3]))
    assert kept is not None
    assert kept.label == "Sentra UKM"


async def test_pages_offer_the_calendar_of_what_they_show(
    centre: Centre, trainer: Person, owner: Person, enterprise: Enterprise
) -> None:
    mine = f"trainer:{trainer.account}"
    stalls = f"enterprise:{enterprise.id}"
    offered = {
        (path, what): f'name="what" value="{what}"' in (await person.browser.get(path)).text
        for person, path, what in (
            (trainer, "/jadwal", "centre:"),
            (trainer, "/ruang/R-101", "room:R-101"),
            (trainer, "/lantai/1", "floor:1"),
            (trainer, "/pemesanan", mine),
            (owner, f"/ukm/{enterprise.id}", stalls),
        )
    }
    assert all(offered.values()), offered


async def test_pages_offer_no_calendar_that_is_not_ones_own(
    centre: Centre, visitor: httpx.AsyncClient, trainer: Person, enterprise: Enterprise
) -> None:
    subjects = (
        ("/jadwal", "centre%3A"),
        ("/ruang/R-101", "room%3AR-101"),
        ("/lantai/1", "floor%3A1"),
    )
    for path, what in subjects:
        page = (await visitor.get(path)).text
        assert f'href="/masuk?lanjut=/kalender%3Fwhat%3D{what}' in page
        assert 'name="what"' not in page
    page = (await trainer.browser.get(f"/ukm/{enterprise.id}")).text
    assert 'name="what"' not in page
