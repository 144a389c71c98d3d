"""The decree (SK) of a round as PDF: by pseudonym for everybody, by name for the office."""

from floors.domain.decree import Decree
from floors.domain.draw import record as public
from floors.domain.round_terms import class_name
from floors.operations.rounds.decreeing import decree_of
from floors.papers.typeset import CITY, OFFICE, dated, typeset
from floors.queries.rounds import RoundView, programmes_of
from floors.queries.rounds.offers import drawn_places
from floors.queries.rounds.papers import centre, names_of, objections_heard
from floors.queries.rounds.record import editions, record_files
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.i18n import local, number, rupiah, translate

_COLUMNS = ("No.", "No. undian", "Penerima", "Program", "Golongan jatah", "Retribusi / bulan")


async def decree_paper(round_: RoundView, *, named: bool) -> bytes:
    """The decree with the list of the edition that it decreed; later editions change nothing of it.

    Args:
        named: Write names of enterprises instead of pseudonyms.

    Raises:
        NotFound: The round is not decreed.
    """
    return await typeset("decree", await decree_data(round_, named=named))


async def decree_data(round_: RoundView, *, named: bool) -> dict[str, object]:
    """Everything that stands on it and differs from round to round, as text."""
    if round_.decree is None:
        raise NotFound(say("There is no such paper."))
    decree = decree_of(round_.decree)
    files = await record_files(
        round_.id, edition=decree.edition, names=[public.APPLICATIONS, public.SEED]
    )
    [edition] = [one for one in await editions(round_.id) if one.number == decree.edition]
    heard = await objections_heard(round_.id)
    site = await centre()
    return {
        "number": decree.number,
        "day": dated(decree.date),
        "office": OFFICE,
        "city": CITY,
        "site": {"name": site.name, "address": site.address},
        "signatory": {"name": decree.name, "title": decree.title, "nip": decree.nip},
        "round": _dates(round_),
        "objections": f"seluruh sanggahan ({heard}) telah dijawab"
        if heard
        else "tidak ada sanggahan",
        "applications": number(files[public.APPLICATIONS].count(b"\n"), "id"),
        "seed": public.read_seed(files[public.SEED]).seed,
        "commitment": round_.commitment or "",
        "digest": edition.digest,
        "edition": edition.number,
        "columns": _COLUMNS,
        "rows": await _rows(round_, decree, named=named),
    }


def _dates(round_: RoundView) -> dict[str, str]:
    announced = round_.announced or round_.schedule.opens
    return {
        "code": round_.code,
        "name": round_.name,
        "announced": dated(local(announced)),
        "starts": dated(round_.starts),
        "last": dated(round_.last),
        "accept_by": dated(local(round_.schedule.accept_by)),
        "move_in_by": dated(round_.move_in_by),
    }


async def _rows(round_: RoundView, decree: Decree, *, named: bool) -> list[tuple[str, ...]]:
    programmes = {one.code: one for one in await programmes_of(round_.id)}
    names = await names_of(round_.id) if named else {}
    numbers, places = await drawn_places(round_.id, edition=decree.edition)
    return [
        (
            str(at),
            number(drawn, "id"),
            names.get(who, who),
            programmes[places[who].programme].name,
            translate(class_name(places[who].seat), "id"),
            rupiah(programmes[places[who].programme].rent, "id"),
        )
        for at, (drawn, who) in enumerate(numbers, 1)
    ]
