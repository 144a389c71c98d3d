"""/ukm: who sells what, and for those who may, all that is kept of an enterprise."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.enterprises import phone_shown
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, NotFound
from sentra.domain.regions import find_kecamatan, kecamatan_of, kelurahan_of
from sentra.domain.roles import EVERYONE, MANAGERS
from sentra.domain.scales import SCALE_LABELS, Scale
from sentra.domain.visibility import sees_all_enterprises, sees_person
from sentra.operations.enterprises import restore_enterprise, retire_enterprise
from sentra.pages import choices
from sentra.queries.enterprises import (
    EnterpriseFilter,
    EnterpriseLine,
    EnterpriseRecord,
    State,
    count_enterprises,
    find_enterprise,
    list_enterprises,
)
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of
from sentra.web.sections import Section, enterprise_sections

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class EnterprisesPage:
    """`base` is the query of the list without its page, ending in ? or &."""

    template: ClassVar[str] = "sentra/enterprises.html"
    lines: tuple[EnterpriseLine, ...]
    narrowed: EnterpriseFilter
    total: int
    number: int
    pages: int
    base: str
    manages: bool
    kecamatan: choices.Choices
    categories: choices.Choices
    scales: choices.Choices
    title: Message = say("Enterprises")

    @property
    def is_narrowed(self) -> bool:
        narrowed = self.narrowed
        chosen = (narrowed.kecamatan, narrowed.category, narrowed.scale)
        return bool(narrowed.q) or any(chosen) or narrowed.state is not State.ACTIVE

    @property
    def place_names(self) -> dict[str, str]:
        return dict(self.kecamatan)

    @property
    def category_names(self) -> dict[str, str]:
        return dict(self.categories)

    @property
    def scale_names(self) -> dict[str, str]:
        return dict(self.scales)


@dataclass(frozen=True, slots=True)
class EnterprisePage:
    """`personal` says whether the reader sees the owner and how to reach them."""

    template: ClassVar[str] = "sentra/enterprise.html"
    title: Message
    record: EnterpriseRecord
    category: Message
    scale: Message
    kecamatan: str
    kelurahan: str
    phone: str
    personal: bool
    manages: bool
    sections: tuple[Section, ...]


@get("/ukm", allow=EVERYONE, keep=True)
async def enterprises(request: SentraRequest) -> Response[str]:
    manages = sees_all_enterprises(actor_of(request))
    narrowed = _filter(request, manages=manages)
    total = await count_enterprises(narrowed)
    pages = choices.pages_for(total, PAGE_SIZE)
    number = min(choices.page_number(request.query_params.get("page", "")), pages)
    lines = await list_enterprises(narrowed, limit=PAGE_SIZE, offset=PAGE_SIZE * (number - 1))
    locale = locale_of(request)
    page = EnterprisesPage(
        lines=tuple(lines),
        narrowed=narrowed,
        total=total,
        number=number,
        pages=pages,
        base=_base(narrowed),
        manages=manages,
        kecamatan=choices.kecamatan(),
        categories=choices.categories(locale),
        scales=choices.scales(locale),
    )
    return render(request, page)


@get("/ukm/{enterprise:int}", allow=EVERYONE)
async def enterprise_page(request: SentraRequest, enterprise: FromPath[int]) -> Response[str]:
    actor = actor_of(request)
    record = await found(enterprise)
    personal = sees_person(actor, enterprise=record.id, cooperative=record.cooperative)
    if not (record.active or personal):
        raise NotFound(say("There is no such enterprise."))
    page = EnterprisePage(
        title=say("%(name)s", name=record.name),
        record=record,
        category=CATEGORY_LABELS[record.category],
        scale=SCALE_LABELS[record.scale],
        kecamatan=kecamatan_of(record.kecamatan).name,
        kelurahan=kelurahan_of(record.kelurahan).name if record.kelurahan else "",
        phone=phone_shown(record.phone),
        personal=personal,
        manages=sees_all_enterprises(actor),
        sections=await enterprise_sections(request, record.id),
    )
    return render(request, page)


@post("/ukm/{enterprise:int}/nonaktifkan", allow=MANAGERS, status_code=HTTPStatus.SEE_OTHER)
async def retire(request: SentraRequest, enterprise: FromPath[int]) -> Response[None]:
    try:
        await retire_enterprise(enterprise=enterprise, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, f"/ukm/{enterprise}", refusal.message, kind="danger")
    return see_other(
        request,
        f"/ukm/{enterprise}",
        say("This enterprise is no longer in the public list."),
        undo_url=f"/ukm/{enterprise}/aktifkan",
    )


@post("/ukm/{enterprise:int}/aktifkan", allow=MANAGERS, status_code=HTTPStatus.SEE_OTHER)
async def restore(request: SentraRequest, enterprise: FromPath[int]) -> Response[None]:
    await restore_enterprise(enterprise=enterprise, actor=actor_of(request), now=now_of(request))
    return see_other(
        request, f"/ukm/{enterprise}", say("This enterprise is in the public list again.")
    )


async def found(enterprise: int) -> EnterpriseRecord:
    """The enterprise with this id.

    Raises:
        NotFound: There is none.
    """
    record = await find_enterprise(enterprise)
    if record is None:
        raise NotFound(say("There is no such enterprise."))
    return record


def _filter(request: SentraRequest, *, manages: bool) -> EnterpriseFilter:
    asked = request.query_params
    place = find_kecamatan(asked.get("kecamatan", ""))
    state = choices.known(asked.get("state", ""), State) if manages else None
    return EnterpriseFilter(
        q=asked.get("q", "").strip()[:100],
        kecamatan=place.code if place else None,
        category=choices.known(asked.get("category", ""), Category),
        scale=choices.known(asked.get("scale", ""), Scale) if manages else None,
        state=state or State.ACTIVE,
        private=manages,
    )


def _base(narrowed: EnterpriseFilter) -> str:
    kept = {
        name: value
        for name in ("q", "kecamatan", "category", "scale")
        if (value := getattr(narrowed, name))
    }
    if narrowed.state is not State.ACTIVE:
        kept["state"] = narrowed.state
    return f"/ukm?{urlencode(kept)}&" if kept else "/ukm?"
