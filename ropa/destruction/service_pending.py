"""Use cases of what is not gone yet: the register of it, its checks, and the day on which nothing is left.

When the last of a data set is gone, the data set becomes `destroyed` and its certificate gets an addendum.
Legal source: PDPC notification on erasure B.E. 2567 ข้อ 4 (blocked until it can be erased); law.md F.4 66, 67.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record as tell
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_certificates, service_outcomes, service_steps, store, store_evidence, store_pending
from ropa.destruction.rules_evidence import next_check_faults
from ropa.destruction.rules_signers import plain
from ropa.destruction.rules_states import Act
from ropa.destruction.service_privacy import personal_data
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed, invalid
from schemas.destruction_lists import DestructionItem, ListedHolding
from schemas.evidence import CheckFact, CheckOutcome, PendingKind, Person, ReidentificationReview
from schemas.findings import Problem
from schemas.pending import PendingCheck, PendingCheckInput, PendingDetail, PendingErasure, PendingPage

MAX_LIMIT = 200
#: Of one reminding; what is left is told by the next.
_MOST_TOLD = 5_000
_LISTED = msgspec.json.Decoder(ListedHolding)
_PERSON = msgspec.json.Decoder(Person)
_FITTING = {
    PendingKind.COPY: {CheckOutcome.STILL_THERE, CheckOutcome.GONE},
    PendingKind.LIMIT: {CheckOutcome.STILL_THERE, CheckOutcome.GONE},
    PendingKind.REVIEW: {CheckOutcome.IDENTIFIABLE, CheckOutcome.ANONYMOUS},
}
_ENDS = {CheckOutcome.GONE, CheckOutcome.ANONYMOUS}


def list_pending(
    uow: UnitOfWork, cursor: str | None = None, limit: int = 50, *, list_id: str | None = None
) -> PendingPage:
    """Return one page of what is open, earliest next check first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    offices = access.visible_offices(uow, Permission.READ_RETENTION)
    rows = store_pending.page(uow, offices, _place(cursor), limit + 1, list_id=list_id)
    items = [_shown(uow, row) for row in rows[:limit]]
    after = f"{items[-1].next_check_on}_{items[-1].id}" if len(rows) > limit else None
    return PendingPage(items=items, next_cursor=after)


def _place(cursor: str | None) -> tuple[date, str] | None:
    if cursor is None:
        return None
    day, _, key = cursor.partition("_")
    try:
        return date.fromisoformat(day), key
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None


