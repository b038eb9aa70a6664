"""The home page: what waits for this person."""

from litestar import Response, Router, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.guided import service_first
from ropa.home.pages_parts import LINES, waiting
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.offices import offices_of
from ropa.web.pages import NEXT_COOKIE, go, moment_now, page, safe_path
from ropa.web.places import editor_of, place_words
from ropa.web.running import Runner
from ropa.web.standing import standing_warnings


@get("/", opt=page_for(Permission.ENTER))
async def home(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What waits for this person. Straight after signing in: the page that was asked for before."""
    after = safe_path(request.cookies.get(NEXT_COOKIE))
    if after != "/":
        answer = go(after)
        answer.set_cookie(Cookie(key=NEXT_COOKIE, value="", max_age=0, path="/", httponly=True, samesite="lax"))
        return answer
    found, warnings, first_run = await runner.read(
        request.user, lambda uow: (waiting(uow), standing_warnings(request, uow), service_first.first_run(uow))
    )
    language = language_of(request)
    return page(
        request,
        "home/home.html",
        found=found,
        warnings=warnings,
        first_run=first_run,
        offices=await offices_of(request, runner),
        now=moment_now(request),
        lines=LINES,
        place=lambda pointer: place_words(pointer, language),
        editor=editor_of,
    )


router = Router("/", route_handlers=[home])
