"""What is wrong with a plan file, noted feature by feature while it is read."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import msgspec

from floors.domain import plan_geometry, plan_schema
from floors.domain.plan_geometry import BadGeometry
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem

MAX_PROBLEMS = 200
"""More would not be read; the last one says that there are more."""
SHOWN = 80

Feature = dict[str, Any]
Found = TypeVar("Found")
Properties = TypeVar("Properties", bound=msgspec.Struct)


class Notes:
    """The problems so far, and ways to read a value that note a problem and give None instead."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self, field: str, rule: Message, *, value: object = None, remedy: Message | None = None
    ) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            shown = None if value is None else str(value)[:SHOWN]
            self.problems.append(Problem(field=field, rule=rule, value=shown, remedy=remedy))
        elif len(self.problems) == MAX_PROBLEMS:
            rule, remedy = (
                say("There are more problems than these."),
                say("Mend these first, then check again."),
            )
            self.problems.append(Problem(field="features", rule=rule, remedy=remedy))

    def properties(self, feature: Feature, to: type[Properties]) -> Properties | None:
        return self._convert(feature, feature.get("properties"), to, "properties")

    def sentra(self, feature: Feature, to: type[Properties]) -> Properties | None:
        """The `sentra` member of properties that have been read already."""
        return self._convert(feature, feature["properties"]["sentra"], to, "properties.sentra")

    def _convert(
        self, feature: Feature, value: object, to: type[Properties], where: str
    ) -> Properties | None:
        try:
            return msgspec.convert(value, to)
        except msgspec.ValidationError as error:
            what, _, path = str(error).partition(" - at `$")
            self.add(
                name_of(feature),
                say("%(member)s is not as the plan format asks.", member=where + path.rstrip("`")),
                value=what,
                remedy=say("Compare it with the plan that comes with Sentra."),
            )
            return None

    def geometry(
        self, feature: Feature, read: Callable[[object], Found], *, given: object = None
    ) -> Found | None:
        """The feature's own geometry, or the `given` coordinates, through one of the readers."""
        try:
            kind = plan_schema.GEOMETRY[feature["feature_type"]]
            value = given or plan_geometry.coordinates(feature.get("geometry"), kind)
            return read(value)
        except BadGeometry as error:
            self.add(
                name_of(feature),
                error.rule,
                value=error.value,
                remedy=say("Draw it again in metres of the plan's local frame."),
            )
            return None

    def known(self, feature: Feature, word: str, words: Collection[str]) -> None:
        if word not in words:
            self.add(
                name_of(feature),
                say("A plan does not know this category."),
                value=word,
                remedy=say("Use one of: %(words)s.", words=", ".join(sorted(words))),
            )

    def dangling(self, field: str, member: str, identity: object) -> None:
        self.add(
            field,
            say("%(member)s names a feature that the plan does not have.", member=member),
            value=identity,
            remedy=say("Name the id of an existing feature."),
        )


def name_of(feature: Feature) -> str:
    """How people know a feature: its code, or its id while it has none."""
    match feature:
        case {"properties": {"sentra": {"code": str() as code}}}:
            return code[:SHOWN]
        case _:
            return str(feature["id"])