def due_between(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[PendingErasure]:
    """Return what is to be checked behind a place (day, id) and up to a day, in the actor's offices, for the agenda.

    Raises: Forbidden.
    """
    offices = access.visible_offices(uow, Permission.READ_RETENTION)
    return [_shown(uow, row) for row in store_pending.page(uow, offices, start, limit, through=last)]


def to_remind(uow: UnitOfWork, last: date) -> list[PendingErasure]:
    """Return everything to be checked by a day. Says nothing about rights: for the job."""
    return [_shown(uow, row) for row in store_pending.page(uow, None, None, _MOST_TOLD, through=last)]


def _shown(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> PendingErasure:
    return PendingErasure(
        id=row.id,
        certificate_id=row.certificate_id,
        certificate_ref=row.certificate_ref,
        list_id=row.list_id,
        item_id=row.item_id,
        holding_id=row.holding_id,
        activity_id=row.activity_id,
        office_id=row.office_id,
        title=_LISTED.decode(row.listed).title,
        kind=PendingKind.of(row.kind),
        words=row.words,
        reason=row.reason,
        measures=row.measures,
        since=row.since,
        next_check_on=row.next_check_on,
        overdue=row.closed_at is None and row.next_check_on < service_steps.today(uow),
        checks=row.checks,
        closed_at=row.closed_at,
        changed_at=row.checked_at or row.made_at,
        version=row.version,
    )


def read(uow: UnitOfWork, pending_id: str) -> PendingDetail:
    """Return one with its checks, oldest first.

    Raises: NotFound.
    """
    row = _found(uow, pending_id)
    checks = [
        PendingCheck(
            at=each.at,
            by_name=each.by_name,
            outcome=CheckOutcome.of(each.outcome),
            checked_on=each.checked_on,
            words=each.words,
            reason=each.reason,
            next_check_on=each.next_check_on,
        )
        for each in store_pending.checks(uow, [pending_id])
    ]
    return PendingDetail(pending=_shown(uow, row), checks=checks)


def _found(uow: UnitOfWork, pending_id: str) -> Row[*tuple[Any, ...]]:
    row = store_pending.find(uow, pending_id)
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_RETENTION, row.office_id, hide=True)
    return row


def check(uow: UnitOfWork, pending_id: str, version: int, given: PendingCheckInput) -> PendingDetail:
    """Record a check: still there until a next day, or gone. The last one gone makes the data set destroyed.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it is closed; Invalid with every fault.
    """
    row = _found(uow, pending_id)
    access.require(uow, Permission.RECORD_DESTRUCTION, row.office_id)
    service_steps.refuse_control_characters(given)
    service_outcomes.lock(uow, row.list_id)
    if row.closed_at is not None:
        raise Conflict("ตรวจพบว่าหมดไปแล้วก่อนหน้านี้", "This was found gone before")
    problems = [*personal_data(given), *_faults(given, row, service_steps.today(uow))]
    if problems:
        raise Invalid(problems)
    ends = given.outcome in _ENDS
    values = {
        "checks": row.checks + 1,
        "next_check_on": row.next_check_on if ends else given.next_check_on,
        "reason": row.reason if ends else given.reason,
        "measures": given.measures or row.measures,
        "closed_at": uow.now if ends else None,
    }
    if not store_pending.change(uow, pending_id, version, values):
        raise PreconditionFailed
    store_pending.add_check(uow, _values(uow, row, given))
    told = {"outcome": str(given.outcome), "next_check_on": str(given.next_check_on or ""), "item": row.item_id}
    tell(uow, "destruction.checked", f"pending_erasure:{pending_id}", told)
    if ends and not store_pending.open_of_item(uow, row.item_id):
        _erased(uow, row, given.checked_on)
    return read(uow, pending_id)


def _values(uow: UnitOfWork, row: Row[*tuple[Any, ...]], given: PendingCheckInput) -> dict[str, object]:
    return {
        "pending_id": row.id,
        "number": row.checks + 1,
        "at": uow.now,
        "by_id": uow.actor.id,
        "by_name": uow.actor.name,
        "outcome": str(given.outcome),
        "checked_on": given.checked_on,
        "words": given.words,
        "reason": given.reason,
        "measures": given.measures,
        "next_check_on": given.next_check_on,
        "reviewer": None if given.reviewer is None else msgspec.json.encode(given.reviewer, order="deterministic"),
    }


def _faults(given: PendingCheckInput, row: Row[*tuple[Any, ...]], today: date) -> Iterator[Problem]:
    kind = PendingKind.of(row.kind)
    if given.outcome not in _FITTING[kind]:
        fitting = sorted(_FITTING[kind])
        yield Problem(
            pointer="/outcome",
            message_th=f"ผลต้องเป็น {' หรือ '.join(f'“{each.th}”' for each in fitting)}",
            message_en=f"The outcome is one of {', '.join(map(str, fitting))}",
        )
    if not row.since <= given.checked_on <= today:
        yield Problem(
            pointer="/checked_on",
            message_th="วันที่ตรวจต้องไม่ก่อนวันทำลายและไม่อยู่ในอนาคต",
            message_en="The check lies between the destruction and today",
        )
    if given.outcome not in _ENDS:
        yield from next_check_faults(given.next_check_on, today, "/next_check_on")
        if not given.reason.strip():
            yield Problem(pointer="/reason", message_th="ต้องระบุเหตุผลที่ยังอยู่", message_en="Say why it is still there")
        if not (given.measures or row.measures).strip():
            yield Problem(pointer="/measures", message_th="ต้องระบุมาตรการปิดกั้น", message_en="Say what keeps it from use")
    if kind is PendingKind.REVIEW:
        yield from _reviewer(given, row.executor_name)


def _reviewer(given: PendingCheckInput, executor: str) -> Iterator[Problem]:
    if given.reviewer is None:
        yield Problem(pointer="/reviewer", message_th="ต้องระบุผู้ทบทวน", message_en="Name the reviewer")
    elif plain(given.reviewer.name) == plain(executor):
        yield Problem(
            pointer="/reviewer",
            message_th="ผู้ทบทวนต้องไม่ใช่ผู้ดำเนินการ",
            message_en="The reviewer is somebody other than who did it",
        )


def _erased(uow: UnitOfWork, row: Row[*tuple[Any, ...]], day: date) -> None:
    """Make a data set of which nothing is left `destroyed`, and its certificate whole by an addendum."""
    item = next(each for each in store.items(uow, row.list_id) if each.id == row.item_id)
    service_outcomes.destroyed(uow, row.list_id, [item], Act.ERASE, day)
    _addendum(uow, row, item)


def _addendum(uow: UnitOfWork, row: Row[*tuple[Any, ...]], item: DestructionItem) -> None:
    before = service_certificates.facts(uow, row.certificate_id)
    number = store_evidence.addenda(uow, row.certificate_id) + 1
    mine = [each for each in store_pending.of_certificate(uow, row.certificate_id) if each.item_id == item.id]
    checks = store_pending.checks(uow, [each.id for each in mine])
    last = {each.pending_id: each for each in checks}
    facts = msgspec.structs.replace(
        before,
        ref=f"{before.ref}/{number}",
        addendum_to=before.ref,
        recorded_at=uow.now,
        recorded_by=uow.actor.name,
        items=[
            msgspec.structs.replace(each, review=_review(mine, last) or each.review)
            for each in before.items
            if each.item_id == item.id
        ],
        pending=[],
        checks=[_check(each, last[each.id], item.listed.title) for each in mine if each.id in last],
        run=None,
        notes="",
        files=[],
    )
    service_certificates.make(uow, row.list_id, facts, row.certificate_id)


def _check(pending: Row[*tuple[Any, ...]], last: Row[*tuple[Any, ...]], title: str) -> CheckFact:
    return CheckFact(
        title=title,
        words=pending.words,
        outcome=CheckOutcome.of(last.outcome),
        checked_on=last.checked_on,
        checked_by=last.by_name,
        found=last.words,
    )


def _review(
    mine: Sequence[Row[*tuple[Any, ...]]], last: dict[str, Row[*tuple[Any, ...]]]
) -> ReidentificationReview | None:
    """Return the review that ended one of them."""
    for each in mine:
        found = last.get(each.id)
        if found is not None and found.reviewer is not None:
            return ReidentificationReview(
                reviewer=_PERSON.decode(found.reviewer), reviewed_on=found.checked_on, words=found.words
            )
    return None
