"""What every answer of a calendar says of itself, besides what its bytes decide."""

from collections.abc import Mapping

from sentra.web.headers import SECURITY_HEADERS

HEADERS: Mapping[str, str] = {
    **{name.decode(): value.decode() for name, value in SECURITY_HEADERS},
    "cache-control": "private, no-cache",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
