"""What a training is about; a booking of a track is a training, and others are none."""

from enum import StrEnum

from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem


class Track(StrEnum):
    """The three that the centre's programme of trainings has."""

    PRODUCTION = "production"
    MARKETING = "marketing"
    MANAGEMENT = "management"


TRACK_NAMES: dict[Track, Message] = {
    Track.PRODUCTION: say("Production"),
    Track.MARKETING: say("Marketing"),
    Track.MANAGEMENT: say("Management"),
}


def track_of(text: str) -> Track | None:
    """The track of a word; none where it is empty.

    Raises:
        Invalid: There is no such track.
    """
    if not text:
        return None
    if text in {one.value for one in Track}:
        return Track(text)
    rule = say("There is no such training track.")
    raise Invalid(Problem("track", rule, text[:40], say("Choose one of the list.")))
