"""The decree (SK) that gives a round's result legal force: what it must say, and who signs it.

A decision of a public office names its number, the day it was made, who made it, and the grounds in
law and in fact that it rests on (UU 30/2014 art. 55); the last are the same for every round, and
stand in floors/papers/decree.typ.
"""

import re
from datetime import date

from msgspec import Struct

from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem

_LONGEST = {"number": 60, "name": 120, "title": 160}
_NIP = re.compile(r"\d{18}")


class Decree(Struct, frozen=True, kw_only=True):
    """The decree of a round.

    Attributes:
        date: The day it was signed.
        name: Who signed it, with degrees.
        title: Of which office.
        nip: The signatory's number as a civil servant, 18 digits; empty for who has none.
        edition: The edition of the result that its annex lists.
    """

    number: str
    date: date
    name: str
    title: str
    nip: str = ""
    edition: int = 1


def check_decree(decree: Decree, *, drawn: date, today: date) -> Decree:
    """The decree without stray spaces.

    Args:
        drawn: The day of the draw; nothing is decreed before it.

    Raises:
        Invalid: With a problem per field at fault.
    """
    problems = []
    texts = {name: " ".join(getattr(decree, name).split()) for name in _LONGEST}
    for name, text in texts.items():
        if not text or len(text) > _LONGEST[name]:
            rule = say("Up to %(most)d characters are needed.", most=_LONGEST[name])
            problems.append(Problem(name, rule, text))
    nip = re.sub(r"\s", "", decree.nip)
    if nip and not _NIP.fullmatch(nip):
        problems.append(Problem("nip", say("A NIP has 18 digits."), decree.nip))
    if not drawn <= decree.date <= today:
        rule = say("The decree is dated from the draw until today.")
        problems.append(Problem("date", rule, decree.date.isoformat()))
    if problems:
        raise Invalid(*problems)
    return Decree(date=decree.date, nip=nip, edition=decree.edition, **texts)
