"""The register's workbook from the register and back into it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import TypeVar

import pytest
from openpyxl.workbook import Workbook

from ropa import renderings
from ropa.activities import service as activities
from ropa.activities.rules import completed
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.imports import service_open, service_preview, service_reading, service_saving
from schemas.document import ActivityDocument, ActivityInput
from schemas.imports import ImportedRecord, ImportPreview, Outcome
from schemas.listing import ActivityFilter
from schemas.masking import MASK
from tests.ropa.imports.test_own_register import FIRST, REGISTER, STEPS, column, edited, put
from tests.support.actors import PHETCHABURI
from tests.support.answered_records import full_document
from tests.support.lives import RECORDER
from tests.support.world import open_register

T = TypeVar("T")
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def register(database_url: str, now: datetime) -> Iterator[Database]:
    """A register of three full records."""
    database = open_register(database_url, now)
    with database.write(RECORDER, now) as uow:
        for seed in range(3):
            made = completed(full_document(seed))
            made.steps[0].title = f"ขั้นแรก {seed}"
            made.form.header.recorder_name = "นายสมมุติ ตัวอย่าง"
            said = {name: getattr(made, name) for name in ActivityDocument.__struct_fields__}
            activities.create(uow, ActivityInput(office_id=PHETCHABURI, **said))
    yield database
    database.close()


def exported(register: Database, now: datetime, *, masked: bool = False) -> bytes:
    out = BytesIO()
    with register.read(RECORDER, now) as uow:
        renderings.register_workbook(uow, ActivityFilter(), out, masked=masked)
    return out.getvalue()


def documents(register: Database, now: datetime, count: int) -> list[ActivityDocument]:
    with register.read(RECORDER, now) as uow:
        refs = (f"ROPA-2569-{number:04}" for number in range(1, count + 1))
        return [activities.document_of(activities.read_by_ref(uow, ref)) for ref in refs]


def sent(register: Database, now: datetime, content: bytes) -> tuple[str, ImportPreview]:
    reading = service_reading.read(BytesIO(content), "ทะเบียน.xlsx", today=now.date())
    assert reading.kind == "register"
    with register.write(RECORDER, now) as uow:
        opened = service_open.open_import(uow, reading, None)
    with register.read(RECORDER, now) as uow:
        return opened, service_preview.preview(uow, opened, 0, 50)


def saved(register: Database, now: datetime, import_id: str) -> list[ImportedRecord]:
    def write(work: Callable[[UnitOfWork], T]) -> T:
        with register.write(RECORDER, now) as uow:
            return work(uow)

    with register.read(RECORDER, now) as uow:
        wanted = service_saving.ready(uow, import_id, None)
    return list(service_saving.save_ready(write, import_id, wanted))


def test_an_export_brought_back_changes_nothing(register: Database, now: datetime):
    for masked in (False, True):
        _, preview = sent(register, now, exported(register, now, masked=masked))
        assert preview.counts == {"unchanged": 3}


def test_edits_are_saved_as_these_edits_and_a_new_row_as_a_new_record(register: Database, now: datetime):
    before = documents(register, now, 3)

    def add(book: Workbook) -> None:
        sheet = book[REGISTER]
        for row, label, value in (
            (FIRST + 3, "ชื่อกระบวนการย่อย/ระบบย่อย", "กระบวนการใหม่"),
            (FIRST + 3, "หน่วยงาน", sheet.cell(FIRST, column(sheet, "หน่วยงาน")).value),
            (FIRST + 1, "ชื่อหน่วยงาน", "ชื่อใหม่"),
        ):
            sheet.cell(row, column(sheet, label)).value = value

    content = edited(exported(register, now, masked=True), add, put(STEPS, FIRST, "การใช้ข้อมูล", "ใช้ใหม่"))
    import_id, preview = sent(register, now, content)
    assert preview.counts == {"unchanged": 1, "change": 2, "create": 1}
    done = saved(register, now, import_id)
    assert {each.outcome for each in done} == {Outcome.CHANGED, Outcome.SAVED}
    after = documents(register, now, 4)
    assert MASK not in repr(after)
    before[1].form.header.agency_name = "ชื่อใหม่"
    before[0].steps[0].use = "ใช้ใหม่"
    assert after[:3] == before
    assert after[3].form.header.sub_process == "กระบวนการใหม่"
