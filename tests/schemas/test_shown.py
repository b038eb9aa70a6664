"""The words that stand in a cell for a value."""

from datetime import date

import pytest

from schemas.activity import Form
from schemas.beyond import Beyond, Contact, ProcessorAgreement
from schemas.choices import ExchangeType, HostingChoice, StorageFormatChoice
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.form import FieldInfo, fields_of, form_fields
from schemas.shown import numbered, place_of, shown
from schemas.vocabulary import (
    Direction,
    ExchangeMode,
    Hosting,
    Mark,
    SpecialCategory,
    StartEvent,
    StorageFormat,
)

FIELDS = {info.key: info for info in form_fields()}


def _column(struct: type, key: str) -> FieldInfo:
    return next(info for info in fields_of(struct) if info.key == key)


def test_blank_dash_no_none_and_not_made_stay_five_different_things():
    said = [shown(FIELDS["privacy_notice_or_consent"], None, mark) for mark in (None, *Mark)]
    assert said == ["", "-", "NO", "ไม่มี", "N/A"]


def test_an_answer_speaks_louder_than_a_mark():
    assert shown(FIELDS["data_source"], "ผู้ใช้งาน", Mark.DASH) == "ผู้ใช้งาน"


@pytest.mark.parametrize(("answer", "words"), [(True, "YES"), (False, "NO"), (None, "")])
def test_yes_no_has_three_values(answer, words):
    assert shown(FIELDS["manages_create"], answer) == words


@pytest.mark.parametrize(("answer", "words"), [(True, "มี"), (False, "ไม่มี"), (None, "")])
def test_the_exchange_table_says_has_or_none(answer, words):
    assert shown(_column(ExchangeLine, "data_exchange_applied"), answer) == words


def test_no_organisations_is_no_and_an_empty_list_is_none():
    assert shown(FIELDS["local_third_parties"], []) == "NO"
    assert shown(FIELDS["local_third_parties"], [], Mark.DASH) == "-"
    assert shown(FIELDS["role_collector"], []) == "ไม่มี"


def test_one_item_stands_bare_and_several_are_numbered_one_a_line():
    assert numbered(["ก"]) == "ก"
    assert numbered(["ก", "ข"]) == "1. ก\n2. ข"


def test_numbers_that_somebody_typed_are_not_doubled():
    assert numbered(["1. ก", "๒) ข"]) == "1. ก\n๒) ข"
    assert numbered(["1. ก", "ข"]) == "1. 1. ก\n2. ข"


def test_closed_values_show_what_was_written_else_their_thai_words():
    assert shown(_column(InformationSystem, "hosting"), HostingChoice(code=Hosting.ON_CLOUD, raw="Cloud")) == "Cloud"
    assert shown(_column(InformationSystem, "hosting"), HostingChoice(code=Hosting.ON_CLOUD)) == "On Cloud"
    sent = ExchangeType(direction=Direction.SEND, mode=ExchangeMode.ONLINE)
    assert shown(_column(ExchangeLine, "data_exchange_type"), sent).startswith("ส่งข้อมูลให้หน่วยงานอื่น ในรูปแบบ")
    kinds = [StorageFormatChoice(code=StorageFormat.DATABASE), StorageFormatChoice(raw="แผ่นใส")]
    assert shown(FIELDS["storage_formats"], kinds) == "1. Database\n2. แผ่นใส"


def test_a_choice_without_words_falls_back_to_its_mark():
    assert shown(_column(InformationSystem, "hosting"), HostingChoice(), Mark.DASH) == "-"


def test_terms_dates_and_contacts_are_written_out():
    assert shown(FIELDS["retention_start_event"], StartEvent.LAST_ACTIVITY) == StartEvent.LAST_ACTIVITY.th
    flags = [SpecialCategory.HEALTH, SpecialCategory.GENETIC]
    assert shown(FIELDS["special_category_flags"], flags) == "1. ข้อมูลสุขภาพ\n2. ข้อมูลพันธุกรรม"
    assert (
        shown(FIELDS["dpo_contact"], Contact(name="DPO", email="dpo@example.org")) == "ชื่อ: DPO\nอีเมล: dpo@example.org"
    )
    agreement = ProcessorAgreement(processor="บริษัท ก", expires_on=date(2027, 9, 30))
    said = shown(FIELDS["processor_and_dpa_ref"], [agreement])
    assert said == "ผู้ประมวลผลข้อมูลส่วนบุคคล: บริษัท ก; วันสิ้นสุดข้อตกลง: 30 ก.ย. 2570"


def test_every_field_of_an_empty_form_shows_nothing():
    assert {shown(info, getattr(Beyond(), info.key, None)) for info in FIELDS.values()} == {""}


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("/form/storage/retention_period", "การจัดเก็บ › ระยะเวลาจัดเก็บ"),
        ("/form/header/agency_name", "ส่วนหัว › ชื่อหน่วยงาน"),
        ("/form/review/review_cycle", "การทบทวน"),
        ("/form/header/responsible_persons/1", "ส่วนหัว › ผู้รับผิดชอบในส่วนงาน"),
        ("/steps/3/use", "ตารางขั้นตอน › ขั้นตอนที่ 4 › การใช้ข้อมูล"),
        ("/systems/0", "ตารางระบบ › ระบบที่ 1"),
        ("/systems/1/exchanges/0/remark", "ตารางระบบ › ระบบที่ 2 › รายการแลกเปลี่ยนที่ 1 › หมายเหตุ (Remark)"),
        ("/unknown/3", "/unknown/3"),
    ],
)
def test_a_pointer_is_shown_in_the_words_of_the_form(pointer: str, words: str):
    assert place_of(pointer, Form) == words
