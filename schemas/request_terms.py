"""Closed lists of requests of data subjects."""

from schemas.vocabulary import Term


class Right(Term):
    """A right of a data subject; `LAW_OF` tells where it stands."""

    WITHDRAWAL = ("s19_withdrawal", "ถอนความยินยอม", "withdraw consent")
    ACCESS = ("s30_access", "เข้าถึงและขอรับสำเนาข้อมูล", "access and a copy")
    PORTABILITY = ("s31_portability", "ขอรับหรือให้โอนย้ายข้อมูล", "portability")
    OBJECTION = ("s32_objection", "คัดค้านการประมวลผล", "object")
    ERASURE = ("s33_erasure", "ลบหรือทำลายข้อมูล", "erasure")
    RESTRICTION = ("s34_restriction", "ระงับการใช้ข้อมูล", "restrict use")
    RECTIFICATION = ("s36_rectification", "แก้ไขข้อมูลให้ถูกต้อง", "rectification")


#: Where each right stands in the Act.
LAW_OF: dict[Right, str] = {
    Right.WITHDRAWAL: "PDPA s.19",
    Right.ACCESS: "PDPA s.30",
    Right.PORTABILITY: "PDPA s.31",
    Right.OBJECTION: "PDPA s.32",
    Right.ERASURE: "PDPA s.33",
    Right.RESTRICTION: "PDPA s.34",
    Right.RECTIFICATION: "PDPA ss.35-36",
}


class RightOutcome(Term):
    """What became of one right of a request. Without one it is undecided, and its clock runs."""

    GRANTED = ("granted", "ดำเนินการตามคำขอ", "granted")
    PARTLY = ("partly", "ดำเนินการบางส่วน", "granted in part")
    REFUSED = ("refused", "ปฏิเสธคำขอ", "refused")
    NOT_HELD = ("not_held", "ไม่มีข้อมูลของผู้ขอ", "no data of this person held")
    WITHDRAWN = ("withdrawn", "ผู้ขอถอนคำขอ", "withdrawn by the requester")


class RightAnswer(Term):
    """How the statistics count the rights of a request: what a list of requests can be narrowed to."""

    ANSWERED = ("answered", "ตอบแล้ว", "answered")
    LATE = ("late", "ตอบช้าหรือเลยกำหนด", "answered late, or overdue")
    OVERDUE = ("overdue", "เลยกำหนดและยังไม่ตอบ", "overdue, not answered")


class RequestChannel(Term):
    """The way by which a request came."""

    COUNTER = ("counter", "ยื่นที่หน่วยงาน", "at the counter")
    POST = ("post", "ไปรษณีย์", "post")
    EMAIL = ("email", "อีเมล", "e-mail")
    TELEPHONE = ("telephone", "โทรศัพท์", "telephone")
    PUBLIC_FORM = ("public_form", "แบบฟอร์มสาธารณะ", "public form")
    API = ("api", "ระบบงานอื่น (API)", "another system (API)")


class RequestState(Term):
    """Where a request stands."""

    RECEIVED = ("received", "รับคำขอแล้ว", "received")
    IDENTITY = ("identity", "รอยืนยันตัวตน", "waiting for proof of identity")
    WORKING = ("working", "กำลังดำเนินการ", "being worked on")
    ANSWERED = ("answered", "ตอบแล้ว", "answered")
    CLOSED = ("closed", "ปิดเรื่องแล้ว", "closed")
    WITHDRAWN = ("withdrawn", "ผู้ขอถอนคำขอ", "withdrawn by the requester")
    LAPSED = ("lapsed", "ยุติเพราะไม่ได้รับการยืนยัน", "lapsed without proof")
    NOT_A_REQUEST = ("not_a_request", "ไม่ใช่คำขอใช้สิทธิ", "no request")


#: A request in one of these is over; it can be opened again with a reason.
ENDED = frozenset({RequestState.CLOSED, RequestState.WITHDRAWN, RequestState.LAPSED, RequestState.NOT_A_REQUEST})


