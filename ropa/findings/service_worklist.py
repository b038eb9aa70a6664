"""Use cases of the worklist: what stands where and who sees to it; a DPO accepts a finding for a time."""

import re
from collections.abc import Iterator

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service as activities
from ropa.activities import service_live
from ropa.activities.rules_finding_codes import CODES, said_by
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.findings import store, store_scores
from ropa.findings.rules_score import summed
from ropa.findings.service import today_of
from schemas.findings import Severity
from schemas.listing import StoredRevision
from schemas.worklist import (
    Acceptance,
    FindingState,
    Tally,
    WorkFilter,
    WorkItem,
    WorkPage,
)

MAX_LIMIT = 200
_CURSOR = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})_(\d{1,7})", re.ASCII)
GONE = ("ไม่พบข้อสังเกตนี้แล้ว ข้อความอาจถูกแก้ไขไปแล้ว", "This finding stands no more; the text may have been changed")


class Summary(Struct, frozen=True, kw_only=True):
    """What waits for the actor: in all the records seen, and of it the actor's own."""

    all: Tally
    mine: int


class RecordFindings(Struct, frozen=True, kw_only=True):
    """The findings of one record, with what was accepted before and what the actor may do."""

    stored: StoredRevision
    items: list[WorkItem]
    past: list[Acceptance]
    """Acceptances that count no more: over, taken back, or about a text that has changed."""
    accepts: bool
    assigns: bool


def _scope(uow: UnitOfWork, wanted: WorkFilter) -> store.Scope:
    writes: list[store.Offices] = []
    if offices_for(uow.actor, Permission.WRITE_ACTIVITIES):
        writes.append(access.visible_offices(uow, Permission.WRITE_ACTIVITIES))
    shown = service_live.shown(uow, wanted.office, wanted.activity_id)
    return store.Scope(shown=shown, today=today_of(uow), writes=writes)


def page(uow: UnitOfWork, wanted: WorkFilter, cursor: str | None, limit: int) -> WorkPage:
    """Return one page of findings in the records that the actor sees, newest record first.

    Raises: Forbidden; Invalid for a cursor that is none of this list.
    """
    rows = store.worklist(uow, _scope(uow, wanted), wanted, _place(cursor), limit + 1)
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    return WorkPage(
        items=[item for _, _, item in rows[:limit]], next_cursor=f"{last[0]}_{last[1]}" if last is not None else None
    )


def _place(cursor: str | None) -> tuple[str, int] | None:
    if cursor is None:
        return None
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return found[1], int(found[2])


def every(uow: UnitOfWork, wanted: WorkFilter, batch: int = 1_000) -> Iterator[WorkItem]:
    """Yield all findings of a filter in the order of the list, a few in memory at a time.

    Raises: Forbidden.
    """
    scope = _scope(uow, wanted)
    place: tuple[str, int] | None = None
    while True:
        rows = store.worklist(uow, scope, wanted, place, batch)
        for _, _, item in rows:
            yield item
        if len(rows) < batch:
            return
        place = rows[-1][0], rows[-1][1]


def count(uow: UnitOfWork, wanted: WorkFilter) -> dict[Severity, int]:
    """Return how many findings a filter has, by severity.

    Raises: Forbidden.
    """
    if wanted.code or wanted.mine or wanted.activity_id or wanted.state is not FindingState.OPEN:
        return store.count(uow, _scope(uow, wanted), wanted)
    # What stands open is counted already: 20,000 findings need not be walked over for the page that opens first.
    open_ones = summed(store_scores.tallies(uow, service_live.shown(uow, wanted.office)).values())
    counts = {
        Severity.ERROR: open_ones.errors,
        Severity.WARNING: open_ones.warnings,
        Severity.HINT: open_ones.hints,
    }
    return {each: number for each, number in counts.items() if wanted.severity in {None, each}}


def codes() -> list[tuple[str, tuple[str, str]]]:
    """Return the codes of all rules, each with what it says in Thai and English."""
    return [(code, said_by(code)) for code in sorted(CODES)]


def summary(uow: UnitOfWork) -> Summary:
    """Return what stands open in the records that the actor sees, and how many errors and warnings are the actor's own.

    Raises: Forbidden.
    """
    tally, mine = store.summary(uow, _scope(uow, WorkFilter()))
    return Summary(all=tally, mine=mine)


def of_record(uow: UnitOfWork, activity_id: str) -> RecordFindings:
    """Return the findings of a record as the actor sees it.

    Raises: NotFound.
    """
    stored = activities.read(uow, activity_id)
    wanted = WorkFilter(activity_id=activity_id)
    items = [item for _, _, item in store.worklist(uow, _scope(uow, wanted), wanted, None, None)]
    counting = {item.acceptance.id for item in items if item.acceptance is not None}
    return RecordFindings(
        stored=stored,
        items=items,
        past=[each for each in store.acceptances(uow, activity_id) if each.id not in counting],
        accepts=access.may(uow, Permission.ACCEPT_FINDINGS, stored.office_id),
        assigns=access.may(uow, Permission.REVIEW_ACTIVITIES, stored.office_id),
    )


def acceptances_of(uow: UnitOfWork, activity_id: str) -> list[WorkItem]:
    """Return the findings of a record, as the actor sees it, that are accepted as of today; none of another office.

    Raises: Forbidden.
    """
    return accepted_in(uow, activity_id) if store.has_acceptance(uow, activity_id) else []


def accepted_in(uow: UnitOfWork, activity_id: str) -> list[WorkItem]:
    """Return what `acceptances_of` does, for a record of which it is known that something was accepted.

    Raises: Forbidden.
    """
    wanted = WorkFilter(activity_id=activity_id, state=FindingState.ACCEPTED)
    return [item for _, _, item in store.worklist(uow, _scope(uow, wanted), wanted, None, None)]
