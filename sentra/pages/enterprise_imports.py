"""/ukm/impor: send a file, see what it would do, then store it; and the registry as a file."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from sentra.domain.enterprise_files import RefusedRow
from sentra.domain.enterprise_sheets import (
    export_csv,
    report_csv,
    template_csv,
    template_xlsx,
)
from sentra.domain.enterprises import FIELD_LABELS
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound
from sentra.domain.roles import MANAGERS
from sentra.i18n import translate
from sentra.operations.enterprise_uploads import keep_upload, store_upload
from sentra.pages import choices
from sentra.queries.enterprise_exports import export_rows
from sentra.queries.enterprise_imports import Upload, UploadLine, find_upload, last_uploads
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of, settings_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_LAST = 10
_ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ImportPage:
    template: ClassVar[str] = "sentra/enterprise_import.html"
    form: Form
    uploads: tuple[UploadLine, ...]
    megabytes: int
    title: Message = say("Import enterprises")


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of the refused rows; a report may have thousands."""

    template: ClassVar[str] = "sentra/enterprise_report.html"
    upload: Upload
    refused: tuple[RefusedRow, ...]
    number: int
    pages: int
    title: Message = say("Import report")
    labels: dict[str, Message] = field(default_factory=lambda: dict(FIELD_LABELS))


@get("/ukm/impor", allow=MANAGERS)
async def import_form(request: SentraRequest) -> Response[str]:
    return await _page(request, Form())


@post("/ukm/impor", allow=MANAGERS)
async def send(request: SentraRequest) -> Response[Any]:
    file = (await request.form()).get("file")
    form = Form()
    if not isinstance(file, UploadFile) or not file.filename:
        form.refuse("file", say("Choose a file first."))
        return await _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        upload = await keep_upload(
            content=await file.read(),
            filename=file.filename,
            actor=actor_of(request),
            now=now_of(request),
        )
    except Invalid as refusal:
        return await _page(request, form.learn(refusal), refusal.status)
    return see_other(request, f"/ukm/impor/{upload}")


@get("/ukm/impor/{upload:int}", allow=MANAGERS)
async def report_page(request: SentraRequest, upload: FromPath[int]) -> Response[str]:
    kept = await _found(upload)
    refused = kept.report.refused
    pages = choices.pages_for(len(refused), _ROWS_SHOWN)
    number = min(choices.page_number(request.query_params.get("page", "")), pages)
    start = _ROWS_SHOWN * (number - 1)
    page = ReportPage(kept, refused[start : start + _ROWS_SHOWN], number, pages)
    return render(request, page)


@post("/ukm/impor/{upload:int}/simpan", allow=MANAGERS)
async def store(request: SentraRequest, upload: FromPath[int]) -> Response[None]:
    url = f"/ukm/impor/{upload}"
    try:
        report = await store_upload(upload=upload, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    count = report.new + len(report.changed)
    return see_other(request, url, say("%(count)s enterprises are stored.", count=count))


@get("/ukm/impor/{upload:int}/laporan.csv", allow=MANAGERS)
async def report_file(request: SentraRequest, upload: FromPath[int]) -> Response[bytes]:
    kept = await _found(upload)
    locale = locale_of(request)
    content = report_csv(
        kept.report.refused, dict(FIELD_LABELS), lambda message: translate(message, locale)
    )
    return _download(content, f"laporan-impor-{upload}.csv", CSV)


@get("/ukm/impor/contoh.csv", allow=MANAGERS)
async def csv_template() -> Response[bytes]:
    return _download(template_csv(), "contoh-ukm.csv", CSV)


@get("/ukm/impor/contoh.xlsx", allow=MANAGERS, sync_to_thread=True)
def xlsx_template() -> Response[bytes]:
    return _download(template_xlsx(), "contoh-ukm.xlsx", XLSX)


@get("/ukm/ekspor.csv", allow=MANAGERS)
async def export_file() -> Response[bytes]:
    rows = [row async for row in export_rows()]
    return _download(await asyncio.to_thread(export_csv, rows), "ukm.csv", CSV)


def _download(content: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


async def _found(upload: int) -> Upload:
    kept = await find_upload(upload)
    if kept is None:
        raise NotFound(say("There is no such file."))
    return kept


async def _page(
    request: SentraRequest, form: Form, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    uploads = tuple(await last_uploads(limit=_LAST))
    page = ImportPage(form, uploads, settings_of(request).upload_megabytes)
    return render(request, page, status=status)
