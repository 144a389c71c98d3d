"""Who may read what of a booking."""

from sentra.domain.roles import BOOKERS, Actor, Role


def is_own(actor: Actor, organiser: int) -> bool:
    return actor.account is not None and actor.account == organiser


def may_read(actor: Actor, *, public: bool, organiser: int) -> bool:
    """Whether the title may be shown; else the room is just taken."""
    return public or is_own(actor, organiser) or actor.role is Role.MANAGER


def may_read_name(actor: Actor, *, public: bool, organiser: int) -> bool:
    """Whether the trainer's name may be shown: to people who book, never to the public."""
    return actor.role in BOOKERS and may_read(actor, public=public, organiser=organiser)


def may_change(actor: Actor, organiser: int) -> bool:
    """Whether the booking is hers to change or cancel: the trainer it is for, or a manager."""
    return is_own(actor, organiser) or actor.role is Role.MANAGER
