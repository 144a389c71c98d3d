import pytest

from sentra.domain.cooperatives import CooperativeData, read_cooperative
from sentra.domain.refusals import Invalid


def test_it_reads_what_people_write() -> None:
    row = {
        "name": " Koperasi  Setu ",
        "kecamatan": "Kec. Setu",
        "registration": "-",
        "phone": "0812 3456 7890",
        "address": "Jl. A",
    }
    assert read_cooperative(row) == CooperativeData(
        name="Koperasi Setu",
        kecamatan="36.74.07",
        registration=None,
        phone="+6281234567890",
        address="Jl. A",
    )


def test_it_names_everything_that_is_wrong() -> None:
    with pytest.raises(Invalid) as refused:
        read_cooperative({"name": "x" * 121, "kecamatan": "Menteng", "phone": "1"})
    assert [(problem.field, str(problem.rule)) for problem in refused.value.problems] == [
        ("name", "This is longer than 120 characters."),
        ("kecamatan", "Tangerang Selatan has no kecamatan of this name."),
        ("phone", "This is not an Indonesian phone number."),
    ]
