"""Loading a plan: the building as one file has it, all in one transaction or not at all."""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from floors.domain.plan import Plan
from floors.domain.plan_changes import Changes, compare
from floors.operations.plan_rows import write_floors, write_site, write_spaces
from floors.queries.plan import Use, centre, codes_elsewhere, known_spaces, uses_of
from floors.tables import Site
from sentra.database.engine import DB
from sentra.database.violations import speak
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Problem
from sentra.domain.roles import SYSTEM, Actor
from sentra.i18n import today
from sentra.operations.audit import record

SHIPPED = Path(__file__).parent.parent / "data" / "sentra-ukm.geojson"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(5, 2)"


class ChangedSpace(Struct, frozen=True):
    """A space and the names of what changes about it."""

    code: str
    fields: list[str]


class PlanReport(Struct, frozen=True, kw_only=True):
    """What loading a plan changes, or would change.

    Attributes:
        floors: Levels whose drawing, name or area changes, new ones included.
    """

    site: str
    floors: list[int]
    added: list[str]
    changed: list[ChangedSpace]
    retired: list[str]
    unchanged: int

    @property
    def changes(self) -> bool:
        return bool(self.floors or self.added or self.changed or self.retired)


async def check_plan_file(*, content: bytes, now: datetime) -> PlanReport:
    """What loading the file would change; nothing is stored.

    Raises:
        Invalid: The file is no plan, or the building breaks a rule: a problem for each.
        Conflict: Loading it would be refused.
    """
    plan = await _read(content)
    async with DB.transaction() as transaction:
        report = await _apply(plan, content, actor=SYSTEM, now=now)
        await transaction.undo()
    return report


async def load_plan(*, content: bytes, actor: Actor, now: datetime) -> PlanReport:
    """Take a plan file as the building from now on; the same file again changes nothing.

    Raises:
        Invalid: The file is no plan, or the building breaks a rule: a problem for each.
        Conflict: It would take away or turn into something else a space that is in use, or it is
            the plan of another building, or a gallery has one of its codes.
    """
    plan = await _read(content)
    async with DB.transaction():
        return await _apply(plan, content, actor=actor, now=now)


async def ensure_plan(*, now: datetime) -> PlanReport | None:
    """Load the plan that comes with Sentra where there is no building yet."""
    if await centre() is not None:
        return None
    return await load_plan(content=SHIPPED.read_bytes(), actor=SYSTEM, now=now)


async def _read(content: bytes) -> Plan:
    """Read and check a file beside the event loop; a large plan takes a second."""
    # Imported here: geometry takes a tenth of a second to load, which a start has better use for.
    from floors.domain.plan_checks import sound_plan  # noqa: PLC0415

    return await asyncio.to_thread(sound_plan, content)


async def _apply(plan: Plan, content: bytes, *, actor: Actor, now: datetime) -> PlanReport:
    await DB.fetch(_ONE_AT_A_TIME)
    await _refuse_other_building(plan)
    digest = hashlib.sha256(content).hexdigest()
    with speak():
        site, previous = await write_site(plan.site, digest)
        changes = compare(await known_spaces(site), plan)
        await _refuse_codes_elsewhere(site, changes)
        await _refuse_in_use(changes, now=now)
        floors = await write_floors(site, plan.floors, actor=actor, now=now)
        await write_spaces(site, changes, actor=actor, now=now)
    report = PlanReport(
        site=plan.site.code,
        floors=floors,
        added=[state.code for state in changes.new],
        changed=[ChangedSpace(each.becomes.code, each.fields) for each in changes.changed],
        retired=[space.state.code for space in changes.retired],
        unchanged=len(changes.unchanged),
    )
    if report.changes or previous != digest:
        after = {
            "digest": digest,
            "floors": floors,
            "added": len(report.added),
            "changed": len(report.changed),
            "retired": len(report.retired),
        }
        await record(
            "plan.load",
            subject=Site,
            subject_id=site,
            actor=actor,
            now=now,
            before={"digest": previous} if previous else None,
            after=after,
        )
    return report


async def _refuse_other_building(plan: Plan) -> None:
    known = await centre()
    if known is not None and known.code != plan.site.code:
        raise Conflict(
            say(
                "This installation keeps the building %(known)s; the plan is of %(other)s.",
                known=known.code,
                other=plan.site.code,
            ),
            problems=[
                Problem(
                    field=plan.site.code,
                    rule=say("A plan keeps the code of its building."),
                    value=plan.site.code,
                    remedy=say("Give the venue the code %(code)s.", code=known.code),
                )
            ],
        )


async def _refuse_codes_elsewhere(site: int, changes: Changes) -> None:
    codes = [state.code for state in changes.new]
    codes += [change.becomes.code for change in changes.changed]
    taken = await codes_elsewhere(site, codes)
    if taken:
        raise Conflict(
            say("Another site has spaces with these codes."),
            problems=[
                Problem(
                    field=code,
                    rule=say("A code stands for one space of all sites."),
                    remedy=say("Give it another code."),
                )
                for code in taken
            ],
        )


async def _refuse_in_use(changes: Changes, *, now: datetime) -> None:
    """A space that is in use stays what it is, where people find it."""
    at_stake: dict[int, Message] = {}
    for space in changes.retired:
        at_stake[space.id] = say("Keep it in the plan, or end its use first.")
    for change in changes.changed:
        if {"kind", "parts"} & set(change.fields):
            at_stake[change.known.id] = say("Keep what it is, or end its use first.")
    uses = await uses_of(list(at_stake), today=today(now), now=now)
    if uses:
        raise Conflict(
            say("The plan takes away spaces that are in use."),
            problems=[
                Problem(
                    field=use.code,
                    rule=_why(use),
                    remedy=at_stake[use.space],
                )
                for use in uses
            ],
        )


def _why(use: Use) -> Message:
    if use.holder is None:
        return say("Bookings to come: %(count)s.", count=use.bookings)
    if use.until is None:
        return say("%(holder)s holds it, without an end agreed.", holder=use.holder)
    return say("%(holder)s holds it until before %(day)s.", holder=use.holder, day=use.until)
