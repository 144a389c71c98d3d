"""The deeds on series of a history."""

from collections.abc import Awaitable
from datetime import date

from bookings.domain.hours import day_of
from bookings.domain.series import NOTHING
from bookings.domain.series_edit import Change, SeriesEdit
from bookings.operations import reconfirmation, series_cancel, series_change
from tests.bookings.stateful.deeds import Deeds, clock
from tests.bookings.stateful.minutes import DAY
from tests.bookings.stateful.things import Somebody
from tests.bookings.stateful.world import at, instant


class SeriesDeeds(Deeds):
    """What is done to all of a series, to what follows a date, or to a skipped date."""

    def cancel_series(self, who: Somebody, number: int, since: int | None) -> None:
        self.same(
            "cancel series" if since is None else "cancel what follows",
            self.twin.cancel_series(who, number, since),
            series_cancel.cancel_series(
                at(self.serials, number),
                since=_day(since),
                actor=self.actor(who),
                now=self.now(),
            ),
        )
        self.compare()

    def do_series(self, verb: str, who: Somebody, number: int) -> None:
        """Take a cancellation back, or say that a series goes on."""
        real = {
            "restore_series": series_cancel.restore_series,
            "confirm_series": reconfirmation.confirm_series,
        }[verb]
        expected: str = getattr(self.twin, verb)(who, number)
        deed: Awaitable[object] = real(
            at(self.serials, number), actor=self.actor(who), now=self.now()
        )
        self.same(verb.replace("_", " "), expected, deed)
        self.compare()

    def add_date(self, who: Somebody, number: int, day: int) -> None:
        made = self.same(
            "add date",
            self.twin.add_date(who, number, day),
            series_cancel.add_date(
                at(self.serials, number),
                day_of(instant(day * DAY)),
                actor=self.actor(who),
                now=self.now(),
            ),
        )
        if made:
            self.bookings.append(made)
        self.compare()

    def change_series(
        self,
        who: Somebody,
        number: int,
        since: int | None,
        *,
        room: str | None = None,
        times: tuple[int, int] | None = None,
        title: str | None = None,
    ) -> None:
        edit: SeriesEdit = {}
        if room:
            edit["room"] = room
        if times:
            edit["start"], edit["end"] = clock(times[0]), clock(times[1])
        if title:
            edit["title"] = title
        known = len(self.twin.serials)
        expected = self.twin.change_series(who, number, since, room=room, times=times, title=title)
        made = self.same(
            "change series" if since is None else "change what follows",
            expected,
            series_change.change_series(
                at(self.serials, number),
                Change(edit, _day(since), NOTHING),
                actor=self.actor(who),
                now=self.now(),
            ),
        )
        if made is not None and len(self.twin.serials) > known:
            self.serials.append(made)
        self.compare()


def _day(number: int | None) -> date | None:
    return None if number is None else day_of(instant(number * DAY))
