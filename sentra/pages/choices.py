"""What select boxes of the registry offer, as (value, words) in the reader's language."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from sentra.domain.categories import CATEGORY_LABELS
from sentra.domain.messages import Message
from sentra.domain.regions import all_kecamatan, all_kelurahan
from sentra.domain.scales import SCALE_LABELS
from sentra.i18n import Locale, translate

_Word = TypeVar("_Word", bound=StrEnum)
Choices = tuple[tuple[str, str], ...]


def categories(locale: Locale) -> Choices:
    return _labelled(CATEGORY_LABELS, locale)


def scales(locale: Locale) -> Choices:
    return _labelled(SCALE_LABELS, locale)


def kecamatan() -> Choices:
    return tuple((place.code, place.name) for place in all_kecamatan())


def kelurahan() -> Choices:
    """Every kelurahan with its kecamatan, by name: nobody has to choose the kecamatan first."""
    return tuple(
        sorted(
            ((place.code, f"{place.name} ({place.kecamatan.name})") for place in all_kelurahan()),
            key=lambda choice: choice[1],
        )
    )


def known(value: str, words: type[_Word]) -> _Word | None:
    """The word of a query parameter; None for one that does not exist."""
    return next((word for word in words if word.value == value), None)


def page_number(value: str) -> int:
    """The page asked for, from 1; 1 for anything that is no page."""
    plain = value.isascii() and value.isdigit() and len(value) < len("1000000")
    return max(1, int(value)) if plain else 1


def pages_for(total: int, size: int) -> int:
    """How many pages of `size` hold `total` rows; at least one."""
    return max(1, -(-total // size))


def _labelled(labels: Mapping[_Word, Message], locale: Locale) -> Choices:
    items: Iterable[tuple[_Word, Message]] = labels.items()
    return tuple((word.value, translate(label, locale)) for word, label in items)
