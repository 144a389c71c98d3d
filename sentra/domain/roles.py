"""Who somebody is to Sentra, and where a request comes from."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """One per account; `VISITOR` is everybody who has not signed in."""

    MANAGER = "manager"
    TRAINER = "trainer"
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    VISITOR = "visitor"


EVERYONE = frozenset(Role)
SIGNED_IN = EVERYONE - {Role.VISITOR}
MANAGERS = frozenset({Role.MANAGER})
BOOKERS = frozenset({Role.MANAGER, Role.TRAINER})
APPLICANTS = frozenset({Role.MANAGER, Role.ENTERPRISE})
"""Enterprises, and the office that acts for those at its counter."""


class Source(StrEnum):
    """The door a change came through, for the audit trail."""

    PAGE = "page"
    API = "api"
    CLI = "cli"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system) on whose behalf something is done.

    Attributes:
        account: Account id; None for a visitor, the command line and the system.
        name: As the audit trail shows it.
        enterprise: The enterprise an `ENTERPRISE` account speaks for.
        cooperative: The cooperative a `COOPERATIVE` account speaks for.
        address: Where the request came from (IP), for the audit trail only.
    """

    role: Role
    source: Source
    name: str = ""
    account: int | None = None
    enterprise: int | None = None
    cooperative: int | None = None
    address: str | None = None
    locale: str = "id"

    @classmethod
    def visitor(cls, source: Source = Source.PAGE, address: str | None = None) -> "Actor":
        """Somebody who has not signed in."""
        return cls(role=Role.VISITOR, source=source, address=address)

    @property
    def signed_in(self) -> bool:
        return self.role is not Role.VISITOR

    def is_any(self, *roles: Role) -> bool:
        return self.role in roles


SYSTEM = Actor(role=Role.MANAGER, source=Source.SYSTEM, name="Sentra")
COMMAND_LINE = Actor(role=Role.MANAGER, source=Source.CLI, name="sentra (CLI)")
