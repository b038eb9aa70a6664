"""Who calls, and whether the route is for them. One guard for the whole application."""

from typing import Any
from urllib.parse import quote

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.errors import Forbidden, Unauthenticated
from ropa.web.parameters import refuse_ambiguous
from schemas.access import Actor, Channel

NOBODY = Actor(id="nobody", name="", channel=Channel.WEB)
KEY = "permission"


def needs(permission: Permission, **more: object) -> dict[str, object]:
    """Return a route's `opt`: who may call it, and what `ropa.web.openapi` tells about it."""
    return {KEY: permission, **more}


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Find the actor and let it pass when it has the route's permission at some office.

    Which office, the service checks. Runs before the body is read, so a stranger cannot make the server read one.
    Raises: Unauthenticated, Forbidden; ValidationException for a parameter that says two things.
    """
    _quote_query(connection)
    permission = handler.opt.get(KEY)
    if permission is None:  # the framework's own OPTIONS answers, which say nothing but the methods
        return
    if permission is Permission.PUBLIC:
        connection.scope["user"] = NOBODY
        return
    secret = _bearer(connection)
    runner = connection.app.state.runner
    actor: Actor = await runner.short_read(NOBODY, lambda uow: access.actor_of_token(uow, secret))
    if not offices_for(actor, permission):
        raise Forbidden
    connection.scope["user"] = actor
    refuse_ambiguous(connection, handler)


def _quote_query(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Escape the bytes of a query that its client should have escaped: `curl …?q=น้ำ` sends them raw."""
    query: bytes = connection.scope["query_string"]
    if not query.isascii():
        connection.scope["query_string"] = quote(query, safe="%=&+;/?:@!$'()*,-._~").encode()


def _bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthenticated
    return secret.strip()
