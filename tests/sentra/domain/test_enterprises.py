from typing import Any

import pytest

from sentra.domain.categories import Category
from sentra.domain.cells import Cell
from sentra.domain.enterprises import (
    EnterpriseData,
    read_category,
    read_email,
    read_nib,
    read_nik,
    read_phone,
    read_row,
)
from sentra.domain.refusals import Invalid
from sentra.domain.scales import Scale, read_rupiah, read_scale

ROW: dict[str, Cell] = {
    "name": "  Dapur\nBu  Siti ",
    "nib": "1234567890123",
    "owner": "Siti Aminah",
    "nik": "3674 0141 0185 0001",
    "phone": "0812-3456-7890",
    "email": "Siti@Contoh.ID",
    "address": "Jl. Ciater Raya No. 5",
    "kelurahan": "Kel. Rawa Buntu",
    "kecamatan": "SERPONG",
    "scale": "Usaha Mikro",
    "category": "Makanan & minuman",
    "product": "Kue kering",
}
DATA = EnterpriseData(
    name="Dapur Bu Siti",
    nib="1234567890123",
    owner="Siti Aminah",
    nik="3674014101850001",
    phone="+6281234567890",
    email="Siti@contoh.id",
    address="Jl. Ciater Raya No. 5",
    kelurahan="36.74.01.1002",
    scale=Scale.MICRO,
    category=Category.FOOD,
    product="Kue kering",
)


def refusal(read: Any, *cells: Cell) -> tuple[str, str | None, str]:
    with pytest.raises(Invalid) as refused:
        read(*cells)
    (problem,) = refused.value.problems
    return str(problem.rule), problem.value, str(problem.remedy or "")


def test_it_reads_a_row() -> None:
    assert read_row(ROW) == DATA


def test_what_may_be_empty_may_be_empty() -> None:
    row = ROW | {"nik": "-", "email": "tidak ada", "kecamatan": None, "product": "#N/A"}
    data = read_row(row)
    assert isinstance(data, EnterpriseData)
    assert (data.nik, data.email, data.kelurahan, data.product) == (
        None,
        None,
        "36.74.01.1002",
        "",
    )


def test_it_says_everything_that_is_wrong_at_once() -> None:
    problems = read_row({"name": "Dapur", "nib": "12", "kelurahan": "Menteng", "owner": "-"})
    assert isinstance(problems, list)
    assert [(problem.field, str(problem.rule)) for problem in problems] == [
        ("nib", "A NIB has 13 digits; this one has 2."),
        ("owner", "Owner's name is missing."),
        ("phone", "Phone or WhatsApp is missing."),
        ("address", "Address is missing."),
        ("category", "Category is missing."),
        ("kelurahan", "Tangerang Selatan has no kelurahan of this name."),
        ("scale", "The scale is missing."),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "0123456789012",
        "'0123456789012",
        "0123 456 789 012",
        "0.123.456.789.012",
        "0123456789012\u200b",
    ],
)
def test_a_nib_as_text_keeps_its_zero(cell: Cell) -> None:
    assert read_nib(cell) == "0123456789012"


@pytest.mark.parametrize(
    "cell",
    [1234567890123, 1234567890123.0, "1.234567890123E+12", "1,234567890123e12", "1234567890123.0"],
)
def test_a_nib_as_number_is_read(cell: Cell) -> None:
    assert read_nib(cell) == "1234567890123"


def test_a_lost_zero_is_refused_and_explained() -> None:
    assert refusal(read_nib, 123456789012.0) == (
        "A NIB has 13 digits; this one has 12.",
        "123456789012",
        (
            "A spreadsheet may have dropped a zero in front: "
            "format the column as text and enter the NIB again."
        ),
    )


def test_a_shortened_number_is_refused_and_explained() -> None:
    assert refusal(read_nib, "1,23E+12") == (
        "Digits of this number are lost.",
        "1,23E+12",
        "A spreadsheet shortened the number: format the column as text and enter it again.",
    )


def test_a_nik_that_excel_rounded_is_refused() -> None:
    assert read_nik(3674014101850001) == "3674014101850001"
    assert refusal(read_nik, 3674014101850000.0)[:2] == (
        "Digits of this number are lost.",
        "36••••••••••••00",
    )


