"""Expands calendars with libical, a C library: JSON in, sorted starts per calendar out.

libical expands one component; that an exception stands in for a date of its rule (RFC 5545 section
3.8.4.4) is done here.
"""

import ctypes
import ctypes.util
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

VEVENT = 4


class Time(ctypes.Structure):
    """A libical `icaltimetype`."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


class Span(ctypes.Structure):
    """A libical `icaltime_span`."""

    _fields_ = (("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int))


Found = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)
library = ctypes.CDLL(ctypes.util.find_library("ical"))
for name, result, arguments in (
    ("icalparser_parse_string", ctypes.c_void_p, (ctypes.c_char_p,)),
    ("icalcomponent_get_first_component", ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    ("icalcomponent_get_next_component", ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    ("icalcomponent_as_ical_string", ctypes.c_char_p, (ctypes.c_void_p,)),
    ("icalcomponent_get_uid", ctypes.c_char_p, (ctypes.c_void_p,)),
    ("icalcomponent_get_recurrenceid", Time, (ctypes.c_void_p,)),
    ("icalcomponent_get_dtstart", Time, (ctypes.c_void_p,)),
    ("icaltime_as_timet_with_zone", ctypes.c_long, (Time, ctypes.c_void_p)),
    ("icaltime_from_timet_with_zone", Time, (ctypes.c_long, ctypes.c_int, ctypes.c_void_p)),
    ("icaltimezone_get_utc_timezone", ctypes.c_void_p, ()),
    (
        "icalcomponent_foreach_recurrence",
        None,
        (ctypes.c_void_p, Time, Time, Found, ctypes.c_void_p),
    ),
):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments


def events(calendar: int) -> Iterator[int]:
    one = library.icalcomponent_get_first_component(calendar, VEVENT)
    while one:
        yield one
        one = library.icalcomponent_get_next_component(calendar, VEVENT)


def starts(text: str, since: int, until: int) -> list[int]:
    calendar = library.icalparser_parse_string(text.encode())
    utc = library.icaltimezone_get_utc_timezone()
    window = [library.icaltime_from_timet_with_zone(moment, 0, utc) for moment in (since, until)]
    instead, found = set(), []
    for event in events(calendar):
        recurrence = library.icalcomponent_get_recurrenceid(event)
        if recurrence.year:
            zone = library.icalcomponent_get_dtstart(event).zone  # RECURRENCE-ID has the same
            moment = library.icaltime_as_timet_with_zone(recurrence, zone)
            instead.add((library.icalcomponent_get_uid(event), moment))
    for event in events(calendar):
        written = library.icalcomponent_as_ical_string(event)
        if b"STATUS:CANCELLED" in written:
            continue
        uid, exception = library.icalcomponent_get_uid(event), b"RECURRENCE-ID" in written
        named: list[int] = []
        keep = Found(lambda _event, span, _data, named=named: named.append(span.contents.start))
        library.icalcomponent_foreach_recurrence(event, *window, keep, None)
        found += [one for one in named if exception or (uid, one) not in instead]
    return sorted(one for one in found if since <= one < until)


asked = json.load(sys.stdin)
since, until = (int(datetime.fromisoformat(asked[name]).timestamp()) for name in ("since", "until"))
json.dump(
    [
        [datetime.fromtimestamp(one, UTC).isoformat() for one in starts(text, since, until)]
        for text in asked["calendars"]
    ],
    sys.stdout,
)
