"""What `sentra series` prints of a series, of a date, and of one that is only looked at."""

from bookings.operations.series_dates import Planned
from bookings.queries import Booked
from bookings.queries.series import Repeating
from sentra.cli import work
from sentra.domain.messages import Message
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import clock, today, translate


def said(message: Message) -> str:
    return translate(message, work.language())


def series_line(one: Repeating) -> str:
    locale = work.language()
    hours = f"{clock(one.span.starts, locale)}–{clock(one.span.ends, locale)}"
    following = today(one.next).isoformat() if one.next else "-"
    parts = (one.id, following, hours, one.room, one.title, one.organiser_name, said(one.words))
    return "\t".join(map(str, parts))


def date_line(one: Booked) -> str:
    locale = work.language()
    hours = f"{clock(one.starts, locale)}–{clock(one.ends, locale)}"
    parts = (one.id, today(one.starts).isoformat(), hours, one.room, said(one.state_name))
    return "\t".join(map(str, parts))


def planned_line(one: Planned) -> str:
    """Day, state, and what is in the way."""
    why = [
        *(said(problem.rule) for problem in one.problems),
        *(clash.title_for(COMMAND_LINE) or "" for clash in one.clashes),
        *(said(closure) for closure in one.closures),
    ]
    return "\t".join([one.day.isoformat(), one.state, "; ".join(why)]).rstrip()
