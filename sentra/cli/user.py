"""`sentra user`: who may sign in."""

import click

from sentra.cli import work
from sentra.domain.accounts import STATE_NAMES, AccountState
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import COMMAND_LINE, Role
from sentra.i18n import LOCALES, day_short, today, translate
from sentra.operations import accounts
from sentra.operations.tokens import NewToken, create_token
from sentra.queries.accounts import AccountRow, account_of_email, list_accounts
from sentra.queries.enterprises import find_by_nib
from sentra.settings import Settings

_ROLES = [role.value for role in Role if role is not Role.VISITOR]


@click.group("user")
def command() -> None:
    """Accounts: invite, list, close, reopen, links, tokens."""


@command.command("invite")
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True)
@click.option("--nib", help="The enterprise that the account speaks for, by its NIB.")
@click.option("--cooperative", type=int, help="The cooperative it speaks for, by its number.")
@click.option("--language", type=click.Choice(LOCALES), default="id", show_default=True)
def invite(
    email: str, name: str, *, role: str, nib: str | None, cooperative: int | None, language: str
) -> None:
    """Open an account and print its one-time link, with which its owner chooses a pass phrase."""

    async def write(settings: Settings) -> str:
        enterprise = await find_by_nib(nib) if nib else None
        if nib and enterprise is None:
            raise NotFound(say("There is no enterprise with this NIB."))
        made = await accounts.invite(
            name=name,
            email=email,
            role=Role(role),
            enterprise=enterprise.id if enterprise else None,
            cooperative=cooperative,
            locale=language,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )
        return settings.address + made.path

    click.echo(work.run(write))


@command.command("list")
@click.argument("words", default="")
@click.option("--role", type=click.Choice(_ROLES))
@click.option("--state", type=click.Choice([state.value for state in AccountState]))
def list_(words: str, *, role: str | None, state: str | None) -> None:
    """Accounts by name: those whose name or e-mail address holds WORDS, or all."""

    async def read(_settings: Settings) -> list[AccountRow]:
        found: list[AccountRow] = []
        total = 1
        while len(found) < total:
            rows, total = await list_accounts(
                words=words,
                role=Role(role) if role else None,
                state=AccountState(state) if state else None,
                page=len(found) // 500 + 1,
                size=500,
            )
            found += rows
            if not rows:
                break
        return found

    locale = work.language()
    for row in work.run(read):
        used = day_short(today(row.last_sign_in), locale) if row.last_sign_in else "-"
        parts = (
            row.email,
            row.name,
            row.role.value,
            row.enterprise_name or row.cooperative_name or "-",
            translate(STATE_NAMES[row.state], locale),
            used,
        )
        click.echo("\t".join(parts))


@command.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a new one-time link for somebody who lost hers or her pass phrase."""

    async def write(settings: Settings) -> str:
        made = await accounts.new_link(
            account=await _account(email), actor=COMMAND_LINE, now=work.utc_now()
        )
        return settings.address + made.path

    click.echo(work.run(write))


@command.command("close")
@click.argument("email")
def close(email: str) -> None:
    """Shut somebody out; nothing is lost, and `reopen` lets her in again."""

    async def write(_settings: Settings) -> None:
        await accounts.close_account(
            account=await _account(email), actor=COMMAND_LINE, now=work.utc_now()
        )

    work.run(write)
    click.echo(translate(say("The account is closed."), work.language()))


@command.command("reopen")
@click.argument("email")
def reopen(email: str) -> None:
    """Let somebody in again."""

    async def write(_settings: Settings) -> None:
        await accounts.reopen_account(
            account=await _account(email), actor=COMMAND_LINE, now=work.utc_now()
        )

    work.run(write)
    click.echo(translate(say("The account is open again."), work.language()))


@command.command("token")
@click.argument("email")
@click.argument("label")
def token(email: str, label: str) -> None:
    """Make an API token that speaks for somebody, and print it, once."""

    async def write(_settings: Settings) -> NewToken:
        return await create_token(
            label=label, account=await _account(email), actor=COMMAND_LINE, now=work.utc_now()
        )

    click.echo(work.run(write).secret)


async def _account(email: str) -> int:
    found = await account_of_email(email)
    if found is None:
        raise NotFound(say("There is no such account."))
    return found.id
