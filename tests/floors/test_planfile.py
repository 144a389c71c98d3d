"""Reading a plan file: what is not written as the format asks is named, whatever comes."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from floors.domain.plan_checks import check_plan
from floors.domain.plan_json import MAX_BYTES
from floors.domain.plan_notes import MAX_PROBLEMS
from floors.domain.planfile import MAX_FEATURES, read_floor, read_plan
from sentra.domain.refusals import Invalid
from tests.floors.plans import SHIPPED, Document, changed, encoded, of, read, refused, told

MEMBER = "is not as the plan format asks."


def problems(data: bytes) -> list[tuple[str, str, str | None]]:
    with pytest.raises(Invalid) as refusal:
        read_plan(data)
    return [told(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("data", "rule", "value"),
    [
        (b"", "This is not JSON: line 1, column 1.", "Expecting value"),
        (b'{"a": 1,\n "b" 2}', "This is not JSON: line 2, column 6.", "Expecting ':' delimiter"),
        (b'{"a": NaN}', "JSON has no such number.", "NaN"),
        (b'{"a": -Infinity}', "JSON has no such number.", "-Infinity"),
        (b'{"a": {"b": 1, "b": 2}}', "A member stands twice in one object.", "b"),
        (b"[" * 100_000, "The file is nested too deep.", None),
    ],
)
def test_it_refuses_what_is_no_json(data: bytes, rule: str, value: str | None) -> None:
    assert problems(data) == [("file", rule, value)]


def test_it_refuses_other_encodings_and_endless_numbers() -> None:
    assert problems("{}".encode("utf-16"))[0][1] == "The file is not written in UTF-8."
    assert problems(b"9" * 100_000)[0][1] == "A number in the file is too long."


def test_it_refuses_a_huge_file_unread() -> None:
    assert problems(b" " * (MAX_BYTES + 1)) == [
        ("file", "The file is larger than 4000000 bytes.", "4000001")
    ]


def test_it_takes_a_byte_order_mark() -> None:
    assert read_plan(b"\xef\xbb\xbf" + encoded(SHIPPED)) == read(SHIPPED)


@pytest.mark.parametrize(
    ("document", "field", "value"),
    [
        ([], "type", "list"),
        ({"type": "Feature"}, "type", "Feature"),
        ({"type": "FeatureCollection", "features": []}, "properties.format", "(None, None)"),
        (
            {**SHIPPED, "properties": {**SHIPPED["properties"], "version": 2}},
            "properties.format",
            "('sentra-plan', 2)",
        ),
        (
            {**SHIPPED, "properties": {**SHIPPED["properties"], "frame": {"unit": "degree"}}},
            "properties.frame",
            "{'unit': 'degree'}",
        ),
        ({**SHIPPED, "features": {}}, "features", "{}"),
        ({**SHIPPED, "features": [{}] * (MAX_FEATURES + 1)}, "features", "3001"),
    ],
)
def test_it_refuses_what_is_no_plan(document: object, field: str, value: str) -> None:
    [(found, _, seen)] = refused(document)
    assert (found, seen) == (field, value)


def sentra(document: Document, code: str) -> Document:
    found: Document = of(document, code)["properties"]["sentra"]
    return found


def outline(document: Document, code: str, coordinates: object) -> None:
    of(document, code)["geometry"]["coordinates"] = coordinates


TRIANGLE = [[0, 0], [1, 0], [1, 1], [0, 0]]
POINT = "A point is two numbers, in metres, at most 10000 from the origin."
CLOSED = "An outline is closed: at least four points, the last the same as the first."


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda d: outline(d, "R503", [[[14, 0], [19, 0], [19, 9]]]),
            ("R503", CLOSED, "3: (14.0, 0.0) … (19.0, 9.0)"),
        ),
        (
            lambda d: outline(d, "R503", [[*TRIANGLE[:3], [0, 0.5]]]),
            ("R503", CLOSED, "4: (0.0, 0.0) … (0.0, 0.5)"),
        ),
        (lambda d: outline(d, "R503", [[[0, 0], [1, "0"]]]), ("R503", POINT, "[1, '0']")),
        (lambda d: outline(d, "R503", [[[0, 0, 3]]]), ("R503", POINT, "[0, 0, 3]")),
        (lambda d: outline(d, "R503", [[[True, 0]]]), ("R503", POINT, "[True, 0]")),
        (lambda d: outline(d, "R503", [[[10_001, 0]]]), ("R503", POINT, "[10001, 0]")),
        (
            lambda d: outline(d, "R503", {}),
            ("R503", "A list of coordinates is needed here.", "{}"),
        ),
        (lambda d: outline(d, "R503", []), ("R503", "The outline has no points.", "[]")),
        (
            lambda d: outline(d, "R503", [[[0, 0]] * 2001]),
            ("R503", "At most 2000 points or rings.", "2001"),
        ),
        (
            lambda d: outline(d, "R503-D1", [[15, 9], [15, 9]]),
            ("R503-D1", "A line needs two different points.", "[[15, 9], [15, 9]]"),
        ),
        (
            lambda d: of(d, "R503").update(geometry=None),
            ("R503", "A Polygon is needed here.", "None"),
        ),
        (
            lambda d: of(d, "R503")["geometry"].update(type="MultiPolygon"),
            ("R503", "A Polygon is needed here.", "MultiPolygon"),
        ),
        (
            lambda d: of(d, "R503")["properties"].update(category="disco"),
            ("R503", "A plan does not know this category.", "disco"),
        ),
        (
            lambda d: sentra(d, "1-A02").update(category="weapons"),
            ("1-A02", "A plan does not know this category.", "weapons"),
        ),
        (
            lambda d: sentra(d, "R503").update(capacity=0),
            ("R503", f"properties.sentra.capacity {MEMBER}", "Expected `int` >= 1"),
        ),
        (
            lambda d: sentra(d, "R503").update(capcity=8),
            (
                "R503",
                f"properties.sentra {MEMBER}",
                "Object contains unknown field `capcity`",
            ),
        ),
        (
            lambda d: sentra(d, "1-A02").pop("front"),
            ("1-A02", f"properties.sentra {MEMBER}", "Object missing required field `front`"),
        ),
        (
            lambda d: sentra(d, "LEVEL-2").pop("area_m2"),
            ("LEVEL-2", f"properties.sentra {MEMBER}", "Object missing required field `area_m2`"),
        ),
        (
            lambda d: of(d, "R503")["properties"].update(level_id="?"),
            ("R503", "level_id names a feature that the plan does not have.", "?"),
        ),
        (
            lambda d: of(d, "amenity")["properties"].update(unit_ids=["?"]),
            (
                of(SHIPPED, "amenity")["id"],
                "unit_ids names a feature that the plan does not have.",
                "?",
            ),
        ),
        (
            lambda d: of(d, "venue")["properties"].update(address_id="?"),
            ("venue", "address_id names a feature that the plan does not have.", "?"),
        ),
        (
            lambda d: d["features"].append({"type": "Feature", "feature_type": "spaceship"}),
            ("features[262]", "A plan has no features of this type.", "spaceship"),
        ),
        (
            lambda d: d["features"].append(7),
            ("features[262]", "This is not a GeoJSON feature.", None),
        ),
        (
            lambda d: d["features"].append(of(d, "R503")),
            (
                "features[262]",
                "Each feature has a UUID of its own as its id.",
                of(SHIPPED, "R503")["id"],
            ),
        ),
        (
            lambda d: d["features"].remove(of(d, "venue")),
            ("venue", "A plan has exactly one venue: the site.", "0"),
        ),
    ],
)
def test_it_names_the_feature_and_what_is_wrong(
    change: Callable[[Document], object], problem: tuple[str, str, str | None]
) -> None:
    assert refused(changed(change)) == [problem]


def test_it_passes_over_what_imdf_has_and_sentra_needs_not() -> None:
    document = changed(
        lambda d: d["features"].append({"type": "Feature", "feature_type": "occupant"})
    )
    assert read(document) == read(SHIPPED)


def test_it_needs_a_floor() -> None:
    document = {**SHIPPED, "features": SHIPPED["features"][:4]}
    assert refused(document) == [("level", "The plan has no floor.", None)]


def test_it_tells_every_problem_of_a_file_up_to_a_number() -> None:
    document = changed(lambda d: d["features"].extend([{}] * 1000))
    found = refused(document)
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1] == ("features", "There are more problems than these.", None)


def test_kept_features_that_were_spoilt_are_refused() -> None:
    with pytest.raises(Invalid):
        read_floor([])


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
FEATURE_MEMBERS = ("id", "feature_type", "geometry", "properties", "type")


@settings(max_examples=50)
@given(
    index=st.integers(0, len(SHIPPED["features"]) - 1),
    member=st.sampled_from(FEATURE_MEMBERS),
    inside=st.sampled_from(["", "sentra", "category", "level_id", "coordinates", "name", "front"]),
    value=JSON,
)
def test_any_value_anywhere_is_read_or_refused(
    index: int, member: str, inside: str, value: object
) -> None:
    feature = json.loads(json.dumps(SHIPPED["features"][index]))
    if inside and isinstance(feature[member], dict):
        feature[member][inside] = value
    else:
        feature[member] = value
    features = [*SHIPPED["features"][:index], feature, *SHIPPED["features"][index + 1 :]]
    assert all(field and rule for field, rule, _ in refused({**SHIPPED, "features": features}))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert problems(data)


@pytest.mark.slow
def test_a_hostile_plan_is_judged_in_bounded_time() -> None:
    """As many features as may be, each a star of many points at one place."""
    star = [[10 + (k % 2) + k / 500, 10 + k / 250] for k in range(400)]
    ring = [*star, *([x + 0.5, y] for x, y in reversed(star)), star[0]]

    def flood(document: Document) -> None:
        stall = of(document, "1-B03")
        for number in range(MAX_FEATURES - len(document["features"])):
            copied = json.loads(json.dumps(stall))
            copied["id"] = f"00000000-0000-4000-8000-{number:012}"
            copied["properties"]["sentra"]["code"] = f"X{number}"
            copied["geometry"]["coordinates"] = [ring]
            document["features"].append(copied)

    data = encoded(changed(flood))
    began = time.perf_counter()
    try:
        found = len(check_plan(read_plan(data)))
    except Invalid as refusal:
        found = len(refusal.problems)
    assert found > 0
    assert time.perf_counter() - began < 20
