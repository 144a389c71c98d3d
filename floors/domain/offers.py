"""The life of an offer: what a winner may answer, until when, and what a rerun means for others.

A draw gives places. With the decree each place is offered; whoever accepts keeps it, or a dearer
one where somebody above gives hers up. Who declines or lets the deadline pass is taken out and the
draw made again with the same seed, which makes nobody worse (docs/decisions/0026-draw.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from floors.domain.draw.market import Change
from floors.domain.draw.outcome import Place
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict

LATER_DAYS = 3
"""Whole days to answer, for whoever gets a place only after the first offers."""
_JAKARTA = ZoneInfo("Asia/Jakarta")


class OfferState(StrEnum):
    """What has become of a place."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    MOVED_IN = "moved_in"


OFFER_NAMES: Mapping[OfferState, Message] = MappingProxyType(
    {
        OfferState.OFFERED: say("Offered"),
        OfferState.ACCEPTED: say("Accepted"),
        OfferState.DECLINED: say("Declined"),
        OfferState.LAPSED: say("Lapsed"),
        OfferState.WITHDRAWN: say("Given up"),
        OfferState.REPLACED: say("Moved up"),
        OfferState.MOVED_IN: say("Moved in"),
    }
)
LIVE = frozenset({OfferState.OFFERED, OfferState.ACCEPTED, OfferState.MOVED_IN})
"""In these states a place is somebody's."""


class Answered(Conflict):
    """The offer is not open any more: it was answered, it lapsed, or another took its place."""

    code = "answered"


class Offer(StrEnum):
    """What can be done to an offer."""

    ACCEPT = "accept"
    STAY = "stay"
    DECLINE = "decline"
    MOVE_IN = "move_in"
    LEAVE = "leave"


_FROM: Mapping[Offer, frozenset[OfferState]] = MappingProxyType(
    {
        Offer.ACCEPT: frozenset({OfferState.OFFERED}),
        Offer.STAY: frozenset({OfferState.OFFERED, OfferState.ACCEPTED}),
        Offer.DECLINE: frozenset({OfferState.OFFERED, OfferState.ACCEPTED}),
        Offer.MOVE_IN: frozenset({OfferState.ACCEPTED}),
        Offer.LEAVE: frozenset({OfferState.ACCEPTED, OfferState.MOVED_IN}),
    }
)


def check_answer(deed: Offer, state: OfferState, *, ends: datetime | None, now: datetime) -> None:
    """Refuse what does not fit the state of an offer.

    Args:
        ends: The offer's deadline; from then on it can neither be accepted nor stayed with.

    Raises:
        Answered: With the state that it is in.
    """
    if state not in _FROM[deed]:
        raise Answered(
            say("This offer is: %(state)s. It cannot be changed so.", state=OFFER_NAMES[state]),
            extra={"state": state.value},
        )
    late = state is OfferState.OFFERED and ends is not None and ends <= now
    if late and deed in {Offer.ACCEPT, Offer.STAY}:
        raise Answered(
            say("The deadline of this offer has passed."), extra={"state": OfferState.LAPSED.value}
        )


def offer_ends(*, accept_by: datetime, now: datetime) -> datetime:
    """The deadline of an offer made now.

    The first offers all end at `accept_by`; later ones have `LATER_DAYS` whole days in Jakarta.
    """
    day = now.astimezone(_JAKARTA).date() + timedelta(days=LATER_DAYS + 1)
    later = datetime.combine(day, time(), _JAKARTA).astimezone(now.tzinfo)
    return max(accept_by, later)


@dataclass(frozen=True, slots=True)
class Holding:
    """A place that is somebody's in the meantime.

    Attributes:
        programme: Its code.
        choice: Which of her wishes it is, 1 for the dearest.
    """

    programme: str
    seat: str
    choice: int
    state: OfferState


@dataclass(frozen=True, slots=True)
class Matching:
    """What a result changes about the places that are held, all by pseudonym.

    Attributes:
        new: Who had none and gets one.
        moved: Who gets a dearer one instead of hers.
        seats: Who keeps hers, counted to another class now.
    """

    new: Mapping[str, Place]
    moved: Mapping[str, Place]
    seats: Mapping[str, Place]


def match(held: Mapping[str, Holding], places: Mapping[str, Place]) -> Matching:
    """Compare what is held with a result.

    Args:
        held: By pseudonym, without those who have just given theirs up.
        places: By pseudonym, as the newest run of the draw gives them.

    Raises:
        ValueError: Somebody would be worse off, which a rerun with the same seed never does.
    """
    worse = [who for who, mine in held.items() if _worse(mine, places.get(who))]
    if worse:
        raise ValueError(f"a rerun takes from {worse}")
    new: dict[str, Place] = {}
    moved: dict[str, Place] = {}
    seats: dict[str, Place] = {}
    for who, place in places.items():
        mine = held.get(who)
        if mine is None:
            new[who] = place
        elif mine.programme != place.programme:
            moved[who] = place
        elif mine.seat != place.seat:
            seats[who] = place
    return Matching(new, moved, seats)


def staying(held: Mapping[str, Holding]) -> tuple[Change, ...]:
    """The changes by which nobody moves up any more: stalls are given, goods are unpacked.

    Who holds her dearest wish anyway needs none.
    """
    return tuple(
        Change(pseudonym=who, stays=mine.programme)
        for who, mine in sorted(held.items())
        if mine.choice > 1
    )


def leaving(pseudonyms: Iterable[str]) -> tuple[Change, ...]:
    """The changes by which somebody gives up all that she asked for."""
    return tuple(Change(pseudonym=who) for who in sorted(pseudonyms))


def _worse(mine: Holding, place: Place | None) -> bool:
    return place is None or place.choice > mine.choice
