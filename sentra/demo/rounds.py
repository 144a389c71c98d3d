"""The demo centre's stall rounds: one open for applications, one that the office still drafts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from floors.domain.round_terms import USUAL
from floors.domain.rounds import Schedule
from floors.operations.rounds.announcing import announce
from floors.operations.rounds.drafting import Draft, draft_round
from floors.operations.rounds.phases import note_due
from floors.operations.rounds.programmes import set_programme, suggest
from floors.queries.rounds import one_round, programmes_of
from sentra.domain.roles import SYSTEM
from sentra.i18n import JAKARTA, today

_RENT_OF_A_METRE = 75_000
"""Rupiah per square metre and month."""
_DAYS = {
    "opens": -5,
    "closes": 16,
    "verify_by": 23,
    "draw_at": 25,
    "object_by": 30,
    "accept_by": 36,
}


async def store_rounds(*, now: datetime) -> None:
    """Two rounds of half a year each; the first one opened five days ago."""
    year = today(now).year + 1
    first = Draft(
        code=f"{year}-1",
        name=f"Putaran lapak {year}, semester 1",
        about="Lapak kosong di gedung Sentra UKM dibagikan lewat undian terbuka. Siapkan NIB, foto"
        " produk, serta P-IRT dan sertifikat halal untuk makanan dan minuman.",
        schedule=_schedule(now),
        starts=date(year, 1, 1),
        ends=date(year, 7, 1),
        move_in_by=date(year, 1, 15),
        terms=USUAL,
    )
    before = now - timedelta(days=12)
    await draft_round(first, actor=SYSTEM, now=before)
    await suggest(first.code, actor=SYSTEM, now=before)
    await _set_rents(first.code, now=before)
    await announce(first.code, actor=SYSTEM, now=before)
    await note_due(now)
    second = replace(
        first,
        code=f"{year}-2",
        name=f"Putaran lapak {year}, semester 2",
        about="",
        schedule=_schedule(now + timedelta(days=170)),
        starts=first.ends,
        ends=date(year + 1, 1, 1),
        move_in_by=first.ends + timedelta(days=14),
    )
    await draft_round(second, actor=SYSTEM, now=now)
    await suggest(second.code, actor=SYSTEM, now=now)


async def _set_rents(code: str, *, now: datetime) -> None:
    round_ = await one_round(code, now=now, drafts=True)
    for one in await programmes_of(round_.id):
        await set_programme(
            code,
            one.code,
            name=one.name,
            rent=round(one.area * _RENT_OF_A_METRE),
            seats=one.seats,
            stalls=one.stalls,
            actor=SYSTEM,
            now=now,
        )


def _schedule(now: datetime) -> Schedule:
    day = today(now)

    def moment(name: str) -> datetime:
        hour = time(8) if name == "opens" else time(16)
        local = datetime.combine(day + timedelta(days=_DAYS[name]), hour, tzinfo=JAKARTA)
        return local.astimezone(UTC)

    return Schedule(**{name: moment(name) for name in _DAYS})
