"""Imports go one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("sentra", "floors", "bookings")
"""Each may import the ones before it."""

ROOMS = {
    "domain": {"domain"},
    "tables": {"domain", "database", "tables"},
    "queries": {"domain", "database", "tables", "queries", "i18n"},
    "operations": {"domain", "database", "tables", "queries", "operations", "i18n"},
}
"""What each room of a package may import of Sentra; pages, api, feeds and cli may import all."""

COMPOSITION = {"sentra/app.py", "sentra/database/piccolo_conf.py", "sentra/database/migrate.py"}
"""The roots, where every part is put together; `sentra/cli` and `sentra/demo` are roots too."""

FRAMEWORKS = {"litestar", "piccolo", "asyncpg", "uvicorn", "jinja2", "click", "asyncio", "socket"}


def sources() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "piccolo_migrations" not in path.parts
    ]


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of every import; name is empty for `import module`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def room_of(module: str, name: str) -> str:
    """`bookings.domain.ical` is in the room `domain`; `from sentra import queries` in `queries`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else name


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    relative = path.relative_to(ROOT)
    package, room = relative.parts[0], relative.parts[1].removesuffix(".py")
    root = str(relative) in COMPOSITION or room in {"cli", "demo"}
    wrong = []
    for module, name in imports_of(path):
        target = module.split(".")[0]
        if target in PACKAGES:
            backwards = PACKAGES.index(target) > PACKAGES.index(package)
            room_broken = room in ROOMS and room_of(module, name) not in ROOMS[room]
            if (backwards and not root) or room_broken:
                wrong.append(f"{module}.{name}")
        elif room == "domain" and target in FRAMEWORKS:
            wrong.append(module)
    assert wrong == []


def test_only_operations_write() -> None:
    """Pages, API, feeds and queries call no verb that changes rows."""
    verbs = {"insert", "update", "delete", "save", "remove", "execute_many"}
    sql = ("INSERT INTO", "UPDATE ", "DELETE FROM")
    wrong = []
    for path in sources():
        room = path.relative_to(ROOT).parts[1].removesuffix(".py")
        if room in {"operations", "database", "cli", "demo", "domain"}:
            continue
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in verbs and _on_a_table(node):
                wrong.append(f"{path.name}:{node.lineno} {node.attr}")
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                wrong.extend(
                    f"{path.name}:{node.lineno} {word}"
                    for word in sql
                    if node.value.lstrip().startswith(word)
                )
    assert wrong == []


def _on_a_table(node: ast.Attribute) -> bool:
    """Tables are classes, written in capitals: `Booking.insert(...)`."""
    return isinstance(node.value, ast.Name) and node.value.id[:1].isupper()
