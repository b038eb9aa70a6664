"""From the words of a cell to the value of a field, and back."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from schemas.activity import Form
from schemas.beyond import Contact, PurposeBasis
from schemas.cell_values import CellValue, read_cell, reads_back
from schemas.choices import ExchangeType, HostingChoice, StorageFormatChoice
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import NextStep, Step
from schemas.form import FieldInfo, Kind, fields_of, form_fields, sections
from schemas.shown import shown
from schemas.vocabulary import (
    Applies,
    Direction,
    ExchangeMode,
    Hosting,
    LawfulBasis,
    Mark,
    SpecialCategory,
    StepKind,
    StorageFormat,
)
from tests.support.export_records import value_for
from tests.support.random_documents import values

FIELDS = {info.key: info for info in form_fields()}
COLUMNS = {info.key: info for struct in (Step, InformationSystem, ExchangeLine) for info in fields_of(struct)}
ALL = FIELDS | COLUMNS
TODAY = date(2026, 11, 21)


def read(key: str, text: str, value: object = None) -> CellValue:
    return read_cell(ALL[key], text, value, today=TODAY)


@pytest.mark.parametrize(
    ("key", "words", "value", "mark"),
    [
        ("data_source", "", None, None),
        ("data_source", " \n", None, None),
        ("data_source", "ผู้ใช้งาน\n", "ผู้ใช้งาน", None),
        ("data_source", "-", None, Mark.DASH),
        ("data_source", "N/A", None, Mark.NA),
        ("data_source", "ไม่มี", None, Mark.NONE),
        ("data_source", "NO", None, Mark.NO),
        ("role_collector", "ไม่มี", [], Mark.NONE),
        ("local_third_parties", "NO", [], Mark.NO),
        ("it_systems", "-", None, Mark.DASH),
        ("next", "ไม่มี", [], None),
        ("manages_create", "YES", True, None),
        ("manages_create", "no", False, None),
        ("manages_create", "-", None, Mark.DASH),
        ("data_exchange_applied", "มี", True, None),
        ("data_exchange_applied", "ไม่มี", False, None),
        ("saraban_applies", "NO", Applies.NO, None),
        ("saraban_applies", "ใช่", Applies.YES, None),
        ("seq", "๑๒", 12, None),
        ("kind", "พิจารณา/ตัดสินใจ", StepKind.DECISION, None),
        ("kind", "decision", StepKind.DECISION, None),
        ("special_category_flags", "1. ข้อมูลสุขภาพ\n2. genetic", [SpecialCategory.HEALTH, SpecialCategory.GENETIC], None),
    ],
)
def test_words_become_values_and_tokens_stay_apart(key: str, words: str, value: object, mark: Mark | None):
    assert read(key, words) == CellValue(value, mark)


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("ก", ["ก"]),
        ("1. ก\n2. ข", ["ก", "ข"]),
        ("1. ก 2. ข 3. ค", ["ก", "ข", "ค"]),
        ("๑) ก\n๒) ข", ["ก", "ข"]),
        ("1.ก 2.ข", ["ก", "ข"]),
        ("1. ก 2. ข\n3. ค", ["ก", "ข", "ค"]),
        ("1. ก\nต่อ\n2. ข", ["ก\nต่อ", "ข"]),
        ("1. ก", ["1. ก"]),
        ("10 ปี", ["10 ปี"]),
        ("พ.ศ. 2526 2. ข", ["พ.ศ. 2526 2. ข"]),
        ("1. ตามข้อ 2.3 ก 2. ข", ["ตามข้อ 2.3 ก", "ข"]),
        ("1. ระเบียบ พ.ศ. 2526 (ฉบับที่ 2) พ.ศ. 2548 2. นโยบาย", ["ระเบียบ พ.ศ. 2526 (ฉบับที่ 2) พ.ศ. 2548", "นโยบาย"]),
        ("1) ระเบียบ (ฉบับ 2) ก 2) ข", ["ระเบียบ (ฉบับ 2) ก", "ข"]),
        ("- ก\n- ข", ["ก", "ข"]),
        ("\n".join(f"{n}. ก{n}" for n in range(1, 501)), [f"ก{n}" for n in range(1, 501)]),
    ],
)
def test_lists_are_read_as_offices_number_them(words: str, items: list[str]):
    assert read("retention_legal_refs", words).value == items


@pytest.mark.parametrize(
    "items", [["1. ก"], ["1. ก", "2. ข"], ["1. ก 2. ข"], ["ก 2. ข", "ค"], ["1. ก", "๒) ข"], ["ก\nข"], [" ก"]]
)
def test_items_that_look_numbered_are_read_back_or_known_not_to_be(items: list[str]):
    info = FIELDS["role_user"]
    assert (read_cell(info, shown(info, items)).value == items) is reads_back(info, items)
    assert reads_back(info, ["1. ก"])
    assert not reads_back(info, ["1. ก", "2. ข"])


def test_choices_keep_the_words_that_stand_there():
    assert read("hosting", "On Cloud").value == HostingChoice(code=Hosting.ON_CLOUD, raw="On Cloud")
    assert read("hosting", "เครื่องแม่ข่าย").value == HostingChoice(raw="เครื่องแม่ข่าย")
    words = "สปอ.ส่งข้อมูลให้หน่วยงานอื่น ในรูปแบบ Online ผ่านระบบเครือข่าย"
    assert read("data_exchange_type", words).value == ExchangeType(
        direction=Direction.SEND, mode=ExchangeMode.ONLINE, raw=words
    )
    assert read("storage_formats", "1. Database 2. แผ่นใส").value == [
        StorageFormatChoice(code=StorageFormat.DATABASE, raw="Database"),
        StorageFormatChoice(raw="แผ่นใส"),
    ]


def test_groups_tables_and_arrows_are_read_by_their_labels():
    contact = Contact(name="DPO", email="dpo@example.org")
    assert read("dpo_contact", shown(FIELDS["dpo_contact"], contact)).value == contact
    assert read("dpo_contact", "อีเมล : dpo@example.org; ชื่อ: DPO").value == contact
    rows = [
        PurposeBasis(purpose="ติดต่อ", data_items=["ชื่อ", "อีเมล"], lawful_basis=LawfulBasis.PUBLIC_TASK),
        PurposeBasis(purpose="สถิติ"),
    ]
    info = FIELDS["lawful_basis_code_per_purpose"]
    assert shown(info, rows).splitlines()[0].startswith("1. วัตถุประสงค์: ติดต่อ; รายการข้อมูล: (1) ชื่อ (2) อีเมล; ฐาน")
    assert read_cell(info, shown(info, rows)).value == rows
    arrows = [NextStep(to=2, label="ใช่"), NextStep(to=5)]
    assert read("next", shown(COLUMNS["next"], arrows)).value == arrows
    assert read("next", "3, ๕") == CellValue([NextStep(to=3), NextStep(to=5)])
    free = read("dpo_contact", "สำนักงาน โทร 02")
    assert (free.value, len(free.doubts)) == (Contact(name="สำนักงาน โทร 02"), 1)


def test_words_before_a_row_that_has_all_its_parts_are_lost_and_named():
    said = read("dpo_contact", "นอกช่อง\nชื่อ: ก; ที่อยู่: ข; โทรศัพท์: 02; อีเมล: a@example.org")
    assert said.value == Contact(name="ก", address="ข", telephone="02", email="a@example.org")
    assert said.lost
    assert "นอกช่อง" in said.doubts[0][0]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("manages_create", "บางครั้ง"),
        ("seq", "สอง"),
        ("kind", "อื่น"),
        ("next", "ป้ายทางแยก: ใช่"),
        ("special_category_flags", "ก"),
    ],
)
def test_what_cannot_be_read_is_said_to_be_lost_in_both_languages(key: str, words: str):
    said = read(key, words)
    assert (said.value, said.mark, said.lost) == (None, None, True)
    assert all(thai and english for thai, english in said.doubts)
    assert said.doubts


def _date_field() -> FieldInfo:
    member = FIELDS["processor_and_dpa_ref"].member
    return next(info for info in fields_of(member) if info.kind is Kind.DATE)


@pytest.mark.parametrize(
    ("text", "value", "day", "doubts"),
    [
        ("20 พ.ย. 2569", None, date(2026, 11, 20), 0),
        ("๒๐/๑๑/๒๕๖๙", None, date(2026, 11, 20), 0),
        ("20/11/69", None, date(2026, 11, 20), 1),
        ("2569-11-20", None, date(2026, 11, 20), 1),
        ("2026-11-20 00:00:00", datetime.fromisoformat("2026-11-20T00:00"), date(2026, 11, 20), 0),
        ("2569-11-20 00:00:00", datetime.fromisoformat("2569-11-20T00:00"), date(2026, 11, 20), 1),
        ("", date(3100, 1, 1), None, 1),
        ("32/13/2569", None, None, 1),
    ],
)
def test_dates_are_thai_dates_and_buddhist_years_in_date_cells_are_told(
    text: str, value: object, day: date | None, doubts: int
):
    said = read_cell(_date_field(), text, value, today=TODAY)
    assert (said.value, len(said.doubts), said.lost) == (day, doubts, day is None)


def test_typed_cells_need_no_words():
    assert read("manages_create", "TRUE", value=True).value is True
    assert read("seq", "3.0", value=3.0).value == 3
    assert read("data_source", "366", value=366).value == "366"


def test_likely_answers_read_back_from_their_words():
    assert [key for key, info in ALL.items() if not reads_back(info, value_for(info))] == []


STRUCTS: list[type[Struct]] = [type(getattr(Form(), section.key)) for section in sections()]
STRUCTS += [Step, InformationSystem, ExchangeLine]


def _check(info: FieldInfo, value: Any, mark: Mark | None) -> None:
    words = shown(info, value, mark)
    said = read_cell(info, words, today=TODAY)
    if reads_back(info, value, mark):
        assert (said.value, said.mark) == (value, mark)
    if info.kind in {Kind.TEXT, Kind.CHOICE, Kind.YES_NO} and not said.doubts:
        # Even what is not the same value is shown in the same words again.
        assert shown(info, said.value, said.mark) == words.replace("\r\n", "\n").replace("\r", "\n").strip()


@settings(max_examples=100)
@given(st.data())
def test_any_value_is_read_back_or_known_not_to_be(data: st.DataObject):
    mark = data.draw(st.sampled_from([None, *Mark]))
    struct = data.draw(st.sampled_from(STRUCTS))
    row = data.draw(values(struct))
    for info in fields_of(struct):
        _check(info, getattr(row, info.key), mark)
