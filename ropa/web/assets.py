"""The files that pages load, from memory: named with their hash, so that a browser keeps them for good.

There are some twenty small ones. Read once, compressed once, they cost a request nothing; a change has another address.
"""

import gzip
import hashlib
import mimetypes
import re
from functools import cache, partial
from importlib.resources import files

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.errors import NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.headers import NOSNIFF

#: One year when the address holds the hash that we know; else a minute.
_KEEP = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=60"
_TYPES = {".woff2": "font/woff2", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_FONT = re.compile(rb"url\((vendor/[\w-]+\.woff2)\)")
_ALREADY_SMALL = (".woff2", ".png", ".webp")


class Asset(Struct, frozen=True):
    """One file. `packed` is its gzip form, None where that saves nothing."""

    content: bytes
    packed: bytes | None
    media_type: str
    tag: str


@cache
def _assets() -> dict[str, Asset]:
    top = files("ropa.web").joinpath("static")
    found = {}
    for folder in ("", "vendor/", "guides/"):
        place = top.joinpath(folder) if folder else top
        for entry in place.iterdir() if place.is_dir() else ():
            if entry.is_file() and not entry.name.startswith("."):
                found[folder + entry.name] = _asset(entry.name, entry.read_bytes())
    for name in [each for each in found if each.endswith(".css")]:
        found[name] = _asset(name, _FONT.sub(partial(_kept, found), found[name].content))
    return found


def _kept(found: dict[str, Asset], match: re.Match[bytes]) -> bytes:
    """Return the address of a typeface with its hash: asked for each minute, it would come after the text."""
    name = match[1].decode()
    return f"url({name}?v={found[name].tag})".encode() if name in found else match[0]


def _asset(name: str, content: bytes) -> Asset:
    suffix = name[name.rfind(".") :]
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = None if suffix in _ALREADY_SMALL else gzip.compress(content, mtime=0)
    return Asset(content, packed, kind, hashlib.sha256(content).hexdigest()[:12])


def static(path: str) -> str:
    """Return the address of a file below static/ with its hash."""
    asset = _assets().get(path)
    return f"/static/{path}" if asset is None else f"/static/{path}?v={asset.tag}"


def has(path: str) -> bool:
    """Tell whether a file is there. Files of other projects are fetched by `make run`; pages do without them else."""
    return path in _assets()


@get("/static/{name:path}", opt=page_for(Permission.PUBLIC))
async def static_file(request: ApiRequest, name: FromPath[str]) -> Response[bytes]:
    """A file that the pages load. Nothing but the files that were there at the start can be had."""
    asset = _assets().get(str(name).lstrip("/"))
    if asset is None:
        raise NotFound
    known = request.query_params.get("v") == asset.tag
    headers = {**NOSNIFF, "Cache-Control": _KEEP if known else _BRIEFLY, "Vary": "Accept-Encoding"}
    content = asset.content
    if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content = asset.packed
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=asset.media_type, headers=headers)
