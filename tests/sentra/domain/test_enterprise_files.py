import csv
import io
from typing import Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from sentra.domain.categories import Category
from sentra.domain.enterprise_files import EnterpriseFile, NumberedEnterprise, read_file
from sentra.domain.enterprises import EnterpriseData
from sentra.domain.regions import all_kelurahan, kelurahan_of
from sentra.domain.scales import Scale
from sentra.domain.xlsx import read_workbook

HEADINGS = {
    "name": ["Nama Usaha", "NAMA UMKM", " Nama\nusaha "],
    "nib": ["NIB", "No. NIB", "Nomor Induk Berusaha"],
    "owner": ["Nama Pemilik", "Pemilik", "NAMA PEMILIK*"],
    "nik": ["NIK", "NIK (sesuai KTP)"],
    "phone": ["No HP", "Nomor Telepon/WA", "No. Telp / HP"],
    "email": ["Email", "E-mail", "Alamat e-mail"],
    "address": ["Alamat", "Alamat Usaha"],
    "kelurahan": ["Kelurahan/Desa", "Kel.", "KELURAHAN"],
    "kecamatan": ["Kecamatan", "Kec"],
    "scale": ["Skala Usaha", "Skala (Mikro/Kecil/Menengah)"],
    "category": ["Kategori", "Jenis Usaha"],
    "product": ["Produk", "Nama Produk"],
    "hobby": ["Hobi"],
}
INDONESIAN = {
    Scale.MICRO: "Mikro",
    Scale.SMALL: "usaha kecil",
    Scale.MEDIUM: "MENENGAH",
    Category.FOOD: "Makanan",
    Category.DRINK: "MINUMAN",
    Category.FASHION: "Fesyen",
    Category.CRAFT: "Kerajinan tangan",
    Category.BEAUTY: "kecantikan",
    Category.HOME: "Rumah tangga",
    Category.SERVICES: "Jasa",
    Category.OTHER: "Lain-lain",
}


def words(longest: int) -> st.SearchStrategy[str]:
    letters = "abcdefghijklmnopqrstuvwxyzABCXYZéñ0123456789 .,&'\"/()-;"
    plain = st.text(letters, min_size=1, max_size=longest).map(lambda text: " ".join(text.split()))
    # The first letter keeps a word from being a mark for emptiness, a total or a text mark.
    return plain.map(lambda text: f"W{text}"[:longest])


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


enterprises = st.builds(
    EnterpriseData,
    name=words(120),
    nib=digits(13),
    owner=words(120),
    # Serial numbers begin with 0001.
    nik=st.none() | st.integers(1, 999).map(lambda n: f"36740141018{n % 9 + 1}0{n:03}"),
    phone=st.from_regex(r"\+628(1[1-9]|5[1-9])[0-9]{6,9}", fullmatch=True),
    email=st.none() | st.just("warung@contoh.id"),
    address=words(200),
    kelurahan=st.sampled_from([place.code for place in all_kelurahan()]),
    scale=st.sampled_from(Scale),
    category=st.sampled_from(Category),
    product=st.just("") | words(200),
)
many = st.lists(enterprises, min_size=1, max_size=5, unique_by=lambda data: data.nib)


@st.composite
def messy_tables(draw: Any, rows: list[EnterpriseData]) -> list[list[object]]:
    """The enterprises as somebody in an office would type them."""
    fields = draw(st.permutations(list(HEADINGS)))
    title: list[object] = ["DAFTAR UMKM", ""]
    table: list[list[object]] = [
        [],
        title if draw(st.booleans()) else [],
        [draw(st.sampled_from(HEADINGS[field])) for field in fields],
    ]
    for data in rows:
        cells = draw(messy_cells(data))
        table.append([cells[field] for field in fields])
        if draw(st.booleans()):
            table.append([])
    return [*table, ["Jumlah", len(rows)]]


