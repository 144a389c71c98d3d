"""From the bytes of an office's spreadsheet to rows by field, whatever their order and dress."""

import re
from collections.abc import Iterator

from msgspec import Struct

from sentra.domain import csv_text, xlsx
from sentra.domain.cells import Cell, is_nothing, text_of
from sentra.domain.enterprises import FIELD_LABELS
from sentra.domain.headings import HEADINGS_WITHIN, Columns, columns_of, reader_of, unknown_headings
from sentra.domain.messages import say
from sentra.domain.xlsx import Rows, refuse

MOST_BYTES = 20 * 2**20

REQUIRED = ("name", "nib", "owner", "phone", "address", "kelurahan", "category")
_FEWEST_HEADINGS = 3
_MOST_SHEETS = 20
_MOST_FOOTER_CELLS = 2
_MOST_TOTAL_CELLS = 3
_TOTAL = re.compile(r"(grand\s+|sub\s*)?(total|jumlah)\b", re.IGNORECASE)


class SheetRow(Struct, frozen=True):
    """One row; `number` is the one its spreadsheet program shows beside it."""

    number: int
    cells: dict[str, Cell]


class Sheet(Struct, frozen=True):
    """A table whose columns are understood.

    Attributes:
        unknown: Headings of columns that were not understood and not read.
        left_out: Numbers of rows that are no enterprises: totals, signatures, repeated headings.
    """

    rows: list[SheetRow]
    unknown: tuple[str, ...]
    left_out: tuple[int, ...]


def read_sheet(content: bytes, *, filename: str) -> Sheet:
    """The first table with headings we know, from CSV or XLSX told apart by content.

    Raises:
        Invalid: Too large, damaged, protected, of another kind, or without the columns needed.
    """
    best: tuple[Rows, int, Columns] | None = None
    for rows in _tables(content, filename):
        index, columns = _headings(rows)
        if best is None or len(columns) > len(best[2]):
            best = rows, index, columns
    if best is None or len(best[2]) < _FEWEST_HEADINGS:
        raise refuse(
            say("No row of headings was found."),
            say("The first rows need headings such as: %(names)s.", names=_labels(*REQUIRED)),
        )
    rows, index, columns = best
    _check_columns(columns)
    return _sheet(rows, index, columns)


def _tables(content: bytes, filename: str) -> Iterator[Rows]:
    if len(content) > MOST_BYTES:
        raise refuse(
            say("The file is larger than %(most)s MB.", most=MOST_BYTES // 2**20),
            say("Delete pictures and unused sheets, or split the file."),
        )
    if content.startswith(b"PK"):
        for number, rows in enumerate(xlsx.read_workbook(content)):
            if number < _MOST_SHEETS:
                yield rows
        return
    _refuse_other_kinds(content, filename)
    yield csv_text.read_table(csv_text.decode(content), known=lambda rows: len(_headings(rows)[1]))


def _refuse_other_kinds(content: bytes, filename: str) -> None:
    if not content.strip():
        raise refuse(say("The file is empty."), say("Choose the file with your enterprises."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refuse(
                say("The file is protected with a password."), say("Save it without a password.")
            )
        raise refuse(
            say("This is the old XLS format."), say("Save it as XLSX or CSV and upload that.")
        )
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<")):
        raise refuse(
            say("%(name)s is not a spreadsheet.", name=filename[-80:]),
            say("Choose a file in XLSX or CSV format."),
        )


def _headings(rows: Rows) -> tuple[int, Columns]:
    """The row among the first ones in which most headings are known."""
    found = [(index, columns_of(cells)) for index, (_, cells) in enumerate(rows[:HEADINGS_WITHIN])]
    return max(found, key=lambda pair: len(pair[1]), default=(0, {}))


def _check_columns(columns: Columns) -> None:
    missing = [field for field in REQUIRED if field not in columns]
    if not {"scale", "sales"} & columns.keys():
        missing.append("scale")
    if missing:
        raise refuse(
            say("Columns are missing: %(names)s.", names=_labels(*missing)),
            say("Add them with these headings; the order does not matter."),
        )


def _sheet(rows: Rows, index: int, columns: Columns) -> Sheet:
    headings = rows[index][1]
    read = reader_of(columns)
    kept: list[SheetRow] = []
    left_out: list[int] = []
    for number, cells in rows[index + 1 :]:
        fields = read(cells)
        if not any(not is_nothing(text_of(cell)) for cell in fields.values()):
            continue
        if cells == headings or _is_total(cells, fields):
            left_out.append(number)
        else:
            kept.append(SheetRow(number, fields))
    while kept and _is_footer(kept[-1]):
        left_out.append(kept.pop().number)
    return Sheet(kept, unknown_headings(headings, columns), tuple(sorted(left_out)))


def _is_total(cells: list[Cell], fields: dict[str, Cell]) -> bool:
    """A sum: says so first, and has next to nothing else ("Total Laundry" has all of its facts)."""
    if len(fields) > _MOST_TOTAL_CELLS:
        return False
    first = next((text for cell in cells if (text := text_of(cell))), "")
    return _TOTAL.match(first) is not None


def _is_footer(row: SheetRow) -> bool:
    """A signature or a remark under the table: a cell or two, and no NIB."""
    return "nib" not in row.cells and len(row.cells) <= _MOST_FOOTER_CELLS


def _labels(*fields: str) -> tuple[object, ...]:
    return tuple(FIELD_LABELS[field] for field in fields)
