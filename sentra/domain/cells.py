"""What a form field or a spreadsheet's cell holds, read as the person meant it."""

import math
import re
import unicodedata

# A spreadsheet's number arrives as a number: it may have lost digits on the way.
Cell = str | int | float | None

_NOTHING = frozenset(
    {"", "-", "--", "n/a", "na", "null", "none", "tidak ada", "kosong"}
    | {"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"}
)
# A quote put in front to keep a spreadsheet from calculating; "'Ndeso" keeps its own.
_TEXT_MARK = re.compile(r"^['\u2019`](?=[\d+=@-])")
# As long as a NIK or nearly: a NIK typed into the wrong column, or with a digit too few or many.
_LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){14,}")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_FRACTION = re.compile(r"(\d{8,})[.,]0")
_SHOWN = 80


def text_of(cell: Cell) -> str:
    """The cell as tidy text: one line, single spaces, composed letters, nothing invisible."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) else repr(cell)
    if isinstance(cell, int):
        return str(cell)
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell)
    if not cell.isprintable():
        cell = "".join(_visible(letter) for letter in cell)
    return _TEXT_MARK.sub("", " ".join(cell.split()))


def is_nothing(text: str) -> bool:
    """Whether tidy `text` is one of the ways to leave a field empty ("-", "tidak ada")."""
    return text.casefold() in _NOTHING


def digits_of(cell: Cell) -> str | None:
    """The digits of an identifier, without the marks people group them by.

    None when there is something else in it, or when a spreadsheet shortened it to "1,23E+12" and
    digits are gone.
    """
    digits = re.sub(r"[\s.\-]", "", whole_text_of(cell))
    return digits if digits.isascii() and digits.isdigit() else None


def whole_text_of(cell: Cell) -> str:
    """The text, with a number's own spelling taken back where every digit is still there.

    "1.234567890123E+12" and "1234567890123.0" are both 1234567890123; "1,23E+12" stays as it is.
    """
    text = text_of(cell)
    found = _SCIENTIFIC.fullmatch(text)
    if found and len(found[2] or "") == int(found[3]):
        return found[1] + (found[2] or "")
    found = _FRACTION.fullmatch(text)
    return found[1] if found else text


def is_shortened(cell: Cell) -> bool:
    """Whether a spreadsheet wrote this number in the scientific way."""
    return _SCIENTIFIC.fullmatch(text_of(cell)) is not None


def shown(cell: Cell) -> str:
    """The value for a report: cut to a line, with any NIK in it masked but for four digits."""
    text = _LONG_NUMBER.sub(lambda found: masked(found[0]), text_of(cell))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def masked(cell: Cell) -> str:
    """A secret for a report: its first two and last two characters, and about its length."""
    text = text_of(cell)
    if len(text) < 8:  # noqa: PLR2004 - so short, four shown characters are most of it
        return "•" * len(text)
    return text[:2] + "•" * min(len(text) - 4, 16) + text[-2:]


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    # Zero-width characters vanish; line ends, tabs and odd spaces are spaces.
    return "" if unicodedata.category(letter) == "Cf" else " "
