"""A moment and a span as SQL, to the microsecond, on both databases."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from ropa.db.types import UtcDateTime

_SECOND = timedelta(seconds=1)


class after(FunctionElement[datetime]):  # noqa: N801 - it reads as a function of SQL
    """The moment that lies whole seconds after the one in a column."""

    type = UtcDateTime()
    inherit_cache = False
    name = "after"

    def __init__(self, moment: ColumnElement[Any], span: timedelta) -> None:
        """Keep the column and the span. Raises: ValueError for a part of a second, which one database would drop."""
        if span % _SECOND:
            raise ValueError(f"not whole seconds {span!r}")
        self.seconds = span // _SECOND
        super().__init__(moment)


@compiles(after, "sqlite")
def _sqlite(element: after, compiler: SQLCompiler, **kw: Any) -> str:
    """SQLite's own functions end at the second or the thousandth: the rest is text that is put behind it again."""
    moment = compiler.process(element.clauses, **kw)
    return f"(datetime({moment}, '{element.seconds:+d} seconds') || substr({moment}, 20))"


@compiles(after)
def _others(element: after, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)} + interval '{element.seconds:d} seconds')"
