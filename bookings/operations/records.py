"""A booking as it is stored, and the lines that the trail keeps of it."""

from datetime import datetime

from bookings import queries
from bookings.domain.rules import Wish
from bookings.domain.standing import ALIVE, State
from bookings.operations.offers import offer_next
from bookings.queries import Booked
from bookings.tables import Booking
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import changes, record

REASON_MOST = 200


def check_reason(reason: str) -> None:
    """Let a reason through that can be stored.

    Raises:
        Invalid: It is too long, or has characters that nobody can read.
    """
    if len(reason) > REASON_MOST or not reason.replace("\n", " ").isprintable():
        rule = say("At most %(most)d characters fit here.", most=REASON_MOST)
        raise Invalid(Problem("reason", rule))


async def become(
    was: Booked,
    state: State,
    verb: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    decide_by: datetime | None = None,
) -> Booked:
    """Put a booking, which is locked, into another state; its holds are the caller's matter.

    What it has given up by then is offered to those who wait for it.

    What was once asked for keeps its `decide_by`, and so can be told from what never needed to be.
    """
    await DB.fetch(
        """
        UPDATE booking
        SET state = $2, reason = $3, decide_by = coalesce($4, decide_by),
            sequence = sequence + 1, changed = $5
        WHERE id = $1
        """,
        was.id,
        state,
        reason,
        decide_by,
        now,
    )
    became = await stored(was.id)
    await note(verb, was, became, actor=actor, now=now)
    if state not in ALIVE:
        await offer_next([(was.space, was.span)], now=now)
    return became


async def stored(booking_id: int) -> Booked:
    found = await queries.booking(booking_id)
    if found is None:
        raise NotFound(say("There is no such booking."))
    return found


def wish_of(booking: Booked) -> Wish:
    return Wish(
        room=booking.room,
        starts=booking.starts,
        ends=booking.ends,
        title=booking.title,
        organiser=booking.organiser,
        note=booking.note,
        people=booking.people,
        public=booking.public,
        layout=booking.layout,
        track=booking.track,
    )


def facts(booking: Booked) -> dict[str, object]:
    """What the audit trail keeps of a booking."""
    return {
        "room": booking.room,
        "starts": booking.starts,
        "ends": booking.ends,
        "title": booking.title,
        "note": booking.note,
        "people": booking.people,
        "public": booking.public,
        "organiser": booking.organiser,
        "layout": booking.layout,
        "track": booking.track,
        "state": booking.state,
        "reason": booking.reason,
    }


async def note(verb: str, was: Booked, became: Booked, *, actor: Actor, now: datetime) -> None:
    before, after = changes(facts(was), facts(became))
    await record(
        verb,
        subject=Booking,
        subject_id=became.id,
        actor=actor,
        now=now,
        before=before,
        after=after,
    )
