"""What a choice makes of a reading: what the words keep is never lost silently."""

import pytest

from ropa.retention.rules_confirming import Chosen, choose
from ropa.retention.rules_reading import read_retention
from schemas.readings import ReadingChoice
from schemas.retention import Alignment, Bound, Disposal, Operator, RetentionKind
from schemas.vocabulary import StartEvent

E, FIXED = StartEvent, RetentionKind.FIXED
DAY_ONE = {"kind": FIXED, "period": "P1D", "start_event": E.COLLECTED}


def chosen(words: str, stated: StartEvent | None, **choice: object) -> Chosen:
    made = choose(read_retention(words, stated), ReadingChoice(**choice), stated)  # type: ignore[arg-type]
    assert isinstance(made, Chosen), made
    return made


@pytest.mark.parametrize(
    ("words", "choice", "warned"),
    [
        ("ถาวร", DAY_ONE, {"permanent_lost"}),
        ("จนกว่าจะมีการเปลี่ยนแปลง", DAY_ONE, {"condition_lost", "other_event"}),
        ("ตลอดอายุสัญญา", DAY_ONE, {"condition_lost", "other_event"}),
        ("ตลอดอายุสัญญา", {**DAY_ONE, "start_event": E.CONTRACT_END}, {"condition_lost"}),
        ("ตลอดอายุสัญญา", {"start_event": E.COLLECTED}, {"other_event"}),
        ("5 ปี และจนกว่าจะสิ้นสุดสัญญา", {"operator": Operator.OR_EARLIER}, {"earlier_chosen"}),
        ("5 ปี และจนกว่าจะสิ้นสุดสัญญา", {"kind": FIXED}, {"condition_lost", "other_event"}),
        (
            "5 ปี หรือ 10 ปี แล้วแต่ระยะเวลาใดนานกว่า",
            {"operator": Operator.OR_EARLIER},
            {"earlier_chosen", "shorter_than_the_words"},
        ),
        ("5 ปี หรือ 10 ปี แล้วแต่ระยะเวลาใดนานกว่า", {"kind": FIXED}, {"condition_lost", "shorter_than_the_words"}),
        ("ตลอดอายุสัญญา + 5 ปี", {"kind": FIXED, "start_event": E.COLLECTED}, {"other_event"}),
        ("5 ปี หลังสิ้นสุดสัญญา", {"start_event": E.COLLECTED}, {"other_event"}),
        ("5 ปี หลังสิ้นสุดสัญญา หรือ 10 ปี", {"start_event": E.COLLECTED}, {"other_event"}),
        ("10 ปี นับจากสิ้นปีงบประมาณ", {"start_event": E.COLLECTED}, {"other_event"}),
        ("ส่งมอบหอจดหมายเหตุหลังจากสิ้นสุดโครงการ", {"disposal": Disposal.DESTROY}, {"transfer_lost"}),
        ("10 ปีงบประมาณ", {"alignment": Alignment.NONE}, {"alignment_lost"}),
        ("10 ปีงบประมาณ", {"alignment": Alignment.CALENDAR_YEAR_END}, {"alignment_lost"}),
        ("ไม่น้อยกว่า 10 ปี", {"bound": Bound.EXACT}, {"no_least"}),
        ("10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ", {"bound": Bound.EXACT}, {"no_least"}),
        ("10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ", {}, set()),
        ("ไม่น้อยกว่า 10 ปี", {"bound": Bound.MIN}, set()),
        ("10 ปี", {"bound": Bound.MIN, "alignment": Alignment.FISCAL_YEAR_END}, set()),
        ("10 ปี", {"start_event": E.COLLECTED}, set()),
        ("ประมาณ 10 ปี", {"period": "P10Y"}, set()),
        ("ประมาณ 10 ปี", {"period": "P10Y", "start_event": E.CONTRACT_END}, {"other_event"}),
    ],
)
def test_each_loss_of_what_the_words_keep_is_warned_of(words, choice, warned):
    assert {each.code for each in chosen(words, E.COLLECTED, **choice).warnings} == warned


def test_the_event_of_the_words_counts_where_the_form_states_none():
    warned = chosen("5 ปี หลังสิ้นสุดสัญญา", None, start_event=E.COLLECTED).warnings
    assert [each.code for each in warned] == ["other_event"]
    assert chosen("10 ปี", None, start_event=E.COLLECTED).warnings == []


@pytest.mark.parametrize(
    "words", ["5 ปี หลังสิ้นสุดสัญญา", "10 ปีงบประมาณ", "ไม่น้อยกว่า 10 ปี", "backup 30 วัน", "ส่งมอบหอจดหมายเหตุหลังสิ้นสุดโครงการ 20 ปี"]
)
def test_a_fixed_period_keeps_all_else_that_was_read(words):
    made, read = chosen(words, E.COLLECTED, kind=FIXED), read_retention(words, E.COLLECTED)
    kept = ("period", "bound", "start_event", "alignment", "disposal", "copies_only")
    assert [getattr(made.rule, name) for name in kept] == [getattr(read, name) for name in kept]
    assert made.warnings == []
