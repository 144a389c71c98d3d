"""What a browser calls itself, in two words: enough to know one's own devices apart."""

_PROGRAMS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("chrome", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "Mac"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Such as 'Firefox, Windows'; empty when it is none that we know.

    Only these words are kept: a whole User-Agent says more of a person than she asked to tell.
    """
    text = user_agent.casefold()
    found = [
        next((name for mark, name in names if mark in text), "") for names in (_PROGRAMS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name)
