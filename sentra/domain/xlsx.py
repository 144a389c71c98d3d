"""The cells of an XLSX workbook, read one element at a time within fixed limits.

Written here rather than taken from a library because the file comes from anybody: a reader that
lays a sheet out as a grid can be made to ask for terabytes by one cell at XFD1048576, and takes the
process with it. This one holds no more than the cells that are there (ECMA-376 part 1, 18.3).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from xml.parsers import expat

from sentra.domain.cells import Cell
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

MOST_BYTES_UNPACKED = 128 * 2**20
MOST_CELLS = 2_000_000
MOST_COLUMNS = 1_000
MOST_ROWS = 50_000
_CHUNK = 2**16
_MOST_PARTS = 2_000
_REFERENCE = re.compile(r"([A-Za-z]{1,3})\d{1,7}")
_NUMBER = re.compile(r"-?\d{1,17}")

Rows = list[tuple[int, list[Cell]]]


def read_workbook(content: bytes) -> Iterator[Rows]:
    """The rows of each sheet in the workbook's order: number as Excel shows it, and cells.

    Empty rows are left out; the cells of a row end with its last one that holds something.

    Raises:
        Invalid: Damaged, not a workbook, with macros, or beyond the limits of this module.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from _Workbook(archive).sheets()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        expat.ExpatError,
        zlib.error,
        EOFError,
        LookupError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        # What zipfile, zlib and expat raise on bytes that are not what they claim to be.
        raise unreadable() from error


def unreadable() -> Invalid:
    """What is said of a file nobody can read."""
    return refuse(
        say("The file is damaged or is not a spreadsheet."),
        say("Open it in your spreadsheet program and save it again as XLSX or CSV."),
    )


def too_large() -> Invalid:
    """What is said of a file beyond the limits."""
    return refuse(
        say(
            "The file is too large: up to %(rows)s rows and %(columns)s columns are read.",
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        ),
        say("Delete empty rows and columns and pictures, or split the file."),
    )


def refuse(rule: Message, remedy: Message) -> Invalid:
    """The refusal of a file as a whole."""
    return Invalid(Problem("file", rule, None, remedy), message=rule)


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.left = MOST_BYTES_UNPACKED
        self.names = {name.lower(): name for name in archive.namelist()}
        if len(self.names) > _MOST_PARTS:
            raise too_large()
        if any(name.endswith("vbaproject.bin") for name in self.names):
            raise refuse(
                say("The file contains macros."),
                say("Save it as XLSX (workbook without macros)."),
            )
        if "xl/workbook.xml" not in self.names:
            raise unreadable()

    def sheets(self) -> Iterator[Rows]:
        paths = _Relations()
        self.feed("xl/_rels/workbook.xml.rels", paths)
        order = _SheetOrder()
        self.feed("xl/workbook.xml", order)
        shared = _SharedStrings()
        if "xl/sharedstrings.xml" in self.names:
            self.feed("xl/sharedStrings.xml", shared)
        for relation in order.visible:
            path = paths.targets.get(relation)
            if path is not None and path.lower() in self.names:
                sheet = _Sheet(shared.texts)
                self.feed(path, sheet)
                yield sheet.rows

    def feed(self, path: str, listener: "_Listener") -> None:
        """Parse one part, stopping as soon as the unpacked bytes pass the limit."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: listener.start(
            tag.rpartition(" ")[2], attributes
        )
        parser.EndElementHandler = lambda tag: listener.end(tag.rpartition(" ")[2])
        parser.CharacterDataHandler = listener.text
        parser.StartDoctypeDeclHandler = _no_doctype
        info = self.archive.getinfo(self.names[path.lower()])
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # The others unpack a whole block at once, whatever its size.
            raise unreadable()
        with self.archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                self.left -= len(chunk)
                if self.left < 0:
                    raise too_large()
                parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature


class _Listener:
    """Hears one part of the workbook, element by element."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        pass

    def end(self, tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Relations(_Listener):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes["Target"]
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            self.targets[attributes["Id"]] = path


class _SheetOrder(_Listener):
    def __init__(self) -> None:
        self.visible: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            self.visible += [value for name, value in attributes.items() if name.endswith(" id")]


class _SharedStrings(_Listener):
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.listening = False
        self.phonetic = False

    def start(self, tag: str, _attributes: dict[str, str], /) -> None:
        if tag == "si":
            self.parts = []
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "t":
            self.listening = not self.phonetic

    def end(self, tag: str) -> None:
        if tag == "si":
            self.texts.append("".join(self.parts))
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "t":
            self.listening = False

    def text(self, data: str) -> None:
        if self.listening:
            self.parts.append(data)


class _Sheet(_Listener):
    def __init__(self, shared: list[str]) -> None:
        self.shared = shared
        self.rows: Rows = []
        self.cells: list[Cell] = []
        self.number = 0
        self.column = 0
        self.kind = ""
        self.seen = 0
        self.parts: list[str] = []
        self.listening = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._at(attributes.get("r"))
            self.kind = attributes.get("t", "n")
            self.parts = []
        elif tag in ("v", "t"):
            self.listening = True
        elif tag == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.column = 0
            self.cells = []

    def end(self, tag: str) -> None:
        if tag == "c" and self.parts:
            self._keep(self._value("".join(self.parts)))
        elif tag in ("v", "t"):
            self.listening = False
        elif tag == "row" and self.cells:
            self.rows.append((self.number, self.cells))
            self.cells = []
            if len(self.rows) > MOST_ROWS:
                raise too_large()

    def text(self, data: str) -> None:
        if self.listening:
            self.parts.append(data)

    def _at(self, reference: str | None) -> None:
        self.seen += 1
        if self.seen > MOST_CELLS:
            raise too_large()
        found = _REFERENCE.fullmatch(reference) if reference else None
        self.column = _column(found[1]) if found else self.column + 1

    def _keep(self, value: Cell) -> None:
        if self.column > MOST_COLUMNS:
            raise too_large()
        gap = max(0, self.column - len(self.cells) - 1)
        self.seen += gap
        if self.column > len(self.cells):
            self.cells += [None] * (gap + 1)
        self.cells[self.column - 1] = value

    def _value(self, raw: str) -> Cell:
        if self.kind == "s":
            return self.shared[int(raw)] if raw.isdecimal() else None
        if self.kind != "n":
            return raw
        return int(raw) if _NUMBER.fullmatch(raw) else float(raw)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _no_doctype(*_declared: object) -> None:
    # A spreadsheet has no document type; one that does wants entities expanded.
    raise unreadable()
