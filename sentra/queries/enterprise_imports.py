"""Reads of the files of enterprises that were sent."""

from datetime import datetime

from msgspec import Struct

from sentra.database.engine import DB
from sentra.domain.import_reports import ImportReport, report_from_json
from sentra.queries.ids import IDS


class Upload(Struct, frozen=True, kw_only=True):
    """A file somebody sent; `stored` is when it went into the registry, if it did."""

    id: int
    filename: str
    content: bytes | None
    report: ImportReport
    sender: str
    created: datetime
    stored: datetime | None

    @property
    def waits(self) -> bool:
        """Whether it can still be stored."""
        return self.stored is None and self.content is not None and self.report.clean


class UploadLine(Struct, frozen=True, kw_only=True):
    """One file in the list of the last ones."""

    id: int
    filename: str
    sender: str
    created: datetime
    stored: datetime | None


async def find_upload(upload: int, *, lock: bool = False) -> Upload | None:
    """The file with this id; locked against change until the transaction ends."""
    if upload not in IDS:
        return None
    rows = await DB.fetch(
        "SELECT id, filename, content, report, sender, created, stored"  # noqa: S608 - words of this module only
        f" FROM enterprise_import WHERE id = $1 {'FOR UPDATE' if lock else ''}",
        upload,
    )
    if not rows:
        return None
    row = dict(rows[0])
    return Upload(**row | {"report": report_from_json(row["report"])})


async def last_uploads(*, limit: int) -> list[UploadLine]:
    """The last files sent, newest first."""
    rows = await DB.fetch(
        "SELECT id, filename, sender, created, stored FROM enterprise_import"
        " ORDER BY id DESC LIMIT $1",
        limit,
    )
    return [UploadLine(**dict(row)) for row in rows]
