"""/putaran/{code}/verifikasi: the office looks through applications, one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from floors.domain.applying import PAPER_NAMES, STATE_NAMES, State, papers_due
from floors.domain.round_terms import Paper, class_name
from floors.domain.rounds import Deed, may
from floors.domain.tenure import Standing, standing
from floors.operations.rounds.freezing import freeze
from floors.operations.rounds.verifying import decide, take_next
from floors.pages.rounds.own import STATE_BADGES
from floors.pages.rounds.parts import URL, said
from floors.queries.rounds import RoundView, one_round, programmes_of
from floors.queries.rounds.applications import (
    LOOKED_AT_FOR,
    ApplicationView,
    QueueLine,
    application,
    next_to_verify,
    queue,
    states_of,
)
from floors.queries.rounds.facts import facts_of
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.regions import all_kecamatan
from sentra.domain.roles import MANAGERS, Actor
from sentra.i18n import today
from sentra.web.forms import Form, in_a_line
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

PER_PAGE = 50
_MOST_PAGES = 10_000
_SHOWN = (State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.REFUSED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class QueuePage:
    template: ClassVar[str] = "floors/rounds/queue.html"
    round: RoundView
    lines: Sequence[QueueLine]
    names: dict[State, Message]
    badges: dict[State, str]
    tabs: Sequence[tuple[Message, int, str, bool]]
    """Label, how many, address, and whether it is this one."""
    kecamatan: dict[str, str]
    q: str
    state: str
    number: int
    pages: int
    total: int
    url: str
    next: int | None
    title: Message = say("Look through applications")


@dataclass(frozen=True, slots=True)
class LookPage:
    template: ClassVar[str] = "floors/rounds/look.html"
    title: Message
    round: RoundView
    one: ApplicationView
    state: Message
    badge: str
    choices: Sequence[str]
    papers: Sequence[tuple[Message, Sequence[Any], bool]]
    """Name, what was sent, and whether it has to be there."""
    standing: Standing
    classes: Sequence[Message]
    kecamatan: str
    form: Form
    may_decide: bool
    looked_by: str
    """Another officer who has it before her now; empty for nobody."""
    problems: Sequence[tuple[str, Message]]


@dataclass(frozen=True, slots=True)
class VerifySection:
    """On the office's page of a round: how far the looking through is, and the freezing."""

    template: ClassVar[str] = "floors/rounds/_verify.html"
    waiting: int
    returned: int
    accepted: int
    refused: int
    next: int | None
    may_freeze: bool


async def verify_section(request: SentraRequest, round_: RoundView) -> VerifySection | None:
    """While applications come in and are looked through."""
    if not may(Deed.VERIFY, round_.phase):
        return None
    counts = await states_of(round_.id)
    return VerifySection(
        waiting=counts[State.SUBMITTED],
        returned=counts[State.RETURNED],
        accepted=counts[State.ACCEPTED],
        refused=counts[State.REFUSED],
        next=await _next(request, round_),
        may_freeze=may(Deed.FREEZE, round_.phase),
    )


