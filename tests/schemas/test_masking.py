"""Nobody's name and no national ID is left in what is masked, and all else stands as it was."""

import time

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
        "ระเบียบสำนักนายกรัฐมนตรี ว่าด้วยงานสารบรรณ พ.ศ. 2526",
        "นายก อบต. และนายกองค์การบริหารส่วนตำบล ลงนาม",
        "นายแพทย์สาธารณสุขจังหวัด ลงนาม นายแพทย์ชำนาญการ ตรวจ",
        "นายหน้า ซื้อขาย นายช่าง โยธา นายอำเภอ ลงนาม",
        "นายทหารสัญญาบัตร ลงนาม นายทหาร ลงนาม",
        "ทนายความ ผู้รับมอบอำนาจ เรือเอกชน ขนาดเล็ก",
        "พัฒนางานทะเบียน ราษฎร พัฒนายกระดับ บริการ สำเนางบการเงิน ทำนายผล ล่วงหน้า",
        "คำนำหน้านาม (นาย/นาง/นางสาว) ชื่อ",
        "น.ส. 3 ก. ก.พ.ร. กระทรวง ส.อ.ท. แห่งประเทศไทย อ.ก.พ. กรม",
        "ขอบคุณ ผู้ใช้ คุณภาพ ชีวิต ผู้ทรงคุณวุฒิ ตรวจ",
        "ระบบ MS Office, DR Site และ miss rate สูง",
        "กองการเจ้าหน้าที่ ฝ่ายบริหาร นักวิชาการ กลุ่มงานทะเบียน",
        "โทร 02-123-4567 ต่อ 1234",
    ],
)
def test_words_that_name_nobody_stand(text):
    assert masked_document(document(sub_process=text)).form.header.sub_process == text


@pytest.mark.parametrize(
    "number",
    ["1-2345-67890-12-1", "1234567890121", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "1 2345 67890 12 1", "123456\u200b7890121"]
    + [sign.join(("1", "2345", "67890", "12", "1")) for sign in ("\u2011", "\u2212", "\u00a0", "_", "/", "  ", " - ")]
    + ["๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑"],
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


@pytest.mark.parametrize(
    "text",
    [
        f"{before}{title}{gap}สมหวัง รุ่งเรือง"
        for before, title, gap in [
            ("รับเรื่องโดย", "นาย", ""),
            ("ส่งให้", "นางสาว", ""),
            ("ส่ง", "นาง", " "),
            ("บริษัท", "นาย", "\u200b"),
            ("", "ด.ช.", ""),
            ("", "เด็กหญิง", ""),
            ("โดย", "พ.ต.ท.", " "),
            ("", "พล.ต.อ.", ""),
            ("", "ร.ต.ท.หญิง", " "),
            ("", "ว่าที่ ร.ต.", " "),
            ("", "ว่าที่ร้อยตรี", ""),
            ("", "พันตำรวจโท", ""),
            ("", "น.อ.", " "),
            ("", "ม.ร.ว.", ""),
            ("", "นพ.", ""),
            ("", "นายแพทย์", ""),
            ("", "รศ.ดร.", ""),
            ("โดย", "ศ.", " "),
            ("ติดต่อ", "คุณ", ""),
            ("", "MR.", ""),
            ("", "dr.", " "),
        ]
    ],
)
def test_a_title_is_known_with_or_without_gaps(text):
    shown = Masker(()).text(text)
    assert MASK in shown
    assert not any(part in shown for part in ("สมหวัง", "รุ่งเรือง"))


@pytest.mark.parametrize(
    "name",
    ["นายสมบัติ ใจดียิ่ง", "นายวุฒิชัย ใจดียิ่ง", "นายธรรมนูญ ใจดียิ่ง", "นายทหารชัย ใจดียิ่ง", "นายกองเกียรติ ใจดียิ่ง", "นางงามตา ใจดียิ่ง"],
)
def test_a_name_that_begins_as_a_trade_does_is_hidden(name):
    assert Masker(()).text(f"ถึง {name} แล้ว") == f"ถึง {MASK} แล้ว"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("นักรบ ทองคำยิ่ง", "นักรบ ทองคำยิ่ง"),
        ("กองเกียรติ ใจดียิ่ง", "กองเกียรติ ใจดียิ่ง"),
        ("รองรัตน์ ใจดียิ่ง", "รองรัตน์ ใจดียิ่ง"),
        ("ผู้อำนวยการ สมหวัง ใจดียิ่ง", "สมหวัง ใจดียิ่ง"),
        ("พ.ต.ท. สมหวัง ใจดียิ่ง", "สมหวัง ใจดียิ่ง"),
        ("สมหวัง ใจดียิ่ง/แก้วตา งามยิ่ง", "แก้วตา งามยิ่ง"),
        ("1. ผอ. 2. สมหวัง ใจดียิ่ง 3. แก้วตา งามยิ่ง", "แก้วตา งามยิ่ง"),
        ("สมหวัง ณ ที่ใด", "สมหวัง ณ ที่ใด"),
        ("สมหวัง", "สมหวัง"),
        ("Somwang Jaidee", "SOMWANG JAIDEE"),
    ],
)
def test_a_name_of_a_field_that_names_people_is_hidden_elsewhere(line, name):
    made = ActivityDocument(form=Form(header=Header(recorder_name=line, sub_process=f"ส่งให้ {name} ตรวจ")))
    assert masked_document(made).form.header.sub_process == f"ส่งให้ {MASK} ตรวจ"


def test_a_name_of_one_word_and_positions_destroy_no_other_words():
    names = ["ทดสอบ", "ผู้อำนวยการ", "หัวหน้ากลุ่ม งานทะเบียน", "นักวิชาการ ชำนาญการ", "DPO ของหน่วยงาน", "เจ้าหน้าที่"]
    text = "ผู้ทดสอบระบบ การทดสอบ ผู้อำนวยการ หัวหน้ากลุ่ม งานทะเบียน นักวิชาการ ชำนาญการ DPO ของหน่วยงาน เจ้าหน้าที่"
    header = Header(responsible_persons=names, sub_process=text)
    assert masked_document(ActivityDocument(form=Form(header=header))).form.header.sub_process == text


@pytest.mark.parametrize("part", ["นาย", "พ.ต.ท.", "น.ส. ", "ดร. ", "Mr ", "1 ", "นาย" + " " * 50, "รศ.   ดร."])
def test_a_text_of_titles_only_takes_no_longer_than_others(part):
    began = time.process_time()
    Masker(["สมหวัง ใจดียิ่ง"]).text(part * (10_000 // len(part)) + "x")
    assert time.process_time() - began < 1
