"""/putaran/{code}/lamaran: an enterprise chooses, sends papers, hands in; the office may for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from floors.domain.applying import PAPER_NAMES, STATE_NAMES, State, papers_due
from floors.domain.round_terms import Paper, class_name
from floors.domain.rounds import Deed, Phase, may
from floors.domain.tenure import Standing, standing
from floors.operations.rounds import applying, papers
from floors.pages.rounds.own import STATE_BADGES
from floors.pages.rounds.parts import URL, acting_query, enterprise_asked, moved
from floors.queries.rounds import ProgrammeView, RoundView, one_round, programmes_of
from floors.queries.rounds.applications import (
    ApplicationView,
    PaperView,
    application_of,
    paper,
)
from floors.queries.rounds.facts import facts_of
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Refusal
from sentra.domain.roles import APPLICANTS, SIGNED_IN, Role
from sentra.i18n import today
from sentra.queries.enterprises import find_enterprise
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of


@dataclass(frozen=True, slots=True)
class PaperNeeded:
    """A kind of paper: what it is called, whether it has to be there, and what is."""

    kind: Paper
    name: Message
    sent: Sequence[PaperView]
    missing: bool


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    template: ClassVar[str] = "floors/rounds/application.html"
    title: Message
    round: RoundView
    holder: str
    enterprise: int
    for_another: bool
    """Whether an officer acts on the enterprise's behalf."""
    mine: ApplicationView | None
    state: Message
    badge: str
    chosen: Sequence[ProgrammeView]
    others: Sequence[ProgrammeView]
    """Programmes for what it sells that are not chosen."""
    papers: Sequence[PaperNeeded]
    needs_nik: bool
    barred: Message | None
    classes: Sequence[Message]
    """Of seats: as they are now, or as they were frozen."""
    reasons: Sequence[Message]
    may_choose: bool
    may_send: bool
    may_withdraw: bool
    problems: Sequence[tuple[str, Message]]
    query: str


