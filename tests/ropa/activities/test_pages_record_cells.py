"""Cells of a record say what its values mean; parts follow what they show."""

import re

import msgspec
import pytest

from ropa.activities.pages_record_body import Around, drawn_of
from ropa.activities.pages_record_cells import cells
from ropa.samples import filled_forms
from ropa.web.cutting import escaped
from ropa.web.language import Language
from ropa.web.packing import joined, parts_of
from schemas.choices import StorageFormatChoice
from schemas.document import ActivityDocument, ActivityInput
from schemas.findings import Finding, Severity
from schemas.form import FieldInfo, Kind, exchange_columns, flow_columns, form_fields
from schemas.reading import read_json
from schemas.vocabulary import Mark

TAPE = StorageFormatChoice(raw="เทป")
FIELDS = (*form_fields(), *flow_columns(), *exchange_columns())


def samples() -> list[ActivityDocument]:
    return [read_json(file.read_bytes(), ActivityInput).document() for file in filled_forms()]


def shown(document: ActivityDocument, language: Language, around: Around | None = None) -> str:
    made = drawn_of(document, language, around or Around(flow_picture="/picture"))
    return joined(parts_of(made.contents + made.document + made.findings, made.fragments)).decode()


def field_of(kind: Kind, widget: str | None = None) -> FieldInfo:
    return next(each for each in FIELDS if each.kind is kind and widget in {None, each.note.widget})


def test_text_is_escaped_and_a_mark_is_told_from_a_blank():
    info = next(each for each in flow_columns() if each.key == "use")
    cell = cells("th").cell
    assert "&lt;b&gt;&amp;" in cell(info, "<b>&", {}, "/x")
    assert cell(info, None, {"/x": Mark.DASH}, "/x") != cell(info, None, {}, "/x")


def test_a_percent_sign_is_only_a_percent_sign():
    cell = cells("th").cell
    assert cell(field_of(Kind.TEXT), "100% %s %(n)s", {}, "/x") == '<span class="text">100% %s %(n)s</span>'
    assert "<li>50%s</li>" in cell(field_of(Kind.LINES), ["50%s", "%d"], {}, "/x")


@pytest.mark.parametrize(
    ("kind", "widget", "value", "mark", "html"),
    [
        (Kind.TEXT, None, "", None, '<span class="blank">ยังไม่ระบุ</span>'),
        (Kind.TEXT, None, None, None, '<span class="blank">ยังไม่ระบุ</span>'),
        (Kind.TEXT, None, None, Mark.DASH, '<span class="token" title="'),
        (Kind.LINES, None, [], None, '<span class="token">ไม่มี</span>'),
        (Kind.ORGANISATIONS, None, [], None, '<span class="token">NO</span>'),
        (Kind.LINES, None, [], Mark.NA, '<span class="token" title="'),
        (Kind.LINES, None, ["ชื่อ <x>"], None, '<span class="text">ชื่อ &lt;x&gt;</span>'),
        (Kind.LINES, None, ["ก", "ข"], None, '<ol class="lines"><li>ก</li><li>ข</li></ol>'),
        (Kind.LINES, None, ["1. ก", "2. ข"], None, '<ol class="lines numbered"><li>1. ก</li><li>2. ข</li></ol>'),
        (Kind.CHOICES, None, [StorageFormatChoice()], None, '<span class="blank">ยังไม่ระบุ</span>'),
        (
            Kind.CHOICES,
            None,
            [StorageFormatChoice(raw="เทป")] * 2,
            None,
            '<ol class="lines"><li>เทป</li><li>เทป</li></ol>',
        ),
        (Kind.YES_NO, "has_or_none", True, None, '<span class="token">มี</span>'),
        (Kind.YES_NO, "has_or_none", False, None, '<span class="token">ไม่มี</span>'),
    ],
)
def test_what_is_not_the_same_does_not_look_the_same(kind, widget, value, mark, html):
    marks = {"/x": mark} if mark else {}
    assert cells("th").cell(field_of(kind, widget), value, marks, "/x").startswith(html)


def test_a_no_that_the_paper_wrote_otherwise_shows_both():
    info = next(each for each in FIELDS if each.kind is Kind.YES_NO and each.note.widget != "has_or_none")
    no, yes = (cells("th").cell(info, answer, {"/x": Mark.DASH}, "/x") for answer in (False, True))
    assert no.startswith('<span class="answer no">NO</span> <span class="token" title="')
    assert yes == '<span class="answer yes">YES</span>'


def test_what_was_found_stands_below_its_value_in_the_language_of_the_reader():
    found = Finding(code="x", severity=Severity.ERROR, pointer="/x", message_th="ขาด <b>", message_en="Missing <b>")
    for language, words in (("th", "ขาด &lt;b&gt;"), ("en", "Missing &lt;b&gt;")):
        said = cells(language).cell(field_of(Kind.TEXT), "ข้อความ", {}, "/x", (found,))
        assert said.startswith('<span class="text">ข้อความ</span><ul class="remarks"><li class="error">')
        assert f"<span>{words}</span>" in said


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_text_of_the_filled_forms_is_on_the_page(language: Language):
    for document in samples():
        html = shown(document, language)
        for system in document.systems:
            assert escaped(system.system_name) in html
        for step in document.steps:
            assert f'data-step="{step.seq}"' in html
        assert "\x00" not in html


def test_a_reader_who_may_edit_has_the_way_to_every_part_and_others_have_none():
    document = samples()[0]
    around = Around(editor="/activities/x/edit", flow_picture="/p")
    for key in ("header", "roles", "beyond", "flow", "systems"):
        assert f'href="/activities/x/edit/{key}"' in shown(document, "th", around)
    assert "/edit/" not in shown(document, "th")


def test_the_pictures_stand_below_their_tables():
    around = Around(flow_picture="/f.svg?a=1&b=2", flow_page="/d", exchange_picture="/e.svg", exchange_page="/d?kind=e")
    html = shown(samples()[0], "th", around)
    for picture, page in (("/f.svg?a=1&amp;b=2", "/d"), ("/e.svg", "/d?kind=e")):
        assert re.search(
            rf'<details class="drawing no-print"><summary>[^<]+</summary>.*src="{re.escape(picture)}"', html
        )
        assert f'<p><a href="{page}">' in html
    assert "&lt;details" not in html
    assert html.count("<details") == 2
    opened = shown(samples()[0], "th", Around(flow_picture="/f.svg", opened=True))
    assert '<details class="drawing no-print" open>' in opened
    assert opened.count("<details") == 1


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
