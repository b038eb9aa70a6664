"""The records that a run counts, one by one, and several of them confirmed as they are."""

import re

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, invalid
from ropa.procedures import service_register, store_register, store_rounds
from ropa.procedures.store_rounds import AnyRow
from schemas.procedure import StepAct
from schemas.round_register import RecordWait, RegisterCount, RoundRecord, RoundRecords
from schemas.vocabulary import RevisionStatus

MAX_LIMIT = 200
_ID = re.compile("[0-9a-f-]{36}")
_DRAFT = {
    None: RecordWait.CONFIRM,
    str(RevisionStatus.DRAFT): RecordWait.SUBMIT,
    str(RevisionStatus.SUBMITTED): RecordWait.REVIEW,
    str(RevisionStatus.REVIEWED): RecordWait.APPROVE,
}


def records(
    uow: UnitOfWork,
    round_id: str,
    office_id: int,
    act: StepAct,
    *,
    only_open: bool,
    cursor: str | None,
    limit: int,
) -> RoundRecords:
    """Return a page of the records that the run of an office counts for an act, those first that came first.

    Raises: NotFound, also for an office that the actor does not see in the round; Invalid for an act that is not about
    records, and for a cursor that is none.
    """
    if act is StepAct.RETENTION_CHECKED:
        raise invalid("/act", "ขั้นตอนนี้ไม่นับรายการ", "This act counts no records")
    if cursor is not None and not _ID.fullmatch(cursor):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    row, run_id = _seen(uow, round_id, office_id)
    span = service_register.span_of(row)
    offices = [office for office, run in service_register.places(uow, row).items() if run == run_id]
    counted = service_register.counts(uow, row, {run_id})[run_id]
    found = store_register.records(uow, span, offices, act, only_open=only_open, after=cursor or "", limit=limit + 1)
    shown = found[:limit]
    named = service_listing.named(uow, [each.id for each in shown])
    items = [
        RoundRecord(
            id=each.id,
            ref=each.ref,
            name=" · ".join(words for words in (known.main_process, known.sub_process) if words) or each.ref,
            office_id=each.office_id,
            status=known.status,
            wait=None if each.done else _wait(act, each),
            revision=each.approved if each.draft_status is None else None,
        )
        for each in shown
        if (known := named.get(each.id)) is not None
    ]
    return RoundRecords(
        count=RegisterCount(act=act, done=counted.done.get(act, 0), total=counted.total),
        items=items,
        hidden=len(shown) - len(items),
        next_cursor=shown[-1].id if len(found) > limit else None,
    )


def _seen(uow: UnitOfWork, round_id: str, office_id: int) -> tuple[AnyRow, str]:
    row = store_rounds.read_round(uow, round_id)
    if row is None:
        raise NotFound
    seen = store_rounds.runs_of(uow, round_id, access.visible_offices(uow, Permission.READ_ROUNDS))
    run = next((each for each in seen if each.office_id == office_id), None)
    if run is None:
        raise NotFound
    return row, run.id


def _wait(act: StepAct, row: AnyRow) -> RecordWait:
    if act is StepAct.REGISTER_PUBLISHED and row.approved is not None:
        return RecordWait.PUBLISH if row.public is None else RecordWait.PUBLISH_AGAIN
    return _DRAFT[row.draft_status]
