"""A plan file to a `Plan`: one GeoJSON FeatureCollection of OGC IMDF 1.0.0 features.

Three things differ from an IMDF archive, and the file says so. It is one file, not one per feature
type. Its coordinates are metres in a local frame (RFC 7946 section 4 allows that by arrangement;
here `properties.frame` is the arrangement). And what IMDF has no word for stands in each feature's
`properties.sentra`: codes, stall categories, the open side of a stall, persons in a room.
"""

from collections.abc import Iterable
from typing import Any

from floors.domain.plan import Floor, Plan
from floors.domain.plan_json import decode
from floors.domain.plan_reader import Reader
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

FORMAT = "sentra-plan"
VERSION = 1
FRAME = {"type": "local", "unit": "metre"}
MAX_FEATURES = 3_000
"""Five floors take about 300."""


def read_plan(data: bytes) -> Plan:
    """The plan in a file, as far as its form goes; `plan_checks` judges the building.

    Raises:
        Invalid: With a problem for each feature that is not written as the format asks.
    """
    reader = Reader(_collection(decode(data)))
    site = reader.site()
    floors = tuple(reader.floors())
    if not floors:
        reader.notes.add(
            "level",
            say("The plan has no floor."),
            remedy=say("Add a feature of type level for each floor."),
        )
    if reader.notes.problems or site is None:
        raise Invalid(*reader.notes.problems, message=_NOT_A_PLAN)
    return Plan(site=site, floors=floors)


def read_floor(features: Iterable[dict[str, Any]]) -> Floor:
    """One floor from the features that were kept of it (`Floor.features`)."""
    reader = Reader(features)
    floors = reader.floors()
    if reader.notes.problems or len(floors) != 1:
        raise Invalid(*reader.notes.problems, message=_NOT_A_PLAN)
    return floors[0]


def document_of(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Kept features as a GeoJSON document that says what its coordinates are."""
    head = {"format": FORMAT, "version": VERSION, "frame": FRAME}
    return {"type": "FeatureCollection", "properties": head, "features": list(features)}


_NOT_A_PLAN = say("This file is not a plan yet.")


def _collection(document: Any) -> list[Any]:
    """The features of a document whose head says that it is a plan."""

    def refuse(field: str, rule: Message, value: object, remedy: Message) -> Invalid:
        problem = Problem(field=field, rule=rule, value=str(value)[:80], remedy=remedy)
        return Invalid(problem, message=_NOT_A_PLAN)

    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise refuse(
            "type",
            say("A plan is a GeoJSON FeatureCollection."),
            document.get("type") if isinstance(document, dict) else type(document).__name__,
            say("Put all features into one collection."),
        )
    head = document.get("properties")
    head = head if isinstance(head, dict) else {}
    if (head.get("format"), head.get("version")) != (FORMAT, VERSION):
        raise refuse(
            "properties.format",
            say("The file does not say that it is a plan of this version."),
            (head.get("format"), head.get("version")),
            say('Write "format": "sentra-plan" and "version": 1 into its properties.'),
        )
    frame = head.get("frame")
    if not isinstance(frame, dict) or any(frame.get(key) != FRAME[key] for key in FRAME):
        raise refuse(
            "properties.frame",
            say("The file does not say that its coordinates are metres in a local frame."),
            frame,
            say('Write "frame": {"type": "local", "unit": "metre"} into its properties.'),
        )
    features = document.get("features")
    if not isinstance(features, list) or len(features) > MAX_FEATURES:
        raise refuse(
            "features",
            say("A plan has a list of at most %(limit)s features.", limit=MAX_FEATURES),
            len(features) if isinstance(features, list) else features,
            say("Leave out what is not part of the building."),
        )
    return features
