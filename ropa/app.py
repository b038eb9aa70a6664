"""The whole application put together. `create_app` is what the server starts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.datastructures import State
from litestar.di import Provide
from litestar.routes import HTTPRoute

from ropa.access.api import router as access_router
from ropa.access.api_grants import router as grants_router
from ropa.access.break_glass import checked
from ropa.access.pages import router as sign_in_router
from ropa.access.pages_break_glass import BreakGlass
from ropa.access.pages_break_glass import router as break_glass_router
from ropa.access.pages_import import router as import_router
from ropa.access.pages_oidc import OpenId
from ropa.access.pages_oidc import router as openid_router
from ropa.access.pages_people import router as people_router
from ropa.access.pages_person import router as person_router
from ropa.access.pages_rights import router as rights_router
from ropa.access.pages_sso import Portal, origins_of
from ropa.access.pages_sso import router as portal_router
from ropa.access.portal_token import TokenKey
from ropa.access.rules import Permission
from ropa.activities.api import router as activities_router
from ropa.activities.api_changes import router as changes_router
from ropa.activities.api_clone import routers as clone_routers
from ropa.activities.api_files import router as files_router
from ropa.activities.api_history import router as history_router
from ropa.activities.api_life import routers as life_routers
from ropa.activities.api_signing import router as signing_router
from ropa.activities.pages import routers as activity_pages
from ropa.attachments.api import router_of as attachments_router
from ropa.attachments.pages import router_of as attachment_pages
from ropa.audit.api import router as audit_router
from ropa.audit.pages import router as audit_pages
from ropa.breaches.api import router as breaches_router
from ropa.breaches.pages import router as breach_pages
from ropa.breaches.pages_report import router as report_page
from ropa.buffers.pages import router as buffers_router
from ropa.db.unit_of_work import Database
from ropa.files import open_files
from ropa.findings.api import routers as findings_routers
from ropa.findings.api_workbook import router as worklist_workbook
from ropa.findings.pages import router as findings_pages
from ropa.findings.pages_record import router as record_findings_pages
from ropa.home.pages import router as home_router
from ropa.keys import read_keys
from ropa.notices.api import router as notices_router
from ropa.notices.pages import router as notices_pages
from ropa.notices.pages_delivery import router as delivery_page
from ropa.offices.api import router as offices_router
from ropa.reminders.api import router as reminders_router
from ropa.reminders.pages import router as reminder_pages
from ropa.reorganisations.api import routers as reorganisation_routers
from ropa.reorganisations.pages import router as reorganisation_pages
from ropa.reorganisations.pages_move import router as move_pages
from ropa.retention.api import routers as retention_routers
from ropa.retention.pages import router as retention_pages
from ropa.retention.pages_holdings import router as holdings_pages
from ropa.retention.pages_runs import router as runs_pages
from ropa.settings import Settings, read_settings, require_address
from ropa.web import health
from ropa.web.assets import static_file
from ropa.web.authentication import KEY, guard, needs
from ropa.web.bodies import MAX_BODY, ApiRequest, json
from ropa.web.denials import Denials
from ropa.web.openapi import describe
from ropa.web.origins import trusted
from ropa.web.outside import Outside
from ropa.web.problems import HANDLERS
from ropa.web.running import Runner
from ropa.web.tally import Tally
from ropa.wiring import portal_of, provider_of, wire

DISTRIBUTION = "thai-ropa-register"


def create_app(settings: Settings | None = None, database: Database | None = None) -> Litestar:
    """Return the application. Tests hand in a database of their own.

    Raises: SettingsError for settings that cannot be used.
    """
    settings = settings or read_settings()
    database = database or Database(settings.database_url, pool_size=settings.database_pool)
    require_address(settings)
    keys = read_keys(settings)
    trusted(settings.trusted_proxies)  # a fault there stops the start, not the first request
    wire()
    runner = Runner(database, settings.database_pool)
    ways = _ways_in(settings, runner)
    denials = Denials(runner)
    app = Litestar(
        route_handlers=[
            access_router,
            grants_router,
            offices_router,
            *reorganisation_routers,
            activities_router,
            *clone_routers,
            files_router,
            attachments_router(settings),
            attachment_pages(settings),
            *life_routers,
            signing_router,
            history_router,
            changes_router,
            *retention_routers,
            *findings_routers,
            worklist_workbook,
            findings_pages,
            record_findings_pages,
            breaches_router,
            reminders_router,
            notices_router,
            reminder_pages,
            audit_router,
            audit_pages,
            *health.handlers,
            sign_in_router,
            portal_router,
            openid_router,
            break_glass_router,
            buffers_router,
            *activity_pages,
            home_router,
            notices_pages,
            delivery_page,
            breach_pages,
            report_page,
            reorganisation_pages,
            move_pages,
            people_router,
            import_router,
            person_router,
            rights_router,
            retention_pages,
            runs_pages,
            holdings_pages,
            static_file,
            _schema_router(public=settings.public_schema),
        ],
        guards=[guard],
        dependencies={"runner": Provide(lambda: runner, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        lifespan=[partial(_lifespan, database=database, closed=[*ways.values(), denials])],
        openapi_config=None,
        request_max_body_size=MAX_BODY,
        state=State(
            {
                "runner": runner,
                "files": open_files(settings),
                "settings": settings,
                "secret_keys": keys,
                "denials": denials,
                **ways,
            }
        ),
        logging_config=None,
        debug=False,
    )
    _refuse_open_routes(app)
    _correct_options(app)
    return app


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
