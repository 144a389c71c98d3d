"""The plan that ships, for tests to break one thing of."""

import copy
import json
from collections.abc import Callable
from typing import Any

from floors.domain.plan import Plan
from floors.domain.plan_checks import check_plan
from floors.domain.planfile import read_plan
from sentra.domain.refusals import Invalid, Problem
from tools.build_plan import build

Document = dict[str, Any]
SHIPPED: Document = build()


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def changed(change: Callable[[Document], object]) -> Document:
    """The plan that ships after one change."""
    document = copy.deepcopy(SHIPPED)
    change(document)
    return document


def of(document: Document, code: str) -> Any:
    """A feature of the document by its code; `venue` and `address` by their types."""
    for feature in document["features"]:
        if code in {feature["properties"].get("sentra", {}).get("code"), feature["feature_type"]}:
            return feature
    raise LookupError(code)


def take_out(document: Document, *codes: str) -> None:
    for code in codes:
        document["features"].remove(of(document, code))


def box(document: Document, code: str, *bounds: float, area: float | None = None) -> None:
    """Draw a feature anew as a rectangle of west, south, east, north."""
    west, south, east, north = bounds
    if area is not None:
        of(document, code)["properties"]["sentra"]["area_m2"] = area
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    of(document, code)["geometry"]["coordinates"] = [ring]


def read(document: object) -> Plan:
    return read_plan(encoded(document))


def refused(document: object) -> list[tuple[str, str, str | None]]:
    """Field, rule and value of every problem in reading or checking a document."""
    try:
        problems = check_plan(read(document))
    except Invalid as refusal:
        problems = list(refusal.problems)
    return [told(problem) for problem in problems]


def told(problem: Problem) -> tuple[str, str, str | None]:
    assert problem.remedy is not None
    return problem.field, str(problem.rule), problem.value
