"""Nobody's name and no national ID is left in what is masked, and all else stands as it was."""

import msgspec
import pytest

from schemas.activity import Form
from schemas.activity_data import Header
from schemas.document import ActivityDocument, encode_document
from schemas.flow import Step
from schemas.form import form_fields, value_at
from schemas.masking import MASK, MASK_ID, Masker, masked_document
from tests.support.export_records import document as filled

NAME = "นายทดสอบ มั่นคงยิ่ง"


def document(**texts: str) -> ActivityDocument:
    header = Header(recorder_name=NAME, responsible_persons=["1. นางสาวตัวอย่าง ใจกว้าง โทร 1234", "ผู้อำนวยการ"], **texts)
    return ActivityDocument(form=Form(header=header))


@pytest.mark.parametrize(
    "text",
    ["ส่งให้ทดสอบ มั่นคงยิ่ง", "นายทดสอบ  มั่นคงยิ่งรับ", "ทดสอบ\nมั่นคงยิ่ง", "คุณทดสอบ รับไว้", "ตัวอย่าง\u00a0ใจกว้าง", "น.ส. อื่นใด ไม่ซ้ำ"],
)
def test_a_name_is_hidden_wherever_it_stands(text):
    shown = masked_document(document(sub_process=text)).form.header.sub_process
    assert shown is not None
    assert MASK in shown
    assert not any(part in shown for part in ("ทดสอบ", "ตัวอย่าง", "ใจกว้าง", "อื่นใด"))


@pytest.mark.parametrize(
    "text",
    [
        "แบบแจ้งของนายจ้าง และลูกจ้าง",
        "นายทะเบียน ออกใบแทน",
        "คุณสมบัติ ของผู้สมัคร",
        "ผู้อำนวยการ ลงนาม",
        "0105536000121",
        "2569 1234",
    ],
)
def test_words_that_name_nobody_stand(text):
    assert masked_document(document(sub_process=text)).form.header.sub_process == text


@pytest.mark.parametrize(
    "number", ["1-2345-67890-12-1", "1234567890121", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "1 2345 67890 12 1", "123456\u200b7890121"]
)
def test_a_national_id_is_hidden_whatever_its_check_digit(number):
    shown = Masker(()).text(f"เลข {number} ของเขา")
    assert shown == f"เลข {MASK_ID} ของเขา"


def test_every_field_that_names_people_is_hidden_and_nothing_else_changes_its_shape():
    made = filled()
    shown = masked_document(made)
    for info in form_fields():
        before, after = value_at(made, info.pointer), value_at(shown, info.pointer)
        if info.note.names_people and before:
            assert after == ([MASK] * len(before) if isinstance(before, list) else MASK)
    assert msgspec.json.decode(encode_document(shown)).keys() == msgspec.json.decode(encode_document(made)).keys()
    assert masked_document(shown) == shown


def test_tables_and_marks_are_walked_too():
    made = document()
    made.steps = [Step(seq=1, title="นายทดสอบ มั่นคงยิ่ง ตรวจ")]
    assert masked_document(made).steps[0].title.startswith(MASK)
    assert made.steps[0].title.startswith("นาย")
