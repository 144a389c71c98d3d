"""Whether rules, programmes, applications and changes may look like that."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from floors.domain.draw.market import (
    NEWCOMER,
    OPEN,
    RENEWAL,
    Application,
    Change,
    Programme,
    Rules,
)
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.regions import all_kecamatan

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_PSEUDONYM = re.compile(r"[0-9a-f]{32}")
MOST_SHOWN = 20


def check_rules(rules: Rules, programmes: Sequence[Programme]) -> None:
    """Before they are announced.

    Raises:
        Invalid: With a problem for each fault.
    """
    _refuse(_faults_of_rules(rules, programmes))


def check_applications(
    rules: Rules, programmes: Sequence[Programme], applications: Sequence[Application]
) -> None:
    """Before they are frozen.

    Raises:
        Invalid: With a problem for each fault, the first twenty.
    """
    _refuse(_faults_of_applications(rules, programmes, applications))


def check_changes(applications: Sequence[Application], changes: Sequence[Change]) -> None:
    """Before the draw is made again.

    Raises:
        Invalid: With a problem for each change by nobody, or staying where she never asked.
    """
    _refuse(_faults_of_changes(applications, changes))


def _refuse(faults: Iterator[Problem]) -> None:
    problems = [fault for fault, _ in zip(faults, range(MOST_SHOWN), strict=False)]
    if problems:
        raise Invalid(*problems)


def _faults_of_rules(rules: Rules, programmes: Sequence[Programme]) -> Iterator[Problem]:
    if not _CODE.fullmatch(rules.round):
        yield Problem("round", say("A code is made of letters, digits and hyphens."), rules.round)
    for kind in _repeated(rules.precedence):
        yield Problem("precedence", say("A class stands in the order once."), kind)
    if OPEN in rules.precedence:
        yield Problem("precedence", say("Open seats always come last; leave them out."), OPEN)
    for code in _repeated(each.code for each in programmes):
        yield Problem("programmes", say("Two programmes have this code."), code)
    for stall in _repeated(stall for each in programmes for stall in each.stalls):
        yield Problem("stalls", say("This stall is offered twice."), stall)
    for programme in programmes:
        yield from _faults_of_programme(rules, programme)


def _faults_of_programme(rules: Rules, programme: Programme) -> Iterator[Problem]:
    if not _CODE.fullmatch(programme.code):
        rule = say("A code is made of letters, digits and hyphens.")
        yield Problem("programmes", rule, programme.code)
    if not programme.stalls:
        yield Problem("stalls", say("This programme offers no stall."), programme.code)
    for kind in sorted(set(programme.seats) - set(rules.precedence)):
        rule = say("%(kind)s is no class of these rules.", kind=kind)
        yield Problem("seats", rule, programme.code)
    if any(seats < 0 for seats in programme.seats.values()):
        yield Problem("seats", say("A number of seats is 0 or more."), programme.code)
    if sum(programme.seats.values()) > programme.capacity:
        rule = say(
            "The classes have %(seats)s seats, but there are only %(stalls)s stalls.",
            seats=sum(programme.seats.values()),
            stalls=programme.capacity,
        )
        yield Problem("seats", rule, programme.code)


def _faults_of_applications(
    rules: Rules, programmes: Sequence[Programme], applications: Sequence[Application]
) -> Iterator[Problem]:
    codes = {each.code for each in programmes}
    kinds = set(rules.precedence)
    districts = {each.code for each in all_kecamatan()}
    for who in _repeated(each.pseudonym for each in applications):
        yield Problem("pseudonym", say("An enterprise applies once in a round."), who)
    for each in applications:
        classes = set(each.classes)
        if not _PSEUDONYM.fullmatch(each.pseudonym):
            rule = say("A pseudonym is 32 hexadecimal digits.")
            yield Problem("pseudonym", rule, each.pseudonym)
        if not classes <= kinds or tuple(sorted(classes)) != each.classes:
            yield Problem("classes", say("Known classes, each once, in order."), each.pseudonym)
        if len(classes & districts) > 1:
            rule = say("An enterprise belongs to one kecamatan.")
            yield Problem("classes", rule, each.pseudonym)
        if {NEWCOMER, RENEWAL} <= classes:
            rule = say("Who renews a tenancy is no newcomer.")
            yield Problem("classes", rule, each.pseudonym)
        wishes = set(each.preferences)
        if not wishes <= codes or len(wishes) < len(each.preferences):
            rule = say("Programmes of this round, each once.")
            yield Problem("preferences", rule, each.pseudonym)


def _faults_of_changes(
    applications: Sequence[Application], changes: Sequence[Change]
) -> Iterator[Problem]:
    wishes = {each.pseudonym: each.preferences for each in applications}
    for change in changes:
        if change.pseudonym not in wishes:
            yield Problem("pseudonym", say("Nobody applied under this."), change.pseudonym)
        elif change.stays is None:
            wishes[change.pseudonym] = ()
        elif change.stays not in wishes[change.pseudonym]:
            rule = say("She did not ask for this programme.")
            yield Problem("stays", rule, change.pseudonym)
        else:
            kept = wishes[change.pseudonym]
            wishes[change.pseudonym] = kept[kept.index(change.stays) :]


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]
