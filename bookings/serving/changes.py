"""What this process has heard to have changed, so that it knows of what it keeps whether it holds.

The triggers that tell are in the migrations of 24 November 2026, 15.20 and 15.45. A scope is
what a feed is of: `centre`, `floor:3`, `room:12`, `trainer:7`, `enterprise:40`, `track:marketing`.
"""

CHANNEL = "feeds"
EVERYTHING = "*"
"""Told when something changes that many feeds show, such as the name of a room."""

Mark = tuple[int, int]
"""A moment in the life of a scope: the same as long as nothing was heard of it."""


class Changes:
    """Counts what is heard: who makes something takes a mark before, and later compares.

    Attributes:
        epoch: How often everything that was known had to be doubted.
        total: How much has been heard.
    """

    def __init__(self) -> None:
        self.epoch = 0
        self.total = 0
        self._counts: dict[str, int] = {}

    def hear(self, scope: str) -> None:
        self.total += 1
        if scope == EVERYTHING:
            self.doubt_everything()
        else:
            self._counts[scope] = self._counts.get(scope, 0) + 1

    def doubt_everything(self) -> None:
        self.total += 1
        self.epoch += 1
        self._counts.clear()

    def mark(self, scope: str) -> Mark:
        return self.epoch, self._counts.get(scope, 0)
