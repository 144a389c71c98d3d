"""Quotation and invoice of a hire, as PDF.

They are in Indonesian whoever asks for them: they are the office's papers, not a page. The same
hire always gives the same bytes, since they bear no time but their own and only the typesetter's
own letters are used.
"""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

from bookings.domain.hours import day_of, hours_words
from bookings.domain.tariffs import LINE_WORDS, UNIT_WORDS, Line
from bookings.queries.hires import Hired, Issuer
from sentra.domain.enterprises import phone_shown
from sentra.domain.messages import Message, say
from sentra.i18n import day, local, number, rupiah, translate

_SOURCE = Path(__file__).parent / "hire.typ"
_VALID_DAYS = 14


class Paper(StrEnum):
    QUOTATION = "quotation"
    INVOICE = "invoice"


_TITLES = {Paper.QUOTATION: say("Quotation"), Paper.INVOICE: say("Invoice")}
_COLUMNS = (say("What for"), say("Quantity"), say("Price"), say("Amount"))


async def hire_paper(hired: Hired, paper: Paper, issuer: Issuer) -> bytes:
    """The paper; an invoice only of a hire that has one."""
    data = msgspec.json.encode(paper_data(hired, paper, issuer)).decode()
    return await asyncio.to_thread(_typeset, data)


def paper_data(hired: Hired, paper: Paper, issuer: Issuer) -> dict[str, object]:
    """Everything that stands on the paper, as text."""
    invoice = paper is Paper.INVOICE
    dated = hired.invoiced if invoice and hired.invoiced else hired.quoted
    return {
        "number": (hired.invoice or "") if invoice else hired.quotation,
        "stamp": _stamp(hired) if invoice else None,
        "issuer": {
            "name": issuer.name,
            "office": "Dinas Koperasi dan UKM Kota Tangerang Selatan",
            "address": issuer.address,
        },
        "to": {
            "name": hired.name,
            "address": hired.address,
            "phone": phone_shown(hired.phone),
        },
        "facts": _facts(hired, invoice=invoice),
        "lines": [_line(line) for line in hired.lines],
        "total": rupiah(hired.total, "id"),
        "spelt": spelt(hired.total),
        "notes": [_text(note) for note in _notes(hired, invoice=invoice)],
        "place": f"Tangerang Selatan, {day(local(dated), 'id').partition(', ')[2]}",
        "signer": _text(say("Building manager")),
        "words": {
            "title": _text(_TITLES[paper]),
            "to": _text(say("For")),
            "columns": [_text(column) for column in _COLUMNS],
            "total": _text(say("Total")),
            "spelt": _text(say("In words")),
            "signed": issuer.name,
        },
    }


def spelt(amount: int) -> str:
    """Rupiah in words, as Indonesian bills have them."""
    # Imported here: it takes a tenth of a second to load, and few starts write a bill.
    from lokal import terbilang  # noqa: PLC0415

    words = f"{terbilang(amount)} rupiah"
    return words[0].upper() + words[1:]


def _stamp(hired: Hired) -> str | None:
    if hired.credit is not None:
        return _text(say("VOID"))
    return None if hired.paid is None else _text(say("PAID"))


def _facts(hired: Hired, *, invoice: bool) -> list[tuple[str, str]]:
    facts: list[tuple[Message, str]] = [
        (say("Room"), f"{hired.room_name} ({hired.room})"),
        (say("Day"), day(hired.starts, "id")),
        (say("Time"), f"{translate(hours_words(hired.span), 'id')} WIB"),
        (say("Purpose"), hired.title),
    ]
    if invoice:
        facts.append((say("Quotation"), hired.quotation))
    return [(_text(term), value) for term, value in facts]


def _line(line: Line) -> tuple[str, str, str, str]:
    unit = UNIT_WORDS.get(line.unit)
    words = LINE_WORDS.get(line.text)
    return (
        line.text if words is None else _text(words),
        f"{number(line.quantity, 'id')} {_text(unit)}" if unit else f"{line.quantity}%",
        rupiah(line.price, "id"),
        rupiah(line.amount, "id"),
    )


def _notes(hired: Hired, *, invoice: bool) -> Sequence[Message]:
    if hired.credit is not None and hired.credited is not None and invoice:
        number, day_ = hired.credit, day_of(hired.credited)
        said = say("Void by credit note %(number)s of %(day)s.", number=number, day=day_)
        return (said, say("Reason: %(reason)s", reason=hired.credit_reason))
    if hired.paid is not None and invoice:
        return (say("Paid on %(day)s. Thank you.", day=hired.paid),)
    if invoice:
        return (say("Please pay to the office before the room is used, with this number."),)
    return (say("This price holds for %(days)d days.", days=_VALID_DAYS),)


def _text(message: Message) -> str:
    return translate(message, "id")


@cache
def _source() -> bytes:
    return _SOURCE.read_bytes()


def _typeset(data: str) -> bytes:
    # Imported here: it is 80 MB that only who prints a paper needs.
    import typst  # noqa: PLC0415

    made = typst.compile(
        _source(), format="pdf", ignore_system_fonts=True, sys_inputs={"data": data}
    )
    return bytes(made)
