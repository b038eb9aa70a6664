"""How printed words are known again, what is a label and what an answer, and which corrections are proposed."""

import pytest

from ropa.imports.rules_paper import read_paper
from ropa.imports.rules_paper_cells import read_label
from ropa.imports.rules_paper_labels import known, printed_fields
from ropa.imports.rules_paper_split import items_of, shared
from ropa.imports.rules_paper_words import letters
from ropa.imports.rules_slips import Evidence, evidence, mended, person_meant, proposed, system_meant
from schemas.form import value_at
from schemas.imports import RemarkKind
from tests.support.paper_files import grid_of, paper, sent, text_of
from tests.support.recovery import TODAY

FIELDS = {info.key: info for info in printed_fields()}


@pytest.mark.parametrize(
    ("text", "key", "inline"),
    [
        ("ชื่อหน่วยงาน", "agency_name", ""),
        ("ชื่ อ หน่ วยงำน", "agency_name", ""),
        ("ชื่อหน่วยงาน : กรมตัวอย่าง", "agency_name", "กรมตัวอย่าง"),
        ("1.4 ชื่อหน่วยงาน", "agency_name", ""),
        ("ฐานกฎหมายในการประมวลผล\nตามสัญญา", "lawful_basis", "ตามสัญญา"),
        ("Create : C (ระบุ YES หากเป็นผู้สร้างข้อมูล) YES", "manages_create", "YES"),
        ("การทบทวน (update) (โปรดระบุใครเป็นผู้กำหนดรอบการทบทวน)", "role_reviewer", ""),
        ("แบบฟอร์มที่ใช้ : -", "collection_form_used", "-"),
        ("ผู้ก ำหนดหน้าที่บทบาทสิทธิการเข้าถึงข้อมูล", "role_access_administrator", ""),
    ],
)
def test_a_label_is_known_again(text, key, inline):
    reading = read_label(text, known())
    assert reading is not None
    assert [name.fields for name in reading.names] == [(FIELDS[key].pointer,)]
    assert reading.inline == inline


@pytest.mark.parametrize("text", ["ส่วนงานทะเบียน", "การทบทวนทุกปี", "สังกัดกรมตัวอย่าง", "กรมตัวอย่าง", "YES", "-", ""])
def test_an_answer_is_no_label(text):
    assert read_label(text, known()) is None


def test_no_label_is_taken_for_another_field():
    for info in printed_fields():
        reading = read_label(f"{info.note.label_th or ''} ({info.note.hint_th or ''})", known())
        assert reading is not None
        assert info.pointer in reading.names[0].fields
        assert not info.note.hint_th or reading.names[0].fields == (info.pointer,)


def test_letters_have_one_spelling():
    assert letters("น้ำ") == letters("นํ้า") == letters("น ้ำ") != letters("นำ")
    assert letters("ที่") == letters("ท่ี")
    assert letters("กํา  หนด ๑๒ (AB)") == letters("กำหนด12ab")
    assert letters("เเบบ") == letters("แบบ")


@pytest.mark.parametrize(
    ("keys", "text", "parts"),
    [
        (("access_control_measures", "access_rights_document"), "ก ข ก ข", ["ก ข", "ก ข"]),
        (("access_audit_trail", "backup_and_recovery"), "นโยบาย 1. แผน 2. เทป", ["นโยบาย", "1. แผน 2. เทป"]),
        (("retention_monitoring_cycle", "dsr_erasure_procedure"), "ทุกเดือน ลบทิ้ง", ["ทุกเดือน", "ลบทิ้ง"]),
        (("retention_monitoring_cycle", "dsr_erasure_procedure"), "ทุกเดือน\nลบทิ้ง", ["ทุกเดือน", "ลบทิ้ง"]),
        (("breach_report_channels", "breach_pdpc_liaisons"), "1. ก\n2. ข\n1. ค", ["1. ก\n2. ข", "1. ค"]),
        (("breach_report_channels", "breach_pdpc_liaisons"), "-", ["-", "-"]),
        (("access_control_measures", "access_rights_document"), "นโยบายของกรม", None),
    ],
)
def test_two_answers_in_one_cell_are_cut_only_where_the_form_tells(keys, text, parts):
    assert shared([FIELDS[key] for key in keys], text) == parts


@pytest.mark.parametrize(
    ("key", "text", "items"),
    [
        ("personal_data_items", "ชื่อ นามสกุล และอีเมล", ["ชื่อ", "นามสกุล", "อีเมล"]),
        ("personal_data_items", "ชื่อ, ที่อยู่ (บ้าน, ที่ทำงาน)", ["ชื่อ", "ที่อยู่ (บ้าน, ที่ทำงาน)"]),
        ("personal_data_items", "ชื่อ Line ID", ["ชื่อ", "Line ID"]),
        ("role_user", "กองคลัง กรมตัวอย่าง", ["กองคลัง กรมตัวอย่าง"]),
        ("disclosure_recording", "เก็บดังนี้ 1. ก 2.ข", ["เก็บดังนี้", "ก", "ข"]),
        ("storage_locations", "ตู้เอกสาร, Sharedrive", ["ตู้เอกสาร", "Sharedrive"]),
    ],
)
def test_lists_are_read_as_people_write_them(key, text, items):
    assert items_of(FIELDS[key], text)[0] == items


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ก ำหนด", "กำหนด"),
        ("กําหนด", "กำหนด"),
        ("ข้อมูลข้อมูล", "ข้อมูล"),
        ("ดิดต่อเรา", "ติดต่อเรา"),
        ("ต่าง ๆ นานา", None),
        ("ชื่อ นามสกุล", None),
    ],
)
def test_slips_are_proposed_and_plain_words_are_left(text, meant):
    assert mended(text) == meant


