"""Which fields one answer may fill in many records, and how the answer is read."""

from typing import get_type_hints

import pytest

from schemas.activity import Form
from schemas.bulk import BulkTerms
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.filling import fillable, fillable_sections, read_answer, with_answer
from schemas.flow import Step
from schemas.form import Kind, fields_of, form_fields, value_at
from schemas.reading import Unreadable

ALL = [info for section in fillable_sections() for info in section.fields]


def test_no_name_of_a_record_no_table_and_no_step_is_filled_in_many():
    assert len(ALL) >= 25
    assert "header" not in {section.key for section in fillable_sections()}
    assert {info.kind for info in ALL}.isdisjoint({Kind.TABLE, Kind.DATE, Kind.NUMBER})
    for rows in (Step, InformationSystem, ExchangeLine):
        assert not [info.key for info in fields_of(rows) if info.note.fills_many]
    own = {"personal_data_items", "collection_purposes", "lawful_basis", "data_source", "data_volume"}
    assert own.isdisjoint({info.key for info in ALL})


def test_a_field_has_one_name_in_the_form_of_the_page():
    # The page's other fields stand beside the control, whose name is the field's key.
    beside = {"csrf_token", "do", "seen", "kind", "show", *get_type_hints(BulkTerms)}
    assert beside.isdisjoint({info.key for info in ALL})
    assert fillable("/form/header/agency_name") is None
    assert {info.pointer for info in ALL} <= {info.pointer for info in form_fields(Form)}


@pytest.mark.parametrize("info", ALL, ids=lambda info: info.key)
def test_an_answer_is_read_put_and_taken_out_again(info):
    answers = {
        Kind.TEXT: "คำตอบ",
        Kind.LINES: ["หนึ่ง", "สอง"],
        Kind.GROUP: {"telephone": "0 2000 0000"},
        Kind.TERM: str(next(iter(info.member))) if info.kind is Kind.TERM else "",
    }
    value = read_answer(info, answers[info.kind])
    filled = with_answer(ActivityDocument(), info, value)
    assert value_at(filled, info.pointer) == value
    assert with_answer(filled, info, None) == ActivityDocument()
    with pytest.raises(Unreadable) as refused:
        read_answer(info, {"what": {"is": "this"}})
    assert all(each.pointer.startswith("/answer") for each in refused.value.problems)
