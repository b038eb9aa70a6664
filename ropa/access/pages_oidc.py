"""The door of the OpenID provider: `/auth/oidc/login` sends people there, `/auth/oidc/callback` takes them back.

Nothing is kept here of somebody who has not signed in: the browser brings back, sealed, what it was sent away with.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import TypeVar

import msgspec
from litestar import Response, Router, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from msgspec import Struct

from ropa.access import service_sessions
from ropa.access.oidc_claims import identity_of
from ropa.access.oidc_parts import Question
from ropa.access.oidc_provider import SECONDS, Provider
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import (
    Invalid,
    NotFound,
    PortalBusy,
    PortalUnavailable,
    ProviderMisunderstood,
    ProviderRefused,
    ProviderUnavailable,
    RopaError,
    SignInRefused,
    SignInStale,
    Suspended,
)
from ropa.settings import Settings
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.outside import Outside
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of, secret_of, session_cookie
from ropa.web.tally import Tally
from schemas.access import Identity, SessionMade

T = TypeVar("T")
CALLBACK = "/auth/oidc/callback"
#: How long somebody may take at the provider.
_AWAY = timedelta(minutes=10)
_SEALED_FOR = "oidc-question"
#: A browser keeps 4 KB; a real one has some 300 bytes.
_MAX_COOKIE, _MAX_CODE = 1024, 4096
_PARAMETERS = ("state", "code", "error", "iss")
_ERROR = re.compile(r"[a-z_]{1,40}")
#: What each refusal answers, and its name in the trail; the first that fits decides.
_REFUSALS: tuple[tuple[type[RopaError], int, str], ...] = (
    (SignInStale, 400, "stale"),
    (Suspended, 403, "suspended"),
    (ProviderRefused, 403, "refused"),
    (SignInRefused, 403, "replayed"),
    (Invalid, 403, "national_id"),
    (PortalBusy, 503, "busy"),
    (ProviderMisunderstood, 503, "misunderstood"),
    (PortalUnavailable, 503, "unavailable"),
)


class OpenId(Struct, frozen=True):
    """What signing in with an OpenID provider needs of the process. Made once, with the application."""

    provider: Provider | None
    outside: Outside
    tally: Tally

    async def close(self) -> None:
        """Write what was counted and stop, in bounded time."""
        await self.tally.close()
        self.outside.close()
        if self.provider is not None:
            self.provider.close()


@get("/auth/oidc/login", opt=page_for(Permission.PUBLIC))
async def begin(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Send the browser to the provider, with a question that only this browser can answer."""
    openid, provider = _open_id(request)
    until = int((runner.now() + _AWAY).timestamp())
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    question = Question(state=state, nonce=nonce, verifier=verifier, until=until)
    try:
        address = await _asked(openid, lambda seconds: provider.address(question, seconds))
    except RopaError as error:
        return await _refused(request, openid, error)
    answer = go(address)
    answer.set_cookie(_cookie(request, question))
    return answer


