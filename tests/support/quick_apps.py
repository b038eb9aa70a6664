"""Makes the second application of a process quicker to make: thousands of tests make one each.

Registering 600 handlers takes 0.6 s. Routes and handlers are the same for every application whose settings have the
same limits, so a process registers them once, in a mould. Each application is a copy of it that shares its routes and
has its own state, lifespan, database and threads (`ropa.app.parts_of`): all that is not a route.
"""

import gc
from collections.abc import Callable
from copy import copy
from dataclasses import fields, replace
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.events.emitter import SimpleEventEmitter
from litestar.utils.signature import ParsedSignature

from ropa import app as whole
from ropa.db.unit_of_work import Database
from ropa.settings import Settings

#: Objects made before the young ones are looked through; the usual 700 costs a tenth of an application's making.
_YOUNG = 50_000
#: What settings say of `parts_of` only, by the beginning of their names: no route reads them.
_OF_PARTS = ("database_url", "sso_", "oidc_", "break_glass_")
_MOULDS: dict[tuple[Settings, Any], Litestar] = {}
_MOST_MOULDS = 3


def quick_app(settings: Settings, database: Database) -> Litestar:
    """Return what `ropa.app.create_app` returns."""
    _remember_signatures()
    parts = whole.parts_of(settings, database)
    mould = _mould(settings, parts)
    app = copy(mould)
    app.state = parts.state
    app._lifespan_managers = list(parts.lifespan)
    app.event_emitter = SimpleEventEmitter(listeners=[])
    app.asgi_router = copy(mould.asgi_router)
    app.asgi_router.app = app
    return app


def _mould(settings: Settings, parts: whole.Parts) -> Litestar:
    plain: dict[str, Any] = {each.name: each.default for each in fields(Settings) if each.name.startswith(_OF_PARTS)}
    # A test that puts other routes in the place of `doors` gets those.
    key = replace(settings, **plain), vars(whole)["doors"]
    if key not in _MOULDS:
        if len(_MOULDS) == _MOST_MOULDS:
            del _MOULDS[next(iter(_MOULDS))]
        made = whole.assembled(settings, parts)
        # Nobody enters the mould, and it keeps nothing of the first application alive.
        made.state, made._lifespan_managers = State(), []
        _MOULDS[key] = made
    return _MOULDS[key]


def _remember_signatures() -> None:
    """Let each function's signature be read once in this process; calling it again changes nothing."""
    if hasattr(ParsedSignature, "read_again"):
        return
    read_again: Callable[..., Any] = ParsedSignature.from_fn.__func__  # type: ignore[attr-defined]  # a class method's
    known: dict[Any, Any] = {}

    def from_fn(cls: type[ParsedSignature], fn: Any, signature_namespace: dict[str, Any]) -> Any:
        # Only what lives as long as the process: a closure of one application would be kept with it.
        if "<locals>" in getattr(fn, "__qualname__", "<locals>"):
            return read_again(cls, fn, signature_namespace)
        if fn not in known:
            known[fn] = read_again(cls, fn, signature_namespace)
        return known[fn]

    ParsedSignature.from_fn = classmethod(from_fn)  # type: ignore[assignment, method-assign]
    ParsedSignature.read_again = read_again  # type: ignore[attr-defined]
    gc.set_threshold(_YOUNG, 20, 20)
