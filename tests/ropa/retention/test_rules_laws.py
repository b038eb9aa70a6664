"""The name of a law beside a period: no condition, exception or order may hide in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.retention.rules import due
from ropa.retention.rules_reading import read_retention
from schemas.holding import DueState
from schemas.retention import RetentionKind
from schemas.vocabulary import StartEvent
from tests.support import retention_words as table

LAWS = (
    "ตามกฎหมายภาษี",
    "ตาม พ.ร.บ.บัญชี",
    "ตามพระราชบัญญัติการบัญชี พ.ศ. 2543",
    "ตามระเบียบ",
    "ตามระเบียบฯ ข้อ 57",
    "ตามระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526 และที่แก้ไขเพิ่มเติม (ฉบับที่ 4) พ.ศ. 2564",
    "ตามประกาศกระทรวงการคลัง เรื่อง การเงินและพัสดุ",
    "ตามมาตรา 26 แห่งพระราชบัญญัติว่าด้วยการกระทำความผิดเกี่ยวกับคอมพิวเตอร์ พ.ศ. 2550",
    "ตามประมวลรัษฎากร มาตรา 83/5",
    "อ้างอิงข้อบังคับว่าด้วยการบริหารงานบุคคล",
)
#: Words that change when, whether or what is destroyed.
CONDITIONS = (
    "เมื่อสิ้นสุดสัญญา",
    "หลังปิดบัญชี",
    "ภายหลังลาออก",
    "เว้นแต่เวชระเบียนสิบปี",
    "ยกเว้นเอกสารการเงิน",
    "แต่ถ้ามีคดีให้เก็บต่อ",
    "ห้ามทำลาย",
    "และต้องได้รับอนุมัติก่อนทำลาย",
    "นับจากสิ้นปีงบประมาณ",
    "เฉพาะบัญชี",
    "จนกว่าจะถอนความยินยอม",
    "โดยประมาณ",
    "กรณีมีข้อพิพาท",
    "ถ้าคดีถึงที่สุด",
    "หากมีการฟ้องคดี",
    "ก่อนทำลายต้องแจ้งหัวหน้า",
    "แล้วเก็บถาวร",
    "นอกจากเอกสารลับ",
    "ไม่รวมสำเนา",
    "ซึ่งยังไม่ใช้บังคับ",
    "โดยความเห็นชอบของผู้มีอำนาจ",
    "สิบปี",
    " 10",
    "10 ปี",
    "ต่อ",
    "ทุกกรณี",
)


@pytest.mark.parametrize("law", LAWS)
def test_a_law_by_its_kind_name_and_numbers_is_a_reference(law):
    rule = read_retention(f"5 ปี {law}", StartEvent.COLLECTED)
    assert (rule.kind, rule.period) == (RetentionKind.LEGAL_REFERENCE, "P5Y")
    assert rule.legal_refs == [law.removeprefix("ตาม").removeprefix("อ้างอิง").strip()]
    assert [each.code for each in rule.unconfirmed] == ["law_to_check"]


@pytest.mark.parametrize("law", LAWS)
def test_a_condition_after_a_law_is_never_taken_for_its_name(law):
    for condition in CONDITIONS:
        _is_unread(f"5 ปี {law} {condition}")


def test_an_order_after_a_law_is_waited_for():
    rule = read_retention("5 ปี ตามระเบียบ และมีคำสั่งผู้มีอำนาจ", StartEvent.COLLECTED)
    assert (rule.requires_order, rule.kind) == (True, RetentionKind.MIXED)


def _is_unread(text: str) -> None:
    rule = read_retention(text, StartEvent.COLLECTED)
    assert (rule.kind, rule.period) == (RetentionKind.UNPARSED, None), text
    assert due(rule, None, table.DAY).state is DueState.UNPARSED


@given(
    st.sampled_from(LAWS),
    st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3),
    st.sampled_from(["", " ", " (", " ฯ "]),
)
@settings(max_examples=100, deadline=None)
def test_random_conditions_after_a_law_leave_no_date(law, conditions, space):
    _is_unread(f"5 ปี {law}{space}{space.join(conditions)}")


def test_a_name_as_long_as_a_text_may_be_is_soon_read():
    _is_unread("5 ปี ตามกฎหมาย" + "การเงินและ" * 40 + "ปลาทู")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("10 ปี และ 5 ปี", "two_periods"),
        ("ไม่น้อยกว่า 5 ปี และไม่เกิน 10 ปี", "two_periods"),
        ("10 ปี หรือจนกว่าจะมีคำสั่งจากผู้มีอำนาจ แล้วแต่อย่างใดถึงก่อน", "order_against_words"),
        ("10 ปี หรือจนกว่าจะมีคำสั่งจากผู้มีอำนาจ แล้วแต่อย่างใดถึงหลัง", "slash_or"),
    ],
)
def test_conditions_that_do_not_fit_together_are_asked_about(text, asks):
    assert [each.code for each in read_retention(text, StartEvent.COLLECTED).unconfirmed] == [asks]


def test_a_reading_against_the_words_says_so_and_why():
    rule = read_retention("10 ปี หรือจนกว่าจะมีคำสั่งจากผู้มีอำนาจ แล้วแต่อย่างใดถึงก่อน", StartEvent.COLLECTED)
    (doubt,) = rule.unconfirmed
    assert "ต่างจากข้อความ" in doubt.message_th
    assert "66-70" in doubt.message_th
    assert "against the words" in doubt.message_en


@pytest.mark.parametrize(
    "text", ["ยี่ปี", "เอ็ดปี", "ยี่ร้อยปี", "สิบยี่ปี", "เอ็ดสิบปี", "จนเอกสาร", "จนเก็บรวบรวม", "ส่งมอบหอจดหมายเหตุหลังเอกสาร"]
)
def test_words_that_are_no_number_and_no_end_are_unparsed(text):
    assert read_retention(text, StartEvent.COLLECTED).kind is RetentionKind.UNPARSED


@pytest.mark.parametrize(("text", "period"), [("ยี่สิบเอ็ดปี", "P21Y"), ("ร้อยเอ็ดวัน", "P101D"), ("สองร้อยปี", "P200Y")])
def test_numbers_in_words_are_read(text, period):
    assert read_retention(text, StartEvent.COLLECTED).period == period
