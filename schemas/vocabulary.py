"""Closed lists of the form and of the law: each term has a code, the Thai words and the English words.

The codes are stored; the words are shown. `docs/glossary.md` is generated from this module.
"""

from enum import Enum
from typing import Self, cast


class Term(str, Enum):  # noqa: UP042 - StrEnum takes no further attributes
    """A word of a closed list. Its value is the stored code; `th` and `en` are what people read."""

    th: str
    en: str

    def __new__(cls, code: str, th: str, en: str) -> Self:
        """Return the member whose value is `code`."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.th = th
        member.en = en
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the member of a stored code.

        Raises: KeyError for a code that the list does not have.
        """
        return cast("Self", cls._value2member_map_[code])

    def __str__(self) -> str:
        return str(self.value)


class Mark(Term):
    """How the paper said "nothing" at a place. A missing mark on an empty value means: not answered."""

    DASH = ("-", "ไม่เกี่ยวข้อง", "not applicable")
    NO = ("NO", "ไม่มี (NO)", "no")
    NONE = ("ไม่มี", "ไม่มี", "none")
    NA = ("N/A", "ไม่มีการดำเนินการ", "not made")


class StepKind(Term):
    """What a step of the data flow is."""

    EXTERNAL = ("external", "บุคคลหรือหน่วยงานภายนอกกระทำ", "done by an external person")
    PROCESS = ("process", "กระบวนการ", "process")
    DECISION = ("decision", "พิจารณา/ตัดสินใจ", "decision")
    END = ("end", "สิ้นสุด", "end")


class StepMode(Term):
    """The form's legend: electronic or paper; unknown where the drawing is lost."""

    ELECTRONIC = ("electronic", "ดำเนินการด้วยอิเล็กทรอนิกส์", "electronic")
    PAPER = ("paper", "ดำเนินการด้วยเอกสาร", "paper")
    UNKNOWN = ("unknown", "ไม่ทราบ", "unknown")


class SystemStatus(Term):
    """System Status of the exchange table."""

    IN_USE = ("in_use", "ใช้งานอยู่ในปัจจุบัน", "in use")
    IN_DEVELOPMENT = ("in_development", "อยู่ระหว่างการพัฒนา", "in development")
    RETIRED = ("retired", "ยกเลิกการใช้งาน", "retired")


class Hosting(Term):
    """On-Premise or On Cloud."""

    ON_PREMISE = ("on_premise", "On-Premise", "on premise")
    ON_CLOUD = ("on_cloud", "On Cloud", "on cloud")


class CloudLocation(Term):
    """Where the cloud provider is (PDPA s.28: abroad may be a cross-border transfer)."""

    IN_COUNTRY = ("in_country", "ผู้ให้บริการคลาวด์อยู่ในประเทศ", "provider in the country")
    ABROAD = ("abroad", "ผู้ให้บริการคลาวด์อยู่ต่างประเทศ", "provider abroad")


class Direction(Term):
    """Direction of an exchange, seen from the agency that keeps the record."""

    SEND = ("send", "ส่งข้อมูลให้หน่วยงานอื่น", "sends data to another body")
    RECEIVE = ("receive", "รับข้อมูลจากหน่วยงานอื่น", "receives data from another body")


class ExchangeMode(Term):
    """How an exchange travels."""

    ONLINE = ("online", "Online ผ่านระบบเครือข่าย", "online, by network")
    OFFLINE = ("offline", "Offline โดยการส่งข้อมูลในลักษณะของไฟล์", "offline, as files")


class ProcessingBy(Term):
    """Who runs the processing of an exchange line (other: PDPA s.40 asks for an agreement)."""

    SELF = ("self", "ประมวลผลเอง", "the agency itself")
    OTHER = ("other", "ผู้อื่นประมวลผล", "another body")


class StorageFormat(Term):
    """Kinds of data named by the form's field 34."""

    DATABASE = ("database", "Database", "database")
    FILE_TEXT = ("file_text", "File (text)", "text file")
    FILE_WORD = ("file_word", "Word", "Word file")
    FILE_EXCEL = ("file_excel", "Excel", "Excel file")
    FILE_POWERPOINT = ("file_powerpoint", "Powerpoint", "PowerPoint file")
    VIDEO = ("video", "Clip VDO", "video")
    AUDIO = ("audio", "ไฟล์เสียง", "audio")
    IMAGE = ("image", "รูปภาพ", "image")
    MAP = ("map", "ไฟล์แผนที่", "map file")
    PAPER = ("paper", "กระดาษ", "paper")
    OTHER = ("other", "อื่นๆ", "other")


