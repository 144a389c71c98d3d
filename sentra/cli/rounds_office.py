"""`sentra rounds`: drafting, announcing, moving and giving up a round, and looking at it."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

import click
import msgspec

from floors.api.rounds.shapes import RoundIn
from floors.domain.renewals import RENEWAL_NAMES
from floors.domain.round_terms import class_name, terms_in_words
from floors.domain.rounds import PHASE_NAMES, SCHEDULE_NAMES
from floors.operations.rounds import announcing, drafting, phases, programmes
from floors.queries.rounds import (
    ProgrammeView,
    RoundView,
    all_rounds,
    one_round,
    programmes_of,
)
from floors.queries.rounds.renewals import Holder, round_to_renew_in
from floors.queries.rounds.renewals import renewals as find_renewals
from sentra.cli import work
from sentra.domain.messages import Message, say
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import JAKARTA, moment, rupiah, translate
from sentra.settings import Settings

_ROUND = click.argument("code", metavar="ROUND")
_DRAFT_MOST = 100_000


@click.command("list")
def list_() -> None:
    """Code, phase, first and last day, stalls and name of every round, the newest first."""

    async def read(_settings: Settings) -> Sequence[RoundView]:
        return await all_rounds(now=work.utc_now(), drafts=True)

    for one in work.run(read):
        phase = _words(PHASE_NAMES[one.phase])
        days = f"{one.starts}\t{one.last}"
        click.echo(f"{one.code}\t{phase}\t{days}\t{one.stalls}\t{one.name}")


@click.command("show")
@_ROUND
def show(code: str) -> None:
    """A round's phase, dates, rules and programmes, with the seats of their classes."""

    async def read(_settings: Settings) -> tuple[RoundView, Sequence[ProgrammeView]]:
        found = await one_round(code, now=work.utc_now(), drafts=True)
        return found, await programmes_of(found.id)

    found, offered = work.run(read)
    click.echo(f"{found.code}\t{found.name}\t{_words(PHASE_NAMES[found.phase])}")
    for name, label in SCHEDULE_NAMES.items():
        when = moment(getattr(found.schedule, name), work.language())
        click.echo(f"{_words(label)}\t{when}")
    for rule in terms_in_words(found.terms):
        click.echo(_words(rule))
    for one in offered:
        rent = rupiah(one.rent, work.language())
        click.echo(f"{one.code}\t{one.name}\t{len(one.stalls)}\t{rent}")
        for kind in found.terms.precedence:
            if kind in one.seats:
                click.echo(f"   {one.seats[kind]}\t{_words(class_name(kind))}")
        click.echo(f"   {one.open_seats}\t{_words(class_name('open'))}")


@click.command("draft")
@click.argument("file", type=click.File("rb"))
def draft(file: BinaryIO) -> None:
    """Begin a round from a JSON FILE, as POST /api/v1/rounds takes it, with all free stalls."""
    try:
        given = msgspec.json.decode(file.read(_DRAFT_MOST), type=RoundIn)
    except msgspec.MsgspecError as error:
        raise click.ClickException(f"{file.name}: {error}") from None

    async def write(_settings: Settings) -> int:
        now = work.utc_now()
        await drafting.draft_round(given.draft(given.code), actor=COMMAND_LINE, now=now)
        return await programmes.suggest(given.code, actor=COMMAND_LINE, now=now)

    number = work.run(write)
    said = say("The round is drafted, with %(number)d programmes of free stalls.", number=number)
    click.echo(_words(said))


@click.command("announce")
@_ROUND
def announce(code: str) -> None:
    """Make a draft public; its rules, programmes and seats stand from then on."""
    _do(lambda now: announcing.announce(code, actor=COMMAND_LINE, now=now))


@click.command("hear")
@_ROUND
def hear(code: str) -> None:
    """Open the days in which applicants may object to the result."""
    _do(lambda now: phases.hear_objections(code, actor=COMMAND_LINE, now=now))


@click.command("cancel")
@_ROUND
@click.argument("reason")
def cancel(code: str, reason: str) -> None:
    """Give a round up for good; everybody reads the REASON."""
    _do(lambda now: phases.cancel(code, reason=reason, actor=COMMAND_LINE, now=now))


@click.command("dates")
@_ROUND
@click.argument("reason")
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="DATE=WHEN",
    help=f"Such as closes=2026-12-21T16:00; one of {', '.join(SCHEDULE_NAMES)}, move_in_by.",
)
def dates(code: str, reason: str, given: tuple[str, ...]) -> None:
    """Move dates that lie ahead, in Jakarta's time; the REASON is kept, every calendar follows."""
    moved = dict(_date(text) for text in given)
    move_in_by = moved.pop("move_in_by", None)

    async def move(now: datetime) -> None:
        found = await one_round(code, now=now, drafts=True)
        await drafting.move_dates(
            code,
            replace(found.schedule, **moved),
            move_in_by=move_in_by.astimezone(JAKARTA).date() if move_in_by else found.move_in_by,
            reason=reason,
            actor=COMMAND_LINE,
            now=now,
        )

    _do(move)


@click.command("renewals")
@click.argument("code", metavar="[ROUND]", default="")
def renewals(code: str) -> None:
    """Who holds a stall today, and whether they may renew in ROUND (the next one), and why not."""

    async def read(_settings: Settings) -> Sequence[Holder]:
        now = work.utc_now()
        return await find_renewals(await round_to_renew_in(code, now=now), now=now)

    for one in work.run(read):
        last = str(one.last) if one.last else "-"
        answer = _words(RENEWAL_NAMES[one.chance.kind])
        reasons = " ".join(_words(reason) for reason in one.chance.reasons)
        click.echo(f"{one.stall}\t{one.nib}\t{one.name}\t{last}\t{answer}\t{reasons}")


def _date(text: str) -> tuple[str, datetime]:
    name, _, when = text.partition("=")
    try:
        found = datetime.fromisoformat(when)
    except ValueError:
        found = None
    if found is None or name not in {*SCHEDULE_NAMES, "move_in_by"}:
        message = f"{text!r}: write it as closes=2026-12-21T16:00"
        raise click.BadParameter(message, param_hint="--set")
    local = found if found.tzinfo else found.replace(tzinfo=JAKARTA)
    return name, local.astimezone(UTC)


def _do(deed: Callable[[datetime], Coroutine[Any, Any, None]]) -> None:
    async def write(_settings: Settings) -> None:
        await deed(work.utc_now())

    work.run(write)


def _words(message: Message) -> str:
    return translate(message, work.language())


COMMANDS = (list_, show, draft, announce, dates, hear, cancel, renewals)
