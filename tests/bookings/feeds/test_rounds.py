"""Allocation rounds in calendars: everybody's, and those that an enterprise applied to."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bookings.domain.feeds import FeedKind
from floors.domain.rounds import Schedule
from floors.operations.rounds.drafting import move_dates
from floors.tables import Application, Round
from sentra.database.engine import DB
from tests.bookings.feeds.conftest import Centre, address, events, titles
from tests.conftest import NOW, Clock, Person

OPENS = datetime(2026, 12, 1, 1, tzinfo=UTC)
DATES = {
    name: OPENS + timedelta(days=7 * week)
    for week, name in enumerate(
        ("opens", "closes", "verify_by", "draw_at", "object_by", "accept_by")
    )
}
TITLES = [
    "Pendaftaran dibuka: Putaran 2027",
    "Pendaftaran ditutup: Putaran 2027",
    "Berkas selesai diverifikasi: Putaran 2027",
    "Undian: Putaran 2027",
    "Sanggahan sampai: Putaran 2027",
    "Tawaran diterima sampai: Putaran 2027",
    "Paling lambat menempati lapak: Putaran 2027",
]


async def a_round(**changes: Any) -> int:
    values: dict[str, Any] = {
        "code": "2027-1",
        "name": "Putaran 2027",
        "state": "announced",
        "starts": date(2027, 2, 1),
        "ends": date(2029, 2, 1),
        "move_in_by": date(2027, 2, 14),
        "announced": NOW,
        "created": NOW,
        "changed": NOW,
        **DATES,
    }
    made = Round(**(values | changes))
    await made.save()
    return made.id


async def applied(to: int, enterprise: int | None, state: str = "submitted") -> None:
    await Application(
        round=to, enterprise=enterprise, pseudonym=f"{enterprise:064}", state=state,
        submitted=NOW, created=NOW, changed=NOW,
    ).save()  # fmt: skip


async def test_a_round_is_told_by_its_dates_once_it_is_announced(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    await a_round()
    await a_round(code="2028-1", name="Rancangan", state="draft", announced=None)
    found = await events(visitor, await address(trainer.actor, FeedKind.ROUNDS))
    assert [str(one["SUMMARY"]) for one in found] == TITLES
    assert [one.decoded("DTSTART") for one in found] == [*DATES.values(), date(2027, 2, 14)]
    lasting = [one.decoded("DTEND") - one.decoded("DTSTART") for one in found]
    assert lasting == [*[timedelta(minutes=15)] * 6, timedelta(days=1)]
    assert len({str(one["UID"]) for one in found}) == len(TITLES)
    for one in found:
        assert (str(one["TRANSP"]), one["CATEGORIES"].to_ical()) == (
            "TRANSPARENT",
            b"Putaran lapak",
        )
        assert str(one["LOCATION"]) == "Sentra UKM, Jalan Pahlawan Seribu, Serpong"
        assert str(one["URL"]) == "http://sentra.test/putaran/2027-1"
    english = await address(trainer.actor, FeedKind.ROUNDS, locale="en")
    assert (await titles(visitor, english))[0] == "Applications open: Putaran 2027"


async def test_a_date_that_moves_is_newer_and_the_others_are_as_they_were(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, manager: Person
) -> None:
    await a_round()
    url = await address(trainer.actor, FeedKind.ROUNDS)
    before = await events(visitor, url)
    # The next phase is no news in a calendar, though the round says that it has changed.
    await DB.fetch("UPDATE round SET state = 'open', changed = changed + interval '1 hour'")
    assert [one.to_ical() for one in await events(visitor, url)] == [
        one.to_ical() for one in before
    ]
    later = Schedule(**DATES | {"draw_at": DATES["draw_at"] + timedelta(days=1)})
    await move_dates(
        "2027-1",
        later,
        move_in_by=date(2027, 2, 14),
        reason="Banjir",
        actor=manager.actor,
        now=NOW + timedelta(hours=2),
    )
    after = await events(visitor, url)
    assert [str(one["UID"]) for one in after] == [str(one["UID"]) for one in before]
    for was, now in zip(before, after, strict=True):
        if str(now["SUMMARY"]).startswith("Undian"):
            assert now.decoded("DTSTART") == DATES["draw_at"] + timedelta(days=1)
            assert now.decoded("DTSTAMP") > was.decoded("DTSTAMP")
            assert now["SEQUENCE"] == was["SEQUENCE"] + 1
        else:
            assert now.to_ical() == was.to_ical()


async def test_a_round_that_is_cancelled_is_shown_so_for_a_month(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    await a_round()
    url = await address(trainer.actor, FeedKind.ROUNDS)
    before = await events(visitor, url)
    await DB.fetch("UPDATE round SET state = 'cancelled'")
    after = await events(visitor, url)
    assert [(str(one["UID"]), str(one["STATUS"]), one["SEQUENCE"]) for one in after] == [
        (str(one["UID"]), "CANCELLED", one["SEQUENCE"] + 1) for one in before
    ]
    clock.now = NOW + timedelta(days=32)
    assert await titles(visitor, url) == []


async def test_an_enterprise_has_the_deadlines_of_rounds_that_it_applied_to(
    visitor: httpx.AsyncClient, centre: Centre, owner: Person, other_enterprise: Any, clock: Clock
) -> None:
    enterprise = owner.actor.enterprise
    made = await a_round()
    draft = await a_round(code="2028-1", name="Lain")
    await applied(made, other_enterprise.id)
    await applied(draft, enterprise, "draft")
    url = await address(owner.actor, FeedKind.ENTERPRISE, str(enterprise))
    busy = await address(owner.actor, FeedKind.ENTERPRISE, str(enterprise), busy=True)
    assert await titles(visitor, url) == []
    # Applied to later than it was announced: Last-Modified knows.
    clock.now = NOW + timedelta(hours=2)
    await applied(made, enterprise)
    await DB.fetch("UPDATE application SET submitted = $1 WHERE round = $2", clock.now, made)
    assert await titles(visitor, url) == TITLES[1:]
    modified = (await visitor.get(url)).headers["last-modified"]
    assert parsedate_to_datetime(modified) == clock.now
    assert await titles(visitor, busy) == []
    for state in ("withdrawn", "refused"):
        await DB.fetch("UPDATE application SET state = $1 WHERE round = $2", state, made)
        assert await titles(visitor, url) == []
