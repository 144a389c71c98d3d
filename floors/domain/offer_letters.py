"""What a letter about a place says: sentences, still without a language."""

from dataclasses import dataclass
from datetime import date, datetime

from floors.domain.offers import OfferState
from floors.domain.round_letters import Words
from sentra.domain.messages import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A place as its letter tells of it.

    Attributes:
        round: The round's name.
        programme: The programme's name.
        ends: The deadline, while it is offered.
        stall: Its code, once there is one; `starts` is then its first day.
    """

    state: OfferState
    round: str
    programme: str
    ends: datetime | None
    stall: str | None
    starts: date | None
    move_in_by: date


def offer_words(told: Told) -> Words | None:
    """What is told of a place; None where its holder knows it from what she did herself."""
    if told.state is OfferState.OFFERED and told.ends is not None:
        return Words(
            say("A place is yours to take: %(round)s", round=told.round),
            say(
                "You are offered a place in %(programme)s. Take it until %(until)s, or it goes to"
                " the next number.",
                programme=told.programme,
                until=told.ends,
            ),
        )
    if told.state is OfferState.ACCEPTED and told.stall and told.starts:
        return Words(
            say("Your stall is %(stall)s: %(round)s", stall=told.stall, round=told.round),
            say(
                "Stall %(stall)s is yours from %(starts)s. Sign the lease at the office and move in"
                " by %(by)s.",
                stall=told.stall,
                starts=told.starts,
                by=max(told.move_in_by, told.starts),
            ),
        )
    if told.state is OfferState.ACCEPTED:
        return Words(
            say("You have moved up: %(round)s", round=told.round),
            say(
                "A choice that you put higher has come free: you now have a place in"
                " %(programme)s.",
                programme=told.programme,
            ),
        )
    if told.state in {OfferState.LAPSED, OfferState.WITHDRAWN}:
        return Words(
            say("Your place has gone to the next number: %(round)s", round=told.round),
            say(
                "Your place in %(programme)s was not taken, or not moved into, in time, or was"
                " given up.",
                programme=told.programme,
            ),
        )
    return None


def last_day(round_: str, programme: str, *, until: datetime) -> Words:
    """What whoever has not answered is told shortly before an offer ends."""
    return Words(
        say("One day left to take your place: %(round)s", round=round_),
        say(
            "You have not answered yet. Your place in %(programme)s goes to the next number unless"
            " you take it until %(until)s.",
            programme=programme,
            until=until,
        ),
    )
