"""What a letter about a booking says: sentences, still without a language."""

from dataclasses import dataclass
from datetime import datetime

from sentra.domain.messages import Message, say


@dataclass(frozen=True, slots=True)
class Words:
    """The subject of a letter, and its first sentence."""

    subject: Message
    lead: Message


def invited(title: str, *, takes_part: bool) -> Words:
    if takes_part:
        return Words(
            say("You take part: %(title)s", title=title),
            say(
                "You have a seat in this training. Your calendar can take it over from this letter."
            ),
        )
    return Words(
        say("Room booked: %(title)s", title=title),
        say("Your room is booked. Your calendar can take it over from this letter."),
    )


def changed(title: str) -> Words:
    return Words(
        say("Changed: %(title)s", title=title),
        say("Something about it has changed. This is how it is now."),
    )


def called_off(title: str, *, state: str, belongs: bool) -> Words:
    if not belongs:
        return Words(
            say("No longer yours: %(title)s", title=title),
            say("You hold this booking no more, or take no part in it. Nothing is left to do."),
        )
    if state == "released":
        return Words(
            say("Room released: %(title)s", title=title),
            say("Nobody checked in in time, so the room was given back."),
        )
    return Words(
        say("Cancelled: %(title)s", title=title),
        say("It does not take place."),
    )


def decided_against(title: str, *, state: str) -> Words:
    """A request that was refused, or that nobody answered in time."""
    if state == "refused":
        return Words(
            say("Request refused: %(title)s", title=title),
            say("Your request for a room was refused."),
        )
    return Words(
        say("Request expired: %(title)s", title=title),
        say("Nobody answered your request in time, so it has expired. You can ask anew."),
    )


def offered(title: str, *, until: datetime) -> Words:
    return Words(
        say("A room is free for you: %(title)s", title=title),
        say("The room that you wait for is free. It is held for you until %(until)s.", until=until),
    )


def asked_again(title: str, *, answer_by: datetime) -> Words:
    return Words(
        say("Does it go on? %(title)s", title=title),
        say(
            "Please say by %(day)s whether this series still takes place; otherwise what is left "
            "of it is called off.",
            day=answer_by,
        ),
    )
