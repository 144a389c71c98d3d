"""Deeds on series, as they should end."""

from collections.abc import Sequence

from tests.bookings.stateful.minutes import DAY
from tests.bookings.stateful.things import OK, Place, Serial, Somebody
from tests.bookings.stateful.waiting import Waiting


class Serials(Waiting):
    """Making a series."""

    def book_series(
        self,
        actor: Somebody,
        organiser: Somebody,
        place: Place,
        days: Sequence[int],
        *,
        skipped: Sequence[int] = (),
        projectors: int = 0,
    ) -> str:
        """Book these hours on each of these days but those that are skipped, or on none."""
        if not self.may_book(actor, organiser):
            return "forbidden"
        if self.wrong(place, any_hour=True):
            return "invalid"
        room, starts, ends = place
        day = starts // DAY
        serial = Serial(
            len(self.serials),
            organiser,
            room,
            starts - day * DAY,
            ends - day * DAY,
            "Pelatihan",
            [*days],
            {*skipped},
            self.now,
        )
        places = [serial.place(day) for day in days if day not in serial.skipped]
        refusal = self.serial_refusal(actor, organiser, places, projectors)
        if refusal:
            return refusal
        self.serials.append(serial)
        for one in places:
            slot = self.made(one, organiser, projectors)
            slot.serial, slot.day = serial, one[1] // DAY
            self.begin(slot, actor)
        return OK

    def serial_refusal(
        self, actor: Somebody, organiser: Somebody, places: Sequence[Place], projectors: int
    ) -> str | None:
        """What is in the way of so many new dates."""
        for number, one in enumerate(places):
            refused = self.refused(actor, organiser, one, beside=places[:number])
            if refused or self.wrong(one) or not self.free(one):
                return "clash"
        if not places:
            return "invalid"
        return "shortage" if any(self.spare(one) < projectors for one in places) else None
