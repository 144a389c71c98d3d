"""What comes after the applications: the draw, objections, the decree, and moving in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from floors.domain.decree import Decree
from floors.domain.offers import OfferState
from floors.operations.rounds.decreeing import decree
from floors.operations.rounds.drawing import draw_round
from floors.operations.rounds.freezing import freeze
from floors.operations.rounds.moving_in import close, let_move_in, note_moved_in
from floors.operations.rounds.objecting import answer, object_to
from floors.operations.rounds.offering import accept, decline
from floors.operations.rounds.phases import hear_objections
from floors.operations.rounds.seeding import type_values
from floors.queries.rounds import one_round
from floors.queries.rounds.offers import Offered, offers
from sentra.database.engine import DB
from sentra.domain.roles import Actor, Role, Source
from sentra.i18n import today

_OBJECTION = "Mengapa nomor saya di belakang? Saya mendaftar pada hari pertama."
_ANSWER = (
    "Nomor undian tidak bergantung pada hari mendaftar. Nomor dihitung dari benih undian yang"
    " disaksikan umum, dan siapa pun dapat menghitungnya ulang dari halaman putaran."
)


async def draw(
    code: str, random: Random, officers: Sequence[Actor], *, frozen: datetime, now: datetime
) -> None:
    """Freeze; let two officers type what was drawn in public; draw."""
    await freeze(code, refuse_rest=True, actor=officers[0], now=frozen)
    terms = (await one_round(code, now=now)).terms
    values = [random.randrange(terms.faces) for _ in range(terms.values)]
    for officer in officers:
        await type_values(code, values, actor=officer, now=now + timedelta(minutes=10))
    await draw_round(code, actor=officers[0], now=now + timedelta(minutes=20))


async def hear(code: str, officer: Actor, *, objections: int, now: datetime) -> int | None:
    """Open the days of objections, and let some of those without a place object.

    All objections but the last one have an answer.

    Returns:
        The enterprise that waits for one, or the first without a place; None where all have won.
    """
    await hear_objections(code, actor=officer, now=now)
    rows = await DB.fetch(
        """
        SELECT a.enterprise FROM application a JOIN round r ON r.id = a.round
        WHERE r.code = $1 AND a.number IS NOT NULL
            AND NOT EXISTS (SELECT FROM allotment m WHERE m.application = a.id)
        ORDER BY a.number DESC
        """,
        code,
    )
    lost = [row["enterprise"] for row in rows]
    for at, enterprise in enumerate(lost[:objections], 1):
        later = now + timedelta(hours=at)
        made = await object_to(
            code,
            enterprise=enterprise,
            text=_OBJECTION,
            actor=_owner(enterprise),
            now=later,
        )
        if at < objections:
            await answer(code, made, text=_ANSWER, upheld=False, actor=officer, now=later)
    return lost[max(0, objections - 1)] if len(lost) >= max(1, objections) else None


async def decree_and_move_in(
    code: str,
    officer: Actor,
    *,
    decreed: datetime,
    answered: datetime,
    given_out: datetime,
    closed: datetime,
) -> int | None:
    """Decree, let one winner decline and all others accept, give the stalls out, and close.

    Returns:
        An enterprise that moved in; None where nobody won.
    """
    written = Decree(
        number=f"500.3/{code}/DKUKM",
        date=today(decreed),
        name="Dra. Sri Lestari, M.Si.",
        title="Kepala Dinas Koperasi dan UKM Kota Tangerang Selatan",
    )
    await decree(code, written, actor=officer, now=decreed)
    for one in (await _live(code, now=answered))[:1]:
        owner = _owner(one.enterprise)
        await decline(code, enterprise=one.enterprise, actor=owner, now=answered)
    for one in await _live(code, now=answered):
        if one.state is OfferState.OFFERED:
            owner = _owner(one.enterprise)
            await accept(code, enterprise=one.enterprise, actor=owner, now=answered)
    await let_move_in(code, actor=officer, now=given_out)
    winners = await _live(code, now=given_out)
    for one in winners:
        await note_moved_in(code, enterprise=one.enterprise, actor=officer, now=closed)
    await close(code, actor=officer, now=closed)
    return winners[0].enterprise if winners else None


async def _live(code: str, *, now: datetime) -> Sequence[Offered]:
    return await offers((await one_round(code, now=now)).id, live=True)


def _owner(enterprise: int) -> Actor:
    return Actor(Role.ENTERPRISE, Source.PAGE, enterprise=enterprise)
