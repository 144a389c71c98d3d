"""One enterprise of the registry: what its fields may hold, whichever way they came in."""

import importlib
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any

from msgspec import Struct

from sentra.domain.categories import CATEGORY_LABELS, Category, find_category
from sentra.domain.cells import (
    Cell,
    digits_of,
    is_nothing,
    is_shortened,
    masked,
    shown,
    text_of,
    whole_text_of,
)
from sentra.domain.messages import Message, say
from sentra.domain.places import read_place
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.scales import Scale, read_scale

NIB_DIGITS = 13
NIK_DIGITS = 16

FIELD_LABELS: Mapping[str, Message] = MappingProxyType(
    {
        "name": say("Business name"),
        "nib": say("NIB"),
        "owner": say("Owner's name"),
        "nik": say("NIK"),
        "phone": say("Phone or WhatsApp"),
        "email": say("E-mail"),
        "address": say("Address"),
        "kelurahan": say("Kelurahan"),
        "kecamatan": say("Kecamatan"),
        "scale": say("Scale"),
        "sales": say("Yearly sales"),
        "category": say("Category"),
        "product": say("Products"),
    }
)

_EMAIL = re.compile(
    r"[^\s@,;<>\"()]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,63}", re.IGNORECASE
)
_EMAIL_LONGEST = 254
_PHONE_ENDS = re.compile(r"\s*(?:[/;,&|]|\b(?:atau|dan|or|and|ext|pes)\b)\s*", re.IGNORECASE)
_PHONE_NOTES = re.compile(r"[A-Za-z]+\.?|[:()]")
# Only the century of a birth date hangs on it, which no rule here looks at.
_ANY_DAY = date(2026, 1, 1)


class EnterpriseData(Struct, frozen=True, kw_only=True):
    """The facts of one enterprise, all of them valid.

    Yearly sales only serve to derive the scale and are not kept (UU PDP 27/2022: no more than
    needed).

    Attributes:
        nib: Nomor Induk Berusaha, 13 digits.
        nik: The owner's Nomor Induk Kependudukan, 16 digits; personal data.
        phone: E.164, such as "+6281234567890".
        kelurahan: Kemendagri's code, such as "36.74.01.1002".
        product: What it makes or sells; may be empty.
    """

    name: str
    nib: str
    owner: str
    nik: str | None
    phone: str
    email: str | None
    address: str
    kelurahan: str
    scale: Scale
    category: Category
    product: str


def read_row(row: Mapping[str, Cell]) -> EnterpriseData | list[Problem]:
    """The enterprise in `row`, whose keys are those of `FIELD_LABELS`, or all that is wrong."""
    problems: list[Problem] = []

    def take(read: Callable[..., Any], *fields: str) -> Any:
        try:
            return read(*(row.get(field) for field in fields))
        except Invalid as refusal:
            problems.extend(refusal.problems)
            return None

    facts = {field: take(reader, field) for field, reader in _READERS.items()}
    facts["kelurahan"] = take(read_place, "kelurahan", "kecamatan")
    facts["scale"] = take(read_scale, "scale", "sales")
    return problems or EnterpriseData(**facts)


def read_nib(cell: Cell) -> str:
    """Thirteen digits.

    Raises:
        Invalid: It is missing, not a number, or lost digits in a spreadsheet.
    """
    _required("nib", cell)
    digits = digits_of(cell)
    if digits is None:
        raise _bad_number("nib", cell, say("A NIB is made of digits only."))
    if len(digits) == NIB_DIGITS:
        return digits
    rule = say("A NIB has 13 digits; this one has %(count)s.", count=len(digits))
    remedy = None
    if len(digits) == NIB_DIGITS - 1:
        remedy = say(
            "A spreadsheet may have dropped a zero in front: "
            "format the column as text and enter the NIB again."
        )
    raise Invalid(Problem("nib", rule, shown(cell), remedy))


