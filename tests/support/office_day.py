"""A provincial office on an ordinary morning: what was sent back, what waits for a signature, what is due, who asks."""

from datetime import datetime, timedelta

import msgspec

from ropa.access import service_requests as access_requests
from ropa.access.service_people import person_of
from ropa.activities import service, service_life
from ropa.breaches import service as breaches
from ropa.db.unit_of_work import Database
from ropa.samples import filled_forms
from schemas.access import COMMAND_LINE, Actor, Channel, Role
from schemas.breach import BreachInput
from schemas.document import ActivityInput
from schemas.life import CommentInput, LifeStep, StepInput
from tests.support.actors import person
from tests.support.destruction_road import Road
from tests.support.lives import step
from tests.support.subject_requests import take_in
from tests.support.web import keys_for, national_id
from tests.support.world import DPO, update_of

#: The office of recorder.npt, reviewer.npt and head.npt.
OFFICE = 59
_NAMES = (
    "การขึ้นทะเบียนที่ปรึกษาสถานประกอบการ",
    "การรับเรื่องร้องเรียนเกี่ยวกับโรงงานอุตสาหกรรม",
    "การออกใบอนุญาตประกอบกิจการโรงงานจำพวกที่ 3",
    "การจัดฝึกอบรมผู้ประกอบการ SMEs และวิสาหกิจชุมชน",
    "การบริหารงานบุคคลของสำนักงาน",
    "การจัดซื้อจัดจ้างตามระเบียบพัสดุ",
)


def _author(office: int) -> Actor:
    return person("ผู้จัดทำ", Role.RECORDER, office)


def _reviewer(office: int) -> Actor:
    return person("ผู้พิจารณา", Role.REVIEWER, office)


def said(name: str, office: int = OFFICE) -> ActivityInput:
    """Return a whole record of the ministry's sample under another name."""
    data = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    data.form.header.sub_process = name
    return msgspec.structs.replace(data, office_id=office)


def wrote(
    database: Database,
    now: datetime,
    name: str,
    upto: LifeStep | None = None,
    actor: Actor | None = None,
    office: int = OFFICE,
) -> str:
    """Return a record, carried as far as a step that is not the approval."""
    author = actor or _author(office)
    with database.write(author, now) as uow:
        key = service.create(uow, said(name, office)).id
    if upto is not None:
        step(database, now, author, key, LifeStep.SUBMIT)
    if upto is LifeStep.REVIEW:
        step(database, now, _reviewer(office), key, LifeStep.REVIEW)
    return key


def sent_back(database: Database, now: datetime, name: str) -> str:
    """Return a record that was sent back with words and a comment at its field."""
    key = wrote(database, now, name, LifeStep.SUBMIT)
    note = "ชื่อกระบวนการยังไม่ตรงกับคำสั่งแบ่งงาน และยังไม่ได้ระบุฐานทางกฎหมายของข้อ 3"
    at_field = CommentInput(pointer="/form/header/sub_process", text="ใช้ชื่อตามคำสั่งที่ 12/2569")
    with database.write(_reviewer(OFFICE), now) as uow:
        service_life.take_step(uow, key, LifeStep.RETURN, StepInput(note=note, comments=[at_field]))
    return key


def changed_after_approval(
    database: Database, now: datetime, name: str, office: int = OFFICE, upto: LifeStep = LifeStep.REVIEW
) -> str:
    """Return a record that was approved once and waits again, with words changed in it."""
    key = wrote(database, now, name, LifeStep.REVIEW, office=office)
    step(database, now, person("หัวหน้าคนก่อน", Role.APPROVER, office), key, LifeStep.APPROVE)
    data = said(name, office)
    data.form.header.sub_process = f"{name} (ปรับปรุง)"
    data.form.storage.retention_period = "10 ปี นับแต่วันที่ใบอนุญาตสิ้นอายุ"
    with database.write(_author(office), now) as uow:
        service.replace(uow, key, service.read(uow, key).version, update_of(data))
    step(database, now, _author(office), key, LifeStep.SUBMIT)
    if upto is LifeStep.REVIEW:
        step(database, now, _reviewer(office), key, LifeStep.REVIEW)
    return key


def populate(database: Database, now: datetime) -> dict[str, list[str]]:
    """Lay an office's morning ready; return the ids of what waits for a signature, longest waiting first."""
    found = {"sign": [changed_after_approval(database, now - timedelta(days=3), _NAMES[0])]}
    found["sign"] += [
        wrote(database, now - timedelta(hours=5 - each), _NAMES[each], LifeStep.REVIEW) for each in (1, 2)
    ]
    found["returned"] = [sent_back(database, now - timedelta(days=1), _NAMES[3])]
    found["review"] = [wrote(database, now - timedelta(hours=2), _NAMES[4], LifeStep.SUBMIT)]
    found["draft"] = [wrote(database, now, _NAMES[5])]
    for hours, title in ((60, "ส่งอีเมลแนบรายชื่อผู้เข้าอบรมผิดคน"), (5, "แฟ้มคำร้องหายระหว่างขนย้าย")):
        given = BreachInput(office_id=OFFICE, title=title, aware_at=now - timedelta(hours=hours))
        with database.write(DPO, now) as uow:
            breaches.report(uow, given)
    take_in(database, now - timedelta(days=25))
    Road(database, now).holding(found["sign"][0])
    with database.write(COMMAND_LINE, now) as uow:
        asks = f"person:{person_of(uow, keys_for(database), national_id(41))}"
    with database.write(Actor(id=asks, name="ผู้ขอสิทธิ", channel=Channel.WEB, grants=()), now) as uow:
        access_requests.ask(uow, Role.RECORDER, OFFICE, "ย้ายมาประจำกลุ่มงานทะเบียน")
    return found
