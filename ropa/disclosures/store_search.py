"""Finding lines of the exchange log.

Each source is asked by an index of its own (all begin with the source) and gives no more than a page; the pages are
merged. So a search costs what it shows, however long the log is and whoever else's lines are in it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select, union_all

from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures.tables_log import exchange_lines

_LINE = exchange_lines.c
#: Sources in one statement; SQLite joins 500 queries at most.
_AT_ONCE = 100
#: However many sources there are, one step looks at no fewer lines of each.
LEAST_LOOKED_AT = 1_000


class Place(NamedTuple):
    """Where a page ended: lines are in the order of (at, source, number), newest first."""

    at: int
    source_id: int
    number: int


class Wanted(NamedTuple):
    """What lines must be. `seen`: told by an index; `looked`: told only by looking at each line."""

    since: dict[int, int]
    """For each source that is searched, the first moment."""
    until: int
    seen: tuple[tuple[str, object], ...]
    looked: tuple[tuple[str, object], ...]


def page(uow: UnitOfWork, wanted: Wanted, after: Place | None, limit: int, down_to: int | None) -> Sequence[Row[Any]]:
    """Return up to `limit` lines, newest first, after a place; none older than `down_to`."""
    found: list[Row[Any]] = []
    for sources in _some(sorted(wanted.since)):
        parts = [_of_source(wanted, source, after, limit, down_to) for source in sources]
        # SQLite takes no ORDER BY in a part of a union unless the part is a query of its own.
        query = union_all(*(select(part.subquery()) for part in parts))
        found += uow.connection.execute(query)
    found.sort(key=lambda row: (row.at, row.source_id, row.number), reverse=True)
    return found[:limit]


def _of_source(
    wanted: Wanted, source: int, after: Place | None, limit: int, down_to: int | None
) -> Select[tuple[Any, ...]]:
    tests = _tests(wanted, source, (*wanted.seen, *wanted.looked), after, down_to or 0)
    return select(exchange_lines).where(*tests).order_by(_LINE.at.desc(), _LINE.number.desc()).limit(limit)


def _tests(
    wanted: Wanted, source: int, words: Sequence[tuple[str, object]], after: Place | None = None, down_to: int = 0
) -> list[ColumnElement[bool]]:
    """Return the tests of a source's lines, with one lower and one upper bound of the moment.

    SQLite takes the first bound that it reads for its index and tries the others line by line: with two lower ones, a
    step over a hundred thousand lines walked through ten million.
    """
    first, last = max(wanted.since[source], down_to), wanted.until
    if after is not None:
        last = min(last, after.at + (source <= after.source_id))
    tests: list[ColumnElement[bool]] = [_LINE.source_id == source]
    tests += [_LINE[name] == value for name, value in words]
    tests += [_LINE.at >= first, _LINE.at < last]
    if after is not None and source == after.source_id:
        tests.append(or_(_LINE.at < after.at, _LINE.number < after.number))
    return tests


def horizon(uow: UnitOfWork, wanted: Wanted, after: Place | None, most: int) -> int | None:
    """Return the moment after which there are `most` lines to look at (over all sources, as an index tells them).

    None: there are fewer.
    """
    each = max(most // len(wanted.since), LEAST_LOOKED_AT)
    found: list[int] = []
    for sources in _some(sorted(wanted.since)):
        parts = []
        for source in sources:
            tests = _tests(wanted, source, wanted.seen, after)
            parts.append(select(_LINE.at).where(*tests).order_by(_LINE.at.desc()).limit(1).offset(each))
        query = union_all(*(select(part.subquery()) for part in parts))
        found += uow.connection.scalars(query)
    return max(found, default=None)


def count(uow: UnitOfWork, wanted: Wanted, most: int, most_looked_at: int) -> tuple[int, bool]:
    """Return how many lines fit, and whether it stopped early: at `most`, or after looking at so many of a source."""
    total, stopped = 0, False
    for source in sorted(wanted.since):
        if total >= most:
            return most, True
        limit = most - total + 1 if not wanted.looked else most_looked_at
        columns = [_LINE[name] for name, _ in wanted.looked]
        inner = (
            select(literal_column("1").label("one"), *columns)
            .where(*_tests(wanted, source, wanted.seen))
            .order_by(_LINE.at.desc())
            .limit(limit)
            .subquery()
        )
        fits = and_(*(inner.c[name] == value for name, value in wanted.looked)) if wanted.looked else None
        looked_at, found = uow.connection.execute(
            select(func.count(), func.count().filter(fits) if fits is not None else func.count()).select_from(inner)
        ).one()
        stopped = stopped or looked_at == most_looked_at
        total += found
    return (most, True) if total > most else (total, stopped)


def _some(sources: Sequence[int]) -> list[Sequence[int]]:
    return [sources[start : start + _AT_ONCE] for start in range(0, len(sources), _AT_ONCE)]
