"""Whose address it is that is asked for: kept, so that most questions need no database.

Only living ones are. An address that was revoked, or whose reader's account has changed, is dropped
as soon as that is heard, and never answered from memory again.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bookings.formats import format_of
from bookings.queries import feeds as queries
from bookings.serving.changes import EVERYTHING, Changes
from bookings.serving.views import View, Views
from sentra.domain.messages import say
from sentra.domain.refusals import Gone, NotFound
from sentra.domain.secrets import digest

MOST = 50_000
"""Addresses kept in each process; about 500 bytes each."""

_DOUBTED = -1
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True, eq=False)
class Address:
    """One subscriber's address, as long as it lives."""

    feed: int
    account: int | None
    view: View
    epoch: int
    last_used: date | None
    noted_until: datetime = _LONG_AGO
    """Until when nothing is to be noted of its use."""
    copied: date | None = None
    """On which day it was last handed on to be copied to disk."""


def parts_of(name: str) -> tuple[bytes, str]:
    """The digest of the secret in what follows `/k/`, and the ending; empty where it is no form."""
    secret, form = format_of(name)
    return digest(secret), name.removeprefix(secret) if form else ""


class Addresses:
    """Known addresses, by the digest of what follows `/k/`: one for each form of a calendar."""

    def __init__(self, changes: Changes, views: Views) -> None:
        self._changes = changes
        self._views = views
        self._known: OrderedDict[bytes, Address] = OrderedDict()

    def last_known(self, name: str) -> Address | None:
        """The address as it was, if nothing has been heard against it."""
        return self._known.get(digest(name))

    def current(self, key: bytes) -> Address | None:
        """The address, if nothing was heard that may have changed it.

        Args:
            key: The digest of what follows `/k/`.
        """
        found = self._known.get(key)
        if found is None or found.epoch != self._changes.epoch:
            return None
        self._known.move_to_end(key)
        return found

    async def fresh(self, name: str) -> Address:
        """The address as the database has it now.

        Raises:
            NotFound: There is no such address.
            Gone: It was revoked, its account is closed, or the calendar no longer its reader's.
        """
        before = self._changes.total
        key, (secret, ending) = digest(name), parts_of(name)
        found = await queries.subscription(secret)
        if found is None or not found.lives:
            self._known.pop(key, None)
        if found is None or not ending:
            raise NotFound(say("There is no such calendar address."))
        if not found.lives:
            raise Gone(say("This calendar address was revoked. Please make a new one in Sentra."))
        # What was heard while the database was asked may be of this address.
        undisturbed = before == self._changes.total
        made = Address(
            found.id,
            found.reader.account,
            self._views.of(found, ending),
            self._changes.epoch if undisturbed else _DOUBTED,
            found.last_used,
        )
        before_that = self._known.get(key)
        if before_that and before_that.view is made.view:
            made.copied = before_that.copied
        self._known[key] = made
        self._known.move_to_end(key)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return made

    def hear(self, scope: str) -> None:
        """Drop what `feed:ID` or `account:ID` tells of."""
        kind, _, number = scope.partition(":")
        if scope != EVERYTHING and kind in {"feed", "account"}:
            gone = [
                key
                for key, known in self._known.items()
                if number == str(known.feed if kind == "feed" else known.account)
            ]
            for key in gone:
                del self._known[key]
