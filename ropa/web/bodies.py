"""What API handlers share: reading bodies, versions and answers."""

import re
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from ropa.errors import Invalid, PreconditionFailed, PreconditionRequired
from ropa.web.headers import PRIVATE
from ropa.web.running import Runner
from schemas.access import Actor
from schemas.reading import Unreadable, read_json, without_echo

T = TypeVar("T")
#: The largest body of a JSON route. The largest real form is 60 KB.
MAX_BODY = 4 * 1024 * 1024
#: Larger bodies are read in a thread.
SMALL_BODY = 128 * 1024
_ETAG = re.compile(r'^\s*"(\d{1,9})"\s*$')

ApiRequest = Request[Actor, Any, Any]


async def read_body(request: ApiRequest, runner: Runner, kind: type[T], *, echoes: bool = True) -> T:
    """Return the JSON body as `kind`. `echoes`: a fault may repeat what was sent; not where that is about people.

    Raises: Invalid with every fault; HTTPException 415 for a body that says it is something else than JSON.
    """
    declared = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if declared != "application/json" and not declared.endswith("+json"):
        raise HTTPException(status_code=415, detail="Send application/json")
    content = await request.body()
    if len(content) <= SMALL_BODY:
        return _read(content, kind, echoes=echoes)
    return await runner.think(lambda: _read(content, kind, echoes=echoes))


def _read(content: bytes, kind: type[T], *, echoes: bool) -> T:
    try:
        return read_json(content, kind)
    except Unreadable as error:
        raise Invalid(error.problems if echoes else [without_echo(each) for each in error.problems]) from None


def version_of(request: ApiRequest) -> int:
    """Return the version that the client edited, from If-Match.

    Raises: PreconditionRequired without the header (`*` names no version); PreconditionFailed when it is no version
    that this register gave out.
    """
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        raise PreconditionRequired
    matched = _ETAG.match(header)
    if matched is None:
        raise PreconditionFailed
    return int(matched.group(1))


def is_known(request: ApiRequest, tag: str) -> bool:
    """Tell whether If-None-Match names this entity tag, so that the client has the record already.

    `*` and weak tags count, as RFC 9110 (13.1.2) has it.
    """
    header = request.headers.get("if-none-match")
    if header is None:
        return False
    return header.strip() == "*" or tag in {each.strip().removeprefix("W/") for each in header.split(",")}


def is_shown(request: ApiRequest) -> bool:
    """Tell whether a browser shows this picture in a page of ours: it is read then, not exported.

    Scripts in a browser cannot set the header; a bearer's client can, so what it fetches is always an export.
    """
    return "authorization" not in request.headers and request.headers.get("sec-fetch-dest") == "image"


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def json(content: object, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """Return an answer of JSON: a Struct is encoded, bytes pass through."""
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    return Response(body, status_code=status, media_type="application/json", headers={**PRIVATE, **(headers or {})})


def attachment(name: str) -> dict[str, str]:
    """Return the headers of a file; a browser that opens it alone runs nothing in it."""
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        **PRIVATE,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox",
    }


def download(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """Return a file from memory."""
    return Response(content, media_type=media_type, headers=attachment(name))
