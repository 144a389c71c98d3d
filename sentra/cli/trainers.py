"""Whom a command's bookings are for."""

from bookings import queries
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem


async def trainer_named(email: str, *, option: str = "trainer") -> int:
    """The account of the trainer with this e-mail address, as `option` of a command named it.

    Raises:
        Invalid: There is none.
    """
    found = await queries.trainer_by_email(email)
    if found is None:
        rule = say("There is no trainer with this e-mail address.")
        raise Invalid(Problem(option, rule, email))
    return found
