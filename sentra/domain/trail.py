"""The audit trail in words: what each deed, subject and value is called.

Deeds and columns of all packages stand here by name, so that one page can show them; a test
compares them with the deeds that the operations write down.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sentra.domain.categories import CATEGORY_LABELS
from sentra.domain.messages import Message, say
from sentra.domain.regions import find_kecamatan, find_kelurahan
from sentra.domain.scales import SCALE_LABELS

DEEDS: Mapping[str, Message] = MappingProxyType(
    {
        "account.invite": say("invited somebody"),
        "account.link": say("made a one-time link"),
        "account.enter": say("chose a pass phrase by a one-time link"),
        "account.sign-in": say("signed in"),
        "account.sign-out-everywhere": say("signed all browsers out"),
        "account.change": say("changed an account"),
        "account.pass-phrase": say("changed a pass phrase"),
        "account.close": say("closed an account"),
        "account.reopen": say("reopened an account"),
        "letter.resend": say("sent a letter again"),
        "token.create": say("made an API token"),
        "token.revoke": say("revoked an API token"),
        "enterprise.register": say("registered an enterprise"),
        "enterprise.change": say("changed an enterprise"),
        "enterprise.import": say("imported enterprises"),
        "enterprise.retire": say("retired an enterprise"),
        "enterprise.restore": say("took an enterprise back"),
        "cooperative.register": say("registered a cooperative"),
        "cooperative.change": say("changed a cooperative"),
        "demo.registry": say("filled the demo centre with enterprises"),
        "demo.bookings": say("filled the demo centre with bookings"),
        "demo.tenancies": say("filled the demo centre with tenancies"),
        "floor.retire": say("retired a floor"),
        "space.add": say("added a space to the plan"),
        "space.change": say("changed a space of the plan"),
        "space.retire": say("retired a space"),
        "space.mark": say("marked what a stall is meant to sell"),
        "plan.load": say("loaded a plan"),
        "round.draft": say("drafted a stall round"),
        "round.edit": say("changed a draft of a stall round"),
        "round.programmes": say("set what a stall round offers"),
        "round.programme": say("changed a programme of a stall round"),
        "round.dates": say("moved the dates of a stall round"),
        "round.announced": say("announced a stall round"),
        "round.open": say("opened a stall round for applications"),
        "round.verification": say("closed the applications of a stall round"),
        "round.frozen": say("froze a stall round"),
        "round.seeded": say("wrote down the seed of a stall round"),
        "round.drawn": say("drew a stall round"),
        "round.objections": say("opened a stall round for objections"),
        "round.decreed": say("decreed the result of a stall round"),
        "round.moving_in": say("let the winners of a stall round move in"),
        "round.closed": say("closed a stall round"),
        "round.cancelled": say("gave up a stall round"),
        "application.choose": say("chose programmes of a stall round"),
        "application.attach": say("added a paper to an application"),
        "application.detach": say("took a paper out of an application"),
        "application.submit": say("handed an application in"),
        "application.withdraw": say("withdrew an application"),
        "application.accepted": say("accepted an application"),
        "application.refused": say("refused an application"),
        "application.returned": say("asked for a part of an application again"),
        "round.seed-typed": say("typed the values of a public draw"),
        "round.seed-differs": say("typed other values of a public draw than the first officer"),
        "round.redrawn": say("drew a stall round again with the same seed"),
        "offer.accept": say("took an offered place in a stall round"),
        "offer.stay": say("stays with a place instead of moving up"),
        "offer.decline": say("gave up a place in a stall round"),
        "offer.lapse": say("let an offer of a stall round lapse"),
        "offer.wish": say("listed the stalls that a winner would like"),
        "offer.assign": say("gave a winner of a stall round her stall"),
        "offer.move_in": say("noted that a winner has moved in"),
        "offer.leave": say("passed on the stall of somebody who left"),
        "objection.make": say("objected to the result of a stall round"),
        "objection.answer": say("answered an objection"),
        "by_hand.propose": say("proposed a stall by hand"),
        "by_hand.approved": say("approved a stall by hand"),
        "by_hand.rejected": say("rejected a stall by hand"),
        "by_hand.withdrawn": say("took a proposal by hand back"),
        "rent.pay": say("wrote down a payment of rent"),
        "rent.unpay": say("took a payment of rent back"),
        "attendance.note": say("noted attendance at the stalls"),
        "tenancy.give": say("gave a stall"),
        "tenancy.end": say("set the end of a tenancy"),
        "tenancy.move": say("moved an enterprise to another stall"),
        "tenancy.cancel": say("took a tenancy back"),
        "tenancy.undo": say("undid a change of a tenancy"),
        "booking.book": say("booked a room"),
        "booking.change": say("changed a booking"),
        "booking.cancel": say("cancelled a booking"),
        "booking.restore": say("took a cancellation back"),
        "booking.equip": say("reserved equipment"),
        "waiting.join": say("got in line for a room"),
        "waiting.offer": say("offered a room to somebody who waits"),
        "waiting.take_back": say("took an offer back"),
        "waiting.claim": say("took an offered room"),
        "waiting.lapse": say("let a place in the line lapse"),
        "waiting.withdraw": say("left the line for a room"),
        "equipment.add": say("brought equipment into use"),
        "equipment.change": say("changed equipment"),
        "booking.request": say("asked for a room"),
        "booking.approve": say("approved a request"),
        "booking.refuse": say("refused a request"),
        "booking.expire": say("let a request expire"),
        "booking.check_in": say("checked in to a booking"),
        "booking.import": say("took a calendar over"),
        "booking.release": say("released a room to which nobody came"),
        "series.confirm": say("confirmed that a series goes on"),
        "series.call_off": say("called off a series that nobody confirmed"),
        "rule.set": say("set a rule of booking"),
        "rule.remove": say("removed a rule of booking"),
        "training.join": say("joined a training"),
        "training.leave": say("left a training"),
        "series.create": say("booked a series"),
        "series.change": say("changed a series"),
        "series.approve": say("approved the requests of a series"),
        "series.refuse": say("refused the requests of a series"),
        "series.cancel": say("cancelled a series"),
        "series.restore": say("took the cancellation of a series back"),
        "closure.close": say("closed rooms for a time"),
        "closure.lift": say("lifted a closure"),
        "closure.restore": say("took the lifting of a closure back"),
        "terms.change": say("changed the terms of a room"),
        "tariff.set": say("set the tariff of a room"),
        "hire.quote": say("made a quotation of a hire"),
        "hire.invoice": say("made the invoice of a hire"),
        "hire.pay": say("recorded the payment of a hire"),
        "hire.unpay": say("took the payment of a hire back"),
        "hire.credit": say("made the invoice of a hire void"),
        "calendar.subscribe": say("made a calendar address"),
        "calendar.revoke": say("revoked a calendar address"),
    }
)

SUBJECTS: Mapping[str, Message] = MappingProxyType(
    {
        "account": say("Account"),
        "api_token": say("API token"),
        "enterprise": say("Enterprise"),
        "cooperative": say("Cooperative"),
        "site": say("Plan"),
        "floor": say("Floor"),
        "space": say("Space"),
        "tenancy": say("Tenancy"),
        "booking": say("Booking"),
        "series": say("Series"),
        "enrolment": say("Part in a training"),
        "equipment": say("Equipment"),
        "waiting": say("Waiting list"),
        "closure": say("Closure"),
        "room_terms": say("Terms of a room"),
        "hire": say("Hire"),
        "feed": say("Calendar"),
        "booking_rule": say("Rule of booking"),
        "letter": say("Letter"),
        "allotment": say("Offer of a stall"),
    }
)

PAGES_OF: Mapping[str, str] = MappingProxyType(
    {
        "account": "/pengguna/",
        "enterprise": "/ukm/",
        "cooperative": "/koperasi/",
        "hire": "/sewa/",
        "letter": "/surat/",
    }
)
"""Where a thing of a subject is shown, by its id."""

FIELDS: Mapping[str, Message] = MappingProxyType(
    {
        "name": say("Name"),
        "email": say("E-mail"),
        "role": say("Role"),
        "mail": say("Letters by e-mail"),
        "locale": say("Language"),
        "active": say("Open"),
        "label": say("Label"),
        "account": say("Account"),
        "enterprise": say("Enterprise"),
        "cooperative": say("Cooperative"),
        "nib": say("NIB"),
        "nik": say("NIK"),
        "owner": say("Owner's name"),
        "phone": say("Phone or WhatsApp"),
        "address": say("Address"),
        "kecamatan": say("Kecamatan"),
        "kelurahan": say("Kelurahan"),
        "scale": say("Scale"),
        "category": say("Category"),
        "product": say("Products"),
        "registration": say("Registration number"),
        "stall": say("Stall"),
        "space": say("Space"),
        "room": say("Room"),
        "holder": say("Holder"),
        "title": say("Title"),
        "starts": say("From"),
        "ends": say("Until"),
        "state": say("State"),
        "note": say("Note"),
        "people": say("Number of people"),
        "public": say("Shown to everybody"),
        "reason": say("Reason"),
        "organiser": say("Trainer"),
        "equipment": say("Equipment"),
        "number": say("How many"),
        "offer_ends": say("Offered until"),
        "file": say("File"),
        "new": say("New"),
        "changed": say("Changed"),
        "unchanged": say("Unchanged"),
        "added": say("Added"),
        "retired": say("Retired"),
        "code": say("Code"),
        "kind": say("Kind"),
        "level": say("Floor"),
        "floors": say("Floors"),
        "area": say("Area"),
        "capacity": say("Capacity"),
        "accessible": say("Wheelchair accessible"),
        "features": say("What is in it"),
        "parts": say("Parts"),
        "feature": say("Identity on the plan"),
        "geometry": say("Outline"),
        "digest": say("Fingerprint of the file"),
        "tenancy": say("Tenancy"),
        "bookings": say("Bookings"),
        "tenancies": say("Tenancies"),
        "enterprises": say("Enterprises"),
        "cooperatives": say("Cooperatives"),
        "seed": say("Seed"),
        "quotation": say("Quotation"),
        "invoice": say("Invoice"),
        "paid": say("Paid"),
        "total": say("Total (rupiah)"),
        "hour": say("An hour"),
        "half_day": say("A half-day"),
        "weekend_percent": say("Weekend addition"),
        "place": say("Place"),
        "series": say("Series"),
        "rule": say("Repeats"),
        "first": say("First date"),
        "dates": say("Dates"),
        "skipped": say("Skipped dates"),
        "opens": say("Open from"),
        "closes": say("Open until"),
        "estimated": say("Estimated date"),
        "layout": say("Layout"),
        "track": say("Training track"),
        "value": say("Value"),
        "answer_by": say("Answer by"),
        "approval": say("Needs approval"),
        "request_holds": say("Requests hold the room"),
        "check_in": say("Minutes to check in"),
        "checked_in": say("Checked in"),
        "layouts": say("Layouts"),
        "before": say("Minutes for setting up"),
        "after": say("Minutes for clearing up"),
        "hours": say("Opening hours"),
        "programme": say("Programme"),
        "wishes": say("Stalls wished for"),
        "decree": say("Decree"),
        "signatory": say("Signatory"),
        "sells": say("Meant to sell"),
    }
)

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


WORDS: Mapping[str, Message] = MappingProxyType(
    {
        "manager": say("Building manager"),
        "trainer": say("Trainer"),
        "enterprise": say("Enterprise"),
        "cooperative": say("Cooperative"),
        "confirmed": say("Confirmed"),
        "waiting": say("Waiting"),
        "offered": say("Offered"),
        "claimed": say("Taken up"),
        "accepted": say("Accepted"),
        "declined": say("Declined"),
        "replaced": say("Moved up"),
        "moved_in": say("Moved in"),
        "lapsed": say("Lapsed"),
        "withdrawn": say("Left the line"),
        "requested": say("Requested"),
        "refused": say("Refused"),
        "expired": say("Expired"),
        "released": say("Released"),
        "cancelled": say("Cancelled"),
        "active": say("Active"),
        "joined": say("Joined"),
        "left": say("Left"),
        "production": say("Production"),
        "marketing": say("Marketing"),
        "management": say("Management"),
        "stall": say("Stall"),
        "room": say("Room"),
        "holiday": say("National holiday"),
        "leave": say("Collective leave"),
        "ramadan": say("Ramadan hours"),
        "maintenance": say("Maintenance"),
        "other": say("Other"),
        "lead": say("Hours before the start, at least"),
        "horizon": say("Days ahead, at most"),
        "shortest": say("Minutes, at least"),
        "longest": say("Minutes, at most"),
        "weekly": say("Hours a week for each trainer"),
        "requests": say("Open requests of each trainer"),
        "closed_to": say("Only by the manager (1: yes, 0: no)"),
        "reconfirm": say("Weeks until a series is to be confirmed"),
        **{scale.value: label for scale, label in SCALE_LABELS.items()},
        **{category.value: label for category, label in CATEGORY_LABELS.items()},
    }
)
_PLACES = {"kecamatan": find_kecamatan, "kelurahan": find_kelurahan}
_IN_WORDS = {"role", "state", "scale", "category", "kind", "track"}
"""Fields whose values are among `WORDS`; elsewhere the same letters are a person's own."""