def test_an_abbreviation_is_a_slip_only_where_the_file_has_the_other_one():
    assert proposed("สพอ.ประมวลผลเอง", evidence(["กรมการพัฒนา"])) is None
    assert proposed("สพอ.ประมวลผลเอง", evidence(["ศทส.สปอ."])) == "สปอ.ประมวลผลเอง"


def test_a_broken_word_is_joined_only_where_the_file_writes_it_in_one():
    proof = evidence(["ระบบยืนยันตัวตนกลาง"])
    assert proposed("ตรวจสอบการยืนยัน ตัวตน", proof, flowing=True) == "ตรวจสอบการยืนยันตัวตน"
    assert proposed("ตรวจสอบการยืนยัน ตัวตน", Evidence(), flowing=True) is None


def test_a_name_is_held_against_the_head():
    people = ["นายปอง นามสมมติ", "นางสาวแก้ว ตัวอย่าง"]
    assert person_meant("นายปอง นามสมมตื", people) == "นายปอง นามสมมติ"
    assert person_meant("นายปิง นามสมมติ", people) == "นายปอง นามสมมติ"
    assert person_meant("นายปอง นามสมมติ", people) is None
    assert person_meant("นายไกล คนละคน", people) is None
    assert person_meant("DPO ของหน่วยงาน", people) is None


def test_a_system_called_as_anothers_gets_the_tail_of_its_owners_other_system():
    names = ["ไปรษณีย์ (ก.)", "สารบรรณ (ข.)", "ไปรษณีย์ (ก.)"]
    assert system_meant(names, ["กรม ก", "กรม ข", "กรม ข"], 2) == "ไปรษณีย์ (ข.)"
    assert system_meant(names, ["กรม ก", "กรม ข", "กรม ก"], 2) is None


def test_two_fields_of_one_label_go_by_their_order_when_no_hint_tells():
    grid = [
        [cell.split(" (โปรด")[0] if cell.startswith("เมื่อส่งมอบ") else cell for cell in line]
        for line in grid_of(text_of("003"))
    ]
    (record,) = read_paper(sent(grid), today=TODAY)
    assert record.data is not None
    found = record.data.form.safeguards
    assert found.disclosure_request_verification == ["ยืนยันตัวตนโดยใช้ ClientID และ ClientSecret ที่ได้รับ"]
    assert len(found.disclosure_recording or []) == 10


def test_one_of_two_fields_of_one_label_is_not_guessed_when_the_other_is_missing():
    grid = [
        [cell.split(" (โปรด")[0] if cell.startswith("เมื่อส่งมอบ") else cell for cell in line]
        for line in grid_of(text_of("003"))
        if not any("โปรดระบุขั้นตอนการตรวจสอบคำร้อง" in cell for cell in line)
    ]
    (record,) = read_paper(sent(grid), today=TODAY)
    assert record.data is not None
    found = record.data.form.safeguards
    assert (found.disclosure_request_verification, found.disclosure_recording) == (None, None)
    assert any(r.kind is RemarkKind.UNCERTAIN and "Log File" in (r.raw or "") for r in record.remarks)


def rows_as(shape: str) -> list[list[str]]:
    """Return form 002 with every label and answer laid out in another way."""
    (record,) = read_paper(sent(grid_of(text_of("002"))), today=TODAY)
    assert record.data is not None
    rows: list[list[str]] = []
    for info in printed_fields():
        value = value_at(record.data, info.pointer)
        text = f"คำตอบ {info.order}" if isinstance(value, str) else "YES"
        label = info.note.label_th or f"({info.note.hint_th})"
        if shape == "beside":
            rows.append([label, text])
        elif shape == "under":
            rows += [[label], [text]]
        elif shape == "behind":
            rows.append([f"{label} : {text}"])
        else:
            rows[-1:] = [[*rows[-1], label, text]] if rows and info.order % 2 == 0 else [*rows[-1:], [label, text]]
    return rows


@pytest.mark.parametrize("shape", ["beside", "under", "behind", "two beside each other"])
def test_answers_are_found_in_any_layout(shape):
    rest = [row for table in paper("002").exchange for row in table]
    (record,) = read_paper(sent([*rows_as(shape), *rest]), today=TODAY)
    assert record.data is not None
    texts = [info for info in printed_fields() if info.kind == "text"]
    found = {info.pointer: value_at(record.data, info.pointer) for info in texts}
    assert found == {info.pointer: f"คำตอบ {info.order}" for info in texts}
