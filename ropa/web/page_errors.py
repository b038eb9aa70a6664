"""Errors as pages: what went wrong, what to do, and everything that was typed, so that nothing is lost."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.types import ASGIApp, Receive, Scope, Send

from ropa import errors
from ropa.db.ids import new_id
from ropa.settings import Settings
from ropa.web.authentication import REQUEST_ID, recognise, typed_into
from ropa.web.pages import go, in_language, next_cookie, page
from ropa.web.sessions import SAFE_METHODS, SessionEnded, WebSession, is_own_origin
from ropa.web.states import state_of
from schemas.findings import Problem

_NO_PAGES = ("/api/", "/schema/", "/static/", "/healthz", "/readyz", "/metrics")
#: What is shown again of a refused form; one field of the register's form holds 20,000 characters.
_MOST_FIELDS = 300


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Tell whether a person reads the answer: a browser asks for HTML, and not below the API."""
    path = request.url.path
    return not path.startswith(_NO_PAGES) and "text/html" in request.headers.get("accept", "")


def error_page(
    request: Request[Any, Any, Any],
    status: int,
    error: Exception,
    words: tuple[str, str],
    problems: Sequence[Problem] = (),
) -> Response[bytes]:
    """Return the page of an error. Nobody signed in: a reader is sent to sign in and back, a writer keeps the text."""
    if isinstance(error, errors.Unauthenticated):
        return _sign_in_first(request, error)
    typed = _typed(request)
    return page(
        request,
        "error.html",
        status=status,
        code=status,
        message=in_language(request, *words),
        other_message=in_language(request, *reversed(words)),
        state=state_of(status, error, is_outside=not isinstance(request.scope.get("auth"), WebSession)),
        reference=reference_of(request),
        problems=[(None, in_language(request, each.message_th, each.message_en)) for each in problems],
        typed=typed,
        again=request.url.path if typed else None,
    )


class PageInFrame(Response[bytes]):
    """The page of an error before any guard ran: its reader is looked up first, so that the menu is there."""

    def __init__(self, request: Request[Any, Any, Any], draw: Callable[[], Response[bytes]], status: int) -> None:
        """`draw` makes the page once the reader is known."""
        super().__init__(b"", status_code=status)
        self._request, self._draw = request, draw

    def to_asgi_response(self, *args: Any, **more: Any) -> ASGIApp:  # type: ignore[override]  # passed on as they are
        """Return what looks the reader up and answers with the page."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await recognise(self._request)
            await self._draw().to_asgi_response(*args, **more)(scope, receive, send)

        return answer


def reference_of(request: Request[Any, Any, Any]) -> str:
    """Return the id that the page of an error shows, the log names, and the trail keeps for what was done."""
    kept = request.scope["state"]
    if REQUEST_ID not in kept:
        kept[REQUEST_ID] = new_id(request.app.state.runner.now())
    return str(kept[REQUEST_ID])


def _sign_in_first(request: Request[Any, Any, Any], error: errors.Unauthenticated) -> Response[bytes]:
    here = request.url.path
    if request.method in SAFE_METHODS:
        query = request.scope["query_string"].decode("latin-1")
        target = f"{here}?{query}" if query else here
        asked = {"next": target} if target != "/" else {}
        if isinstance(error, SessionEnded):
            asked["ended"] = "1"
        return go(f"/sign-in?{urlencode(asked)}" if asked else "/sign-in")
    settings: Settings = request.app.state.settings
    kept = isinstance(error, SessionEnded) and error.kept
    return page(
        request,
        "sign_in.html",
        status=401,
        cookies=[next_cookie(here, settings)],
        portal=settings.sso_portal_url,
        ended=True,
        kept=kept,
        problem=None,
        typed=[] if kept else _typed(request),
    )


def _typed(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """Return what a person typed into a form of ours that was refused."""
    settings: Settings = request.app.state.settings
    if not is_own_origin(request, settings):
        return []
    return [(name, value) for name, value in typed_into(request) if value.strip()][:_MOST_FIELDS]
