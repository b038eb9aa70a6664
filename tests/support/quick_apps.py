"""Makes the second application of a process quicker to make: thousands of tests make one each.

Registering 600 handlers takes 0.6 s. Routes and handlers are the same for every application whose settings say the same
where routes look (limits of bodies), so a process registers them once, in a mould. Each application is a copy of it
that shares its routes and has its own state, lifespan, database and threads (`ropa.app.parts_of`): all that is not a
route.
"""

import gc
from collections.abc import Callable
from copy import copy
from typing import Any, Self

from litestar import Litestar
from litestar.datastructures import State
from litestar.events.emitter import SimpleEventEmitter
from litestar.utils.signature import ParsedSignature

from ropa import app as whole
from ropa.db.unit_of_work import Database
from ropa.settings import Settings

#: Objects made before the young ones are looked through; the usual 700 costs a tenth of an application's making.
_YOUNG = 50_000
#: Of each function that gives the doors: the settings that putting the routes together looked at, and the moulds.
_READ: dict[Any, frozenset[str]] = {}
_MOULDS: dict[tuple[Any, tuple[Any, ...]], Litestar] = {}
_MOST_MOULDS = 3


class _Watched(Settings):
    """Settings that remember what was looked at, and afterwards show nothing else.

    A route that looked at another setting later, while it answers, would see that of the application that was first.
    """

    @classmethod
    def over(cls, settings: Settings) -> Self:
        made = object.__new__(cls)
        vars(made).update(vars(settings), _read=set(), _is_done=False)
        return made

    def __getattribute__(self, name: str) -> Any:
        if name in Settings.__dataclass_fields__:
            own = object.__getattribute__(self, "__dict__")
            if own["_is_done"] and name not in own["_read"]:
                raise RuntimeError(
                    f"a route looks at the setting {name} while it answers; see request.app.state.settings"
                )
            own["_read"].add(name)
        return object.__getattribute__(self, name)


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
    # A test that puts other routes in the place of `doors` gets those.
    doors = vars(whole)["doors"]
    if doors in _READ and (doors, _said(settings, doors)) in _MOULDS:
        return _MOULDS[doors, _said(settings, doors)]
    watched = _Watched.over(settings)
    made = whole.assembled(watched, parts)
    _READ[doors] = frozenset(vars(watched)["_read"])
    vars(watched)["_is_done"] = True
    # Nobody enters the mould, and it keeps nothing of the first application alive.
    made.state, made._lifespan_managers = State(), []
    if len(_MOULDS) == _MOST_MOULDS:
        del _MOULDS[next(iter(_MOULDS))]
    _MOULDS[doors, _said(settings, doors)] = made
    return made


def _said(settings: Settings, doors: Any) -> tuple[Any, ...]:
    """Return what settings say where the routes of these doors look."""
    return tuple((name, getattr(settings, name)) for name in sorted(_READ[doors]))


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
