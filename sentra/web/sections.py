"""Parts of a page that another package brings; `sentra` shows them without knowing it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Protocol, TypeAlias

from sentra.web.request import SentraRequest


class Section(Protocol):
    """A frozen dataclass like a page's view; its template finds it as `section`."""

    template: ClassVar[str]


EnterpriseSection: TypeAlias = Callable[[SentraRequest, int], Awaitable[Section | None]]
"""Makes the section for the page of an enterprise, by its id; None where it has nothing."""


async def enterprise_sections(request: SentraRequest, enterprise: int) -> tuple[Section, ...]:
    """The sections that the application was put together with, in order."""
    makers: Sequence[EnterpriseSection] = request.app.state.enterprise_sections
    made = [await make(request, enterprise) for make in makers]
    return tuple(section for section in made if section is not None)


FrontSection: TypeAlias = Callable[[SentraRequest], Awaitable[Section | None]]
"""Makes a section for the front page; None where it has nothing to say."""


async def front_sections(request: SentraRequest) -> tuple[Section, ...]:
    """The front page's sections that the application was put together with, in order."""
    makers: Sequence[FrontSection] = request.app.state.front_sections
    made = [await make(request) for make in makers]
    return tuple(section for section in made if section is not None)
