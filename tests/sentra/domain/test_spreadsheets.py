import contextlib
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentra.domain.cells import Cell
from sentra.domain.refusals import Invalid
from sentra.domain.spreadsheets import MOST_BYTES, Sheet, SheetRow, read_sheet

HEADINGS = [
    "No",
    "Nama Usaha",
    "NIB",
    "Nama Pemilik",
    "No. HP/WA",
    "Alamat",
    "Kelurahan/Desa",
    "Skala Usaha",
    "Kategori",
]
ROW = [
    "1",
    "Dapur Siti",
    "1234567890123",
    "Siti",
    "08123456789",
    "Jl. A",
    "Ciater",
    "Mikro",
    "Makanan",
]
CELLS: dict[str, Cell] = {
    "name": "Dapur Siti",
    "nib": "1234567890123",
    "owner": "Siti",
    "phone": "08123456789",
    "address": "Jl. A",
    "kelurahan": "Ciater",
    "scale": "Mikro",
    "category": "Makanan",
}
TEXT = "\r\n".join(",".join(cells) for cells in (HEADINGS, ROW)) + "\r\n"


def read(content: bytes) -> Sheet:
    return read_sheet(content, filename="data")


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        read(content)
    (problem,) = refused.value.problems
    assert problem.rule == refused.value.message
    return str(problem.rule), str(problem.remedy)


def workbook(
    *sheets: Sequence[Sequence[object]], change: Callable[..., None] = lambda _: None
) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def replaced(content: bytes, name: str, part: bytes) -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
        if name not in old.namelist():
            new.writestr(name, part)
    return kept.getvalue()


BOOK = workbook([HEADINGS, ROW])
FIRST_SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s'
    b"</sheetData></worksheet>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_it_reads_csv_as_offices_save_it(encoding: str, separator: str, newline: str) -> None:
    text = TEXT.replace("Dapur Siti", "Café Siti").replace(",", separator)
    content = text.replace("\r\n", newline).encode(encoding)
    assert read(content).rows == [SheetRow(2, CELLS | {"name": "Café Siti"})]


def test_it_reads_a_workbook() -> None:
    assert read(BOOK) == Sheet([SheetRow(2, CELLS)], (), ())


def test_it_obeys_the_line_that_names_the_separator() -> None:
    content = ("sep=;\r\n" + TEXT.replace(",", ";")).encode()
    assert read(content).rows == [SheetRow(3, CELLS)]


def test_titles_empty_rows_totals_and_signatures_are_left_out() -> None:
    rows: list[list[object]] = [
        ["DATA UMKM KOTA TANGERANG SELATAN"],
        [],
        [None, *HEADINGS],
        [None, *ROW],
        [None, None, " "],
        [None, *HEADINGS],
        [None, *ROW],
        [None, "Jumlah", "2 usaha"],
        [],
        [None, None, "Mengetahui,", None, None, "Kepala Dinas"],
    ]
    assert read(workbook(rows)) == Sheet([SheetRow(4, CELLS), SheetRow(7, CELLS)], (), (6, 8, 10))


def test_a_business_called_total_stays() -> None:
    content = TEXT.replace("1,Dapur Siti", ",Total Laundry").encode()
    assert read(content).rows == [SheetRow(2, CELLS | {"name": "Total Laundry"})]


def test_the_sheet_with_the_headings_is_read() -> None:
    assert read(workbook([["Petunjuk"], ["Isi lembar berikut"]], [HEADINGS, ROW])).rows == [
        SheetRow(2, CELLS)
    ]


def test_a_hidden_sheet_is_not_read() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book.worksheets[0].sheet_state = "hidden"

    content = workbook([HEADINGS, ROW, ROW], [HEADINGS, ROW], change=hide)
    assert read(content).rows == [SheetRow(2, CELLS)]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NAMA UMKM", "name"),
        ("Nama\nUsaha*", "name"),
        ("Nomor Induk Berusaha (NIB)", "nib"),
        ("No. NIB", "nib"),
        ("Nama Pemilik (sesuai KTP)", "owner"),
        ("No HP", "phone"),
        ("Nomor Telepon/WA", "phone"),
        ("No. Telp. / HP", "phone"),
        ("Kelurahan / Desa", "kelurahan"),
        ("Desa/Kelurahan", "kelurahan"),
        ("Alamat Usaha", "address"),
        ("Jenis Usaha", "category"),
    ],
)
def test_headings_have_synonyms(heading: str, field: str) -> None:
    headings = dict(zip(CELLS, HEADINGS[1:], strict=True)) | {field: heading}
    content = workbook([list(headings.values()), ROW[1:]])
    assert read(content) == Sheet([SheetRow(2, CELLS)], (), ())


def test_a_name_alone_is_the_owner_when_the_business_has_its_own() -> None:
    content = TEXT.replace("Nama Pemilik", "Nama").encode()
    assert read(content).rows == [SheetRow(2, CELLS)]


