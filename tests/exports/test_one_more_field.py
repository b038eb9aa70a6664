"""A form type with one more declared field is a workbook with one more field; nothing else was changed."""

from io import BytesIO
from typing import Annotated, get_type_hints

import msgspec
import pytest
from msgspec import Struct

from exports.form_workbook import FORM_SHEET, write_form
from exports.records import RegisterOptions
from exports.register_rows import FIRST_ROW
from exports.register_workbook import write_register
from schemas.activity import Form
from schemas.activity_keeping import Storage
from schemas.document import ActivityDocument
from schemas.field import text
from schemas.form import form_fields
from tests.support.export_records import PRINTED_ON, form_record, register_row
from tests.support.workbooks import load


class StorageWithFloor(Storage, kw_only=True):
    """Storage, and on which floor."""

    storage_floor: Annotated[str, text("ชั้นที่จัดเก็บ", "Floor", hint_th="โปรดระบุชั้น", laws=("PDPA s.39(8)",))] | None = None


@pytest.fixture(scope="module")
def form_type() -> type[Struct]:
    """The form with `storage_floor` in its storage section, sections in the same order."""
    declared = []
    for name, hint in get_type_hints(Form, include_extras=True).items():
        if name == "storage":
            more = Annotated[StorageWithFloor, *hint.__metadata__]
            declared.append((name, more, msgspec.field(default_factory=StorageWithFloor)))
        else:
            made = hint.__origin__
            declared.append((name, hint, msgspec.field(default_factory=made)))
    return msgspec.defstruct("FormWithFloor", declared, kw_only=True, forbid_unknown_fields=True)


@pytest.fixture
def document(form_type: type[Struct]) -> ActivityDocument:
    form = form_type()
    form.storage.storage_floor = "ชั้น ๓"  # type: ignore[attr-defined] # made above
    return ActivityDocument(form=form)  # type: ignore[arg-type] # a form type with one more field


def test_the_new_field_stands_in_the_form_after_its_neighbours(form_type: type[Struct], document: ActivityDocument):
    out = BytesIO()
    write_form(form_record(document), out, form=form_type)
    book = load(out.getvalue())
    place = book.defined_names["ropa.storage.storage_floor"].attr_text.rpartition("!")[2].replace("$", "")
    sheet = book[FORM_SHEET]
    assert sheet[place].value == "ชั้น ๓"
    before = book.defined_names["ropa.storage.retention_period"].attr_text.rpartition("$")[2]
    row = sheet[place].row
    assert row == int(before) + 1
    assert sheet.cell(row, 2).value == "ชั้นที่จัดเก็บ (โปรดระบุชั้น)"


def test_the_new_field_is_a_column_of_the_register_and_its_legend(form_type: type[Struct], document: ActivityDocument):
    out = BytesIO()
    options = RegisterOptions(printed_on=PRINTED_ON)
    write_register([register_row(1, document)], out, options=options, form=form_type)
    book = load(out.getvalue())
    labels = [cell.value for cell in book["ทะเบียน"][FIRST_ROW - 1]]
    at = labels.index("ชั้นที่จัดเก็บ")
    assert len(labels) == 7 + len(list(form_fields())) + 1
    assert book["ทะเบียน"].cell(FIRST_ROW, at + 1).value == "ชั้น ๓"
    legend = {cell.value for row in book["คำอธิบาย"].iter_rows() for cell in row}
    assert {"ชั้นที่จัดเก็บ", "โปรดระบุชั้น"} <= legend
