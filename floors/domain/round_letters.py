"""What a letter about an application says: sentences, still without a language."""

from dataclasses import dataclass
from datetime import datetime

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


def given_up(name: str) -> Words:
    """What is told when the office gives a round up; its reason is said below."""
    return Words(
        say("Round given up: %(round)s", round=name),
        say(
            "The office has given this round up, so no stalls are given out by it. There is nothing"
            " that you have to do."
        ),
    )
