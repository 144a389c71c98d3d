"""Which program fetches a feed, in a word that its owner knows."""

import re

_KNOWN = (
    ("google-calendar", "Google Calendar"),
    ("googlebot", "Google"),
    ("icsx", "ICSx⁵"),
    ("davx", "DAVx⁵"),
    ("thunderbird", "Thunderbird"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("exchange", "Outlook"),
    ("evolution", "Evolution"),
    ("korganizer", "KOrganizer"),
    ("nextcloud", "Nextcloud"),
    ("yahoo", "Yahoo"),
    ("samsung", "Samsung"),
    ("dataaccessd", "iPhone / iPad"),
    ("iphone", "iPhone / iPad"),
    ("ios/", "iPhone / iPad"),
    ("calendaragent", "Mac"),
    ("macos", "Mac"),
    ("mac os x", "Mac"),
    ("mac+os+x", "Mac"),
    ("mozilla/", "Web browser"),
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]{0,29}")


def client_name(user_agent: str) -> str:
    """A name for a User-Agent header: a known program's, else its own first word, else nothing."""
    lowered = user_agent.lower()
    for mark, name in _KNOWN:
        if mark in lowered:
            return name
    found = _NAME.match(user_agent)
    return found[0].strip() if found else ""
