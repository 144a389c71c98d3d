"""What an enterprise sells: the few words that stalls are zoned by as well."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from sentra.domain.messages import Message, say


class Category(StrEnum):
    """A kind of goods; a zone of the plan carries the same word."""

    FOOD = "food"
    DRINK = "drink"
    FASHION = "fashion"
    CRAFT = "craft"
    BEAUTY = "beauty"
    HOME = "home"
    SERVICES = "services"
    OTHER = "other"


CATEGORY_LABELS: Mapping[Category, Message] = MappingProxyType(
    {
        Category.FOOD: say("Food"),
        Category.DRINK: say("Drinks"),
        Category.FASHION: say("Fashion"),
        Category.CRAFT: say("Craft"),
        Category.BEAUTY: say("Beauty and health"),
        Category.HOME: say("Home and garden"),
        Category.SERVICES: say("Services"),
        Category.OTHER: say("Other"),
    }
)

_WORDS: Mapping[Category, str] = {
    Category.FOOD: "food makanan kuliner camilan cemilan snack kue roti katering catering boga",
    Category.DRINK: "drink drinks minuman kopi teh jamu beverage",
    Category.FASHION: "fashion fesyen fesyin busana pakaian konveksi batik tas sepatu aksesoris",
    Category.CRAFT: "craft crafts kriya kerajinan handicraft souvenir suvenir cendera",
    Category.BEAUTY: "beauty kecantikan kosmetik kesehatan herbal perawatan",
    Category.HOME: "home rumah perabot furnitur mebel dekorasi tanaman kebun",
    Category.SERVICES: "services service jasa layanan",
    Category.OTHER: "other lainnya lain lain2",
}
_CATEGORY_OF_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def find_category(written: str) -> Category | None:
    """The category whose word stands first in `written` ("Makanan & minuman" is food)."""
    words = re.findall(r"[a-z0-9]+", written.casefold())
    return next((_CATEGORY_OF_WORD[word] for word in words if word in _CATEGORY_OF_WORD), None)
