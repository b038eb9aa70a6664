"""Use cases of notices: draft, edit, list, print. `ropa.breaches.service_notices_sent` records that one was sent.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy.exc import IntegrityError

from ropa.audit.service import record
from ropa.breaches import rules_notices as rules
from ropa.breaches import service, service_prefill, service_timeline, store_notices
from ropa.breaches.service_notices_shown import (
    excuses_of,
    filing_of,
    handled,
    last_sent,
    office_row,
    paper_of,
    read_shown,
    require_live,
    row_of,
    shown,
)
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from schemas.breach_letters import SubjectsContent
from schemas.breach_notice import (
    BreachNotice,
    BreachNoticeContent,
    BreachNoticeKind,
    NoticeAudience,
    NoticeDraft,
    NoticeInput,
    NoticeList,
    NoticePaper,
)
from schemas.breach_work import BreachEventKind
from schemas.findings import Problem
from schemas.reading import control_characters

FILE_COLUMNS = store_notices.FILE_COLUMNS


def draft(uow: UnitOfWork, breach_id: str, given: NoticeInput) -> BreachNotice:
    """Return a new draft, filled with all that the register knows.

    Raises: NotFound, Forbidden; Conflict for a second first notice, a second open draft, a following notice before the
    first was sent, and a breach that is closed or dismissed.
    """
    breach = handled(uow, breach_id)
    require_live(breach)
    rows = store_notices.of_breach(uow, breach_id)
    kind = given.kind if given.audience is NoticeAudience.OFFICE else BreachNoticeKind.INITIAL
    _require_turn(rows, given.audience, kind)
    content: BreachNoticeContent | SubjectsContent
    if given.audience is NoticeAudience.OFFICE:
        content = service_prefill.for_office(uow, breach, kind, last_sent(rows))
    else:
        content = service_prefill.for_subjects(uow, breach, last_sent(rows))
    body = rules.canonical(content)
    number = store_notices.next_number(uow, breach_id)
    values = {
        "id": new_id(uow.now),
        "breach_id": breach_id,
        "number": number,
        "version": 1,
        "audience": str(given.audience),
        "kind": str(kind),
        "is_drill": breach.is_drill,
        "content": body,
        "content_sha256": rules.sha256(body),
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
        "is_late": False,
        "promises": 0,
    }
    try:
        store_notices.add(uow, values)
    except IntegrityError as error:
        raise _second_draft() from error
    told = {"number": number, "audience": values["audience"], "kind": values["kind"]}
    record(uow, "breach.notice_drafted", f"breach:{breach_id}", told)
    service_timeline.add(uow, breach_id, BreachEventKind.NOTICE_DRAFTED, details=told)
    return read_shown(uow, breach, number)


def _require_turn(rows: Any, audience: NoticeAudience, kind: BreachNoticeKind) -> None:
    own = [row for row in rows if row.audience == str(audience)]
    if any(row.released_at is None for row in own):
        raise _second_draft()
    if audience is not NoticeAudience.OFFICE:
        return
    has_first = any(row.kind == str(BreachNoticeKind.INITIAL) for row in own)
    if kind is BreachNoticeKind.INITIAL and has_first:
        raise Conflict(
            "แจ้งครั้งแรกไปแล้ว เหตุหนึ่งมีการแจ้งครั้งแรกได้ครั้งเดียว ใช้ประเภทเพิ่มเติมหรือสรุป",
            "The first notice was sent already; use a supplementary or a final one",
        )
    if kind is not BreachNoticeKind.INITIAL and not has_first:
        raise Conflict(
            "ต้องแจ้งครั้งแรกก่อนจึงจะแจ้งเพิ่มเติมหรือสรุปได้", "The first notice has to be sent before any that follows it"
        )


def _second_draft() -> Conflict:
    return Conflict("มีร่างที่ยังไม่ส่งอยู่แล้ว โปรดแก้ไขร่างนั้น", "There is a draft that was not sent yet; edit that one")


def list_notices(uow: UnitOfWork, breach_id: str) -> NoticeList:
    """Return all notices of a breach and the Office's answers. Raises: NotFound."""
    breach = service.read(uow, breach_id)
    rows = store_notices.of_breach(uow, breach_id)
    return NoticeList(
        items=[shown(uow, breach, rows, row) for row in rows],
        excuses=excuses_of(uow, breach_id),
    )


def read(uow: UnitOfWork, breach_id: str, number: int) -> BreachNotice:
    """Return one notice. Raises: NotFound."""
    return read_shown(uow, service.read(uow, breach_id), number)


def save(uow: UnitOfWork, breach_id: str, number: int, version: int, given: NoticeDraft) -> BreachNotice:
    """Return a draft as it was saved. The clock's time, the level and the factors are always the register's own.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict for what was sent; Invalid.
    """
    breach = handled(uow, breach_id)
    row = row_of(store_notices.of_breach(uow, breach_id), number)
    if row.released_at is not None:
        raise Conflict("ส่งแล้ว แก้ไขไม่ได้", "It was sent and cannot be changed")
    content: BreachNoticeContent | SubjectsContent | None = (
        given.office if row.audience == str(NoticeAudience.OFFICE) else given.subjects
    )
    if content is None:
        raise Invalid([Problem(pointer=f"/{row.audience}", message_th="ต้องมีเนื้อหา", message_en="The content is needed")])
    problems = list(control_characters(msgspec.to_builtins(content)))
    if problems:
        raise Invalid(problems)
    if isinstance(content, BreachNoticeContent):
        content = service_prefill.with_own(uow, breach, content)
    body = rules.canonical(content)
    values = {
        "content": body,
        "content_sha256": rules.sha256(body),
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
    }
    if row.version != version or not store_notices.change(uow, row.id, version, values):
        raise PreconditionFailed
    record(uow, "breach.notice_saved", f"breach:{breach_id}", {"number": number, "sha256": values["content_sha256"]})
    return read_shown(uow, breach, number)


def printing(uow: UnitOfWork, breach_id: str, number: int) -> NoticePaper:
    """Return what is printed of a draft; of a sent notice the bytes are kept (`kept`).

    Raises: NotFound, also for a notice to data subjects.
    """
    breach = service.read(uow, breach_id)
    rows = store_notices.of_breach(uow, breach_id)
    row = office_row(rows, number)
    return paper_of(row, rows, filing_of(breach, rows, row, uow.now), uow.now)


def kept(uow: UnitOfWork, breach_id: str, number: int) -> Mapping[str, tuple[str, int]] | None:
    """Return hash and size of the files that were kept when a notice was sent; None of a draft.

    Raises: NotFound.
    """
    service.read(uow, breach_id)
    row = office_row(store_notices.of_breach(uow, breach_id), number)
    if row.pdf_sha256 is None:
        return None
    return {"pdf": (row.pdf_sha256, row.pdf_size), "docx": (row.docx_sha256, row.docx_size)}
