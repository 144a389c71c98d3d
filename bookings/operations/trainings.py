"""Taking part in a training, and leaving it again."""

from datetime import datetime

from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.domain.trainings import TrainingKey, seats_of
from bookings.domain.visibility import may_change
from bookings.queries import trainings as queries
from bookings.queries.trainings import Training
from bookings.tables import Enrolment
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import on_violation, speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, NotFound, Problem
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import record


class Full(Conflict):
    """Every seat is taken."""

    code = "full"


on_violation("enrolment_seats", lambda: Full(say("Every seat of this training is taken.")))
on_violation(
    "booking_seats",
    lambda: Conflict(say("More people take part in this training than it would have seats.")),
)
for _once in ("enrolled_in_booking_once", "enrolled_in_series_once"):
    on_violation(_once, lambda: Conflict(say("You take part in this training already.")))


async def join(
    key: TrainingKey, *, actor: Actor, now: datetime, who: Actor | None = None
) -> Training:
    """Let somebody of an enterprise (who is `actor`, unless said) take part. Safe to repeat.

    Raises:
        Forbidden: She is not of an enterprise.
        NotFound: There is no such training, or it is not public.
        Conflict: It is over, or called off.
        Full: Every seat is taken.
    """
    who = who or actor
    if who.role is not Role.ENTERPRISE or who.account is None or who.enterprise is None:
        raise Forbidden(say("Only people of an enterprise take part in trainings."))
    return await retrying(lambda: _join(key, who, actor=actor, now=now))


async def _join(key: TrainingKey, who: Actor, *, actor: Actor, now: datetime) -> Training:
    with speak():
        async with DB.transaction():
            training = await must_see(key, actor=who, now=now)
            if training.joined:
                return training
            if not training.public:
                raise _no_such_training()
            if training.next is None:
                raise Conflict(say("This training is over, or will not take place."))
            rows = await DB.fetch(
                """
                UPDATE enrolment SET state = 'joined', enterprise = $4, changed = $5
                WHERE (booking = $1 OR series = $2) AND account = $3 RETURNING id
                """,
                key.booking,
                key.series,
                who.account,
                who.enterprise,
                now,
            )
            if not rows:
                rows = await DB.fetch(
                    """
                    INSERT INTO enrolment
                        (booking, series, account, enterprise, state, created, changed)
                    VALUES ($1, $2, $3, $4, 'joined', $5, $5) RETURNING id
                    """,
                    key.booking,
                    key.series,
                    who.account,
                    who.enterprise,
                    now,
                )
            await _record("training.join", rows[0]["id"], training, who, actor=actor, now=now)
            return await must_see(key, actor=who, now=now)


async def leave(
    key: TrainingKey, *, account: int | None = None, actor: Actor, now: datetime
) -> Training:
    """Give the seat of somebody (the actor's own, unless said) back.

    Raises:
        NotFound: There is no such training, or the actor may not know of it.
        Forbidden: It is somebody else's seat, and neither is the training the actor's.
        Conflict: She does not take part.
    """
    account = account or actor.account
    return await retrying(lambda: _leave(key, account, actor=actor, now=now))


async def _leave(key: TrainingKey, account: int | None, *, actor: Actor, now: datetime) -> Training:
    async with DB.transaction():
        training = await must_see(key, actor=actor, now=now)
        if account != actor.account and not may_change(actor, training.organiser):
            raise Forbidden(say("Only the trainer and the building manager take somebody out."))
        rows = await DB.fetch(
            """
            UPDATE enrolment n SET state = 'left', changed = $4
            FROM account a
            WHERE (n.booking = $1 OR n.series = $2) AND n.account = $3 AND n.state = 'joined'
              AND a.id = n.account
            RETURNING n.id, n.account, n.enterprise, a.name
            """,
            key.booking,
            key.series,
            account,
            now,
        )
        if not rows:
            raise Conflict(say("There is no part in this training to give up."))
        [row] = rows
        who = Actor(
            Role.ENTERPRISE,
            actor.source,
            row["name"],
            account=row["account"],
            enterprise=row["enterprise"],
        )
        await _record("training.leave", row["id"], training, who, actor=actor, now=now)
        return training


async def must_see(key: TrainingKey, *, actor: Actor, now: datetime) -> Training:
    """The training, if the actor may know of it.

    Raises:
        NotFound: There is none, or she may not.
    """
    found = await queries.training(key, account=actor.account, now=now)
    if found is None or not found.is_seen_by(actor):
        raise _no_such_training()
    return found


async def follow_split(series: int, follower: int, *, now: datetime) -> None:
    """Whoever takes part in a series takes part in the one that follows it, too."""
    await DB.fetch(
        """
        INSERT INTO enrolment (series, account, enterprise, state, created, changed)
        SELECT $2, account, enterprise, 'joined', $3, $3
        FROM enrolment WHERE series = $1 AND state = 'joined' ORDER BY changed, id
        """,
        series,
        follower,
        now,
    )


async def check_seats(
    wish: Wish, room: Room | None, *, booking: int | None = None, series: int | None = None
) -> list[Problem]:
    """What is wrong with a change that would leave somebody who takes part without a seat."""
    if wish.track is None or room is None:
        return []
    seats = seats_of(wish, terms=room.terms, capacity=room.capacity)
    taken = await queries.how_many_in(booking=booking, series=series)
    if seats is None or taken <= seats:
        return []
    rule = say(
        "%(taken)d people take part already, and this would be %(seats)d seats.",
        taken=taken,
        seats=seats,
    )
    return [Problem("people", rule, str(seats), say("Name more people, or choose a larger room."))]


def _no_such_training() -> NotFound:
    return NotFound(say("There is no such training."))


async def _record(
    verb: str, enrolment: int, training: Training, who: Actor, *, actor: Actor, now: datetime
) -> None:
    facts = {
        "title": training.title,
        "account": who.account,
        "enterprise": who.enterprise,
        "series": training.key.series,
        "booking": training.key.booking,
    }
    facts = {name: value for name, value in facts.items() if value is not None}
    joined = verb == "training.join"
    await record(
        verb,
        subject=Enrolment,
        subject_id=enrolment,
        actor=actor,
        now=now,
        before=None if joined else facts,
        after=facts if joined else None,
    )
