"""A real mail server (aiosmtpd) that answers as a test says, and an outbox with letters in it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from sentra.domain.letters import Letter, Sender
from sentra.mail.smtp import MailServer
from sentra.operations.letters import post
from sentra.settings import Settings
from tests.conftest import NOW

SENDER = Sender("pusat@sentra.example", "Sentra UKM")


@dataclass
class PostOffice:
    """What the server got, and what it answers; an answer is used up unless it is the last."""

    port: int = 0
    got: list[tuple[str, EmailMessage]] = field(default_factory=list)
    at_rcpt: list[str] = field(default_factory=lambda: ["250 OK"])
    at_data: list[str] = field(default_factory=lambda: ["250 OK"])
    sessions: int = 0
    server: asyncio.Server | None = None

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, said: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        return said

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = _next(self.at_rcpt)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = _next(self.at_data)
        if answer.startswith("250"):
            message = message_from_bytes(cast(bytes, envelope.content), policy=policy.SMTP)
            self.got += [(one, message) for one in envelope.rcpt_tos]
        return answer

    @property
    def numbers(self) -> list[str]:
        return [str(message["Message-ID"]) for _, message in self.got]

    async def open(
        self, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
    ) -> None:
        """Answer on a port of its own, under a certificate from the start or once asked to."""
        self.server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(
                self,
                hostname="mail.example",
                enable_SMTPUTF8=True,
                authenticator=_let_in,
                auth_require_tls=starttls is not None,
                require_starttls=starttls is not None,
                tls_context=starttls,
            ),
            "127.0.0.1",
            ssl=tls,
        )
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self.server is not None:
            self.server.close()
            await self.server.wait_closed()


def _next(answers: list[str]) -> str:
    return answers.pop(0) if len(answers) > 1 else answers[0]


def _let_in(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> Any:
    good = (data.login, data.password) == (b"sentra", b"rahasia")
    return AuthResult(success=good, handled=good)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    made = PostOffice()
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def with_mail(settings: Settings, office: PostOffice) -> Settings:
    """An installation whose mail server is this one."""
    return replace(
        settings,
        smtp_host="127.0.0.1",
        smtp_port=office.port,
        smtp_security="none",
        mail_sender=SENDER.address,
    )


@pytest.fixture
def server(with_mail: Settings) -> Callable[[], MailServer]:
    return lambda: MailServer(with_mail, patience=2)


def letter_to(address: str, number: int) -> Letter:
    return Letter(
        number=UUID(int=number),
        written=NOW,
        address=address,
        name="Budi Santoso",
        locale="id",
        subject=f"Kabar {number}",
        text="Halo.\n",
    )


async def post_some(*addresses: str) -> None:
    """Post a letter to each."""
    for count, address in enumerate(addresses, 1):
        await post(letter_to(address, count), sender=SENDER, account=None, now=NOW)
