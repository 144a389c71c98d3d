"""A file of enterprises between being sent and being stored: checked, kept a day, forgotten."""

from datetime import datetime, timedelta

from sentra.database.engine import DB
from sentra.domain.import_reports import ImportReport, report_to_json
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, NotFound
from sentra.domain.roles import Actor
from sentra.operations.enterprise_imports import check_file, import_file
from sentra.queries.enterprise_imports import find_upload
from sentra.tables import EnterpriseImport

_KEPT = timedelta(days=1)


async def keep_upload(*, content: bytes, filename: str, actor: Actor, now: datetime) -> int:
    """Check the file, keep it with its report and return the id of both.

    Raises:
        Invalid: The file as a whole cannot be read; nothing is kept.
    """
    report = await check_file(content=content, filename=filename)
    async with DB.transaction():
        # Files hold personal data: the next one sent takes the contents of old ones away.
        await EnterpriseImport.update({EnterpriseImport.content: None}).where(
            EnterpriseImport.created < now - _KEPT
        )
        row = EnterpriseImport(
            filename=report.filename,
            content=content if report.clean else None,
            report=report_to_json(report),
            sender=actor.name,
            created=now,
        )
        await row.save()
    return int(row.id)


async def store_upload(*, upload: int, actor: Actor, now: datetime) -> ImportReport:
    """Take a kept file into the registry, all of it or nothing, and forget its contents.

    Raises:
        NotFound: There is no such file.
        Conflict: It was stored already, or its contents are no longer kept.
    """
    async with DB.transaction():
        found = await find_upload(upload, lock=True)
        if found is None:
            raise NotFound(say("There is no such file."))
        if found.stored is not None:
            raise Conflict(say("This file is in the registry already."))
        if found.content is None:
            raise Conflict(say("This file is no longer kept. Please upload it again."))
        report = await import_file(
            content=found.content, filename=found.filename, actor=actor, now=now
        )
        await EnterpriseImport.update(
            {
                EnterpriseImport.content: None,
                EnterpriseImport.report: report_to_json(report),
                EnterpriseImport.stored: now if report.clean else None,
            }
        ).where(EnterpriseImport.id == upload)
    return report
