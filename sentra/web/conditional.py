"""Conditional requests and encodings (RFC 9110 sections 12.5.3 and 13), for what has an ETag."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from litestar.datastructures import Headers

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def http_date(moment: datetime) -> str:
    """An aware instant as headers have it: 'Tue, 24 Nov 2026 02:00:00 GMT'."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def not_modified(*, tags: str, since: str, etag: str, modified: datetime) -> bool:
    """Whether the reader has this very answer already, so that 304 says it all.

    If-None-Match (one tag, a list, weak ones, `*`) decides where it is sent; If-Modified-Since only
    where it is not, and a date nobody can read is as none.

    Args:
        tags: The value of If-None-Match; empty if it was not sent.
        since: The value of If-Modified-Since; likewise.
        etag: The strong tag of what would be sent, with its quotes.
        modified: When it changed last; aware.
    """
    if tags:
        return tags.strip() == "*" or etag in _TAG.findall(tags)
    if not since:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    if known.tzinfo is None:
        known = known.replace(tzinfo=UTC)
    return modified.replace(microsecond=0) <= known


def takes_gzip(headers: Headers) -> bool:
    """Whether the reader asked for gzip, and did not weigh it with 0."""
    return preferred_encoding(",".join(headers.getall("accept-encoding", [])), ("gzip",)) == "gzip"


def preferred_encoding(accepted: str, offered: Sequence[str]) -> str | None:
    """Which of these encodings the reader likes best; None where it wants none of them.

    Args:
        accepted: The value of Accept-Encoding; empty if it was not sent.
        offered: Names of encodings, the one that we like best first.
    """
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = _weight(parameters)
    others = weights.get("*", 0.0)
    best = max(offered, key=lambda name: weights.get(name, others))
    return best if weights.get(best, others) > 0 else None


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
