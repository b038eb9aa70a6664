"""The page of the data-flow table: rows change, the picture follows, everything typed stays, rights hold."""

import re
from typing import Any

import msgspec
import pytest

from ropa.activities import service
from ropa.samples import sample_files
from schemas.access import Role
from schemas.document import ActivityDocument, ActivityInput
from schemas.flow import NextStep, Step
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.hostile import FITTING
from tests.support.sheets import fields_of_page
from tests.support.web import browser, mark_of
from tests.support.world import DPO, create

ALL_MINISTRY = (Role.DPO, 0)
COLUMNS = ("title", "actor_org_unit", "collection", "use", "disclosure", "storage", "it_systems")


@pytest.fixture
def visitor(register):
    with browser(register, ALL_MINISTRY) as client:
        yield client


def at(made: Any, more: str = "") -> str:
    return f"/activities/{made.id}/edit/flow{more}"


def document(register, now, made) -> ActivityDocument:
    with register.read(DPO, now) as uow:
        return service.document_of(service.read(uow, made.id))


def sample(register, now):
    data = msgspec.json.decode(sample_files()[0].read_bytes(), type=ActivityInput)
    with register.write(DPO, now) as uow:
        return service.create(uow, data)


def opened(visitor, made) -> dict[str, str]:
    page = visitor.get(at(made))
    assert page.status_code == 200, page.text
    return fields_of_page(page.text)


def press(visitor, made, fields, do, more="", **changes):
    return visitor.post(at(made, more), data={**fields, **changes, "do": do})


def test_the_table_has_the_printed_columns_and_all_that_is_stored(register, now, visitor):
    made = sample(register, now)
    page = visitor.get(at(made)).text
    fields = fields_of_page(page)
    stored = document(register, now, made)
    assert re.findall(r'<th scope="col" class="c-(\w+)"', page)[:7] == list(COLUMNS)
    for index, step in enumerate(stored.steps):
        assert fields[f"steps-{index}-title"] == step.title
        assert fields[f"steps-{index}-kind"] == step.kind
    assert fields["steps-0-collection"] == "-"
    assert (fields["steps-3-next-1-to"], fields["steps-3-next-1-label"]) == ("7", "เกี่ยวข้องกับหน่วยงานอื่น")


def test_saving_what_was_shown_changes_nothing(register, now, visitor):
    made = sample(register, now)
    before = document(register, now, made)
    assert press(visitor, made, opened(visitor, made), "save").status_code == 303
    assert document(register, now, made) == before
    with register.read(DPO, now) as uow:
        assert service.read(uow, made.id).version == 1


def test_rows_are_added_moved_removed_and_brought_back_without_a_script(register, now, visitor):
    made = create(register, now, steps=3)
    fields = fields_of_page(press(visitor, made, opened(visitor, made), "add:3").text)
    fields["steps-3-title"] = "ขั้นที่เพิ่ม"
    fields["steps-0-next-0-to"] = "4"
    fields = fields_of_page(press(visitor, made, fields, "up:4").text)
    assert [fields[f"steps-{n}-title"] for n in range(4)] == ["ขั้นที่ 1", "ขั้นที่ 2", "ขั้นที่เพิ่ม", "ขั้นที่ 3"]
    assert fields["steps-0-next-0-to"] == "3"
    page = press(visitor, made, fields, "remove:3").text
    assert "ขั้นที่เพิ่ม" in page
    assert fields_of_page(page)["steps-0-next-0-to"] == "gone"
    refused = press(visitor, made, fields_of_page(page), "save")
    assert refused.status_code == 422
    assert 'href="#steps-0-next-0-to"' in refused.text
    fields = fields_of_page(press(visitor, made, fields_of_page(refused.text), "undo").text)
    assert press(visitor, made, fields, "save").status_code == 303
    stored = document(register, now, made)
    assert [(step.seq, step.title) for step in stored.steps][2] == (3, "ขั้นที่เพิ่ม")
    assert stored.steps[0].next == [NextStep(to=3)]


