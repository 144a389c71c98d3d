"""`sentra calendars`: addresses of calendars, for anybody with an account."""

import click

from bookings.domain.feeds import KIND_NAMES, FeedKind
from bookings.domain.links import AddressLinks
from bookings.operations import feeds as operations
from bookings.queries import feeds as queries
from bookings.serving.copies import Copies
from sentra.cli import work
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import COMMAND_LINE, Actor
from sentra.i18n import LOCALES, Locale, day_short, today, translate
from sentra.settings import Settings


@click.group("calendars")
def command() -> None:
    """Calendar addresses: list, make, revoke."""


@command.command("list")
@click.option("--account", metavar="EMAIL", help="Only those of this account.")
def list_(account: str | None) -> None:
    """Every address that is not revoked, without its secret."""

    async def read(_settings: Settings) -> list[queries.Subscription]:
        owner = await account_named(account) if account else None
        return await queries.subscriptions(owner.account if owner else None)

    locale = work.language()
    for found in work.run(read):
        used = day_short(found.last_used, locale) if found.last_used else "-"
        parts = (
            str(found.id),
            found.reader.name,
            translate(KIND_NAMES[found.kind], locale),
            found.key or "-",
            found.label,
            day_short(today(found.created), locale),
            used,
            found.last_client or "-",
        )
        click.echo("\t".join(parts))


@command.command("make")
@click.argument("kind", type=click.Choice([kind.value for kind in FeedKind]))
@click.argument("subject", default="")
@click.option("--account", metavar="EMAIL", required=True, help="Whose address it is to be.")
@click.option("--label", default="", help="Its name in her calendar; the subject's if left out.")
@click.option("--busy", is_flag=True, help="To tell only when, and never what.")
@click.option("--language", type=click.Choice(LOCALES), default="id", show_default=True)
def make(
    *, kind: str, subject: str, account: str, label: str, busy: bool, language: Locale
) -> None:
    """Make an address and print it, once.

    SUBJECT: a floor's level, a room's code, a trainer's e-mail, an enterprise's NIB or a track;
    nothing for the centre, its closures and its stall rounds.
    """

    async def write(settings: Settings) -> str:
        handed = await operations.subscribe(
            kind=FeedKind(kind),
            key=subject,
            label=label,
            locale=language,
            busy=busy,
            owner=await account_named(account),
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )
        return AddressLinks.of(handed.secret, base_url=settings.address, label=handed.label).https

    click.echo(work.run(write))


@command.command("revoke")
@click.argument("number", type=int)
def revoke(number: int) -> None:
    """Close the address with this NUMBER, as `list` shows it, for good."""

    async def write(settings: Settings) -> None:
        copies = Copies.of(settings)
        await operations.revoke(feed=number, copies=copies, actor=COMMAND_LINE, now=work.utc_now())

    work.run(write)


async def account_named(email: str) -> Actor:
    """Somebody with an open account, by e-mail address.

    Raises:
        NotFound: There is none.
    """
    found = await queries.account_of(email)
    if found is None:
        raise NotFound(say("There is no open account of %(email)s.", email=email))
    return found
