"""The emergency sign-in, for when nobody comes in through the portal. It is there only when the settings have its hash.

Every use stands in the trail and on the home pages of DPO and system administrators for a week; so do wrong tries.
"""

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from msgspec import Struct

from ropa.access import service_break_glass as service
from ropa.access.break_glass import LONGEST, is_right
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import CrossSite, NotFound, PortalUnavailable, RopaError
from ropa.settings import Settings
from ropa.web.authentication import NOBODY, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of, translate
from ropa.web.language import mark as _
from ropa.web.outside import Outside
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import is_own_origin, keys_of, secret_of, session_cookie
from ropa.web.tally import Tally
from schemas.access import SessionMade

PATH = "/auth/break-glass"
FIELD = "passphrase"
MAX_BODY = 8 * 1024
#: Hashing takes a tenth of a second; whoever waits longer than this has come with a crowd.
_SECONDS = 5.0
_WRONG = _("รหัสผ่านไม่ถูกต้อง")
_WAIT = _("มีผู้ลองรหัสผ่านผิดหลายครั้ง โปรดรอสักครู่แล้วลองใหม่")


class BreakGlass(Struct, frozen=True):
    """What the emergency sign-in needs of the process. Its one thread is its own: a dead portal takes the others."""

    hash: str
    """Empty: there is no emergency sign-in."""
    outside: Outside
    tally: Tally

    async def close(self) -> None:
        """Write what was counted and stop."""
        await self.tally.close()
        self.outside.close()


@get(PATH, opt=page_for(Permission.PUBLIC))
async def ask(request: ApiRequest) -> Response[bytes]:
    """The form."""
    _break_glass(request)
    return _form(request)


@post(PATH, opt=page_for(Permission.PUBLIC), request_max_body_size=MAX_BODY)
async def enter(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Sign in with the passphrase; then home."""
    known = _break_glass(request)
    settings: Settings = request.app.state.settings
    if not is_own_origin(request, settings):
        await known.tally.refused("origin")
        raise CrossSite
    passphrase = await _passphrase(request)
    # Most of a flood ends here, with one indexed read.
    if await runner.short_read(NOBODY, service.waits_until) is not None:
        return await _refused(request, known, _WAIT, 429, "waiting")
    tried = await runner.write(request.user, service.claim)
    if tried is None:
        return await _refused(request, known, _WAIT, 429, "waiting")
    try:
        right = await known.outside.call(lambda _seconds: is_right(known.hash, passphrase), _SECONDS)
    except PortalUnavailable:
        return await _refused(request, known, _WAIT, 429, "waiting")
    if not right:
        return await _refused(request, known, _WRONG, 403, "wrong")
    keys, before = keys_of(request), secret_of(request, settings)

    def work(uow: UnitOfWork) -> SessionMade:
        return service.sign_in(uow, keys, tried, before)

    made = await runner.write(request.user, work)
    answer = go("/")
    answer.set_cookie(session_cookie(settings, made.secret))
    return answer


def _break_glass(request: ApiRequest) -> BreakGlass:
    known: BreakGlass = request.app.state["break_glass"]
    if not known.hash:
        raise NotFound
    return known


async def _passphrase(request: ApiRequest) -> str:
    """Return what was typed; empty for what is none, which is then wrong like any other."""
    try:
        found = (await request.form()).getall(FIELD, [])
    except (HTTPException, ValueError, RopaError):
        return ""
    if len(found) != 1 or not isinstance(found[0], str) or len(found[0]) > LONGEST:
        return ""
    return found[0]


async def _refused(request: ApiRequest, known: BreakGlass, text: str, status: int, reason: str) -> Response[bytes]:
    await known.tally.refused(reason)
    return _form(request, status=status, problem=translate(language_of(request), text))


def _form(request: ApiRequest, *, status: int = 200, problem: str | None = None) -> Response[bytes]:
    return page(request, "break_glass.html", status=status, problem=problem, field=FIELD)


router = Router("/", route_handlers=[ask, enter])
