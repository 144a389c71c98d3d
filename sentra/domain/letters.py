"""Letters: e-mail as bytes (RFC 5322), the same bytes for the same arguments.

A letter is put together once, when it is posted, and sent as it stands however often that is tried:
so its Message-ID, by which a mailbox knows it again, never means two things.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

SUBJECT_MOST = 200
"""Characters of a subject line."""
_ENCODED_MOST = 36
"""Octets of a name that is not ASCII: what stays one encoded word (RFC 2047) on one line. Python
loses or adds a space where it has to break such a name into two."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes all letters, and is the organiser of what they invite to."""

    address: str
    name: str

    @property
    def host(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A calendar that goes with a letter (iMIP, RFC 6047).

    Attributes:
        method: REQUEST or CANCEL, the same as in the calendar itself.
        content: A VCALENDAR in UTF-8.
        file: What it is called where it is shown as a file.
    """

    method: str
    content: bytes
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person, in her language. Nobody else's address is in it.

    Attributes:
        number: Never the same for two letters.
        written: When; aware.
        text: Its words, lines ended by a line feed.
    """

    number: UUID
    written: datetime
    address: str
    name: str
    locale: str
    subject: str
    text: str
    calendar: Attachment | None = None


def letter_bytes(letter: Letter, *, sender: Sender) -> bytes:
    """The letter as it is handed to a mail server, its lines ended by CRLF.

    No line has over 998 octets, whatever the words are: text is written as quoted-printable, other
    things as base64. Line breaks in names and subjects become spaces, so that nobody's name can
    bring a header of its own.
    """
    # An address that is not ASCII can't be written in any other way (RFC 6532).
    unicode = not letter.address.isascii()
    message = EmailMessage(policy.SMTPUTF8 if unicode else policy.SMTP)
    message["From"] = _mailbox(sender.name, sender.address)
    message["To"] = _mailbox(letter.name, letter.address)
    message["Subject"] = on_one_line(letter.subject)[:SUBJECT_MOST]
    message["Date"] = format_datetime(letter.written)
    message["Message-ID"] = f"<{letter.number}@{sender.host}>"
    # Nobody's holiday notice is to answer it (RFC 3834), Exchange's neither.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_printable(letter.text), cte="quoted-printable")
    message["Content-Language"] = letter.locale
    if letter.calendar is not None:
        _attach(message, letter.calendar)
    for count, part in enumerate(_wholes(message)):
        part.set_boundary(f"=_{letter.number.hex}_{count}")
    return message.as_bytes()


def is_unicode(address: str) -> bool:
    """Whether only a server with SMTPUTF8 (RFC 6531) can take a letter to this address."""
    return not address.isascii()


def on_one_line(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())


def text_of(content: bytes) -> str:
    """What a person reads of a letter's bytes."""
    message = message_from_bytes(content, policy=policy.SMTPUTF8)
    part = message.get_body(("plain",))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _attach(message: EmailMessage, calendar: Attachment) -> None:
    """Twice: as what the letter says, for programs, and as a file, for whoever opens it by hand."""
    message.add_alternative(
        calendar.content.decode(),
        subtype="calendar",
        cte="base64",
        params={"method": calendar.method},
    )
    message.add_attachment(
        calendar.content, maintype="application", subtype="ics", filename=calendar.file
    )


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    shown = on_one_line(name)
    if not shown.isascii():
        shown = shown.encode()[:_ENCODED_MOST].decode(errors="ignore").rstrip()
    return Address(shown, local, domain)


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "", text)


def _wholes(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if part.is_multipart():
            yield part
