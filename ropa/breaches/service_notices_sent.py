"""Recording that a notice went to the Office, and its receipt.

What is printed is made outside the writing transaction: `check` tells what will be kept, the caller draws it, `sent`
stores it if the notice is still the one that was checked.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from ropa.attachments import service_files
from ropa.audit.service import record
from ropa.breaches import rules_notices as rules
from ropa.breaches import service, service_prefill, service_timeline, store_notices
from ropa.breaches.service_notices_shown import (
    OFFICE,
    filing_of,
    handled,
    office_row,
    paper_of,
    read_shown,
    require_live,
    row_of,
)
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.files import Kept
from schemas.breach import BreachRecord
from schemas.breach_notice import BreachNotice, BreachNoticeKind, NoticeFiling, NoticePaper, NoticeReceipt, NoticeSent
from schemas.breach_work import BreachEventKind
from schemas.findings import Problem


class Printed(Struct, frozen=True):
    """The two files of a notice as they lie in the file store."""

    pdf: Kept
    docx: Kept


class Sending(Struct, frozen=True):
    """A notice that passed every check, as it will be printed; `version` is what `sent` asks for again."""

    paper: NoticePaper
    version: int


def check(uow: UnitOfWork, breach_id: str, number: int, version: int, given: NoticeSent) -> Sending:
    """Return what will be printed and kept for a notice that may be recorded as sent.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it was sent already, or awareness is not confirmed;
    Invalid with every fault: sent before aware or in the future, late without reason and evidence, what is missing.
    """
    breach = handled(uow, breach_id)
    rows = store_notices.of_breach(uow, breach_id)
    row = office_row(rows, number)
    if row.released_at is not None:
        raise Conflict("บันทึกการส่งไว้แล้ว", "It was recorded as sent already")
    if row.version != version:
        raise PreconditionFailed
    require_live(breach)
    if breach.aware_at is None:
        raise Conflict(
            "ยังเป็นเหตุต้องสงสัย ต้องยืนยันเวลาทราบเหตุก่อนบันทึกการแจ้ง",
            "It is only suspected; awareness has to be confirmed before a notice is recorded as sent",
        )
    content = OFFICE.decode(row.content)
    filing = filing_of(breach, rows, row, given.sent_at, given)
    problems = rules.sending_problems(given, content, filing, breach.aware_at, uow.now)
    if rules.owes_reason(breach.notified_at, breach.aware_at, breach.late_reason_at):
        problems += rules.half_reason(content)
    if content.risk_level is not breach.level:
        problems.append(
            Problem(
                pointer="/content/risk_level",
                message_th="ระดับความเสี่ยงเปลี่ยนหลังร่างหนังสือนี้ โปรดเปิดร่างและบันทึกอีกครั้งก่อนส่ง",
                message_en="The level of risk changed after this was drafted; open the draft and save it again",
            )
        )
    if content.factors != service_prefill.with_own(uow, breach, content).factors:
        problems.append(
            Problem(
                pointer="/content/factors",
                message_th="คำตอบ 7 ปัจจัยเปลี่ยนหลังร่างหนังสือนี้ โปรดเปิดร่างและบันทึกอีกครั้งก่อนส่ง",
                message_en="The factors were answered anew after this was drafted; open the draft and save it again",
            )
        )
    if problems:
        raise Invalid(problems)
    return Sending(paper_of(row, rows, filing, uow.now), row.version)


def sent(
    uow: UnitOfWork, breach_id: str, number: int, version: int, given: NoticeSent, printed: Printed
) -> BreachNotice:
    """Return a notice that is now recorded as sent, its content and files frozen. `printed` was made of `check`.

    Raises: what `check` raises.
    """
    sending = check(uow, breach_id, number, version, given)
    filing, content = sending.paper.filing, sending.paper.content
    breach = service.read(uow, breach_id)
    row = row_of(store_notices.of_breach(uow, breach_id), number)
    for each in (printed.pdf, printed.docx):
        service_files.note(uow, each)
    aware_at = breach.aware_at
    owes = aware_at is not None and rules.owes_reason(breach.notified_at, aware_at, breach.late_reason_at)
    gives_reason = filing.late or (owes and all(rules.reason_parts(content).values()))
    moments = [each.expected_at for each in content.pending_items if each.expected_at is not None]
    values: dict[str, Any] = {
        "released_at": uow.now,
        "released_by": uow.actor.id,
        "sent_at": given.sent_at,
        "sent_by": given.sent_by,
        "channel": str(given.channel),
        "is_late": filing.late,
        "late_reason": content.late_reason if gives_reason else None,
        "late_evidence": content.late_evidence if gives_reason else None,
        "promises": len(content.pending_items),
        "promised_for": min(moments, default=None),
        "pdf_sha256": printed.pdf.sha256,
        "pdf_size": printed.pdf.size,
        "docx_sha256": printed.docx.sha256,
        "docx_size": printed.docx.size,
        "receipt_ref": given.receipt_ref,
        "receipt_at": given.receipt_at,
        "receipt_noted_at": uow.now if given.receipt_ref else None,
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
    }
    if not store_notices.change(uow, row.id, version, values):
        raise PreconditionFailed
    _tell_sent(uow, breach, number, given, filing, values)
    return read_shown(uow, breach, number)


def _tell_sent(
    uow: UnitOfWork,
    breach: BreachRecord,
    number: int,
    given: NoticeSent,
    filing: NoticeFiling,
    values: Mapping[str, Any],
) -> None:
    told: dict[str, object] = {
        "number": number,
        "kind": str(filing.kind),
        "channel": values["channel"],
        "sent_at": given.sent_at,
        "late": filing.late,
        "beyond_15d": filing.beyond_15d,
        "is_drill": filing.is_drill,
        "pdf_sha256": values["pdf_sha256"],
        "docx_sha256": values["docx_sha256"],
    }
    record(uow, "breach.notice_sent", f"breach:{breach.id}", told)
    service_timeline.add(uow, breach.id, BreachEventKind.NOTICE_SENT, happened_at=given.sent_at, details=told)
    changes: dict[str, Any] = {}
    if values["promised_for"] != breach.promised_for:
        # Each notice says anew what will follow; the one before is answered by it.
        changes["promised_for"] = values["promised_for"]
    gives_reason = values["late_reason"] is not None
    if filing.kind is BreachNoticeKind.INITIAL:
        changes["notified_at"] = given.sent_at
    if gives_reason:
        changes["late_reason_at"] = uow.now
        service_timeline.add(uow, breach.id, BreachEventKind.LATE_REASON, details={"number": number})
    if changes:
        service.change(uow, breach.id, None, **changes)
    if given.receipt_ref:
        _tell_receipt(uow, breach.id, number, (given.receipt_ref, given.receipt_at))


def _tell_receipt(
    uow: UnitOfWork,
    breach_id: str,
    number: int,
    now: tuple[str, datetime | None],
    before: tuple[str | None, datetime | None] = (None, None),
) -> None:
    """Say (number, moment) of a receipt, and what stood there before: the notice keeps only the newest."""
    told: dict[str, object] = {"number": number, "receipt_ref": now[0], "receipt_at": now[1]}
    if before[0] is not None:
        told |= {"receipt_ref_before": before[0], "receipt_at_before": before[1]}
    record(uow, "breach.notice_receipt", f"breach:{breach_id}", told)
    service_timeline.add(uow, breach_id, BreachEventKind.NOTICE_RECEIPT, happened_at=now[1] or uow.now, details=told)


def receipt(uow: UnitOfWork, breach_id: str, number: int, given: NoticeReceipt) -> BreachNotice:
    """Return a sent notice with the Office's receipt; a slip of the pen may be set right, the trail keeps both.

    Raises: NotFound, Forbidden; Conflict for a draft; Invalid.
    """
    breach = handled(uow, breach_id)
    row = office_row(store_notices.of_breach(uow, breach_id), number)
    if row.sent_at is None:
        raise Conflict("ยังไม่ได้บันทึกการส่ง", "It was not recorded as sent yet")
    problems = rules.receipt_problems(given, row.sent_at, uow.now)
    if problems:
        raise Invalid(problems)
    values = {
        "receipt_ref": given.receipt_ref,
        "receipt_at": given.receipt_at,
        "receipt_noted_at": uow.now,
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
    }
    if not store_notices.change(uow, row.id, row.version, values):
        raise PreconditionFailed
    _tell_receipt(uow, breach_id, number, (given.receipt_ref, given.receipt_at), (row.receipt_ref, row.receipt_at))
    return read_shown(uow, breach, number)
