"""A whole file of enterprises: those it holds, and every row refused with all its reasons."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from sentra.domain.cells import shown, text_of
from sentra.domain.enterprises import EnterpriseData, read_nib, read_row
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.spreadsheets import SheetRow, read_sheet

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""

_PROGRESS_EVERY = 500
_MOST_NAMED = 11


class NumberedEnterprise(Struct, frozen=True):
    """An enterprise and the number of its row in the file."""

    number: int
    data: EnterpriseData


class RefusedRow(Struct, frozen=True):
    """A row that cannot be taken; `name` is what its business name column holds."""

    number: int
    name: str
    problems: tuple[Problem, ...]


class EnterpriseFile(Struct, frozen=True):
    """What a file holds; `unknown` and `left_out` as in `Sheet`."""

    accepted: tuple[NumberedEnterprise, ...]
    refused: tuple[RefusedRow, ...]
    unknown: tuple[str, ...]
    left_out: tuple[int, ...]


def read_file(
    content: bytes, *, filename: str, progress: Progress = lambda _done, _of: None
) -> EnterpriseFile:
    """Read every row; a NIB in several rows refuses all of them.

    Raises:
        Invalid: The file as a whole cannot be read (see `read_sheet`), or holds no enterprise.
    """
    sheet = read_sheet(content, filename=filename)
    if not sheet.rows:
        rule = say("There are no enterprises under the headings.")
        raise Invalid(Problem("file", rule), message=rule)
    repeated = _repeated(sheet.rows)
    accepted: list[NumberedEnterprise] = []
    refused: list[RefusedRow] = []
    for done, row in enumerate(sheet.rows):
        if done % _PROGRESS_EVERY == 0:
            progress(done, len(sheet.rows))
        data = read_row(row.cells)
        twice = repeated.get(row.number)
        if isinstance(data, EnterpriseData) and twice is None:
            accepted.append(NumberedEnterprise(row.number, data))
            continue
        problems = data if isinstance(data, list) else []
        refused.append(
            RefusedRow(
                row.number,
                shown(row.cells.get("name")),
                (*problems, *([twice] if twice else [])),
            )
        )
    progress(len(sheet.rows), len(sheet.rows))
    return EnterpriseFile(tuple(accepted), tuple(refused), sheet.unknown, sheet.left_out)


def _repeated(rows: list[SheetRow]) -> Mapping[int, Problem]:
    """By row number, what is wrong where several rows have one NIB."""
    rows_of: dict[str, list[SheetRow]] = {}
    for row in rows:
        try:
            rows_of.setdefault(read_nib(row.cells.get("nib")), []).append(row)
        except Invalid:
            continue  # said once, where the row is read
    return {
        row.number: Problem(
            "nib",
            say(
                "This NIB is also in row %(rows)s.",
                rows=tuple(other.number for other in same[:_MOST_NAMED] if other is not row),
            ),
            text_of(row.cells.get("nib")),
            say("Keep one row for each enterprise."),
        )
        for same in rows_of.values()
        if len(same) > 1
        for row in same
    }