@st.composite
def messy_cells(draw: Any, data: EnterpriseData) -> dict[str, object]:
    def pick(*choices: object) -> object:
        return draw(st.sampled_from(choices))

    place = kelurahan_of(data.kelurahan)
    mobile = data.phone.removeprefix("+62")
    as_number = [] if data.nib.startswith("0") else [int(data.nib), float(data.nib)]
    return {
        "name": pick(data.name, f"  {data.name}\n", data.name.replace(" ", "  ")),
        "nib": pick(data.nib, f"'{data.nib}", f"{data.nib[:4]} {data.nib[4:]}", *as_number),
        "owner": pick(data.owner, f"{data.owner}\t"),
        "nik": pick(data.nik, f"'{data.nik}") if data.nik else pick("", "-", None),
        "phone": pick(f"0{mobile}", f"+62 {mobile}", f"62{mobile}", int(mobile), f"'0{mobile}"),
        "email": data.email or pick("", "tidak ada"),
        "address": data.address,
        "kelurahan": pick(place.name, place.name.upper(), f"Kel. {place.name}", place.code),
        "kecamatan": pick(place.kecamatan.name, f"Kec. {place.kecamatan.name.lower()}", ""),
        "scale": pick(INDONESIAN[data.scale], data.scale.value),
        "category": pick(INDONESIAN[data.category], data.category.value),
        "product": data.product or pick("", None),
        "hobby": pick("", "memancing"),
    }


def as_xlsx(table: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in table:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def as_csv(table: list[list[object]], separator: str, encoding: str) -> bytes:
    kept = io.StringIO(newline="")
    csv.writer(kept, delimiter=separator).writerows(table)
    return kept.getvalue().encode(encoding)


def data_of(file: EnterpriseFile) -> list[EnterpriseData]:
    assert file.refused == ()
    return [row.data for row in file.accepted]


@given(st.data(), many)
def test_a_messy_workbook_is_read_back_equal(
    draw: st.DataObject, rows: list[EnterpriseData]
) -> None:
    content = as_xlsx(draw.draw(messy_tables(rows)))
    assert data_of(read_file(content, filename="x")) == rows
    # Another reader, whose only fault is that it can be made to run out of memory.
    twin = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    (sheet,) = read_workbook(content)
    assert sheet == [(number, cells) for number, row in enumerate(twin, 1) if (cells := ended(row))]


@given(st.data(), many, st.sampled_from(",;\t"), st.sampled_from(["utf-8-sig", "utf-16", "cp1252"]))
def test_a_messy_csv_is_read_back_equal(
    draw: st.DataObject, rows: list[EnterpriseData], separator: str, encoding: str
) -> None:
    table = draw.draw(messy_tables(rows))
    content = as_csv(table, separator, encoding)
    assert data_of(read_file(content, filename="x")) == rows


def ended(row: list[Any]) -> list[Any]:
    """The row up to its last filled cell, with None in the empty ones before it."""
    cells = [None if cell == "" else cell for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


TEXT = """Nama Usaha,NIB,Pemilik,HP,Alamat,Kelurahan,Skala,Kategori
A,1234567890123,Siti,08123456789,Jl. A,Ciater,Mikro,Makanan
B,1234567890124,Budi,08123456789,Jl. B,Ciater,Mikro,Makanan
C,1234567890123,,08123456789,Jl. C,Ciater,Mikro,Makanan
D,1.234567890123E+12,Dewi,08123456789,Jl. D,Ciater,Mikro,Makanan
"""


def test_a_nib_in_several_rows_refuses_all_of_them() -> None:
    file = read_file(TEXT.encode(), filename="x.csv")
    assert [(row.number, row.data.name) for row in file.accepted] == [(3, "B")]
    assert [
        (row.number, row.name, [str(problem.rule) for problem in row.problems])
        for row in file.refused
    ] == [
        (2, "A", ["This NIB is also in row 4, 5."]),
        (4, "C", ["Owner's name is missing.", "This NIB is also in row 2, 5."]),
        (5, "D", ["This NIB is also in row 2, 4."]),
    ]


def test_it_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    read_file(TEXT.encode(), filename="x.csv", progress=lambda *far: told.append(far))
    assert told == [(0, 4), (4, 4)]


def test_numbers_are_those_of_the_spreadsheet() -> None:
    content = ("\n\n" + TEXT.splitlines()[0] + "\n\n" + TEXT.splitlines()[1]).encode()
    (row,) = read_file(content, filename="x.csv").accepted
    assert (row.number, isinstance(row, NumberedEnterprise)) == (5, True)
