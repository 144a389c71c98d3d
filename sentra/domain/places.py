"""Where an enterprise is: its kelurahan, which the kecamatan beside it must agree with."""

from sentra.domain.cells import Cell, is_nothing, shown, text_of
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.regions import find_kecamatan, find_kelurahan


def read_place(kelurahan: Cell, kecamatan: Cell) -> str:
    """The code of the kelurahan; the kecamatan may be left empty.

    Raises:
        Invalid: One of them is unknown in Tangerang Selatan, or they do not belong together.
    """
    written = text_of(kelurahan)
    if is_nothing(written):
        raise Invalid(Problem("kelurahan", say("The kelurahan is missing.")))
    place = find_kelurahan(written)
    if place is None:
        rule = say("Tangerang Selatan has no kelurahan of this name.")
        raise Invalid(Problem("kelurahan", rule, shown(kelurahan)))
    around = text_of(kecamatan)
    if is_nothing(around):
        return place.code
    found = find_kecamatan(around)
    if found is None:
        rule = say("Tangerang Selatan has no kecamatan of this name.")
        raise Invalid(Problem("kecamatan", rule, shown(kecamatan)))
    if found != place.kecamatan:
        rule = say(
            "Kelurahan %(kelurahan)s belongs to kecamatan %(kecamatan)s.",
            kelurahan=place.name,
            kecamatan=place.kecamatan.name,
        )
        remedy = say("Correct one of the two, or leave the kecamatan empty.")
        raise Invalid(Problem("kecamatan", rule, shown(kecamatan), remedy))
    return place.code
