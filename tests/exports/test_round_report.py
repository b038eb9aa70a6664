"""The papers of a round's report: the same figures in workbook and PDF, dates as dates, words that act nowhere."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from exports.round_report_pdf import round_report_pdf
from exports.round_report_workbook import write_round_report
from ropa.procedures.rules_report import KnownPause, KnownRun, KnownVisit, Tally
from schemas.round_report import MOST_LATE, PauseReport, ReportPeriod, RoundReport
from schemas.rounds import LateCause
from tests.support.pdf_text import text_of
from tests.support.procedure_steps import decision, step

BEGINS, AS_OF = date(2026, 10, 1), date(2027, 3, 31)
HOSTILE = '=cmd|"/c calc"!A1 <script> #let x = 1 \x07 ' + "ก้ำกึ่ง " * 40


def visit(number, due, done=None, **more):
    said = {"visit": 1, "opens_on": BEGINS, "due_on": due, "done_on": done, "actual_days": 3, "standard_days": 2}
    said |= {"is_returned": False, "cause": LateCause.WORKLOAD if done else None, "note": None, "is_provisional": False}
    return KnownVisit(**{"step": number, **said, **more})


def report(offices=2, office=HOSTILE):
    steps = [step(1, 2), decision(2, 3, 1), step(3, 1, [])]
    tally = Tally(steps, BEGINS, AS_OF)
    for number in range(offices):
        late = visit(1, date(2026, 10, 5), date(2026, 10, 8), note=HOSTILE)
        tally.add(
            KnownRun(
                office_id=number + 4,
                office=f"{office} {number}" if number else office,
                cancelled_on=None,
                pauses=[KnownPause(date(2026, 11, 2), None, HOSTILE)] if number else [],
                plan={1: date(2026, 10, 5), 2: date(2026, 10, 6)},
                visits=[late, visit(2, date(2027, 3, 1), is_provisional=True)],
                working_days=lambda first, last: max(0, (last - first).days),
            )
        )
    by = tally.offices
    return RoundReport(
        round_id="0", ref="ROUND-2570-0001", title=HOSTILE, procedure_id="0", procedure_title="คู่มือ", revision=1,
        period=ReportPeriod(months=6, first=BEGINS, last=AS_OF, as_of=AS_OF), office_id=None, office=None,
        is_whole=True,
        printed_at=datetime(2027, 4, 2, 3, tzinfo=UTC), printed_by="ผู้จัดทำ", standard_days=4,
        offices_by_standing=tally.standings(), ended=sum(each.ended for each in by), ended_standard_days=4,
        actual_days=6, measured_days=6, again_ended=0, again_days=0, late_ended=offices, late_open=offices,
        late_days=sum(each.late_days for each in by), returned=0, returned_offices=0, provisional=offices,
        unconfirmed_years=[2027], steps=list(tally.steps.values()), offices=by, late_steps=tally.late_steps,
        causes=tally.causes(),
        pauses=[PauseReport(from_on=date(2026, 11, 2), until_on=None, reason=HOSTILE, offices=1, office=None)],
    )  # fmt: skip


def workbook(made):
    out = BytesIO()
    write_round_report(made, out)
    return load_workbook(BytesIO(out.getvalue()))


def test_the_workbook_has_its_five_sheets_with_dates_and_numbers_and_no_formula():
    book = workbook(report())
    assert book.sheetnames == ["สรุป", "ตามขั้นตอน", "ตามหน่วยงาน", "ขั้นตอนที่ล่าช้า", "สาเหตุ"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    hostile = [cell for cell in cells if str(cell.value).startswith("=cmd")]
    assert hostile
    assert all(cell.quotePrefix for cell in hostile)
    late = book["ขั้นตอนที่ล่าช้า"]
    assert [late.cell(4, column).value.date() for column in (5, 6, 7, 8)] == [
        BEGINS, date(2026, 10, 5), date(2026, 10, 5), date(2026, 10, 8)
    ]  # fmt: skip
    assert (late["G4"].number_format, late["I4"].value) == ("[$-107041E]d mmm yyyy", 3)
    assert (late.freeze_panes, late.print_title_rows) == ("A4", "$3:$3")


def test_the_sums_below_the_steps_are_those_of_the_report():
    made = report(5)
    sheet = workbook(made)["ตามขั้นตอน"]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last[1:3] == ["รวม", 4]
    assert (last[15], last[16], last[17]) == (made.late_ended, made.late_open, made.late_days)


def test_the_paper_says_the_same_figures_and_marks_a_period_that_is_not_over():
    made = replace(report(), title="รอบปี 2570")
    text = text_of(round_report_pdf(made))
    for words in ("รายงานผลการดำเนินงานตามรอบ", "ROUND-2570-0001", "รอบ 6 เดือน", "หัวหน้าส่วนราชการ"):
        assert words in text, words
    early = replace(made, period=replace(made.period, as_of=date(2027, 2, 1)))
    assert "ช่วงของรายงานยังไม่สิ้นสุด" in text_of(round_report_pdf(early))


def test_what_is_more_than_a_file_lists_is_said(monkeypatch):
    assert MOST_LATE == 20_000
    made = replace(report(), late_ended=MOST_LATE)
    late = workbook(made)["ขั้นตอนที่ล่าช้า"]
    assert str(late.cell(late.max_row, 1).value).startswith("… และอีก 19,998 ครั้ง")
    assert "19,998" in text_of(round_report_pdf(made))


@pytest.mark.parametrize("offices", [0, 391])
def test_a_report_of_no_office_and_of_every_office_is_made(offices):
    made = report(offices, office="สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี")
    assert round_report_pdf(made)[:5] == b"%PDF-"
    assert workbook(made)["ตามหน่วยงาน"].max_row == 3 + max(offices, 1)
