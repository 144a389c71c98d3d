"""`sentra plan`: a table of what is wrong, and what loading changed."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from floors.operations.plans import SHIPPED, ChangedSpace, PlanReport
from sentra.cli import main, work
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Problem


def sentra(*args: str) -> Result:
    return CliRunner().invoke(main, args, env={"LANG": "en_GB.UTF-8", "COLUMNS": "200"})


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What loading answers; no database is started."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(work, "run", lambda _job: given["result"])
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return given


def test_it_finds_nothing_wrong_with_the_plan_that_ships() -> None:
    result = sentra("plan", "check", str(SHIPPED))
    assert (result.exit_code, result.output) == (
        0,
        "Sentra UKM Tangerang Selatan: 5 floors, 122 stalls, 12 rooms; no problems.\n",
    )


def test_it_shows_problems_as_a_table(tmp_path: Path) -> None:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    for feature in document["features"]:
        if feature["properties"].get("sentra", {}).get("code") == "1-A02":
            feature["properties"]["sentra"]["category"] = "[bold]\x1b[2J"
    broken = tmp_path / "plan.geojson"
    broken.write_text(json.dumps(document), encoding="utf-8")
    result = sentra("plan", "check", str(broken))
    assert result.exit_code == 1
    assert "This file is not a plan yet." in result.output
    [row] = [line for line in result.output.splitlines() if "1-A02" in line]
    assert "properties.sentra.category is not as the plan format asks." in row
    assert "\x1b" not in result.output


def test_it_says_what_loading_changed(answer: dict[str, Any]) -> None:
    answer["result"] = PlanReport(
        site="S",
        floors=[1, 2],
        added=[f"1-A{number:02}" for number in range(1, 15)],
        changed=[ChangedSpace("R401", ["capacity"])],
        retired=[],
        unchanged=3,
    )
    result = sentra("plan", "load", str(SHIPPED))
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            "Floors drawn anew: 1, 2",
            "Added: 1-A01, 1-A02, 1-A03, 1-A04, 1-A05, 1-A06, 1-A07, 1-A08 … (+6)",
            "Changed: R401",
            "Unchanged spaces: 3",
        ],
    )


def test_it_says_when_nothing_changed(answer: dict[str, Any]) -> None:
    answer["result"] = PlanReport(
        site="S", floors=[], added=[], changed=[], retired=[], unchanged=135
    )
    result = sentra("plan", "load", str(SHIPPED))
    assert result.output == "No changes: the building is as in this plan.\n"


def test_it_ends_with_status_1_when_loading_is_refused(answer: dict[str, Any]) -> None:
    problem = Problem("1-A02", say("A room has a door."), remedy=say("Draw a wider opening."))
    answer["result"] = Conflict(
        say("The plan takes away spaces that are in use."), problems=[problem]
    )
    result = sentra("plan", "load", str(SHIPPED))
    assert result.exit_code == 1
    assert "The plan takes away spaces that are in use." in result.output
    assert "1-A02" in result.output