def test_a_script_gets_the_table_alone(register, now, visitor):
    made = create(register, now, steps=2)
    fields = opened(visitor, made)
    part = visitor.post(at(made), data={**fields, "do": "add:0"}, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="editor">')
    assert "<svg xmlns" not in part
    assert "steps-2-title" in part


def test_what_is_typed_is_saved_as_the_form_means_it(register, now, visitor):
    made = create(register, now, steps=2)
    typed = {
        "steps-0-use": "-",
        "steps-0-it_systems": "ระบบหนึ่ง\r\n\r\nระบบสอง\r\n",
        "steps-0-collection": "บรรทัดหนึ่ง\r\nบรรทัดสอง",
        "steps-0-kind": "decision",
        "steps-0-next-0-to": "๒",
        "steps-0-next-0-label": "ผ่าน",
        "steps-1-next-0-to": "end",
        "steps-7-title": "   ",
    }
    assert press(visitor, made, opened(visitor, made), "save", **typed).status_code == 303
    stored = document(register, now, made)
    first = Step(
        seq=1,
        title="ขั้นที่ 1",
        kind=stored.steps[0].kind,
        collection="บรรทัดหนึ่ง\nบรรทัดสอง",
        it_systems=["ระบบหนึ่ง", "ระบบสอง"],
        next=[NextStep(to=2, label="ผ่าน")],
    )
    assert stored.steps == [first, Step(seq=2, title="ขั้นที่ 2", next=[])]
    assert {at: str(mark) for at, mark in stored.marks.items()} == {"/steps/0/use": "-"}


def test_every_fault_stands_at_its_cell_and_nothing_typed_is_lost(register, now, visitor):
    made = create(register, now, steps=2)
    typed = {"steps-0-title": "ยาว" * 7_000, "steps-1-next-0-to": "99", "steps-1-use": "สิ่งที่พิมพ์ค้างไว้"}
    refused = press(visitor, made, opened(visitor, made), "save", **typed)
    assert refused.status_code == 422
    assert re.search(r'id="steps-0-title"[^>]*aria-invalid="true"', refused.text)
    assert re.search(r'id="steps-1-next-0-to"[^>]*aria-invalid="true"', refused.text)
    assert {'href="#steps-0-title"', 'href="#steps-1-next-0-to"'} <= set(re.findall(r'href="#[^"]+"', refused.text))
    again = fields_of_page(refused.text)
    assert {name: again[name] for name in typed} == typed
    assert document(register, now, made).steps[0].title == "ขั้นที่ 1"


def test_the_picture_follows_what_is_typed_and_keeps_the_last_good_one(register, now, visitor):
    made = sample(register, now)
    fields = opened(visitor, made)
    drawn = press(visitor, made, fields, "", "/picture", **{"steps-0-title": "ชื่อใหม่"})
    assert drawn.status_code == 200
    assert "x-last-picture" not in drawn.headers
    assert "ชื่อใหม่" in drawn.text
    assert len(set(re.findall(r'data-step="(\d+)"', drawn.text))) == 10
    assert not re.search(r"<style|style=|@font-face|<script|href=", drawn.text)
    assert re.search(r'<svg[^>]*role="img"[^>]*aria-labelledby="diagram-title diagram-desc"', drawn.text)
    faulty = press(
        visitor,
        made,
        fields,
        "",
        "/picture",
        **{"steps-0-next-0-to": "77", "steps-1-next-0-to": "", "steps-1-next-0-label": "x"},
    )
    assert faulty.headers["x-last-picture"] == "1"
    assert "<svg xmlns" not in faulty.text
    assert {'href="#steps-0-next-0-to"', 'href="#steps-1-next-0-to"'} <= set(re.findall(r'href="#[^"]+"', faulty.text))
    assert document(register, now, made).steps[0].title != "ชื่อใหม่"


def test_a_table_too_long_to_draw_while_typing_says_so(register, now, visitor):
    made = create(register, now, steps=130)
    page = visitor.get(at(made))
    assert page.status_code == 200
    assert "<svg xmlns" not in page.text
    assert "130" in page.text


def test_hostile_texts_stay_text_in_page_and_picture(register, now, visitor):
    made = create(register, now, steps=1)
    clean = opened(visitor, made)
    tags = _tags(visitor.get(at(made)).text)
    for name, text in FITTING.items():
        if len(text) > 5_000:
            continue
        cells = {f"steps-0-{column}": text for column in (*COLUMNS, "next-0-label")}
        page = press(visitor, made, clean, "draw", **cells)
        assert page.status_code == 200, name
        assert _tags(page.text) <= tags | {"p", "ul", "li", "a", "path", "rect", "line", "div"}, name
        again = fields_of_page(page.text)
        for cell in cells:
            # A parser of HTML knows no NUL, as a browser does not.
            same = again[cell].replace("\ufffd", "\x00") == text.replace("\r\n", "\n").replace("\r", "\n")
            assert same or cell.endswith("label"), (name, cell)


def _tags(html: str) -> set[str]:
    return set(re.findall(r"<(\w+)", re.sub(r"<textarea.*?</textarea>", "<textarea>", html, flags=re.DOTALL)))


def test_two_people_who_change_the_flow_choose_row_by_row(register, now, visitor):
    made = create(register, now, steps=3)
    mine = opened(visitor, made)
    first = press(visitor, made, opened(visitor, made), "save", **{"steps-0-title": "ของเขา", "steps-3-title": "ใหม่"})
    assert first.status_code == 303
    refused = press(visitor, made, mine, "save", **{"steps-1-use": "ของฉัน", "steps-2-next-0-to": "1"})
    assert refused.status_code == 409
    assert "ของฉัน" in refused.text
    assert "ของเขา" in refused.text
    assert document(register, now, made).steps[1].use is None
    fields = fields_of_page(refused.text)
    together = press(visitor, made, fields, "merge", **{"pick-0": "theirs"})
    fields = fields_of_page(together.text)
    assert press(visitor, made, fields, "save").status_code == 303
    stored = document(register, now, made)
    assert [step.title for step in stored.steps] == ["ของเขา", "ขั้นที่ 2", "ขั้นที่ 3", "ใหม่"]
    assert stored.steps[1].use == "ของฉัน"
    assert stored.steps[2].next == [NextStep(to=1)]


@pytest.mark.parametrize(("do", "title"), [("mine", "ของฉัน"), ("theirs", "ของเขา")])
def test_one_of_two_tables_can_be_taken_whole(register, now, visitor, do, title):
    made = create(register, now, steps=1)
    mine = opened(visitor, made)
    press(visitor, made, mine, "save", **{"steps-0-title": "ของเขา"})
    fields = fields_of_page(press(visitor, made, mine, "save", **{"steps-0-title": "ของฉัน"}).text)
    fields = fields_of_page(press(visitor, made, fields, do).text)
    assert press(visitor, made, fields, "save").status_code == 303
    assert document(register, now, made).steps[0].title == title


def test_a_third_save_while_somebody_chooses_asks_again(register, now, visitor):
    made = create(register, now, steps=1)
    mine = opened(visitor, made)
    press(visitor, made, mine, "save", **{"steps-0-title": "ของเขา"})
    chosen = fields_of_page(press(visitor, made, mine, "save", **{"steps-0-title": "ของฉัน"}).text)
    press(visitor, made, opened(visitor, made), "save", **{"steps-0-title": "ของคนที่สาม"})
    again = press(visitor, made, chosen, "merge")
    assert again.status_code == 409
    assert "ของคนที่สาม" in again.text
    assert "ของฉัน" in again.text


def test_kept_text_comes_back_until_it_is_saved(register, now, visitor):
    made = create(register, now, steps=1)
    fields = {**opened(visitor, made), "steps-0-title": "ยังไม่ได้บันทึก"}
    assert visitor.post(f"/buffers?place={at(made)}", data=fields).status_code == 204
    again = opened(visitor, made)
    assert again["steps-0-title"] == "ยังไม่ได้บันทึก"
    assert press(visitor, made, again, "save").status_code == 303
    assert "discard" not in visitor.get(at(made)).text


def test_rights_and_origins_hold(register, now, visitor):
    made = create(register, now, steps=1, office_id=PHETCHABURI)
    fields = opened(visitor, made)
    unmarked = {name: value for name, value in fields.items() if name != "csrf_token"}
    for more in ("", "/picture"):
        assert visitor.post(at(made, more), data=unmarked).status_code == 403
        assert visitor.post(at(made, more), data=fields, headers={"Origin": "https://evil.example"}).status_code == 403
    with browser(register, (Role.RECORDER, PRACHUAP), number=2) as other:
        assert other.get(at(made)).status_code == 404
        own = create(register, now, office_id=PRACHUAP)
        theirs = {**fields, "csrf_token": mark_of(other.get(at(own)))}
        for more in ("", "/picture"):
            assert other.post(at(made, more), data=theirs).status_code == 404
    with browser(register, (Role.AUDITOR, 0), number=3) as reader:
        assert reader.get(at(made)).status_code == 403
    with browser(register, (Role.AUDITOR, 0), (Role.RECORDER, PRACHUAP), number=4) as reader:
        assert reader.get(at(made)).status_code == 403