_FOR_MACHINES = {"geometry", "feature", "digest", "uid"}
"""Fields whose values tell a person nothing; the API has them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a changed thing; None where there was or is none."""

    field: Message | str
    before: object
    after: object


def differences(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> list[Difference]:
    """Every value on either side that is not the same on both, in the order of `FIELDS`."""
    old, new = before or {}, after or {}
    # JSONB keeps no order of its own that a person would know.
    keys = [*(key for key in FIELDS if key in old or key in new)]
    keys += sorted((old.keys() | new.keys()) - FIELDS.keys())
    return [
        Difference(FIELDS.get(key, key), readable(key, old.get(key)), readable(key, new.get(key)))
        for key in keys
        if old.get(key) != new.get(key)
    ]


def readable(field: str, value: object) -> object:
    """A value of JSON as a person reads it: days and moments as such, yes and no, lists in one."""
    if field in _FOR_MACHINES and value is not None:
        return "…"
    if isinstance(value, bool):
        return say("Yes") if value else say("No")
    if isinstance(value, str):
        place = _PLACES[field](value) if field in _PLACES else None
        if place is not None:
            return place.name
        return WORDS.get(value, value) if field in _IN_WORDS else _moment_or_text(value)
    if isinstance(value, list):
        return tuple(readable(field, part) for part in value)
    return str(value) if isinstance(value, dict) else value


def _moment_or_text(text: str) -> object:
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
        return date.fromisoformat(text) if _DAY.fullmatch(text) else text
    except ValueError:
        return text
