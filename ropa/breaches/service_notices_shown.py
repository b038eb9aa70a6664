"""How notices of a breach are shown and printed: what of a stored row the register adds by itself."""

from datetime import datetime
from typing import Any

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import rules_notices as rules
from ropa.breaches import service, store_awareness, store_notices
from ropa.breaches.rules import in_bangkok
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound
from schemas.breach import BreachRecord
from schemas.breach_letters import SubjectsContent
from schemas.breach_notice import (
    BreachNotice,
    BreachNoticeContent,
    BreachNoticeKind,
    Excuse,
    FilingChannel,
    NoticeAudience,
    NoticeFiling,
    NoticePaper,
    NoticeSent,
)
from schemas.breach_notice_gaps import gaps

OFFICE = msgspec.json.Decoder(BreachNoticeContent)
SUBJECTS = msgspec.json.Decoder(SubjectsContent)
_LIVE = frozenset({"suspected", "open"})


def handled(uow: UnitOfWork, breach_id: str) -> BreachRecord:
    """Return a breach that the actor may work on. Raises: NotFound, Forbidden."""
    breach = service.read(uow, breach_id)
    access.require(uow, Permission.HANDLE_BREACHES, breach.office_id)
    return breach


def require_live(breach: BreachRecord) -> None:
    if str(breach.phase) not in _LIVE:
        raise Conflict(
            "เรื่องนี้ปิดหรือยุติแล้ว ต้องเปิดเรื่องอีกครั้งก่อน", "This breach is closed or dismissed; it has to be opened again first"
        )


def row_of(rows: Any, number: int) -> Any:
    for row in rows:
        if row.number == number:
            return row
    raise NotFound


def office_row(rows: Any, number: int) -> Any:
    row = row_of(rows, number)
    if row.audience != str(NoticeAudience.OFFICE):
        raise NotFound
    return row


def last_sent(rows: Any) -> BreachNoticeContent | None:
    """Return what the last notice told the Office; None before the first."""
    told = [row for row in rows if row.audience == str(NoticeAudience.OFFICE) and row.sent_at is not None]
    return OFFICE.decode(told[-1].content) if told else None


def filing_of(
    breach: BreachRecord, rows: Any, row: Any, moment: datetime, given: NoticeSent | None = None
) -> NoticeFiling:
    before = [each for each in rows if each.audience == row.audience and each.number < row.number and each.sent_at]
    kind = BreachNoticeKind.of(row.kind)
    at = row.sent_at or moment
    aware_at = breach.aware_at
    source = given if given is not None else row
    channel = source.channel
    if aware_at is None or at.tzinfo is None:
        late = beyond = False
    else:
        late, beyond = rules.is_late(kind, aware_at, at), rules.is_beyond(kind, aware_at, at)
    return NoticeFiling(
        breach_ref=breach.ref,
        kind=kind,
        seq=len(before) + 1,
        is_drill=breach.is_drill,
        late=late if row.sent_at is None else row.is_late,
        beyond_15d=beyond,
        sent_at=in_bangkok(source.sent_at),
        channel=None if channel is None else FilingChannel.of(str(channel)),
        sent_by=source.sent_by,
        receipt_ref=source.receipt_ref,
        receipt_at=in_bangkok(source.receipt_at),
        former_sent_at=in_bangkok(before[-1].sent_at) if before else None,
    )


def _former(rows: Any, row: Any) -> BreachNoticeContent | None:
    return last_sent([each for each in rows if each.number < row.number])


def paper_of(row: Any, rows: Any, filing: NoticeFiling, now: datetime) -> NoticePaper:
    content = OFFICE.decode(row.content)
    day = in_bangkok(filing.sent_at or row.updated_at)
    return NoticePaper(
        content=content,
        filing=filing,
        changed=rules.changed(_former(rows, row), content),
        content_sha256=row.content_sha256,
        day=(day or now).date(),
    )


def shown(uow: UnitOfWork, breach: BreachRecord, rows: Any, row: Any) -> BreachNotice:
    is_office = row.audience == str(NoticeAudience.OFFICE)
    office = OFFICE.decode(row.content) if is_office else None
    filing = filing_of(breach, rows, row, uow.now)
    return BreachNotice(
        id=row.id,
        breach_id=breach.id,
        number=row.number,
        version=row.version,
        audience=NoticeAudience.of(row.audience),
        kind=BreachNoticeKind.of(row.kind),
        is_drill=row.is_drill,
        is_draft=row.released_at is None,
        created_at=_bangkok(row.created_at),
        updated_at=_bangkok(row.updated_at),
        released_at=in_bangkok(row.released_at),
        sent_at=in_bangkok(row.sent_at),
        sent_by=row.sent_by,
        channel=FilingChannel.of(row.channel) if row.channel else None,
        is_late=filing.late if is_office else False,
        beyond_15d=filing.beyond_15d if is_office else False,
        receipt_ref=row.receipt_ref,
        receipt_at=in_bangkok(row.receipt_at),
        content_sha256=row.content_sha256,
        pdf_sha256=row.pdf_sha256,
        docx_sha256=row.docx_sha256,
        office=office,
        subjects=None if is_office else SUBJECTS.decode(row.content),
        gaps=gaps(office, filing) if office is not None else [],
        changed=rules.changed(_former(rows, row), office) if office is not None else [],
        purged_at=in_bangkok(row.purged_at),
    )


def _bangkok(moment: datetime) -> datetime:
    found = in_bangkok(moment)
    assert found is not None  # noqa: S101 - a moment has one
    return found


def excuses_of(uow: UnitOfWork, breach_id: str) -> list[Excuse]:
    """Return the Office's answers, oldest first, and since when each no longer holds."""
    moves = [row.moved_at for row in store_awareness.history(uow, breach_id) if row.before is not None]
    return [_excuse(row, moves) for row in store_notices.excuses(uow, breach_id)]


def _excuse(row: Any, moves: list[datetime]) -> Excuse:
    return Excuse(
        number=row.number,
        is_excused=row.is_excused,
        reference=row.reference,
        answered_on=row.answered_on,
        note=row.note,
        noted_at=row.noted_at,
        noted_by=row.noted_by,
        voided_at=in_bangkok(min((moved_at for moved_at in moves if moved_at > row.noted_at), default=None)),
    )


def read_shown(uow: UnitOfWork, breach: BreachRecord, number: int) -> BreachNotice:
    """Return one notice of a breach. Raises: NotFound."""
    rows = store_notices.of_breach(uow, breach.id)
    return shown(uow, breach, rows, row_of(rows, number))
