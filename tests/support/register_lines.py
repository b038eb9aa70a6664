"""What stands beside the documents in a register: a data set, a finding, revisions."""

from datetime import UTC, date, datetime
from typing import Any

from schemas.findings import Severity
from schemas.holding import Carrier, CopyKind, DueState, HoldingCopy, HoldKind
from schemas.register_lines import HeldSet, RevisionLine
from schemas.vocabulary import Applies, RevisionStatus, StartEvent
from schemas.worklist import Acceptance, FindingState, WorkItem

MOMENT = datetime(2026, 11, 20, 9, tzinfo=UTC)
PEOPLE = ("นายทดสอบ มั่นคงยิ่ง", "นางสาวตัวอย่าง ใจกว้าง", "นางสมมุติ แม่นยำ")
WRITER, APPROVER, OFFICER = PEOPLE


def held_set(**changes: Any) -> HeldSet:
    """Return a data set that a dispute holds."""
    said: dict[str, Any] = {
        "title": "แฟ้มคำร้อง",
        "start_event": StartEvent.CASE_CLOSED,
        "started_on": date(2016, 9, 30),
        "last_day_kept": date(2026, 9, 30),
        "due_on": date(2026, 10, 1),
        "due_state": DueState.DATED,
        "reason_th": "10 ปี",
        "holds": (HoldKind.LEGAL,),
        "location": "ตู้ 3",
        "medium": "กระดาษ",
        "volume": "12 แฟ้ม",
        "data_from": date(2015, 10, 1),
        "data_through": date(2016, 9, 30),
        "carrier": Carrier.PAPER,
        "saraban": Applies.YES,
        "copies": (HoldingCopy(kind=CopyKind.BACKUP, place="เทป", erasable_within_days=90),),
    }
    return HeldSet(**(said | changes))


def work_item(**changes: Any) -> WorkItem:
    """Return a finding that was accepted; its words name people."""
    taken = Acceptance(
        id="1",
        activity_id="1",
        key="0",
        code="retention.unread",
        pointer="/form/storage/retention_period",
        message_th="",
        message_en="",
        reason=f"ตามหนังสือของ{OFFICER}",
        accepted_by_name=OFFICER,
        accepted_at=MOMENT,
        valid_through=date(2027, 3, 31),
        ended_at=None,
        ended_by_name=None,
    )
    said: dict[str, Any] = {
        "key": "0",
        "activity_id": "1",
        "ref": "ROPA-2569-0001",
        "title": "",
        "office_id": 1,
        "revision": 2,
        "code": "retention.unread",
        "severity": Severity.WARNING,
        "pointer": "/form/storage/retention_period",
        "message_th": f"อ่านไม่ได้ {WRITER}",
        "message_en": "",
        "law": "PDPA s.39(4)",
        "suggestion": "ระบุระยะเวลา",
        "suggestion_en": None,
        "is_new": False,
        "owner_id": None,
        "owner_name": WRITER,
        "assigned": False,
        "state": FindingState.ACCEPTED,
        "acceptance": taken,
    }
    return WorkItem(**(said | changes))


REVISIONS = (
    RevisionLine(
        revision=2,
        status=RevisionStatus.APPROVED,
        content_hash="ab" * 32,
        updated_at=MOMENT,
        approved_at=MOMENT,
        approved_by_name=APPROVER,
        manifest_hash="cd" * 32,
    ),
    RevisionLine(
        revision=1,
        status=RevisionStatus.SUPERSEDED,
        content_hash="ef" * 32,
        updated_at=MOMENT,
        approved_at=MOMENT,
        approved_by_name=APPROVER,
        manifest_hash="12" * 32,
        superseded_at=MOMENT,
    ),
)
