"""The seven kecamatan and 54 kelurahan of Tangerang Selatan, found by the names people write.

Codes and names are Kemendagri's, packaged in `sentra/data/tangsel-regions.csv`.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_PREFIX = re.compile(r"^\s*(kecamatan|kec|kelurahan|kel|desa)\b[\s.:]*", re.IGNORECASE)
_SHORT = {"pd": "pondok", "tmr": "timur", "tim": "timur", "brt": "barat", "utr": "utara"}
# Spellings on older signs and forms, by the key of the official name.
_OTHER_SPELLINGS = {
    "kranggan": "keranggan",
    "sarua": "serua",
    "saruaindah": "seruaindah",
    "bhaktijaya": "baktijaya",
    "sawahlama": "sawah",
    "pondokcabehilir": "pondokcabeilir",
}


@dataclass(frozen=True, slots=True)
class Kecamatan:
    """A district; `code` is Kemendagri's, such as "36.74.01"."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Kelurahan:
    """A ward; `code` is Kemendagri's, such as "36.74.01.1002"."""

    code: str
    name: str
    kecamatan: Kecamatan


@cache
def all_kelurahan() -> tuple[Kelurahan, ...]:
    """Every kelurahan in the order of its code."""
    text = files("sentra").joinpath("data/tangsel-regions.csv").read_text(encoding="utf-8")
    return tuple(
        Kelurahan(
            row["kelurahan_code"],
            row["kelurahan"],
            Kecamatan(row["kecamatan_code"], row["kecamatan"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def all_kecamatan() -> tuple[Kecamatan, ...]:
    """Every kecamatan in the order of its code."""
    return tuple({place.kecamatan: None for place in all_kelurahan()})


def find_kelurahan(written: str) -> Kelurahan | None:
    """The kelurahan called or coded `written`, forgiving case, spaces, prefixes, short forms."""
    return _kelurahan_by_key().get(_key(written))


def find_kecamatan(written: str) -> Kecamatan | None:
    """The kecamatan called or coded `written`, forgiving case, spaces, prefixes, short forms."""
    return _kecamatan_by_key().get(_key(written))


def kelurahan_of(code: str) -> Kelurahan:
    """The kelurahan with this code.

    Raises:
        KeyError: No kelurahan of the city has it.
    """
    return _kelurahan_by_code()[code]


def kecamatan_of(code: str) -> Kecamatan:
    """The kecamatan with this code.

    Raises:
        KeyError: No kecamatan of the city has it.
    """
    return _kecamatan_by_code()[code]


@cache
def _kelurahan_by_code() -> Mapping[str, Kelurahan]:
    return MappingProxyType({place.code: place for place in all_kelurahan()})


@cache
def _kecamatan_by_code() -> Mapping[str, Kecamatan]:
    return MappingProxyType({place.code: place for place in all_kecamatan()})


@cache
def _kelurahan_by_key() -> Mapping[str, Kelurahan]:
    return MappingProxyType(
        {_key(written): place for place in all_kelurahan() for written in (place.name, place.code)}
    )


@cache
def _kecamatan_by_key() -> Mapping[str, Kecamatan]:
    return MappingProxyType(
        {_key(written): place for place in all_kecamatan() for written in (place.name, place.code)}
    )


def _key(written: str) -> str:
    """What is left of a name when nothing matters but its letters and digits."""
    # "Serpong, Kota Tangerang Selatan" names the city too: only what stands before it counts.
    local = _PREFIX.sub("", written.casefold().split(",")[0])
    words = (_SHORT.get(word, word) for word in re.findall(r"[a-z]+|\d+", local))
    key = "".join(words)
    return _OTHER_SPELLINGS.get(key, key)
