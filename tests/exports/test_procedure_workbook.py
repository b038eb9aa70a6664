"""A procedure as a workbook: the manual in its order, every value, the sum of its days, and nothing that acts."""

from io import BytesIO

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports.procedure_words import CHAPTERS, ProcedurePaper
from exports.procedure_workbook import (
    DUTIES_SHEET,
    FRONT_SHEET,
    STEPS_SHEET,
    WORDS_SHEET,
    write_procedure_workbook,
)
from ropa.procedures.library import library
from schemas.procedure import (
    Definition,
    Duty,
    ProcedureDocument,
    ProcedureKind,
    ProcedureStatus,
    ProcedureStep,
    StepBranch,
)
from tests.support.hostile import FITTING
from tests.support.procedure_papers import MANUAL, paper
from tests.support.procedure_steps import SEED_DAYS, parallel_steps, step
from tests.support.workbooks import by_calamine, by_openpyxl, load, merged, page_lines, texts, through_libreoffice


def made(of: ProcedurePaper) -> bytes:
    out = BytesIO()
    write_procedure_workbook(of, out)
    return out.getvalue()


def book(document: ProcedureDocument, **changes: object) -> dict[str, Worksheet]:
    read = load(made(paper(document, **changes)))
    return {sheet.title: sheet for sheet in read.worksheets}


def test_the_chapters_stand_in_the_order_of_the_manual_with_all_their_words():
    manual = library()[MANUAL]
    sheets = book(manual)
    assert list(sheets) == [FRONT_SHEET, WORDS_SHEET, DUTIES_SHEET, STEPS_SHEET]
    front = texts(sheets[FRONT_SHEET])
    heads = [each for each in front if any(each == f"{number}. {title}" for number, title in enumerate(CHAPTERS, 1))]
    assert heads == [f"{number}. {title}" for number, title in enumerate(CHAPTERS, 1)]
    whole = "\n".join(front)
    lists = (manual.purposes, manual.problems, manual.solutions, manual.references, manual.forms, manual.notes)
    plain = (manual.title, manual.subtitle, manual.foreword, manual.scope, manual.standard_note, manual.follow_up)
    for words in (*plain, manual.contact, *(line for lines in lists for line in lines)):
        assert str(words) in whole
    assert "1.2 เพื่อให้กระบวนการทำงานมีประสิทธิภาพ" in whole
    assert "21 พฤศจิกายน พ.ศ. 2569" in whole


def test_definitions_and_duties_are_tables():
    manual, sheets = library()[MANUAL], book(library()[MANUAL])
    assert texts(sheets[WORDS_SHEET])[3:] == [
        words for each in manual.definitions for words in (each.term, each.meaning)
    ]
    assert texts(sheets[DUTIES_SHEET])[3:] == [
        words for each in manual.duties for words in (each.responsible, each.duty)
    ]


def test_the_table_of_steps_says_all_of_a_step_and_adds_up_its_days():
    manual = library()[MANUAL]
    rows = by_openpyxl(made(paper(manual)))[STEPS_SHEET][2:]
    assert [row[0] for row in rows[:16]] == [str(number) for number in range(1, 17)]
    for row, own in zip(rows, manual.steps, strict=False):
        assert row[1] == own.title
        assert row[3] == ("\n".join(own.responsible) or "ไม่ได้ระบุ")
        assert row[4] == own.detail
        assert row[6] == str(own.working_days)
    assert [row[2] for row in rows[:5]] == ["เริ่มต้น/สิ้นสุด", "กิจกรรม", "กิจกรรม", "การตัดสินใจ", "การตัดสินใจ"]
    assert rows[2][5] == f"11.1 {manual.forms[0]}"
    assert rows[3][7] == "เห็นชอบ: ไปขั้นตอนที่ 5\nไม่เห็นชอบ: กลับไปขั้นตอนที่ 3 (อ่านเอาเอง คู่มือไม่ได้ระบุ)"
    assert rows[15][7] == "สิ้นสุด"
    assert rows[7][8] == "ผู้บันทึกของหน่วยงาน\nเริ่มไม่ก่อนสิ้นเดือนที่ 6"
    assert rows[16][6] == str(sum(SEED_DAYS))
    assert rows[16][7] == "คู่มือระบุ 55 วันทำการ"
    assert sum(isinstance(value, int) for value in next(sheet_rows(manual, 16))) == 2


def sheet_rows(document: ProcedureDocument, count: int):
    sheet = book(document)[STEPS_SHEET]
    return sheet.iter_rows(min_row=3, max_row=2 + count, values_only=True)


def test_a_stated_sum_that_is_another_is_marked():
    said = texts(book(ProcedureDocument(title="งาน", steps=[step(1, 2, [])], stated_days=5))[STEPS_SHEET])
    assert said[-1] == "คู่มือระบุ 5 วันทำการ (ไม่ตรงกับผลรวมของขั้นตอน)"


