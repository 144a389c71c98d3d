"""A round in whatever phase, quickly: its dates are those of the tests' clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from floors.domain.applying import State, papers_due
from floors.domain.decree import Decree
from floors.domain.round_terms import USUAL, Terms
from floors.domain.rounds import Phase, Schedule
from floors.operations.rounds.announcing import announce
from floors.operations.rounds.applying import choose, hand_in
from floors.operations.rounds.decreeing import decree
from floors.operations.rounds.drafting import Draft, draft_round
from floors.operations.rounds.drawing import draw_round
from floors.operations.rounds.freezing import freeze
from floors.operations.rounds.papers import attach
from floors.operations.rounds.phases import hear_objections
from floors.operations.rounds.programmes import set_programme, suggest
from floors.operations.rounds.seeding import type_values
from floors.operations.rounds.verifying import decide
from floors.queries.rounds import one_round
from floors.queries.rounds.applications import queue
from floors.tables import Round, Space
from sentra.database.engine import DB
from sentra.domain.roles import COMMAND_LINE, Actor, Role, Source
from sentra.tables import Account, Enterprise
from tests.conftest import NOW
from tests.floors.places import make_enterprises, make_floor, make_stall

CODE = "2027-1"
DAY = timedelta(days=1)
SCHEDULE = Schedule(
    opens=NOW + DAY,
    closes=NOW + 8 * DAY,
    verify_by=NOW + 12 * DAY,
    draw_at=NOW + 14 * DAY,
    object_by=NOW + 20 * DAY,
    accept_by=NOW + 27 * DAY,
)
SALT = bytes(range(32))
WHEN: dict[Phase, datetime] = {
    Phase.DRAFT: NOW,
    Phase.ANNOUNCED: NOW,
    Phase.OPEN: NOW + 2 * DAY,
    Phase.VERIFICATION: NOW + 9 * DAY,
    Phase.FROZEN: NOW + 12 * DAY,
    Phase.SEEDED: NOW + 14 * DAY,
    Phase.DRAWN: NOW + 14 * DAY,
    Phase.OBJECTIONS: NOW + 15 * DAY,
    Phase.DECREED: NOW + 21 * DAY,
    Phase.MOVING_IN: NOW + 28 * DAY,
}
"""A moment at which a round of this schedule is in the phase."""


def draft_of(code: str = CODE, **changed: object) -> Draft:
    """What an officer would write, a term of the whole next year."""
    usual = Draft(
        code=code,
        name="Putaran lapak 2027",
        about="",
        schedule=SCHEDULE,
        starts=date(2027, 1, 1),
        ends=date(2028, 1, 1),
        move_in_by=date(2027, 1, 15),
        terms=USUAL,
    )
    return replace(usual, **changed)  # type: ignore[arg-type]


async def make_stalls(how_many: int, *, category: str = "food", level: int = 1) -> list[Space]:
    """A floor with a row of stalls of one size."""
    floor = await make_floor(level=level)
    return [
        await make_stall(floor, f"{level}-A{n:02}", category=category, x=2 * n)
        for n in range(1, how_many + 1)
    ]


async def announced_round(
    stalls: int = 4,
    *,
    code: str = CODE,
    terms: Terms = USUAL,
    seats: dict[str, int] | None = None,
    **changed: object,
) -> str:
    """A round that offers some stalls of one programme, L1-FOOD-6; its code.

    Args:
        seats: Of the classes; none, all are open to all, unless said.
    """
    made = await make_stalls(stalls)
    await draft_round(
        draft_of(code, terms=terms, **changed), actor=COMMAND_LINE, now=NOW, salt=SALT
    )
    await suggest(code, actor=COMMAND_LINE, now=NOW)
    await set_programme(
        code,
        "L1-FOOD-6",
        name="Lantai 1, makanan",
        rent=750_000,
        seats=seats or {},
        stalls=[one.code for one in made],
        actor=COMMAND_LINE,
        now=NOW,
    )
    await announce(code, actor=COMMAND_LINE, now=NOW)
    return code


PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)


def nik(number: int) -> str:
    return f"{3674010101800000 + number}"


async def applied(
    code: str,
    enterprise: int,
    *choices: str,
    affirmative: bool = False,
    person: int | None = None,
    now: datetime = WHEN[Phase.OPEN],
) -> None:
    """An enterprise hands in what is needed; its owner has the NIK of `person`, or its own."""
    await choose(
        code,
        enterprise=enterprise,
        choices=choices or ["L1-FOOD-6"],
        affirmative=affirmative,
        actor=COMMAND_LINE,
        now=now,
    )
    for kind in papers_due("food", affirmative=affirmative):
        await attach(
            code,
            enterprise=enterprise,
            kind=kind,
            filename=f"{kind}.png",
            content=PNG,
            actor=COMMAND_LINE,
            now=now,
        )
    await hand_in(
        code, enterprise=enterprise, nik=nik(person or enterprise), actor=COMMAND_LINE, now=now
    )


async def accept_all(code: str, *, now: datetime = WHEN[Phase.VERIFICATION]) -> None:
    round_ = await one_round(code, now=now)
    lines, _ = await queue(round_.id, state=State.SUBMITTED, limit=1000, offset=0)
    for line in lines:
        await decide(code, line.id, State.ACCEPTED, actor=COMMAND_LINE, now=now)


async def officers() -> tuple[Actor, Actor]:
    """Two managers with accounts of their own."""
    made = []
    for name in ("Ani", "Beni"):
        account = Account(
            email=f"{name.lower()}@dinas.example", name=name, role="manager", created=NOW
        )
        await account.save()
        made.append(Actor(Role.MANAGER, Source.PAGE, name, account=account.id))
    return made[0], made[1]


VALUES = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4]


async def seeded(code: str, *, now: datetime = WHEN[Phase.SEEDED]) -> None:
    """Freeze, and let two officers type the same values."""
    await freeze(code, actor=COMMAND_LINE, now=WHEN[Phase.FROZEN])
    for officer in await officers():
        await type_values(code, VALUES, actor=officer, now=now)


async def drawn_round(stalls: int = 2, applicants: int = 4, **changed: Any) -> list[Enterprise]:
    """A round with fewer stalls than applicants, all accepted, and drawn; the applicants."""
    code = await announced_round(stalls, **changed)
    enterprises = await make_enterprises(applicants)
    for enterprise in enterprises:
        await applied(code, enterprise.id)
    await accept_all(code)
    await seeded(code)
    await draw_round(code, actor=COMMAND_LINE, now=WHEN[Phase.DRAWN])
    return enterprises


DECREE = Decree(
    number="500.3/17/DKUKM/2026",
    date=(WHEN[Phase.DECREED] + timedelta(hours=7)).date(),
    name="Dra. Sri Lestari, M.Si.",
    title="Kepala Dinas Koperasi dan UKM Kota Tangerang Selatan",
    nip="197001011990032001",
)


async def decreed_round(stalls: int = 2, applicants: int = 4, **changed: Any) -> list[Enterprise]:
    """A drawn round whose winners are offered their places; the applicants in lottery order."""
    enterprises = await drawn_round(stalls, applicants, **changed)
    return await decreed(enterprises)


async def decreed(enterprises: list[Enterprise]) -> list[Enterprise]:
    """The drawn round is decreed; the same applicants in lottery order."""
    await hear_objections(CODE, actor=COMMAND_LINE, now=WHEN[Phase.OBJECTIONS])
    await decree(CODE, DECREE, actor=COMMAND_LINE, now=WHEN[Phase.DECREED])
    rows = await DB.fetch("SELECT enterprise FROM application ORDER BY number")
    by_id = {one.id: one for one in enterprises}
    return [by_id[row["enterprise"]] for row in rows]


async def put_in_phase(code: str, phase: Phase) -> datetime:
    """Write the phase, as if all before it had been done; the moment that goes with it."""
    await Round.update({Round.state: phase.value}).where(Round.code == code)
    return WHEN[phase]


async def time_passes(code: str, days: float) -> None:
    """As if it were so many days later, for the round: sessions of the tests do not grow old."""
    await DB.fetch(
        """
        UPDATE round SET opens = opens - $2::interval, closes = closes - $2::interval,
            verify_by = verify_by - $2::interval, draw_at = draw_at - $2::interval,
            object_by = object_by - $2::interval, accept_by = accept_by - $2::interval
        WHERE code = $1
        """,
        code,
        timedelta(days=days),
    )