def read_nik(cell: Cell) -> str | None:
    """Sixteen digits with a province and a date of birth in them, or None for an empty cell.

    Raises:
        Invalid: It cannot be a NIK. The value is masked in the problem.
    """
    if is_nothing(text_of(cell)):
        return None
    digits = digits_of(cell)
    # Excel keeps fifteen digits of a number and writes a zero for the sixteenth.
    rounded = isinstance(cell, int | float) and str(digits).endswith("0")
    if digits is None or rounded:
        raise _bad_number("nik", cell, say("A NIK is made of digits only."))
    if len(digits) != NIK_DIGITS:
        rule = say("A NIK has 16 digits; this one has %(count)s.", count=len(digits))
        raise Invalid(Problem("nik", rule, masked(cell)))
    if not _lokal().parse_nik(digits, reference_date=_ANY_DAY).valid:
        rule = say("No NIK has this number: its region or its date of birth does not exist.")
        remedy = say("Compare it with the identity card, or leave it empty.")
        raise Invalid(Problem("nik", rule, masked(cell), remedy))
    return digits


@cache
def _lokal() -> ModuleType:
    """`lokal`, loaded at first need: it takes a tenth of a second, which a start has not."""
    return importlib.import_module("lokal")


def read_phone(cell: Cell) -> str:
    """The first Indonesian number in the cell, in E.164.

    Raises:
        Invalid: There is none.
    """
    _required("phone", cell)
    parts = _PHONE_ENDS.split(whole_text_of(cell))
    first = next((part for part in parts if any(map(str.isdigit, part))), "")
    number = _PHONE_NOTES.sub(" ", first).strip()
    # An international prefix dialled as zeros would pass for an area code.
    found: str | None = _lokal().parse_phone(re.sub(r"^00\s*62", "+62", number)).e164
    if found is None:
        rule = say("This is not an Indonesian phone number.")
        remedy = say("Write it as 0812-3456-7890, +62 812 3456 7890 or (021) 531 2345.")
        raise Invalid(Problem("phone", rule, shown(cell), remedy))
    return found


def phone_shown(e164: str | None) -> str:
    """The number as people in Indonesia write it, such as "0812-3456-7890"."""
    return str(_lokal().parse_phone(e164).national or e164) if e164 else ""


def read_email(cell: Cell) -> str | None:
    """An address with its domain in small letters, or None for an empty cell.

    Raises:
        Invalid: It is not one address.
    """
    text = text_of(cell).removeprefix("mailto:")
    if is_nothing(text):
        return None
    if len(text) > _EMAIL_LONGEST or not _EMAIL.fullmatch(text):
        rule = say("This is not an e-mail address.")
        raise Invalid(Problem("email", rule, shown(cell), say("Write one address, or none.")))
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def read_category(cell: Cell) -> Category:
    """The category named first in the cell.

    Raises:
        Invalid: None is.
    """
    text = _required("category", cell)
    found = find_category(text)
    if found is None:
        rule = say("There is no such category.")
        remedy = say("Choose one of: %(choices)s.", choices=tuple(CATEGORY_LABELS.values()))
        raise Invalid(Problem("category", rule, shown(cell), remedy))
    return found


def _line(field: str, longest: int) -> Callable[[Cell], str]:
    def read(cell: Cell) -> str:
        return _short_enough(field, _required(field, cell), longest)

    return read


def _read_product(cell: Cell) -> str:
    text = text_of(cell)
    return "" if is_nothing(text) else _short_enough("product", text, 200)


def _short_enough(field: str, text: str, longest: int) -> str:
    if len(text) > longest:
        rule = say("This is longer than %(most)s characters.", most=longest)
        raise Invalid(Problem(field, rule, shown(text)))
    return text


def _required(field: str, cell: Cell) -> str:
    text = text_of(cell)
    if is_nothing(text):
        raise Invalid(Problem(field, say("%(field)s is missing.", field=FIELD_LABELS[field])))
    return text


def _bad_number(field: str, cell: Cell, rule: Message) -> Invalid:
    remedy = None
    if is_shortened(cell) or isinstance(cell, int | float):
        rule = say("Digits of this number are lost.")
        remedy = say(
            "A spreadsheet shortened the number: format the column as text and enter it again."
        )
    return Invalid(Problem(field, rule, masked(cell) if field == "nik" else shown(cell), remedy))


_READERS: Mapping[str, Callable[[Cell], object]] = {
    "name": _line("name", 120),
    "nib": read_nib,
    "owner": _line("owner", 120),
    "nik": read_nik,
    "phone": read_phone,
    "email": read_email,
    "address": _line("address", 200),
    "category": read_category,
    "product": _read_product,
}
