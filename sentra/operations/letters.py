"""The outbox: letters are posted in the transaction of what they tell of, and sent after it.

Whoever sends one claims it first, in a transaction of its own: nobody else takes it meanwhile, and
if the sender dies it comes up again after a while. So a letter goes out at least once, and twice
only where a sender died between the mail server's yes and writing that down; a mailbox then knows
it again by its Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sentra.database.engine import DB
from sentra.domain.letters import Letter, Sender, letter_bytes, on_one_line
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, NotFound
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import record
from sentra.queries.ids import IDS
from sentra.queries.letters import find_letter

LEASE = timedelta(minutes=10)
"""How long a claimed letter is left alone: longer than any sending lasts."""
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 30, 60, 120, 240, 480, 480, 480, 480))
"""From one try to the next: two days in all, after which a letter is set aside. A server that
greylists (RFC 6647) takes it at the second or third."""
UNREACHED = timedelta(minutes=1)
"""From one try to the next where the server itself is away: that is no fault of the letter's."""
KEPT = timedelta(days=90)
"""How long a letter is remembered."""
_SUBJECT_MOST = 200
_SAID_MOST = 200


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that is the caller's to send."""

    id: int
    number: str
    address: str
    content: bytes
    tries: int


async def post(
    letter: Letter,
    *,
    sender: Sender,
    account: int | None,
    now: datetime,
    key: str | None = None,
) -> bool:
    """Put a letter into the outbox; whether it is in there now, and was not before.

    Args:
        account: Whom it is for.
        key: What it says; nothing is posted where a letter has said it already.
    """
    rows = await DB.fetch(
        """
        INSERT INTO letter (number, key, account, address, subject, content, state, tries, due,
                            said, created, way)
        VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, $7, '', $7, '')
        ON CONFLICT (key) DO NOTHING RETURNING id
        """,
        letter.number,
        key,
        account,
        letter.address,
        on_one_line(letter.subject)[:_SUBJECT_MOST],
        letter_bytes(letter, sender=sender),
        now,
    )
    return bool(rows)


async def claim(now: datetime) -> Claimed | None:
    """The letter that is due first, which nobody else sends meanwhile; None where none is due."""
    rows = await DB.fetch(
        """
        UPDATE letter SET due = $2, tries = tries + 1
        WHERE id = (
            SELECT id FROM letter WHERE state = 'queued' AND due <= $1
            ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING id, number::text, address, content, tries
        """,
        now,
        now + LEASE,
    )
    return Claimed(**rows[0]) if rows else None


async def mark_sent(claimed: Claimed, *, way: str, keep: bool, now: datetime) -> None:
    """Write down that it is gone.

    Args:
        way: smtp or folder.
        keep: Whether its content stays to be read here.
    """
    await DB.fetch(
        """
        UPDATE letter SET state = 'sent', sent = $2, way = $3, said = '',
            content = CASE WHEN $4 THEN content END
        WHERE id = $1
        """,
        claimed.id,
        now,
        way,
        keep,
    )


async def put_off(claimed: Claimed, *, said: str, now: datetime) -> None:
    """Try it again later, or set it aside where that has been done often enough."""
    if claimed.tries > len(WAITS):
        await set_aside(claimed, said=said)
        return
    await DB.fetch(
        "UPDATE letter SET due = $2, said = $3 WHERE id = $1",
        claimed.id,
        now + WAITS[claimed.tries - 1],
        said[:_SAID_MOST],
    )


async def give_back(claimed: Claimed, *, said: str, now: datetime) -> None:
    """Try it again soon: nothing could be sent, so this was no try."""
    await DB.fetch(
        "UPDATE letter SET due = $2, tries = tries - 1, said = $3 WHERE id = $1",
        claimed.id,
        now + UNREACHED,
        said[:_SAID_MOST],
    )


async def set_aside(claimed: Claimed, *, said: str) -> None:
    """It can't be delivered: it waits for a manager to look at it."""
    await DB.fetch(
        "UPDATE letter SET state = 'aside', said = $2 WHERE id = $1",
        claimed.id,
        said[:_SAID_MOST],
    )


async def send_again(letter_id: int, *, actor: Actor, now: datetime) -> None:
    """Put a letter into the queue anew.

    Raises:
        Forbidden: The actor is no manager.
        NotFound: There is no such letter.
        Conflict: It is on its way, or its content is not here any more.
    """
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager sends letters again."))
    async with DB.transaction():
        if letter_id in IDS:
            await DB.fetch("SELECT FROM letter WHERE id = $1 FOR UPDATE", letter_id)
        found = await find_letter(letter_id)
        if found is None:
            raise NotFound(say("There is no such letter."))
        if found.state == "queued" and not found.said:
            raise Conflict(say("This letter is on its way already."))
        if not found.is_kept:
            raise Conflict(say("This letter was sent, and its words are not kept here any more."))
        await DB.fetch(
            "UPDATE letter SET state = 'queued', due = $2, tries = 0, said = '' WHERE id = $1",
            letter_id,
            now,
        )
        await record(
            "letter.resend",
            subject="letter",
            subject_id=letter_id,
            actor=actor,
            now=now,
            before={"state": found.state},
            after={"state": "queued"},
        )


async def forget(now: datetime) -> None:
    """Remove what left, or was set aside, long ago: it holds personal data."""
    await DB.fetch(
        "DELETE FROM letter WHERE state <> 'queued' AND created < $1",
        now - KEPT,
    )
