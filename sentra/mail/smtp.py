"""Letters to a mail server (RFC 5321)."""

from types import TracebackType
from typing import Self

import aiosmtplib

from sentra.domain.letters import is_unicode
from sentra.mail.ways import NotTaken, NoWay, sender_of
from sentra.settings import Settings

PATIENCE = 20.0
"""Seconds to wait for each answer of the server."""
_FOREVER = 500
_CLOSING = 421
_SAID_MOST = 180


class MailServer:
    """The server of the settings, over one connection for as many letters as there are."""

    name = "smtp"
    keeps = False

    def __init__(self, settings: Settings, *, patience: float = PATIENCE) -> None:
        self._sender = sender_of(settings).address
        self._user, self._password = settings.smtp_user, settings.smtp_password
        self._client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            timeout=patience,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            local_hostname=sender_of(settings).host,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._client.is_connected:
            return
        try:
            await self._client.quit()
        except (aiosmtplib.SMTPException, OSError):
            self._client.close()

    async def send(self, number: str, address: str, content: bytes) -> None:  # noqa: ARG002 - as `Way`
        """Hand a letter over.

        Raises:
            NotTaken: The server refuses the address or the letter: 4xx for now, 5xx forever.
            NoWay: It does not answer, does not let Sentra in, or refuses its sender.
        """
        await self.connect()
        options = []
        if is_unicode(address):
            await self._greet()
            if not self._client.supports_extension("smtputf8"):
                raise NotTaken("the server has no SMTPUTF8 for such an address", forever=True)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            await self._client.mail(self._sender, options=options, encoding="utf-8")
            await self._client.rcpt(address, encoding="utf-8")
            await self._client.data(content)
        except (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError) as error:
            if error.code == _CLOSING:
                raise NoWay(_said(error)) from error
            await self._reset()
            raise NotTaken(_said(error), forever=error.code >= _FOREVER) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            self._client.close()
            raise NoWay(_said(error)) from error

    async def connect(self) -> None:
        """Reach the server and be let in, unless that is done already.

        Raises:
            NoWay: That is not to be had now.
        """
        if self._client.is_connected:
            return
        try:
            await self._client.connect()
            if self._user:
                await self._client.login(self._user, self._password or "")
        except (aiosmtplib.SMTPException, OSError) as error:
            self._client.close()
            raise NoWay(_said(error)) from error

    async def _greet(self) -> None:
        """Learn what the server can do."""
        try:
            await self._client.ehlo()
        except (aiosmtplib.SMTPException, OSError) as error:
            self._client.close()
            raise NoWay(_said(error)) from error

    async def _reset(self) -> None:
        """Let the refused letter not be half there when the next one comes."""
        try:
            await self._client.rset()
        except (aiosmtplib.SMTPException, OSError):
            self._client.close()


def _said(error: Exception) -> str:
    """The server's own words, short."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        said = f"{error.code} {error.message}"
    else:
        said = str(error) or type(error).__name__
    return " ".join(said.split())[:_SAID_MOST]
