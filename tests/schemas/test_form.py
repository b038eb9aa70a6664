"""The form's words are the ministry's: verbatim, complete, and found again in real filled forms."""

import hashlib
import json
import re

import msgspec
import pytest

from schemas.activity import Form
from schemas.form import exchange_columns, flow_columns, form_fields, importer_labels
from schemas.thai_text import searchable
from tests.support.filled_forms import cells, field_list, filled_form

PRINTED = [info for info in form_fields(Form) if info.section != "beyond"]


def squeezed(text):
    return re.sub(r"[\s()]", "", searchable(text))


def digest(rows):
    return hashlib.sha256(msgspec.json.encode(rows)).hexdigest()


def words_of(info):
    return [words for words in (info.note.label_th, info.note.hint_th, *info.note.also_th) if words]


def test_the_form_has_53_fields_7_and_14_columns():
    assert [info.order for info in PRINTED] == list(range(1, 54))
    assert [info.note.column for info in flow_columns()] == list(range(1, 8))
    assert [info.note.column for info in exchange_columns()] == list(range(1, 15))


def test_the_printed_words_are_those_that_were_read_from_the_paper():
    # A changed label is a changed form: change the digest only with the ministry's new form in hand.
    words = [[info.pointer, info.note.subsection_th, info.note.label_th, info.note.hint_th] for info in PRINTED]
    assert digest(words) == "b604b9ce6adf26d5dd568b8d76fc7392467e0f21f5999d94ca5877443827ac0e"
    columns = [[info.key, info.note.group_th, info.note.label_th] for info in (*flow_columns(), *exchange_columns())]
    assert digest(columns) == "ca0e60e87e2e68e404914864e5feebb445854302e8e408bcb4d7f1e1578f98ae"


def test_the_printed_words_are_those_of_the_transcript():
    listed = json.loads(field_list().read_text("utf-8"))
    fields = [field for section in listed["sections"] for field in section["fields"]]
    assert [
        (info.order, info.section, info.key, info.note.subsection_th, info.note.label_th, info.note.hint_th)
        for info in PRINTED
    ] == [
        (field["order"], field["section"], field["key"], field["subsection"], field["label_th"], field["hint_th"])
        for field in fields
    ]
    assert [list(info.note.laws) for info in PRINTED] == [field["evidences"] for field in fields]
    assert [info.label for info in flow_columns()] == [
        column["label_th"] for column in listed["data_flow_steps"]["columns"]
    ]
    assert [(info.key, info.note.group_th, info.label) for info in exchange_columns()] == [
        (column["key"], column["group_th"], column["label_th"]) for column in listed["system_exchange"]["columns"]
    ]


def test_every_field_has_an_english_label_and_every_printed_one_a_law():
    assert all(info.note.label_en for info in form_fields(Form))
    assert all(info.note.laws for info in PRINTED)


def test_words_that_two_fields_share_name_neither():
    claimed: dict[str, list[str]] = {}
    for info in form_fields(Form):
        for words in words_of(info):
            claimed.setdefault(words, []).append(info.key)
    shared = {words: keys for words, keys in claimed.items() if len(keys) > 1}
    assert shared == {
        "เมื่อส่งมอบข้อมูล": ["disclosure_request_verification", "disclosure_recording"],
        "ระบุ NO หากไม่มี / ระบุชื่อหน่วยงาน หากมี": ["local_third_parties", "offshore_third_parties"],
    }
    assert not shared.keys() & importer_labels().keys()
    assert claimed.keys() == importer_labels().keys() | shared.keys()


def test_the_importers_table_leads_from_words_to_fields():
    table = importer_labels()
    assert table["สังกัด"] == "/form/header/parent_org_unit"
    assert table["โปรดระบุมาตรการควบคุมการเข้าถึงทางกายภาพ"] == "/form/safeguards/physical_security_measures"
    assert set(table.values()) == {info.pointer for info in form_fields(Form)}


@pytest.mark.parametrize("form", ["002", "003"])
def test_every_label_and_every_hint_of_a_filled_form_is_found(form):
    paper, table = cells(filled_form(form)), importer_labels()
    fields = [
        field for section in json.loads(field_list().read_text("utf-8"))["sections"] for field in section["fields"]
    ]
    for field, info in zip(fields, PRINTED, strict=True):
        at = field["seen"][form]["label_at"]
        row = [squeezed(text) for (line, _), text in paper.items() if line == at["line"]]
        label = squeezed(paper[at["line"], at["col"] + 1])
        own = [squeezed(words) for words, pointer in table.items() if pointer == info.pointer]
        assert any(words in label for words in own), f"label of {info.key}"
        hints = [squeezed(words) for words in words_of(info) if words != info.note.label_th]
        if info.note.hint_th:
            assert any(words in cell for words in hints for cell in row), f"hint of {info.key}"


@pytest.mark.parametrize("form", ["002", "003"])
def test_every_column_header_of_a_filled_form_is_found(form):
    printed = {squeezed(text) for text in cells(filled_form(form)).values()}
    for info in (*flow_columns(), *exchange_columns()):
        assert any(squeezed(words) in printed for words in words_of(info)), info.key
