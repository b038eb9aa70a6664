"""Pages of signing in and out, and the reader's language."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access import service_sessions
from ropa.access.rules import Permission
from ropa.errors import NotFound
from ropa.settings import Settings
from ropa.web.authentication import NOBODY, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import COOKIE, LANGUAGES
from ropa.web.pages import go, next_cookie, page, safe_path
from ropa.web.running import Runner
from ropa.web.sessions import secret_of, session_cookie

Next = Annotated[str | None, QueryParameter(name="next", max_length=2000)]
Ended = Annotated[str | None, QueryParameter(name="ended", max_length=1)]
_ONE_YEAR = 365 * 24 * 3600


@get("/sign-in", opt=page_for(Permission.PUBLIC))
async def sign_in_page(
    request: ApiRequest, runner: NamedDependency[Runner], after: Next = None, ended: Ended = None
) -> Response[bytes]:
    """Where to sign in; who is signed in already is sent on."""
    settings: Settings = request.app.state.settings
    secret = secret_of(request, settings)
    if secret is not None:
        found = await runner.short_read(NOBODY, lambda uow: service_sessions.find_session(uow, secret))
        if found is not None and found.ended_at is None and found.expires_at > runner.now():
            return go(safe_path(after))
    return page(
        request,
        "sign_in.html",
        cookies=[next_cookie(after, settings)] if after else [],
        portal=settings.sso_portal_url,
        ended=ended is not None,
        kept=False,
        problem=None,
        typed=[],
    )


@post("/auth/logout", opt=page_for(Permission.ENTER))
async def sign_out(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """End the session here and in the database, so that a copied cookie is worth nothing."""
    settings: Settings = request.app.state.settings
    secret = secret_of(request, settings) or ""
    await runner.write(request.user, lambda uow: service_sessions.end_session(uow, secret))
    answer = go("/sign-in", said="signed-out")
    answer.set_cookie(session_cookie(settings, ""))
    return answer


@get("/language/{code:str}", opt=page_for(Permission.PUBLIC))
async def choose_language(request: ApiRequest, code: FromPath[str], after: Next = None) -> Response[bytes]:
    """Remember the reader's language and go back."""
    if code not in LANGUAGES:
        raise NotFound
    settings: Settings = request.app.state.settings
    answer = go(safe_path(after))
    answer.set_cookie(
        Cookie(
            key=COOKIE,
            value=code,
            max_age=_ONE_YEAR,
            path="/",
            secure=settings.is_production,
            httponly=True,
            samesite="lax",
        )
    )
    return answer


router = Router("/", route_handlers=[sign_in_page, sign_out, choose_language])
