"""One cooperative of the registry: what its fields may hold."""

from collections.abc import Mapping

from msgspec import Struct

from sentra.domain.cells import Cell, is_nothing, shown, text_of
from sentra.domain.enterprises import read_phone
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.regions import find_kecamatan

_LABELS: Mapping[str, Message] = {
    "name": say("Name"),
    "kecamatan": say("Kecamatan"),
    "registration": say("Legal entity number"),
    "address": say("Address"),
}
_LONGEST = {"name": 120, "registration": 40, "address": 200}


class CooperativeData(Struct, frozen=True, kw_only=True):
    """The facts of one cooperative, all of them valid.

    Attributes:
        kecamatan: Kemendagri's code, such as "36.74.01".
        registration: Legal-entity number (nomor badan hukum), if it has one.
        phone: E.164, if it has one.
    """

    name: str
    kecamatan: str
    registration: str | None = None
    phone: str | None = None
    address: str = ""


def read_cooperative(row: Mapping[str, Cell]) -> CooperativeData:
    """The cooperative in `row`.

    Raises:
        Invalid: With one problem for each field at fault.
    """
    texts = {field: text_of(row.get(field)) for field in (*_LABELS, "phone")}
    problems = [
        Problem(field, say("This is longer than %(most)s characters.", most=most), shown(text))
        for field, most in _LONGEST.items()
        if len(text := texts[field]) > most
    ]
    problems += [
        Problem(field, say("%(field)s is missing.", field=_LABELS[field]))
        for field in ("name", "kecamatan")
        if is_nothing(texts[field])
    ]
    place = find_kecamatan(texts["kecamatan"])
    if place is None and not is_nothing(texts["kecamatan"]):
        rule = say("Tangerang Selatan has no kecamatan of this name.")
        problems.append(Problem("kecamatan", rule, shown(texts["kecamatan"])))
    phone = None
    if not is_nothing(texts["phone"]):
        try:
            phone = read_phone(row.get("phone"))
        except Invalid as refusal:
            problems += refusal.problems
    if problems or place is None:
        raise Invalid(*problems)
    return CooperativeData(
        name=texts["name"],
        kecamatan=place.code,
        registration=None if is_nothing(texts["registration"]) else texts["registration"],
        phone=phone,
        address="" if is_nothing(texts["address"]) else texts["address"],
    )