def test_the_second_phone_column_fills_the_first() -> None:
    content = workbook([["No WA", *HEADINGS], ["", *ROW]])
    assert read(content).rows == [SheetRow(2, CELLS)]


def test_unknown_columns_are_told() -> None:
    assert read(workbook([[*HEADINGS, "Hobi", ""], ROW])).unknown == ("Hobi",)


def test_missing_columns_are_told() -> None:
    content = TEXT.replace("NIB", "Nomor").replace("Skala Usaha", "x").encode()
    with pytest.raises(Invalid) as refused:
        read(content)
    names = refused.value.message.values["names"]
    assert isinstance(names, tuple)
    assert [str(name) for name in names] == ["NIB", "Scale"]


def test_sales_stand_in_for_the_scale() -> None:
    content = TEXT.replace("Skala Usaha", "Omzet per tahun").replace("Mikro", "1000000").encode()
    cells = {"sales" if key == "scale" else key: value for key, value in CELLS.items()}
    assert read(content).rows == [SheetRow(2, cells | {"sales": "1000000"})]


DAMAGED = (
    "The file is damaged or is not a spreadsheet.",
    "Open it in your spreadsheet program and save it again as XLSX or CSV.",
)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "The file is empty."),
        (b" \r\n", "The file is empty."),
        (b"%PDF-1.7 ...", "data is not a spreadsheet."),
        (b"<html><table>", "data is not a spreadsheet."),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "This is the old XLS format."),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "The file is protected with a password.",
        ),
        (b"PK\x03\x04garbage", DAMAGED[0]),
        (BOOK[: len(BOOK) // 2], DAMAGED[0]),
        (bytes(range(256)) * 40, DAMAGED[0]),
        (bytes(MOST_BYTES + 1), "The file is larger than 20 MB."),
        (b"a,b,c\n1,2,3\n", "No row of headings was found."),
        (replaced(BOOK, "xl/vbaProject.bin", b""), "The file contains macros."),
    ],
)
def test_another_kind_of_file_is_refused_and_named(content: bytes, rule: str) -> None:
    assert refusal(content)[0] == rule


def test_a_word_document_is_no_workbook() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(kept.getvalue()) == DAMAGED


def far_cell() -> bytes:
    return SHEET_XML % b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def many_cells() -> bytes:
    return SHEET_XML % (b"<row>" + b"<c><v>1</v></c>" * 2_100_000 + b"</row>")


def many_rows() -> bytes:
    return SHEET_XML % (b"<row><c><v>1</v></c></row>" * 60_000)


def wide_rows() -> bytes:
    return SHEET_XML % (b'<row><c r="ALL1"><v>1</v></c></row>' * 49_000)


def long_text() -> bytes:
    return SHEET_XML % (b"<row><c t='str'><v>" + b"a" * (130 * 2**20) + b"</v></c></row>")


@pytest.mark.parametrize("part", [far_cell, many_cells, many_rows, wide_rows, long_text])
def test_a_bomb_is_refused_in_little_time_and_memory(part: Callable[[], bytes]) -> None:
    content = replaced(BOOK, FIRST_SHEET, part())
    assert len(content) < 2 * 2**20
    tracemalloc.start()
    start = time.process_time()
    try:
        assert refusal(content)[0].startswith("The file is too large")
        assert tracemalloc.get_traced_memory()[1] < 400 * 2**20
        assert time.process_time() - start < 20
    finally:
        tracemalloc.stop()


def test_entities_are_refused() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha">]>' + SHEET_XML % b"&b;"
    assert refusal(replaced(BOOK, FIRST_SHEET, laughs)) == DAMAGED


def test_a_million_empty_columns_are_refused_in_csv() -> None:
    assert refusal(TEXT.encode() + b"," * 1_000_000)[0].startswith("The file is too large")


def test_empty_styled_cells_cost_nothing() -> None:
    cells = b"<row>" + b"<c s='1'/>" * 16_384 + b"</row>"
    content = replaced(workbook([["x"]], [HEADINGS, ROW]), FIRST_SHEET, SHEET_XML % cells)
    assert read(content).rows == [SheetRow(2, CELLS)]


def test_a_quote_never_closed_is_found() -> None:
    content = TEXT.encode() + b'2,"Dapur' + b",x\r\n" * 50_000
    assert refusal(content) == (
        "Line 3 cannot be read.",
        "Look for a quotation mark that is never closed.",
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"PK", TEXT.encode()):
        with contextlib.suppress(Invalid):
            read(start + content)


@given(st.integers(0, len(BOOK) - 1), st.integers(0, 255))
def test_any_damage_is_read_or_refused(place: int, value: int) -> None:
    damaged = bytearray(BOOK)
    damaged[place] = value
    with contextlib.suppress(Invalid):
        read(bytes(damaged))
