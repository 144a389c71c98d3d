"""What `sentra doctor` says about letters."""

from sentra.cli.checks import Finding, fair, good
from sentra.domain.messages import say
from sentra.mail.ways import NoWay, folder_of
from sentra.queries.letters import counts
from sentra.settings import Settings

_PATIENCE = 8.0
"""Seconds; the doctor has more to look at."""


async def mail(settings: Settings) -> Finding:
    """Whether the mail server lets Sentra in."""
    about = say("Mail server")
    if not settings.smtp_host:
        return good(
            about, say("none is set: letters become files in %(path)s", path=folder_of(settings))
        )
    # Imported here: an installation without a mail server needs none of it.
    from sentra.mail.smtp import MailServer  # noqa: PLC0415

    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        async with MailServer(settings, patience=_PATIENCE) as server:
            await server.connect()
    except NoWay as error:
        remedy = say("Look at the SENTRA_SMTP_ variables; letters wait meanwhile.")
        return fair(about, f"{where}: {error}", remedy)
    said = say("%(where)s takes letters; sentra mail test ADDRESS sends one", where=where)
    return good(about, said)


async def letters(_settings: Settings) -> Finding:
    """Whether letters are stuck."""
    number = await counts()
    about = say("Letters")
    said = say(
        "%(queued)d waiting, %(sent)d sent, %(aside)d not delivered",
        queued=number["queued"],
        sent=number["sent"],
        aside=number["aside"],
    )
    if number["aside"] or number["late"]:
        return fair(about, said, say("The page /surat says why, letter by letter."))
    return good(about, said)


CHECKS = (mail, letters)
