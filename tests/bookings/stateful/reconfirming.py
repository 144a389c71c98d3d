"""Asking whether long series go on, as it should end."""

from tests.bookings.stateful.minutes import DAY, WEEK
from tests.bookings.stateful.scopes import Scopes
from tests.bookings.stateful.things import OK, Serial, Somebody

TWO_WEEKS = 14 * DAY


class Reconfirming(Scopes):
    """Confirming a series, and calling off what nobody confirms."""

    def question(self, serial: Serial) -> tuple[int, int] | None:
        """By when an answer is due, and for how many weeks it holds, if one is asked for now."""
        rule = self.office.closest("reconfirm", serial.room, serial.organiser.role)
        ahead = [one.starts for one in self.dates(serial) if one.alive and one.starts > self.now]
        if rule is None or not ahead:
            return None
        weeks, made = rule
        due = serial.confirmed_until
        if due is None:
            due = max(serial.created + weeks * WEEK, made + TWO_WEEKS)
        asked = max(ahead) > due and self.now >= due - TWO_WEEKS
        return (due, weeks) if asked else None

    def confirm_series(self, actor: Somebody, number: int) -> str:
        refusal = self.my_series(actor, number)
        if refusal:
            return refusal
        serial = self.serials[number]
        question = self.question(serial)
        if question is None:
            return "conflict"
        due, weeks = question
        serial.confirmed_until = max(self.now, due) + weeks * WEEK
        return OK

    def call_off(self) -> str:
        asked = [(self.question(one), one) for one in self.serials]
        late = [(found[0], one) for found, one in asked if found and found[0] <= self.now]
        for _, serial in sorted(late, key=lambda pair: (pair[0], pair[1].number)):
            question = self.question(serial)
            if question is None:
                continue
            going = [one for one in self.dates(serial) if one.alive and one.ends > self.now]
            for slot in going:
                self.ended(slot, "cancelled")
            self.offer(*(one.place for one in going))
            serial.confirmed_until = self.now + question[1] * WEEK
        return OK
