"""/jejak: who changed what, when, from where, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromQuery

from sentra.domain.messages import Message, say
from sentra.domain.roles import MANAGERS, Source
from sentra.domain.trail import DEEDS, PAGES_OF, SUBJECTS, Difference, differences
from sentra.queries.trail import PAGE, TrailEntry, TrailFilter, list_trail
from sentra.web.forms import Form, at_jakarta
from sentra.web.page import render
from sentra.web.request import SentraRequest

SOURCES: Mapping[Source, Message] = {
    Source.PAGE: say("on a page"),
    Source.API: say("by the API"),
    Source.CLI: say("on the command line"),
    Source.SYSTEM: say("by Sentra itself"),
}
_MOST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page shows it."""

    entry: TrailEntry
    deed: Message | str
    source: Message
    subject: Message | str
    url: str | None
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class TrailPage:
    template: ClassVar[str] = "sentra/trail.html"
    lines: Sequence[Line]
    form: Form
    older: str | None
    newest: str | None
    is_narrowed: bool
    title: Message = say("Audit trail")
    deeds: Mapping[str, Message] = field(default_factory=lambda: DEEDS)
    subjects: Mapping[str, Message] = field(default_factory=lambda: SUBJECTS)


@get("/jejak", allow=MANAGERS)
async def trail_page(request: SentraRequest, before: FromQuery[int] = 0) -> Response[str]:
    asked = {key: value for key, value in request.query_params.items() if key != "before"}
    form = Form(asked)
    wanted = _filter(form)
    older_than = before if 0 < before <= _MOST_ID else None
    entries = await list_trail(wanted, older_than=older_than, size=PAGE + 1)
    more = len(entries) > PAGE
    entries = entries[:PAGE]
    return render(
        request,
        TrailPage(
            lines=[_line(entry) for entry in entries],
            form=form,
            older=_url(asked, before=entries[-1].id) if more else None,
            newest=_url(asked) if older_than else None,
            is_narrowed=wanted != TrailFilter(),
        ),
    )


def _filter(form: Form) -> TrailFilter:
    """What was asked for; a field that makes no sense narrows nothing and says so beside it."""
    since = form.day("from", required=False)
    until = form.day("to", required=False)
    return TrailFilter(
        subject=form.value("subject") or None,
        subject_id=form.whole("id", least=1, most=_MOST_ID, required=False),
        account=form.whole("account", least=1, most=_MOST_ID, required=False),
        person=form.text("q", required=False),
        verb=form.value("verb") or None,
        since=at_jakarta(since, time()) if since else None,
        until=at_jakarta(until + timedelta(days=1), time()) if until and until < date.max else None,
    )


def _line(entry: TrailEntry) -> Line:
    place = PAGES_OF.get(entry.subject)
    return Line(
        entry=entry,
        deed=DEEDS.get(entry.verb, entry.verb),
        source=SOURCES[entry.source],
        subject=SUBJECTS.get(entry.subject, entry.subject),
        url=f"{place}{entry.subject_id}" if place and entry.subject_id else None,
        differences=differences(entry.before, entry.after),
    )


def _url(asked: Mapping[str, str], **more: object) -> str:
    query = {**{key: value for key, value in asked.items() if value}, **more}
    return f"/jejak?{urlencode(query)}" if query else "/jejak"
