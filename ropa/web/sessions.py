"""Sessions at the browser's side: the cookie, the mark that every form carries, and where a request came from."""

import hmac
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from msgspec import Struct

from ropa.errors import Unauthenticated
from ropa.keys import Keys
from ropa.settings import Settings
from schemas.access import SessionRead

CSRF_FIELD = "csrf_token"
CSRF_HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Longer than any session: a session that has ended is then known as one, and its person's text can be kept.
COOKIE_SECONDS = 24 * 3600
_SECURE_NAME = "__Host-ropa_session"
_PLAIN_NAME = "ropa_session"

Connection = ASGIConnection[Any, Any, Any, Any]


class SessionEnded(Unauthenticated):
    """The session is over. `kept`: what was typed waits for its person."""

    message_th = "หมดเวลาการใช้งาน โปรดลงชื่อเข้าใช้อีกครั้ง"
    message_en = "Your session has ended; sign in again"

    def __init__(self, *, kept: bool = False) -> None:
        self.kept = kept
        super().__init__()


class WebSession(Struct, frozen=True, kw_only=True):
    """What a page knows about the session that asked for it: `request.auth`."""

    csrf: str
    expires_at: datetime
    person_id: str
    unread: int = 0
    """Notices that its person has not read."""


def keys_of(connection: Connection) -> Keys:
    """Return the register's keys."""
    keys: Keys = connection.app.state["secret_keys"]
    return keys


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name. `__Host-` makes the browser refuse one that another host or plain http planted."""
    return _SECURE_NAME if settings.is_production else _PLAIN_NAME


def session_cookie(settings: Settings, secret: str) -> Cookie:
    """Return the cookie that holds a session's secret; an empty secret ends it."""
    return Cookie(
        key=cookie_name(settings),
        value=secret,
        max_age=COOKIE_SECONDS if secret else 0,
        path="/",
        secure=settings.is_production,
        httponly=True,
        samesite="lax",
    )


def secret_of(connection: Connection, settings: Settings) -> str | None:
    """Return the secret that the browser sent, or None."""
    return connection.cookies.get(cookie_name(settings)) or None


def form_mark(keys: Keys, session: SessionRead) -> str:
    """Return a new mark for a form of a session: a random part, one of the session, one of the person.

    Only the session's part lets a form pass. The person's tells that a form of an earlier session is the same
    person's, whose text may then be kept. It differs each time, so that a compressed page gives no part of it away.
    """
    salt = secrets.token_urlsafe(9)
    return f"{salt}.{_session_part(keys, session, salt)}.{_person_part(keys, session, salt)}"


def _session_part(keys: Keys, session: SessionRead, salt: str) -> str:
    return keys.mark(f"csrf:{salt}:session:{session.token_hash}")


def _person_part(keys: Keys, session: SessionRead, salt: str) -> str:
    return keys.mark(f"csrf:{salt}:person:{session.person_id}")


def is_marked(keys: Keys, session: SessionRead, mark: str) -> bool:
    """Tell whether a form belongs to the session."""
    salt, _, rest = mark.partition(".")
    return hmac.compare_digest(_session_part(keys, session, salt).encode(), rest.partition(".")[0].encode())


def is_same_person(keys: Keys, session: SessionRead, mark: str) -> bool:
    """Tell whether a form was given to the session's person, in this session or an earlier one."""
    salt, _, rest = mark.partition(".")
    return hmac.compare_digest(_person_part(keys, session, salt).encode(), rest.partition(".")[2].encode())


def is_own_origin(connection: Connection, settings: Settings) -> bool:
    """Tell whether a request came from our own pages: no Origin at all, or that of `ROPA_BASE_URL` or of this host.

    The host counts only outside production: there the address is what the settings say, not what a request says.
    """
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site") in {None, "same-origin", "none"}
    base = urlsplit(settings.base_url)
    if origin == f"{base.scheme}://{base.netloc}":
        return True
    return not settings.is_production and origin == f"{connection.url.scheme}://{connection.headers.get('host', '')}"
