"""The reader's language: catalogues, dates, numbers and money.

English is the text in the source; Indonesian, which everybody sees first, comes from the packages'
catalogues (`locale/id/LC_MESSAGES/*.po`). They are compiled in memory at start, so that there is no
compiled file to forget.
"""

import gettext
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, TypeGuard
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from sentra.domain.messages import Message

Locale = Literal["id", "en"]
LOCALES: tuple[Locale, ...] = ("id", "en")
JAKARTA = ZoneInfo("Asia/Jakarta")
CATALOGUES = Path(__file__).parent / "locale"

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHORT_MONTH = 3


def is_locale(value: str) -> TypeGuard[Locale]:
    return value in LOCALES


@cache
def catalogue(locale: Locale) -> gettext.NullTranslations:
    """All packages' catalogues of one language, read once per process."""
    # One dictionary and not a chain of them: a page looks up hundreds of sentences.
    merged = Catalog(locale=locale)
    for path in sorted((CATALOGUES / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as source:
            found = read_po(source, locale=locale)
        merged.mime_headers = found.mime_headers  # all say the same, the plural forms above all
        for entry in found:
            if entry.id:
                merged[entry.id] = entry
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(message: Message | str, locale: Locale) -> str:
    """The sentence in the reader's language, its values written as that language does."""
    if isinstance(message, str):
        return catalogue(locale).gettext(message)
    text = catalogue(locale).gettext(message.id)
    if not message.values:
        return text
    return text % {key: spell(value, locale) for key, value in message.values.items()}


def spell(value: object, locale: Locale) -> object:
    """A value as it stands in a sentence; integers stay integers, for `%(n)d`."""
    if isinstance(value, Message):
        return translate(value, locale)
    if isinstance(value, datetime):
        return moment(value, locale)
    if isinstance(value, date):
        return day(value, locale)
    if isinstance(value, Decimal):
        return number(value, locale)
    if isinstance(value, (tuple, list)):
        return listed([str(spell(part, locale)) for part in value], locale)
    return value


def listed(parts: Iterable[str], locale: Locale) -> str:
    """'a, b dan c'."""
    *rest, last = list(parts) or [""]
    joiner = " dan " if locale == "id" else " and "
    return joiner.join([", ".join(rest), last]) if rest else last


def local(value: datetime) -> datetime:
    """An aware instant on Jakarta's clock.

    Raises:
        ValueError: It is naive, so nobody can know which instant it means.
    """
    if value.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    return value.astimezone(JAKARTA)


def today(now: datetime) -> date:
    """The day it is in Tangerang Selatan."""
    return local(now).date()


def day(value: date, locale: Locale) -> str:
    """'Selasa, 24 November 2026'; an instant is taken to Jakarta first."""
    value = local(value).date() if isinstance(value, datetime) else value
    month = _MONTHS[locale][value.month - 1]
    return f"{_DAYS[locale][value.weekday()]}, {value.day} {month} {value.year}"


def month(value: date, locale: Locale) -> str:
    """A month: "Januari 2027"."""
    return f"{_MONTHS[locale][value.month - 1]} {value.year}"


def day_short(value: date, locale: Locale) -> str:
    """'Sel, 24 Nov 2026'."""
    value = local(value).date() if isinstance(value, datetime) else value
    month = _MONTHS[locale][value.month - 1][:_SHORT_MONTH]
    return f"{_DAYS[locale][value.weekday()][:3]}, {value.day} {month} {value.year}"


def clock(value: datetime, locale: Locale) -> str:
    """'14.00' in Indonesian, '14:00' in English."""
    return local(value).strftime("%H.%M" if locale == "id" else "%H:%M")


def moment(value: datetime, locale: Locale) -> str:
    """'Selasa, 24 November 2026 14.00 WIB'."""
    return f"{day(value, locale)} {clock(value, locale)} WIB"


def number(value: Decimal | float, locale: Locale) -> str:
    return str(format_decimal(value, locale=locale))


def rupiah(value: Decimal | int, locale: Locale) -> str:
    """'Rp 1.250.000', without cents, in both languages' own grouping."""
    return f"Rp {format_decimal(round(value), format='#,##0', locale=locale)}"
