"""/ukm/baru and /ukm/…/ubah: one form for an enterprise's facts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from sentra.domain.enterprises import EnterpriseData, read_row
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Problem
from sentra.domain.roles import MANAGERS
from sentra.operations.enterprises import change_enterprise, register_enterprise
from sentra.pages import choices
from sentra.pages.enterprises import found
from sentra.queries.cooperatives import list_cooperatives
from sentra.queries.enterprises import EnterpriseRecord
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

_FIELDS = EnterpriseData.__struct_fields__


@dataclass(frozen=True, slots=True)
class EnterpriseFormPage:
    template: ClassVar[str] = "sentra/enterprise_form.html"
    title: Message
    form: Form
    action: str
    back: str
    kelurahan: choices.Choices
    categories: choices.Choices
    scales: choices.Choices
    cooperatives: choices.Choices


@get("/ukm/baru", allow=MANAGERS)
async def new_enterprise(request: SentraRequest) -> Response[str]:
    return await _page(request, Form(), None)


@post("/ukm/baru", allow=MANAGERS)
async def register(request: SentraRequest) -> Response[Any]:
    form = Form(dict(await request.form()))

    async def store(data: EnterpriseData, cooperative: int | None) -> int:
        return await register_enterprise(
            data=data, cooperative=cooperative, actor=actor_of(request), now=now_of(request)
        )

    return await _stored(request, form, None, store, say("The enterprise is registered."))


@get("/ukm/{enterprise:int}/ubah", allow=MANAGERS)
async def edit_enterprise(request: SentraRequest, enterprise: FromPath[int]) -> Response[str]:
    record = await found(enterprise)
    values = {name: getattr(record, name) for name in (*_FIELDS, "cooperative")}
    form = Form({name: str(value) for name, value in values.items() if value is not None})
    return await _page(request, form, record)


@post("/ukm/{enterprise:int}/ubah", allow=MANAGERS)
async def change(request: SentraRequest, enterprise: FromPath[int]) -> Response[Any]:
    record = await found(enterprise)
    form = Form(dict(await request.form()))

    async def store(data: EnterpriseData, cooperative: int | None) -> int:
        await change_enterprise(
            enterprise=enterprise,
            data=data,
            cooperative=cooperative,
            actor=actor_of(request),
            now=now_of(request),
        )
        return enterprise

    return await _stored(request, form, record, store, say("The changes are saved."))


async def _stored(
    request: SentraRequest,
    form: Form,
    record: EnterpriseRecord | None,
    store: Callable[[EnterpriseData, int | None], Awaitable[int]],
    done: Message,
) -> Response[Any]:
    """Store what the form says and go to the enterprise, or show the form with what is wrong."""
    try:
        enterprise = await store(*_read(form))
    except (Invalid, Conflict) as refusal:
        return await _page(request, form.learn(refusal), record, refusal.status)
    return see_other(request, f"/ukm/{enterprise}", done)


def _read(form: Form) -> tuple[EnterpriseData, int | None]:
    data = read_row({name: form.value(name) for name in _FIELDS})
    chosen = form.value("cooperative")
    if chosen and not (chosen.isascii() and chosen.isdigit() and len(chosen) < len("1000000000")):
        raise Invalid(Problem("cooperative", say("There is no such cooperative.")))
    if not isinstance(data, EnterpriseData):
        raise Invalid(*data)
    return data, int(chosen) if chosen else None


async def _page(
    request: SentraRequest,
    form: Form,
    record: EnterpriseRecord | None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response[str]:
    locale = locale_of(request)
    cooperatives = await list_cooperatives()
    page = EnterpriseFormPage(
        title=say("Change %(name)s", name=record.name) if record else say("Register an enterprise"),
        form=form,
        action=f"/ukm/{record.id}/ubah" if record else "/ukm/baru",
        back=f"/ukm/{record.id}" if record else "/ukm",
        kelurahan=choices.kelurahan(),
        categories=choices.categories(locale),
        scales=choices.scales(locale),
        cooperatives=tuple((str(one.id), one.name) for one in cooperatives),
    )
    return render(request, page, status=status)
