"""What a run may be asked for, and what stands against one record. Pure."""

from schemas.bulk import BulkKind, BulkTerms, ItemState
from schemas.findings import Problem
from schemas.reading import control_characters
from schemas.vocabulary import RevisionStatus

Words = tuple[str, str]
NO_RIGHT: Words = ("ท่านไม่มีสิทธิทำสิ่งนี้ที่หน่วยงานของรายการนี้", "You may not do this at the record's office")
RETIRED: Words = ("รายการเลิกใช้แล้ว", "The record is retired")
WAITS: Words = (
    "รายการรอการพิจารณาหรืออนุมัติอยู่ ให้ถอนหรือให้ผู้พิจารณาส่งกลับก่อน",
    "The record waits for review or approval; withdraw it, or have it returned first",
)
NOT_A_DRAFT: Words = ("ไม่มีร่างที่รอส่ง รายการนี้อนุมัติแล้ว", "There is no draft to submit; the record is approved")
SUBMITTED: Words = ("ส่งตรวจสอบไปแล้ว", "It was submitted already")
CHANGED: Words = ("มีผู้แก้รายการนี้หลังจากแสดงตัวอย่าง", "The record was changed after the preview")
CHANGED_SINCE: Words = (
    "มีผู้แก้รายการนี้หลังจากงานชุดนั้น จึงคงไว้ตามที่แก้",
    "The record was changed after that run and is left as it is",
)
GONE: Words = ("รายการถูกลบไปแล้ว", "The record is gone")
COMMENTED: Words = (
    "ร่างนี้มีความเห็นของผู้พิจารณาแล้ว จึงไม่ลบร่าง",
    "Reviewers have commented on this draft, so it is not deleted",
)
STOPPED: Words = ("หยุดก่อนถึงรายการนี้", "The run was stopped before this record")
UNFINISHED: Words = (
    "งานชุดนี้ยังทำไม่ครบ ให้ทำต่อจนครบ หรือหยุดก่อน แล้วจึงเลิกทำ",
    "This run is not finished; let it finish or stop it, then take it back",
)
UNDONE: Words = ("งานชุดนี้เลิกทำไปแล้ว", "This run was taken back already")
NOTHING_DONE: Words = ("งานชุดนี้ไม่มีอะไรให้เลิกทำ", "There is nothing to take back in this run")
TOO_OLD: Words = (
    "เลิกทำได้ภายใน 30 วัน ให้เลือกรายการแล้วทำใหม่",
    "A run can be taken back for 30 days; choose the records anew",
)
NONE: Words = ("", "")
SAME_STEWARD: Words = ("เป็นเช่นนั้นอยู่แล้ว", "It is so already")
ANSWERED: Words = ("ช่องนี้มีคำตอบแล้ว จึงคงไว้", "The field is answered already and is left as it is")
NO_WRITER: Words = ("ผู้นี้ไม่มีสิทธิบันทึกที่หน่วยงานของรายการ", "This person may not write at the record's office")
#: Texts of such a record change in the draft that is open; of an approved one the next draft begins.
OPEN_DRAFT = frozenset({RevisionStatus.DRAFT})
_UNDER_REVIEW = frozenset({RevisionStatus.SUBMITTED, RevisionStatus.REVIEWED})


def faults_of(terms: BulkTerms) -> list[Problem]:
    """Return what is wrong with what a run is asked for."""
    found = [*control_characters(terms.find or "", "/find"), *control_characters(terms.put or "", "/put")]
    found += control_characters(terms.note or "", "/note")
    if terms.kind is not BulkKind.REPLACE:
        return found
    for pointer, value, thai, english in (
        ("/find", terms.find, "กรอกชื่อหน่วยงานเดิม", "Give the present name of the unit"),
        ("/put", terms.put, "กรอกชื่อหน่วยงานใหม่", "Give the new name of the unit"),
    ):
        if not (value or "").strip():
            found.append(Problem(pointer=pointer, message_th=thai, message_en=english))
    if not found and (terms.find or "").split() == (terms.put or "").split():
        found.append(
            Problem(pointer="/put", message_th="ชื่อใหม่เหมือนชื่อเดิม", message_en="The new name is the present one")
        )
    if terms.in_part and 0 < len("".join((terms.find or "").split())) < _SHORTEST:
        found.append(
            Problem(
                pointer="/find",
                message_th=f"ค้นเป็นส่วนหนึ่งของข้อความต้องยาวอย่างน้อย {_SHORTEST} ตัวอักษร",
                message_en=f"A part of a text must have at least {_SHORTEST} letters",
            )
        )
    return found


#: Shorter parts stand in too many words that mean something else.
_SHORTEST = 3


def replace_obstacle(status: RevisionStatus, *, writes: bool) -> Words | None:
    """Return why a record's text cannot be changed; None: it can."""
    if not writes:
        return NO_RIGHT
    if status is RevisionStatus.RETIRED:
        return RETIRED
    return WAITS if status in _UNDER_REVIEW else None


def submit_obstacle(status: RevisionStatus, *, submits: bool) -> tuple[ItemState, Words] | None:
    """Return why a record cannot be submitted, or why it need not be; None: it can."""
    if status in _UNDER_REVIEW:
        return ItemState.NOTHING, SUBMITTED
    if not submits:
        return ItemState.REFUSED, NO_RIGHT
    if status is RevisionStatus.RETIRED:
        return ItemState.REFUSED, RETIRED
    return None if status is RevisionStatus.DRAFT else (ItemState.NOTHING, NOT_A_DRAFT)


def will_stop(errors: int | None) -> Words | None:
    """Return what is said of a record that can be submitted but not approved as it is; None: nothing.

    `errors` is None where they are not counted yet.
    """
    if errors is None:
        return (
            "ส่งได้ ระบบยังตรวจข้อผิดพลาดของรายการนี้ไม่เสร็จ",
            "Can be submitted; its errors have not been counted yet",
        )
    if errors == 0:
        return None
    return (
        f"ส่งได้ แต่จะอนุมัติไม่ได้จนกว่าจะแก้ข้อผิดพลาด {errors} ข้อ",
        f"Can be submitted, but not approved until {errors} error(s) are mended",
    )


def fault(reference: str) -> Words:
    """Return what is said of a record that stopped the program."""
    return (
        f"ทำรายการนี้ไม่ได้เพราะระบบขัดข้อง โปรดแจ้งผู้ดูแลระบบ อ้างอิง {reference}",
        f"A fault of the system stands against this record; tell the administrator, reference {reference}",
    )


def none_back(reasons: list[Words]) -> Words:
    """Return why nothing of a run can be taken back, from the reasons of its records: the most frequent one."""
    thai, english = max(reasons, key=reasons.count)
    return f"ไม่มีรายการที่เลิกทำได้: {thai}", f"Nothing can be taken back: {english}"
