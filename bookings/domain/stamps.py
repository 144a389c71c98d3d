"""DTSTAMP and SEQUENCE: how a calendar program knows that what it has is not the latest.

Programs compare DTSTAMP and SEQUENCE with what they have, and leave alone what does not rise. So
both depend on what readers were told before, which is kept beside each event's bytes.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

SECOND = timedelta(seconds=1)
"""DTSTAMP knows no smaller one (RFC 5545 section 3.3.5)."""


class Shown(NamedTuple):
    """An event as readers were told it last.

    Attributes:
        stamp: DTSTAMP and LAST-MODIFIED: whole seconds, UTC.
        sequence: SEQUENCE.
        digest: Of all that a reader could notice.
        timing: Of what SEQUENCE counts: time, place and state.
    """

    stamp: datetime
    sequence: int
    digest: bytes
    timing: bytes


class Source(NamedTuple):
    """An event as it is now.

    Attributes:
        changed: When it changed, as its source itself says.
        noticed: When the database saw a change; matters where the source says nothing of it, such
            as when a room is renamed. None: it saw none.
        sequence: The source's own count.
        digest, timing: As of `Shown`.
    """

    changed: datetime
    noticed: datetime | None
    sequence: int
    digest: bytes
    timing: bytes


def shown_next(was: Shown | None, source: Source) -> Shown:
    """What readers are told: later by a second at least if anything about it is different.

    What nobody has seen yet (`was` is None) is as its source says. SEQUENCE never falls.
    """
    stamp = _whole(source.changed)
    if was is None:
        return Shown(stamp, source.sequence, source.digest, source.timing)
    sequence = max(source.sequence, was.sequence + (source.timing != was.timing))
    if source.digest == was.digest and sequence == was.sequence:
        return was
    if stamp <= was.stamp:
        stamp = max(was.stamp + SECOND, _whole(source.noticed or was.stamp))
    return Shown(stamp, sequence, source.digest, source.timing)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0) if moment.microsecond else moment
