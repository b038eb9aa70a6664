"""The door from the ministry's portal: `POST /sso/diw` with a token. Legal source: seed 000, 2.4 to 4.2."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from msgspec import Struct

from ropa import errors
from ropa.access import service_sessions
from ropa.access.portal_check import SECONDS, PortalCheck, confirmed
from ropa.access.portal_token import PortalToken, TokenKey, read_token
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import (
    CrossSite,
    Invalid,
    PortalBusy,
    PortalMisunderstood,
    PortalUnavailable,
    RopaError,
    SignInRefused,
    Suspended,
    TokenExpired,
    TokenForged,
    TokenMalformed,
    TooLarge,
)
from ropa.settings import Settings
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.outside import Outside
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of, secret_of, session_cookie
from ropa.web.tally import Tally
from schemas.access import SessionMade

FIELD = "diwtoken"
MAX_BODY = 16 * 1024
#: What each refusal answers, and its name in the trail; the first that fits decides.
_REFUSALS: tuple[tuple[type[RopaError], int, str], ...] = (
    (CrossSite, 403, "origin"),
    (TooLarge, 413, "malformed"),
    (TokenMalformed, 400, "malformed"),
    (TokenExpired, 401, "expired"),
    (TokenForged, 403, "forged"),
    (Suspended, 403, "suspended"),
    (SignInRefused, 403, "replayed"),
    (Invalid, 403, "national_id"),
    (PortalBusy, 503, "busy"),
    (PortalMisunderstood, 503, "misunderstood"),
    (PortalUnavailable, 503, "unavailable"),
)


class Portal(Struct, frozen=True):
    """What signing in needs of the process. Made once, with the application."""

    check: PortalCheck | None
    key: TokenKey | None
    outside: Outside
    tally: Tally
    origins: frozenset[str]

    async def close(self) -> None:
        """Write what was counted and stop, in bounded time."""
        await self.tally.close()
        self.outside.close()
        if self.check is not None:
            self.check.close()


def origins_of(settings: Settings) -> frozenset[str]:
    """Return the origins that may send a token: those of the settings and our own.

    Raises: SettingsError for one that is none.
    """
    listed = [each.strip() for each in settings.sso_allowed_origins.split(",") if each.strip()]
    found = set()
    for each in [*listed, settings.base_url]:
        parts = urlsplit(each)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or (each in listed and parts.path not in {"", "/"})
        ):
            raise errors.SettingsError(
                f"ROPA_SSO_ALLOWED_ORIGINS: {each} ไม่ใช่ที่มาแบบ https://portal.example",
                f"ROPA_SSO_ALLOWED_ORIGINS: {each} is no origin such as https://portal.example",
            )
        found.add(f"{parts.scheme}://{parts.netloc}".lower())
    return frozenset(found)


@post("/sso/diw", opt=page_for(Permission.PUBLIC), request_max_body_size=MAX_BODY)
async def sign_in(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Sign in with a token of the portal, once; then home."""
    portal: Portal = request.app.state["portal"]
    settings: Settings = request.app.state.settings
    try:
        _check_origin(request.headers, portal.origins)
        token = read_token(await _field(request), runner.now(), portal.key, settings.sso_issuer)
        made = await _start(request, runner, portal, token)
    except RopaError as error:
        return await _refused(request, portal, settings, error)
    answer = go("/")
    answer.set_cookie(session_cookie(settings, made.secret))
    return answer


@get("/sso/diw", opt=page_for(Permission.PUBLIC))
async def not_by_link() -> Response[bytes]:
    """Nothing is signed in by a link; a reload of the address leads to the beginning."""
    return go("/sign-in")


async def _start(request: ApiRequest, runner: Runner, portal: Portal, token: PortalToken) -> SessionMade:
    """Ask the portal, with no transaction open, then start the session in one."""
    check = portal.check
    if check is None:
        raise PortalMisunderstood("ROPA_SSO_WSDL_URL is not set")
    check.refuse_while_open()
    answer = await portal.outside.call(lambda seconds: check.ask(token.text, seconds), SECONDS)
    identity = confirmed(token, answer)
    keys = keys_of(request)
    before = secret_of(request, request.app.state.settings)

    def work(uow: UnitOfWork) -> SessionMade:
        made = service_sessions.start_session(uow, keys, identity, token.digest, before)
        record(uow, "sign_in.accepted", "portal")
        return made

    return await runner.write(request.user, work)


def _check_origin(headers: Mapping[str, str], allowed: frozenset[str]) -> None:
    """Old browsers send no Origin; `null` is what a page sends that hides where it comes from."""
    origin = headers.get("origin")
    if origin is not None and origin.lower() not in allowed:
        raise CrossSite(
            "คำขอลงชื่อเข้าใช้ไม่ได้มาจากระบบกลางของกระทรวง โปรดเข้าใช้งานจากระบบกลาง",
            "This sign-in does not come from the ministry's portal; begin at the portal",
        )


async def _field(request: ApiRequest) -> str:
    try:
        form = await request.form()
    except HTTPException as error:
        raise (TooLarge if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else TokenMalformed) from None
    except ValueError:
        raise TokenMalformed from None
    found = form.getall(FIELD, [])
    # Of two tokens one would be checked and the other perhaps meant.
    if len(found) != 1 or not isinstance(found[0], str):
        raise TokenMalformed
    return found[0]


async def _refused(request: ApiRequest, portal: Portal, settings: Settings, error: RopaError) -> Response[bytes]:
    fits = next(((status, reason) for kind, status, reason in _REFUSALS if isinstance(error, kind)), None)
    if fits is None:
        raise error
    status, reason = fits
    await portal.tally.refused(reason)
    thai, english = error.message_th, error.message_en
    if isinstance(error, Invalid):
        thai = "เลขประจำตัวประชาชนที่ระบบกลางส่งมาไม่ถูกต้อง โปรดติดต่อผู้ดูแลระบบกลาง"
        english = "The national ID that the portal sent is not valid; ask the portal's administrator"
    return page(
        request,
        "sign_in.html",
        status=status,
        headers={"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None,
        portal=settings.sso_portal_url,
        ended=False,
        kept=False,
        problem=in_language(request, thai, english),
        typed=[],
    )


router = Router("/", route_handlers=[sign_in, not_by_link])
