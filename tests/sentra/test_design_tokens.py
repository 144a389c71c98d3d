"""The colours hold WCAG 2.2 AA in both themes, and the style sheets stay small and self-made."""

import gzip
import re
from pathlib import Path

import pytest

from sentra.domain.categories import Category
from sentra.web.assets import STATIC

ROOT = Path(__file__).parents[2]
LIGHT = (STATIC / "css" / "tokens.css").read_text()
DARK = (STATIC / "css" / "dark.css").read_text()

TEXT = 4.5
SHAPE = 3.0

GROUNDS = ("ground", "surface", "sunken")
PAIRS: list[tuple[str, str, float]] = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "pandan") for ground in GROUNDS),
    *((ink, "surface", TEXT) for ink in ("anggrek", "danger", "success", "info", "warning")),
    *(("ink", soft, TEXT) for soft in ("pandan-soft", "kunyit-soft", "anggrek-soft")),
    *((kind, f"{kind}-soft", TEXT) for kind in ("success", "info", "warning", "danger")),
    *(("ink", f"{kind}-soft", TEXT) for kind in ("success", "info", "warning", "danger")),
    ("anggrek", "anggrek-soft", TEXT),
    ("kunyit-ink", "kunyit-soft", TEXT),
    ("pandan", "pandan-soft", TEXT),
    ("ink-soft", "pandan-soft", TEXT),
    ("ink-soft", "anggrek-soft", TEXT),
    ("on-pandan", "pandan", TEXT),
    ("on-pandan", "pandan-strong", TEXT),
    ("on-anggrek", "anggrek", TEXT),
    ("on-danger", "danger", TEXT),
    ("on-head", "head", TEXT),
    ("on-head-soft", "head", TEXT),
    ("kunyit", "head", SHAPE),
    *(("line-strong", ground, SHAPE) for ground in ("surface", "ground")),
    *(("focus", ground, SHAPE) for ground in GROUNDS),
    *(("ink", fill, TEXT) for fill in ("plan-held", "plan-closed", "plan-floor")),
    *(("ink", f"cat-{category.value}", TEXT) for category in Category),
    *((line, "plan-floor", SHAPE) for line in ("plan-wall", "plan-mark", "pandan", "anggrek")),
    ("plan-wall", "plan-held", SHAPE),
    ("plan-wall", "plan-closed", SHAPE),
    ("pandan", "plan-free", TEXT),
]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2, definition)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
def test_each_pair_that_meets_on_a_page_has_enough_contrast(css: str) -> None:
    known = colours(css)
    weak = [
        f"{front} on {back}: {contrast(known[front], known[back]):.2f} < {least}"
        for front, back, least in PAIRS
        if contrast(known[front], known[back]) < least
    ]
    assert weak == []


def test_the_dark_theme_gives_each_colour_again() -> None:
    assert sorted(colours(DARK)) == sorted(colours(LIGHT))


def test_each_token_in_use_is_defined() -> None:
    sheets = [path.read_text() for path in (STATIC / "css").glob("*.css")]
    defined = {name for css in sheets for name in re.findall(r"--([\w-]+):", css)}
    used = {name for css in sheets for name in re.findall(r"var\(--([\w-]+)", css)}
    assert used - defined == set()


def test_all_style_sheets_together_stay_under_14_kilobytes() -> None:
    sheets = b"".join(path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")))
    assert len(gzip.compress(sheets, mtime=0)) < 14_000


def test_each_icon_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    pages = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    named = {
        name
        for page in pages
        for found in re.findall(r'icon\("([\w-]+)"[,)]|icon_name="([\w-]+)"', page)
        for name in found
        if name
    }
    assert named - drawn == set()


def test_no_template_writes_what_the_content_security_policy_refuses() -> None:
    refused = re.compile(r'\sstyle="|<style|\son\w+="|<script(?![^>]*\ssrc=)')
    guilty = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if refused.search(path.read_text())
    ]
    assert guilty == []
