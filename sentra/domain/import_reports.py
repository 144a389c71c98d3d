"""What came, or would come, of importing a file: counts, changes, and every row refused."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from sentra.domain.enterprise_files import RefusedRow
from sentra.domain.messages import Message
from sentra.domain.refusals import Problem


class ChangedRow(Struct, frozen=True):
    """A row whose enterprise is registered with other facts; `fields` are those that differ."""

    number: int
    name: str
    fields: tuple[str, ...]


class ImportReport(Struct, frozen=True, kw_only=True):
    """A file is taken as a whole or not at all: with any row refused, nothing is stored.

    Attributes:
        digest: SHA-256 of the file, in hexadecimal.
        unknown: Headings of columns that were not read.
        left_out: Numbers of rows that are no enterprises, such as totals.
    """

    filename: str
    digest: str
    new: int
    changed: tuple[ChangedRow, ...]
    unchanged: int
    refused: tuple[RefusedRow, ...]
    unknown: tuple[str, ...]
    left_out: tuple[int, ...]

    @property
    def clean(self) -> bool:
        return not self.refused

    @property
    def rows(self) -> int:
        return self.new + len(self.changed) + self.unchanged + len(self.refused)


def report_to_json(report: ImportReport) -> str:
    """The report for keeping, its sentences still in no language."""
    return msgspec.json.encode(report, enc_hook=_plain).decode()


def report_from_json(text: str) -> ImportReport:
    """The report that `report_to_json` wrote."""
    report = msgspec.json.decode(text, type=ImportReport)
    refused = (
        msgspec.structs.replace(row, problems=tuple(_revived(p) for p in row.problems))
        for row in report.refused
    )
    return msgspec.structs.replace(report, refused=tuple(refused))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(type(value).__name__)


def _revived(problem: Problem) -> Problem:
    remedy = None if problem.remedy is None else _message(problem.remedy)
    return Problem(problem.field, _message(problem.rule), problem.value, remedy)


def _message(message: Message) -> Message:
    return Message(message.id, {key: _value(value) for key, value in message.values.items()})


def _value(value: object) -> object:
    if isinstance(value, list):
        return tuple(_value(part) for part in value)
    if isinstance(value, dict):
        return _message(msgspec.convert(value, Message))
    return value
