"""The way to a mail server kept private, under a certificate made for the test."""

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from sentra.mail.smtp import MailServer
from sentra.mail.ways import NoWay
from sentra.settings import Settings
from tests.sentra.mail.conftest import SENDER, PostOffice

LETTER = b"Subject: Kabar\r\nMessage-ID: <1@sentra.example>\r\n\r\nHalo.\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of 127.0.0.1, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl found")
    both = tmp_path_factory.mktemp("certificate") / "both.pem"
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [openssl, "req", *kind, *named, "-days", "2", "-keyout", both, "-out", f"{both}.crt"],
        capture_output=True,
        timeout=20,
        check=True,
    )
    both.write_bytes(both.read_bytes() + Path(f"{both}.crt").read_bytes())
    return both


@pytest.fixture(params=["starttls", "tls"])
async def private(
    request: pytest.FixtureRequest, certificate: Path, settings: Settings
) -> AsyncIterator[tuple[PostOffice, Settings]]:
    """A server that takes nothing in the clear, and an installation that knows how to reach it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    office = PostOffice()
    await office.open(**{request.param: context})
    yield (
        office,
        replace(
            settings,
            smtp_host="127.0.0.1",
            smtp_port=office.port,
            smtp_security=request.param,
            smtp_user="sentra",
            smtp_password="rahasia",
            mail_sender=SENDER.address,
        ),
    )
    await office.close()


async def test_a_letter_goes_over_a_private_way(
    private: tuple[PostOffice, Settings], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, settings = private
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    async with MailServer(settings, patience=2) as server:
        await server.send("1", "budi@example.org", LETTER)
    assert [(to, message["Subject"]) for to, message in office.got] == [
        ("budi@example.org", "Kabar")
    ]


async def test_a_server_that_nobody_vouches_for_gets_nothing(
    private: tuple[PostOffice, Settings],
) -> None:
    office, settings = private
    async with MailServer(settings, patience=2) as server:
        with pytest.raises(NoWay, match=r"(?i)certificate"):
            await server.send("1", "budi@example.org", LETTER)
    assert office.got == []
