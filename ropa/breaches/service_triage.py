"""The inbox of reports of the public: a person accepts one as a breach, merges it into a known one, or rejects it.

Every decision is kept with who, when and why. Only accepting with a moment of awareness starts a clock of the law.
"""

from datetime import datetime, timedelta

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import rules, service, service_timeline, store_outside
from ropa.breaches.service_public import contacts_of
from ropa.breaches.service_rows import refuse_closed
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, invalid
from ropa.keys import Keys
from schemas.breach import BreachInput, BreachPhase, BreachRecord, BreachSource
from schemas.breach_reports import (
    AcceptInput,
    MergeInput,
    RejectInput,
    ReportDecision,
    ReportItem,
    ReportPage,
    ReportState,
)
from schemas.breach_work import BreachEventKind
from schemas.office import WHOLE_MINISTRY

MAX_LIMIT = 200
_HOUR = timedelta(hours=1)


def inbox(
    uow: UnitOfWork,
    keys: Keys,
    *,
    state: ReportState | None = ReportState.WAITING,
    cursor: str | None = None,
    limit: int = 50,
) -> ReportPage:
    """Return a page of the reports of the offices whose breaches the actor handles, the newest warning first.

    Reports that name no office are for those who handle the breaches of the whole ministry.
    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    visible = access.visible_offices(uow, Permission.HANDLE_BREACHES)
    rows = store_outside.reports(
        uow, visible, state=None if state is None else str(state), after=_place(uow, cursor), limit=limit + 1
    )
    items = [_item(uow, keys, row) for row in rows[:limit]]
    return ReportPage(
        items=items,
        next_cursor=items[-1].id if len(rows) > limit else None,
        waiting=store_outside.waiting(uow, visible),
    )


def _place(uow: UnitOfWork, cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    row = store_outside.report(uow, cursor) if cursor.isascii() and cursor.isprintable() else None
    if row is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return row.received_at, cursor


def read(uow: UnitOfWork, keys: Keys, report_id: str) -> ReportItem:
    """Return one report.

    Raises: NotFound.
    """
    return _item(uow, keys, _find(uow, report_id))


def accept(uow: UnitOfWork, report_id: str, given: AcceptInput, breach_id: str | None = None) -> BreachRecord:
    """Return the breach that a report became: with `aware_at` one whose clock runs, else a suspicion since its receipt.

    Word was received when the report first came, whenever it was read. `breach_id`: the id that a form gave beforehand.
    Raises: NotFound, Forbidden; Conflict when it was decided already; Invalid.
    """
    before = None if breach_id is None else service.made_before(uow, breach_id)
    if before is not None:
        return before
    row = _to_decide(uow, report_id)
    access.require(uow, Permission.DECIDE_BREACHES, given.office_id)
    said = [row.what, *([f"(เวลาที่ผู้แจ้งบอก: {row.when_words})"] if row.when_words else [])]
    facts = BreachInput(
        office_id=given.office_id,
        title=given.title,
        aware_at=given.aware_at,
        suspected_at=row.received_at if given.aware_at is None else None,
        received_at=row.received_at,
        aware_by=given.aware_by,
        aware_how=given.aware_how,
        times_note=given.times_note,
        description="\n".join(said),
    )
    made = service.report(uow, facts, breach_id, source=BreachSource.PUBLIC)
    _decide(uow, row, ReportState.ACCEPTED, given.reason, made.id)
    return made


def merge(uow: UnitOfWork, keys: Keys, report_id: str, given: MergeInput) -> ReportItem:
    """Return a report that tells of a breach that is known; its words stand in the timeline of that breach.

    Word that came before a suspicion was written down brings its warning forward. Awareness does not move by itself.
    Raises: NotFound, Forbidden; Conflict when it was decided already, or the breach is closed; Invalid.
    """
    row = _to_decide(uow, report_id)
    try:
        found = service.read(uow, given.breach_id, Permission.DECIDE_BREACHES)
    except NotFound:
        raise invalid("/breach_id", "ไม่พบเหตุนี้", "There is no such breach") from None
    refuse_closed(found)
    if found.is_drill:
        raise invalid("/breach_id", "เหตุนี้เป็นการฝึกซ้อม", "This is a drill")
    if found.phase is BreachPhase.DISMISSED:
        raise invalid("/breach_id", "เหตุนี้ยุติแล้วว่าไม่ใช่เหตุละเมิด", "This was found to be no breach")
    if found.received_at is None or row.received_at < found.received_at:
        since = rules.suspected_since(found.aware_at, found.suspected_at, row.received_at)
        service.change(uow, found.id, None, received_at=row.received_at, suspected_at=since)
    _decide(uow, row, ReportState.MERGED, given.reason, found.id)
    return read(uow, keys, report_id)


def reject(uow: UnitOfWork, keys: Keys, report_id: str, given: RejectInput) -> ReportItem:
    """Return a report that tells of no breach, with the reason. It stays.

    Raises: NotFound, Forbidden; Conflict when it was decided already.
    """
    _decide(uow, _to_decide(uow, report_id), ReportState.REJECTED, given.reason, None)
    return read(uow, keys, report_id)


def _decide(
    uow: UnitOfWork, row: store_outside.AnyRow, state: ReportState, reason: str | None, breach_id: str | None
) -> None:
    values = {
        "report_id": row.id,
        "kind": str(state),
        "reason": reason,
        "breach_id": breach_id,
        "decided_by": uow.actor.id,
        "decided_by_name": uow.actor.name[:300],
        "decided_at": uow.now,
    }
    if not store_outside.decide(uow, row.id, str(state), values):
        raise _decided()
    told: dict[str, object] = {"report": row.id, "kind": str(state), "times": row.times}
    record(uow, "breach_report.decided", f"breach-report:{row.id}", told | {"breach": breach_id})
    if breach_id is not None:
        told["received_at"] = rules.in_bangkok(row.received_at)
        service_timeline.add(
            uow, breach_id, BreachEventKind.TRIAGED, happened_at=row.received_at, note=row.what, details=told
        )


def _find(uow: UnitOfWork, report_id: str) -> store_outside.AnyRow:
    row = store_outside.report(uow, report_id)
    if row is None:
        raise NotFound
    access.require(uow, Permission.HANDLE_BREACHES, _office_of(row), hide=True)
    return row


def _to_decide(uow: UnitOfWork, report_id: str) -> store_outside.AnyRow:
    row = _find(uow, report_id)
    access.require(uow, Permission.DECIDE_BREACHES, _office_of(row))
    if row.state != ReportState.WAITING.value:
        raise _decided()
    return row


def _decided() -> Conflict:
    return Conflict("รายงานนี้คัดกรองไปแล้ว", "This report was decided already")


def _office_of(row: store_outside.AnyRow) -> int:
    return WHOLE_MINISTRY if row.office_id is None else int(row.office_id)


def _item(uow: UnitOfWork, keys: Keys, row: store_outside.AnyRow) -> ReportItem:
    due = rules.warning_due_at(row.received_at)
    if due is None:
        raise RuntimeError("a report without a time of receipt")
    decision = None
    if row.kind is not None:
        decision = ReportDecision(
            kind=ReportState.of(row.kind),
            reason=row.reason,
            breach_id=row.breach_id,
            decided_by=row.decided_by,
            decided_by_name=row.decided_by_name,
            decided_at=row.decided_at.astimezone(rules.BANGKOK),
        )
    return ReportItem(
        id=row.id,
        office_id=row.office_id,
        what=row.what,
        when_words=row.when_words,
        contacts=contacts_of(keys, row.id, row.contact),
        count=row.times,
        received_at=row.received_at.astimezone(rules.BANGKOK),
        last_received_at=row.last_received_at.astimezone(rules.BANGKOK),
        warning_due_at=due,
        remaining_seconds=(due - uow.now) // timedelta(seconds=1),
        age_hours=(uow.now - row.received_at) // _HOUR,
        state=ReportState.of(row.state),
        decision=decision,
    )
