"""What a pass phrase has to be: long, and not what everybody tries first.

After NIST SP 800-63B-4 section 3.1.1: length and a list of common ones, no rules about kinds of
characters, Unicode composed before it is compared.
"""

import re
import unicodedata
from collections.abc import Collection
from itertools import pairwise

from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

LEAST = 12
MOST = 128
"""Characters, after composing."""

_FEWEST_KINDS = 5
_SHORTEST_NAME = 4

# What Indonesian and English speakers choose first, as they are once digits and signs are taken
# off: twelve characters are soon reached with 'password2026!' or 'admin1234567'.
_COMMON = frozenset({
    "password", "passphrase", "passwordku", "katasandi", "sandi", "sandiku", "rahasia",
    "rahasiaku", "admin", "administrator", "administrasi", "pengelola", "pelatih", "koperasi",
    "sentra", "sentraukm", "ukm", "umkm", "qwerty", "qwertyuiop", "qwertyuiopasdf", "asdfghjkl",
    "zxcvbnm", "abc", "abcdef", "abcdefgh", "abcdefghijkl", "letmein", "welcome",
    "selamatdatang", "selamatpagi", "bismillah", "alhamdulillah", "assalamualaikum",
    "masyaallah", "insyaallah", "indonesia", "indonesiaraya", "merdeka", "garuda", "pancasila",
    "jakarta", "tangerang", "tangerangselatan", "tangsel", "serpong", "banten", "sayang",
    "sayangku", "sayangkamu", "cinta", "cintaku", "akucintakamu", "iloveyou", "ilovemyself",
    "anjing", "kucing", "monyet", "bangsat", "bajingan", "doraemon", "naruto", "sunshine",
    "princess", "football", "monkey", "dragon", "superman", "trustno",
    "correcthorsebatterystaple", "contoh", "percobaan", "testing", "changeme", "gantisandi",
})  # fmt: skip


def normal_form(phrase: str) -> str:
    """The phrase as it is hashed: however a keyboard composed its letters."""
    return unicodedata.normalize("NFKC", phrase)


def check_pass_phrase(phrase: str, *, email: str, name: str, field: str = "pass_phrase") -> str:
    """The phrase in its normal form.

    Raises:
        Invalid: It is too short, too long, or among the first that somebody would guess.
    """
    chosen = normal_form(phrase)
    rule = _broken_rule(chosen, personal=_words_of(email, name))
    if rule is not None:
        remedy = say("Several words that only you would put together are easy to keep in mind.")
        raise Invalid(Problem(field, rule, remedy=remedy))
    return chosen


def _broken_rule(phrase: str, *, personal: Collection[str]) -> Message | None:
    if len(phrase) < LEAST:
        return say(
            "At least %(least)d characters are needed; these are %(count)d.",
            least=LEAST,
            count=len(phrase),
        )
    if len(phrase) > MOST:
        return say("At most %(most)d characters fit here.", most=MOST)
    if len(set(phrase.casefold())) < _FEWEST_KINDS:
        return say("This repeats the same few characters.")
    letters = re.sub(r"[\W\d_]+", "", phrase.casefold())
    if letters in personal:
        return say("This is your own name or e-mail address.")
    if letters in _COMMON or (not letters and _counts(phrase)):
        return say("This is among the first that anybody would guess.")
    return None


def _words_of(email: str, name: str) -> frozenset[str]:
    """What is left of a name or an address when only letters count."""
    local, _, domain = email.casefold().partition("@")
    parts = (local, local + domain, name.casefold(), *name.casefold().split())
    words = (re.sub(r"[\W\d_]+", "", part) for part in parts)
    return frozenset(word for word in words if len(word) >= _SHORTEST_NAME)


def _counts(phrase: str) -> bool:
    """Whether it is digits that go up or down by one, as 123456789012 does."""
    digits = [int(character) for character in phrase if character.isdecimal()]
    steps = {(later - earlier) % 10 for earlier, later in pairwise(digits)}
    return steps in ({1}, {9})
