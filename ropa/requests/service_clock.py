"""The clocks of a request: the last day of each right with all that moved it, and of the request as a whole.

`refresh` writes `due_on` and `is_paused` where lists and reminders look for them; whoever changes rights, outcomes,
states or pauses calls it in the same unit of work.
Legal source: PDPA s.30; PDPC notification on erasure B.E. 2567; Administrative Procedure Act s.64; law.md C.5.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import rules_clock, store_clock
from ropa.requests.rules_clock import Count, Span
from schemas.request_clock import PauseKind
from schemas.request_terms import ENDED, RequestState, Right, RightOutcome

_AT_ONCE = 500


def refresh(uow: UnitOfWork, request_id: str) -> None:
    """Compute the last days of a request anew and save those that moved."""
    refresh_many(uow, [request_id])


def is_stale(uow: UnitOfWork) -> bool:
    """Tell whether the last day of a request that is, or was, paused moved with the days that have passed."""
    return any(any(each) for each in _found(uow, store_clock.paused(uow)))


def refresh_paused(uow: UnitOfWork) -> None:
    """Compute the last days of every request with a pause that was not ended anew: they move from day to day."""
    refresh_many(uow, store_clock.paused(uow))


def refresh_many(uow: UnitOfWork, request_ids: Sequence[str]) -> None:
    """Compute the last days of requests anew and save those that moved: three queries for 500 of them."""
    for moved, changed in _found(uow, request_ids):
        store_clock.set_rights(uow, moved)
        store_clock.set_requests(uow, changed)


_Moved = tuple[list[tuple[str, int, date]], list[tuple[str, date | None, bool]]]
"""Last days of rights (request, seq, day), and last days and pauses of requests, that are others than the stored."""


def _found(uow: UnitOfWork, request_ids: Sequence[str]) -> Iterator[_Moved]:
    today = clock.bangkok(uow.now).date()
    for begin in range(0, len(request_ids), _AT_ONCE):
        yield _moved(uow, request_ids[begin : begin + _AT_ONCE], today)


def _moved(uow: UnitOfWork, ids: Sequence[str], today: date) -> _Moved:
    spans = spans_of(uow, ids)
    rights = {key: list(rows) for key, rows in groupby(store_clock.rights(uow, ids), lambda row: row.request_id)}
    moved: list[tuple[str, int, date]] = []
    changed: list[tuple[str, date | None, bool]] = []
    for request in store_clock.clocks(uow, ids):
        running: list[Count] = []
        for row in rights.get(request.id, []):
            found = count_of(row, spans.get(request.id, []), today)
            is_running = runs(row)
            if is_running and found.due_on != row.due_on:
                moved.append((request.id, row.seq, found.due_on))
            if is_running and RequestState.of(request.state) not in ENDED:
                running.append(found)
        due_on, is_paused = rules_clock.of_request(running)
        if (due_on, is_paused) != (request.due_on, request.is_paused):
            changed.append((request.id, due_on, is_paused))
    return moved, changed


def runs(row: store_clock.AnyRow) -> bool:
    """Tell whether the clock of a stored right runs."""
    outcome = None if row.outcome is None else RightOutcome.of(row.outcome)
    is_fulfilled, is_answered = row.fulfilled_on is not None, row.answered_at is not None
    return rules_clock.runs(Right.of(row.right), outcome, is_fulfilled=is_fulfilled, is_answered=is_answered)


def count_of(row: store_clock.AnyRow, spans: Iterable[Span], today: date) -> Count:
    """Return the last day of a stored right."""
    return rules_clock.count(row.received_on, row.limit_days, rules_clock.of_right(spans, row.seq), today)


def spans_of(uow: UnitOfWork, request_ids: Sequence[str]) -> dict[str, list[Span]]:
    """Return what paused or extended some requests."""
    found: dict[str, list[Span]] = {}
    for row in store_clock.pauses(uow, request_ids):
        span = Span(PauseKind.of(row.kind), row.right_seq, row.from_on, row.days, row.to_on)
        found.setdefault(row.request_id, []).append(span)
    return found
