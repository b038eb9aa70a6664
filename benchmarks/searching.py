"""Thai substring search through the product's own query against LIKE over the same texts."""

import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import select

from benchmarks.fill import RARE
from benchmarks.ratio import Measure
from ropa.activities import service_listing
from ropa.activities.tables import revision_index
from ropa.clock import now
from ropa.db.unit_of_work import Database, UnitOfWork
from schemas.access import COMMAND_LINE
from schemas.listing import ActivityFilter

ROUNDS = 7
PAGE = 50


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _like(uow: UnitOfWork, word: str) -> list[str]:
    query = (
        select(revision_index.c.ref)
        .where(revision_index.c.is_current, revision_index.c.search_text.like(f"%{word}%"))
        .order_by(revision_index.c.search_id.desc())
        .limit(PAGE)
    )
    return list(uow.connection.scalars(query))


def _unaided(uow: UnitOfWork, kind: str) -> list[str]:
    if kind != "postgresql":
        return _like(uow, RARE)
    uow.connection.exec_driver_sql("SET enable_bitmapscan = off")
    found = _like(uow, RARE)
    uow.connection.exec_driver_sql("SET enable_bitmapscan = on")
    return found


def measure(url: str, kind: str) -> list[Measure]:
    """Return how many times LIKE's time the search needs for a rare word, on a database that `fill` has filled."""
    database = Database(url)
    ratios, ours, theirs = [], 0.0, 0.0
    with database.read(COMMAND_LINE, now()) as uow:
        if kind == "postgresql":
            # The baseline is LIKE without help; the search's own plan is measured before the index is hidden from it.
            uow.connection.exec_driver_sql("ANALYZE revision_index")
        found = [item.ref for item in service_listing.page(uow, ActivityFilter(q=RARE), None, PAGE).items]
        plain = _like(uow, RARE)
        if found != plain:
            message = f"search found {found[:5]}, LIKE found {plain[:5]}"
            raise RuntimeError(message)
        for _ in range(ROUNDS):
            ours = _milliseconds(lambda: service_listing.page(uow, ActivityFilter(q=RARE), None, PAGE))
            theirs = _milliseconds(lambda: _unaided(uow, kind))
            ratios.append(theirs / ours)
    database.close()
    return [
        Measure(
            name=f"{kind}: LIKE / search of a rare Thai word",
            value=median(ratios),
            target=15,
            better="at_least",
            note=f"{theirs:.1f} ms against {ours:.1f} ms, the same {len(found)} hits",
        )
    ]
