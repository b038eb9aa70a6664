"""The ministry's two real forms as workbooks."""

from io import BytesIO
from pathlib import Path

import pytest

from exports.form_workbook import EXCHANGE_SHEET, FLOW_SHEET, FORM_SHEET
from exports.records import RegisterOptions
from exports.register_workbook import write_register
from ropa.samples import filled_forms
from schemas.document import ActivityDocument, ActivityInput
from schemas.form import form_fields, value_at
from schemas.reading import read_json
from schemas.shown import shown
from tests.support.export_records import PRINTED_ON, form_bytes, form_record, register_row
from tests.support.workbooks import by_calamine, by_openpyxl, load, named_value


def _document(file: Path) -> ActivityDocument:
    return read_json(file.read_bytes(), ActivityInput).document()


@pytest.mark.parametrize("file", filled_forms(), ids=lambda file: file.stem)
def test_every_answer_of_the_paper_stands_in_its_cell(file: Path):
    document = _document(file)
    content = form_bytes(form_record(document))
    book = load(content)
    for info in form_fields():
        words = shown(info, value_at(document, info.pointer), document.marks.get(info.pointer))
        assert named_value(book, f"ropa.{info.section}.{info.key}") == (words or None)
    assert by_openpyxl(content) == by_calamine(content)


def test_the_tables_have_the_papers_rows():
    counts = {}
    for file in filled_forms():
        book = load(form_bytes(form_record(_document(file))))
        systems = [value for (value,) in book[EXCHANGE_SHEET].iter_rows(min_row=6, max_col=1, values_only=True)]
        types = [value for (value,) in book[EXCHANGE_SHEET].iter_rows(6, None, 8, 8, values_only=True)]
        steps = book[FLOW_SHEET].max_row - 4
        counts[file.stem] = (steps, len([one for one in systems if one]), len([one for one in types if one]))
    assert counts == {"contact_us": (10, 5, 7), "industry_registration": (9, 9, 24)}


def test_the_lost_create_of_the_second_form_stays_blank():
    document = next(_document(file) for file in filled_forms() if file.stem == "industry_registration")
    book = load(form_bytes(form_record(document)))
    assert named_value(book, "ropa.roles.manages_create") is None
    assert named_value(book, "ropa.roles.manages_store") == "YES"
    assert named_value(book, "ropa.data_category.local_third_parties") == "NO"
    assert named_value(book, "ropa.header.collection_form_used") == "ไม่มี"
    assert book[FORM_SHEET].max_column == 4


def test_both_forms_make_a_register_on_which_readers_agree():
    out = BytesIO()
    rows = [register_row(number, _document(file)) for number, file in enumerate(filled_forms(), 1)]
    summary = write_register(rows, out, options=RegisterOptions(printed_on=PRINTED_ON))
    assert (summary.activities, summary.steps, summary.exchange_lines) == (2, 19, 31)
    assert (summary.replaced, summary.cut) == (0, 0)
    assert by_openpyxl(out.getvalue()) == by_calamine(out.getvalue())
