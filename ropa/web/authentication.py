"""Who calls, and whether the route is for them. One guard for the whole application.

A request with an Authorization header is a bearer's and nothing else; every other one is a browser's, by its session.
"""

import re
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.handlers import BaseRouteHandler

from ropa.access import service as access
from ropa.access import service_sessions
from ropa.access.rules import Permission, offices_for
from ropa.buffers import service as buffers
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import CrossSite, Forbidden, TooLarge, Unauthenticated
from ropa.notices import service as notices
from ropa.settings import Settings
from ropa.web import sessions
from ropa.web.bodies import MAX_BODY
from ropa.web.origins import address_of, trusted
from ropa.web.parameters import refuse_ambiguous
from ropa.web.running import Runner
from ropa.web.sessions import CSRF_FIELD, CSRF_HEADER, SAFE_METHODS, SessionEnded, WebSession, keys_of
from ropa.web.uploads import form_of, limit_of, refuse_large
from schemas.access import Actor, Channel, SessionRead

NOBODY = Actor(id="nobody", name="", channel=Channel.WEB)
KEY = "permission"
PAGE = "page"
#: The `opt` of a route that takes a file.
TAKES_FILE = "takes_file"
REQUEST_ID = "ropa_request_id"
AUTOSAVE = "/buffers"
TYPED = "ropa_typed"
BROUGHT = "ropa_brought"
#: A path of this site; the home page links to where text waits.
_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")
#: The largest form of a page; the whole application takes no larger body.
MAX_FORM = MAX_BODY
#: A table of 500 rows has some thousands. Reading a million held everybody up for seconds, and any stranger may do so.
MAX_FIELDS = 20_000

Connection = ASGIConnection[Any, Any, Any, Any]


def needs(permission: Permission, **more: object) -> dict[str, object]:
    """Return a route's `opt`: who may call it, and what `ropa.web.openapi` tells about it."""
    return {KEY: permission, **more}


def page_for(permission: Permission, **more: object) -> dict[str, object]:
    """Return the `opt` of a page: for browsers with a session only, and not part of the API's document."""
    return {KEY: permission, PAGE: True, **more}


async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let a request pass, or close the files that it brought: the framework does so only after a handler.

    Raises: as `_let_in`.
    """
    try:
        await _let_in(connection, handler)
    except BaseException:
        for each in connection.scope["state"].pop(BROUGHT, ()):
            await each.close()
        raise


async def _let_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Find the actor and let it pass when it has the route's permission at some office.

    Which office, the service checks. Of a stranger's request the body is not read.
    Raises: Unauthenticated, Forbidden; ValidationException for a parameter that says two things.
    """
    _quote_query(connection)
    permission = handler.opt.get(KEY)
    if permission is None:  # the framework's own OPTIONS answers, which say nothing but the methods
        return
    if permission is Permission.PUBLIC:
        connection.scope["user"] = actor_from(connection, NOBODY)
        return
    is_page = bool(handler.opt.get(PAGE))
    if "authorization" in connection.headers and not is_page:
        secret = _bearer(connection)
        actor: Actor = await _runner(connection).short_read(NOBODY, lambda uow: access.actor_of_token(uow, secret))
    else:
        takes_file = is_page and bool(handler.opt.get(TAKES_FILE))
        actor = await _actor_of_session(connection, is_page=is_page, takes_file=takes_file)
    connection.scope["user"] = actor_from(connection, actor)
    if permission is not Permission.ENTER and not offices_for(actor, permission):
        raise Forbidden
    refuse_ambiguous(connection, handler)


async def recognise(connection: Connection) -> None:
    """Note who reads an address that leads nowhere, where no guard ran. Nobody is refused, nothing is written."""
    if connection.scope.get("method") not in SAFE_METHODS or connection.scope.get("auth") is not None:
        return
    try:
        actor = await _actor_of_session(connection, is_page=True, takes_file=False)
    except Exception:  # noqa: BLE001 - a wrong address stays a 404, whatever the session or the database says
        return
    connection.scope["user"] = actor_from(connection, actor)


def actor_from(connection: Connection, actor: Actor) -> Actor:
    """Return the actor with where the request came from and the request's own id, as the trail keeps them."""
    state = connection.scope["state"]
    if REQUEST_ID not in state:
        state[REQUEST_ID] = new_id(_runner(connection).now())
    settings: Settings = connection.app.state.settings
    address = address_of(connection, trusted(settings.trusted_proxies))
    return msgspec.structs.replace(actor, address=address, request_id=state[REQUEST_ID])


