"""Sentences for people, kept apart from their language.

A rule says *what* to tell somebody: a key of the catalogues and the values to put in. The words in
the reader's language are found at the edge (`sentra.i18n`), so that rules need no locale.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: `id` is its English text and catalogue key, with `%(name)s` for `values`.

    Values may be `str`, `int`, `Decimal`, an aware `datetime`, a `date`, another `Message`, or a
    tuple of these; dates, moments and numbers are written the way the reader's language does.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence, for logs and tests; people get `sentra.i18n.translate`."""
        if not self.values:
            return self.id
        return self.id % {key: _plain(value) for key, value in self.values.items()}


def _plain(value: object) -> object:
    return ", ".join(str(part) for part in value) if isinstance(value, tuple) else value


def say(text: str, /, **values: object) -> Message:
    """Mark `text` for the catalogues (extraction looks for this name) and hold its values."""
    return Message(text, MappingProxyType(values))
