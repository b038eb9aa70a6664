"""The whole application put together. `create_app` is what the server starts."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.datastructures import State
from litestar.di import Provide
from litestar.routes import HTTPRoute

from ropa.access.break_glass import checked
from ropa.access.pages_break_glass import BreakGlass
from ropa.access.pages_oidc import OpenId
from ropa.access.pages_sso import Portal, origins_of
from ropa.access.portal_token import TokenKey
from ropa.access.rules import Permission
from ropa.db.unit_of_work import Database
from ropa.doors import doors
from ropa.downloads.api_children import Children
from ropa.files import open_files
from ropa.keys import read_keys
from ropa.settings import Settings, read_settings, require_address
from ropa.web.authentication import KEY, guard, needs
from ropa.web.bodies import MAX_BODY, ApiRequest, json
from ropa.web.denials import Denials
from ropa.web.openapi import describe
from ropa.web.origins import trusted
from ropa.web.outside import Outside
from ropa.web.problems import HANDLERS
from ropa.web.running import Runner
from ropa.web.scans import Scans
from ropa.web.tally import Tally
from ropa.wiring import portal_of, provider_of, scanner_of, wire

DISTRIBUTION = "thai-ropa-register"


class Parts(msgspec.Struct, frozen=True):
    """What one application has of its own: all else depends on the settings' limits alone, never on a database."""

    state: State
    lifespan: list[Callable[[Litestar], AbstractAsyncContextManager[None]]]


def create_app(settings: Settings | None = None, database: Database | None = None) -> Litestar:
    """Return the application. Tests hand in a database of their own.

    Raises: SettingsError for settings that cannot be used.
    """
    settings = settings or read_settings()
    return assembled(settings, parts_of(settings, database))


def parts_of(settings: Settings, database: Database | None = None) -> Parts:
    """Return what the application keeps while it lives, and what begins and ends with it.

    Raises: SettingsError for settings that cannot be used.
    """
    database = database or Database(settings.database_url, pool_size=settings.database_pool)
    require_address(settings)
    keys = read_keys(settings)
    trusted(settings.trusted_proxies)  # a fault there stops the start, not the first request
    wire(keys)
    runner = Runner(database, settings.database_pool)
    ways = _ways_in(settings, runner)
    denials = Denials(runner)
    children = Children(runner, settings)
    state = State(
        {
            "runner": runner,
            "files": open_files(settings),
            "scans": Scans(scanner_of(settings)),
            "settings": settings,
            "secret_keys": keys,
            "denials": denials,
            "downloads": children,
            **ways,
        }
    )
    living = partial(_lifespan, database=database, closed=[*ways.values(), denials])
    return Parts(state, [living, children.living])


def assembled(settings: Settings, parts: Parts) -> Litestar:
    """Return the application of its parts."""
    app = Litestar(
        route_handlers=[*doors(settings), _schema_router(public=settings.public_schema)],
        guards=[guard],
        dependencies={"runner": Provide(_runner_of, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        lifespan=list(parts.lifespan),
        openapi_config=None,
        request_max_body_size=MAX_BODY,
        state=parts.state,
        logging_config=None,
        debug=False,
    )
    _refuse_open_routes(app)
    _correct_options(app)
    return app


def _runner_of(request: ApiRequest) -> Runner:
    found: Runner = request.app.state.runner
    return found


@asynccontextmanager
async def _lifespan(
    _: Litestar, database: Database, closed: Sequence[Portal | OpenId | BreakGlass | Denials]
) -> AsyncIterator[None]:
    yield
    for each in closed:
        await each.close()
    database.close()


def _ways_in(settings: Settings, runner: Runner) -> dict[str, Portal | OpenId | BreakGlass]:
    """Return what each way of signing in needs. Each has threads of its own: one that hangs stops no other."""
    return {
        "portal": Portal(
            check=portal_of(settings),
            key=TokenKey(settings.sso_jwt_key) if settings.sso_jwt_key else None,
            outside=Outside(),
            tally=Tally(runner),
            origins=origins_of(settings),
        ),
        "openid": OpenId(provider=provider_of(settings), outside=Outside(), tally=Tally(runner, door="oidc")),
        "break_glass": BreakGlass(
            hash=checked(settings.break_glass_hash) if settings.break_glass_hash else "",
            outside=Outside(threads=1, waiting=2),
            tally=Tally(runner, door="break-glass"),
        ),
    }


def _schema_router(*, public: bool) -> Router:
    made: dict[str, bytes] = {}
    permission = Permission.PUBLIC if public else Permission.READ_SCHEMA

    @get(
        "/openapi.json",
        opt=needs(permission, answers={200: dict[str, Any]}),
        summary="This document",
        tags=["schema"],
    )
    async def openapi(request: ApiRequest) -> Response[bytes]:
        """OpenAPI 3.1 of every route."""
        if "document" not in made:
            described = describe(request.app, title="ROPA register", version=version(DISTRIBUTION))
            made["document"] = msgspec.json.encode(described)
        return json(made["document"])

    return Router("/schema", route_handlers=[openapi])


def _refuse_open_routes(app: Litestar) -> None:
    """A route that does not say who may call it stops the start, not the first stranger."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if KEY not in handler.opt and handler.http_methods != {"OPTIONS"}:
                    message = f"{route.path} does not say who may call it"
                    raise RuntimeError(message)


def _correct_options(app: Litestar) -> None:
    """Let OPTIONS name every method of a path.

    Litestar 2.25 makes the OPTIONS answer with a path's first handler and keeps it when others join the path, so it
    would name the first one's methods only.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            stale, _ = route.route_handler_map["OPTIONS"]
            stale._fn = route.create_options_handler(route.path).fn  # noqa: SLF001 - there is no public way
