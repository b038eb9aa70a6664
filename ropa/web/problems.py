"""The one table from errors to HTTP answers, and RFC 9457 problem documents in Thai and English."""

import http
import logging
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import Struct

from ropa import errors
from ropa.web.denials import Denials
from ropa.web.headers import NOSNIFF, secret_place
from ropa.web.page_errors import PageInFrame, error_page, reference_of, wants_page
from schemas.access import Actor
from schemas.findings import Problem

log = logging.getLogger("ropa.web")
MEDIA_TYPE = "application/problem+json"

#: Errors to status codes; the first class that fits decides, so children stand before parents.
STATUS: tuple[tuple[type[errors.RopaError], int], ...] = (
    (errors.Invalid, 422),
    (errors.Unauthenticated, 401),
    (errors.SignInRefused, 403),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.PreconditionFailed, 412),
    (errors.PreconditionRequired, 428),
    (errors.TooLarge, 413),
    (errors.TooManyRequests, 429),
    (errors.Busy, 503),
    (errors.StorageFull, 507),
    (errors.Unavailable, 503),
)
RETRY_SECONDS = 2
_TITLES_TH = {
    400: "คำขอไม่ถูกต้อง",
    404: "ไม่พบหน้าหรือรายการที่ต้องการ",
    405: "วิธีเรียกนี้ใช้กับที่อยู่นี้ไม่ได้",
    413: "ข้อมูลที่ส่งมามีขนาดใหญ่เกินกำหนด",
    415: "ต้องส่งข้อมูลเป็น application/json",
}
#: For people; the API has the phrase of HTTP.
_TITLES_EN = {
    404: "This page or record was not found",
    405: "This address cannot be called that way",
}


class ProblemDocument(Struct, kw_only=True):
    """RFC 9457 problem. `errors` lists every fault of what was sent."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Problem] = msgspec.field(default_factory=list)


def logged_path(request: Request[Any, Any, Any]) -> str:
    """Return the path for the log; of one that holds a secret, only where it leads."""
    path = request.url.path
    place = secret_place(path)
    return path if place is None else f"{place}…"


def status_of(error: errors.RopaError) -> int:
    """Return the HTTP status of an error of the house."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def _answer(
    request: Request[Any, Any, Any],
    status: int,
    detail: str,
    problems: Sequence[Problem] = (),
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    document = ProblemDocument(
        type="about:blank",
        title=http.HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        errors=list(problems),
    )
    body = msgspec.json.encode(document)
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers={**NOSNIFF, **(headers or {})})


def on_ropa_error(request: Request[Any, Any, Any], error: errors.RopaError) -> Response[bytes]:
    """Answer an error of the house."""
    status = status_of(error)
    headers = {}
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.Busy | errors.Unavailable):
        headers["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(error, errors.TooManyRequests):
        headers["Retry-After"] = str(error.seconds)
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        place, reference = logged_path(request), reference_of(request)
        log.error("answered %s to %s %s: %s (%s)", status, request.method, place, error.message_en, reference)
    if isinstance(error, errors.Forbidden):
        _note_denial(request)
    problems = error.problems if isinstance(error, errors.Invalid) else ()
    if wants_page(request):
        return error_page(request, status, error, (error.message_th, error.message_en), problems)
    return _answer(request, status, f"{error.message_th} / {error.message_en}", problems, headers)


def _note_denial(request: Request[Any, Any, Any]) -> None:
    denials: Denials | None = request.app.state.get("denials")
    actor = request.scope.get("user")
    if denials is not None and isinstance(actor, Actor):
        denials.note(actor, f"{request.method} {request.scope.get('path_template') or logged_path(request)}")


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Answer what the framework refused: an unknown path, a wrong method, a parameter that does not fit."""
    status = error.status_code
    problems = []
    if isinstance(error.extra, list):
        for fault in error.extra:
            if isinstance(fault, dict) and "message" in fault:
                message = str(fault["message"])
                problems.append(
                    Problem(
                        pointer=f"/{fault.get('key', '')}",
                        message_th=f"ค่าไม่ถูกต้อง ({message})",
                        message_en=message,
                    )
                )
    title_th = _TITLES_TH.get(status, "คำขอไม่สำเร็จ")
    # The framework's own words would repeat the query string, which may hold personal data.
    words = http.HTTPStatus(status).phrase if isinstance(error, ValidationException) else error.detail
    if wants_page(request):
        said = (title_th, _TITLES_EN.get(status) or words or http.HTTPStatus(status).phrase)
        return PageInFrame(request, lambda: error_page(request, status, error, said, problems), status)
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return _answer(request, status, f"{title_th} / {words or http.HTTPStatus(status).phrase}", problems, headers)


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer a fault of the program: the log has everything, the answer nothing that helps an attacker."""
    log.error("fault in %s %s (%s)", request.method, logged_path(request), reference_of(request), exc_info=error)
    words = ("เกิดข้อผิดพลาดของระบบ โปรดแจ้งผู้ดูแล", "The program failed; tell the administrator")
    if wants_page(request):
        return error_page(request, 500, error, words)
    detail = " / ".join(words)
    return _answer(request, 500, detail)


HANDLERS: dict[Any, Any] = {
    errors.RopaError: on_ropa_error,
    HTTPException: on_http_error,
    Exception: on_unexpected,
}
