"""Taking a file of enterprises into the registry: all of it, or nothing."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from sentra.database.engine import DB
from sentra.database.violations import speak
from sentra.domain.cells import text_of
from sentra.domain.enterprise_files import EnterpriseFile, read_file
from sentra.domain.enterprises import EnterpriseData
from sentra.domain.import_reports import ChangedRow, ImportReport
from sentra.domain.roles import Actor
from sentra.operations.audit import changes, record, record_many
from sentra.operations.enterprise_rows import insert_enterprises, update_enterprises
from sentra.operations.enterprises import columns_of, for_trail, stored_columns
from sentra.queries.enterprises import EnterpriseRecord, by_nib
from sentra.tables import Enterprise

Progress = Callable[[int, int], None]
"""Told how many steps are done, of how many; may be called from another thread."""

_CHUNK = 2_000
_LONGEST_NAME = 120
# One import at a time, so that two of one file find each other's rows instead of clashing.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(5, 1)"


class _Change(NamedTuple):
    number: int
    known: EnterpriseRecord
    data: EnterpriseData
    before: dict[str, object]
    after: dict[str, object]


class _Plan(NamedTuple):
    new: list[EnterpriseData]
    changes: list[_Change]
    unchanged: int


def _silent(_done: int, _of: int) -> None:
    pass


async def check_file(
    *, content: bytes, filename: str, progress: Progress = _silent
) -> ImportReport:
    """What importing the file would do; nothing is stored.

    Raises:
        Invalid: The file as a whole cannot be read.
    """
    file = await _read(content, filename, progress)
    return _report(file, await _plan(file), content, filename)


async def import_file(
    *,
    content: bytes,
    filename: str,
    actor: Actor,
    now: datetime,
    progress: Progress = _silent,
) -> ImportReport:
    """Store every enterprise of the file, unless a row is refused: then nothing is stored.

    A NIB that is registered is changed where the file says something else; an empty cell of the
    file leaves what is stored.

    Raises:
        Invalid: The file as a whole cannot be read.
        Conflict: Somebody registered one of its NIBs at this very moment.
    """
    file = await _read(content, filename, progress)
    with speak():
        async with DB.transaction():
            await DB.fetch(_ONE_AT_A_TIME)
            plan = await _plan(file, lock=True)
            report = _report(file, plan, content, filename)
            if report.clean:
                await _store(plan, actor=actor, now=now, progress=progress)
                await _record(report, plan, actor=actor, now=now)
    return report


async def _read(content: bytes, filename: str, progress: Progress) -> EnterpriseFile:
    # Reading takes seconds of computing: other requests go on meanwhile.
    return await asyncio.to_thread(
        read_file,
        content,
        filename=filename,
        progress=lambda done, of: progress(done, 2 * of),
    )


async def _plan(file: EnterpriseFile, *, lock: bool = False) -> _Plan:
    known = await by_nib([row.data.nib for row in file.accepted], lock=lock)
    plan = _Plan([], [], 0)
    for row in file.accepted:
        stored = known.get(row.data.nib)
        if stored is None:
            plan.new.append(row.data)
            continue
        data = _filled_up(row.data, stored)
        before, after = changes(stored_columns(stored), columns_of(data))
        if after:
            plan.changes.append(_Change(row.number, stored, data, before, after))
    return plan._replace(unchanged=len(file.accepted) - len(plan.new) - len(plan.changes))


def _filled_up(data: EnterpriseData, stored: EnterpriseRecord) -> EnterpriseData:
    """The facts of the file, and where it says nothing those stored."""
    return msgspec.structs.replace(
        data,
        nik=data.nik or stored.nik,
        email=data.email or stored.email,
        product=data.product or stored.product,
    )


def _report(file: EnterpriseFile, plan: _Plan, content: bytes, filename: str) -> ImportReport:
    return ImportReport(
        filename=text_of(filename)[-_LONGEST_NAME:],
        digest=hashlib.sha256(content).hexdigest(),
        new=len(plan.new),
        changed=tuple(
            ChangedRow(change.number, change.data.name, tuple(change.after))
            for change in plan.changes
        ),
        unchanged=plan.unchanged,
        refused=file.refused,
        unknown=file.unknown,
        left_out=file.left_out,
    )


async def _store(plan: _Plan, *, actor: Actor, now: datetime, progress: Progress) -> None:
    done = total = len(plan.new) + len(plan.changes)
    changed = [change.data for change in plan.changes]
    for write, rows in ((insert_enterprises, plan.new), (update_enterprises, changed)):
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            await write(chunk, now=now)
            done += len(chunk)
            progress(done, 2 * total)
    await record_many(
        "enterprise.change",
        subject=Enterprise,
        entries=[
            (change.known.id, for_trail(change.before), for_trail(change.after))
            for change in plan.changes
        ],
        actor=actor,
        now=now,
    )


async def _record(report: ImportReport, plan: _Plan, *, actor: Actor, now: datetime) -> None:
    await record(
        "enterprise.import",
        subject=Enterprise,
        subject_id=None,
        actor=actor,
        now=now,
        after={
            "file": report.filename,
            "sha256": report.digest,
            "new": report.new,
            "changed": len(plan.changes),
            "unchanged": report.unchanged,
        },
    )
