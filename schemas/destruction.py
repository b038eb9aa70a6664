"""Destruction of what is no longer kept: states, the list, the committee, decisions."""

from schemas.vocabulary import Term


class HoldingState(Term):
    """Where a data set stands on its way (law.md C.2). Held is no state: any hold stops every step and ends alone."""

    ACTIVE = ("active", "เก็บรักษาอยู่", "kept")
    LISTED = ("listed", "อยู่ในบัญชีขอทำลาย", "on a destruction list")
    COMMITTEE_REVIEW = ("committee_review", "คณะกรรมการพิจารณา", "before the committee")
    HEAD_DECISION = ("head_decision", "รอหัวหน้าส่วนราชการสั่งการ", "waits for the head's decision")
    ARCHIVES_REVIEW = ("archives_review", "รอหอจดหมายเหตุแห่งชาติ", "before the National Archives")
    APPROVED_TO_DESTROY = ("approved_to_destroy", "อนุมัติให้ทำลาย", "approved to be destroyed")
    BLOCKED_PENDING_ERASURE = (
        "blocked_pending_erasure",
        "ทำลายชุดหลักแล้ว สำเนาสำรองถูกปิดกั้นรอลบ",
        "destroyed but for copies that are blocked until they can be erased",
    )
    DESTROYED = ("destroyed", "ทำลายแล้ว", "destroyed")
    TRANSFERRED = ("transferred", "ส่งมอบหอจดหมายเหตุแล้ว", "transferred to the archives")


class ListState(Term):
    """Where a destruction list stands: the stage that its items go through together."""

    DRAFT = ("draft", "กำลังจัดทำ", "being made")
    COMMITTEE = ("committee", "คณะกรรมการพิจารณา", "before the committee")
    HEAD = ("head", "รอหัวหน้าส่วนราชการสั่งการ", "waits for the head")
    ARCHIVES = ("archives", "รอหอจดหมายเหตุแห่งชาติ", "before the National Archives")
    APPROVED = ("approved", "อนุมัติให้ทำลาย", "approved")
    CLOSED = ("closed", "ดำเนินการครบแล้ว", "closed")
    CANCELLED = ("cancelled", "ยกเลิก", "cancelled")


class ItemOutcome(Term):
    """What became of one item of a list."""

    OPEN = ("open", "อยู่ระหว่างดำเนินการ", "open")
    KEPT = ("kept", "ให้เก็บต่อ เสนอใหม่รอบหน้า", "kept until the next round")
    EXTENDED = ("extended", "ขยายเวลาเก็บ", "kept until a later day")
    TRANSFERRED = ("transferred", "ส่งมอบหอจดหมายเหตุ", "transferred to the archives")
    REMOVED = ("removed", "ถอนออกจากบัญชี", "taken off the list")
    DESTROYED = ("destroyed", "ทำลายแล้ว", "destroyed")


class Opinion(Term):
    """What the committee says of an item (Saraban Regulation, ข้อ 68)."""

    DESTROY = ("destroy", "เห็นควรทำลาย", "destroy")
    KEEP = ("keep", "เห็นควรเก็บไว้ก่อน", "keep until the next round")
    EXTEND = ("extend", "เห็นควรขยายเวลาเก็บ", "extend to a day")


class Seat(Term):
    """Seats of a destruction committee: a chair and two members at least (ข้อ 67)."""

    CHAIR = ("chair", "ประธานกรรมการ", "chair")
    MEMBER = ("member", "กรรมการ", "member")


class ArchivesAnswer(Term):
    """What the National Archives said (ข้อ 69-70; National Archives Act B.E. 2556)."""

    AGREED = ("agreed", "เห็นชอบให้ทำลาย", "agreed")
    SILENT = ("silent", "ไม่ตอบภายใน 60 วัน ถือว่าเห็นชอบ", "silent for 60 days: taken as agreed")
    AGREED_BEFOREHAND = ("agreed_beforehand", "ทำความตกลงไว้ก่อนแล้ว", "agreed beforehand for this kind")
    KEEP_LONGER = ("keep_longer", "ให้ขยายเวลาการเก็บ", "keep longer")
    RESERVED = ("reserved", "ขอสงวน (ส่งมอบ)", "reserved: to be handed over")
