"""`sentra enterprises`: import, list, show, export."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from sentra.cli import work
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.enterprise_sheets import export_csv, report_csv
from sentra.domain.enterprises import FIELD_LABELS, NIB_DIGITS
from sentra.domain.import_reports import ImportReport
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound
from sentra.domain.regions import find_kecamatan, kecamatan_of, kelurahan_of
from sentra.domain.roles import COMMAND_LINE
from sentra.domain.scales import SCALE_LABELS
from sentra.i18n import translate
from sentra.operations import enterprise_imports
from sentra.queries.enterprise_exports import export_rows
from sentra.queries.enterprises import (
    EnterpriseFilter,
    EnterpriseLine,
    EnterpriseRecord,
    State,
    find_by_nib,
    find_enterprise,
    list_enterprises,
)
from sentra.settings import Settings

_ROWS_SHOWN = 50


@click.group("enterprises")
def command() -> None:
    """The registry: import, list, show, export."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only say what would happen; store nothing.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write every refused row and its reasons to this CSV file.",
)
def import_file(file: Path, report: Path | None, *, check: bool) -> None:
    """Take a CSV or XLSX file into the registry: all of it, or nothing if a row is refused."""
    content = file.read_bytes()

    async def take(_settings: Settings) -> ImportReport:
        with _progress() as progress:
            if check:
                return await enterprise_imports.check_file(
                    content=content, filename=file.name, progress=progress
                )
            return await enterprise_imports.import_file(
                content=content,
                filename=file.name,
                actor=COMMAND_LINE,
                now=work.utc_now(),
                progress=progress,
            )

    found = work.run(take)
    if report is not None:
        report.write_bytes(report_csv(found.refused, dict(FIELD_LABELS), _words))
    _print_report(found, check=check)
    sys.exit(0 if found.clean else 1)


@command.command("list")
@click.argument("words", nargs=-1)
@click.option("--kecamatan", help="Name or code.")
@click.option("--category", type=click.Choice([word.value for word in Category]))
@click.option("--state", type=click.Choice([word.value for word in State]), default="active")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def list_command(
    words: tuple[str, ...], kecamatan: str | None, category: str | None, state: str, limit: int
) -> None:
    """List enterprises, those most like WORDS first."""
    place = find_kecamatan(kecamatan) if kecamatan else None
    if kecamatan and place is None:
        raise click.BadParameter(_words(say("Tangerang Selatan has no kecamatan of this name.")))
    narrowed = EnterpriseFilter(
        q=" ".join(words),
        kecamatan=place.code if place else None,
        category=Category(category) if category else None,
        state=State(state),
        private=True,
    )

    async def read(_settings: Settings) -> list[EnterpriseLine]:
        return await list_enterprises(narrowed, limit=limit)

    table = Table(*(_words(head) for head in _LIST_HEADS), box=None, pad_edge=False)
    for line in work.run(read):
        table.add_row(
            line.nib,
            _plain(line.name),
            _words(CATEGORY_LABELS[line.category]),
            kecamatan_of(line.kecamatan).name,
            _plain(line.product),
        )
    _console().print(table)


@command.command("show")
@click.argument("enterprise")
def show(enterprise: str) -> None:
    """Show all that is kept of one enterprise, by NIB or number."""

    async def read(_settings: Settings) -> EnterpriseRecord:
        found = await find_by_nib(enterprise)
        if found is None and enterprise.isdecimal() and len(enterprise) < NIB_DIGITS:
            found = await find_enterprise(int(enterprise))
        if found is None:
            raise NotFound(say("There is no such enterprise."))
        return found

    table = Table(box=None, show_header=False, pad_edge=False)
    for head, value in _facts(work.run(read)):
        table.add_row(_words(head), value)
    _console().print(table)


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path), default="-")
@click.option("--all", "everything", is_flag=True, help="Retired enterprises too.")
def export(file: Path, *, everything: bool) -> None:
    """Write the registry as CSV to FILE or standard output; the same data give the same bytes."""

    async def read(_settings: Settings) -> bytes:
        state = State.ALL if everything else State.ACTIVE
        return export_csv([row async for row in export_rows(state)])

    content = work.run(read)
    if str(file) == "-":
        sys.stdout.buffer.write(content)
    else:
        file.write_bytes(content)


