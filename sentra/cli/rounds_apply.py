"""`sentra rounds applications`: what the office does with applications, and enters for others."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click

from floors.domain.applying import PAPER_NAMES, STATE_NAMES, State, papers_due
from floors.domain.round_terms import Paper
from floors.operations.rounds import applying, papers
from floors.operations.rounds.verifying import decide as decide_about
from floors.queries.rounds import one_round
from floors.queries.rounds.applications import (
    ApplicationView,
    QueueLine,
    application_of,
    queue,
    states_of,
)
from sentra.cli import work
from sentra.domain.enterprises import NIB_DIGITS
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import moment, translate
from sentra.queries.enterprises import find_by_nib
from sentra.settings import Settings

_ROWS = 1000
_ROUND = click.argument("code", metavar="ROUND")
_NIB = click.argument("nib")


@click.group("applications")
def command() -> None:
    """Applications of a round: list, show, choose, paper, submit, withdraw, decide."""


@command.command("list")
@_ROUND
@click.option("--state", type=click.Choice([state.value for state in State]))
@click.option("--search", default="", help="Part of a name, or a NIB.")
def list_(code: str, state: str | None, search: str) -> None:
    """One line each, in the order they were handed in; then how many are in each state."""

    async def read(_settings: Settings) -> tuple[list[QueueLine], dict[State, int]]:
        round_ = await one_round(code, now=work.utc_now(), drafts=True)
        chosen = State(state) if state else None
        found: list[QueueLine] = []
        total = 1
        while len(found) < total:
            lines, total = await queue(
                round_.id, state=chosen, q=search, limit=_ROWS, offset=len(found)
            )
            if not lines:
                break
            found += lines
        return found, dict(await states_of(round_.id))

    lines, counts = work.run(read)
    locale = work.language()
    for one in lines:
        when = moment(one.submitted, locale) if one.submitted else "-"
        click.echo("\t".join((one.holder, _words(STATE_NAMES[one.state]), when)))
    said = [f"{_words(STATE_NAMES[kind])}: {count}" for kind, count in counts.items() if count]
    click.echo("; ".join(said), err=True)


@command.command("show")
@_ROUND
@_NIB
def show(code: str, nib: str) -> None:
    """The application of the enterprise with this NIB: state, code, choices, papers."""

    async def read(_settings: Settings) -> ApplicationView:
        return await _application(code, nib)

    _say(work.run(read))


@command.command("choose")
@_ROUND
@_NIB
@click.argument("programmes", nargs=-1, required=True)
@click.option("--affirmative", is_flag=True, help="It asks for the affirmative class.")
def choose(code: str, nib: str, programmes: tuple[str, ...], *, affirmative: bool) -> None:
    """Keep what an enterprise wishes for: codes of PROGRAMMES, the dearest first."""

    async def write(enterprise: int) -> None:
        await applying.choose(
            code,
            enterprise=enterprise,
            choices=programmes,
            affirmative=affirmative,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    _say(_done(code, nib, write))


@command.command("paper")
@_ROUND
@_NIB
@click.argument("kind", type=click.Choice([kind.value for kind in Paper]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--number", default="", help="The paper's own number.")
def paper(code: str, nib: str, kind: str, file: Path, number: str) -> None:
    """Add a FILE (PDF, JPEG, PNG or WebP) to an application."""
    content = file.read_bytes()

    async def write(enterprise: int) -> None:
        await papers.attach(
            code,
            enterprise=enterprise,
            kind=Paper(kind),
            filename=file.name,
            content=content,
            number=number,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    _say(_done(code, nib, write))


@command.command("submit")
@_ROUND
@_NIB
@click.option("--nik", default="", help="The owner's, where the register has none; it is not kept.")
def submit(code: str, nib: str, nik: str) -> None:
    """Hand an application in."""

    async def write(enterprise: int) -> None:
        await applying.hand_in(
            code, enterprise=enterprise, nik=nik, actor=COMMAND_LINE, now=work.utc_now()
        )

    _say(_done(code, nib, write))


@command.command("withdraw")
@_ROUND
@_NIB
def withdraw(code: str, nib: str) -> None:
    """Take an application back."""

    async def write(enterprise: int) -> None:
        await applying.withdraw(code, enterprise=enterprise, actor=COMMAND_LINE, now=work.utc_now())

    _say(_done(code, nib, write))


@command.command("decide")
@_ROUND
@_NIB
@click.argument("verdict", type=click.Choice(["accepted", "returned", "refused"]))
@click.option("--reason", default="", help="What the enterprise reads; needed unless accepted.")
@click.option(
    "--affirmative/--no-affirmative",
    default=None,
    help="Whether the affirmative class is granted.",
)
def decide(code: str, nib: str, verdict: str, reason: str, *, affirmative: bool | None) -> None:
    """Accept an application, ask for something again (returned), or refuse it."""

    async def write(_enterprise: int) -> None:
        await decide_about(
            code,
            (await _application(code, nib)).id,
            State(verdict),
            reason=reason,
            affirmative=affirmative,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    _say(_done(code, nib, write))


def _done(
    code: str, nib: str, write: Callable[[int], Coroutine[Any, Any, None]]
) -> ApplicationView:
    """Do it for the enterprise with this NIB; its application as it is then."""

    async def whole(_settings: Settings) -> ApplicationView:
        await write(await _enterprise(nib))
        return await _application(code, nib)

    return work.run(whole)


async def _enterprise(nib: str) -> int:
    known = nib.isascii() and nib.isdigit() and len(nib) == NIB_DIGITS
    found = await find_by_nib(nib) if known else None
    if found is None:
        raise NotFound(say("There is no such enterprise."))
    return found.id


async def _application(code: str, nib: str) -> ApplicationView:
    round_ = await one_round(code, now=work.utc_now(), drafts=True)
    found = await application_of(round_.id, await _enterprise(nib))
    if found is None:
        raise NotFound(say("There is no such application."))
    return found


def _say(one: ApplicationView) -> None:
    """What is known of it, a line for each choice and for each paper."""
    click.echo("\t".join((one.holder, _words(STATE_NAMES[one.state]), one.pseudonym)))
    if one.reason:
        click.echo(f"  {one.reason}")
    for rank, choice in enumerate(one.choices, 1):
        click.echo(f"  {rank}. {choice}")
    for each in one.papers:
        click.echo(f"  {_words(PAPER_NAMES[each.kind])}\t{each.filename}\t{each.size}")
    have = {each.kind for each in one.papers}
    for kind in papers_due(one.category, affirmative=one.affirmative):
        if kind not in have:
            click.echo(f"  {_words(PAPER_NAMES[kind])}\t{_words(say('still missing'))}")


def _words(message: Message) -> str:
    return translate(message, work.language())