@get(CALLBACK, opt=page_for(Permission.PUBLIC))
async def come_back(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Sign in whom the provider sent back, once; then home."""
    openid, provider = _open_id(request)
    try:
        question = _question(request, int(runner.now().timestamp()))
        code = await _code(request, openid, provider, question)
        made = await _start(request, runner, openid, provider, question, code)
    except RopaError as error:
        return await _refused(request, openid, error)
    answer = go("/")
    answer.set_cookie(_cookie(request, None))
    answer.set_cookie(session_cookie(request.app.state.settings, made.secret))
    return answer


def _open_id(request: ApiRequest) -> tuple[OpenId, Provider]:
    openid: OpenId = request.app.state["openid"]
    if openid.provider is None:
        raise NotFound
    return openid, openid.provider


async def _asked(openid: OpenId, work: Callable[[float], T]) -> T:
    try:
        return await openid.outside.call(work, SECONDS)
    except (PortalBusy, ProviderUnavailable):
        raise
    except PortalUnavailable:  # the time was over, and its words are about the portal
        raise ProviderUnavailable from None


def _said(request: ApiRequest) -> dict[str, str]:
    """Return what the provider said through the browser. Raises: SignInStale for what is said twice."""
    found = {}
    for name in _PARAMETERS:
        values = request.query_params.getall(name, [])
        if len(values) > 1:
            raise SignInStale
        found[name] = values[0] if values else ""
    return found


def _question(request: ApiRequest, now: int) -> Question:
    """Return the question that this browser was sent away with, when it is the one that is answered.

    Raises: SignInStale.
    """
    settings: Settings = request.app.state.settings
    sealed = request.cookies.get(_cookie_name(settings), "")
    try:
        opened = keys_of(request).unseal(bytes.fromhex(sealed), _SEALED_FOR) if len(sealed) <= _MAX_COOKIE else None
        question = msgspec.json.decode(opened or b"", type=Question)
    except (ValueError, msgspec.DecodeError):
        raise SignInStale from None
    state = _said(request)["state"]
    if question.until <= now or not secrets.compare_digest(state.encode(), question.state.encode()):
        raise SignInStale
    return question


async def _code(request: ApiRequest, openid: OpenId, provider: Provider, question: Question) -> str:
    """Return the code. Raises: ProviderRefused, also for an answer of another provider (RFC 9207)."""
    said = _said(request)
    known = await _asked(openid, provider.description)
    named = said["iss"] or not known.authorization_response_iss_parameter_supported
    if not named or said["iss"] not in {"", provider.issuer}:
        raise ProviderRefused
    if said["error"] == "access_denied":
        raise ProviderRefused("ท่านยกเลิกการลงชื่อเข้าใช้ หรือผู้ให้บริการไม่อนุญาต", "The sign-in was cancelled or not allowed")
    if said["error"]:
        word = said["error"] if _ERROR.fullmatch(said["error"]) else "?"
        raise ProviderRefused(
            f"ผู้ให้บริการยืนยันตัวตนตอบว่าลงชื่อเข้าใช้ไม่ได้ ({word}) โปรดเริ่มใหม่หรือแจ้งผู้ดูแลระบบ",
            f"The identity provider says that the sign-in failed ({word}); begin again or tell the administrator",
        )
    if not 0 < len(said["code"]) <= _MAX_CODE or not question.verifier:
        raise ProviderRefused
    return said["code"]


async def _start(
    request: ApiRequest, runner: Runner, openid: OpenId, provider: Provider, question: Question, code: str
) -> SessionMade:
    """Ask the provider, with no transaction open, then start the session in one."""
    settings: Settings = request.app.state.settings
    now = runner.now()
    claims = await _asked(openid, lambda seconds: provider.claims(code, question, now, settings.oidc_id_claim, seconds))
    # The token's own end says until when it may be shown to us, not how long somebody may work.
    ends = now + service_sessions.LONGEST
    identity: Identity = identity_of(claims, settings.oidc_id_claim, settings.oidc_name_claims.split(), ends)
    keys, before = keys_of(request), secret_of(request, settings)
    # A question is answered once, whatever the provider thinks of its codes.
    used = hashlib.sha256(f"oidc:{question.nonce}".encode()).hexdigest()

    def work(uow: UnitOfWork) -> SessionMade:
        made = service_sessions.start_session(uow, keys, identity, used, before)
        record(uow, "sign_in.accepted", "oidc")
        return made

    return await runner.write(request.user, work)


def _cookie_name(settings: Settings) -> str:
    return "__Host-ropa_oidc" if settings.is_production else "ropa_oidc"


def _cookie(request: ApiRequest, question: Question | None) -> Cookie:
    """Return the cookie with the sealed question; without one, the cookie's end."""
    settings: Settings = request.app.state.settings
    sealed = keys_of(request).seal(msgspec.json.encode(question), _SEALED_FOR).hex() if question else ""
    return Cookie(
        key=_cookie_name(settings),
        value=sealed,
        max_age=int(_AWAY.total_seconds()) if question else 0,
        path="/",
        secure=settings.is_production,
        httponly=True,
        samesite="lax",
    )


async def _refused(request: ApiRequest, openid: OpenId, error: RopaError) -> Response[bytes]:
    fits = next(((status, reason) for kind, status, reason in _REFUSALS if isinstance(error, kind)), None)
    if fits is None:
        raise error
    status, reason = fits
    await openid.tally.refused(reason)
    return page(
        request,
        "sign_in.html",
        status=status,
        headers={"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None,
        cookies=[_cookie(request, None)],
        portal=request.app.state.settings.sso_portal_url,
        ended=False,
        kept=False,
        problem=in_language(request, error.message_th, error.message_en),
        typed=[],
    )


router = Router("/", route_handlers=[begin, come_back])
