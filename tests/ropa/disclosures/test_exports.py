"""The log of s.27 paragraph 3 stands in every export of a record and of the register, also of a past day."""

import shutil
from datetime import timedelta

import msgspec
import pytest

from ropa import clock, renderings
from ropa.disclosures import service
from schemas.disclosures import DisclosureCorrection
from schemas.listing import ActivityFilter
from tests.ropa.disclosures.test_service import ENTRY
from tests.ropa.test_register_export import exported, new
from tests.support.lives import AUDITOR, RECORDER
from tests.support.pdf_text import squeezed, stands, text_of

SHEET, RECIPIENT, DECIDED = "ใช้และเปิดเผย มาตรา 27", "ผู้รับข้อมูล", "อธิบดีกรมผู้อนุมัติ"
READS = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils reads the PDFs")


def test_the_register_of_a_past_day_has_the_log_as_it_stood(register, now):
    key, day = new(register, now), timedelta(days=1)
    with register.write(RECORDER, now + 2 * day) as uow:
        first = service.add(uow, key, ENTRY)
    with register.write(RECORDER, now + 4 * day) as uow:
        other = msgspec.structs.replace(ENTRY, recipient="กรมอื่น")
        service.correct(uow, key, first.id, DisclosureCorrection(reason="ผิดกรม", entry=other))
    today = clock.bangkok(now).date()
    said = {
        after: [
            line[RECIPIENT]
            for line in exported(register, now + 9 * day, as_of=today + after * day).get(SHEET, [])
            if line[RECIPIENT]
        ]
        for after in (1, 2, 3, 4)
    }
    assert said == {1: [], 2: ["กรมตัวอย่าง"], 3: ["กรมตัวอย่าง"], 4: ["กรมอื่น"]}


@READS
@pytest.mark.only_on("sqlite")
def test_the_log_is_printed_with_the_record_and_with_the_register(register, now):
    key = new(register, now)
    with register.write(RECORDER, now) as uow:
        service.add(uow, key, msgspec.structs.replace(ENTRY, decided_by=DECIDED))
    with register.read(AUDITOR, now) as uow:
        one = renderings.prepare_form_pdf(uow, key).render()
        many = renderings.register_pdf(uow, ActivityFilter()).content
    for pdf in (one, many):
        text = squeezed(text_of(pdf))
        assert stands(squeezed(DECIDED), text)
        assert stands(squeezed(ENTRY.recipient), text)
