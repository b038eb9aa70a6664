"""The register's workbook with hostile text."""

from io import BytesIO

from msgspec import structs

from exports.records import RegisterOptions, RegisterRow, RegisterSummary
from exports.register_legend import LEGEND_SHEET
from exports.register_rows import FIRST_ROW
from exports.register_workbook import write_register
from exports.safe_text import CELL_LIMIT, units
from schemas.document import ActivityDocument
from tests.support.export_records import PRINTED_ON, document, register_row
from tests.support.hostile import FORMULAS, HOSTILE
from tests.support.register_lines import REVISIONS, held_set, work_item
from tests.support.workbooks import by_calamine, by_openpyxl, load, through_libreoffice

REGISTER = "ทะเบียน"


def _written(*rows: RegisterRow) -> tuple[bytes, RegisterSummary]:
    out = BytesIO()
    summary = write_register(rows, out, options=RegisterOptions(printed_on=PRINTED_ON))
    return out.getvalue(), summary


def test_hostile_text_stays_text_and_both_readers_agree():
    made = []
    for number, text in enumerate(HOSTILE.values(), 1):
        of = document(steps=1, lines=(1,))
        of.form.header.agency_name = of.form.header.sub_process = text
        of.steps[0].use = of.systems[0].system_name = text
        of.form.data_category.local_third_parties = [text]
        beside = {
            "holdings": [held_set(title=text)],
            "findings": [work_item(message_th=text)],
            "revisions": [structs.replace(REVISIONS[0], approved_by_name=text)],
        }
        made.append(register_row(number, of, office_name=text, **beside))
    content, summary = _written(*made)
    book = load(content)
    assert summary.replaced > 0
    assert summary.cut > 0
    for sheet in book.worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    # openpyxl does not undo the escape of `_x0041_` in inline strings, calamine and Excel do.
    plain = {
        name: [tuple(_undone(cell) for cell in row) for row in rows] for name, rows in by_openpyxl(content).items()
    }
    assert plain == {
        name: [tuple(_undone(cell) for cell in row) for row in rows] for name, rows in by_calamine(content).items()
    }
    names = [row[1] for row in plain[REGISTER][FIRST_ROW - 1 :]]
    for text, name in zip(HOSTILE.values(), names, strict=True):
        if units(text) <= CELL_LIMIT and text.isprintable():
            assert name == text
    legend = [row[0] for row in by_openpyxl(content)[LEGEND_SHEET] if row]
    assert any("แทนอักขระ" in line for line in legend)


def _undone(text: str) -> str:
    return text.replace("_x005F_", "_")


def test_a_formula_cell_stays_text_when_it_is_edited():
    made = [register_row(at, ActivityDocument(), office_name=text) for at, text in enumerate(FORMULAS.values())]
    book = load(_written(*made)[0])
    for row, text in enumerate(FORMULAS.values(), FIRST_ROW):
        for sheet in (REGISTER, "มาตรา 39"):
            cell = book[sheet].cell(row, 2)
            assert cell.value == text
            assert bool(cell.quotePrefix) is (text[0] in "=+-@\t＝")


def test_libreoffice_opens_a_register_of_hostile_text():
    texts = [text for text in FORMULAS.values() if text.strip() == text]
    made = [register_row(at, ActivityDocument(), office_name=text) for at, text in enumerate(texts)]
    made.extend(register_row(99, ActivityDocument(), office_name=text) for text in HOSTILE.values())
    after = by_openpyxl(through_libreoffice(_written(*made)[0]))
    assert [row[1] for row in after[REGISTER][FIRST_ROW - 1 :]][: len(texts)] == texts
