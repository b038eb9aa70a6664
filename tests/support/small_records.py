"""A small record that is whole and contradicts nothing, to be spoilt by one test in one place."""

from ropa.activities.rules_findings import findings_of
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.activity_keeping import Storage
from schemas.activity_safeguards import Safeguards
from schemas.beyond import Beyond
from schemas.choices import ExchangeType, HostingChoice
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Severity
from schemas.vocabulary import Direction, ExchangeMode, Hosting, StartEvent

OWN = "กรมสมมุติ"


def record() -> ActivityDocument:
    """A record that answers everything s.39 requires and contradicts nothing."""
    return ActivityDocument(
        form=Form(
            header=Header(
                recorder_name="นายสมมุติ ตัวอย่าง",
                agency_name="กระทรวงสมมุติ",
                parent_org_unit=OWN,
                main_process="งานทดสอบ",
                sub_process="งานย่อย",
                responsible_org_unit="กลุ่มงานสมมุติ",
                responsible_persons=["1. นายสมมุติ ตัวอย่าง", "2. นางสาวทดลอง ใช้งาน"],
            ),
            data_category=DataCategory(
                personal_data_items=["ชื่อ", "นามสกุล", "เบอร์โทรศัพท์มือถือ", "อีเมล"],
                collection_purposes=["ติดต่อกลับ"],
                authorised_accessors=["หัวหน้ากลุ่มงาน"],
                local_third_parties=[],
                lawful_basis="ภารกิจเพื่อประโยชน์สาธารณะ มาตรา 24(4)",
            ),
            storage=Storage(retention_period="10 ปี"),
            safeguards=Safeguards(access_control_measures="นโยบายความมั่นคงปลอดภัย"),
            beyond=Beyond(retention_start_event=StartEvent.CASE_CLOSED),
        )
    )


def heavy(document: ActivityDocument) -> list[tuple[str, str]]:
    """Codes and pointers of errors and warnings, without what merely is not answered."""
    return [
        (item.code, item.pointer)
        for item in findings_of(document)
        if item.severity is not Severity.HINT and item.code != "completeness.unanswered"
    ]


def exchange(direction: Direction, body: str | None, **line: object) -> InformationSystem:
    kind = ExchangeType(direction=direction, mode=ExchangeMode.ONLINE)
    made = ExchangeLine(data_exchange_type=kind, external_org_unit=body, **line)  # type: ignore[arg-type]
    return InformationSystem(
        seq=1, system_name="ระบบทดสอบ", hosting=HostingChoice(code=Hosting.ON_PREMISE), exchanges=[made]
    )
