"""The reader of retention texts: every row of law.md E.1 and E.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.retention.rules_reading import read_retention
from ropa.retention.rules_shown import describe
from schemas.retention import Alignment, Bound, Disposal, Operator, RetentionKind, RuleStatus
from schemas.vocabulary import StartEvent

SAMPLES = "10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ"
K, E = RetentionKind, StartEvent


def codes(rule):
    return [each.code for each in rule.unconfirmed]


def test_both_samples_read_as_ten_years_and_an_order_and_ask_for_confirmation():
    rule = read_retention(SAMPLES)
    assert (rule.raw_text, rule.kind, rule.operator) == (SAMPLES, K.MIXED, Operator.AND)
    assert rule.requires_order
    assert rule.bound is Bound.MIN
    assert [(part.kind, part.period) for part in rule.alternatives] == [
        (K.FIXED_AFTER_EVENT, "P10Y"),
        (K.UNTIL_ORDER, None),
    ]
    assert rule.status is RuleStatus.NEEDS_CONFIRMATION
    assert codes(rule) == ["slash_or", "start_event_missing"]
    assert codes(read_retention(SAMPLES, E.COLLECTED)) == ["slash_or"]


@pytest.mark.parametrize(
    ("text", "period", "bound"),
    [(f"{years} ปี", f"P{years}Y", Bound.EXACT) for years in (1, 2, 3, 5, 7, 10, 20)]
    + [
        ("สิบปี", "P10Y", Bound.EXACT),
        ("๑๐ ปี", "P10Y", Bound.EXACT),
        ("10ปี", "P10Y", Bound.EXACT),
        ("10 (สิบ) ปี", "P10Y", Bound.EXACT),
        ("สิบ (๑๐) ปี", "P10Y", Bound.EXACT),
        ("ยี่สิบเอ็ดปี", "P21Y", Bound.EXACT),
        ("หนึ่งร้อยยี่สิบวัน", "P120D", Bound.EXACT),
        ("๑๐ ปีขึ้นไป", "P10Y", Bound.MIN),
        ("ไม่น้อยกว่า 10 ปี", "P10Y", Bound.MIN),
        ("อย่างน้อย 1 ปี", "P1Y", Bound.MIN),
        ("ไม่เกิน 365 วัน", "P365D", Bound.MAX),
        ("ไม่เกิน 2 ปี", "P2Y", Bound.MAX),
        ("30 วัน", "P30D", Bound.EXACT),
        ("6 เดือน", "P6M", Bound.EXACT),
        ("ครึ่งปี", "P6M", Bound.EXACT),
        ("1 ปี 6 เดือน", "P1Y6M", Bound.EXACT),
        ("เก็บรักษาไว้เป็นเวลา 10 ปี", "P10Y", Bound.EXACT),
    ],
)
def test_a_bare_period_is_read_and_asks_for_its_start(text, period, bound):
    rule = read_retention(text)
    assert (rule.raw_text, rule.kind, rule.period, rule.bound) == (text, K.FIXED, period, bound)
    assert codes(rule) == ["start_event_missing"]
    answered = read_retention(text, E.COLLECTED)
    assert (answered.kind, answered.start_event) == (K.FIXED_AFTER_EVENT, E.COLLECTED)
    assert answered.status is RuleStatus.UNDERSTOOD


def test_ninety_days_may_be_the_minimum_for_logs():
    assert codes(read_retention("90 วัน", E.RECORD_CREATED)) == ["maybe_minimum"]
    assert codes(read_retention("ไม่น้อยกว่า 90 วัน", E.RECORD_CREATED)) == []


@pytest.mark.parametrize("text", ["ถาวร", "ตลอดไป", "ไม่มีกำหนด", "เก็บถาวร"])
def test_permanent_asks_for_its_ground(text):
    assert read_retention(text).kind is K.PERMANENT
    assert codes(read_retention(text)) == ["permanent_ground"]


@pytest.mark.parametrize(
    ("text", "kind", "period", "event", "questions"),
    [
        ("ตลอดชีวิต", K.WHILE_ACTIVE, None, E.OTHER, ["lifetime_of_whom", "permanent_ground"]),
        ("ตลอดระยะเวลาที่เป็นสมาชิก", K.WHILE_ACTIVE, None, E.MEMBERSHIP_END, []),
        ("ตลอดอายุสัญญา", K.WHILE_ACTIVE, None, E.CONTRACT_END, []),
        ("5 ปี หลังสิ้นสุดสัญญา", K.EVENT_PLUS_PERIOD, "P5Y", E.CONTRACT_END, []),
        ("10 ปี หลังสิ้นสุดสัญญาจ้าง", K.EVENT_PLUS_PERIOD, "P10Y", E.EMPLOYMENT_END, ["contract_of_hire"]),
        ("3 ปี หลังยกเลิกสมาชิก", K.EVENT_PLUS_PERIOD, "P3Y", E.MEMBERSHIP_END, []),
        ("10 ปี หลังคดีสิ้นสุด", K.EVENT_PLUS_PERIOD, "P10Y", E.CASE_CLOSED, []),
        ("5 ปี หลังหมดอายุใบอนุญาต", K.EVENT_PLUS_PERIOD, "P5Y", E.LICENCE_END, []),
        ("ตลอดอายุกรมธรรม์ + 10 ปี", K.EVENT_PLUS_PERIOD, "P10Y", E.CONTRACT_END, []),
        ("ตลอดระยะเวลาจ้าง + 2 ปี", K.EVENT_PLUS_PERIOD, "P2Y", E.EMPLOYMENT_END, []),
        ("ตลอดอายุสัญญา + 5 ปี", K.EVENT_PLUS_PERIOD, "P5Y", E.CONTRACT_END, []),
        ("1 ปี หลังถอนความยินยอม", K.EVENT_PLUS_PERIOD, "P1Y", E.CONSENT_WITHDRAWN, ["erasure_after_withdrawal"]),
        ("10 ปี หลังผู้ป่วยครบ 18 ปี", K.EVENT_PLUS_PERIOD, "P10Y", E.MAJORITY, ["majority"]),
        ("จนกว่าจะมีการเปลี่ยนแปลง", K.UNTIL_EVENT, None, E.SUPERSEDED, []),
        ("ทำลายหลังจากสิ้นสุดโครงการแล้ว 5 ปี", K.EVENT_PLUS_PERIOD, "P5Y", E.PROJECT_END, []),
        ("5 ปี หลัง สตง. ตรวจสอบแล้ว", K.EVENT_PLUS_PERIOD, "P5Y", E.AUDIT_DONE, []),
        ("10 ปี นับจากสิ้นปีงบประมาณ", K.EVENT_PLUS_PERIOD, "P10Y", E.FISCAL_YEAR_END, []),
        ("2 ปี นับแต่วันที่ใช้งานครั้งสุดท้าย", K.EVENT_PLUS_PERIOD, "P2Y", E.LAST_ACTIVITY, []),
    ],
)
def test_an_event_in_the_words_is_the_start(text, kind, period, event, questions):
    rule = read_retention(text)
    assert (rule.kind, rule.period, rule.start_event, codes(rule)) == (kind, period, event, questions)


def test_one_year_or_withdrawal_ends_with_the_earlier():
    rule = read_retention("1 ปี หรือจนถอนความยินยอม", E.COLLECTED)
    assert (rule.kind, rule.operator) == (K.MIXED, Operator.OR_EARLIER)
    assert [(part.period, part.start_event) for part in rule.alternatives] == [
        ("P1Y", E.COLLECTED),
        (None, E.CONSENT_WITHDRAWN),
    ]
    assert codes(rule) == ["consent_items_only"]


def test_the_words_may_say_which_condition_wins():
    later = read_retention("5 ปี หรือ 10 ปี แล้วแต่ระยะเวลาใดนานกว่า", E.COLLECTED)
    earlier = read_retention("5 ปี หรือ 10 ปี แล้วแต่อย่างใดถึงก่อน", E.COLLECTED)
    silent = read_retention("5 ปี หรือ 10 ปี", E.COLLECTED)
    assert (later.operator, codes(later)) == (Operator.OR_LATER, [])
    assert (earlier.operator, codes(earlier)) == (Operator.OR_EARLIER, [])
    assert (silent.operator, codes(silent)) == (Operator.OR_EARLIER, ["or_which"])


@pytest.mark.parametrize("joint", ["/", " หรือ ", " และ ", " หรือ เมื่อ"])
def test_an_order_beside_a_period_never_shortens_it(joint):
    rule = read_retention(f"10 ปี{joint}ได้รับคำสั่งจากผู้มีอำนาจ", E.COLLECTED)
    assert rule.operator is Operator.AND
    assert rule.requires_order


def test_a_law_is_kept_as_reference_and_never_invents_a_period():
    tax = read_retention("5 ปี ตามกฎหมายภาษี", E.DOCUMENT_DATE)
    assert (tax.kind, tax.period, tax.legal_refs) == (K.LEGAL_REFERENCE, "P5Y", ["กฎหมายภาษี"])
    assert codes(tax) == ["law_to_check"]
    assert read_retention("10 ปี ตาม พ.ร.บ.บัญชี").period == "P10Y"
    saraban = read_retention("ตามระเบียบงานสารบรรณ")
    assert (saraban.kind, saraban.period, codes(saraban)) == (K.LEGAL_REFERENCE, None, ["law_without_period"])
    procedure = read_retention("ทำลายได้ตามระเบียบฯ ข้อ 66-70")
    assert (procedure.period, procedure.legal_refs) == (None, ["ระเบียบฯ ข้อ 66-70"])
    assert codes(procedure) == ["procedure_only", "law_without_period"]


def test_a_transfer_is_not_a_destruction():
    rule = read_retention("ส่งมอบหอจดหมายเหตุหลังจากสิ้นสุดโครงการ")
    assert (rule.disposal, rule.start_event, codes(rule)) == (Disposal.TRANSFER, E.PROJECT_END, ["transfer"])


def test_copies_have_their_own_rule():
    alone = read_retention("backup 30 วัน")
    assert (alone.copies_only, alone.period, codes(alone)) == (True, "P30D", ["copies_only"])
    beside = read_retention("10 ปี, backup 30 วัน", E.COLLECTED)
    assert (beside.period, [copy.period for copy in beside.copies]) == ("P10Y", ["P30D"])


def test_a_period_of_fiscal_years_is_moved_to_the_year_end():
    assert read_retention("10 ปีงบประมาณ").alignment is Alignment.FISCAL_YEAR_END


@pytest.mark.parametrize("text", [None, "", " ", "-", "N/A", "NO", "ไม่มี", "ตามความจำเป็น", "เท่าที่จำเป็น"])
def test_nothing_said_is_unparsed_and_says_that_the_law_wants_a_period(text):
    rule = read_retention(text)
    assert (rule.kind, rule.status, codes(rule)) == (K.UNPARSED, RuleStatus.UNPARSED, ["blank"])


@pytest.mark.parametrize(
    "text",
    [
        "ประมาณ 10 ปี",
        "10 ปี โดยประมาณ",
        "10 (ห้า) ปี",
        "0 ปี",
        "10 ปี หรืออาจจะนานกว่านั้น",
        "10 ปี แต่ไม่ใช่ข้อมูลสุขภาพ",
        "ไม่ถาวร",
        "ไม่เก็บถาวร",
        "5 ปี, 10 ปี",
        "5 ปี หรือ 10 ปี และ 3 ปี",
        "ตามกฎหมายภาษี หรือ 10 ปี หลังจากนั้น",
        "5 ปี ตามกฎหมายภาษี ยกเว้นข้อมูลลูกค้าเก็บ 20 ปี",
        "10 ปี หลังจากที่รัฐมนตรีอนุมัติ",
        "ไม่น้อยกว่า 10 ปี เป็นอย่างมาก",
        "ถาวร หรือ 10 ปี",
        "คำสั่ง",
        "ten years",
        "10",
        "ปี" * 300,
    ],
)
def test_words_that_are_not_all_understood_are_unparsed_never_permanent_nor_expired(text):
    rule = read_retention(text)
    assert (rule.kind, rule.status) == (K.UNPARSED, RuleStatus.UNPARSED)
    assert rule.raw_text == text
    assert rule.period is None


@pytest.mark.parametrize(
    "text", [SAMPLES, "10 ปี", "ถาวร", "-", "1 ปี หรือจนถอนความยินยอม", "5 ปี ตามกฎหมายภาษี", "backup 30 วัน"]
)
def test_every_reading_is_shown_in_both_languages(text):
    thai, english = describe(read_retention(text))
    assert thai
    assert english
    assert thai != english


def test_the_samples_reading_in_words():
    thai, english = describe(read_retention(SAMPLES, E.COLLECTED))
    assert thai.startswith("10 ปี นับจากวันที่เก็บรวบรวม และ มีคำสั่งจากผู้มีอำนาจ [ยังไม่ยืนยัน:")
    assert english.startswith("10 years from: collected and an order of the authority [unconfirmed:")


WORDS = st.lists(
    st.sampled_from(
        [
            "10",
            "สิบ",
            "ปี",
            "เดือน",
            "หลัง",
            "สิ้นสุด",
            "สัญญา",
            "/",
            "หรือ",
            "และ",
            "ถาวร",
            "ตาม",
            "กฎหมาย",
            " ",
            "ไม่",
            "เกิน",
            "ตลอด",
            "คำสั่ง",
            "จน",
        ]
    ),
    max_size=12,
).map("".join)


@given(st.one_of(WORDS, st.text(max_size=80)))
def test_any_text_is_read_or_unparsed_and_kept_as_written(text):
    rule = read_retention(text)
    assert rule.raw_text == text
    assert (rule.kind is K.UNPARSED) == (rule.status is RuleStatus.UNPARSED)
    assert all(describe(rule))
