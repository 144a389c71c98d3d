"""What `sentra doctor` says about letters."""

from sentra.cli.checks import Finding, fair, good
from sentra.mail.ways import NoWay
from sentra.queries.letters import counts
from sentra.settings import Settings

_PATIENCE = 8.0
"""Seconds; the doctor has more to look at."""


async def mail(settings: Settings) -> Finding:
    """Whether the mail server lets Sentra in."""
    about = "Mail server"
    if not settings.smtp_host:
        return good(about, f"none is set: letters become files in {settings.data / 'mail'}")
    # Imported here: an installation without a mail server needs none of it.
    from sentra.mail.smtp import MailServer  # noqa: PLC0415

    where = f"{settings.smtp_host} port {settings.smtp_port}"
    try:
        async with MailServer(settings, patience=_PATIENCE) as server:
            await server.connect()
    except NoWay as error:
        remedy = "Look at the SENTRA_SMTP_ variables; letters wait meanwhile."
        return fair(about, f"{where}: {error}", remedy)
    return good(about, f"{where} takes letters; sentra mail test ADDRESS sends one")


async def letters(_settings: Settings) -> Finding:
    """Whether letters are stuck."""
    number = await counts()
    said = f"{number['queued']} waiting, {number['sent']} sent, {number['aside']} not delivered"
    if number["aside"] or number["late"]:
        return fair("Letters", said, "The page /surat says why, letter by letter.")
    return good("Letters", said)


CHECKS = (mail, letters)
