"""Conditional requests and encodings (RFC 9110 sections 12.5.3 and 13), for what has an ETag."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from litestar.datastructures import Headers

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def http_date(moment: datetime) -> str:
    """An aware instant as headers have it: 'Tue, 24 Nov 2026 02:00:00 GMT'."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def not_modified(headers: Headers, *, etag: str, modified: datetime) -> bool:
    """Whether the reader has this very answer already, so that 304 says it all.

    If-None-Match (one tag, a list, weak ones, `*`) decides where it is sent; If-Modified-Since only
    where it is not, and a date nobody can read is as none.

    Args:
        etag: The strong tag of what would be sent, with its quotes.
        modified: When it changed last; aware.
    """
    tags = ", ".join(headers.getall("if-none-match", []))
    if tags:
        return tags.strip() == "*" or etag in _TAG.findall(tags)
    since = headers.get("if-modified-since")
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
    weights: dict[str, float] = {}
    for part in ",".join(headers.getall("accept-encoding", [])).lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = _weight(parameters)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
