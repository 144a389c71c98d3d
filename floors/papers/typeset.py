"""From a template and data to a PDF that a screen reader can read, always of the same bytes.

The papers are in Indonesian whoever asks for them: they are the office's papers, not a page. What
stands in a template is their own text; names and numbers come in as data, so that no text of a
person is ever read as markup. They bear no time but their own, and only the typesetter's letters.
"""

import asyncio
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from sentra.i18n import day

OFFICE = "Dinas Koperasi dan UKM Kota Tangerang Selatan"
CITY = "Tangerang Selatan"
_FOLDER = Path(__file__).parent


async def typeset(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF (PDF/UA-1) of a template of this folder, such as `decree`."""
    return await asyncio.to_thread(_typeset, template, msgspec.json.encode(data).decode())


def dated(when: date) -> str:
    """A day as papers write it: without the name of the weekday."""
    return day(when, "id").partition(", ")[2]


def spelt(amount: int) -> str:
    """Rupiah in words, as Indonesian papers have them beside the figures."""
    # Imported here: it takes a tenth of a second to load, and few starts write a paper.
    from lokal import terbilang  # noqa: PLC0415

    return f"{terbilang(amount)} rupiah"


@cache
def _source(template: str) -> bytes:
    return (_FOLDER / f"{template}.typ").read_bytes()


def _typeset(template: str, data: str) -> bytes:
    # Imported here: it is 80 MB that only who prints a paper needs.
    import typst  # noqa: PLC0415

    made = typst.compile(
        _source(template),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards="ua-1",
    )
    return bytes(made)