def test_branches_side_by_side_unknown_and_missing_ones_are_told_in_words():
    steps = [*parallel_steps(), ProcedureStep(number=9, title="ก", next=[StepBranch(), StepBranch(to=77)])]
    steps[4].office_id = 12
    rows = by_openpyxl(made(paper(ProcedureDocument(title="งาน", steps=steps), office_names={12: "กองกลาง"})))[
        STEPS_SHEET
    ]
    ways = [row[7] for row in rows[2:8]]
    assert ways[0] == "ไปขั้นตอนที่ 2 พร้อมกัน\nไปขั้นตอนที่ 3 พร้อมกัน"
    assert ways[5].splitlines() == ["? (ไม่ได้ระบุว่าไปขั้นตอนใด) พร้อมกัน", "ขั้นตอนที่ 77 ? (ไม่มีขั้นตอนนี้) พร้อมกัน"]
    assert rows[5][8] == "ผู้ดูแลรอบ\nเริ่มเมื่อทุกสายเสร็จ"
    assert "หน่วยงาน: กองกลาง" in rows[6][8]


def test_a_clock_of_the_law_is_no_missing_standard():
    rows = by_openpyxl(made(paper(library()["breach_handling"])))[STEPS_SHEET]
    assert {row[6] for row in rows[2:10]} == {"ไม่นับเป็นวันทำการ"}
    assert rows[13][6:8] == ("14", "คู่มือไม่ได้ระบุผลรวม")


@pytest.mark.parametrize("status", [each for each in ProcedureStatus if each is not ProcedureStatus.APPROVED])
def test_a_revision_that_is_not_in_force_says_so(status: ProcedureStatus):
    front = texts(book(library()[MANUAL], status=status)[FRONT_SHEET])
    assert f"{status.th}: ฉบับนี้ไม่ใช่ฉบับที่ใช้อยู่" in front


def test_an_empty_procedure_makes_a_workbook():
    assert texts(book(ProcedureDocument())[STEPS_SHEET])[-3:] == [
        "ยังไม่มี",
        "รวมมาตรฐานของทุกขั้นตอน (วันทำการ)",
        "คู่มือไม่ได้ระบุผลรวม",
    ]


def test_it_prints_on_a4_with_titles_repeated_and_says_what_it_is():
    for name, sheet in book(library()[MANUAL]).items():
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.page_setup.orientation == ("landscape" if name == STEPS_SHEET else "portrait")
        assert sheet.print_title_rows == (None if name == FRONT_SHEET else "$2:$2")
        above_left, above_right, below_left, below_middle = page_lines(sheet)
        assert above_left == "กองยุทธศาสตร์และแผนงาน กรมอุตสาหกรรมพื้นฐานและการเหมืองแร่"
        assert above_right == "PROC-2569-0001  ฉบับที่ 2 (อนุมัติ)"
        assert (below_left, below_middle) == ("พิมพ์วันที่ 21 พฤศจิกายน พ.ศ. 2569", "หน้า &P / &N")


def hostile() -> ProcedureDocument:
    """Return a procedure whose every text is hostile."""
    every = list(FITTING.values())
    short = [each[:5_000] for each in every]
    first = every[0]
    return ProcedureDocument(
        title=first,
        subtitle=first,
        kind=ProcedureKind.MANUAL,
        foreword=first,
        purposes=short,
        scope=first,
        definitions=[Definition(term=each, meaning=each) for each in every],
        duties=[Duty(responsible=each, duty=each) for each in every],
        steps=[
            ProcedureStep(
                number=number,
                title=each,
                detail=each,
                responsible=[each[:5_000]],
                next=[StepBranch(to=1, label=each[:500])],
                forms=[number],
            )
            for number, each in enumerate(every, 1)
        ],
        forms=short,
        contact=first,
        notes=short,
    )


def test_hostile_text_stays_text_in_every_cell():
    content = made(paper(hostile(), office_name=FITTING["formula_dde"], ref=FITTING["excel_header_code"]))
    for sheet in load(content).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}, cell.coordinate
                if isinstance(cell.value, str) and cell.value[:1] in "=+-@":
                    assert cell.quotePrefix, cell.coordinate
    assert by_openpyxl(content).keys() == by_calamine(content).keys()
    assert "ข้อความถูกปรับให้เก็บในเซลล์ได้" in "\n".join(texts(load(content)[FRONT_SHEET]))


@pytest.mark.parametrize("document", [library()[MANUAL], library()["breach_handling"]], ids=[MANUAL, "breach"])
def test_libreoffice_opens_it_and_finds_the_same_cells_and_merges(document: ProcedureDocument):
    content = made(paper(document))
    again = through_libreoffice(content)
    before, after = by_openpyxl(content), by_openpyxl(again)
    assert list(before) == list(after)
    for name, rows in before.items():
        kept = [row for row in after[name] if any(row)]
        assert [tuple(filter(None, row)) for row in kept] == [tuple(filter(None, row)) for row in rows if any(row)]
        assert merged(load(again)[name]) == merged(load(content)[name])


def test_rows_are_at_least_as_high_as_libreoffice_would_make_them():
    read = load(made(paper(library()[MANUAL])))
    sheet = read[STEPS_SHEET]
    ours = {row: sheet.row_dimensions[row].height for row in range(3, 19)}
    for row in ours:
        sheet.row_dimensions[row].height = None
    without = BytesIO()
    read.save(without)
    theirs = load(through_libreoffice(without.getvalue(), settle=True))[STEPS_SHEET]
    assert [row for row, height in ours.items() if height < theirs.row_dimensions[row].height] == []
