"""How long, how destroyed, under which law: each fault is found, and its honest neighbour is not."""

import pytest

from ropa.activities.service_findings import findings_about
from ropa.retention.rules_reading import read_retention
from schemas.activity_keeping import Destruction
from schemas.activity_roles import Roles
from schemas.choices import StorageFormatChoice
from schemas.document import ActivityDocument
from schemas.findings import Finding, Severity
from schemas.retention import RuleStatus
from schemas.vocabulary import Applies, StartEvent, StorageFormat
from tests.support.small_records import record

PERIOD = "/form/storage/retention_period"
SARABAN = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526"
FOURTH = f"{SARABAN} และที่แก้ไขเพิ่มเติมถึง (ฉบับที่ 4) พ.ศ. 2564"


def heavy(document: ActivityDocument) -> list[tuple[str, str]]:
    return [
        (item.code, item.pointer)
        for item in findings_about(document)
        if item.severity is not Severity.HINT and item.code != "completeness.unanswered"
    ]


def kept(words: str, *refs: str, applies: Applies | None = None, event: StartEvent | None = None) -> ActivityDocument:
    document = record()
    document.form.storage.retention_period = words
    document.form.beyond.retention_start_event = event or StartEvent.CASE_CLOSED
    document.form.beyond.saraban_applies = applies
    document.form.destruction = Destruction(retention_legal_refs=list(refs) or None)
    return document


def one(document: ActivityDocument, code: str) -> Finding:
    return next(item for item in findings_about(document) if item.code == code)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("10 ปี", []),
        ("5 ปี หลังสิ้นสุดสัญญา", []),
        ("ตามความจำเป็น", ["retention.unparsed"]),
        ("แล้วแต่ผู้บริหารจะเห็นสมควร", ["retention.unparsed"]),
        ("ถาวร", ["retention.permanent_without_ground", "retention.unconfirmed"]),
        ("5 ปี หรือ 10 ปี", ["retention.unconfirmed"]),
    ],
)
def test_a_period_is_understood_or_asked_about(words, expected):
    assert heavy(kept(words)) == [(code, PERIOD) for code in expected]


def test_a_period_that_names_its_event_needs_no_other():
    document = kept("5 ปี หลังสิ้นสุดสัญญา")
    document.form.beyond.retention_start_event = None
    assert heavy(document) == []

    document.form.storage.retention_period = "5 ปี"
    assert heavy(document) == [("retention.no_start_event", "/form/beyond/retention_start_event")]


def test_the_words_that_are_offered_have_one_meaning():
    offered = one(kept("10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ"), "retention.unconfirmed").suggestion or ""
    words = offered.split("“")[1].split("”")[0]

    assert read_retention(words, StartEvent.CASE_CLOSED).status is RuleStatus.UNDERSTOOD


@pytest.mark.parametrize(
    ("words", "refs", "applies", "found"),
    [
        ("5 ปี", [FOURTH], None, True),
        ("ไม่เกิน 2 ปี", [], Applies.YES, True),
        ("10 ปี", [FOURTH], Applies.YES, False),
        # A least hinders nobody from proposing destruction when it is over, and an order does not either.
        ("ไม่น้อยกว่า 5 ปี", [FOURTH], Applies.YES, True),
        ("ไม่น้อยกว่า 1 ปี", [], Applies.YES, True),
        ("1 ปี/ได้รับคำสั่งจากผู้มีอำนาจ", [], Applies.YES, True),
        ("10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ", [], Applies.YES, False),
        ("ไม่น้อยกว่า 10 ปี", [], Applies.YES, False),
        ("5 ปี หรือ 10 ปี แล้วแต่ระยะเวลาใดนานกว่า", [], Applies.YES, False),
        ("5 ปี หรือ 10 ปี แล้วแต่อย่างใดถึงก่อน", [], Applies.YES, True),
        ("120 เดือน", [], Applies.YES, False),
        ("119 เดือน", [], Applies.YES, True),
        ("9 ปี 12 เดือน", [], Applies.YES, False),
        ("ตลอดอายุสัญญา", [], Applies.YES, False),
        ("5 ปี", [], None, False),
        ("5 ปี", [], Applies.UNCLEAR, False),
        ("5 ปี", [FOURTH], Applies.NO, False),
        ("5 ปี", [FOURTH, "พระราชบัญญัติการบัญชี พ.ศ. 2543"], Applies.YES, False),
    ],
)
def test_a_most_below_the_least_of_the_law_is_told(words, refs, applies, found):
    codes = [code for code, _ in heavy(kept(words, *refs, applies=applies))]

    assert ("retention.below_minimum" in codes) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [("30 วัน", True), ("ไม่น้อยกว่า 30 วัน", True), ("24 ชั่วโมง", True), ("ไม่น้อยกว่า 90 วัน", False), ("3 เดือน", False)],
)
def test_traffic_logs_are_kept_ninety_days(words, found):
    document = kept(words)
    document.form.data_category.personal_data_items = ["ชื่อ", "ข้อมูลจราจรทางคอมพิวเตอร์"]
    laws = {item.law for item in findings_about(document) if item.code == "retention.below_minimum"}

    assert laws == ({"Computer Crime Act B.E.2550 s.26"} if found else set())


