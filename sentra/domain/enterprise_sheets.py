"""Tables of enterprises for people's spreadsheet programs: the template, the export, the report.

What is written here is read back by `enterprise_files`.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from sentra.domain.enterprise_files import RefusedRow
from sentra.domain.messages import Message, say

# Indonesian on purpose: these are the words of the offices' own forms.
HEADINGS = {
    "name": "Nama Usaha",
    "nib": "NIB",
    "owner": "Nama Pemilik",
    "nik": "NIK",
    "phone": "No. HP/WA",
    "email": "Email",
    "address": "Alamat",
    "kelurahan": "Kelurahan",
    "kecamatan": "Kecamatan",
    "scale": "Skala Usaha",
    "category": "Kategori",
    "product": "Produk",
}
_RULES = (
    "Satu baris untuk satu UKM. Urutan kolom bebas; kolom lain diabaikan.",
    "Wajib: Nama Usaha, NIB (13 angka), Nama Pemilik, HP/WA, Alamat, Kelurahan, Skala, Kategori.",
    "Boleh kosong: NIK (16 angka), Email, Kecamatan, Produk.",
    "Skala Usaha: Mikro, Kecil, atau Menengah. Boleh diganti kolom Omzet per Tahun (rupiah).",
    "Kategori: Makanan, Minuman, Fesyen, Kriya, Kecantikan, Rumah, Jasa, atau Lainnya.",
    "NIB, NIK, dan nomor HP adalah teks, supaya angka nol di depan tidak hilang.",
)
_CALCULATES = re.compile(r"[=+\-@\t\r]")
_TEXT_ROWS = 1_000
_LONG_AGO = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed stamp: the same template, the same bytes

Say = Callable[[Message], str]
"""Puts a sentence into the reader's language."""


def template_csv() -> bytes:
    """An empty table with the headings, for spreadsheet programs in Indonesian."""
    return as_csv([tuple(HEADINGS.values())], separator=";")


def template_xlsx() -> bytes:
    """An empty table whose cells are text, and the rules on a second sheet."""
    # Imported here: it takes a tenth of a second to load, and hardly anybody asks for a template.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415

    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "Data UKM"
    for column, heading in enumerate(HEADINGS.values(), 1):
        cell = sheet.cell(1, column, heading)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="0B3D38")
        sheet.column_dimensions[cell.column_letter].width = max(16, len(heading) + 4)
        for row in range(2, _TEXT_ROWS + 2):
            sheet.cell(row, column).number_format = "@"
    sheet.freeze_panes = "A2"
    rules = book.create_sheet("Petunjuk")
    rules.column_dimensions["A"].width = 110
    for rule in _RULES:
        rules.append([rule])
    book.properties.created = book.properties.modified = _LONG_AGO
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def export_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows, each with one value per heading, under the headings."""
    return as_csv([tuple(HEADINGS.values()), *rows])


def report_csv(refused: Iterable[RefusedRow], labels: dict[str, Message], words: Say) -> bytes:
    """Every reason of every refused row, for a spreadsheet program."""
    heads = (say("Row"), say("Business name"), say("Field"), say("Value"))
    table = [tuple(words(head) for head in (*heads, say("What is wrong"), say("What to do")))]
    table += [
        (
            str(row.number),
            row.name,
            words(labels[problem.field]) if problem.field in labels else problem.field,
            problem.value or "",
            words(problem.rule),
            words(problem.remedy) if problem.remedy else "",
        )
        for row in refused
        for problem in row.problems
    ]
    return as_csv(table)


def as_csv(rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    """A table for a spreadsheet: UTF-8, and no value that one would take for a formula."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, delimiter=separator)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    # The mark makes Excel read UTF-8.
    return kept.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, rows: Iterable[Sequence[str | int | date | None]]) -> bytes:
    """A table with a line of headings as a workbook; numbers and days can be reckoned with."""
    # Imported here, as above.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = title
    for row in rows:
        sheet.append([_harmless(value) if isinstance(value, str) else value for value in row])
    sheet.freeze_panes = "A2"
    book.properties.created = book.properties.modified = _LONG_AGO
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _harmless(value: str) -> str:
    """The value so that no spreadsheet program takes it for a formula."""
    return f"'{value}" if _CALCULATES.match(value) else value
