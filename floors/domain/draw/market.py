"""What a draw is made of: rules, programmes, applications, and changes after it.

These are exactly what the public record holds (docs/public-record.md): no name, NIK or NIB.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from floors.domain.plan import Label

OPEN = "open"
"""The seats that every applicant may take; the last of every programme."""
RENEWAL = "renewal"
AFFIRMATIVE = "affirmative"
"""Women or people with a disability, as one class: which of the two is nobody's business."""
NEWCOMER = "newcomer"


class Rules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for the whole round."""

    round: str
    """Its code, such as 2027-1: letters, digits and hyphens."""
    precedence: tuple[str, ...]
    """The classes with seats of their own, in the order their seats are filled; open comes last."""
    salt_sha256: str
    """Binds the office to the salt of the pseudonyms without telling it."""
    tenancy: tuple[str, str]
    """From and until (the first day after), as ISO dates."""
    terms: tuple[Label, ...] = ()
    """Further rules in words: who belongs to which class, the tenure limit, deadlines."""


class Programme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Interchangeable stalls, given out together."""

    code: str
    name: Label
    stalls: tuple[str, ...]
    categories: tuple[str, ...] = ()
    """What may be sold there; who sells something else cannot rank it."""
    seats: Mapping[str, int] = {}
    """How many of the stalls are for a class first. The rest, and those unfilled, are open."""

    @property
    def capacity(self) -> int:
        return len(self.stalls)


class Application(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One enterprise's wishes."""

    pseudonym: str
    classes: tuple[str, ...]
    """Those it belongs to, sorted; open goes without saying."""
    preferences: tuple[str, ...]
    """Codes of programmes, the dearest first."""


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an applicant decided after the draw; the draw is then made again with the same seed."""

    pseudonym: str
    stays: str | None = None
    """The programme that she holds and does not leave for a better one; None: she withdraws."""


def after_changes(
    applications: Sequence[Application], changes: Iterable[Change]
) -> tuple[Application, ...]:
    """The applications as they count now: the same in number and order.

    Who withdrew prefers nothing; who stays has nothing above what she holds. Nobody else gets
    worse by either, see docs/decisions/0026-draw.md.
    """
    places = {application.pseudonym: at for at, application in enumerate(applications)}
    changed = list(applications)
    for change in changes:
        at = places[change.pseudonym]
        preferences = changed[at].preferences
        kept = preferences[preferences.index(change.stays) :] if change.stays else ()
        changed[at] = Application(
            pseudonym=change.pseudonym, classes=changed[at].classes, preferences=kept
        )
    return tuple(changed)
