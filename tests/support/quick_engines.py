"""Lets the databases of a process share what is known of their statements, as one long-lived database has it.

A program opens one database and keeps the text of each statement that it has put together. Thousands of tests open one
each, and putting statements together anew was a fifth of their time. Nothing of a database itself is shared.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

from ropa.db import unit_of_work

#: Statements that are kept for each kind of database. The product has about a thousand.
_MOST = 4000
#: Of each kind: the dialect that has met a server, and its statements.
_KNOWN: dict[str, tuple[Any, LRUCache[Any, Any]]] = {}


def share_statements() -> None:
    """Let each engine made from now on begin with what others of its kind know; calling it again changes nothing."""
    plain = unit_of_work.make_engine
    if plain is not _made:
        globals()["_plain"] = plain
        unit_of_work.make_engine = _made


def _made(url: str, **options: Any) -> Engine:
    engine: Engine = globals()["_plain"](url, **options)
    kind = engine.dialect.name
    if kind in _KNOWN:
        _give(engine, *_KNOWN[kind])
    else:
        # A dialect learns from its first connection what its server can do.
        event.listen(engine, "engine_connect", lambda _: _KNOWN.setdefault(kind, _of(engine)), once=True)
    return engine


def _of(engine: Engine) -> tuple[Any, LRUCache[Any, Any]]:
    return engine.dialect, LRUCache(_MOST)


def _give(engine: Engine, dialect: Any, statements: LRUCache[Any, Any]) -> None:
    engine.dialect.initialize = _nothing  # type: ignore[method-assign]  # the other has asked already
    engine.dialect = dialect
    engine.pool._dialect = dialect
    engine._compiled_cache = statements


def _nothing(connection: Connection) -> None:
    """Ask a server nothing."""
