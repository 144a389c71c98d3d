"""Enterprises: list, one, register, change, retire, restore, import."""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from litestar import Response, get, patch, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter

from sentra.api.registry_shapes import (
    EnterpriseChange,
    EnterpriseIn,
    EnterpriseItem,
    EnterpriseOut,
    EnterprisePage,
    ImportOut,
    given,
)
from sentra.domain.categories import Category
from sentra.domain.enterprise_files import RefusedRow
from sentra.domain.enterprises import EnterpriseData, read_row
from sentra.domain.messages import say
from sentra.domain.refusals import Forbidden, Invalid, NotFound, Problem
from sentra.domain.regions import find_kecamatan
from sentra.domain.roles import EVERYONE, MANAGERS, Actor
from sentra.domain.scales import Scale
from sentra.domain.visibility import sees_all_enterprises, sees_person
from sentra.i18n import Locale, translate
from sentra.operations import enterprises as operations
from sentra.operations.enterprise_imports import check_file, import_file
from sentra.queries.enterprises import (
    EnterpriseFilter,
    EnterpriseRecord,
    State,
    count_enterprises,
    find_enterprise,
    list_enterprises,
)
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

TAGS = ["enterprises"]
_FACTS = EnterpriseData.__struct_fields__
_ONE = "/api/v1/enterprises/{enterprise:int}"


@get(
    "/api/v1/enterprises",
    allow=EVERYONE,
    operation_id="listEnterprises",
    tags=TAGS,
    dependencies=PAGED,
)
async def list_them(
    request: SentraRequest,
    paging: NamedDependency[Paging],
    *,
    q: FromQuery[str] = "",
    kecamatan: FromQuery[str | None] = None,
    category: FromQuery[Category | None] = None,
    scale: FromQuery[Scale | None] = None,
    cooperative: FromQuery[int | None] = None,
    shown: Annotated[State | None, QueryParameter(name="state")] = None,
) -> EnterprisePage:
    """Enterprises by name, or by likeness to `q` in name and product.

    Only managers may ask for another `state` than active or for a `scale`; their `q` also finds
    owners and NIBs. A cooperative may ask for its own members with `cooperative`.
    """
    actor = actor_of(request)
    narrowed = EnterpriseFilter(
        q=q[:100],
        kecamatan=_kecamatan(kecamatan),
        category=category,
        scale=scale,
        cooperative=cooperative,
        state=shown or State.ACTIVE,
        private=sees_all_enterprises(actor),
    )
    _check_filter(narrowed, actor)
    rows = await list_enterprises(narrowed, limit=paging.size, offset=paging.offset)
    total = await count_enterprises(narrowed)
    items = [EnterpriseItem.of(row) for row in rows]
    return EnterprisePage(items=items, page=paging.page, size=paging.size, total=total)


@get(_ONE, allow=EVERYONE, operation_id="getEnterprise", tags=TAGS)
async def get_one(request: SentraRequest, enterprise: FromPath[int]) -> EnterpriseOut:
    """One enterprise, with details for those who may see them."""
    record = await _found(enterprise)
    actor = actor_of(request)
    personal = sees_person(actor, enterprise=record.id, cooperative=record.cooperative)
    if not (record.active or personal):
        raise NotFound(say("There is no such enterprise."))
    return EnterpriseOut.seen(record, personal=personal)


@post("/api/v1/enterprises", allow=MANAGERS, operation_id="registerEnterprise", tags=TAGS)
async def register(request: SentraRequest, data: JSONBody[EnterpriseIn]) -> Response[EnterpriseOut]:
    """Register an enterprise; 409 names in `enterprise` the one that has its NIB already."""
    made = await operations.register_enterprise(
        data=_read(msgspec.structs.asdict(data)),
        cooperative=data.cooperative,
        actor=actor_of(request),
        now=now_of(request),
    )
    return Response(
        await _answer(made), status_code=201, headers={"location": f"/api/v1/enterprises/{made}"}
    )


