"""Letting rooms to people from outside: quotation, invoice, and whether it is paid."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from bookings.domain.hours import JAKARTA, day_of
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.domain.tariffs import Line, lines_of, total_of
from bookings.operations.bookings import book
from bookings.operations.records import check_reason
from bookings.operations.tariffs import for_managers
from bookings.queries import hires as queries
from bookings.queries.bookings import is_id
from bookings.queries.hires import Hired
from bookings.tables import Hire
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.enterprises import read_phone
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import record

NAME_MOST, ADDRESS_MOST = 120, 200


@dataclass(frozen=True, slots=True)
class HireWish:
    """Somebody from outside wants a room.

    Attributes:
        wish: The booking; its organiser is who looks after it in the office.
        name: Who pays.
    """

    wish: Wish
    name: str
    address: str = ""
    phone: str = ""


async def bill(code: str, span: Span) -> tuple[Line, ...]:
    """What it would cost.

    Raises:
        NotFound: There is no such room.
        Conflict: It is not for hire.
    """
    found = await queries.price(code)
    if found is None:
        raise NotFound(say("There is no such room."))
    if found.tariff is None:
        raise Conflict(say("%(room)s is not for hire.", room=found.name))
    return lines_of(found.tariff, span)


async def quote(asked: HireWish, *, actor: Actor, now: datetime) -> Hired:
    """Book the room and make a quotation of it, both or neither.

    Raises:
        Forbidden: Somebody who is no manager.
        Invalid: The booking or who pays breaks rules.
        Conflict: The room is not for hire.
        Clash: It is taken.
    """
    for_managers(actor)
    phone = _checked(asked)
    return await retrying(lambda: _quote(asked, phone, actor=actor, now=now))


async def _quote(asked: HireWish, phone: str | None, *, actor: Actor, now: datetime) -> Hired:
    async with DB.transaction():
        booked = await book(asked.wish, actor=actor, now=now)
        lines = await bill(booked.room, booked.span)
        rows = await DB.fetch(
            """
            INSERT INTO hire (booking, name, address, phone, lines, total, quotation, quoted)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
            """,
            booked.id,
            asked.name.strip(),
            asked.address.strip(),
            phone,
            _json(lines),
            total_of(lines),
            await _next_number("quotation", "PNW", now),
            now,
        )
        hired = await _stored(rows[0]["id"])
        await _record("hire.quote", hired, {"quotation": hired.quotation}, actor=actor, now=now)
    return hired


async def quote_anew(hire_id: int, *, actor: Actor, now: datetime) -> Hired:
    """Reckon the price again, after its booking or the tariff has changed.

    Raises:
        Forbidden, NotFound: As for `invoice`.
        Conflict: There is an invoice already, or the room is not for hire any more.
    """
    for_managers(actor)
    async with DB.transaction():
        was = await _locked(hire_id)
        if was.invoice is not None:
            raise Conflict(say("This hire has its invoice already."))
        lines = await bill(was.room, was.span)
        await DB.fetch(
            "UPDATE hire SET lines = $2, total = $3, quoted = $4 WHERE id = $1",
            hire_id,
            _json(lines),
            total_of(lines),
            now,
        )
        became = await _stored(hire_id)
        await _record("hire.quote", became, {"total": became.total}, actor=actor, now=now)
    return became


async def invoice(hire_id: int, *, actor: Actor, now: datetime) -> Hired:
    """Make the invoice: it gets the year's next number, and its price stands.

    Raises:
        Forbidden: Somebody who is no manager.
        NotFound: There is no such hire.
        Conflict: There is one already, or the booking does not stand.
    """
    for_managers(actor)
    async with DB.transaction():
        was = await _locked(hire_id)
        if was.invoice is not None:
            raise Conflict(say("This hire has its invoice already."))
        if not was.stands:
            raise Conflict(say("Its booking does not stand: there is nothing to charge."))
        number = await _next_number("invoice", "INV", now)
        await DB.fetch(
            "UPDATE hire SET invoice = $2, invoiced = $3 WHERE id = $1", hire_id, number, now
        )
        became = await _stored(hire_id)
        await _record("hire.invoice", became, {"invoice": number}, actor=actor, now=now)
    return became


async def pay(hire_id: int, day: date, *, actor: Actor, now: datetime) -> Hired:
    """Record that an invoice was paid on a day.

    Raises:
        Forbidden: Somebody who is no manager.
        NotFound: There is no such hire.
        Conflict: It has no invoice yet, or is paid or void already.
        Invalid: The day is still to come, or before the invoice.
    """
    for_managers(actor)
    async with DB.transaction():
        was = await _locked(hire_id)
        if was.invoiced is None:
            raise Conflict(say("This hire has no invoice yet."))
        if was.paid is not None:
            raise Conflict(say("This invoice is paid already."))
        _not_void(was)
        if not day_of(was.invoiced) <= day <= day_of(now):
            rule = say("The day lies between that of the invoice and today.")
            raise Invalid(Problem("paid", rule, day.isoformat(), say("Choose another day.")))
        return await _set_paid(hire_id, day, "hire.pay", actor=actor, now=now)


async def take_back_payment(hire_id: int, *, actor: Actor, now: datetime) -> Hired:
    """Say that an invoice is not paid after all.

    Raises:
        Forbidden, NotFound: As for `pay`.
        Conflict: It is not paid, or void.
    """
    for_managers(actor)
    async with DB.transaction():
        was = await _locked(hire_id)
        if was.paid is None:
            raise Conflict(say("This invoice is not paid."))
        _not_void(was)
        return await _set_paid(hire_id, None, "hire.unpay", actor=actor, now=now)


async def credit(hire_id: int, *, reason: str, actor: Actor, now: datetime) -> Hired:
    """Make an invoice void, whose booking came to nothing: it gets a credit note of a number.

    Raises:
        Forbidden: Somebody who is no manager.
        NotFound: There is no such hire.
        Conflict: It has no invoice, its booking stands, or it is void already.
        Invalid: The reason is missing or too long.
    """
    for_managers(actor)
    check_reason(reason)
    if not reason.strip():
        rule = say("A credit note needs a reason.")
        raise Invalid(Problem("reason", rule, None, say("It stands on the invoice.")))
    async with DB.transaction():
        was = await _locked(hire_id)
        if was.invoice is None:
            raise Conflict(say("This hire has no invoice yet."))
        _not_void(was)
        if was.stands:
            raise Conflict(say("Its booking stands: cancel it first."))
        number = await _next_number("credit", "NK", now)
        await DB.fetch(
            "UPDATE hire SET credit = $2, credited = $3, credit_reason = $4 WHERE id = $1",
            hire_id,
            number,
            now,
            reason.strip(),
        )
        became = await _stored(hire_id)
        facts: dict[str, object] = {
            "invoice": became.invoice,
            "credit": number,
            "reason": became.credit_reason,
        }
        await _record("hire.credit", became, facts, actor=actor, now=now)
    return became


def _not_void(hired: Hired) -> None:
    if hired.credit is not None:
        raise Conflict(say("This invoice is void already."))


async def _set_paid(
    hire_id: int, day: date | None, verb: str, *, actor: Actor, now: datetime
) -> Hired:
    await DB.fetch("UPDATE hire SET paid = $2 WHERE id = $1", hire_id, day)
    became = await _stored(hire_id)
    await _record(verb, became, {"invoice": became.invoice, "paid": day}, actor=actor, now=now)
    return became


def _checked(asked: HireWish) -> str | None:
    """The phone number as it is stored.

    Raises:
        Invalid: With all that is wrong with who pays.
    """
    problems: list[Problem] = []
    if not asked.name.strip():
        problems.append(Problem("name", say("This is needed.")))
    for field, text, most in (
        ("name", asked.name, NAME_MOST),
        ("address", asked.address, ADDRESS_MOST),
    ):
        if len(text.strip()) > most:
            rule = say("At most %(most)d characters fit here.", most=most)
            problems.append(Problem(field, rule))
        if not text.strip().isprintable():
            problems.append(Problem(field, say("This has a character that can't be stored.")))
    phone = None
    try:
        phone = read_phone(asked.phone) if asked.phone.strip() else None
    except Invalid as refusal:
        problems += refusal.problems
    if problems:
        raise Invalid(*problems)
    return phone


async def _next_number(column: str, prefix: str, now: datetime) -> str:
    """The year's next number; whoever else wants one waits until it is stored."""
    year = now.astimezone(JAKARTA).year
    await DB.fetch("SELECT pg_advisory_xact_lock(hashtext($1))", f"hire.{column}")
    rows = await DB.fetch(
        f"SELECT coalesce(max(split_part({column}, '-', 3)::int), 0) + 1 AS next"  # noqa: S608 - a constant
        f" FROM hire WHERE {column} LIKE $1",
        f"{prefix}-{year}-%",
    )
    return f"{prefix}-{year}-{rows[0]['next']:04d}"


async def _locked(hire_id: int) -> Hired:
    if is_id(hire_id):
        await DB.fetch("SELECT FROM hire WHERE id = $1 FOR UPDATE", hire_id)
    return await _stored(hire_id)


async def _stored(hire_id: int) -> Hired:
    found = await queries.hire(hire_id)
    if found is None:
        raise NotFound(say("There is no such hire."))
    return found


async def _record(
    verb: str, hired: Hired, after: dict[str, object], *, actor: Actor, now: datetime
) -> None:
    facts = {"name": hired.name, "room": hired.room} if verb == "hire.quote" else {}
    await record(
        verb,
        subject=Hire,
        subject_id=hired.id,
        actor=actor,
        now=now,
        after=facts | {"total": hired.total} | after,
    )


def _json(lines: tuple[Line, ...]) -> str:
    return msgspec.json.encode(lines).decode()
