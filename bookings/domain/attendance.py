"""Checking in: from when until when, and when a room that nobody came to is given back."""

from datetime import datetime, timedelta

from bookings.domain.spans import Span

EARLY = timedelta(minutes=30)
"""Who sets up comes early."""


def opens(span: Span) -> datetime:
    """From when on somebody can check in to a booking of this span."""
    return span.starts - EARLY


def may_check_in(span: Span, now: datetime) -> bool:
    return opens(span) <= now < span.ends


def release_at(span: Span, *, minutes: int, since: datetime) -> datetime:
    """When the room of an unchecked booking is given back.

    Args:
        minutes: How long the room's terms wait.
        since: When the booking came to stand, or its room to ask for check-in: nobody who books
            half an hour after nine from nine on is late already.
    """
    return max(span.starts, since) + timedelta(minutes=minutes)
