"""National IDs in free text, and names that are nearly one of the head of the form."""

import pytest

from ropa.activities.rules_findings import findings_of
from schemas.findings import Severity
from schemas.flow import Step
from tests.support.small_records import heavy, record


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("เลข 1111111111119 ครับ", True),
        ("๑๑๑๑๑๑๑๑๑๑๑๑๙", True),
        ("1-1111-11111-11-9", True),
        ("1-2345-67890-12-3", True),
        ("1 1111 11111 11 9", True),
        ("111111111\u200b1119", True),
        ("1234567890123", False),
        ("0994000617721", False),
        ("11111111111190", False),
        ("0 2430 6967", False),
        ("เลขทะเบียนโรงงาน 14 หลัก", False),
    ],
    ids=[
        "valid",
        "Thai digits",
        "as printed",
        "as printed, check digit wrong",
        "spaced",
        "zero-width space",
        "check digit wrong",
        "juristic person",
        "fourteen digits",
        "telephone",
        "words",
    ],
)
def test_a_national_id_in_free_text_is_an_error_that_does_not_repeat_it(text, found):
    document = record()
    document.steps = [Step(seq=1, title="เก็บ", use=text)]

    hits = [item for item in findings_of(document) if item.code == "text.national_id"]

    assert [(item.pointer, item.severity) for item in hits] == [("/steps/0/use", Severity.ERROR)] * found
    assert not any(text in item.message_th + item.message_en for item in hits)


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("1. นายสมมุติ ตัวอย่าง", False),
        ("นาย สมมุติ  ตัวอย่าง", False),
        ("1. นายสมมติ ตัวอย่าง", True),
        ("2. นางสาวทดลอง ใช้งน", True),
        ("สมมุติ ตัวอยาง", True),
        ("หัวหน้ากลุ่มงาน", False),
        ("นายอื่น คนละคน", False),
        ("นาย", False),
    ],
)
def test_a_name_that_is_nearly_one_of_the_head_has_to_be_confirmed(line, near):
    document = record()
    document.form.safeguards.breach_pdpc_liaisons = ["DPO ของหน่วยงาน", line]

    assert heavy(document) == [("names.near_header_name", "/form/safeguards/breach_pdpc_liaisons/1")] * near
