"""`sentra rounds offers`: from the decree to the closed round."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from floors.domain.decree import Decree
from floors.domain.offers import OFFER_NAMES, OfferState
from floors.operations.rounds import decreeing, moving_in, offering
from floors.operations.rounds.choosing import wish_for
from floors.queries.rounds import one_round
from floors.queries.rounds.offers import Offered, offer_of, offers_page
from sentra.cli import work
from sentra.domain.enterprises import NIB_DIGITS
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import translate
from sentra.queries.enterprises import find_by_nib
from sentra.settings import Settings

_MOST = 10_000
_ROUND = click.argument("code", metavar="ROUND")
_NIB = click.argument("nib")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("offers")
def command() -> None:
    """Offers of a decreed round: list, accept, stay, decline, wish, give-out, moved-in, leave."""


@click.command("decree")
@_ROUND
@click.option("--number", required=True, help="Of the decree (SK).")
@click.option("--date", "on", type=_DAY, required=True, help="When it was signed.")
@click.option("--name", required=True, help="Who signed it, with degrees.")
@click.option("--title", required=True, help="Of which office.")
@click.option("--nip", default="", help="The signatory's, 18 digits.")
def decree(*, code: str, number: str, on: datetime, name: str, title: str, nip: str) -> None:
    """Write down the signed decree; from then on every winner has an offer."""
    signed = Decree(number=number, date=on.date(), name=name, title=title, nip=nip)

    async def write(_settings: Settings) -> None:
        await decreeing.decree(code, signed, actor=COMMAND_LINE, now=work.utc_now())

    work.run(write)


@click.command("close")
@_ROUND
def close(code: str) -> None:
    """Close a round into which everybody has moved; its waiting list goes on."""

    async def write(_settings: Settings) -> None:
        await moving_in.close(code, actor=COMMAND_LINE, now=work.utc_now())

    work.run(write)


@click.command("papers")
@_ROUND
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--names", is_flag=True, help="The office's decree, with names.")
@click.option("--lease", "nib", help="The lease of the enterprise with this NIB instead.")
def papers(code: str, file: Path, *, names: bool, nib: str | None) -> None:
    """Write the decree as PDF into FILE, or a lease."""

    async def make(_settings: Settings) -> bytes:
        # Imported here: what typesets is large, and no other command needs it.
        from floors.papers.decrees import decree_paper  # noqa: PLC0415
        from floors.papers.leases import lease_paper  # noqa: PLC0415

        round_ = await one_round(code, now=work.utc_now())
        if nib is None:
            return await decree_paper(round_, named=names)
        return (await lease_paper(round_, await _enterprise(nib)))[1]

    file.write_bytes(work.run(make))


@command.command("list")
@_ROUND
@click.option("--state", type=click.Choice([state.value for state in OfferState]))
def list_(code: str, state: str | None) -> None:
    """One line each, in the order of the draw: number, name, programme, state, stall."""

    async def read(_settings: Settings) -> list[Offered]:
        round_ = await one_round(code, now=work.utc_now(), drafts=True)
        wanted = OfferState(state) if state else None
        return (await offers_page(round_.id, state=wanted, limit=_MOST, offset=0))[0]

    for one in work.run(read):
        _say(one)


@command.command("accept")
@_ROUND
@_NIB
@click.option("--stay", is_flag=True, help="Do not move up, whatever comes free.")
def accept(code: str, nib: str, *, stay: bool) -> None:
    """Take the place that the enterprise with this NIB is offered."""
    _do(code, nib, lambda who: offering.accept(code, stay=stay, **who))


@command.command("stay")
@_ROUND
@_NIB
def stay_(code: str, nib: str) -> None:
    """Stay with a place instead of moving up."""
    _do(code, nib, lambda who: offering.stay(code, **who))


@command.command("decline")
@_ROUND
@_NIB
@click.option("--reason", default="", help="For the audit trail.")
def decline(code: str, nib: str, reason: str) -> None:
    """Give a place up; it goes to the next number."""
    _do(code, nib, lambda who: offering.decline(code, reason=reason, **who))


@command.command("wish")
@_ROUND
@_NIB
@click.argument("stalls", nargs=-1)
def wish(code: str, nib: str, stalls: tuple[str, ...]) -> None:
    """List the STALLS that the enterprise would like, the dearest first."""
    _do(code, nib, lambda who: wish_for(code, stalls=stalls, **who))


@command.command("give-out")
@_ROUND
def give_out(code: str) -> None:
    """Give every winner who accepted her stall. Prints the stalls, then what stood in the way."""

    async def write(_settings: Settings) -> moving_in.GivenOut:
        return await moving_in.let_move_in(code, actor=COMMAND_LINE, now=work.utc_now())

    given = work.run(write)
    for stall in sorted(given.stalls.values()):
        click.echo(stall)
    for message in given.held_up.values():
        click.echo(translate(message, work.language()), err=True)


@command.command("give")
@_ROUND
@_NIB
def give(code: str, nib: str) -> None:
    """Give a stall to a winner who could not get one when all were given out."""
    _do(code, nib, lambda who: moving_in.give_stall(code, **who))


@command.command("moved-in")
@_ROUND
@_NIB
def moved_in(code: str, nib: str) -> None:
    """Note that the enterprise has signed its lease and moved in."""
    _do(code, nib, lambda who: moving_in.note_moved_in(code, **who))


@command.command("leave")
@_ROUND
@_NIB
@click.option("--on", type=_DAY, required=True, help="The first day that is not theirs any more.")
@click.option("--reason", required=True, help="For the audit trail.")
def leave(code: str, nib: str, on: datetime, reason: str) -> None:
    """End a tenancy of the round and offer its stall to the next number."""
    _do(code, nib, lambda who: moving_in.leave(code, on=on.date(), reason=reason, **who))


@command.command("lapse")
def lapse() -> None:
    """Pass on what nobody answered in time, as a running server does by itself. Prints how many."""

    async def write(_settings: Settings) -> int:
        return await offering.let_lapse(work.utc_now())

    click.echo(work.run(write))


def _do(code: str, nib: str, deed: Callable[[dict[str, Any]], Coroutine[Any, Any, object]]) -> None:
    """Do it for the enterprise with this NIB, and say how its offer stands then."""

    async def write(_settings: Settings) -> Offered | None:
        now, enterprise = work.utc_now(), await _enterprise(nib)
        await deed({"enterprise": enterprise, "actor": COMMAND_LINE, "now": now})
        return await offer_of((await one_round(code, now=now)).id, enterprise)

    found = work.run(write)
    if found is not None:
        _say(found)


async def _enterprise(nib: str) -> int:
    known = nib.isascii() and nib.isdigit() and len(nib) == NIB_DIGITS
    found = await find_by_nib(nib) if known else None
    if found is None:
        raise NotFound(say("There is no such enterprise."))
    return found.id


def _say(one: Offered) -> None:
    state = translate(OFFER_NAMES[one.state], work.language())
    number = "" if one.number is None else str(one.number)
    click.echo("\t".join((number, one.holder, one.programme, state, one.stall or "")))


COMMANDS = (command, decree, papers, close)
