"""`sentra rounds`: freezing, drand's seed, the draw, its record and result, objections."""

from collections.abc import Sequence
from importlib.resources import files as packaged
from pathlib import Path
from typing import TextIO

import click

from floors.domain.draw.explain import seat_label, sentences
from floors.domain.round_terms import class_name
from floors.domain.trial_runs import MOST_PEOPLE, Tried
from floors.operations.rounds import objecting
from floors.operations.rounds.drawing import Run, draw_round
from floors.operations.rounds.freezing import Frozen
from floors.operations.rounds.freezing import freeze as freeze_round
from floors.operations.rounds.seeding import paste_beacon
from floors.queries.rounds import one_round, programmes_of
from floors.queries.rounds.objections import ObjectionView
from floors.queries.rounds.objections import objections as all_objections
from floors.queries.rounds.record import record_files
from floors.queries.rounds.results import ResultLine, explained
from floors.queries.rounds.trials import Crowd, trial_of, tried
from sentra.cli import work
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import moment, today, translate
from sentra.settings import Settings

_VERIFIER = "verify_sentra_round.py"
_BEACON_MOST = 4000
_ROUND = click.argument("code", metavar="ROUND")


@click.command("try")
@_ROUND
@click.option(
    "--made-up",
    type=click.IntRange(1, MOST_PEOPLE),
    help="A made-up crowd of so many, in place of all registered enterprises.",
)
def try_(code: str, made_up: int | None) -> None:
    """Draw fifty times: by class, who applies, who gets a stall (mean, fewest, most), its seats."""

    async def read(_settings: Settings) -> Tried:
        now = work.utc_now()
        round_ = await one_round(code, now=now, drafts=True)
        crowd = Crowd.REGISTERED if made_up is None else Crowd.MADE_UP
        return await tried(await trial_of(round_, crowd, many=made_up or 1, on=today(now)))

    for one in work.run(read).classes:
        figures = (one.members, round(one.mean, 1), one.least, one.most, round(one.seats, 1))
        click.echo("\t".join((_words(class_name(one.kind)), *map(str, figures))))


@click.command("freeze")
@_ROUND
@click.option("--refuse-rest", is_flag=True, help="Refuse what nobody has decided about.")
def freeze(code: str, *, refuse_rest: bool) -> None:
    """Fix what the draw is made of; prints the commitment, to be published before the seed."""

    async def write(_settings: Settings) -> Frozen:
        return await freeze_round(
            code, refuse_rest=refuse_rest, actor=COMMAND_LINE, now=work.utc_now()
        )

    frozen = work.run(write)
    click.echo(frozen.commitment)
    click.echo(_words(say("Applications taking part: %(n)d.", n=frozen.taking_part)), err=True)


@click.command("beacon")
@_ROUND
@click.argument("answer", type=click.File("r"), default="-")
def beacon(code: str, answer: TextIO) -> None:
    """Take drand's ANSWER (a JSON file, or what is piped in) as the seed that was announced.

    A witnessed draw is typed by two officers on the round's page, each under her own name.
    """
    pasted = answer.read(_BEACON_MOST)

    async def write(_settings: Settings) -> None:
        await paste_beacon(code, pasted, actor=COMMAND_LINE, now=work.utc_now())

    work.run(write)


@click.command("draw")
@_ROUND
def draw(code: str) -> None:
    """Make the draw, and publish its result at once."""

    async def write(_settings: Settings) -> Run:
        return await draw_round(code, actor=COMMAND_LINE, now=work.utc_now())

    outcome = work.run(write).outcome
    said = say(
        "The draw is made and published: %(winners)d of %(applications)d have a stall.",
        winners=len(outcome.places),
        applications=len(outcome.order),
    )
    click.echo(_words(said))


@click.command("record")
@_ROUND
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--edition", type=click.IntRange(min=1), help="An earlier run of the draw.")
def record(code: str, folder: Path, edition: int | None) -> None:
    """Write the public record into FOLDER, and the program that recomputes it."""

    async def read(_settings: Settings) -> dict[str, bytes]:
        round_ = await one_round(code, now=work.utc_now())
        return await record_files(round_.id, edition=edition)

    found = work.run(read) | {
        _VERIFIER: packaged("floors").joinpath("data", _VERIFIER).read_bytes()
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in found.items():
        (folder / name).write_bytes(content)
        click.echo(str(folder / name))


@click.command("results")
@_ROUND
@click.option("--programme", help="Only those with a place there.")
@click.option("--search", default="", help="A number, or the beginning of a pseudonym.")
def results(code: str, programme: str | None, search: str) -> None:
    """Number, pseudonym, programme and class of seat, in the order of the draw."""

    async def read(_settings: Settings) -> Sequence[ResultLine]:
        round_ = await one_round(code, now=work.utc_now())
        run = await explained(round_.id)
        return run.lines(programme=programme, q=search, limit=None)[0] if run else []

    for line in work.run(read):
        seat = _words(seat_label(line.seat)) if line.seat else "-"
        click.echo("\t".join((str(line.number), line.pseudonym, line.programme or "-", seat)))


@click.command("why")
@_ROUND
@click.argument("pseudonym")
def why(code: str, pseudonym: str) -> None:
    """Why somebody did not get what she would have liked better, choice by choice."""

    async def read(_settings: Settings) -> Sequence[tuple[str, Sequence[Message]]]:
        round_ = await one_round(code, now=work.utc_now())
        run = await explained(round_.id)
        if run is None or pseudonym not in run.outcome.numbers:
            raise NotFound(say("Nobody took part under this code."))
        names = {one.code: one.name for one in await programmes_of(round_.id)}
        return [
            (f"{one.choice}. {one.programme}", sentences(one, names[one.programme]))
            for one in run.refusals(pseudonym)
        ]

    for head, told in work.run(read):
        click.echo(head)
        for sentence in told:
            click.echo(f"   {_words(sentence)}")


@click.command("objections")
@_ROUND
def objections(code: str) -> None:
    """What applicants hold against the result, and the answers; unanswered ones first."""

    async def read(_settings: Settings) -> Sequence[ObjectionView]:
        round_ = await one_round(code, now=work.utc_now())
        return await all_objections(round_.id)

    for one in work.run(read):
        click.echo("\t".join((str(one.id), moment(one.created, work.language()), one.holder)))
        click.echo(f"   {one.text}")
        if one.answered:
            upheld = _words(say("upheld") if one.upheld else say("not upheld"))
            click.echo(f"   {upheld}: {one.answer}")


@click.command("answer")
@_ROUND
@click.argument("objection", type=int)
@click.argument("text")
@click.option("--upheld", is_flag=True, help="The objection is right.")
def answer(code: str, objection: int, text: str, *, upheld: bool) -> None:
    """Answer an objection, once, before the result is decreed."""

    async def write(_settings: Settings) -> None:
        await objecting.answer(
            code, objection, text=text, upheld=upheld, actor=COMMAND_LINE, now=work.utc_now()
        )

    work.run(write)


COMMANDS: tuple[click.Command, ...] = (
    try_,
    freeze,
    beacon,
    draw,
    record,
    results,
    why,
    objections,
    answer,
)


def _words(message: Message) -> str:
    return translate(message, work.language())
