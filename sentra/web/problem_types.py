"""Every kind of problem that the API answers with: what it means and what to do about it.

`/masalah/{code}` shows one; a test compares the list with the refusals that exist.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import NamedTuple

from sentra.domain.messages import Message, say


class ProblemType(NamedTuple):
    """One `type` of RFC 9457: its usual status, its meaning, and the way onward."""

    status: HTTPStatus
    meaning: Message
    remedy: Message


PROBLEM_TYPES: Mapping[str, ProblemType] = MappingProxyType(
    {
        "invalid": ProblemType(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            say("Something in the request breaks a rule; 'errors' names each field and its rule."),
            say("Correct the fields that are named and send the request again."),
        ),
        "not-found": ProblemType(
            HTTPStatus.NOT_FOUND,
            say("There is no such thing, or your account may not know of it."),
            say("Check the address and the number in it."),
        ),
        "conflict": ProblemType(
            HTTPStatus.CONFLICT,
            say("The request is sound, but what is stored stands against it."),
            say("Read the present state, decide again, and send a request that fits it."),
        ),
        "forbidden": ProblemType(
            HTTPStatus.FORBIDDEN,
            say("Your account is known and may not do this."),
            say("Use an account of another role, or ask the building manager."),
        ),
        "sign-in-needed": ProblemType(
            HTTPStatus.UNAUTHORIZED,
            say("This is for people and programs with an account."),
            say("Send a token of your account in the header 'Authorization: Bearer'."),
        ),
        "too-many": ProblemType(
            HTTPStatus.TOO_MANY_REQUESTS,
            say("There were too many tries in a short time."),
            say("Wait as many seconds as 'retry_after' says, then try again."),
        ),
        "clash": ProblemType(
            HTTPStatus.CONFLICT,
            say("The room is taken at that time; the problem says by what, and what is free."),
            say("Take one of the free rooms or times that the problem names."),
        ),
        "full": ProblemType(
            HTTPStatus.CONFLICT,
            say("Every seat of this training is taken."),
            say("Choose another training, or ask again later: somebody may leave."),
        ),
        "bookings-in-the-way": ProblemType(
            HTTPStatus.CONFLICT,
            say("Bookings fall into the time that is to be closed; 'bookings' lists them."),
            say("Send the request again and say of each booking whether to keep or cancel it."),
        ),
        "shortage": ProblemType(
            HTTPStatus.CONFLICT,
            say("Too little equipment is free then; the problem says how much is, and when."),
            say("Ask for fewer, or take one of the times that the problem names."),
        ),
        "out-of-phase": ProblemType(
            HTTPStatus.CONFLICT,
            say("The round is in a phase in which this can't be done; 'phase' names it."),
            say("See on the round's page when it can be done."),
        ),
        "competes": ProblemType(
            HTTPStatus.CONFLICT,
            say("Two stalls side by side would sell the same; 'clashes' names them."),
            say("Choose another mark for one of the two, or send the reason why it is well."),
        ),
        "answered": ProblemType(
            HTTPStatus.CONFLICT,
            say("The offer of a stall is not open any more; 'state' says what it is."),
            say("Read the offer again; a later one may have taken its place."),
        ),
        "applied-already": ProblemType(
            HTTPStatus.CONFLICT,
            say("The owner of this enterprise applies with another one in this round."),
            say("Withdraw the other application first, if this one is meant."),
        ),
        "tampered": ProblemType(
            HTTPStatus.CONFLICT,
            say("What is stored of a round is not what was published."),
            say("Draw nothing. Compare the database with a backup of the day of the freezing."),
        ),
        "promised": ProblemType(
            HTTPStatus.CONFLICT,
            say("An announced round offers the stall in this time; 'round' names it."),
            say("Choose another stall or another time, or wait until the round has given it out."),
        ),
        "held": ProblemType(
            HTTPStatus.CONFLICT,
            say("Somebody else holds the stall on one of the days."),
            say("Choose another stall or other days, or end the tenancy that stands there."),
        ),
        "holds-another": ProblemType(
            HTTPStatus.CONFLICT,
            say("The enterprise holds another stall on one of the days."),
            say("Move it, or say that it may hold several."),
        ),
        "out-of-use": ProblemType(
            HTTPStatus.CONFLICT,
            say("The stall is closed or the enterprise is retired."),
            say("Choose another one, or bring this one back into use first."),
        ),
        "gone": ProblemType(
            HTTPStatus.GONE,
            say("It was here, and will not come back."),
            say("Make a new one."),
        ),
        "link-spent": ProblemType(
            HTTPStatus.GONE,
            say("A one-time link is unknown, used or older than seven days."),
            say("Ask the building manager for a new one."),
        ),
        "not-recognised": ProblemType(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            say("E-mail address and pass phrase do not go together."),
            say("Try again, or ask the building manager for a new link."),
        ),
        "unstorable": ProblemType(
            HTTPStatus.BAD_REQUEST,
            say("A number or a text is beyond what can be stored."),
            say("Check for numbers that are far too large and for invisible characters."),
        ),
        "refused": ProblemType(
            HTTPStatus.BAD_REQUEST,
            say("The request was refused; 'detail' says why."),
            say("Follow what 'detail' says."),
        ),
        "bad-request": ProblemType(
            HTTPStatus.BAD_REQUEST,
            say("The request can't be read: its body or a parameter is not of the right form."),
            say("Compare it with the description of the API."),
        ),
        "method-not-allowed": ProblemType(
            HTTPStatus.METHOD_NOT_ALLOWED,
            say("The address exists, but not for this method."),
            say("Compare it with the description of the API."),
        ),
        "request-entity-too-large": ProblemType(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            say("The body is larger than this installation takes."),
            say("Send less at once; the operator can raise the limit."),
        ),
        "unsupported-media-type": ProblemType(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            say("The body is of a kind that this address does not take."),
            say("Compare it with the description of the API."),
        ),
        "unavailable": ProblemType(
            HTTPStatus.SERVICE_UNAVAILABLE,
            say("The database does not answer, and nothing that was read before can be sent."),
            say("Try again in a moment."),
        ),
        "defect": ProblemType(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            say("Something went wrong on our side. Nothing was changed."),
            say("Try again; if it happens again, tell the office when it did."),
        ),
    }
)
