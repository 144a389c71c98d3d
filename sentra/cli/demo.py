"""`sentra demo`."""

from collections.abc import Sequence
from dataclasses import replace

import click

from sentra.cli import work
from sentra.settings import Settings


@click.command("demo")
@click.option(
    "--serve", "and_serve", is_flag=True, help="Serve it, and print a sign-in link per role."
)
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 is any (SENTRA_PORT).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes (SENTRA_WORKERS).")
def command(*, and_serve: bool, port: int | None, workers: int | None) -> None:
    """Make the demo centre, if this data folder does not hold it yet."""
    asked = {"port": port, "workers": workers}
    given = {name: value for name, value in asked.items() if value is not None}
    settings = replace(work.read_settings(), demo=True, **given)  # type: ignore[arg-type]
    if not and_serve:
        work.run(_fill)
        return
    # Imported here: making the centre needs no server.
    from sentra.cli.serving import serve  # noqa: PLC0415

    serve(settings, _prepare)


async def _fill(_settings: Settings) -> None:
    # Imported here: it brings the plan's geometry along, which later starts do not need.
    from sentra.demo import centre  # noqa: PLC0415

    if not await centre.is_filled():
        await centre.fill(now=work.utc_now(), progress=_say)


async def _prepare(settings: Settings) -> Sequence[str]:
    from sentra.demo.people_rows import applicants_paths, sign_in_paths  # noqa: PLC0415

    await _fill(settings)
    now = work.utc_now()
    paths = {role.value: path for role, path in (await sign_in_paths(now=now)).items()}
    paths |= await applicants_paths(now=now)
    links = [f"{who}: {settings.address}{path}" for who, path in paths.items()]
    return ("Sign in as one of these; each link is good once:", *links)


def _say(part: str) -> None:
    click.echo(f"Making the demo centre: {part}", err=True)
