"""Files that come in and go out, in pieces: never whole in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, BinaryIO, TypeVar, cast
from urllib.parse import quote

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.response import Stream
from msgspec import Struct

from ropa.attachments import service_files
from ropa.attachments.service_files import Looked
from ropa.errors import Invalid, TooLarge, invalid
from ropa.files import Files, pieces, spooled
from ropa.settings import Settings
from ropa.web.headers import NOSNIFF
from ropa.web.running import Runner
from schemas.findings import Problem
from schemas.reading import Unreadable, control_characters, read_value

T = TypeVar("T")
#: Beside the file: the other fields of its form.
_AROUND = 1 << 20
#: Only such names may stand in the plain part of a header (RFC 6266, 4.3).
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.() ")
FILE = "file"
#: Names, in a route's `opt`, the setting that says how large its file may be; without it, that of attached documents.
LARGEST = "largest_file"


class Sent(Struct, frozen=True):
    """A file that was sent, on disk when it is large, and what was said of it."""

    said: dict[str, str]
    file: BinaryIO
    name: str


def body_limit(settings: Settings, largest: str = "max_file_mb") -> int:
    """Return the largest body, in bytes, of a route that takes a file; `largest` names the setting."""
    most: int = getattr(settings, largest)
    return most * 1024 * 1024 + _AROUND


def limit_of(connection: ASGIConnection[Any, Any, Any, Any]) -> int:
    """Return the largest body, in bytes, of the route that is called."""
    return body_limit(connection.app.state.settings, connection.route_handler.opt.get(LARGEST, "max_file_mb"))


def refuse_large(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Return when a body says that it is small enough.

    Raises: TooLarge that names the limit; the framework's own answer would not.
    """
    length, limit = connection.headers.get("content-length", ""), limit_of(connection)
    if length.isdecimal() and int(length) > limit:
        most = limit // 1024 // 1024 - _AROUND // 1024 // 1024
        raise TooLarge(f"ไฟล์ใหญ่เกิน {most} MB", f"The file is larger than {most} MB")


async def form_of(request: Request[Any, Any, Any]) -> list[tuple[str, Any]]:
    """Return names and values of a form; files among them are `UploadFile`.

    Raises: ClientException (400) for a form whose texts cannot be read.
    """
    try:
        form = await request.form()
    except (UnicodeDecodeError, LookupError) as error:
        # A part that is no UTF-8, or that names an alphabet which nobody knows.
        raise ClientException("The form is not UTF-8") from error
    return list(form.multi_items())


def file_in(form: list[tuple[str, Any]]) -> UploadFile | None:
    """Return the file of a form; None when nobody chose one."""
    return next(iter(files_in(form)), None)


def files_in(form: list[tuple[str, Any]]) -> list[UploadFile]:
    """Return the files of a form, in their order."""
    return [value for name, value in form if name == FILE and isinstance(value, UploadFile)]


@asynccontextmanager
async def received(request: Request[Any, Any, Any], query: dict[str, str | None]) -> AsyncIterator[Sent]:
    """Give the file of an API call: a multipart form with its part `file`, or a body that is the file itself.

    `query` is what the query said; a body that is the file has its words and its `name` there.

    Raises: TooLarge; Invalid without a file.
    """
    refuse_large(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data":
        form = await form_of(request)
        file = file_in(form)
        if file is None:
            raise no_file()
        said = {name: value for name, value in form if isinstance(value, str)}
        yield Sent(said, cast("BinaryIO", file.file), file.filename)
        return
    said = {name: value for name, value in query.items() if value is not None}
    file = UploadFile(content_type="", filename=said.pop("name", ""))
    try:
        async for piece in request.stream():
            await file.write(piece)
        await file.seek(0)
        yield Sent(said, cast("BinaryIO", file.file), file.filename)
    finally:
        await file.close()


def no_file() -> Invalid:
    """Return what is said of a form without a file."""
    return invalid(f"/{FILE}", "เลือกไฟล์ที่จะแนบ", "Choose the file to attach")


def read_said(said: dict[str, str], kind: type[T]) -> T:
    """Return what was said of a file; an empty field is one that was left out.

    Raises: Invalid with every fault.
    """
    values: dict[str, object] = {name: value for name, value in said.items() if value}
    problems = list(control_characters(values))
    try:
        made = read_value(values, kind)
    except Unreadable as error:
        raise Invalid([*problems, *error.problems]) from None
    if problems:
        raise Invalid(problems)
    return made


async def looked_at(request: Request[Any, Any, Any], runner: Runner, sent: Sent, kind: type[T]) -> tuple[T, Looked]:
    """Return what was said of a file, and what the file is.

    Raises: Invalid with every fault of both.
    """
    settings: Settings = request.app.state.settings
    problems: list[Problem] = []
    said: T | None = None
    looked: Looked | None = None
    try:
        said = read_said(sent.said, kind)
    except Invalid as error:
        problems += error.problems
    try:
        looked = await runner.think(lambda: service_files.look(sent.file, sent.name, settings.max_file_mb))
    except Invalid as error:
        problems += error.problems
    if said is None or looked is None:
        raise Invalid(problems)
    return said, looked


def etag_of(sha256: str) -> str:
    """Return the entity tag of a file: its content's name."""
    return f'"{sha256}"'


def headers_of(name: str, sha256: str) -> dict[str, str]:
    """Return the headers of a stored file.

    It is saved, never shown; should a browser show it all the same, nothing in it runs. Only the person's own browser
    may keep it, and asks each time whether it still may be read.
    """
    plain = "".join(each if each in _PLAIN else "_" for each in name)
    return {
        **NOSNIFF,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache",
        "ETag": etag_of(sha256),
        "Referrer-Policy": "no-referrer",
    }


async def stored_file(runner: Runner, files: Files, sha256: str, name: str, media_type: str, size: int) -> Stream:
    """Return a stored file as an answer. Its bytes were compared with its hash before the first one goes out.

    Raises: Damaged, Unavailable.
    """
    file = await runner.think(lambda: files.open(sha256))
    headers = {**headers_of(name, sha256), "Content-Length": str(size)}
    return Stream(_sent(file), media_type=media_type, headers=headers)


async def _sent(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        for piece in pieces(file):
            yield piece
    finally:
        file.close()


def file_to_fill() -> BinaryIO:
    """Return an empty file that lives in memory while it is small; the caller closes it."""
    return spooled()


def files_of(request: Request[Any, Any, Any]) -> Files:
    """Return the application's file store."""
    files: Files = request.app.state.files
    return files
