"""The `sentra` command in a process of its own, on a database of its own."""

import subprocess
import sys

from tests.servers import ROOT, environment

PLAN = ROOT / "floors" / "data" / "sentra-ukm.geojson"


def run(installation: str, *words: object) -> tuple[int, str, str]:
    """What a command answers, in Indonesian: its exit status, what it said, and its errors.

    Args:
        installation: Its database, as the fixture of this name gives it.
    """
    done = subprocess.run(
        [sys.executable, "-m", "sentra", *map(str, words)],
        cwd=ROOT,
        env=environment(ROOT / ".sentra" / "none", SENTRA_DATABASE_URL=installation)
        | {"LANG": "id_ID.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
