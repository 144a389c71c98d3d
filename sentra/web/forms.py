"""Reading a page's form: every field at once, each mistake beside its field, nothing lost."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem, Refusal
from sentra.i18n import JAKARTA

_Word = TypeVar("_Word", bound=StrEnum)
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[.:]([0-5]\d)$")
_MOST_DIGITS = 9
_FIRST_YEAR = 2000


class Form:
    """The values a person typed and what is wrong with them.

    Read the fields, then `check()`. A template shows `value(name)` and `problem(name)`.
    """

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        self._data = {key: value for key, value in (data or {}).items() if isinstance(value, str)}
        self.problems: list[Problem] = []
        self.message: Message | None = None

    def value(self, name: str, default: str = "") -> str:
        """What the person typed, as it was."""
        return self._data.get(name, default)

    def names(self, prefix: str) -> list[str]:
        """The fields that were sent whose names begin so."""
        return [name for name in self._data if name.startswith(prefix)]

    def problem(self, name: str) -> Problem | None:
        """The first thing wrong with a field."""
        return next((problem for problem in self.problems if problem.field == name), None)

    def refuse(self, name: str, rule: Message, remedy: Message | None = None) -> None:
        self.problems.append(Problem(name, rule, self._data.get(name) or None, remedy))

    def learn(self, refusal: Refusal) -> "Form":
        """Take over what an operation refused, to show it in the form."""
        self.problems.extend(p for p in refusal.problems if p not in self.problems)
        self.message = refusal.message
        return self

    def check(self) -> None:
        """Raise what is wrong, all of it.

        Raises:
            Invalid: At least one field is wrong.
        """
        if self.problems:
            raise Invalid(*self.problems)

    def text(self, name: str, *, most: int = 200, required: bool = True) -> str:
        """One line (or several) of text without spaces around it, of at most `most` characters."""
        value = self._data.get(name, "").strip()
        if not value and required:
            self.refuse(name, say("This is needed."))
        if len(value) > most:
            self.refuse(name, say("At most %(most)d characters fit here.", most=most))
        if "\0" in value:
            self.refuse(name, say("This has a character that can't be stored."))
        return value

    def whole(self, name: str, *, least: int, most: int, required: bool = True) -> int | None:
        """A whole number between `least` and `most`, both included."""
        value = self._data.get(name, "").strip()
        if not value:
            if required:
                self.refuse(name, say("This is needed."))
            return None
        if not value.isascii() or not value.lstrip("-").isdigit() or len(value) > _MOST_DIGITS:
            self.refuse(name, say("A whole number is needed."))
            return None
        number = int(value)
        if not least <= number <= most:
            self.refuse(
                name,
                say("A number from %(least)d to %(most)d is needed.", least=least, most=most),
            )
            return None
        return number

    def day(self, name: str, *, required: bool = True) -> date | None:
        """A date as browsers send it, 2026-11-24."""
        value = self._data.get(name, "").strip()
        if not value:
            if required:
                self.refuse(name, say("A date is needed."))
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.refuse(name, say("This is no date."), say("Write it as 2026-11-24."))
            return None

    def hour(self, name: str) -> time | None:
        """A time of day, 14:00 or 14.00."""
        value = self._data.get(name, "").strip()
        match = _CLOCK.match(value)
        if match is None:
            rule = say("This is no time of day.") if value else say("A time is needed.")
            self.refuse(name, rule, say("Write it as 14.00."))
            return None
        return time(int(match[1]), int(match[2]))

    def moment(self, name: str) -> datetime | None:
        """A day and an hour of Jakarta as browsers send them, 2026-11-24T14:00; in UTC."""
        value = self._data.get(name, "").strip()
        if not value:
            self.refuse(name, say("A day and an hour are needed."))
            return None
        try:
            local: datetime | None = datetime.fromisoformat(value)
        except ValueError:
            local = None
        if local is None or local.year < _FIRST_YEAR or local.tzinfo is not None:
            self.refuse(name, say("This is no day and hour."), say("Write it as 2026-11-24T14:00."))
            return None
        return local.replace(tzinfo=JAKARTA).astimezone(UTC)

    def choice(self, name: str, words: type[_Word], *, required: bool = True) -> _Word | None:
        """One word of an enumeration."""
        value = self._data.get(name, "").strip()
        if not value:
            if required:
                self.refuse(name, say("Please choose one."))
            return None
        try:
            return words(value)
        except ValueError:
            self.refuse(name, say("Please choose one of the list."))
            return None

    def one_of(self, name: str, words: Collection[str]) -> str:
        """One of the given words; empty and refused when it is another."""
        value = self._data.get(name, "").strip()
        if value not in words:
            self.refuse(name, say("Please choose one of the list."))
            return ""
        return value

    def yes(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self._data.get(name, "") not in {"", "0", "false"}


def in_a_line(refusal: Refusal) -> Message:
    """What is wrong, in one sentence, where there is no field to show it beside."""
    if not refusal.problems:
        return refusal.message
    first = refusal.problems[0]
    if first.value is None:
        return first.rule
    return say("%(rule)s (%(value)s)", rule=first.rule, value=first.value)


def at_jakarta(day: date, hour: time) -> datetime:
    """The instant, in UTC, of a time of day in Tangerang Selatan."""
    return datetime.combine(day, hour, tzinfo=JAKARTA).astimezone(UTC)
