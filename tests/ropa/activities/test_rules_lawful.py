"""Special data, consent, notice, transfers and processors: each fault is found, and its honest neighbour is not."""

import time

import pytest

from ropa.activities.rules_findings import findings_of
from schemas.activity_roles import Roles
from schemas.beyond import CrossBorderTransfer, ProcessorAgreement, PurposeBasis
from schemas.choices import CloudLocationChoice, HostingChoice
from schemas.findings import Severity
from schemas.special_words import categories_in
from schemas.vocabulary import (
    CloudLocation,
    Direction,
    Hosting,
    LawfulBasis,
    SecrecyClass,
    SpecialCategory,
    TransferSafeguard,
)
from tests.support.small_records import exchange, heavy, record

NOTICE = "/form/data_category/privacy_notice_or_consent"
ITEMS = "/form/data_category/personal_data_items"
FLAGS = "/form/beyond/special_category_flags"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("ศาสนา", [SpecialCategory.BELIEF]),
        ("หมู่โลหิต และโรคประจำตัว", [SpecialCategory.HEALTH]),
        ("กรุ๊ป เลือด", [SpecialCategory.HEALTH]),
        ("ลายนิ้วมือสำหรับลงเวลา", [SpecialCategory.BIOMETRIC]),
        ("ประวัติอาชญากรรม", [SpecialCategory.CRIMINAL_RECORD]),
        ("ข้อมูลชีวภาพ เช่น DNA", [SpecialCategory.BIOMETRIC, SpecialCategory.GENETIC]),
        ("ชื่อ นามสกุล ที่อยู่", []),
        ("สำเนาบัตรประชาชน (ขีดทับศาสนาและหมู่โลหิต)", []),
        ("ไม่เก็บศาสนา", []),
        ("สำนักงานพระพุทธศาสนาแห่งชาติ", []),
        ("สิทธิหลักประกันสุขภาพ", []),
    ],
)
def test_words_of_section_26_are_known_and_those_left_out_are_not(item, expected):
    assert categories_in(item) == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("ผลตรวจสุขภาพ ศาสนา (ไม่รวมรายได้)", "health belief"),
        ("ใบรับรองแพทย์ (ขีดทับศาสนา)", "health"),
        ("สำเนาบัตรประชาชน (ขีดทับศาสนา), ใบรับรองแพทย์", "health"),
        ("ไม่เก็บศาสนา แต่เก็บผลตรวจสุขภาพ", "health"),
        ("ไม่เก็บศาสนา และเก็บผลตรวจสุขภาพ", "health"),
        ("ไม่เก็บศาสนา\nผลตรวจสุขภาพ", "health"),
        ("ชื่อ ผลตรวจสุขภาพ โดยไม่เก็บสำเนาบัตร", "health"),
        ("ผลตรวจสุขภาพ ผู้ใช้ไม่ได้รับสำเนา", "health"),
        ("ลายนิ้วมือ ยกเว้นเยาวชน", "biometric"),
        ("ไม่เก็บข้อมูลสุขภาพ ยกเว้นความพิการ", "disability"),
        ("ไม่เก็บข้อมูลสุขภาพ (ยกเว้นความพิการ)", "disability"),
        ("ยกเว้นค่าธรรมเนียมสำหรับคนพิการ", "disability"),
        ("หนังสือรับรองว่าไม่มีประวัติอาชญากรรม", "criminal_record"),
        ("ศาสนา ชื่อ (ขีดทับ)", "belief"),
        ("ผลตรวจสุขภาพ ศาสนาในบัตร (ขีดทับแล้ว)", "health"),
        ("ศาสนา (ขีดทับ)", ""),
        ("ชื่อ ศาสนา หมู่โลหิต โดยขีดฆ่าศาสนา", "health"),
        ("ศาสนา, สำเนาบัตรประชาชน (ขีดทับศาสนา)", "belief"),
        ("เก็บข้อมูลสุขภาพ แต่ไม่ใช้ข้อมูลสุขภาพในการคัดเลือก", "health"),
        ("กรุ๊ป\nเลือด", "health"),
        ("ไม่เก็บกรุ๊ป\nเลือด", ""),
        ("ไม่มีข้อมูลสุขภาพ", ""),
        ("ไม่ต้องใช้ใบรับรองแพทย์", ""),
        ("ไม่ปรากฏศาสนา", ""),
        ("ไม่มีการเก็บรวบรวมศาสนาและหมู่โลหิต", ""),
    ],
)
def test_words_that_leave_data_out_count_in_their_own_clause(item, expected):
    assert [kind.value for kind in categories_in(item)] == expected.split()