class LawfulBasis(Term):
    """Grounds of PDPA ss. 19, 20, 24 and 26."""

    CONSENT = ("consent", "ความยินยอม (มาตรา 19)", "consent (s.19)")
    CONSENT_MINOR = ("consent_minor", "ความยินยอมของผู้เยาว์ (มาตรา 20)", "consent of a minor (s.20)")
    RESEARCH_ARCHIVE = (
        "research_archive",
        "จดหมายเหตุ วิจัย สถิติ (มาตรา 24(1))",
        "archives, research, statistics (s.24(1))",
    )
    VITAL_INTEREST = ("vital_interest", "ป้องกันอันตรายต่อชีวิต (มาตรา 24(2))", "vital interest (s.24(2))")
    CONTRACT = ("contract", "สัญญา (มาตรา 24(3))", "contract (s.24(3))")
    PUBLIC_TASK = (
        "public_task",
        "ภารกิจเพื่อประโยชน์สาธารณะหรือใช้อำนาจรัฐ (มาตรา 24(4))",
        "public task or official authority (s.24(4))",
    )
    LEGITIMATE_INTEREST = (
        "legitimate_interest",
        "ประโยชน์โดยชอบด้วยกฎหมาย (มาตรา 24(5))",
        "legitimate interest (s.24(5))",
    )
    LEGAL_OBLIGATION = (
        "legal_obligation",
        "ปฏิบัติตามกฎหมายของผู้ควบคุมข้อมูล (มาตรา 24(6))",
        "legal obligation (s.24(6))",
    )
    S26_EXPLICIT_CONSENT = (
        "s26_explicit_consent",
        "ความยินยอมโดยชัดแจ้ง (มาตรา 26)",
        "explicit consent (s.26)",
    )
    S26_1 = ("s26_1", "ป้องกันอันตรายต่อชีวิต (มาตรา 26(1))", "vital interest (s.26(1))")
    S26_2 = ("s26_2", "องค์กรไม่แสวงหากำไร (มาตรา 26(2))", "non-profit body (s.26(2))")
    S26_3 = ("s26_3", "เปิดเผยต่อสาธารณะโดยยินยอม (มาตรา 26(3))", "made public with consent (s.26(3))")
    S26_4 = ("s26_4", "สิทธิเรียกร้องตามกฎหมาย (มาตรา 26(4))", "legal claims (s.26(4))")
    S26_5_MEDICINE = ("s26_5a", "เวชศาสตร์ (มาตรา 26(5)(ก))", "medicine (s.26(5)(a))")
    S26_5_PUBLIC_HEALTH = ("s26_5b", "สาธารณสุข (มาตรา 26(5)(ข))", "public health (s.26(5)(b))")
    S26_5_LABOUR = ("s26_5c", "คุ้มครองแรงงานและสวัสดิการ (มาตรา 26(5)(ค))", "labour and welfare (s.26(5)(c))")
    S26_5_RESEARCH = ("s26_5d", "วิจัยหรือสถิติ (มาตรา 26(5)(ง))", "research or statistics (s.26(5)(d))")
    S26_5_PUBLIC_INTEREST = (
        "s26_5e",
        "ประโยชน์สาธารณะที่สำคัญ (มาตรา 26(5)(จ))",
        "substantial public interest (s.26(5)(e))",
    )


class SpecialCategory(Term):
    """Data named by PDPA s.26. Not the same set as the form's "Restrict data"."""

    RACE = ("race", "เชื้อชาติ", "race")
    ETHNIC_ORIGIN = ("ethnic_origin", "เผ่าพันธุ์", "ethnic origin")
    POLITICAL_OPINION = ("political_opinion", "ความคิดเห็นทางการเมือง", "political opinion")
    BELIEF = ("belief", "ความเชื่อในลัทธิ ศาสนาหรือปรัชญา", "cult, religious or philosophical belief")
    SEXUAL_BEHAVIOUR = ("sexual_behaviour", "พฤติกรรมทางเพศ", "sexual behaviour")
    CRIMINAL_RECORD = ("criminal_record", "ประวัติอาชญากรรม", "criminal record")
    HEALTH = ("health", "ข้อมูลสุขภาพ", "health")
    DISABILITY = ("disability", "ความพิการ", "disability")
    TRADE_UNION = ("trade_union", "ข้อมูลสหภาพแรงงาน", "trade union")
    GENETIC = ("genetic", "ข้อมูลพันธุกรรม", "genetic data")
    BIOMETRIC = ("biometric", "ข้อมูลชีวภาพ", "biometric data")
    OTHER = ("other", "ข้อมูลอื่นที่กระทบทำนองเดียวกัน", "other data with like effect")


class SecrecyClass(Term):
    """Classes of the Official Secrets Regulation B.E. 2544 and of the government data guide."""

    PUBLIC = ("public", "เปิดเผย", "public")
    INTERNAL = ("internal", "เผยแพร่ภายใน", "internal")
    CONFIDENTIAL = ("confidential", "ลับ", "confidential")
    SECRET = ("secret", "ลับมาก", "secret")
    TOP_SECRET = ("top_secret", "ลับที่สุด", "top secret")


