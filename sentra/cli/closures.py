"""`sentra closures`: when the building, a floor or a room is closed."""

from datetime import datetime, time

import click

from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.holidays import holidays_of
from bookings.domain.hours import JAKARTA, at, whole_day
from bookings.operations import closures as operations
from bookings.operations.closing import Answer, Made, close
from bookings.queries import closures as queries
from bookings.queries.closures import Closed
from sentra.cli import work
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import today
from sentra.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_HOUR = click.DateTime(["%H:%M", "%H.%M"])
_REST = click.option(
    "--bookings",
    "rest",
    type=click.Choice(["keep", "cancel"]),
    help="What becomes of bookings in the way; without it nothing is closed where there are any.",
)


@click.group("closures")
def command() -> None:
    """Closures: list, add, lift, holidays."""


@command.command("list")
def list_() -> None:
    """Closures from today on: number, from, until, kind, place, name."""

    async def read(_settings: Settings) -> list[Closed]:
        return await queries.closures(since=work.utc_now())

    for one in work.run(read):
        click.echo(_line(one))


@command.command("add")
@click.argument("name")
@click.option("--first", type=_DAY, required=True, help="The first day, such as 2026-12-01.")
@click.option("--last", type=_DAY, help="The last day; the first where it is left out.")
@click.option("--from", "starts", type=_HOUR, help="Time on the first day; midnight if left out.")
@click.option("--to", "ends", type=_HOUR, help="Time on the last day; midnight if left out.")
@click.option("--floor", type=int, help="Close this floor only.")
@click.option("--room", help="Close this room only, by its code.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in ClosureKind]),
    default="maintenance",
    show_default=True,
)
@click.option("--open", "opens", type=_HOUR, help="Shortened hours: open each day from.")
@click.option("--close", "closes", type=_HOUR, help="Shortened hours: open each day until.")
@click.option("--estimated", is_flag=True, help="The date may yet change.")
@_REST
def add(
    *,
    name: str,
    first: datetime,
    last: datetime | None,
    starts: datetime | None,
    ends: datetime | None,
    floor: int | None,
    room: str | None,
    kind: str,
    opens: datetime | None,
    closes: datetime | None,
    estimated: bool,
    rest: Answer | None,
) -> None:
    """Close the building, a floor or a room under a NAME that everybody reads."""
    days = first.date(), (last or first).date()
    closing = Closing(
        place=_place(floor, room),
        starts=at(days[0], starts.time() if starts else time.min),
        ends=at(days[1], ends.time()) if ends else whole_day(days[1]).ends,
        kind=ClosureKind(kind),
        name=name,
        opens=opens.time() if opens else None,
        closes=closes.time() if closes else None,
        estimated=estimated,
    )
    _close([closing], rest)


@command.command("holidays")
@click.argument("year", type=int)
@_REST
def holidays(year: int, rest: Answer | None) -> None:
    """Close the building on the days off of a YEAR that are still to come."""
    now = work.utc_now()
    days = [one for one in holidays_of(year) if whole_day(one.day).ends > now]
    _close([one.closing(Place()) for one in days], rest)


@command.command("lift")
@click.argument("number", type=int)
def lift(number: int) -> None:
    """Lift the closure with this NUMBER: what it closed can be booked."""

    async def write(_settings: Settings) -> Closed:
        return await operations.lift(number, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_line(work.run(write)))


def _place(floor: int | None, room: str | None) -> Place:
    if floor is not None and room is not None:
        raise click.UsageError("--floor and --room do not go together.")
    if room is not None:
        return Place(Scope.ROOM, room)
    return Place() if floor is None else Place(Scope.FLOOR, str(floor))


def _close(closings: list[Closing], rest: Answer | None) -> None:
    async def write(_settings: Settings) -> Made:
        return await close(closings, rest=rest, actor=COMMAND_LINE, now=work.utc_now())

    made = work.run(write)
    for one in made.closures:
        click.echo(_line(one))
    for verb, bookings in (("cancelled", made.cancelled), ("kept", made.kept)):
        for booked in bookings:
            day = today(booked.starts).isoformat()
            click.echo(f"  {verb}\t{booked.id}\t{day}\t{booked.room}\t{booked.title}")


def _line(one: Closed) -> str:
    hours = f"{one.opens:%H:%M}-{one.closes:%H:%M}" if one.opens and one.closes else "-"
    parts = (
        str(one.id),
        *(
            f"{end.astimezone(JAKARTA).isoformat(timespec='minutes')}"
            for end in (one.starts, one.ends)
        ),
        hours,
        one.kind,
        one.place,
        one.name,
    )
    return "\t".join(parts)
