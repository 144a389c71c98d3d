"""The demo centre's calendar addresses: what its people follow, and with which programs.

Their secrets are thrown away: whoever wants to fetch one makes an address of her own.
"""

from datetime import datetime, timedelta

from bookings.domain.feeds import FeedKind
from bookings.domain.tracks import Track
from bookings.operations.feeds import note_uses, subscribe
from sentra.database.engine import DB
from sentra.domain.roles import Actor, Role, Source
from sentra.i18n import today

_PEOPLE = """
    SELECT DISTINCT ON (role) id, name, role, enterprise, cooperative
    FROM account ORDER BY role, id
"""
"""One of each role: those whom the demo's sign-in links are for."""


async def store_calendars(*, now: datetime) -> None:
    """Let one person of each role follow what is hers, and a room or the whole centre."""
    room = (await DB.fetch("SELECT code FROM space WHERE kind = 'room' ORDER BY code LIMIT 1"))[0]
    for row in await DB.fetch(_PEOPLE):
        person = Actor(
            role=Role(row["role"]),
            source=Source.SYSTEM,
            name=row["name"],
            account=row["id"],
            enterprise=row["enterprise"],
            cooperative=row["cooperative"],
        )
        for kind, key, days, client in _wishes(person, room["code"]):
            handed = await subscribe(
                kind=kind, key=key, locale="id", actor=person, now=now - timedelta(days=days)
            )
            if client:
                await note_uses([(handed.feed, today(now), client)])


def _wishes(person: Actor, room: str) -> list[tuple[FeedKind, str, int, str]]:
    """What she follows, since how many days, and the program that fetched it today."""
    wishes = [
        (FeedKind.CENTRE, "", 40, "Google Calendar"),
        (FeedKind.ROOM, room, 9, "iPhone / iPad"),
    ]
    if person.role is Role.TRAINER:
        wishes.append((FeedKind.TRAINER, str(person.account), 2, ""))
    if person.role is Role.ENTERPRISE:
        wishes.append((FeedKind.ENTERPRISE, str(person.enterprise), 2, ""))
        wishes.append((FeedKind.TRACK, Track.MARKETING, 5, "ICSx⁵"))
    return wishes