async def _actor_of_session(connection: Connection, *, is_page: bool, takes_file: bool) -> Actor:
    settings: Settings = connection.app.state.settings
    keys = keys_of(connection)
    writes = connection.scope.get("method") not in SAFE_METHODS
    own = not writes or sessions.is_own_origin(connection, settings)
    if writes and own and is_page and not takes_file:
        await _read_form(connection, MAX_FORM)
    secret = sessions.secret_of(connection, settings)
    if secret is None:
        raise Unauthenticated
    runner = _runner(connection)
    shows = is_page and not writes
    found, unread = await runner.short_read(NOBODY, lambda uow: _session_and_unread(uow, secret, shows=shows))
    if found is None:
        raise Unauthenticated
    if not own:
        raise CrossSite
    if writes and takes_file:  # of a stranger not a byte of a file is taken
        refuse_large(connection)
        await _read_form(connection, limit_of(connection))
    over = found.ended_at is not None or found.expires_at <= runner.now()
    if over or (writes and not sessions.is_marked(keys, found, _mark(connection))):
        kept = await _keep_typed(connection, found)
        if over:
            raise SessionEnded(kept=kept)
        raise CrossSite
    connection.scope["auth"] = WebSession(
        csrf=sessions.form_mark(keys, found), expires_at=found.expires_at, person_id=found.person_id, unread=unread
    )
    return found.actor


def _session_and_unread(uow: UnitOfWork, secret: str, *, shows: bool) -> tuple[SessionRead | None, int]:
    """Return the session, and for a page that is shown how many notices its person has not read."""
    found = service_sessions.find_session(uow, secret)
    return found, notices.unread(uow, found.person_id) if shows and found is not None else 0


async def _read_form(connection: Connection, most: int) -> None:
    """Read a page's form before anything can refuse it: what a person typed is shown or kept whatever happens."""
    length = connection.headers.get("content-length", "")
    if "form" not in connection.headers.get("content-type", "") or not length.isdecimal() or int(length) > most:
        return
    request = Request[Any, Any, Any](connection.scope, connection.receive)
    # The framework bounds the parts of a multipart form itself, and a file in one may hold any bytes.
    if "urlencoded" in connection.headers["content-type"] and (await request.body()).count(b"&") >= MAX_FIELDS:
        raise TooLarge
    form = await form_of(request)
    connection.scope["state"][TYPED] = [(name, value) for name, value in form if isinstance(value, str)]
    connection.scope["state"][BROUGHT] = [value for _, value in form if isinstance(value, UploadFile)]


def typed_into(connection: Connection) -> list[tuple[str, str]]:
    """Return the fields of the page's form that was sent, less its mark."""
    typed: list[tuple[str, str]] = connection.scope["state"].get(TYPED, [])
    return [(name, value) for name, value in typed if name != CSRF_FIELD]


def _mark(connection: Connection) -> str:
    """Return the mark that a request brought. The API takes it as a header only."""
    typed: list[tuple[str, str]] = connection.scope["state"].get(TYPED, [])
    return connection.headers.get(CSRF_HEADER) or next((value for name, value in typed if name == CSRF_FIELD), "")


async def _keep_typed(connection: Connection, session: SessionRead) -> bool:
    """Keep what was typed for the person of a session that is over; False when there is nothing to keep."""
    keys = keys_of(connection)
    fields = typed_into(connection)
    if not fields or not sessions.is_same_person(keys, session, _mark(connection)):
        return False
    # An autosave names the form that it saves; any other form is its own address.
    place = connection.query_params.get("place") if connection.url.path == AUTOSAVE else connection.url.path
    if not place or len(place) > buffers.MAX_PLACE or _PATH.fullmatch(place) is None:
        return False
    await _runner(connection).write(
        actor_from(connection, session.actor), lambda uow: buffers.keep(uow, keys, place, fields)
    )
    return True


def _runner(connection: Connection) -> Runner:
    runner: Runner = connection.app.state.runner
    return runner


def _quote_query(connection: Connection) -> None:
    """Escape the bytes of a query that its client should have escaped: `curl …?q=น้ำ` sends them raw."""
    query: bytes = connection.scope["query_string"]
    if not query.isascii():
        connection.scope["query_string"] = quote(query, safe="%=&+;/?:@!$'()*,-._~").encode()


def _bearer(connection: Connection) -> str:
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthenticated
    return secret.strip()
