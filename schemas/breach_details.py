"""What is known of a breach beyond its times: the facts that a notice to the Office asks for.

Everything may be missing: a notice is sent with what is known, the rest follows.
Legal source: PDPC breach notification B.E. 2565; law.md B.2.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import LINE, field, rows, text
from schemas.vocabulary import Term

NOTIFICATION = ("PDPC breach notification B.E.2565",)
#: Most people, or records, that a count can name: more than there are.
_MOST = 10**12


class BreachType(Term):
    """What security lost. A breach may be of all three kinds; paper and availability alone are breaches too."""

    CONFIDENTIALITY = ("confidentiality", "การละเมิดความลับของข้อมูล", "confidentiality")
    INTEGRITY = ("integrity", "การละเมิดความถูกต้องครบถ้วนของข้อมูล", "integrity")
    AVAILABILITY = ("availability", "การละเมิดความพร้อมใช้งานของข้อมูล", "availability")


class BreachCause(Term):
    """How it came about (the definition of the notification, B.E. 2565)."""

    INTENT = ("intent", "เจตนาหรือจงใจ", "intent")
    NEGLIGENCE = ("negligence", "ประมาทเลินเล่อ", "negligence")
    UNAUTHORISED = ("unauthorised", "กระทำโดยปราศจากอำนาจหรือโดยมิชอบ", "without authority")
    COMPUTER_CRIME = ("computer_crime", "อาชญากรรมทางคอมพิวเตอร์", "computer crime")
    CYBER_THREAT = ("cyber_threat", "ภัยคุกคามทางไซเบอร์", "cyber threat")
    ERROR = ("error", "ข้อผิดพลาดหรือความบกพร่อง", "error or defect")
    ACCIDENT = ("accident", "อุบัติเหตุ", "accident")
    OTHER = ("other", "เหตุอื่นใด", "other")
    UNKNOWN = ("unknown", "ยังไม่ทราบ", "not known yet")


class CountKind(Term):
    """How sure a number is."""

    EXACT = ("exact", "จำนวนแน่นอน", "exact")
    ESTIMATE = ("estimate", "ประมาณการ", "estimate")
    UNKNOWN = ("unknown", "ยังไม่ทราบ", "not known yet")


class Known(Term):
    """An answer to yes or no that may not be known yet."""

    YES = ("yes", "มี", "yes")
    NO = ("no", "ไม่มี", "no")
    UNKNOWN = ("unknown", "ยังไม่ทราบ", "not known yet")


Count = Annotated[int, Meta(ge=0, le=_MOST)]
Lines = list[Annotated[str, LINE]]


class Measures(Struct, kw_only=True, forbid_unknown_fields=True):
    """Measures of people, of process and of technology."""

    personnel: Annotated[str, text("ด้านบุคลากร", "Personnel", laws=NOTIFICATION)] | None = None
    process: Annotated[str, text("ด้านกระบวนการ", "Process", laws=NOTIFICATION)] | None = None
    technology: Annotated[str, text("ด้านเทคโนโลยี", "Technology", laws=NOTIFICATION)] | None = None


class OtherReport(Struct, kw_only=True, forbid_unknown_fields=True):
    """That somebody else was told: the cyber security agency, the police, the parent ministry."""

    to: Annotated[str, Meta(pattern=r"\S"), field("แจ้งหน่วยงาน", "Told to", max_length=500)]
    at: Annotated[str, field("เมื่อ", "When", max_length=200)] | None = None
    reference: Annotated[str, field("เลขที่อ้างอิง", "Reference", max_length=200)] | None = None


class BreachDetails(Struct, kw_only=True, forbid_unknown_fields=True):
    """The facts of a breach that are no times. Empty means not known yet, or not asked yet."""

    breach_types: Annotated[
        list[BreachType], rows("ประเภทการละเมิด", "Kinds of breach", laws=NOTIFICATION, required_by_law=True)
    ] = default(default_factory=list)
    cause: Annotated[BreachCause, field("สาเหตุ", "Cause", laws=NOTIFICATION)] | None = None
    cause_words: Annotated[str, text("รายละเอียดของสาเหตุ", "Cause in words", laws=NOTIFICATION)] | None = None
    subject_categories: Annotated[
        Lines, rows("ประเภทของเจ้าของข้อมูลส่วนบุคคล", "Categories of data subjects", laws=NOTIFICATION)
    ] = default(default_factory=list)
    subject_count: Annotated[Count, field("จำนวนเจ้าของข้อมูล", "Number of data subjects", laws=NOTIFICATION)] | None = (
        None
    )
    subject_count_kind: (
        Annotated[CountKind, field("จำนวนเจ้าของข้อมูลเป็น", "The number of data subjects is", laws=NOTIFICATION)] | None
    ) = None
    record_categories: Annotated[
        Lines, rows("ลักษณะของรายการข้อมูลส่วนบุคคล", "Categories of records", laws=NOTIFICATION)
    ] = default(default_factory=list)
    record_count: Annotated[Count, field("จำนวนรายการข้อมูล", "Number of records", laws=NOTIFICATION)] | None = None
    record_count_kind: (
        Annotated[CountKind, field("จำนวนรายการเป็น", "The number of records is", laws=NOTIFICATION)] | None
    ) = None
    has_s26_data: (
        Annotated[Known, field("ข้อมูลอ่อนไหวตามมาตรา 26", "Special category data", laws=("PDPA s.26",))] | None
    ) = None
    has_national_id: Annotated[Known, field("เลขประจำตัวประชาชน", "National ID numbers", laws=NOTIFICATION)] | None = (
        None
    )
    has_minors: Annotated[Known, field("ข้อมูลของผู้เยาว์", "Data of minors", laws=("PDPA s.20",))] | None = None
    likely_consequences: (
        Annotated[str, text("ผลกระทบที่อาจเกิดขึ้น", "Likely consequences", laws=NOTIFICATION, required_by_law=True)] | None
    ) = None
    measures_taken: Annotated[
        Measures, field("มาตรการที่ดำเนินการแล้ว", "Measures taken", laws=NOTIFICATION, required_by_law=True)
    ] = default(default_factory=Measures)
    measures_planned: Annotated[
        Measures, field("มาตรการที่จะดำเนินการ", "Measures planned", laws=NOTIFICATION, required_by_law=True)
    ] = default(default_factory=Measures)
    advice_to_subjects: (
        Annotated[str, text("คำแนะนำแก่เจ้าของข้อมูล", "Advice to data subjects", laws=NOTIFICATION)] | None
    ) = None
    abroad: Annotated[Lines, rows("ประเทศที่เกี่ยวข้อง", "Countries concerned", laws=("PDPA s.28",))] = default(
        default_factory=list
    )
    other_reports: Annotated[list[OtherReport], rows("การแจ้งหน่วยงานอื่น", "Other authorities told")] = default(
        default_factory=list
    )
    controller_name: Annotated[str, text("ผู้ควบคุมข้อมูลส่วนบุคคล", "Controller", laws=NOTIFICATION)] | None = None
    controller_address: Annotated[str, text("ที่อยู่ของผู้ควบคุม", "Address of the controller", laws=NOTIFICATION)] | None = (
        None
    )
    controller_contact: (
        Annotated[str, text("ช่องทางติดต่อผู้ควบคุม", "Contact of the controller", laws=NOTIFICATION)] | None
    ) = None
    dpo_name: (
        Annotated[
            str,
            text("เจ้าหน้าที่คุ้มครองข้อมูลหรือผู้ประสานงาน", "DPO or contact person", laws=NOTIFICATION, names_people=True),
        ]
        | None
    ) = None
    dpo_contact: Annotated[str, text("ช่องทางติดต่อเจ้าหน้าที่คุ้มครองข้อมูล", "Contact of the DPO", laws=NOTIFICATION)] | None = (
        None
    )
    processor_what: (
        Annotated[str, text("สิ่งที่ผู้ประมวลผลแจ้ง", "What the processor told", laws=("PDPA s.40(2)",))] | None
    ) = None
    processor_knew_at: (
        Annotated[
            datetime, Meta(tz=True), field("ผู้ประมวลผลทราบเหตุเมื่อ", "The processor knew at", laws=("PDPA s.40(2)",))
        ]
        | None
    ) = None
    processor_whose_data: Annotated[str, text("ข้อมูลของใครที่ผู้ประมวลผลแจ้ง", "Whose data, by the processor")] | None = None
    processor_contact: (
        Annotated[str, text("ช่องทางติดต่อผู้ประมวลผล", "Contact of the processor", names_people=True)] | None
    ) = None
