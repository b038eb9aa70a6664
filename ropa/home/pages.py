"""The home page."""

from litestar import Response, Router, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.buffers import service as buffers
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import NEXT_COOKIE, go, page, safe_path
from ropa.web.running import Runner


@get("/", opt=page_for(Permission.ENTER))
async def home(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What waits for this person. Straight after signing in: the page that was asked for before."""
    after = safe_path(request.cookies.get(NEXT_COOKIE))
    if after != "/":
        answer = go(after)
        answer.set_cookie(Cookie(key=NEXT_COOKIE, value="", max_age=0, path="/", httponly=True, samesite="lax"))
        return answer
    kept = await runner.read(request.user, buffers.places)
    return page(request, "home/home.html", kept=kept)


router = Router("/", route_handlers=[home])