@pytest.mark.parametrize(
    "piece", ["ไม่เก็บศาสนา ", "ศาสนา(ขีดทับ", "ศาสนา (ขีดทับ) ", "ไม่เก็บเก็บรวม", "ก", "((((", "ศาสนา\nไม่เก็บ"]
)
def test_a_cell_of_twenty_thousand_characters_is_read_at_once(piece):
    began = time.process_time()
    categories_in(piece * (20_000 // len(piece)))
    assert time.process_time() - began < 1.0


def test_special_data_need_a_ground_and_a_tick():
    document = record()
    document.form.data_category.personal_data_items = ["ชื่อ", "ศาสนา"]

    assert heavy(document) == [("special.no_ground", f"{ITEMS}/1"), ("special.not_flagged", FLAGS)]
    found = {item.code: item for item in findings_of(document)}
    assert found["special.no_ground"].severity is Severity.ERROR
    assert "ความเชื่อ" in found["special.not_flagged"].message_th

    document.form.beyond.special_category_flags = [SpecialCategory.BELIEF]
    document.form.beyond.lawful_basis_code_per_purpose = [
        PurposeBasis(purpose="ติดต่อกลับ", lawful_basis=LawfulBasis.S26_5_PUBLIC_INTEREST)
    ]
    assert heavy(document) == []


@pytest.mark.parametrize("words", ["มาตรา 26(5)(จ) ประกอบมาตรา 24(6)", "ความยินยอมโดยชัดแจ้งตามมาตรา ๒๖"])
def test_the_words_of_the_basis_may_state_the_ground(words):
    document = record()
    document.form.data_category.lawful_basis = words
    document.form.data_category.privacy_notice_or_consent = "หนังสือให้ความยินยอม"
    document.form.beyond.special_category_flags = [SpecialCategory.HEALTH]

    assert "special.no_ground" not in dict(heavy(document))


def test_a_ticked_category_without_a_ground_is_told_at_the_tick():
    document = record()
    document.form.beyond.special_category_flags = [SpecialCategory.HEALTH]

    assert heavy(document) == [("special.no_ground", FLAGS)]


def test_consent_needs_its_form():
    document = record()
    document.form.data_category.lawful_basis = "ความยินยอม มาตรา 19"
    assert heavy(document) == [("consent.no_document", NOTICE)]

    document.form.header.collection_form_used = "แบบขอความยินยอม"
    assert heavy(document) == []


@pytest.mark.parametrize(("notice", "is_none"), [("ไม่มี", True), ("อยู่ระหว่างจัดทำ", True), ("ประกาศ 1/2565", False)])
def test_a_record_that_says_there_is_no_notice_is_asked_for_one(notice, is_none):
    document = record()
    document.form.data_category.privacy_notice_or_consent = notice

    assert heavy(document) == ([("notice.none", NOTICE)] if is_none else [])


def test_recipients_abroad_need_a_mechanism_each():
    document = record()
    document.form.data_category.offshore_third_parties = ["องค์การ ก", "องค์การ ข"]
    document.form.beyond.transfer_country_and_safeguard = [
        CrossBorderTransfer(recipient="องค์การ ก", country="JP", safeguard=TransferSafeguard.LEGAL_DUTY),
        CrossBorderTransfer(recipient="องค์การ ข", country="JP"),
    ]

    assert heavy(document) == [("transfer.no_mechanism", "/form/data_category/offshore_third_parties/1")]


def test_a_cloud_abroad_needs_a_mechanism_or_the_word_that_it_is_no_transfer():
    document = record()
    document.systems = [exchange(Direction.RECEIVE, None)]
    document.systems[0].hosting = HostingChoice(code=Hosting.ON_CLOUD)
    document.systems[0].cloud_location = CloudLocationChoice(code=CloudLocation.ABROAD)
    assert heavy(document) == [("cloud.abroad_without_transfer", "/systems/0/cloud_location")]

    document.form.beyond.transfer_country_and_safeguard = [
        CrossBorderTransfer(country="SG", safeguard=TransferSafeguard.NOT_A_TRANSFER, evidence="เข้ารหัส")
    ]
    assert heavy(document) == []


def test_a_processor_needs_an_agreement_and_a_slip_of_its_name_is_offered():
    document = record()
    document.systems = [exchange(Direction.RECEIVE, None, external_processor_org_unit="บริษัทสมมุติ จำกัด")]
    place = "/systems/0/exchanges/0/external_processor_org_unit"
    agreement = ProcessorAgreement(processor="บริษัทสมมติ จำกัด")
    document.form.beyond.processor_and_dpa_ref = [agreement]
    assert heavy(document) == [("processor.no_agreement", place)]

    agreement.agreement_ref = "สัญญา 5/2569"
    assert heavy(document) == [("processor.no_agreement", place)]
    assert "“บริษัทสมมติ จำกัด”" in next(
        item.suggestion or "" for item in findings_of(document) if item.code == "processor.no_agreement"
    )

    agreement.processor = "บริษัทสมมุติ จำกัด (สำนักงานใหญ่)"
    assert heavy(document) == []


@pytest.mark.parametrize("role", ["role_disclosure_approver", "role_destruction_approver"])
def test_who_inspects_does_not_approve(role):
    document = record()
    document.form.roles = Roles(role_inspector=["DPO ของหน่วยงาน"])
    setattr(document.form.roles, role, ["คณะกรรมการ", "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล"])
    assert heavy(document) == [("dpo.approves_and_inspects", f"/form/roles/{role}/1")]

    document.form.roles.role_inspector = ["ผู้ตรวจสอบภายใน"]
    assert heavy(document) == []


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("366 รายการ", {"volume.no_date", "volume.counts_entries"}),
        ("27,084 ราย ณ วันที่ 23 ส.ค. 65", set()),
        ("๕๐๐ ราย", {"volume.no_date"}),
        ("500 รายการ ของ 120 คน (30/9/2569)", set()),
        ("ปีละ 200 คน พ.ศ. 2569", set()),
        ("1 แถวต่อ 1 คน", set()),
        ("ไม่ทราบ", set()),
        (None, set()),
    ],
)
def test_a_volume_counts_persons_as_of_a_day(volume, expected):
    document = record()
    document.form.data_category.data_volume = volume

    assert {item.code for item in findings_of(document) if item.code.startswith("volume.")} == expected


def test_who_classifies_records_the_class():
    document = record()
    document.form.roles = Roles(role_classifier=["ผู้อำนวยการ"])
    assert "secrecy.not_recorded" in {item.code for item in findings_of(document)}

    document.form.beyond.secrecy_class = SecrecyClass.INTERNAL
    assert "secrecy.not_recorded" not in {item.code for item in findings_of(document)}
