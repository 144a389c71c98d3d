"""The cells of a CSV file, in the encodings and with the separators that offices have."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from io import StringIO

from sentra.domain.headings import HEADINGS_WITHIN
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid
from sentra.domain.xlsx import MOST_COLUMNS, MOST_ROWS, Rows, refuse, too_large, unreadable

_SEPARATORS = ",;\t"
_MARKS = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
_NEVER_TYPED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Excel's own first line, which names the separator.
_NAMED = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)


def decode(content: bytes) -> str:
    """The text in `content`: UTF-8, UTF-16 or Windows-1252.

    Raises:
        Invalid: It is none of these.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NEVER_TYPED.search(text):
            return text
    raise unreadable()


def read_table(text: str, *, known: Callable[[Rows], int]) -> Rows:
    """The table, read with the separator under which `known` counts most headings.

    Raises:
        Invalid: It has too many rows or columns, or quotes that never end.
    """
    named = _NAMED.match(text)
    if named:
        return _rows(text[named.end() :], named[1], first=2)

    def headings(separator: str) -> int:
        try:
            return known(_rows(text, separator, most=HEADINGS_WITHIN))
        except Invalid:
            return 0

    return _rows(text, max(_SEPARATORS, key=headings))


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (encoding,)
    head = content[:2048]
    if head[1::2].count(0) > len(head) // 4:
        return ("utf-16-le",)
    if head[::2].count(0) > len(head) // 4:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _rows(text: str, separator: str, *, first: int = 1, most: int | None = None) -> Rows:
    rows: Rows = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    line = 0
    try:
        for number, cells in enumerate(reader, first):
            line = reader.line_num
            if len(cells) > MOST_COLUMNS:
                raise too_large()
            if any(cell.strip() for cell in cells):
                rows.append((number, list(cells)))
            if len(rows) == most:
                break
            if len(rows) > MOST_ROWS:
                raise too_large()
    except csv.Error as error:
        raise refuse(
            say("Line %(line)s cannot be read.", line=line + 1),
            say("Look for a quotation mark that is never closed."),
        ) from error
    return rows
