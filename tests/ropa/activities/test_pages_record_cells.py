"""Cells of a record drawn from kept pieces are those that the templates draw; parts follow what they show."""

import msgspec
import pytest

from ropa.activities.pages_record_body import body_of
from ropa.activities.pages_record_cells import cells, values
from ropa.samples import filled_forms
from ropa.web.language import Language
from ropa.web.packing import joined, parts_of
from schemas.document import ActivityDocument, ActivityInput
from schemas.form import flow_columns, form_fields, value_at
from schemas.reading import read_json
from schemas.vocabulary import Mark

LANGUAGES: tuple[Language, ...] = ("th", "en")


def samples() -> list[ActivityDocument]:
    return [read_json(file.read_bytes(), ActivityInput).document() for file in filled_forms()]


def shown(document: ActivityDocument, language: Language) -> str:
    body = body_of(document, language)
    parts = [*(part.after for part in (*body.sections, *body.beyond)), body.flow, body.exchange, body.findings]
    return joined(parts_of("".join(parts), body.fragments)).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cell_is_what_its_template_draws(language: Language):
    fast, drawn = cells(language).cell, values(language).cell
    for document in samples():
        for info in form_fields():
            value = value_at(document, info.pointer)
            assert fast(info, value, document.marks, info.pointer) == drawn(info, value, document.marks, info.pointer)
        for at, step in enumerate(document.steps):
            for info in flow_columns():
                given = (info, value_at(step, info.pointer), document.marks, f"/steps/{at}{info.pointer}")
                assert fast(*given) == drawn(*given)


def test_text_is_escaped_and_a_mark_is_told_from_a_blank():
    info = next(each for each in flow_columns() if each.key == "use")
    cell = cells("th").cell
    assert "&lt;b&gt;&amp;" in cell(info, "<b>&", {}, "/x")
    assert cell(info, None, {"/x": Mark.DASH}, "/x") != cell(info, None, {}, "/x")


def test_a_version_shows_what_was_changed_in_it_and_the_one_before_stays():
    before = samples()[0]
    after = msgspec.json.decode(msgspec.json.encode(before), type=ActivityDocument)
    after.steps[0].title = "ขั้นตอนที่เปลี่ยน"
    after.form.header.sub_process = "ชื่อที่เปลี่ยน"
    first = shown(before, "th")

    assert "ขั้นตอนที่เปลี่ยน" in shown(after, "th")
    assert "ชื่อที่เปลี่ยน" in shown(after, "th")
    assert shown(before, "th") == first
    assert shown(before, "en") != first