@get(f"{URL}/{{code:str}}/verifikasi", allow=MANAGERS)
async def application_queue(
    request: SentraRequest,
    code: FromPath[str],
    q: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[str]:
    round_ = await one_round(code, now=now_of(request), drafts=True)
    # Litestar keeps the name `state` to itself.
    state = request.query_params.get("state", State.SUBMITTED)
    chosen = State(state) if state in {one.value for one in _SHOWN} else None
    number = Form({"page": page}).whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    q = q.strip()[:80].replace("\0", "")
    lines, total = await queue(
        round_.id, state=chosen, q=q, limit=PER_PAGE, offset=(number - 1) * PER_PAGE
    )
    counts = await states_of(round_.id)
    url = f"{URL}/{code}/verifikasi"
    return render(
        request,
        QueuePage(
            round=round_,
            lines=lines,
            names=dict(STATE_NAMES),
            badges=STATE_BADGES,
            tabs=[
                (STATE_NAMES[one], counts[one], f"{url}?state={one}", one is chosen)
                for one in _SHOWN
            ]
            + [(say("All"), sum(counts[one] for one in _SHOWN), f"{url}?state=", chosen is None)],
            kecamatan={one.code: one.name for one in all_kecamatan()},
            q=q,
            state=chosen or "",
            number=number,
            pages=max(1, -(-total // PER_PAGE)),
            total=total,
            url=f"{url}?{urlencode({'state': chosen or '', 'q': q})}&",
            next=await _next(request, round_),
        ),
    )


@get(f"{URL}/{{code:str}}/verifikasi/{{number:int}}", allow=MANAGERS)
async def look_at(
    request: SentraRequest, code: FromPath[str], number: FromPath[int]
) -> Response[str]:
    return await _look(request, code, number, Form())


@post(f"{URL}/{{code:str}}/verifikasi/{{number:int}}", allow=MANAGERS)
async def decide_about(
    request: SentraRequest, code: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    """Write the decision down and go on to whoever has waited longest."""
    form = Form(await request.form())
    now = now_of(request)
    round_ = await one_round(code, now=now, drafts=True)
    one = await application(round_.id, number)
    verdict = form.choice("verdict", State)
    try:
        form.check()
        assert verdict is not None  # noqa: S101 - form.check() did
        await decide(
            code,
            number,
            verdict,
            reason=form.value("reason"),
            affirmative=form.yes("affirmative") if one.claims_affirmative else None,
            seen=_moment(form.value("seen")),
            actor=actor_of(request),
            now=now,
        )
    except (Invalid, Conflict) as refusal:
        return await _look(request, code, number, form, refusal)
    following = await take_next(code, actor=actor_of(request), now=now)
    url = f"{URL}/{code}/verifikasi"
    return see_other(
        request,
        f"{url}/{following}" if following else url,
        say("%(holder)s: %(state)s.", holder=one.holder, state=STATE_NAMES[verdict]),
        undo_url=None,
    )


@post(f"{URL}/{{code:str}}/bekukan", allow=MANAGERS)
async def freeze_round(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    form = Form(await request.form())
    url = f"{URL}/{code}/kelola"
    try:
        frozen = await freeze(
            code,
            refuse_rest=form.yes("refuse_rest"),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return see_other(request, url, in_a_line(refusal), kind="danger")
    return see_other(
        request,
        url,
        say(
            "All is frozen: %(number)d applications take part. Publish this line: %(commitment)s",
            number=frozen.taking_part,
            commitment=frozen.commitment,
        ),
    )


async def _next(request: SentraRequest, round_: RoundView) -> int | None:
    return await next_to_verify(round_.id, officer=actor_of(request).account, now=now_of(request))


def _moment(text: str) -> datetime:
    """When the officer saw it changed last; a mangled field is as good as an old one."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


async def _look(
    request: SentraRequest, code: str, number: int, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    now = now_of(request)
    round_ = await one_round(code, now=now, drafts=True)
    one = await application(round_.id, number)
    if refusal is not None:
        form.learn(refusal)
    names = {each.code: each.name for each in await programmes_of(round_.id)}
    due = papers_due(one.category, affirmative=one.affirmative)
    found = standing(
        await facts_of(one.enterprise, affirmative=one.affirmative, on=today(now)),
        round_.terms,
        starts=round_.starts,
        ends=round_.ends,
    )
    page = LookPage(
        title=say("%(name)s", name=one.holder),
        round=round_,
        one=one,
        state=STATE_NAMES[one.state],
        badge=STATE_BADGES[one.state],
        choices=[names[choice] for choice in one.choices],
        papers=[
            (PAPER_NAMES[kind], [each for each in one.papers if each.kind is kind], kind in due)
            for kind in Paper
            if kind in due or any(each.kind is kind for each in one.papers)
        ],
        standing=found,
        classes=[class_name(kind) for kind in found.classes],
        kecamatan={each.code: each.name for each in all_kecamatan()}.get(one.kecamatan, ""),
        form=form,
        may_decide=may(Deed.VERIFY, round_.phase)
        and one.state not in {State.DRAFT, State.WITHDRAWN},
        looked_by=_other_officer(one, actor_of(request), now=now),
        problems=said(form, otherwise="verdict"),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


def _other_officer(one: ApplicationView, actor: Actor, *, now: datetime) -> str:
    recent = one.looked_at is not None and one.looked_at > now - LOOKED_AT_FOR
    waits = one.state is State.SUBMITTED
    return one.looked_by or "" if recent and waits and one.looked_by != actor.name else ""
