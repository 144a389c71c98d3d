"""What the pages of a round share: its life as steps, its rules in words, its form's fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlencode

from floors.domain.round_terms import class_name, groups_of
from floors.domain.rounds import PHASE_NAMES, SCHEDULE_NAMES, Phase
from floors.queries.rounds import RoundView
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Forbidden, NotFound
from sentra.domain.roles import Role
from sentra.i18n import JAKARTA
from sentra.web.forms import Form
from sentra.web.request import SentraRequest, actor_of

URL = "/putaran"

LIFE = tuple(phase for phase in Phase if phase is not Phase.CANCELLED)


class Standing(StrEnum):
    """Where a step stands."""

    PAST = "past"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Step:
    """A phase of the round's life."""

    name: Message
    standing: Standing
    when: datetime | date | None
    """When it begins; None where no date is set for it."""


@dataclass(frozen=True, slots=True)
class RoundDate:
    """A date of a round, as a line of its timetable."""

    name: Message
    when: datetime | date
    past: bool


BADGES = {
    Phase.DRAFT: "neutral",
    Phase.OPEN: "success",
    Phase.OBJECTIONS: "warning",
    Phase.DECREED: "success",
    Phase.CANCELLED: "danger",
    Phase.CLOSED: "neutral",
}


def badge_of(phase: Phase) -> str:
    """The colour of a phase's badge."""
    return BADGES.get(phase, "info")


def steps_of(round_: RoundView) -> list[Step]:
    """Its life; a cancelled round has none."""
    if round_.phase is Phase.CANCELLED:
        return []
    at = LIFE.index(round_.phase)
    begins: dict[Phase, datetime | date | None] = {
        Phase.ANNOUNCED: round_.announced,
        Phase.OPEN: round_.schedule.opens,
        Phase.VERIFICATION: round_.schedule.closes,
        Phase.FROZEN: round_.frozen or round_.schedule.verify_by,
        Phase.SEEDED: round_.schedule.draw_at,
        Phase.DRAWN: round_.drawn or round_.schedule.draw_at,
        Phase.DECREED: round_.schedule.object_by,
        Phase.MOVING_IN: round_.starts,
    }
    return [
        Step(
            PHASE_NAMES[phase],
            Standing.PAST if number < at else Standing.NOW if number == at else Standing.AHEAD,
            begins.get(phase),
        )
        for number, phase in enumerate(LIFE)
    ]


def dates_of(round_: RoundView, now: datetime) -> list[RoundDate]:
    """Its dates in order, the last days of the tenancies too."""
    lines = [
        RoundDate(label, getattr(round_.schedule, name), getattr(round_.schedule, name) <= now)
        for name, label in SCHEDULE_NAMES.items()
    ]
    today = now.astimezone(JAKARTA).date()
    lines.append(RoundDate(say("Moved in by"), round_.move_in_by, round_.move_in_by < today))
    return lines


_EFFECTS: dict[str, Message] = {
    "renewal": say("Who holds a stall and may go on is served here first, up to so many seats."),
    "kecamatan": say(
        "One seat or more for each kecamatan: the best number from there that has no seat yet."
    ),
    "affirmative": say("The best numbers of its members who have no seat from a class above yet."),
    "newcomer": say(
        "For who never held a stall here: the best numbers of them who have no seat from a class"
        " above yet."
    ),
    "open": say("All seats left, those that no class filled too, by number alone."),
}


@dataclass(frozen=True, slots=True)
class Rank:
    """A group of classes in the order of precedence."""

    name: Message
    effect: Message


def ranks_of(precedence: Sequence[str]) -> list[Rank]:
    """The published order in words, open seats last."""
    return [Rank(class_name(group), _EFFECTS[group]) for group in (*groups_of(precedence), "open")]


def is_office(request: SentraRequest) -> bool:
    return actor_of(request).role is Role.MANAGER


def local(moment: datetime) -> str:
    """As a field for a day and an hour wants it."""
    return moment.astimezone(JAKARTA).strftime("%Y-%m-%dT%H:%M")


def said(form: Form, *, otherwise: str = "") -> list[tuple[str, Message]]:
    """What is wrong with a form, for the box on top of it.

    Args:
        otherwise: The field that a refusal of the whole is shown at, where it names none.
    """
    if otherwise and form.message is not None and not form.problems:
        return [(otherwise, form.message)]
    return [(problem.field, problem.rule) for problem in form.problems]


def enterprise_asked(request: SentraRequest) -> int:
    """Whose application it is: one's own, or the one an officer names.

    Raises:
        Forbidden: Somebody who is neither of an enterprise nor of the office.
        NotFound: An officer names none.
    """
    actor = actor_of(request)
    if actor.role is Role.MANAGER:
        given = request.query_params.get("ukm", "")
        if given.isascii() and given.isdigit() and len(given) < 10:  # noqa: PLR2004 - an id
            return int(given)
        raise NotFound(say("Choose the enterprise from the register first."))
    if actor.enterprise is None:
        raise Forbidden(say("Only people of an enterprise apply for stalls."))
    return actor.enterprise


def acting_query(request: SentraRequest) -> str:
    given = request.query_params.get("ukm")
    return f"?{urlencode({'ukm': given})}" if given else ""


def moved(choices: list[str], deed: str) -> list[str]:
    """The choices after a button was pressed, such as up:L1-FOOD-6."""
    what, _, code = deed.partition(":")
    if what == "add" and code not in choices:
        return [*choices, code]
    if code not in choices:
        return choices
    at = choices.index(code)
    rest = [one for one in choices if one != code]
    to = {"up": max(0, at - 1), "down": at + 1, "first": 0}.get(what)
    if to is not None:
        rest.insert(to, code)
        return rest
    return rest if what == "out" else choices
