"""`sentra rooms find`."""

from datetime import datetime, time, timedelta

import click

from bookings.domain.ranking import Found, Ranked
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.search import Search, days_of, layout_of
from bookings.domain.terms import LAYOUT_NAMES
from bookings.queries.finding import search_rooms
from sentra.cli import work
from sentra.cli.equipment import wanted_of
from sentra.domain.messages import say
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import Locale, clock, today, translate
from sentra.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_HOUR = click.DateTime(["%H:%M", "%H.%M"])
_SHOWN = 4


@click.command("find")
@click.option("--date", "on", type=_DAY, help="The (first) day; today when not given.")
@click.option("--until", type=_DAY, help="The last day, when any of several will do.")
@click.option("--rrule", default="", help="All days of a rule: FREQ=WEEKLY;COUNT=12.")
@click.option("--from", "first", type=_HOUR, required=True, help="Such as 07:00.")
@click.option("--to", "last", type=_HOUR, required=True, help="Such as 12:00.")
@click.option("--minutes", type=click.IntRange(15, 720), help="How long; the whole time if not.")
@click.option("--people", type=click.IntRange(1, 10_000), help="How many have to fit in.")
@click.option("--layout", type=click.Choice([one.value for one in LAYOUT_NAMES]), default=None)
@click.option("--feature", "features", multiple=True, help="What has to be in it; several times.")
@click.option("--equipment", multiple=True, help="Brought in, as NAME=NUMBER; several times.")
@click.option("--accessible", is_flag=True, help="Reachable by wheelchair.")
@click.option("--no-joined", is_flag=True, help="No hall joined from several rooms.")
def find(
    *,
    on: datetime | None,
    until: datetime | None,
    rrule: str,
    first: datetime,
    last: datetime,
    minutes: int | None,
    people: int | None,
    layout: str | None,
    features: tuple[str, ...],
    equipment: tuple[str, ...],
    accessible: bool,
    no_joined: bool,
) -> None:
    """Find a free room, the best first; where none suits, what comes nearest."""

    async def read(_settings: Settings) -> Found:
        now = work.utc_now()
        rule = parse_recurrence(rrule) if rrule else None
        search = Search(
            days=days_of(
                on.date() if on else today(now), until=until.date() if until else None, rule=rule
            ),
            earliest=first.time(),
            latest=last.time(),
            length=timedelta(minutes=minutes) if minutes else _apart(first.time(), last.time()),
            every=rule is not None,
            people=people,
            layout=layout_of(layout or ""),
            features=frozenset(features),
            equipment=await wanted_of(equipment),
            accessible=accessible,
            joined=not no_joined,
        )
        return await search_rooms(search, role=COMMAND_LINE.role, now=now)

    found, locale = work.run(read), work.language()
    if not found.rooms:
        click.echo(translate(say("No room is free just like that."), locale), err=True)
    for one in (*found.rooms, *found.nearest):
        click.echo(_line(one, locale))


def _apart(first: time, last: time) -> timedelta:
    return timedelta(hours=last.hour - first.hour, minutes=last.minute - first.minute)


def _line(one: Ranked, locale: Locale) -> str:
    """Room, times and reasons, set apart by tabs."""
    offer = one.offer
    times = [
        f"{today(span.starts)} {clock(span.starts, locale)}–{clock(span.ends, locale)}"
        for span in offer.spans[:_SHOWN]
    ]
    more = len(offer.spans) - _SHOWN
    if more > 0:
        times.append(f"+{more}")
    reasons = " ".join(translate(reason, locale) for reason in one.reasons)
    return "\t".join((offer.room.code, offer.room.name, ", ".join(times), reasons))
