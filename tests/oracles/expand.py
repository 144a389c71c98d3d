"""Expands calendars with recurring-ical-events: JSON in, a list of starts per calendar out.

A program of its own, and not imported by tests: its licence (LGPL) stays out of their process.
"""

import json
import sys
from datetime import UTC, datetime

import icalendar
import recurring_ical_events

asked = json.load(sys.stdin)
since, until = (datetime.fromisoformat(asked[name]) for name in ("since", "until"))
json.dump(
    [
        sorted(
            event["DTSTART"].dt.astimezone(UTC).isoformat()
            for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
                since, until
            )
            if event.get("STATUS") != "CANCELLED"
        )
        for text in asked["calendars"]
    ],
    sys.stdout,
)
