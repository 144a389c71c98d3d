"""Deeds on series, as they should end."""

from collections import Counter
from collections.abc import Sequence

from tests.bookings.stateful.minutes import DAY
from tests.bookings.stateful.things import OK, Place, Serial, Slot, Somebody
from tests.bookings.stateful.waiting import Waiting


class Serials(Waiting):
    """Making a series, cancelling it or what follows a date, and adding a skipped date back."""

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

    def dates(self, serial: Serial, since: int | None = None) -> list[Slot]:
        """The bookings of a series, from one of its days on, in order."""
        found = [one for one in self.slots if one.serial is serial and one.day >= (since or 0)]
        return sorted(found, key=lambda one: one.day)

    def my_series(self, actor: Somebody, number: int, day: int | None = None) -> str | None:
        """Why somebody may not change a series; or that it has no such day."""
        if number >= len(self.serials):
            return "not-found"
        serial = self.serials[number]
        if not actor.manages and actor != serial.organiser:
            unseen = {"requested", "refused", "expired"}
            hidden = all(one.state in unseen for one in self.dates(serial))
            return "not-found" if hidden else "forbidden"
        return None if day is None or day in serial.days else "invalid"

    def cancel_series(self, actor: Somebody, number: int, since: int | None) -> str:
        refusal = self.my_series(actor, number, since)
        if refusal:
            return refusal
        dates = self.dates(self.serials[number], since)
        going = [one for one in dates if one.alive and one.ends > self.now]
        if not going:
            return "conflict"
        for slot in going:
            self.ended(slot, "cancelled")
        self.offer(*(one.place for one in going))
        return OK

    def add_date(self, actor: Somebody, number: int, day: int) -> str:
        refusal = self.my_series(actor, number, day)
        if refusal:
            return refusal
        serial = self.serials[number]
        place, of = serial.place(day), -1 - serial.number
        if day not in serial.skipped:
            return "conflict"
        if self.wrong(place) or self.refused(actor, serial.organiser, place, of=of):
            return "invalid"
        usual = self.usual_projectors(serial)
        if not self.free(place) or self.spare(place) < usual:
            return "clash" if not self.free(place) else "shortage"
        serial.skipped.remove(day)
        slot = self.made(place, serial.organiser, usual)
        slot.serial, slot.day, slot.title = serial, day, serial.title
        self.begin(slot, actor)
        return OK

    def restore_series(self, actor: Somebody, number: int) -> str:
        """Take the last cancellation back, where the room is still free."""
        refusal = self.my_series(actor, number)
        if refusal:
            return refusal
        serial = self.serials[number]
        dates = self.dates(serial)
        gone = [one for one in dates if one.state == "cancelled" and one.starts > self.now]
        gone = [one for one in gone if one.changed == max(each.changed for each in gone)]
        if not gone:
            return "conflict"
        sound: list[Slot] = []
        for slot in gone:
            beside, of = [one.place for one in sound], -1 - serial.number
            refused = self.refused(actor, slot.organiser, slot.place, of=of, beside=beside)
            if not refused and not self.wrong(slot.place):
                sound.append(slot)
        back = [one for one in sound if self.free(one.place) and not self.meets_one(one, sound)]
        if any(self.spare(one.place) < one.asked for one in back):
            return "shortage"
        for slot in back:
            self.begin(slot, actor)
        return OK

    def meets_one(self, slot: Slot, others: Sequence[Slot]) -> bool:
        return any(one is not slot and self.overlap(one.place, slot.place) for one in others)

    def overlap(self, one: Place, other: Place) -> bool:
        return any(
            leaf == other_leaf and starts < until and since < ends
            for leaf, starts, ends in self.around(one)
            for other_leaf, since, until in self.around(other)
        )

    def usual_projectors(self, serial: Serial) -> int:
        """How many most of its dates ask for."""
        dates = self.dates(serial)
        counting = [one for one in dates if one.alive and one.starts > self.now]
        asked = Counter(one.asked for one in counting or dates)
        return max(asked, key=lambda one: asked[one], default=0)
