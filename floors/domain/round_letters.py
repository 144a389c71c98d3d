"""What a letter about an application says: sentences, still without a language."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from floors.domain.applying import State
from sentra.domain.messages import Message, say


@dataclass(frozen=True, slots=True)
class Words:
    """The subject of a letter, and its first sentences."""

    subject: Message
    lead: Message


def words_of(state: State, *, name: str, verify_by: datetime, draw_at: datetime) -> Words | None:
    """What is told of where an application stands; None where nothing is.

    Args:
        name: The round's.
        verify_by: Until when the office looks through papers.
        draw_at: When the seed of the draw comes into the world.
    """
    match state:
        case State.SUBMITTED:
            return Words(
                say("Application received: %(round)s", round=name),
                say(
                    "Your application is handed in. The office looks through its papers until"
                    " %(until)s, and writes to you.",
                    until=verify_by,
                ),
            )
        case State.RETURNED:
            return Words(
                say("Something is missing: %(round)s", round=name),
                say(
                    "The office asks for something before it can accept your application. Send it"
                    " and hand the application in again until %(until)s.",
                    until=verify_by,
                ),
            )
        case State.ACCEPTED:
            return Words(
                say("You take part in the draw: %(round)s", round=name),
                say(
                    "Your application is accepted. Stalls are drawn on %(when)s, and anybody can"
                    " recompute the draw.",
                    when=draw_at,
                ),
            )
        case State.REFUSED:
            return Words(
                say("Application refused: %(round)s", round=name),
                say("Your application can't take part in this draw. This is why."),
            )
        case State.WITHDRAWN:
            return Words(
                say("Application withdrawn: %(round)s", round=name),
                say("Your application is withdrawn. Nobody else gets worse by it."),
            )
        case State.DRAFT:
            return None


def drawn(name: str, *, number: int, won: bool, object_by: datetime) -> Words:
    """What is told of the draw, before its result is decreed or to who has no place.

    Args:
        number: The applicant's, in the order of the draw.
        won: Whether she has a place by it.
        object_by: Until when she can object.
    """
    subject = say("The draw is made: %(round)s", round=name)
    until = {"number": Decimal(number), "until": object_by}
    if won:
        return Words(
            subject,
            say(
                "Your number is %(number)s, and it has a place. The result is public; anybody who"
                " applied can object to it until %(until)s. Then the office decrees it, and writes"
                " to you.",
                **until,
            ),
        )
    return Words(
        subject,
        say(
            "Your number is %(number)s, and it has no place yet. You are on the waiting list. Why"
            " each choice was refused is told at the address below, and until %(until)s you can"
            " object.",
            **until,
        ),
    )


def answered(name: str, answer: str, *, upheld: bool) -> Words:
    """What is told of an objection that the office has answered."""
    subject = say("Your objection is answered: %(round)s", round=name)
    if upheld:
        return Words(subject, say("The office upholds your objection: %(answer)s", answer=answer))
    return Words(
        subject, say("The office does not uphold your objection: %(answer)s", answer=answer)
    )


def given_up(name: str) -> Words:
    """What is told when the office gives a round up; its reason is said below."""
    return Words(
        say("Round given up: %(round)s", round=name),
        say(
            "The office has given this round up, so no stalls are given out by it. There is nothing"
            " that you have to do."
        ),
    )
