"""Each contradiction between two places of a record is found, and its honest neighbour is not."""

import pytest

from ropa.activities.rules_findings import findings_of
from schemas.activity_roles import Roles
from schemas.beyond import PurposeBasis
from schemas.flow import Step
from schemas.vocabulary import Direction, LawfulBasis
from tests.support.small_records import exchange, heavy, record

THIRD_PARTIES = "/form/data_category/local_third_parties"
COLLECTOR = "/form/roles/role_collector"


def test_a_record_that_sends_to_nobody_and_names_receivers_contradicts_itself():
    document = record()
    document.systems = [exchange(Direction.SEND, "กรมอื่น")]

    assert heavy(document) == [("third_parties.no_but_sends", THIRD_PARTIES)]
    assert "กรมอื่น" in next(item for item in findings_of(document) if item.pointer == THIRD_PARTIES).message_th

    document.form.data_category.local_third_parties = ["กรมอื่น"]
    assert heavy(document) == []


@pytest.mark.parametrize(
    "system",
    [
        exchange(Direction.SEND, "กรมอื่น", data_exchange_applied=False),
        exchange(Direction.RECEIVE, "กรมอื่น"),
        exchange(Direction.SEND, "กรม สมมุติ"),
        exchange(Direction.SEND, "ระบบของเรา"),
        exchange(Direction.SEND, "  "),
    ],
    ids=["not applied", "receives", "the agency itself, with a space", "a system", "spaces"],
)
def test_lines_that_send_to_no_other_body_raise_no_contradiction(system):
    document = record()
    document.systems = [system]

    assert "third_parties.no_but_sends" not in {code for code, _ in heavy(document)}


def test_data_received_from_others_need_a_collector():
    document = record()
    document.form.roles = Roles(role_collector=[])
    document.systems = [exchange(Direction.RECEIVE, "กรมการปกครอง")]
    assert heavy(document) == [("collector.none_but_receives", COLLECTOR)]

    document.form.roles = Roles(role_collector=["ศูนย์เทคโนโลยี"])
    assert heavy(document) == []


@pytest.mark.parametrize(
    ("collected", "expected"),
    [
        ("ชื่อ นาม สกุล หมายเลขโทรศัพท์ และที่อยู่อีเมล", []),
        ("เบอร์มือถือ e-Mail อีเมล์", []),
        ("เลขประจำตัว ประชาชน", ["เลขประจำตัวประชาชน"]),
        ("เลขหลัง บัตรประชาชน", ["เลขหลังบัตรประชาชน"]),
        ("เชื่อมโยงข้อมูลที่อยู่ในระบบ Catalog หลัง Log in", []),
        ("ชื่อหน่วยงาน ที่อยู่ และหมายเลข OTP", ["ที่อยู่", "รหัส OTP"]),
        ("ไม่มีการเก็บรวบรวมเลขประจำตัวประชาชน", []),
    ],
)
def test_a_flow_is_held_against_the_declared_items_whatever_the_wording(collected, expected):
    document = record()
    document.steps = [Step(seq=3, title="เก็บ", collection=collected)]

    found = [item for item in findings_of(document) if item.code == "data_items.not_declared"]

    assert [item.pointer for item in found] == ["/steps/0/collection"] * len(expected)
    # Two findings at one place stand in the order in which the text names them.
    assert [kind for kind in expected if any(f"“{kind}”" in item.message_th for item in found)] == expected


def test_a_copy_of_the_id_card_declares_what_stands_on_it():
    document = record()
    document.form.data_category.personal_data_items = ["สำเนาบัตรประชาชน", "ข้อมูลติดต่อ"]
    document.steps = [Step(seq=1, title="เก็บ", collection="ชื่อ ที่อยู่ เลขประจำตัวประชาชน วันเดือนปีเกิด อีเมล")]

    assert heavy(document) == []


@pytest.mark.parametrize(
    ("basis", "notice", "expected"),
    [
        ("เพื่อปฏิบัติหน้าที่ตามกฎหมาย", None, ["basis.ambiguous"]),
        ("เพื่อปฏิบัติหน้าที่ ตามกฎหมาย", "หนังสือให้ความยินยอม", ["basis.duty_but_consent", "basis.ambiguous"]),
        ("เพื่อปฏิบัติหน้าที่ตามกฎหมาย", "ประกาศความเป็นส่วนตัว โดยไม่ต้องขอความยินยอม", ["basis.ambiguous"]),
        ("เพื่อปฏิบัติหน้าที่ตามกฎหมาย มาตรา ๒๔ (๖)", "Consent Form", ["basis.duty_but_consent"]),
        ("ความยินยอม และปฏิบัติหน้าที่ตามกฎหมาย มาตรา 24(4)", "Consent Form", []),
        ("ปฏิบัติตามกฎหมายของผู้ควบคุมข้อมูลส่วนบุคคล", None, []),
        ("ความยินยอม", "Consent Form", []),
    ],
)
def test_the_words_of_the_basis_are_read_with_the_notice(basis, notice, expected):
    document = record()
    document.form.data_category.lawful_basis = basis
    document.form.data_category.privacy_notice_or_consent = notice

    assert [code for code, _ in heavy(document)] == expected


def test_a_confirmed_basis_for_every_purpose_settles_ambiguous_words():
    document = record()
    document.form.data_category.lawful_basis = "เพื่อปฏิบัติหน้าที่ตามกฎหมาย"
    document.form.beyond.lawful_basis_code_per_purpose = [
        PurposeBasis(purpose="ติดต่อกลับ", lawful_basis=LawfulBasis.LEGAL_OBLIGATION),
        PurposeBasis(purpose="ส่งข่าว"),
    ]
    assert [code for code, _ in heavy(document)] == ["basis.ambiguous"]

    document.form.beyond.lawful_basis_code_per_purpose[1].lawful_basis = LawfulBasis.CONSENT
    document.form.data_category.privacy_notice_or_consent = "หนังสือให้ความยินยอม"
    assert heavy(document) == []
