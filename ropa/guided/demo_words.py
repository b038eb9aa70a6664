"""What the demonstration says: invented people, incidents and wishes, and where a record of each province stands."""

from enum import Enum
from typing import Any, NamedTuple

from schemas.beyond import Contact
from schemas.breach_details import BreachType
from schemas.requests import Right


class Stands(Enum):
    """How far a demonstration's record has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    CHANGED = "changed"
    """Approved, and a new draft stands beside it."""
    RETIRED = "retired"


#: One after the other over the provinces; half of a register in use is approved.
STANDS = (
    Stands.APPROVED,
    Stands.DRAFT,
    Stands.APPROVED,
    Stands.SUBMITTED,
    Stands.APPROVED,
    Stands.REVIEWED,
    Stands.CHANGED,
    Stands.RETURNED,
    Stands.APPROVED,
    Stands.RETIRED,
    Stands.APPROVED,
)
#: The offices whose people sign in by the portal's simulator have a record in each state.
SHOWN_STANDS = (*Stands, Stands.SUBMITTED, Stands.RETURNED, Stands.REVIEWED, Stands.APPROVED)

RETURN_NOTE = "ขอให้ระบุระยะเวลาจัดเก็บให้ชัดเจน และตรวจรายชื่อหน่วยงานที่รับข้อมูลอีกครั้ง"
COMMENTS = (
    ("/form/storage/retention_period", "เก็บกี่ปี นับจากเหตุการณ์ใด โปรดระบุทั้งสองอย่าง"),
    ("/form/data_category/local_third_parties", "ส่งข้อมูลให้หน่วยงานนี้ทุกครั้งหรือเฉพาะเมื่อมีหนังสือขอ"),
)
APPROVE_NOTE = "อนุมัติให้ลงทะเบียน"
RETIRE_NOTE = "ยุติการให้บริการนี้แล้ว ข้อมูลย้ายไประบบกลาง"
CHANGED_HEADER = "ปรับปรุงตามระบบใหม่"

PARENT = "สำนักงานปลัดกระทรวง (ข้อมูลสมมุติ)"
_ADDRESS = "99 ถนนสมมุติ แขวงตัวอย่าง กรุงเทพฯ 10000"
SAID_OF_CONTROLLER: dict[str, Any] = {
    "parent_org_unit": PARENT,
    "controller_contact": Contact(
        name=PARENT, address=_ADDRESS, telephone="0 2000 0000", email="contact@example.go.th"
    ),
    "dpo_contact": Contact(
        name="เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", address=_ADDRESS, telephone="0 2000 0001", email="dpo@example.go.th"
    ),
}


class Asked(NamedTuple):
    """A request of an invented person, so many days old."""

    name: str
    rights: tuple[Right, ...]
    wish: str
    days: int


ASKED = (
    Asked("ผู้ขอสมมุติ หนึ่ง", (Right.ACCESS,), "ขอสำเนาข้อมูลของตนในทะเบียนผู้มาติดต่อ", 3),
    Asked("ผู้ขอสมมุติ สอง", (Right.ERASURE,), "ขอให้ลบที่อยู่อีเมลออกจากรายชื่อรับข่าวสาร", 12),
    Asked("ผู้ขอสมมุติ สาม", (Right.RECTIFICATION, Right.ACCESS), "ขอแก้ที่อยู่ให้เป็นปัจจุบัน และขอดูข้อมูลทั้งหมด", 27),
    Asked("ผู้ขอสมมุติ สี่", (Right.OBJECTION,), "ขอคัดค้านการนำภาพจากกล้องไปใช้ประชาสัมพันธ์", 34),
)


class Incident(NamedTuple):
    """A breach that never was. Hours before now; `aware` None: a suspicion."""

    title: str
    description: str
    found: int
    aware: int | None
    kind: BreachType


INCIDENTS = (
    Incident(
        "ส่งอีเมลแนบไฟล์รายชื่อผู้เข้าอบรมผิดผู้รับ",
        "เจ้าหน้าที่ส่งไฟล์รายชื่อผู้เข้าอบรม 214 คน ไปยังที่อยู่อีเมลภายนอกที่พิมพ์ผิด",
        54,
        52,
        BreachType.CONFIDENTIALITY,
    ),
    Incident(
        "เครื่องคอมพิวเตอร์ของงานพัสดุถูกเข้ารหัสโดยมัลแวร์",
        "แฟ้มสัญญาซื้อขายบนเครื่องเปิดไม่ได้ตั้งแต่เช้า กำลังกู้จากชุดสำรอง",
        20,
        18,
        BreachType.AVAILABILITY,
    ),
    Incident(
        "สมุดเยี่ยมชมหน้าสำนักงานหายไปหนึ่งเล่ม",
        "ยังไม่ทราบว่าสูญหายหรือมีผู้หยิบไป อยู่ระหว่างตรวจภาพจากกล้อง",
        6,
        None,
        BreachType.CONFIDENTIALITY,
    ),
)

AGENCY = "กรมตัวอย่างเพื่อการสาธิต"
SERVICES = ("ทะเบียนโรงงาน", "ทะเบียนผู้ประกอบการ", "ใบอนุญาตประกอบกิจการ")
