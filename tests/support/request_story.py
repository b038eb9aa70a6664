"""The request of docs/subject-requests.md: what it is about, and the words that its people type. All made up."""

from datetime import date, datetime

from msgspec import Struct

from ropa.activities import service as activities
from ropa.db.unit_of_work import Database
from ropa.retention import service as retention
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond, PurposeBasis
from schemas.choices import ExchangeType
from schemas.document import ActivityInput
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.holding import Carrier, CopyKind, HoldingCopy, HoldingInput
from schemas.vocabulary import Applies, Direction, LawfulBasis, StartEvent
from tests.support.actors import person
from tests.support.web import national_id
from tests.support.world import approve

TITLE = "ส่งข่าวและเชิญร่วมงานแก่ผู้สมัครใจ"
HOLDING = "ทะเบียนผู้รับข่าว"
ITEMS = ["หมายเลขโทรศัพท์", "อีเมล"]
BODIES = ("หน่วยงานปลายทาง ก (สมมุติ)", "หน่วยงานปลายทาง ข (สมมุติ)")
REQUESTER = "นางสาวตัวอย่าง สมมุติสกุล"
NUMBER = national_id(4_321)
WISH = "ขอให้ลบหมายเลขโทรศัพท์และอีเมลของข้าพเจ้าออกจากทะเบียนผู้รับข่าว"
DPO = person("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", Role.DPO)
#: What an agency writes into the answer.
LETTER = {
    "agency": "สำนักงานปลัดกระทรวง (สมมุติ)",
    "agency_address": "ถนนสมมุติ กรุงเทพมหานคร",
    "signatory": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
    "signatory_position": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
    "contact": "กลุ่มคุ้มครองข้อมูลส่วนบุคคล โทร 0-0000-0000",
}


class Scene(Struct, frozen=True):
    """What the request is about."""

    activity_id: str
    holding_id: str


def scene(database: Database, now: datetime, office_id: int) -> Scene:
    """Return an approved activity on consent that sends to two bodies, with a data set and its backup."""
    lines = [
        ExchangeLine(
            data_exchange_type=ExchangeType(direction=Direction.SEND),
            external_org_unit=body,
            exchanged_data="รายชื่อผู้รับข่าว",
        )
        for body in BODIES
    ]
    system = InformationSystem(seq=1, system_name="ระบบข่าวสารสมมุติ", system_owner_org_unit="กองสมมุติ", exchanges=lines)
    basis = PurposeBasis(purpose="ส่งข่าว", data_items=ITEMS, lawful_basis=LawfulBasis.CONSENT)
    form = Form(
        header=Header(main_process=TITLE),
        data_category=DataCategory(personal_data_items=ITEMS),
        storage=Storage(retention_period="1 ปี"),
        beyond=Beyond(
            lawful_basis_code_per_purpose=[basis],
            data_subject_categories=["ผู้รับข่าวสาร"],
            saraban_applies=Applies.NO,
            retention_start_event=StartEvent.COLLECTED,
        ),
    )
    copy = HoldingCopy(kind=CopyKind.BACKUP, place="สำรองรายเดือน", erasable_within_days=60)
    with database.write(DPO, now) as uow:
        stored = activities.create(uow, ActivityInput(office_id=office_id, form=form, systems=[system]))
        approve(uow, stored.id)
        holding = retention.create_holding(
            uow,
            stored.id,
            HoldingInput(
                title=HOLDING,
                location="ระบบข่าวสารสมมุติ",
                carrier=Carrier.ELECTRONIC,
                saraban=Applies.NO,
                copies=[copy],
                started_on=date(2026, 1, 5),
                start_event=StartEvent.COLLECTED,
            ),
        )
    return Scene(activity_id=stored.id, holding_id=holding.id)