@pytest.mark.parametrize("cell", ["3674014101850001x", "367401410185000", "9974014101850001"])
def test_a_refused_nik_is_masked(cell: str) -> None:
    _, value, _ = refusal(read_nik, cell)
    assert value is not None
    assert cell[2:-2] not in value
    assert "•" * 11 in value


def test_a_nik_in_another_column_is_masked_too() -> None:
    assert refusal(read_nib, "3674014101850001")[1] == "36••••••••••••01"
    assert refusal(read_phone, "NIK 3674 0141 0185 0001")[1] == "NIK 36•••••••••••••••01"


@pytest.mark.parametrize(
    "cell",
    [
        "0812-3456-7890",
        "+62 812 3456 7890",
        "6281234567890",
        "812 3456 7890",
        81234567890,
        6281234567890.0,
        "81234567890.0",
        "6,281234567890E+12",
        "006281234567890",
        "0812.3456.7890 (WA)",
        "WA: 0812 3456 7890",
        "0812 3456 7890 / 0813-1111-2222",
        "0812 3456 7890, 0813-1111-2222",
        "0812 3456 7890 atau 0813-1111-2222",
    ],
)
def test_a_mobile_number_is_read_in_any_shape(cell: Cell) -> None:
    assert read_phone(cell) == "+6281234567890"


def test_a_landline_is_read() -> None:
    assert read_phone("(021) 5312345 ext. 12") == "+62215312345"


@pytest.mark.parametrize("cell", ["12", "0812", "+1 212 555 1234", "telepon", "٠٨١٢٣٤٥٦٧٨٩٠"])
def test_another_number_is_refused(cell: str) -> None:
    assert refusal(read_phone, cell)[:2] == ("This is not an Indonesian phone number.", cell)


@pytest.mark.parametrize("cell", ["siti", "a@b", "a@b.id, c@d.id", "a b@c.id", "@b.id", "a@-b.id"])
def test_what_is_no_address_is_refused(cell: str) -> None:
    assert refusal(read_email, cell) == (
        "This is not an e-mail address.",
        cell,
        "Write one address, or none.",
    )


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("MAKANAN", Category.FOOD),
        ("Minuman dan makanan", Category.DRINK),
        ("Jasa laundry", Category.SERVICES),
        ("lain-lain", Category.OTHER),
        ("home", Category.HOME),
    ],
)
def test_a_category_is_the_word_that_stands_first(written: str, category: Category) -> None:
    assert read_category(written) is category


@pytest.mark.parametrize("category", Category)
def test_each_category_reads_its_own_word(category: Category) -> None:
    assert read_category(category.value) is category


def test_an_unknown_category_names_the_choices() -> None:
    assert refusal(read_category, "Tambang")[:2] == ("There is no such category.", "Tambang")


@pytest.mark.parametrize(
    ("sales", "scale"),
    [
        (0, Scale.MICRO),
        (2_000_000_000, Scale.MICRO),
        (2_000_000_001, Scale.SMALL),
        ("Rp 15.000.000.000,00", Scale.SMALL),
        (15_000_000_001.0, Scale.MEDIUM),
        ("50 miliar", Scale.MEDIUM),
    ],
)
def test_sales_tell_the_scale(sales: Cell, scale: Scale) -> None:
    assert read_scale("", sales) is scale


def test_scale_and_sales_must_agree() -> None:
    assert read_scale("Kecil", "2,5 miliar") is Scale.SMALL
    assert refusal(read_scale, "Mikro", "2,5 miliar") == (
        "Yearly sales make this enterprise Small (PP 7/2021 article 35).",
        "Mikro",
        "Correct the scale or the sales, or leave one of them empty.",
    )


def test_a_large_enterprise_is_no_ukm() -> None:
    assert refusal(read_scale, "", 50_000_000_001)[0] == (
        "With sales above Rp 50 billion a year this is a large enterprise."
    )


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("Rp 1.250.000,00", 1_250_000),
        ("Rp1.250.000,-", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1,5 juta", 1_500_000),
        ("300 jt", 300_000_000),
        ("1.5M", 1_500_000_000),
        ("750 ribu", 750_000),
        (float("nan"), None),
        (float("inf"), None),
        (-1, None),
        ("9" * 400, None),
        ("banyak", None),
        ("3 lusin", None),
    ],
)
def test_rupiah_are_read_as_people_write_them(written: Cell, rupiah: int | None) -> None:
    assert read_rupiah(written) == rupiah
