"""What is installed is what pyproject.toml asks for: pinned, with hashes, from no set place."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WANTED = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-test.txt": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"],
}


@pytest.mark.parametrize("name", WANTED)
def test_every_wish_is_pinned_to_a_version_that_fulfils_it(name: str) -> None:
    pinned: dict[str, list[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE
    ):
        pinned.setdefault(canonicalize_name(package), []).append(version)
    unfulfilled = [
        wish
        for wish in map(Requirement, WANTED[name])
        if not any(wish.specifier.contains(v) for v in pinned.get(canonicalize_name(wish.name), []))
    ]
    assert unfulfilled == [], "run: make lock"


@pytest.mark.parametrize("name", WANTED)
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    pins = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in text
    assert "--index-url" not in text
