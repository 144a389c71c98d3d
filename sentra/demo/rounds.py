"""The demo centre's stall rounds: one closed, one drawn, one open, and one still a draft."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from floors.domain.round_terms import USUAL
from floors.domain.rounds import Schedule
from floors.domain.tenure import months_after
from floors.operations.rounds.announcing import announce
from floors.operations.rounds.drafting import Draft, draft_round
from floors.operations.rounds.phases import note_due
from floors.operations.rounds.programmes import remove_programme, set_programme, suggest
from floors.queries.rounds import one_round, programmes_of
from sentra.database.engine import DB
from sentra.demo.applicants import Applicants, apply_some, look_through
from sentra.demo.draws import decree_and_move_in, draw, hear
from sentra.demo.people_rows import LOST, MAY_APPLY, OFFICER, WON
from sentra.demo.tenure import store_tenure
from sentra.domain.roles import SYSTEM, Actor, Role, Source
from sentra.i18n import JAKARTA, today
from sentra.operations.accounts import invite

_RENT_OF_A_METRE = 75_000
"""Rupiah per square metre and month."""
_ABOUT = (
    "Lapak kosong di gedung Sentra UKM dibagikan lewat undian terbuka. Siapkan NIB dan foto produk;"
    " untuk makanan dan minuman juga P-IRT dan sertifikat halal."
)
_SALT = bytes(range(32))
"""The same each time, as all of the demo centre."""


@dataclass(frozen=True, slots=True)
class Days:
    """When a round's dates are, in days from today, and when it was drafted."""

    drafted: int
    opens: int
    closes: int
    verify_by: int
    draw_at: int
    object_by: int
    accept_by: int


CLOSED = Days(-152, -142, -126, -116, -113, -105, -96)
DRAWN = Days(-38, -31, -17, -11, -8, 5, 14)
OPEN = Days(-12, -5, 16, 23, 25, 30, 36)
NEXT = Days(0, 165, 186, 193, 195, 200, 206)


@dataclass(frozen=True, slots=True)
class Codes:
    """What the four rounds are called on a day."""

    closed: str
    drawn: str
    open: str
    draft: str


def codes_on(day: date) -> Codes:
    this_month = day.replace(day=1)
    return Codes(
        closed=f"{months_after(this_month, -3).year}-1",
        drawn=f"{months_after(this_month, 2).year}-A",
        open=f"{day.year + 1}-1",
        draft=f"{day.year + 1}-2",
    )


async def store_rounds(*, now: datetime, seed: int = 2026) -> None:
    """Rounds in four phases, with the accounts of three enterprises that show what comes of them.

    The office's two officers have accounts already.
    """
    random = Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    applicants = await Applicants.find()
    officers = await _officers(now=now)
    await _closed(applicants, random, officers, now=now)
    await _drawn(applicants, random, officers, now=now)
    await _open(applicants, random, officers, now=now)
    await store_tenure(officers, random, now=now)


async def _closed(
    applicants: Applicants, random: Random, officers: tuple[Actor, Actor], *, now: datetime
) -> None:
    """A round of last season, whose winners hold their stalls."""
    starts = months_after(today(now).replace(day=1), -3)
    ends = months_after(starts, 5)
    code = codes_on(today(now)).closed
    name = f"Putaran makanan dan fesyen {starts.year}"
    if not await _offer(code, name, CLOSED, starts, ends, only=("food", "fashion"), now=now):
        return
    await apply_some(code, applicants, random, each=8, now=at(now, CLOSED.opens + 2))
    await note_due(at(now, CLOSED.closes))
    await look_through(code, random, officers, refused=1, now=at(now, CLOSED.closes + 3))
    await draw(
        code, random, officers, frozen=at(now, CLOSED.verify_by), now=at(now, CLOSED.draw_at)
    )
    await hear(code, officers[0], objections=0, now=at(now, CLOSED.draw_at + 1))
    won = await decree_and_move_in(
        code,
        officers[0],
        decreed=at(now, CLOSED.object_by),
        answered=at(now, CLOSED.object_by + 2),
        given_out=at(now, CLOSED.accept_by),
        closed=at(now, CLOSED.accept_by + 20),
    )
    await _account(WON, won, now=now)