class TransferSafeguard(Term):
    """Mechanisms of PDPA ss. 28-29 for data that go abroad."""

    ADEQUATE = ("adequate", "ประเทศปลายทางมีมาตรฐานเพียงพอ", "adequate country")
    LEGAL_DUTY = ("legal_duty", "ปฏิบัติตามกฎหมาย", "legal duty")
    INFORMED_CONSENT = ("informed_consent", "ความยินยอมโดยแจ้งความไม่เพียงพอ", "informed consent")
    CONTRACT = ("contract", "จำเป็นตามสัญญากับเจ้าของข้อมูล", "contract with the data subject")
    CONTRACT_FOR_SUBJECT = (
        "contract_for_subject",
        "สัญญาเพื่อประโยชน์ของเจ้าของข้อมูล",
        "contract for the data subject's benefit",
    )
    VITAL = ("vital", "ป้องกันอันตรายต่อชีวิต", "vital interest")
    PUBLIC_INTEREST = ("public_interest", "ประโยชน์สาธารณะที่สำคัญ", "important public interest")
    BINDING_RULES = ("bcr", "นโยบายในเครือกิจการที่ได้รับการรับรอง", "binding corporate rules")
    STANDARD_CLAUSES = ("standard_clauses", "ข้อสัญญามาตรฐาน", "standard clauses")
    CERTIFICATION = ("certification", "การรับรองมาตรฐาน", "certification")
    NOT_A_TRANSFER = ("not_a_transfer", "ไม่เป็นการโอน", "not a transfer")


class Applies(Term):
    """A legal rule applies, does not, or nobody has decided yet."""

    YES = ("yes", "ใช่", "yes")
    NO = ("no", "ไม่ใช่", "no")
    UNCLEAR = ("unclear", "ยังไม่ชัดเจน", "unclear")


class StartEvent(Term):
    """From which event a retention period runs (law.md E.2). Without it no date can be computed."""

    RECORD_CREATED = ("record_created", "วันที่สร้างข้อมูล", "record created")
    COLLECTED = ("collected", "วันที่เก็บรวบรวม", "collected")
    LAST_ACTIVITY = ("last_activity", "วันที่ใช้งานครั้งสุดท้าย", "last activity")
    FISCAL_YEAR_END = ("fiscal_year_end", "วันสิ้นปีงบประมาณ", "end of the fiscal year")
    CALENDAR_YEAR_END = ("calendar_year_end", "วันสิ้นปีปฏิทิน", "end of the calendar year")
    CONTRACT_END = ("contract_end", "วันสิ้นสุดสัญญา", "end of the contract")
    EMPLOYMENT_END = ("employment_end", "วันสิ้นสุดการจ้าง", "end of employment")
    MEMBERSHIP_END = ("membership_end", "วันสิ้นสุดสมาชิกภาพ", "end of membership")
    LICENCE_END = ("licence_end", "วันสิ้นอายุใบอนุญาต", "end of the licence")
    CASE_CLOSED = ("case_closed", "วันที่คดีหรือเรื่องสิ้นสุด", "case closed")
    PROJECT_END = ("project_end", "วันสิ้นสุดโครงการ", "end of the project")
    CONSENT_WITHDRAWN = ("consent_withdrawn", "วันที่ถอนความยินยอม", "consent withdrawn")
    AUDIT_DONE = ("audit_done", "วันที่ตรวจสอบแล้ว", "audit done")
    SUPERSEDED = ("superseded", "วันที่มีการเปลี่ยนแปลง", "superseded")
    DOCUMENT_DATE = ("document_date", "วันที่ของเอกสาร", "date of the document")
    MAJORITY = ("majority", "วันที่มีอายุครบตามที่กำหนด", "the data subject reached the stated age")
    OTHER = ("other", "เหตุการณ์อื่น", "other event")


class RetentionScope(Term):
    """What one of an activity's own retention rules is about."""

    DATA = ("data", "ข้อมูลชุดหลักชุดหนึ่ง", "one of the data sets")
    ITEMS = ("items", "รายการข้อมูลที่ระบุ", "the data items named")
    COPIES = ("copies", "สำเนา", "copies")
    BACKUP = ("backup", "ข้อมูลสำรอง", "backups")


class RevisionStatus(Term):
    """Life of a revision, and `retired` for an activity whose work has ended."""

    DRAFT = ("draft", "ร่าง", "draft")
    SUBMITTED = ("submitted", "ส่งตรวจสอบ", "submitted")
    REVIEWED = ("reviewed", "ผ่านการพิจารณา", "reviewed")
    APPROVED = ("approved", "อนุมัติแล้ว", "approved")
    SUPERSEDED = ("superseded", "มีฉบับใหม่แทน", "superseded")
    RETIRED = ("retired", "เลิกใช้", "retired")
