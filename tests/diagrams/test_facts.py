"""What is read off the prose of the step table."""

import pytest

from diagrams.facts import (
    data_items,
    data_of,
    disclosed,
    fits_several,
    matching_systems,
    own_system,
    same_name,
    stores_of,
)
from schemas.document import ActivityDocument
from schemas.exchange import InformationSystem
from schemas.flow import Step


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        (
            "หน่วยงานใช้ข้อมูลส่วนบุคคล ประกอบด้วย ชื่อ นามสกุล และที่อยู่อีเมล เพื่อแจ้งผล",
            "ชื่อ นามสกุล และที่อยู่อีเมล",
        ),
        ("มีการจัดเก็บข้อมูลส่วนบุคคล เลขบัตรประจำตัว อีเมล ในการส่งรหัสไว้ในระบบฐานข้อมูล", "เลขบัตรประจำตัว อีเมล"),
        ("มีการเก็บรวบรวมจากลูกค้า ข้อมูลที่ระบบ ทำการเก็บรวบรวม เลขประจำตัวประชาชน", "เลขประจำตัวประชาชน"),
        ("มีการบันทึกประวัติการยืนยันไว้ใน ระบบฐานข้อมูล", "ประวัติการยืนยัน"),
        ("ภายใต้เงื่อนไขของหน่วยงาน", "ภายใต้เงื่อนไขของหน่วยงาน"),
        ("ชื่อ", "ชื่อ"),
    ],
)
def test_data_items_are_the_cells_own_words(cell, items):
    assert data_items(cell) == items


@pytest.mark.parametrize(
    ("cell", "kinds"),
    [
        ("เก็บรวบรวม ชื่อ ผลตรวจสุขภาพ โดยไม่เก็บสำเนาบัตร", ["health"]),
        ("ไม่เก็บศาสนา\nเก็บผลตรวจสุขภาพ", ["health"]),
        ("เก็บรวบรวม ศาสนา (ขีดทับ)", []),
    ],
)
def test_data_of_section_26_are_those_that_the_cell_does_not_leave_out(cell, kinds):
    data = data_of(cell)
    assert data is not None
    assert [kind.value for kind in data.kinds] == kinds
    _, sent = disclosed(f"เปิดเผยข้อมูล ได้แก่ {cell}\nให้แก่ กรม ก")
    assert sent is not None
    assert [kind.value for kind in sent.kinds] == kinds


def _step(storage: str | None, systems: list[str] | None = None) -> Step:
    return Step(seq=1, title="ก", storage=storage, it_systems=systems)


@pytest.mark.parametrize("storage", [None, "", "  ", "-", "–", "n/a", "ไม่มีการจัดเก็บ", "ไม่จัดเก็บข้อมูล"])
def test_a_step_that_stores_nothing_has_no_store(storage):
    assert stores_of(_step(storage, ["ระบบ ก"])) == []


def test_a_step_that_stores_keeps_data_in_its_systems_each_once():
    assert stores_of(_step("จัดเก็บชื่อ", ["1. ระบบ ก", "2. ระบบ ข", "ระบบ ก", "-"])) == ["ระบบ ก", "ระบบ ข"]


def test_without_systems_the_cell_names_the_place():
    assert stores_of(_step("จัดเก็บชื่อ ไว้ในตู้เอกสารชั้น 2")) == ["ตู้เอกสารชั้น 2"]


def test_a_place_that_nobody_named_stays_unknown():
    assert stores_of(_step("ภายใต้เงื่อนไขของหน่วยงาน")) == [None]


def _systems(*names: str) -> ActivityDocument:
    return ActivityDocument(systems=[InformationSystem(seq=seq, system_name=name) for seq, name in enumerate(names, 1)])


def test_a_store_is_the_system_of_its_name_or_of_its_alias():
    document = _systems("ระบบทะเบียนลูกค้า (i.industry.go.th)", "ระบบสารบรรณ (สปอ.)")
    assert [each.seq for each in matching_systems("i-Industry", document)] == [1]
    assert [each.seq for each in matching_systems("ระบบ สารบรรณ (สปอ)", document)] == [2]
    assert matching_systems("ระบบสารบรรณ (สพอ.)", document) == []


def test_an_alias_that_fits_two_systems_means_neither():
    assert matching_systems("website", _systems("ก (website)", "ข (website)")) == []


def test_a_partner_is_our_own_system_only_when_one_system_has_its_name():
    assert own_system("ระบบ ก", _systems("ระบบ ก (a.go.th)", "ระบบ ข")) is not None
    assert own_system("ระบบ ก", _systems("ระบบ ก (หนึ่ง)", "ระบบ ก (สอง)")) is None
    assert own_system("กรมสมมุติ", _systems("ระบบ ก")) is None


@pytest.mark.parametrize(
    ("one", "other"), [("กลุ่ม 1.1", "กลุ่ม 11"), ("ระบบ 1-1", "ระบบ 11"), ("ระบบ ๑.๑", "ระบบ ๑๑"), ("ระบบ 1 1", "ระบบ 11")]
)
def test_signs_between_two_digits_part_two_names(one, other):
    assert same_name(one) != same_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ก.พ.ร.", "กพร"), ("e-SAR", "E SAR"), ("กลุ่ม 1 - 1", "กลุ่ม1-1"), ("ระบบ 2.", "ระบบ2"), ("i-Cloud 3", "iCloud3")],
)
def test_signs_elsewhere_do_not(one, other):
    assert same_name(one) == same_name(other)


def test_a_name_that_fits_systems_of_two_owners_means_neither():
    document = _systems("ระบบ ก", "ระบบ ก", "ระบบ ข", "ระบบ ข", "ระบบ ค (shared)", "ระบบ ง (shared)")
    for each, owner in zip(document.systems, ("กรม 1", "กรม 2", "กรม 1", "กรม1", None, None), strict=True):
        each.system_owner_org_unit = owner
    assert matching_systems("ระบบ ก", document) == []
    assert fits_several("ระบบ ก", document)
    assert [each.seq for each in matching_systems("ระบบ ข", document)] == [3, 4]
    assert not fits_several("ระบบ ข", document)
    assert fits_several("shared", document)
    assert not fits_several("ระบบ ฉ", document)