async def _drawn(
    applicants: Applicants, random: Random, officers: tuple[Actor, Actor], *, now: datetime
) -> None:
    """A round whose result can be objected to."""
    starts = months_after(today(now).replace(day=1), 2)
    code = codes_on(today(now)).drawn
    name = f"Putaran kriya, rumah, dan jasa {starts.year}"
    ends = months_after(starts, 6)
    only = ("craft", "home", "services")
    if not await _offer(code, name, DRAWN, starts, ends, only=only, now=now):
        return
    await apply_some(code, applicants, random, each=6, now=at(now, DRAWN.opens + 3))
    await note_due(at(now, DRAWN.closes))
    await look_through(code, random, officers, refused=2, now=at(now, DRAWN.closes + 2))
    await draw(code, random, officers, frozen=at(now, DRAWN.verify_by), now=at(now, DRAWN.draw_at))
    lost = await hear(code, officers[0], objections=2, now=at(now, DRAWN.draw_at + 2))
    await _account(LOST, lost, now=now)


async def _open(
    applicants: Applicants, random: Random, officers: tuple[Actor, Actor], *, now: datetime
) -> None:
    """A round that opened five days ago, and the draft of the one after it."""
    year = today(now).year + 1
    codes, name = codes_on(today(now)), f"Putaran lapak {year}, semester 1"
    code = codes.open
    first, middle = date(year, 1, 1), date(year, 7, 1)
    await _account(MAY_APPLY, applicants.next("food"), now=now)
    # Some stalls stay without a round, to give out by hand and look at.
    if await _offer(code, name, OPEN, first, middle, only=("food", "fashion"), now=now):
        await apply_some(code, applicants, random, each=7, now=at(now, -4), unfinished=3)
        await look_through(code, random, officers, refused=2, left=9, now=at(now, -1))
    draft = _draft(codes.draft, NEXT, middle, date(year + 1, 1, 1), now=now)
    draft = replace(draft, name=f"Putaran lapak {year}, semester 2", about="")
    await draft_round(draft, actor=SYSTEM, now=now, salt=_SALT)
    await suggest(draft.code, actor=SYSTEM, now=now)


async def _offer(
    code: str,
    name: str,
    days: Days,
    starts: date,
    ends: date,
    *,
    only: Collection[str] = (),
    now: datetime,
) -> bool:
    """Draft a round of what is free, or of some categories of it, and announce it.

    Returns:
        Whether there was anything to offer; else it stays a draft.
    """
    before = at(now, days.drafted)
    draft = replace(_draft(code, days, starts, ends, now=now), name=name)
    await draft_round(draft, actor=SYSTEM, now=before, salt=_SALT)
    await suggest(code, actor=SYSTEM, now=before)
    round_ = await one_round(code, now=before, drafts=True)
    found = await programmes_of(round_.id)
    kept = [one for one in found if not only or one.category in only] or found
    for one in found:
        if one not in kept:
            await remove_programme(code, one.code, actor=SYSTEM, now=before)
            continue
        await set_programme(
            code,
            one.code,
            name=one.name,
            rent=round(one.area * _RENT_OF_A_METRE),
            seats=one.seats,
            stalls=one.stalls,
            actor=SYSTEM,
            now=before,
        )
    if kept:
        await announce(code, actor=SYSTEM, now=before + timedelta(days=1))
        await note_due(at(now, days.opens))
    return bool(kept)


def _draft(code: str, days: Days, starts: date, ends: date, *, now: datetime) -> Draft:
    return Draft(
        code=code,
        name="",
        about=_ABOUT,
        schedule=_schedule(days, now),
        starts=starts,
        ends=ends,
        move_in_by=starts + timedelta(days=14),
        terms=USUAL,
    )


def _schedule(days: Days, now: datetime) -> Schedule:
    named: Mapping[str, int] = {
        name: getattr(days, name) for name in Days.__dataclass_fields__ if name != "drafted"
    }
    return Schedule(**{name: at(now, day) for name, day in named.items()})


def at(now: datetime, days: int) -> datetime:
    """Eight in the morning, so many days from today."""
    local = datetime.combine(today(now) + timedelta(days=days), time(8), tzinfo=JAKARTA)
    return local.astimezone(UTC)


async def _officers(*, now: datetime) -> tuple[Actor, Actor]:
    """Two managers, since a seed is typed by two."""
    await invite(
        name="Hendra Gunawan",
        email=OFFICER,
        role=Role.MANAGER,
        actor=SYSTEM,
        now=now,
    )
    rows = await DB.fetch("SELECT id, name FROM account WHERE role = 'manager' ORDER BY id LIMIT 2")
    first, second = (
        Actor(Role.MANAGER, Source.PAGE, row["name"], account=row["id"]) for row in rows
    )
    return first, second


async def _account(email: str, enterprise: int | None, *, now: datetime) -> None:
    if enterprise is None:
        return
    [row] = await DB.fetch("SELECT owner FROM enterprise WHERE id = $1", enterprise)
    await invite(
        name=row["owner"],
        email=email,
        role=Role.ENTERPRISE,
        actor=SYSTEM,
        now=now,
        enterprise=enterprise,
    )
