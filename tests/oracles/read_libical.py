"""Reads calendars with libical: JSON in; UID, SUMMARY and DTSTART of what is in each out."""

import ctypes
import ctypes.util
import json
import sys
from datetime import UTC, datetime

VEVENT, VFREEBUSY = 4, 9


class Time(ctypes.Structure):
    """A libical `icaltimetype`."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


library = ctypes.CDLL(ctypes.util.find_library("ical"))
for name, result, arguments in (
    ("icalparser_parse_string", ctypes.c_void_p, (ctypes.c_char_p,)),
    ("icalcomponent_count_errors", ctypes.c_int, (ctypes.c_void_p,)),
    ("icalcomponent_get_first_component", ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    ("icalcomponent_get_next_component", ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    ("icalcomponent_get_uid", ctypes.c_char_p, (ctypes.c_void_p,)),
    ("icalcomponent_get_summary", ctypes.c_char_p, (ctypes.c_void_p,)),
    ("icalcomponent_get_dtstart", Time, (ctypes.c_void_p,)),
    ("icaltime_as_timet_with_zone", ctypes.c_long, (Time, ctypes.c_void_p)),
):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments


def row(part: int) -> list[str]:
    start = library.icalcomponent_get_dtstart(part)
    if start.is_date:
        moment = f"{start.year:04}-{start.month:02}-{start.day:02}"
    else:
        seconds = library.icaltime_as_timet_with_zone(start, start.zone)
        moment = datetime.fromtimestamp(seconds, UTC).isoformat()
    summary = library.icalcomponent_get_summary(part) or b""
    return [library.icalcomponent_get_uid(part).decode(), summary.decode(), moment]


def rows(text: str) -> list[list[str]]:
    calendar = library.icalparser_parse_string(text.encode())
    if library.icalcomponent_count_errors(calendar):
        sys.exit("libical finds errors")
    found = []
    for kind in (VEVENT, VFREEBUSY):
        part = library.icalcomponent_get_first_component(calendar, kind)
        while part:
            found.append(row(part))
            part = library.icalcomponent_get_next_component(calendar, kind)
    return found


json.dump([rows(text) for text in json.load(sys.stdin)["calendars"]], sys.stdout)