class IdentityLevel(Term):
    """How sure it is that the requester is who they say; a later word is more than an earlier one."""

    NONE = ("none", "ยังไม่ทราบตัวตน", "unknown")
    CLAIMED = ("claimed", "ผู้ขอแจ้งเอง", "claimed")
    DOCUMENT_SEEN = ("document_seen", "เห็นเอกสารแล้ว", "document seen")
    VERIFIED = ("verified", "ตรวจสอบยืนยันแล้ว", "verified")
    PORTAL = ("portal", "ยืนยันผ่านระบบกลาง", "verified by the portal")


class Tongue(Term):
    """The language in which the requester is answered."""

    TH = ("th", "ไทย", "Thai")
    EN = ("en", "อังกฤษ", "English")


class RequestEventKind(Term):
    """What happened to a request."""

    RECEIVED = ("received", "รับคำขอ", "received")
    CORRECTED = ("corrected", "แก้ไขข้อมูลคำขอ", "corrected")
    IDENTITY_CHECKED = ("identity_checked", "ตรวจยืนยันตัวตน", "identity checked")
    IDENTITY_ASKED = ("identity_asked", "ขอหลักฐานยืนยันตัวตน", "proof of identity asked for")
    RIGHT_ADDED = ("right_added", "เพิ่มสิทธิที่ขอ", "right added")
    ASSIGNED = ("assigned", "มอบหมายผู้รับผิดชอบ", "assigned")
    LINKED = ("linked", "ระบุกิจกรรมที่เกี่ยวข้อง", "linked to activities")
    ASK_SENT = ("ask_sent", "สอบถามผู้ขอ", "requester asked")
    ASK_ANSWERED = ("ask_answered", "ผู้ขอตอบแล้ว", "requester answered")
    ASK_LAPSED = ("ask_lapsed", "ผู้ขอไม่ตอบภายในกำหนด", "no answer of the requester in time")
    PAUSED = ("paused", "หยุดนับเวลา", "clock paused")
    RESUMED = ("resumed", "นับเวลาต่อ", "clock resumed")
    LIMIT_SET = ("limit_set", "กำหนดเวลาดำเนินการ", "limit set")
    TASK_ADDED = ("task_added", "เพิ่มงาน", "task added")
    TASK_CHANGED = ("task_changed", "แก้ไขงาน", "task changed")
    TASK_DONE = ("task_done", "งานเสร็จ", "task done")
    TASK_DROPPED = ("task_dropped", "ยกเลิกงาน", "task dropped")
    TASK_REOPENED = ("task_reopened", "เปิดงานอีกครั้ง", "task opened again")
    DECIDED = ("decided", "มีคำตัดสิน", "decided")
    REFUSED = ("refused", "ปฏิเสธ", "refused")
    EFFECT = ("effect", "ดำเนินการตามสิทธิ", "effect of a right")
    LETTER_MADE = ("letter_made", "จัดทำหนังสือ", "letter made")
    LETTER_SENT = ("letter_sent", "ส่งหนังสือ", "letter sent")
    LETTER_RECEIVED = ("letter_received", "ผู้รับได้รับหนังสือ", "letter received")
    LETTER_DISCARDED = ("letter_discarded", "ยกเลิกร่างหนังสือ", "draft of a letter discarded")
    ANSWERED = ("answered", "ตอบคำขอแล้ว", "answered")
    NOTE = ("note", "บันทึก", "note")
    WITHDRAWN = ("withdrawn", "ผู้ขอถอนคำขอ", "withdrawn")
    LAPSED = ("lapsed", "ยุติเรื่อง", "lapsed")
    CLOSED = ("closed", "ปิดเรื่อง", "closed")
    REOPENED = ("reopened", "เปิดเรื่องอีกครั้ง", "opened again")
    PERSON_READ = ("person_read", "เปิดดูข้อมูลผู้ขอ", "requester's data opened")
    PERSON_CORRECTED = ("person_corrected", "แก้ไขข้อมูลผู้ขอ", "requester's data corrected")
    PERSON_KEPT = ("person_kept", "ให้เก็บข้อมูลผู้ขอต่อ", "requester's data kept longer")
    PERSON_FORGOTTEN = ("person_forgotten", "ลบข้อมูลผู้ขอ", "requester's data forgotten")
    DISMISSED = ("dismissed", "ไม่ใช่คำขอใช้สิทธิ", "no request")
