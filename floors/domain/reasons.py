"""Why an officer did something, in her own words, for whoever it concerns."""

from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem

REASON_MOST = 300


def check_reason(text: str) -> str:
    """A reason without spaces around it.

    Raises:
        Invalid: There is none, it is too long, or it has a character that cannot be stored.
    """
    text = text.strip()
    if not text or len(text) > REASON_MOST or "\0" in text:
        rule = say("A reason of at most %(most)d characters is needed.", most=REASON_MOST)
        raise Invalid(Problem("reason", rule))
    return text
