"""`sentra plan check FILE` and `sentra plan load FILE`."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from floors.domain.plan_checks import sound_plan
from floors.operations.plans import PlanReport, load_plan
from sentra.cli import work
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Refusal
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import Locale, translate
from sentra.settings import Settings

_File = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_SHOWN = 8
"""Codes named in a line of the report before it says only how many more there are."""


@click.group("plan")
def command() -> None:
    """The building's plan: a GeoJSON file of OGC IMDF features (see docs/plan-file.md)."""


@command.command()
@_File
def check(file: Path) -> None:
    """Say what is wrong with a plan file; status 1 if anything is. Needs no database."""
    try:
        plan = sound_plan(file.read_bytes())
    except Refusal as refusal:
        _show(refusal, work.language())
        sys.exit(1)
    stalls = sum(len(floor.stalls) for floor in plan.floors)
    rooms = sum(not room.joins for floor in plan.floors for room in floor.rooms)
    click.echo(
        _say(
            say(
                "%(name)s: %(floors)s floors, %(stalls)s stalls, %(rooms)s rooms; no problems.",
                name=plan.site.name.id,
                floors=len(plan.floors),
                stalls=stalls,
                rooms=rooms,
            )
        )
    )


@command.command()
@_File
def load(file: Path) -> None:
    """Take a plan file as the building from now on. The same file again changes nothing."""
    content = file.read_bytes()

    async def take(_settings: Settings) -> PlanReport | Refusal:
        try:
            return await load_plan(content=content, actor=COMMAND_LINE, now=work.utc_now())
        except Refusal as refusal:
            return refusal

    result = work.run(take)
    if isinstance(result, Refusal):
        _show(result, work.language())
        sys.exit(1)
    _report(result)


def _report(report: PlanReport) -> None:
    if not report.changes:
        click.echo(_say(say("No changes: the building is as in this plan.")))
        return
    levels = ", ".join(str(level) for level in report.floors)
    changed = _listed([change.code for change in report.changed])
    lines = (
        (levels, say("Floors drawn anew: %(levels)s", levels=levels)),
        (report.added, say("Added: %(codes)s", codes=_listed(report.added))),
        (changed, say("Changed: %(codes)s", codes=changed)),
        (report.retired, say("Retired: %(codes)s", codes=_listed(report.retired))),
    )
    for something, line in lines:
        if something:
            click.echo(_say(line))
    click.echo(_say(say("Unchanged spaces: %(count)s", count=report.unchanged)))


def _listed(codes: list[str]) -> str:
    named = ", ".join(codes[:_SHOWN])
    more = len(codes) - _SHOWN
    return f"{named} … (+{more})" if more > 0 else named


def _show(refusal: Refusal, locale: Locale) -> None:
    """The problems as a table: feature, rule, value seen, what to do."""
    console = Console(stderr=True)
    console.print(translate(refusal.message, locale), style="red", markup=False)
    headings = (say("Feature"), say("Rule"), say("Seen"), say("What to do"))
    table = Table(*(translate(heading, locale) for heading in headings), show_lines=True)
    for problem in refusal.problems:
        remedy = translate(problem.remedy, locale) if problem.remedy else ""
        cells = (problem.field, translate(problem.rule, locale), problem.value or "", remedy)
        table.add_row(*(_plain(cell) for cell in cells))
    if refusal.problems:
        console.print(table)


def _plain(text: str) -> str:
    """A file's words as they are: none of them is markup or moves the cursor."""
    visible = "".join(character if character.isprintable() else "�" for character in text)
    return visible.replace("[", r"\[")


def _say(message: Message) -> str:
    return translate(message, work.language())