_LIST_HEADS = (say("NIB"), say("Business name"), say("Category"), say("Kecamatan"), say("Products"))


def _words(message: Message) -> str:
    return translate(message, work.language())


def _console(*, stderr: bool = False) -> Console:
    """A console that does not fold a table for a file or a pipe."""
    wide = None if (sys.stderr if stderr else sys.stdout).isatty() else 240
    return Console(stderr=stderr, width=wide if "COLUMNS" not in os.environ else None)


@contextmanager
def _progress() -> Iterator[enterprise_imports.Progress]:
    """A bar on the terminal; nothing where the output is a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = _console(stderr=True)
    quiet = not console.is_terminal
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=quiet) as bar:
        task = bar.add_task(_words(say("Reading")), total=None)

        def told(done: int, of: int) -> None:
            half = done * 2 >= of > 0
            words = _words(say("Storing") if half else say("Reading"))
            bar.update(task, completed=done, total=of, description=words)

        yield told


def _print_report(report: ImportReport, *, check: bool) -> None:
    out = _console()
    counts = {
        "new": report.new,
        "changed": len(report.changed),
        "unchanged": report.unchanged,
        "refused": len(report.refused),
    }
    sentence = say(
        "%(new)s new, %(changed)s changed, %(unchanged)s the same, %(refused)s refused.", **counts
    )
    out.print(_words(sentence))
    if report.unknown:
        names = ", ".join(report.unknown)
        out.print(_words(say("Columns that were not read: %(names)s.", names=names)), markup=False)
    if report.clean:
        done = say("Only checked: nothing is stored.") if check else say("All of it is stored.")
        out.print(_words(done), style="green")
        return
    out.print(_words(say("Nothing is stored, because rows are refused:")), style="red")
    out.print(_refused(report))
    if len(report.refused) > _ROWS_SHOWN:
        more = say(
            "%(count)s more rows: --report FILE has them all.",
            count=len(report.refused) - _ROWS_SHOWN,
        )
        out.print(_words(more))


def _refused(report: ImportReport) -> Table:
    heads = (say("Row"), say("Business name"), say("Field"), say("What is wrong"), say("Value"))
    table = Table(*(_words(head) for head in (*heads, say("What to do"))))
    for row in report.refused[:_ROWS_SHOWN]:
        for problem in row.problems:
            label = FIELD_LABELS.get(problem.field)
            table.add_row(
                str(row.number),
                _plain(row.name),
                _words(label) if label else problem.field,
                _words(problem.rule),
                _plain(problem.value or ""),
                _words(problem.remedy) if problem.remedy else "",
            )
    return table


def _plain(text: str) -> str:
    """A stranger's text without meaning for rich ("[red]")."""
    return text.replace("[", r"\[")


def _facts(record: EnterpriseRecord) -> list[tuple[Message, str]]:
    state = say("Active") if record.active else say("Retired")
    values = {
        "name": record.name,
        "nib": record.nib,
        "owner": record.owner,
        "nik": record.nik,
        "phone": record.phone,
        "email": record.email,
        "address": record.address,
        "kelurahan": kelurahan_of(record.kelurahan).name if record.kelurahan else None,
        "kecamatan": kecamatan_of(record.kecamatan).name,
        "scale": _words(SCALE_LABELS[record.scale]),
        "category": _words(CATEGORY_LABELS[record.category]),
        "product": record.product,
    }
    facts = [(FIELD_LABELS[field], _plain(value or "-")) for field, value in values.items()]
    facts.append((say("Cooperative"), _plain(record.cooperative_name or "-")))
    return [*facts, (say("State"), _words(state)), (say("Number"), str(record.id))]
