"""What subscribers with equal rights see of a calendar: made once for all of them, and kept.

Whatever the bytes may depend on is in the subscription that a view is named by, because they are
made from that one and from no other: two readers who see different things can't share a view.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from weakref import WeakValueDictionary

from bookings.domain.feeds import Window
from bookings.formats import FORMATS, Format
from bookings.queries.feeds import Subscription
from bookings.serving.changes import Changes, Mark
from bookings.serving.headers import HEADERS
from sentra.domain.roles import Actor, Role, Source
from sentra.listening import FRESH
from sentra.web.prepared import Prepared

MOST_BYTES = 64_000_000
"""Memory for kept answers in each process; the ones that nobody asks for go first."""
TIME_LIMIT = 20.0
"""Seconds after which the making of a view is given up."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Making:
    """An answer that is being made: from when on, and what had been heard then."""

    began: float
    mark: Mark
    task: "asyncio.Task[Prepared]"


@dataclass(slots=True, eq=False, weakref_slot=True)
class View:
    """One calendar as all readers of one kind see it.

    Attributes:
        of: A subscription with nothing in it that only one subscriber has.
        form: In which form it is sent.
        scope: What the triggers call it.
        name: What its copy on disk is called.
        answer: The last that was made; None before the first, and when memory was needed.
        copied: Which answer was last handed on to be copied to disk, and on which day.
    """

    of: Subscription
    form: Format
    scope: str
    name: str
    answer: Prepared | None = None
    began: float = float("-inf")
    mark: Mark | None = None
    until: datetime = _LONG_AGO
    making: _Making | None = field(default=None, repr=False)
    copied: tuple[Prepared, date] | None = field(default=None, repr=False)


class Views:
    """All views that some address is of, and the making of their answers."""

    def __init__(self, changes: Changes, *, base_url: str) -> None:
        self._changes = changes
        self._base_url = base_url
        self._views: WeakValueDictionary[tuple[Subscription, Format], View] = WeakValueDictionary()
        self._kept: OrderedDict[View, int] = OrderedDict()
        self._bytes = 0
        self._tasks: set[asyncio.Task[Prepared]] = set()

    def of(self, found: Subscription, ending: str) -> View:
        """The view that this subscriber has, in the form of this ending."""
        form = FORMATS[ending]
        shared = _what_is_shared(found)
        view = self._views.get((shared, form))
        if view is None:
            view = self._views[shared, form] = View(
                shared, form, scope_of(shared), _name_of(shared, ending)
            )
        return view

    def current(self, view: View, now: datetime) -> Prepared | None:
        """The answer, if nothing was heard to have changed since it was made, nor the day has."""
        if view.answer is None or now >= view.until or view.mark != self._changes.mark(view.scope):
            return None
        self._kept.move_to_end(view)
        return view.answer

    async def fresh(self, view: View, now: datetime) -> Prepared:
        """The answer as the database has it now; made once for all who ask within a moment."""
        time, mark = asyncio.get_running_loop().time(), self._changes.mark(view.scope)
        making = view.making
        if making is None or making.mark != mark or time - making.began > FRESH:
            task = asyncio.create_task(self._make(view, now, time, mark), name="feed")
            self._tasks.add(task)
            task.add_done_callback(self._forget(view))
            making = view.making = _Making(time, mark, task)
        return await asyncio.shield(making.task)

    async def stop(self) -> None:
        """Give up what is being made."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(self, view: View, now: datetime, began: float, mark: Mark) -> Prepared:
        async with asyncio.timeout(TIME_LIMIT):
            contents = await view.form.make(view.of, now=now, base_url=self._base_url)
        old = view.answer
        if old and old.modified == contents.modified and old.body == contents.body:
            made = old
        else:
            made = Prepared(
                contents.body,
                media_type=view.form.media_type,
                modified=contents.modified,
                headers=HEADERS,
            )
        if began >= view.began:
            view.answer, view.began, view.mark = made, began, mark
            view.until = Window.at(now).today + timedelta(days=1)
            self._keep(view, made.size)
        return made

    def _keep(self, view: View, size: int) -> None:
        self._bytes += size - self._kept.pop(view, 0)
        self._kept[view] = size
        while self._bytes > MOST_BYTES and len(self._kept) > 1:
            oldest, freed = self._kept.popitem(last=False)
            oldest.answer = None
            self._bytes -= freed

    def _forget(self, view: View) -> "Callable[[asyncio.Task[Prepared]], None]":
        def done(task: "asyncio.Task[Prepared]") -> None:
            self._tasks.discard(task)
            if view.making is not None and view.making.task is task:
                view.making = None
            if not task.cancelled():
                task.exception()  # whoever waited has been told; perhaps nobody did

        return done


def scope_of(found: Subscription) -> str:
    """What the triggers call the calendar that a subscription is of."""
    of = found.track or found.subject
    return found.kind.value if of is None else f"{found.kind.value}:{of}"


def _name_of(shared: Subscription, ending: str) -> str:
    """The same for the same view in every process."""
    return sha256(repr((shared, ending)).encode()).hexdigest()


def _what_is_shared(found: Subscription) -> Subscription:
    """The subscription without what makes no difference to the bytes.

    Of its reader the role, and of a trainer which one: her own bookings have their titles.
    """
    reader = found.reader
    own = reader.account if reader.role is Role.TRAINER else None
    return replace(
        found,
        id=0,
        created=_LONG_AGO,
        revoked=None,
        last_used=None,
        last_client="",
        reader=Actor(role=reader.role, source=Source.SYSTEM, account=own),
    )
