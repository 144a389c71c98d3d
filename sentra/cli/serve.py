"""`sentra serve`."""

from collections.abc import Sequence
from dataclasses import replace

import click

from floors.operations.plans import ensure_plan
from sentra.cli import work
from sentra.cli.serving import serve
from sentra.operations.accounts import first_sign_in_link
from sentra.settings import Settings


@click.command("serve")
@click.option("--host", help="Address to listen on (SENTRA_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 is any (SENTRA_PORT).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes (SENTRA_WORKERS).")
def command(host: str | None, port: int | None, workers: int | None) -> None:
    """Run Sentra until it is told to stop (Ctrl-C or SIGTERM)."""
    asked = {"host": host, "port": port, "workers": workers}
    given = {name: value for name, value in asked.items() if value is not None}
    serve(replace(work.read_settings(), **given), prepare)  # type: ignore[arg-type]


async def prepare(settings: Settings) -> Sequence[str]:
    """What a first start needs: the building, and a way in for the first manager."""
    now = work.utc_now()
    await ensure_plan(now=now)
    path = await first_sign_in_link(now=now)
    return () if path is None else (f"First sign-in, good once: {settings.address}{path}",)
