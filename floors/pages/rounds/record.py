"""/putaran/{code}/catatan: the public record, to download and to verify."""

import asyncio
import gzip
import io
import zipfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from importlib.resources import files as packaged
from typing import ClassVar

from litestar import Response, get
from litestar.params import FromPath

from floors.domain.draw.record import MANIFEST
from floors.pages.rounds.parts import URL
from floors.queries.rounds import RoundView, one_round
from floors.queries.rounds.record import Edition, FileLine, editions, record_files, record_lines
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE
from sentra.web.conditional import not_modified, takes_gzip
from sentra.web.forms import Form
from sentra.web.request import SentraRequest, now_of
from sentra.web.sheets import LEVEL

VERIFIER = "verify_sentra_round.py"
_LARGEST_EDITION = 100_000
_CACHED = "public, no-cache"
"""Kept by whoever likes, and asked about each time: a new edition shows at once."""
_TYPES = {".json": "application/json", ".jsonl": "application/jsonl"}


@dataclass(frozen=True, slots=True)
class RecordSection:
    """On a round's page: what is published, and verifying it in the browser."""

    template: ClassVar[str] = "floors/rounds/_record.html"
    lines: Sequence[FileLine]
    editions: Sequence[Edition]
    whole: bool
    """Whether there is a result to verify."""
    names: Sequence[str]
    verifier: str = f"{URL}/{VERIFIER}"


async def record_section(request: SentraRequest, round_: RoundView) -> RecordSection | None:
    """From the announcement on."""
    del request
    lines = await record_lines(round_.id)
    if not lines:
        return None
    runs = await editions(round_.id)
    return RecordSection(lines, runs, bool(runs), [line.name for line in lines])


@get(f"{URL}/{VERIFIER}", allow=EVERYONE)
async def verifier_program(request: SentraRequest) -> Response[bytes]:
    """The program of one file that recomputes a round; Python's standard library suffices."""
    content = packaged("floors").joinpath("data", VERIFIER).read_bytes()
    tag = sha256(content).hexdigest()
    return (
        _unchanged(tag) if _known(request, tag) else _file(VERIFIER, content, "text/x-python", tag)
    )


@get(f"{URL}/{{code:str}}/catatan.zip", allow=EVERYONE)
async def record_zip(request: SentraRequest, code: FromPath[str]) -> Response[bytes]:
    """All files of the record in one; `edition=` for an earlier one."""
    round_ = await one_round(code, now=now_of(request))
    edition = _edition(request)
    lines = await _lines(round_, edition)
    tag = sha256("".join(sorted(line.name + line.digest for line in lines)).encode()).hexdigest()
    if _known(request, tag):
        return _unchanged(tag)

    async def make() -> bytes:
        found = await record_files(round_.id, edition=edition)
        return await asyncio.to_thread(_zipped, found)

    content = await _KEPT.find(tag, make)
    return _file(f"sentra-{round_.code}.zip", content, "application/zip", tag)


@get(f"{URL}/{{code:str}}/catatan/{{name:str}}", allow=EVERYONE)
async def record_file(
    request: SentraRequest, code: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """One file as it was published."""
    round_ = await one_round(code, now=now_of(request))
    edition = _edition(request)
    lines = await _lines(round_, edition)
    tag = next((line.digest for line in lines if line.name == name), None)
    if tag is None:
        raise NotFound(say("The record of this round has no such file."))
    if _known(request, tag):
        return _unchanged(tag)

    async def read() -> bytes:
        found = await record_files(round_.id, edition=edition, names=[name])
        return found[name]

    async def pack() -> bytes:
        return await asyncio.to_thread(gzip.compress, await read(), LEVEL, mtime=0)

    packed = takes_gzip(request.headers)
    content = await (_KEPT.find(f"gzip {tag}", pack) if packed else read())
    return _file(name, content, _TYPES[name[name.rindex(".") :]], tag, packed=packed)


class Packed:
    """Compressed files that a process keeps, since all who verify a draw fetch the same ones.

    Args:
        most: Bytes of all together; those not asked for longest make room.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def find(self, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """The file of this key, which stands for its content; made where it is not kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = await make()
        if key not in self._kept and len(made) <= self._most:
            self._kept[key] = made
            self._size += len(made)
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])
        return made


_KEPT = Packed(most=16_000_000)


async def _lines(round_: RoundView, edition: int | None) -> Sequence[FileLine]:
    lines = await record_lines(round_.id, edition=edition)
    if edition is not None and all(line.name != MANIFEST for line in lines):
        raise NotFound(say("There is no such edition of the record."))
    return lines


def _edition(request: SentraRequest) -> int | None:
    form = Form(dict(request.query_params))
    wanted = form.whole("edition", least=1, most=_LARGEST_EDITION, required=False)
    form.check()
    return wanted


def _file(
    name: str, content: bytes, media_type: str, tag: str, *, packed: bool = False
) -> Response[bytes]:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "etag": f'"{tag}"',
        "cache-control": _CACHED,
        "vary": "accept-encoding",
    }
    if packed:
        headers["content-encoding"] = "gzip"
    return Response(content, media_type=media_type, headers=headers)


def _known(request: SentraRequest, tag: str) -> bool:
    return not_modified(
        tags=request.headers.get("if-none-match", ""),
        since="",
        etag=f'"{tag}"',
        modified=now_of(request),
    )


def _unchanged(tag: str) -> Response[bytes]:
    headers = {"etag": f'"{tag}"', "cache-control": _CACHED}
    return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)


def _zipped(found: dict[str, bytes]) -> bytes:
    """The same bytes for the same files."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(found):
            archive.writestr(zipfile.ZipInfo(name), found[name], zipfile.ZIP_DEFLATED)
    return into.getvalue()
