"""Jinja2, once per language: the words, dates and numbers of a template are its reader's."""

from collections.abc import Callable, Hashable
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sentra import i18n
from sentra.domain.refusals import Problem
from sentra.i18n import Locale
from sentra.web.assets import Assets

_PACKAGED = Path(__file__).parent.parent / "templates"
TEMPLATES = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2] / "templates"


def environment(locale: Locale, assets: Assets) -> Environment:
    """An environment whose `_`, filters and `asset` speak this language and serve these files."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    words = i18n.catalogue(locale)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
    )
    env.globals["asset"] = assets.url
    env.globals["drawn"] = lru_cache(_MOST_DRAWN)(drawn)
    for name, function in _FILTERS.items():
        env.filters[name] = _in_language(function, locale)
    env.filters["localtime"] = i18n.local
    env.filters["summary"] = lambda form: [
        (problem.field, said(problem, locale)) for problem in form.problems
    ]
    return env


def said(problem: Problem, locale: Locale) -> str:
    """What is wrong with a field, and what to do about it."""
    parts = [problem.rule] if problem.remedy is None else [problem.rule, problem.remedy]
    return " ".join(i18n.translate(part, locale) for part in parts)


_FILTERS: dict[str, Callable[..., str]] = {
    "words": i18n.translate,
    "said": said,
    "spelt": lambda value, locale: str(i18n.spell(value, locale)),
    "day": i18n.day,
    "day_short": i18n.day_short,
    "month": i18n.month,
    "moment": i18n.moment,
    "clock": i18n.clock,
    "rupiah": i18n.rupiah,
    "number": i18n.number,
    "area": lambda value, locale: f"{i18n.number(value, locale)} m²",
}


def _in_language(function: Callable[..., str], locale: Locale) -> Callable[[object], str]:
    def of_reader(value: object) -> str:
        return "" if value is None else function(value, locale)

    return of_reader


def drawn(macro: Callable[..., Markup], *values: Hashable) -> Markup:
    """`drawn(macro, value, ...)` in a template: what the macro makes of these values, made once.

    For the parts that a page has dozens of, such as a table's row: where one changes, the others
    need not be made again. The values cannot change, and are all that the macro looks at.
    """
    return macro(*values)


_MOST_DRAWN = 4096
"""Parts kept per language, of one or two kilobytes."""


class Renderer:
    """Renders a template in a language; both environments are made at first need."""

    def __init__(self, assets: Assets) -> None:
        self._environment = cache(lambda locale: environment(locale, assets))

    def render(self, template: str, locale: Locale, context: dict[str, object]) -> str:
        env: Environment = self._environment(locale)
        return env.get_template(template).render(context)
