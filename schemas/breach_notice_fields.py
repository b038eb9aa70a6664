"""The fields of a notice to the Office in their order: labels, when each is needed, and on what ground.

One table for the PDF, the Word file, the page and the check before sending, so that none of them can forget a field.
"""

from msgspec import Struct

from schemas.breach_notice import LAW
from schemas.vocabulary import Term

_S37 = "PDPA s.37(4)"


class Need(Term):
    """When a field must have a value."""

    REQUIRED = ("required", "ต้องมี", "required")
    BY_FINAL = ("by_final", "เท่าที่ทราบ ต้องมีในหนังสือสรุป", "as far as known, required in the final notice")
    AS_KNOWN = ("as_known", "เท่าที่ทราบ", "as far as known")
    IF_HIGH = ("if_high", "เมื่อมีความเสี่ยงสูง", "if the risk is high")
    IF_LATE = ("if_late", "เมื่อแจ้งเกิน 72 ชั่วโมง", "if late")
    IF_PARTIAL = ("if_partial", "เมื่อข้อมูลยังไม่ครบ", "if information is incomplete")
    IF_ANY = ("if_any", "ถ้ามี (ไม่มีให้เขียนว่า ไม่มี)", "if any; write none if there is none")
    ON_SENDING = ("on_sending", "เมื่อบันทึกการแจ้ง", "when the sending is recorded")


class NoticeField(Struct, frozen=True, kw_only=True):
    """One field. `part` is the heading that it stands under; `filing`: the register itself fills it."""

    key: str
    part: str
    th: str
    en: str
    need: Need
    ground: str
    filing: bool = False
    covers: tuple[str, ...] = ()
    """Other fields that are told in the same place."""


def _f(part: str, key: str, th: str, en: str, need: Need, ground: str, *covers: str) -> NoticeField:
    return NoticeField(key=key, part=part, th=th, en=en, need=need, ground=ground, covers=covers)


def _own(part: str, key: str, th: str, en: str, need: Need, ground: str) -> NoticeField:
    return NoticeField(key=key, part=part, th=th, en=en, need=need, ground=ground, filing=True)


PARTS = {
    "notice": "การแจ้ง",
    "controller": "ผู้ควบคุมข้อมูลส่วนบุคคล",
    "breach": "ลักษณะของเหตุการละเมิด",
    "times": "วันและเวลา",
    "data": "เจ้าของข้อมูลและข้อมูลส่วนบุคคล",
    "dpo": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคลหรือผู้ประสานงาน",
    "effects": "ผลกระทบและมาตรการ",
    "risk": "การประเมินความเสี่ยง",
    "subjects": "การแจ้งเจ้าของข้อมูล",
    "late": "การแจ้งเกิน 72 ชั่วโมง",
    "pending": "ข้อมูลที่จะแจ้งเพิ่มเติม",
    "others": "ผู้ที่เกี่ยวข้องและการแจ้งหน่วยงานอื่น",
    "signatory": "ผู้แจ้ง",
}

