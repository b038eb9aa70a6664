"""docs/erasure-matrix.md, written from the cases that the tests carry out (`python -m` this module)."""

from pathlib import Path

from tests.support.target_case import Case
from tests.support.target_cases_comparing import COMPARING
from tests.support.target_cases_reach import REACH
from tests.support.target_cases_values import VALUES

CASES = [*REACH, *VALUES, *COMPARING]
_ENDS = {
    "destroyed": "ทำลายครบ แถวอื่นคงเดิม",
    "refused": "ปฏิเสธก่อนนับแถว",
    "refused_rows": "ปฏิเสธหลังนับแถว",
}
_HEAD = """\
# ตารางทดสอบการทำลายข้อมูลในฐานข้อมูล

The test matrix of destruction in databases. Each line is a test that runs on the real database
(`tests/ropa/erasure/test_target_matrix.py`, `test_target_run.py`); this page is generated from the same lines
(`python -m tests.support.target_document`) and compared with them by a test.

"ทำลายครบ" means: the approved rows are gone, and a hash over every other row of every table is what it was.
MySQL and others are refused until tests run on them.

## โครงสร้างของฐานข้อมูล (schemas)

| กรณี | case | SQLite | PostgreSQL |
|---|---|---|---|
"""
_RUN = """
## ระหว่างดำเนินการ (while it runs)

| กรณี | ผล | ทดสอบ |
|---|---|---|
"""
RUNS = [
    (
        "เขียนทับด้วยศูนย์ หรือค่าสุ่ม แล้วลบ ตารางแม่ ลูก หลาน",
        "แถวที่ไม่ได้อนุมัติคงเดิมทุกตาราง",
        "test_a_run_destroys_the_approved_rows_and_their_children_and_changes_nothing_else",
    ),
    ("ทดลอง (dry run)", "ไม่เปลี่ยนอะไร ไม่แสดงคีย์", "test_the_dry_run_changes_nothing_and_shows_no_key"),
    ("ไบต์ที่เขียนทับถึงดิสก์ก่อนลบ", "คนละ transaction", "test_overwritten_bytes_are_committed_before_the_rows_go"),
    ("ค่าสุ่ม", "ต่างกันทุกแถว", "test_random_values_differ_in_each_row"),
    ("ทำให้ไม่ระบุตัวบุคคล", "แถวคงอยู่ ค่าถูกแทน", "test_anonymising_keeps_the_rows"),
    ("แถวหรือโครงสร้างเปลี่ยนหลังอนุมัติ (7 แบบ)", "ไม่ดำเนินการ", "test_a_change_after_the_approval_refuses_the_run"),
    (
        "ผู้อื่นเพิ่ม แก้ ลบ ระหว่างดำเนินการ (5 แบบ)",
        "หยุด หรือทำต่อเมื่อต่างไม่เกินที่กำหนด แถวที่ไม่ได้อนุมัติคงเดิม",
        "test_a_writer_during_the_run_stops_it_unless_a_share_may_differ",
    ),
    (
        "ผู้อื่นเขียนต่อเนื่องตลอดการดำเนินการ",
        "ทำครบ แถวที่ผู้อื่นบันทึกแล้วอยู่ครบ",
        "test_writers_beside_a_run_lose_nothing",
    ),
    (
        "มีการระงับ (hold) ระหว่างดำเนินการ",
        "หยุดก่อน transaction ถัดไป แล้วทำต่อได้",
        "test_a_gate_that_closes_stops_before_the_next_transaction_and_the_run_goes_on_later",
    ),
    (
        "โปรเซสจบที่จุดใดก็ได้ (ทุกก้าวของชุด และ kill -9 สุ่มจุด)",
        "รอบถัดไปทำจนครบ",
        "test_a_run_that_ends_anywhere_is_completed_by_the_next",
    ),
    ("การเชื่อมต่อขาดกลาง transaction (PostgreSQL)", "ลองใหม่จนครบ", "test_a_dropped_connection_is_tried_again"),
    ("คำตอบของ COMMIT หายไป", "ไม่นับซ้ำ ไม่นับเป็นความต่าง", "test_a_commit_whose_answer_was_lost_is_no_deviation"),
    ("แถวถูกล็อกค้าง", "หยุด ทำต่อภายหลังได้", "test_a_lock_that_is_not_given_back_stops_the_run_cleanly"),
]


_CAMPAIGN = """
## kill -9

`make campaign` (`tests/ropa/erasure/test_target_killed.py`) starts the run in a process of its own, kills it at a
random moment, starts it again, and so on until it is done. Then everything outside the approved rows must have its old
hash, with no deviation counted. At least 104 kills for each database; the run of 21 November 2569 survived 231 on
SQLite and 231 on PostgreSQL (zero and random, 8 databases each). Three kills for each database are in every test run.
"""


def document() -> str:
    """Return the whole document."""
    lines = [
        f"| {_cell(case.th)} | `{case.code}` | {_end(case, 'sqlite')} | {_end(case, 'postgresql')} |" for case in CASES
    ]
    runs = [f"| {what} | {result} | `{name}` |" for what, result, name in RUNS]
    return _HEAD + "\n".join(lines) + "\n" + _RUN + "\n".join(runs) + "\n" + _CAMPAIGN


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _end(case: Case, kind: str) -> str:
    return _ENDS[case.ends] if case.only in {None, kind} else "–"


if __name__ == "__main__":
    Path("docs/erasure-matrix.md").write_text(document(), encoding="utf-8")
