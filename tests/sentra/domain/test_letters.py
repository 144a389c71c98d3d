"""Letters as bytes, read back by Python's own parser."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sentra.domain.letters import Attachment, Letter, Sender, letter_bytes, on_one_line, text_of

SENDER = Sender("pusat@sentra.example", "Sentra UKM")
NUMBER = UUID("5e27a000-0000-4000-8000-000000000001")
ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def letter(**parts: object) -> Letter:
    usual = {
        "number": NUMBER,
        "written": datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        "address": "budi@example.org",
        "name": "Budi Santoso",
        "locale": "id",
        "subject": "Pemesanan: Kemasan kue",
        "text": "Halo Budi,\n\nRuang Anda sudah dipesan.\n",
    }
    return Letter(**(usual | parts))  # type: ignore[arg-type]


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.SMTP)


def test_it_is_these_bytes() -> None:
    assert letter_bytes(letter(), sender=SENDER).decode().split("\r\n") == [
        "From: Sentra UKM <pusat@sentra.example>",
        "To: Budi Santoso <budi@example.org>",
        "Subject: Pemesanan: Kemasan kue",
        "Date: Tue, 24 Nov 2026 02:00:00 +0000",
        "Message-ID: <5e27a000-0000-4000-8000-000000000001@sentra.example>",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "MIME-Version: 1.0",
        "Content-Language: id",
        "",
        "Halo Budi,",
        "",
        "Ruang Anda sudah dipesan.",
        "",
    ]


def test_an_invitation_is_there_for_programs_and_as_a_file() -> None:
    invitation = letter(calendar=Attachment("REQUEST", ICS, "undangan.ics"))
    message = read(letter_bytes(invitation, sender=SENDER))
    assert [(part.get_content_type(), part.get_filename()) for part in message.walk()] == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("text/calendar", None),
        ("application/ics", "undangan.ics"),
    ]
    inline, attached = [part for part in message.walk() if part.get_payload(decode=True)][1:]
    assert inline.get_param("method") == "REQUEST"
    assert inline.get_content_charset() == "utf-8"
    assert inline.get_payload(decode=True) == attached.get_payload(decode=True) == ICS
    assert letter_bytes(invitation, sender=SENDER) == letter_bytes(invitation, sender=SENDER)


@settings(max_examples=60)
@example(name="00¡¡" + "\U00010000" * 10, subject="", text="")
@example(name="000000000 0¡¡¡¡¡¡¡¡\U00010000\U00010000 ¡", subject="", text="")
@given(
    name=st.text(max_size=120),
    subject=st.text(max_size=200),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
)
def test_no_words_break_it(name: str, subject: str, text: str) -> None:
    content = letter_bytes(letter(name=name, subject=subject, text=text), sender=SENDER)
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    message = read(content)
    assert message.keys() == read(letter_bytes(letter(), sender=SENDER)).keys()
    assert " ".join(str(message["Subject"]).split()) == on_one_line(subject)
    [to] = message["To"].addresses
    assert to.addr_spec == "budi@example.org"
    if name.isascii():
        assert to.display_name == on_one_line(name)
    else:
        assert on_one_line(name).startswith(to.display_name)
        assert to.display_name or not on_one_line(name)


def test_a_name_brings_no_header_of_its_own() -> None:
    evil = letter(name="Budi\r\nBcc: all@example.org", subject="Halo\nBcc: all@example.org")
    message = read(letter_bytes(evil, sender=SENDER))
    assert message["Bcc"] is None
    assert message["To"] == '"Budi Bcc: all@example.org" <budi@example.org>'
    assert message["Subject"] == "Halo Bcc: all@example.org"


def test_an_address_that_is_not_ascii_stays_as_it_is() -> None:
    content = letter_bytes(letter(address="bödi@example.org"), sender=SENDER)
    assert "To: Budi Santoso <bödi@example.org>\r\n" in content.decode()


def test_its_words_are_read_back() -> None:
    said = "Ruang “Serpong” dipesan.\n"
    calendar = Attachment("REQUEST", ICS, "undangan.ics")
    content = letter_bytes(letter(text=said, calendar=calendar), sender=SENDER)
    assert text_of(content) == said