@get(f"{URL}/{{code:str}}/lamaran", allow=APPLICANTS)
async def application_page(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    return await _show(request, code, Form())


@post(f"{URL}/{{code:str}}/lamaran", allow=APPLICANTS)
async def change_choices(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    """Add a programme, take one out, move one up or down, or claim the affirmative class."""
    enterprise = enterprise_asked(request)
    sent = await request.form()
    form = Form(dict(sent))
    choices = [str(one) for one in sent.getall("choices", [])]
    try:
        await applying.choose(
            code,
            enterprise=enterprise,
            choices=moved(choices, form.value("do")),
            affirmative=form.yes("affirmative"),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, code, form, refusal)
    return see_other(request, _back(request, code) + "#pilihan", say("Your choices are kept."))


@post(f"{URL}/{{code:str}}/lamaran/berkas", allow=APPLICANTS)
async def send_paper(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    sent = await request.form()
    file = sent.get("file")
    form = Form(dict(sent))
    kind = form.choice("kind", Paper)
    content = await file.read() if isinstance(file, UploadFile) else b""
    filename = file.filename if isinstance(file, UploadFile) else ""
    try:
        form.check()
        assert kind is not None  # noqa: S101 - form.check() did
        await papers.attach(
            code,
            enterprise=enterprise_asked(request),
            kind=kind,
            filename=filename,
            content=content,
            number=form.value("number"),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, code, form, refusal, paper=kind)
    return see_other(request, _back(request, code) + "#berkas", say("The file is received."))


@post(f"{URL}/{{code:str}}/lamaran/berkas/{{number:int}}/hapus", allow=APPLICANTS)
async def remove_paper(
    request: SentraRequest, code: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    url = _back(request, code) + "#berkas"
    try:
        await papers.detach(
            code,
            enterprise=enterprise_asked(request),
            paper=number,
            actor=actor_of(request),
            now=now_of(request),
        )
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(request, url, say("The file is taken out."))


@post(f"{URL}/{{code:str}}/lamaran/ajukan", allow=APPLICANTS)
async def hand_in(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    form = Form(await request.form())
    try:
        await applying.hand_in(
            code,
            enterprise=enterprise_asked(request),
            nik=form.value("nik").strip(),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, code, form, refusal)
    return see_other(
        request,
        _back(request, code),
        say("The application is handed in. The office looks through the papers now."),
    )


@post(f"{URL}/{{code:str}}/lamaran/tarik", allow=APPLICANTS)
async def withdraw(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    url = _back(request, code)
    try:
        await applying.withdraw(
            code,
            enterprise=enterprise_asked(request),
            actor=actor_of(request),
            now=now_of(request),
        )
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(request, url, say("The application is withdrawn."))


@get(f"{URL}/{{code:str}}/berkas/{{number:int}}", allow=SIGNED_IN)
async def paper_file(
    request: SentraRequest, code: FromPath[str], number: FromPath[int]
) -> Response[bytes]:
    """A paper: for its owner and the office, as a file and never as a page."""
    actor = actor_of(request)
    round_ = await one_round(code, now=now_of(request), drafts=True)
    found, content, enterprise = await paper(round_.id, number)
    if actor.role is not Role.MANAGER and actor.enterprise != enterprise:
        raise NotFound(say("There is no such file."))
    name = quote(found.filename)
    return Response(
        content,
        media_type=found.media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{name}",
            "cache-control": "private, no-store",
        },
    )


def _back(request: SentraRequest, code: str) -> str:
    return f"{URL}/{code}/lamaran{acting_query(request)}"


async def _show(
    request: SentraRequest,
    code: str,
    form: Form,
    refusal: Refusal | None = None,
    *,
    paper: Paper | None = None,
) -> Response[str]:
    now = now_of(request)
    enterprise = enterprise_asked(request)
    round_ = await one_round(code, now=now)
    record = await find_enterprise(enterprise)
    if record is None:
        raise NotFound(say("There is no such enterprise in the register."))
    mine = await application_of(round_.id, enterprise)
    if refusal is not None:
        form.learn(refusal)
    state = mine.state if mine else State.DRAFT
    programmes = {one.code: one for one in await programmes_of(round_.id)}
    chosen = [programmes[one] for one in mine.choices] if mine else []
    affirmative = mine.affirmative if mine else False
    found = standing(
        await facts_of(enterprise, affirmative=affirmative, on=today(now)),
        round_.terms,
        starts=round_.starts,
        ends=round_.ends,
    )
    is_open = may(Deed.PREFER, round_.phase)
    undecided = state not in {State.ACCEPTED, State.REFUSED}
    page = ApplicationPage(
        title=say("Application: %(name)s", name=round_.name),
        round=round_,
        holder=record.name,
        enterprise=enterprise,
        for_another=actor_of(request).role is Role.MANAGER,
        mine=mine,
        state=STATE_NAMES[state],
        badge=STATE_BADGES[state],
        chosen=chosen,
        others=[
            one
            for one in programmes.values()
            if one.category == record.category and one not in chosen
        ],
        papers=_papers(mine, record.category, affirmative=affirmative),
        needs_nik=not (mine.has_person if mine else record.nik),
        classes=[class_name(kind) for kind in _classes(round_, mine, found)],
        reasons=found.reasons if not round_.frozen else (),
        barred=found.barred if round_.phase in {Phase.ANNOUNCED, Phase.OPEN} else None,
        may_choose=is_open,
        may_send=undecided
        and (is_open or (state is State.RETURNED and may(Deed.VERIFY, round_.phase)))
        and mine is not None,
        may_withdraw=mine is not None
        and state not in {State.WITHDRAWN, State.DRAFT, State.REFUSED}
        and may(Deed.WITHDRAW, round_.phase),
        problems=_said(form, paper),
        query=acting_query(request),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


def _classes(round_: RoundView, mine: ApplicationView | None, found: Standing) -> Sequence[str]:
    """Those with seats of their own; everybody has a chance at the open ones."""
    return mine.classes if round_.frozen and mine else found.classes


def _said(form: Form, paper: Paper | None) -> list[tuple[str, Message]]:
    """What is wrong, beside the field that it is about."""
    lines = []
    for problem in form.problems:
        kind = problem.field.removeprefix("paper-")
        if kind != problem.field:
            rule = say("%(paper)s: %(rule)s", paper=PAPER_NAMES[Paper(kind)], rule=problem.rule)
            lines.append((problem.field, rule))
        elif paper is not None:
            rule = say("%(paper)s: %(rule)s", paper=PAPER_NAMES[paper], rule=problem.rule)
            lines.append((f"paper-{paper}", rule))
        else:
            lines.append((problem.field, problem.rule))
    if form.message is not None and not lines:
        lines.append(("choices", form.message))
    return lines


def _papers(mine: ApplicationView | None, category: str, *, affirmative: bool) -> list[PaperNeeded]:
    sent = mine.papers if mine else ()
    due = papers_due(category, affirmative=affirmative)
    kinds = [*due, *(one for one in Paper if one not in due and any(p.kind == one for p in sent))]
    return [
        PaperNeeded(
            kind,
            PAPER_NAMES[kind],
            [one for one in sent if one.kind is kind],
            missing=kind in due and not any(one.kind is kind for one in sent),
        )
        for kind in kinds
    ]
