"""What counts for the reader in a room, in sentences: beside the form and on the room's page."""

from bookings.domain.policies import binding, rule_words
from bookings.domain.rooms import Room
from bookings.queries.policies import rules_at
from sentra.domain.messages import Message, say
from sentra.domain.roles import BOOKERS, Actor, Role


async def room_rules(room: Room, actor: Actor) -> tuple[Message, ...]:
    """The rules of this room for her; none for somebody who does not book."""
    if actor.role not in BOOKERS:
        return ()
    found = [
        rule_words(rule)
        for rule in binding(await rules_at(room.id), space=room.id, role=actor.role)
    ]
    if room.terms.approval and actor.role is not Role.MANAGER:
        found.insert(0, say("Your booking is a request until the building manager approves it."))
    if room.terms.check_in is not None:
        found.append(
            say(
                "Check in at the door within %(minutes)d minutes, or the room is released.",
                minutes=room.terms.check_in,
            )
        )
    return tuple(found)
