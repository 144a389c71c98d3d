"""Every page, as every kind of person who may see it: sound HTML, light, complete, in her words."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from gettext import GNUTranslations, NullTranslations
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from litestar import Litestar

from sentra import i18n
from sentra.domain.roles import Role
from sentra.web.assets import Assets
from tests.centre import small_centre
from tests.conftest import Person
from tests.walk import filled, is_page, routes

HEAVIEST = 60_000
"""Bytes, compressed, of a page with its style sheets and scripts."""

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
CLOSED_BY_ITSELF = {"li", "dt", "dd", "p", "option", "tr", "td", "th", "thead", "tbody", "tfoot"}
SHAPES = {"path", "use", "rect", "circle", "line", "polygon", "polyline", "ellipse", "stop"}


class Reader(HTMLParser):
    """Goes through one page and notes what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.wanted: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, {name: value or "" for name, value in attrs})
        if tag not in VOID and tag not in SHAPES:
            self.wrong.append(f"<{tag}/> closes nothing")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in CLOSED_BY_ITSELF:
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at line {self.getpos()[0]} closes another element")

    def _look(self, tag: str, attrs: dict[str, str]) -> None:
        if "svg" not in self.open:
            self.counts[tag] += 1
        if tag == "html":
            self.lang = attrs.get("lang", "")
        if "id" in attrs:
            self.ids[attrs["id"]] += 1
        self.wrong += [
            f"<{tag} {name}>" for name in attrs if name == "style" or name.startswith("on")
        ]
        for name in ("href", "src", "action", "poster", "srcset"):
            if re.match(r"(https?:)?//", attrs.get(name, "")):
                self.wrong.append(f"<{tag} {name}={attrs[name]}>")
        if tag == "style" or (tag == "script" and "src" not in attrs):
            self.wrong.append(f"inline <{tag}>")
        if tag == "img" and "alt" not in attrs:
            self.wrong.append("<img> without alt")
        self.wanted += attrs.get("aria-describedby", "").split()
        self.wanted += attrs.get("aria-labelledby", "").split()
        if tag == "label" and "for" in attrs:
            self.labelled.add(attrs["for"])
            self.wanted.append(attrs["for"])
        self._look_at_field(tag, attrs)

    def _look_at_field(self, tag: str, attrs: dict[str, str]) -> None:
        kind = attrs.get("type", "text")
        quiet = kind in {"hidden", "submit", "button", "image"}
        if tag in {"select", "textarea"} or (tag == "input" and not quiet):
            wrapped = "label" in self.open
            if not wrapped and "aria-label" not in attrs and "aria-labelledby" not in attrs:
                self.fields.append(attrs.get("id", f"({tag} {attrs.get('name', '')})"))

    def verdict(self, locale: str) -> list[str]:
        """All that is wrong, once the page has been fed."""
        wrong = [*self.wrong, *(f"<{tag}> is never closed" for tag in self.open)]
        wrong += [f"id {name} twice" for name, count in self.ids.items() if count > 1]
        wrong += [f"no element has the id {name}" for name in self.wanted if name not in self.ids]
        wrong += [f"no label for {name}" for name in self.fields if name not in self.labelled]
        if self.lang != locale:
            wrong.append(f"lang is {self.lang!r}")
        wrong += [
            f"{self.counts[tag]} times <{tag}>"
            for tag in ("h1", "main", "title")
            if self.counts[tag] != 1
        ]
        return sorted(set(wrong))


def weight(page: httpx.Response, assets: Assets) -> int:
    """Compressed bytes of the page and of every style sheet and script that it names."""
    total = len(gzip.compress(page.content, 4))
    for name in set(re.findall(r'(?:href|src)="/static/\w+/([^"]+\.(?:css|js))"', page.text)):
        asset = assets.files[name]
        total += len(asset.zipped or asset.body)
    return total


@pytest.fixture
async def values(
    manager: Person, trainer: Person, owner: Person, cooperator: Person
) -> dict[str, object]:
    return await small_centre(manager=manager, trainer=trainer, owner=owner)


async def seen_by(
    people: dict[Role, httpx.AsyncClient], app: Litestar, values: dict[str, object], locale: str
) -> list[tuple[str, httpx.Response]]:
    """Every page that each of them gets to see, by who and where."""
    found = []
    for who, browser in people.items():
        browser.cookies.set("sentra_bahasa", locale, domain="sentra.test")
        for path in filter(is_page, routes(app, "GET")):
            address = filled(path, values)
            answer = await browser.get(address)
            if answer.headers.get("content-type", "").startswith("text/html"):
                found.append((f"{who} {address}", answer))
    return found


@pytest.mark.parametrize("locale", ["id", "en"])
async def test_every_page_is_sound_light_and_in_its_language(
    app: Litestar,
    values: dict[str, object],
    people: dict[Role, httpx.AsyncClient],
    misses: set[str],
    locale: str,
) -> None:
    wrong = {}
    seen = await seen_by(people, app, values, locale)
    for where, page in seen:
        reader = Reader()
        reader.feed(page.text)
        faults = reader.verdict(locale)
        heavy = weight(page, app.state.assets)
        if heavy > HEAVIEST:
            faults.append(f"{heavy} bytes")
        if page.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            faults.append(f"status {page.status_code}")
        if faults:
            wrong[where] = faults
    assert wrong == {}
    assert len(seen) > len(people) * 10
    if locale == "id":
        assert sorted(misses) == [], sorted(misses)


@pytest.fixture
def misses() -> Iterator[set[str]]:
    """Sentences that were asked for in Indonesian and are in no catalogue."""
    found: set[str] = set()

    class Noting(NullTranslations):
        """Stands at the end of the chain of catalogues, where only what is in none arrives."""

        def gettext(self, message: str) -> str:
            found.add(message)
            return message

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            found.add(msgid1)
            return msgid1 if n == 1 else msgid2

    last: Any = i18n.catalogue("id")
    while isinstance(last._fallback, GNUTranslations):
        last = last._fallback
    before, last._fallback = last._fallback, Noting()
    assert i18n.translate("in no catalogue", "id") in found
    found.clear()
    yield found
    last._fallback = before
