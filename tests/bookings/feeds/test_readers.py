"""Other people's programs read in every kind of calendar, in all forms, what is meant."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product, zip_longest
from typing import Any, assert_never

import httpx
import icalendar
import pytest
import vobject

from bookings.domain.feeds import FeedKind
from bookings.domain.ical import ZONE
from bookings.domain.trainings import TrainingKey
from bookings.operations.trainings import join
from bookings.tables import Closure
from floors.tables import Space, Tenancy
from tests.bookings.feeds.conftest import TEN, Centre, address, booked
from tests.bookings.feeds.test_expansions import asked, programs
from tests.bookings.feeds.test_rounds import DATES, a_round
from tests.bookings.test_oracles import oracles
from tests.conftest import NOW, Person

__all__ = ["oracles"]
COOK = "👩🏽\u200d🍳"
TITLES = (
    *("a" * length + COOK for length in range(63, 68)),  # SUMMARY: and a fold at 75 octets
    "C:\\dapur, rasa; dan \\; \\, harga",  # a backslash before an n: see test_oracles
    "“kutip” 'x' \"y\": = %20 & <b> BEGIN:VEVENT",
    "satu\ndua",
    "日本語のワークショップ" * 10,
)
NAME = "Ruang; Anggrek, \\ 🌸"
TAKEN = {"id": "Terpakai", "en": "Taken"}
SHUT = {"id": "Ditutup", "en": "Closed"}
CLOSED = {"id": "Tutup: ", "en": "Closed: "}
FIRST_DAY = {"id": "Hari pertama di lapak A-101", "en": "First day at stall A-101"}
ROUND_DATES = {
    "id": (
        "Pendaftaran dibuka",
        "Pendaftaran ditutup",
        "Berkas selesai diverifikasi",
        "Undian",
        "Sanggahan sampai",
        "Tawaran diterima sampai",
        "Paling lambat menempati lapak",
    ),
    "en": (
        "Applications open",
        "Applications close",
        "Files verified",
        "Draw",
        "Objections until",
        "Offers taken until",
        "Moved in by",
    ),
}
MOVES_IN = date(2026, 12, 30)
Row = tuple[str, str, str]
"""UID, SUMMARY, DTSTART."""


async def fill(centre: Centre, trainer: Person, owner: Person) -> dict[str, str]:
    """Put awkward things everywhere; the bookings' UIDs and when they start."""
    await Space.update({Space.name: NAME}).where(Space.id == centre.orchid)
    found = {}
    for number, title in enumerate(TITLES):
        starts = TEN + timedelta(days=number)
        words: dict[str, Any] = {"title": title, "track": "production", "starts": starts}
        made = await booked(centre.orchid, trainer.account, **words)
        await join(TrainingKey(booking=made.id), actor=owner.actor, now=NOW)
        found[f"{made.uid}@sentra-ukm"] = starts.isoformat()
        opens = datetime.combine(closed_on(number), time(), tzinfo=ZONE)
        await Closure(
            site=centre.site, starts=opens, ends=opens + timedelta(days=1), kind="holiday",
            name=title, created=NOW,
        ).save()  # fmt: skip
    await Tenancy(
        enterprise=owner.actor.enterprise, space=centre.stall, starts=MOVES_IN, ends=None,
        created=NOW, changed=NOW,
    ).save()  # fmt: skip
    await a_round(name=NAME)
    return found


def closed_on(number: int) -> date:
    return date(2027, 1, 10) + timedelta(days=number)


def rows_of(text: str) -> list[Row]:
    """What icalendar reads."""
    found = icalendar.Calendar.from_ical(text)
    return [
        (str(part["UID"]), str(part.get("SUMMARY", "")), moment(part.decoded("DTSTART")))
        for part in (*found.walk("VEVENT"), *found.walk("VFREEBUSY"))
    ]


def rows_of_vobject(text: str) -> list[Row]:
    found = vobject.readOne(text).contents
    parts = (*found.get("vevent", ()), *found.get("vfreebusy", ()))
    return [
        (
            part.uid.value,
            part.summary.value if "summary" in part.contents else "",
            moment(part.dtstart.value),
        )
        for part in parts
    ]


def differing(found: Any, wanted: Any) -> list[Any]:
    """The rows that are not as they should be, each beside the other."""
    return [
        pair
        for mine, theirs in zip(found, wanted, strict=True)
        for pair in zip_longest(mine, theirs)
        if pair[0] != pair[1]
    ]


def moment(value: datetime | date) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def meant(
    kind: FeedKind, locale: str, bookings: dict[str, str], *, busy: bool
) -> list[tuple[str, str]]:
    """SUMMARY and DTSTART in order; a kind that is not known here is a type error."""
    titles = [TAKEN[locale]] * len(TITLES) if busy else TITLES
    told = list(zip(titles, bookings.values(), strict=True))
    match kind:
        case FeedKind.CLOSURES:
            return [
                (SHUT[locale] if busy else CLOSED[locale] + title, closed_on(number).isoformat())
                for number, title in enumerate(TITLES)
            ]
        case FeedKind.ENTERPRISE:
            return told if busy else [*told, (FIRST_DAY[locale], MOVES_IN.isoformat())]
        case FeedKind.CENTRE | FeedKind.FLOOR | FeedKind.ROOM | FeedKind.TRAINER | FeedKind.TRACK:
            return told
        case FeedKind.ROUNDS:
            days = [*(moment(each) for each in DATES.values()), "2027-02-14"]
            words = [f"{what}: {NAME}" for what in ROUND_DATES[locale]]
            return [] if busy else list(zip(words, days, strict=True))
        case _:
            assert_never(kind)


@pytest.mark.slow
async def test_they_read_in_every_kind_of_calendar_what_is_meant(
    centre: Centre,
    everybody: dict[str, Person],
    visitor: httpx.AsyncClient,
    request: pytest.FixtureRequest,
) -> None:
    trainer, owner, manager = (everybody[name] for name in ("trainer", "owner", "manager"))
    bookings = await fill(centre, trainer, owner)
    keys = {
        FeedKind.FLOOR: "1",
        FeedKind.ROOM: "R-101",
        FeedKind.TRAINER: str(trainer.account),
        FeedKind.ENTERPRISE: str(owner.actor.enterprise),
        FeedKind.TRACK: "production",
    }
    calendars = []
    for kind, busy, locale in product(FeedKind, (False, True), ("id", "en")):
        options = {"busy": busy, "locale": locale, "label": NAME}
        url = await address(manager.actor, kind, keys.get(kind, ""), **options)
        text = (await visitor.get(url)).text
        wanted = meant(kind, locale, bookings, busy=busy)
        rows = rows_of(text)
        assert [(title, starts) for _, title, starts in rows] == wanted, (kind, options)
        assert len({uid for uid, _, _ in rows}) == len(rows)
        if kind not in {FeedKind.CLOSURES, FeedKind.ROUNDS}:
            assert [uid for uid, _, _ in rows][: len(bookings)] == list(bookings)
        calendars.append(text)
        if kind is FeedKind.ROOM:
            calendars.append((await visitor.get(url.replace(".ics", ".ifb"))).text)
    wanted_rows = [rows_of(text) for text in calendars]
    assert [rows_of_vobject(text) for text in calendars] == wanted_rows
    lists = [[list(row) for row in rows] for rows in wanted_rows]
    for name, command in programs("read").items():
        assert differing(asked(calendars, *command), lists) == [], name
    folder = request.getfixturevalue("oracles")  # last: it skips where there is no node
    for name, found in asked(calendars, "node", "read_all.mjs", folder=folder).items():
        assert differing(found, lists) == [], name
