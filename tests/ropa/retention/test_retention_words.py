"""The whole table of law.md E.1, E.3 and F.2, its page in docs/, and what must never be read out of foreign words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.retention.rules import due
from ropa.retention.rules_cycles import read_cycle
from ropa.retention.rules_reading import read_retention
from schemas.holding import DueState
from schemas.retention import RetentionKind, RuleStatus
from schemas.vocabulary import StartEvent
from tests.support import retention_words as table

ROWS = [row for _, group in table.GROUPS for row in group]
_PAGE = Path(__file__).parents[3] / "docs" / "retention-words.md"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.words}/{row.stated}")
def test_each_expression_is_read_and_dated_as_the_table_says(row):
    rule, end = table.read(row)
    asks = " ".join(each.code for each in rule.unconfirmed)
    assert (table.short(rule), end, asks) == (row.reading, row.end, row.asks)
    assert rule.raw_text == row.words


@pytest.mark.parametrize("row", table.CYCLES, ids=lambda row: row.words)
def test_each_cycle_is_read_as_the_table_says(row):
    assert table.cycle_holds(row), read_cycle(row.words)


@pytest.mark.parametrize("case", table.CASES, ids=lambda case: f"F.2 {case.number}: {case.what}")
def test_each_case_of_arithmetic_gives_its_day(case):
    assert case.got == case.expected


def test_the_page_of_the_table_is_what_is_read_now():
    wanted = "\n".join(table.markdown()) + "\n"
    assert _PAGE.read_text("utf-8") == wanted, "run: python -m tests.support.retention_words > docs/retention-words.md"


#: Words that no pattern knows, and that change what stands beside them.
FOREIGN = ("ประมาณ", "อาจ", "ยกเว้น", "ปลาทู", "ห้าม", "มิใช่", "เฉพาะบางส่วน", "โดยเฉลี่ย", "xyz", "?", "ราวๆ", "เว้นแต่")
KNOWN = (
    "10 ปี",
    "สิบ",
    "5",
    "ปี",
    "เดือน",
    "ไม่น้อยกว่า",
    "ไม่เกิน",
    "หลัง",
    "สิ้นสุด",
    "สัญญา",
    "/",
    "หรือ",
    "และ",
    "ถาวร",
    "ตลอดไป",
    "ตลอดอายุ",
    "จน",
    "ถอนความยินยอม",
    "ได้รับคำสั่งจากผู้มีอำนาจ",
    "backup",
    ",",
    " ",
    "แล้วแต่อย่างใดถึงก่อน",
)
WHOLE = [row.words for row in ROWS if row.reading != "unparsed"]


def _is_unread(text: str) -> None:
    rule = read_retention(text, StartEvent.COLLECTED)
    assert (rule.kind, rule.status, rule.period) == (RetentionKind.UNPARSED, RuleStatus.UNPARSED, None), text
    found = due(rule, None, table.DAY)
    assert (found.state, found.due_on) == (DueState.UNPARSED, None), text
    assert rule.raw_text == text


@st.composite
def with_a_foreign_word(draw: st.DrawFn) -> str:
    """A row of the table, or known words in any order, with a foreign word anywhere in it."""
    words = draw(st.one_of(st.sampled_from(WHOLE), st.lists(st.sampled_from(KNOWN), max_size=8).map("".join)))
    place = draw(st.integers(0, len(words)))
    return f"{words[:place]}{draw(st.sampled_from(FOREIGN))}{words[place:]}"


@given(with_a_foreign_word())
@settings(max_examples=150, deadline=None)
def test_one_word_that_is_not_understood_leaves_no_date_and_nothing_permanent(text):
    _is_unread(text)


@pytest.mark.campaign
@given(with_a_foreign_word())
@settings(max_examples=50_000, deadline=None)
def test_one_word_that_is_not_understood_leaves_no_date_many_times(text):
    _is_unread(text)
