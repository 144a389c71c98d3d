"""The ways into a calendar program: one secret address, written as each program wants it."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_GOOGLE = "https://calendar.google.com/calendar/r?cid="
_OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb?url="


@dataclass(frozen=True, slots=True, repr=False)
class AddressLinks:
    """One address of a calendar, and links that add it. All hold the secret, so none is shown."""

    https: str
    webcal: str
    """Opens the calendar program of the device itself."""
    google: str
    outlook: str
    json: str
    """For programs that read no iCalendar."""
    freebusy: str
    """Of a room: only when it is taken."""
    reachable: bool
    """Whether programs out in the world can fetch it: only https and a real host name are."""

    @classmethod
    def of(cls, secret: str, *, base_url: str, label: str) -> "AddressLinks":
        address = f"{base_url}/k/{secret}.ics"
        parts = urlsplit(address)
        webcal = parts._replace(scheme="webcal").geturl()
        return cls(
            https=address,
            webcal=webcal,
            google=_GOOGLE + quote(webcal, safe=""),
            outlook=f"{_OUTLOOK}{quote(address, safe='')}&name={quote(label, safe='')}",
            json=f"{base_url}/k/{secret}.json",
            freebusy=f"{base_url}/k/{secret}.ifb",
            reachable=parts.scheme == "https" and "." in (parts.hostname or ""),
        )
