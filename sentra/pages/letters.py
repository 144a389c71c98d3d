"""/surat: the outbox. What waits, what is gone, and what could not be delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from sentra.domain.letters import text_of
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, NotFound
from sentra.domain.roles import MANAGERS
from sentra.mail.ways import folder_of
from sentra.operations.letters import KEPT, send_again
from sentra.queries.letters import (
    PAGE,
    LetterRow,
    content_of,
    counts,
    find_letter,
    list_letters,
)
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of, settings_of

STATES: Mapping[str, Message] = MappingProxyType(
    {
        "queued": say("Waiting to be sent"),
        "sent": say("Sent"),
        "aside": say("Not delivered"),
    }
)
_MOST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class LettersPage:
    template: ClassVar[str] = "sentra/letters.html"
    state: str
    tabs: Sequence[tuple[Message, int, str, bool]]
    """What each is called, how many letters are there, its address, whether it is open."""
    letters: Sequence[LetterRow]
    form: Form
    older: str | None
    late: int
    """How many letters wait that a mail server has not taken so far."""
    server: str | None
    """None: letters become files."""
    folder: str
    days: int = KEPT.days
    states: Mapping[str, Message] = field(default_factory=lambda: STATES)
    title: Message = say("Letters")


@dataclass(frozen=True, slots=True)
class LetterPage:
    template: ClassVar[str] = "sentra/letter.html"
    letter: LetterRow
    state: Message
    text: str | None
    """Its words, where this page is the only place to read them."""
    title: Message


@get("/surat", allow=MANAGERS)
async def letter_list(
    request: SentraRequest, tab: FromQuery[str] = "queued", before: FromQuery[int] = 0
) -> Response[str]:
    state = tab if tab in STATES else "queued"
    form = Form(dict(request.query_params))
    words = form.text("q", required=False)
    older_than = before if 0 < before <= _MOST_ID else None
    found = await list_letters(
        state=state, words=words if not form.problems else "", older_than=older_than, size=PAGE + 1
    )
    number = await counts()
    settings = settings_of(request)
    page = LettersPage(
        state=state,
        tabs=[
            (said, number[name], f"/surat?{urlencode({'tab': name})}", name == state)
            for name, said in STATES.items()
        ],
        letters=found[:PAGE],
        form=form,
        older=_older(found, state, words) if len(found) > PAGE else None,
        late=number["late"],
        server=settings.smtp_host,
        folder=str(folder_of(settings)),
    )
    return render(request, page)


@get("/surat/{letter:int}", allow=MANAGERS)
async def letter_page(request: SentraRequest, letter: FromPath[int]) -> Response[str]:
    found = await find_letter(letter)
    if found is None:
        raise NotFound(say("There is no such letter."))
    page = LetterPage(
        letter=found,
        state=STATES[found.state],
        text=await _words(found) if settings_of(request).smtp_host is None else None,
        title=say("%(subject)s", subject=found.subject),
    )
    return render(request, page)


@post("/surat/{letter:int}/kirim-ulang", allow=MANAGERS)
async def do_send_again(request: SentraRequest, letter: FromPath[int]) -> Response[Any]:
    try:
        await send_again(letter, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, f"/surat/{letter}", refusal.message, kind="danger")
    return see_other(request, "/surat", say("The letter is sent again within a minute."))


async def _words(letter: LetterRow) -> str | None:
    content = await content_of(letter.id)
    return None if content is None else text_of(content)


def _older(found: Sequence[LetterRow], state: str, words: str) -> str:
    query = {"tab": state, "q": words, "before": found[PAGE - 1].id}
    return f"/surat?{urlencode({key: value for key, value in query.items() if value})}"


HANDLERS = (letter_list, letter_page, do_send_again)