@pytest.mark.parametrize(
    ("cited", "words"),
    [
        (f"{SARABAN} และที่แก้ไขเพิ่มเติม (ฉบับที่ ๒) พ.ศ. ๒๕๔๘", "(ฉบับที่ 4) พ.ศ. 2564"),
        (f"{SARABAN} และที่แก้ไขเพิ่มเติม (ฉบับที่ 2) พ.ศ. 2548 ถึง (ฉบับที่ 4) พ.ศ. 2564", None),
        (f"{SARABAN} และที่แก้ไขเพิ่มเติม", None),
        (f"{SARABAN} ข้อ 56", "ข้อ 57"),
        (f"{SARABAN} ข้อ 57", None),
        ("ประกาศ เรื่อง มาตรฐานการรักษาความมั่นคงปลอดภัยของข้อมูลส่วนบุคคล พ.ศ. 2563", "พ.ศ. 2565"),
        ("หลักเกณฑ์การเก็บรักษาข้อมูลจราจรทางคอมพิวเตอร์ของผู้ให้บริการ พ.ศ. 2550", "พ.ศ. 2564"),
        ("ประกาศยกเว้นการบันทึกรายการของกิจการขนาดเล็ก พ.ศ. 2565", "พ.ศ. 2567"),
        ("พระราชบัญญัติว่าด้วยการกระทำความผิดเกี่ยวกับคอมพิวเตอร์ พ.ศ. 2550 มาตรา 26", None),
    ],
)
def test_a_citation_that_stops_at_an_old_version_is_told_with_the_new_one(cited, words):
    said = [item.suggestion or "" for item in findings_about(kept("10 ปี", cited)) if item.code.startswith("legal.")]

    assert [words in each for each in said if words] == ([True] if words else [])
    assert len(said) == bool(words)


def test_electronic_documents_are_destroyed_by_order_under_the_fourth_version():
    document = kept("10 ปี", SARABAN)
    document.form.destruction.destruction_cycle = "วันสิ้นปี"
    assert heavy(document) == [("destruction.electronic_rule_not_cited", "/form/destruction/destruction_method")]

    document.form.storage.storage_formats = [StorageFormatChoice(code=StorageFormat.PAPER)]
    assert heavy(document) == []

    document.form.storage.storage_formats = [StorageFormatChoice(code=StorageFormat.DATABASE)]
    document.form.destruction.retention_legal_refs = [FOURTH]
    assert heavy(document) == []


@pytest.mark.parametrize(
    ("approvers", "applies", "found"),
    [
        (["ผู้อำนวยการ"], None, True),
        (["ผู้อำนวยการ", "-"], Applies.UNCLEAR, True),
        (["ผู้อำนวยการ"], Applies.NO, False),
        (["คณะกรรมการทำลายหนังสือ"], Applies.YES, False),
        (["ผู้อำนวยการ", "หัวหน้ากลุ่ม"], Applies.YES, False),
        ([], Applies.YES, False),
    ],
)
def test_one_person_alone_does_not_approve_destruction(approvers, applies, found):
    document = kept("10 ปี", applies=applies)
    document.form.roles = Roles(role_destruction_approver=approvers)

    assert heavy(document) == (
        [("destruction.single_approver", "/form/roles/role_destruction_approver/0")] if found else []
    )
