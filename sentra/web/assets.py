"""Static files: read and compressed once at start, kept in memory, cached by browsers for good.

All addresses carry one digest of the whole tree, so that a module's relative imports stay within
its version and a new version misses every cache at once.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE
from sentra.web.request import SentraRequest

STATIC = Path(__file__).parent.parent / "static"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file, plain and compressed."""

    body: bytes
    zipped: bytes | None
    media_type: str


class Assets:
    """The static tree in memory."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.files = {
            path.relative_to(folder).as_posix(): _read(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        whole = hashlib.sha256()
        for name, asset in self.files.items():
            whole.update(name.encode() + b"\0" + hashlib.sha256(asset.body).digest())
        self.version = whole.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a file of the tree, such as `css/sentra.css`.

        Raises:
            KeyError: There is no such file: a template names what does not exist.
        """
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.version}/{name}"


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    zipped = gzip.compress(body, compresslevel=9, mtime=0)
    return Asset(body, zipped if len(zipped) < len(body) else None, media_type)


@get(
    "/static/{version:str}/{name:path}",
    allow=EVERYONE,
    include_in_schema=False,
    exclude_from_auth=True,
)
async def static_file(
    request: SentraRequest, version: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """One static file; an old version's address answers with today's bytes, uncached."""
    assets: Assets = request.app.state.assets
    asset = assets.files.get(name.lstrip("/"))
    if asset is None:
        raise NotFound(say("There is no such file."))
    headers = {
        "cache-control": _FOREVER if version == assets.version else "no-cache",
        "vary": "accept-encoding",
    }
    body = asset.body
    if asset.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = asset.zipped
        headers["content-encoding"] = "gzip"
    return Response(body, media_type=asset.media_type, headers=headers)
