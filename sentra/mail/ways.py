"""The ways out of the outbox: what each can answer, and which one this installation has."""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sentra.domain.letters import Sender
from sentra.settings import Settings

SENDER_NAME = "Sentra UKM"
_AT_HOME = "sentra.invalid"


class NotTaken(Exception):
    """A letter was not taken; the text says why, in the server's words.

    Attributes:
        forever: Whether trying again is of no use.
    """

    def __init__(self, said: str, *, forever: bool) -> None:
        super().__init__(said)
        self.forever = forever


class NoWay(Exception):
    """No letter at all can be sent now: it is nothing that this letter could help."""


class Way(Protocol):
    """Takes letters while it is entered; to enter it reaches out to nobody yet."""

    name: str
    """smtp or folder."""
    keeps: bool
    """Whether whoever reads the outbox is the only one to see the letters."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def send(self, number: str, address: str, content: bytes) -> None:
        """Hand a letter over.

        Raises:
            NotTaken: This one is refused, for now or forever.
            NoWay: None can be sent now.
        """


def way_of(settings: Settings) -> Way:
    """The mail server that is set, or the folder in the data folder."""
    # Imported here: most of what reads this module sends nothing.
    # The people of the demo centre are made up, and their addresses may be somebody's.
    if settings.smtp_host and not settings.demo:
        from sentra.mail.smtp import MailServer  # noqa: PLC0415

        return MailServer(settings)
    from sentra.mail.folder import Folder  # noqa: PLC0415

    return Folder(folder_of(settings))


def folder_of(settings: Settings) -> Path:
    """Where letters are files, if there is no mail server."""
    return settings.data / "mail"


def sender_of(settings: Settings) -> Sender:
    """Who writes the letters; where nothing is said, an address that is nobody's (RFC 2606)."""
    return Sender(settings.mail_sender or f"sentra@{_AT_HOME}", SENDER_NAME)
