"""Pages of a list: what may be asked for."""

from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem

MOST_PER_PAGE = 200
MOST_PAGES = 100_000


def check_paging(page: int, size: int) -> None:
    """Refuse pages that there can't be.

    Raises:
        Invalid: `page` is not from 1 to 100,000 or `size` not from 1 to 200.
    """
    problems = [
        Problem(
            name,
            say("A number from %(least)d to %(most)d is needed.", least=1, most=most),
            str(value),
        )
        for name, value, most in (("page", page, MOST_PAGES), ("size", size, MOST_PER_PAGE))
        if not 1 <= value <= most
    ]
    if problems:
        raise Invalid(*problems)
