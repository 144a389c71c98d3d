"""Every sentence on a screen is in the catalogues, and every one has its Indonesian."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from sentra.i18n import CATALOGUES

ROOT = Path(__file__).parent.parent
PACKAGES = ("sentra", "floors", "bookings")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "pgettext": ((1, "c"), 2)}


def sources(package: str) -> Iterator[tuple[str, Path]]:
    """Python of the package and its templates; the frame and the components are sentra's."""
    yield from (("python", path) for path in sorted((ROOT / package).rglob("*.py")))
    yield from (
        ("jinja2.ext:babel_extract", path)
        for path in sorted((ROOT / "templates" / package).rglob("*.*"))
    )
    if package == "sentra":
        yield from (
            ("jinja2.ext:babel_extract", path)
            for path in sorted((ROOT / "templates").glob("*.html"))
        )


def wanted(package: str) -> set[str]:
    """Every message id that the package's sources name."""
    found: set[str] = set()
    for method, path in sources(package):
        options = {"newstyle_gettext": "true", "extensions": "jinja2.ext.do", "silent": "false"}
        for _line, message, _comments, _context in extract_from_file(
            method, path, keywords=KEYWORDS, options=options
        ):
            parts = message if isinstance(message, tuple) else (message,)
            if parts[0]:
                found.add(parts[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_has_its_indonesian(package: str) -> None:
    known: set[str] = set()
    for path in (CATALOGUES / "id" / "LC_MESSAGES").glob("*.po"):
        with path.open("rb") as source:
            for entry in read_po(source, locale="id"):
                if entry.id and entry.string and not entry.fuzzy:
                    known.add(forms(entry.id)[0])
    assert sorted(wanted(package) - known) == []


def test_places_of_a_sentence_are_the_same_in_both_languages() -> None:
    wrong = []
    for path in (CATALOGUES / "id" / "LC_MESSAGES").glob("*.po"):
        with path.open("rb") as source:
            for entry in read_po(source, locale="id"):
                ids, strings = forms(entry.id), forms(entry.string or "")
                if entry.id and any(places(text) - places(*ids) for text in strings):
                    wrong.append(ids[0])
    assert wrong == []


def forms(text: str | Sequence[str]) -> tuple[str, ...]:
    """Singular, and plural where there is one."""
    return (text,) if isinstance(text, str) else tuple(text)


def places(*texts: str) -> set[str]:
    return {part.split(")")[0] for text in texts for part in text.split("%(")[1:]}
