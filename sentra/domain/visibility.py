"""Who may see what is personal in the registry (UU PDP 27/2022: only those who need it)."""

from sentra.domain.roles import Actor, Role


def sees_all_enterprises(actor: Actor) -> bool:
    """Whether the registry is this person's work."""
    return actor.role is Role.MANAGER


def sees_person(actor: Actor, *, enterprise: int, cooperative: int | None) -> bool:
    """Whether the owner's data of this enterprise may be shown.

    They are for the office, the enterprise itself and the cooperative it is a member of.
    """
    if actor.role is Role.ENTERPRISE:
        return actor.enterprise == enterprise
    if actor.role is Role.COOPERATIVE:
        return cooperative is not None and actor.cooperative == cooperative
    return sees_all_enterprises(actor)