@patch(_ONE, allow=MANAGERS, operation_id="changeEnterprise", tags=TAGS)
async def change(
    request: SentraRequest, enterprise: FromPath[int], data: JSONBody[EnterpriseChange]
) -> EnterpriseOut:
    """Change the facts that are given; the others stay."""
    record = await _found(enterprise)
    stored = {name: getattr(record, name) for name in _FACTS}
    said = given(data)
    await operations.change_enterprise(
        enterprise=enterprise,
        data=_read(stored | said),
        cooperative=record.cooperative if data.cooperative is msgspec.UNSET else data.cooperative,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _answer(enterprise)


@post(f"{_ONE}/retire", allow=MANAGERS, operation_id="retireEnterprise", tags=TAGS, status_code=200)
async def retire(request: SentraRequest, enterprise: FromPath[int]) -> EnterpriseOut:
    """Take an enterprise out of the public list; its history stays."""
    await operations.retire_enterprise(
        enterprise=enterprise, actor=actor_of(request), now=now_of(request)
    )
    return await _answer(enterprise)


@post(
    f"{_ONE}/restore", allow=MANAGERS, operation_id="restoreEnterprise", tags=TAGS, status_code=200
)
async def restore(request: SentraRequest, enterprise: FromPath[int]) -> EnterpriseOut:
    """Put a retired enterprise back into the public list."""
    await operations.restore_enterprise(
        enterprise=enterprise, actor=actor_of(request), now=now_of(request)
    )
    return await _answer(enterprise)


@dataclass(frozen=True)
class ImportForm:
    """The file, as CSV or XLSX with headings as an office has them."""

    file: UploadFile


@post(
    "/api/v1/enterprises/import",
    allow=MANAGERS,
    operation_id="importEnterprises",
    tags=TAGS,
    status_code=200,
)
async def take_file(
    request: SentraRequest,
    data: MultipartBody[ImportForm],
    check: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
) -> ImportOut:
    """Store a file's enterprises, all of them or none; with `check`, only say what would happen.

    422 lists in `rows` every refused row: its number, name and what is wrong.
    """
    content, filename = await data.file.read(), data.file.filename
    if check:
        report = await check_file(content=content, filename=filename)
    else:
        report = await import_file(
            content=content, filename=filename, actor=actor_of(request), now=now_of(request)
        )
    if not report.clean:
        refusal = Invalid(
            message=say(
                "Nothing was stored: %(count)s rows are refused.", count=len(report.refused)
            )
        )
        locale = locale_of(request)
        refusal.extra = {"rows": [_row_json(row, locale) for row in report.refused]}
        raise refusal
    return ImportOut.of(report, stored=not check)


def _row_json(row: RefusedRow, locale: Locale) -> dict[str, object]:
    return {
        "row": row.number,
        "name": row.name,
        "errors": [
            {
                "field": problem.field,
                "rule": translate(problem.rule, locale),
                "value": problem.value,
                "remedy": translate(problem.remedy, locale) if problem.remedy else None,
            }
            for problem in row.problems
        ],
    }


def _kecamatan(written: str | None) -> str | None:
    if not written:
        return None
    place = find_kecamatan(written)
    if place is None:
        rule = say("Tangerang Selatan has no kecamatan of this name.")
        raise Invalid(Problem("kecamatan", rule, written))
    return place.code


def _check_filter(narrowed: EnterpriseFilter, actor: Actor) -> None:
    """Refuse to narrow by what the reader may not know."""
    if sees_all_enterprises(actor):
        return
    own = narrowed.cooperative is not None and narrowed.cooperative == actor.cooperative
    if narrowed.state is not State.ACTIVE or narrowed.scale is not None:
        raise Forbidden(say("Your account may not do this."))
    if narrowed.cooperative is not None and not own:
        raise Forbidden(say("Your account may not do this."))


def _read(values: dict[str, Any]) -> EnterpriseData:
    data = read_row(values)
    if isinstance(data, EnterpriseData):
        return data
    raise Invalid(*data)


async def _found(enterprise: int) -> EnterpriseRecord:
    record = await find_enterprise(enterprise)
    if record is None:
        raise NotFound(say("There is no such enterprise."))
    return record


async def _answer(enterprise: int) -> EnterpriseOut:
    return EnterpriseOut.seen(await _found(enterprise), personal=True)


HANDLERS = (list_them, get_one, register, change, retire, restore, take_file)
