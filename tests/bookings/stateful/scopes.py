"""Changing a series, all of it or what follows a date, as it should end."""

from collections.abc import Sequence
from dataclasses import replace

from tests.bookings.stateful.serials import Serials
from tests.bookings.stateful.things import OK, Place, Serial, Slot, Somebody


class Scopes(Serials):
    """What somebody has changed on one date alone stays as it is there."""

    def change_series(
        self,
        actor: Somebody,
        number: int,
        since: int | None,
        *,
        room: str | None,
        times: tuple[int, int] | None,
        title: str | None,
    ) -> str:
        refusal = self.my_series(actor, number, since)
        if refusal:
            return refusal
        old = self.serials[number]
        starts, ends = times or (old.starts, old.ends)
        new = replace(
            old, room=room or old.room, starts=starts, ends=ends, title=title or old.title
        )
        dates = [one for one in self.dates(old, since) if one.alive and one.starts > self.now]
        if not dates:
            return "conflict"
        if all(self.wrong(new.place(one.day), any_hour=True) for one in dates):
            return "invalid"
        wanted = {one.number: _becomes(one, old, new) for one in dates}
        moving = [one for one in dates if wanted[one.number] != one.place]
        refusal = self.move_refusal(actor, moving, [wanted[one.number] for one in moving])
        if refusal:
            return refusal
        for slot in dates:
            slot.changed = self.now
            slot.title = new.title if slot.title == old.title else slot.title
        freed = [place for one in moving for place in self.let_go(one)]
        for slot in moving:
            self.move(actor, slot, wanted[slot.number])
        self.rename(old, new, since)
        self.offer(*freed)
        return OK

    def move_refusal(
        self, actor: Somebody, moving: Sequence[Slot], places: Sequence[Place]
    ) -> str | None:
        """What is in the way of dates that are all to move at once."""
        for number, (slot, place) in enumerate(zip(moving, places, strict=True)):
            asks = slot.state == "requested" if actor.manages else None
            before, others = places[:number], [*places[:number], *places[number + 1 :]]
            if (
                self.wrong(place)
                or self.refused(actor, slot.organiser, place, but=moving, asks=asks, beside=before)
                or not self.free(place, but=moving)
                or any(self.overlap(place, other) for other in others)
            ):
                return "clash"
        short = any(
            self.spare(place, but=moving) < slot.asked
            for slot, place in zip(moving, places, strict=True)
        )
        return "shortage" if short else None

    def rename(self, old: Serial, new: Serial, since: int | None) -> None:
        """Write down the new pattern: of the series, or of one that follows it from a day on."""
        if since is None or since <= old.days[0]:
            old.room, old.starts, old.ends, old.title = new.room, new.starts, new.ends, new.title
            return
        new.number, new.created, new.confirmed_until = len(self.serials), self.now, None
        new.days = [day for day in old.days if day >= since]
        new.skipped = {day for day in old.skipped if day >= since}
        old.days = [day for day in old.days if day < since]
        old.skipped -= new.skipped
        for slot in self.dates(old, since):
            slot.serial = new
        self.serials.append(new)


def _becomes(slot: Slot, old: Serial, new: Serial) -> Place:
    room = new.room if slot.room == old.room else slot.room
    _, *usual = old.place(slot.day)
    _, *then = new.place(slot.day)
    starts, ends = then if [slot.starts, slot.ends] == usual else (slot.starts, slot.ends)
    return room, starts, ends
