"""The API's description: complete, unambiguous, and of a shape that tools accept."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest


@pytest.fixture
async def schema(visitor: httpx.AsyncClient) -> dict[str, Any]:
    answer = await visitor.get("/api/v1/schema/openapi.json")
    found: dict[str, Any] = answer.json()
    return found


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                yield path, method, operation


async def test_every_operation_has_a_name_of_its_own(schema: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if not name.isidentifier()] == []


async def test_every_operation_says_what_it_does_and_belongs_to_a_group(
    schema: dict[str, Any],
) -> None:
    silent = [
        f"{method} {path}"
        for path, method, operation in operations(schema)
        if not (operation.get("summary") and operation.get("description") and operation.get("tags"))
    ]
    assert silent == []


async def test_only_the_api_is_described(schema: dict[str, Any]) -> None:
    assert [path for path, _, _ in operations(schema) if not path.startswith("/api/v1/")] == []
