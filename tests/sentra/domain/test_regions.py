from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentra.domain.regions import (
    Kelurahan,
    all_kecamatan,
    all_kelurahan,
    find_kecamatan,
    find_kelurahan,
    kecamatan_of,
    kelurahan_of,
)


def test_it_knows_the_seven_kecamatan_and_54_kelurahan() -> None:
    assert [place.name for place in all_kecamatan()] == [
        "Serpong",
        "Serpong Utara",
        "Pondok Aren",
        "Ciputat",
        "Ciputat Timur",
        "Pamulang",
        "Setu",
    ]
    assert len({place.code for place in all_kelurahan()}) == 54


@given(
    place=st.sampled_from(all_kelurahan()),
    prefix=st.sampled_from(["", "Kel. ", "KELURAHAN ", "kel ", "Desa ", "Kel."]),
    spaced=st.sampled_from([" ", "", "  ", "-"]),
    change=st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    suffix=st.sampled_from(["", " ", ", Kota Tangerang Selatan", "."]),
)
def test_it_finds_a_kelurahan_however_it_is_written(
    place: Kelurahan, prefix: str, spaced: str, change: Callable[[str], str], suffix: str
) -> None:
    written = prefix + change(place.name.replace(" ", spaced)) + suffix
    assert find_kelurahan(written) == place


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Rawa Buntu", "Rawabuntu"),
        ("Kel. Pd. Cabe Udik", "Pondok Cabe Udik"),
        ("KRANGGAN", "Keranggan"),
        ("Jurang Mangu Tim.", "Jurangmangu Timur"),
        ("Paku Alam", "Pakualam"),
        ("36.74.06.1002", "Benda Baru"),
    ],
)
def test_it_forgives_known_spellings(written: str, name: str) -> None:
    found = find_kelurahan(written)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("written", ["Kec. Ciputat Timur", "CIPUTAT TIMUR", "ciputattimur"])
def test_it_finds_a_kecamatan(written: str) -> None:
    found = find_kecamatan(written)
    assert found is not None
    assert found == kecamatan_of("36.74.05")


def test_a_kelurahan_and_a_kecamatan_may_share_a_name() -> None:
    assert find_kelurahan("Setu") == kelurahan_of("36.74.07.1002")
    assert find_kecamatan("Setu") == kecamatan_of("36.74.07")


@pytest.mark.parametrize("written", ["", "  ", "Kel.", "Menteng", "36.74"])
def test_it_does_not_guess(written: str) -> None:
    assert find_kelurahan(written) is None
    assert find_kecamatan(written) is None