NOTICE_FIELDS = (
    _own("notice", "notice_kind", "ประเภทการแจ้ง", "Kind of notice", Need.REQUIRED, LAW),
    _own("notice", "notice_seq", "ครั้งที่", "Number of the notice", Need.REQUIRED, LAW),
    _own("notice", "sent_at", "วันเวลาที่แจ้ง", "Sent at", Need.ON_SENDING, _S37),
    _own("notice", "channel", "ช่องทางที่แจ้ง", "Channel", Need.ON_SENDING, LAW),
    _own("notice", "receipt_ref", "เลขรับของสำนักงาน", "Receipt of the Office", Need.ON_SENDING, LAW),
    _f("controller", "controller_name", "ชื่อ", "Controller", Need.REQUIRED, LAW),
    _f("controller", "controller_address", "ที่อยู่", "Address", Need.REQUIRED, LAW),
    _f("controller", "controller_contact", "ช่องทางติดต่อ", "Contact", Need.REQUIRED, LAW),
    _f("breach", "breach_type", "ประเภทการละเมิด", "Type of breach", Need.REQUIRED, LAW),
    _f("breach", "breach_nature", "ลักษณะโดยสังเขป", "Nature of the breach", Need.REQUIRED, LAW),
    _f("times", "occurred_from", "เกิดเหตุตั้งแต่", "Occurred from", Need.AS_KNOWN, LAW, "occurred_unknown"),
    _f("times", "occurred_to", "เกิดเหตุถึง", "Occurred to", Need.AS_KNOWN, LAW),
    _f("times", "detected_at", "ตรวจพบเหตุ", "Detected at", Need.REQUIRED, _S37),
    _f("times", "aware_at", "ทราบเหตุ", "Became aware at", Need.REQUIRED, _S37),
    _f("times", "aware_by", "ผู้ทราบเหตุ", "Who became aware", Need.REQUIRED, _S37),
    _f("times", "aware_how", "วิธีที่ทราบเหตุ", "How one became aware", Need.REQUIRED, _S37),
    _f("data", "subject_categories", "ประเภทเจ้าของข้อมูล", "Categories of data subjects", Need.AS_KNOWN, LAW),
    _f("data", "subject_count", "จำนวนเจ้าของข้อมูล", "Number of data subjects", Need.AS_KNOWN, LAW, "subject_count_kind"),
    _f("data", "record_categories", "ลักษณะของรายการข้อมูล", "Categories of records", Need.AS_KNOWN, LAW),
    _f("data", "record_count", "จำนวนรายการข้อมูล", "Number of records", Need.AS_KNOWN, LAW, "record_count_kind"),
    _f("data", "has_s26_data", "ข้อมูลอ่อนไหว (มาตรา 26)", "Special categories (s.26)", Need.AS_KNOWN, f"{LAW} ข้อ 12"),
    _f("data", "has_national_id", "เลขประจำตัวประชาชน", "National IDs", Need.AS_KNOWN, f"{LAW} ข้อ 12"),
    _f("data", "has_minors", "ผู้เยาว์", "Minors", Need.AS_KNOWN, f"{LAW} ข้อ 12"),
    _f("dpo", "dpo_name", "ชื่อ", "DPO", Need.REQUIRED, LAW),
    _f("dpo", "dpo_contact", "สถานที่และวิธีติดต่อ", "Contact of the DPO", Need.REQUIRED, LAW),
    _f("dpo", "contact_person", "ผู้ประสานงาน", "Contact person", Need.REQUIRED, LAW),
    _f("effects", "likely_consequences", "ผลกระทบที่อาจเกิดขึ้น", "Likely consequences", Need.REQUIRED, LAW),
    _f("effects", "measures_taken", "มาตรการที่ใช้แล้ว", "Measures taken", Need.REQUIRED, LAW),
    _f("effects", "measures_planned", "มาตรการที่จะใช้", "Measures planned", Need.REQUIRED, LAW),
    _f("risk", "risk_level", "ระดับความเสี่ยง", "Level of risk", Need.BY_FINAL, f"{LAW} ข้อ 12"),
    _f("risk", "factors", "ปัจจัย 7 ข้อ", "The seven factors", Need.AS_KNOWN, f"{LAW} ข้อ 12"),
    _f("subjects", "subjects_notified", "การแจ้งเจ้าของข้อมูล", "Data subjects told", Need.IF_HIGH, _S37),
    _f("subjects", "subjects_notified_at", "วันเวลาที่แจ้งเจ้าของข้อมูล", "When", Need.IF_HIGH, _S37),
    _f("subjects", "subjects_notified_how", "วิธีแจ้งเจ้าของข้อมูล", "How", Need.IF_HIGH, _S37),
    _own("late", "late", "แจ้งเกิน 72 ชั่วโมง", "Late", Need.REQUIRED, _S37),
    _f("late", "late_reason", "เหตุผล", "Reason of lateness", Need.IF_LATE, LAW),
    _f("late", "late_evidence", "หลักฐาน", "Evidence of the reason", Need.IF_LATE, LAW),
    _f(
        "pending",
        "pending_items",
        "รายการที่จะแจ้งเพิ่มเติม และกำหนดเวลา",
        "Still pending, expected at",
        Need.IF_PARTIAL,
        LAW,
    ),
    _f("others", "processor_name", "ผู้ประมวลผลข้อมูลที่เกี่ยวข้อง", "Processor", Need.IF_ANY, LAW),
    _f("others", "processor_told_at", "วันเวลาที่ผู้ประมวลผลแจ้ง", "When the processor told", Need.IF_ANY, LAW),
    _f("others", "affected_activities", "กิจกรรมที่ได้รับผลกระทบ", "Activities concerned", Need.AS_KNOWN, "PDPA s.39"),
    _f("others", "affected_systems", "ระบบที่ได้รับผลกระทบ", "Systems concerned", Need.AS_KNOWN, "PDPA s.39"),
    _f("others", "lawful_bases", "ฐานกฎหมาย", "Lawful bases", Need.AS_KNOWN, "PDPA ss.24, 26"),
    _f("others", "abroad", "เกี่ยวข้องกับต่างประเทศ", "Countries abroad", Need.IF_ANY, "PDPA s.28"),
    _f(
        "others",
        "other_reports",
        "การแจ้งหน่วยงานอื่น",
        "Reports to other authorities",
        Need.IF_ANY,
        "Cybersecurity Act B.E.2562",
    ),
    _f("signatory", "signatory", "ชื่อ", "Signatory", Need.REQUIRED, LAW),
    _f("signatory", "signatory_position", "ตำแหน่ง", "Position", Need.REQUIRED, LAW),
    _f("signatory", "signed_at", "วันเวลาที่ลงนาม", "Signed at", Need.REQUIRED, LAW),
    _own("signatory", "is_drill", "การซ้อม", "Drill", Need.REQUIRED, LAW),
)
FIELD = {each.key: each for each in NOTICE_FIELDS}
