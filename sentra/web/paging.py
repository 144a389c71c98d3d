"""Pages of a list over the API: which one, and how long."""

from dataclasses import dataclass

from litestar.di import Provide
from litestar.params import FromQuery

from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem

MOST_PER_PAGE = 200
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is asked for, and of how many rows."""

    page: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows come before it."""
        return (self.page - 1) * self.size


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


def _paging(page: FromQuery[int] = 1, size: FromQuery[int] = 50) -> Paging:
    check_paging(page, size)
    return Paging(page, size)


PAGED = {"paging": Provide(_paging, sync_to_thread=False)}
"""`dependencies=` of a handler that takes `paging: NamedDependency[Paging]`."""
