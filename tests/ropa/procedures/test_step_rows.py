"""Steps are put in, moved and taken out in the form: numbers run on, and arrows go on pointing at the same steps."""

import re

import pytest
from msgspec import structs

from ropa.procedures import service, service_exports
from schemas.access import Role
from schemas.procedure import BranchAnswer
from tests.support.actors import PHETCHABURI
from tests.support.form_fields import fields_of
from tests.support.procedure_steps import decision, step
from tests.support.procedures import WRITER, procedure_input
from tests.support.web import browser, mark_of

pytestmark = pytest.mark.only_on("sqlite")
#: 1 → 2 (decision: agreed 4, refused 1) → 3 → 4 and 5 side by side → end.
STEPS = [
    structs.replace(each, title=title)
    for each, title in zip(
        (step(1, 2), decision(2, 4, 1), step(3, 1, [4, 5]), step(4, 1, []), step(5, 3, [])), "กขคงจ", strict=True
    )
]
_SHOWN = ("number", "title", "to", "agreed_to", "refused_to")


class Form:
    """The form as a browser without scripts sends it."""

    def __init__(self, register, now, client, key):
        self.register, self.now, self.client, self.path = register, now, client, f"/procedures/{key}/edit"
        self.key, self.answer = key, client.get(f"/procedures/{key}/edit")

    def fields(self):
        return fields_of(self.answer.text)

    def press(self, what, **more):
        data = {"csrf_token": mark_of(self.client.get("/")), **self.fields(), **more, "do": what}
        self.answer = self.client.post(self.path, data=data)
        assert self.answer.status_code == 200, self.answer.text[:500]
        return self

    def shown(self):
        said = self.fields()
        count = int(said["steps_rows"])
        rows = [[said.get(f"steps_{at}_{name}", "") for name in _SHOWN] for at in range(count)]
        return [" ".join(cell for cell in row if cell) for row in rows if row[0] or row[1]]

    def save(self):
        data = {"csrf_token": mark_of(self.client.get("/")), **self.fields()}
        assert self.client.post(self.path, data=data, follow_redirects=False).status_code == 303
        with self.register.read(WRITER, self.now) as uow:
            return service.document_of(service.read(uow, self.key)).steps


@pytest.fixture
def form(register, now):
    with register.write(WRITER, now) as uow:
        made = service.create(uow, procedure_input(steps=STEPS))
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        yield Form(register, now, client, made.id)


def test_a_step_is_put_in_above_or_below_and_arrows_stay_at_their_steps(form):
    assert form.shown() == ["1 ก", "2 ข 4 1", "3 ค 4, 5", "4 ง จบ", "5 จ จบ"]
    form.press("above:1", steps_0_title="ก พิมพ์ค้าง")
    assert form.shown() == ["1 ก พิมพ์ค้าง", "2", "3 ข 5 1", "4 ค 5, 6", "5 ง จบ", "6 จ จบ"]
    form.press("add:5", steps_1_title="ใหม่")
    assert form.shown()[1] == "2 ใหม่"
    assert form.shown()[6] == "7"
    steps = form.save()
    assert [each.number for each in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert [(each.to, each.answer) for each in steps[2].next or []] == [
        (5, BranchAnswer.AGREED),
        (1, BranchAnswer.NOT_AGREED),
    ]


def test_a_step_is_moved_up_down_and_to_a_place_with_its_arrows(form):
    form.press("down:0")
    assert form.shown() == ["1 ข 4 2", "2 ก", "3 ค 4, 5", "4 ง จบ", "5 จ จบ"]
    form.press("up:1")
    assert form.shown() == ["1 ก", "2 ข 4 1", "3 ค 4, 5", "4 ง จบ", "5 จ จบ"]
    form.press("move:4:0")
    assert form.shown() == ["1 จ จบ", "2 ก", "3 ข 5 2", "4 ค 5, 1", "5 ง จบ"]
    assert 'class="step-row fresh" data-place="0"' in form.answer.text


def test_an_arrow_at_a_step_that_is_taken_out_is_told_of_and_never_turned_to_another(form):
    form.press("remove:3")
    assert form.shown() == ["1 ก", "2 ข ? 1", "3 ค 4", "4 จ จบ"]
    assert "ลูกศรของขั้นตอนที่ 2, 3" in form.answer.text
    form.press("undo")
    assert form.shown() == ["1 ก", "2 ข 4 1", "3 ค 4, 5", "4 ง จบ", "5 จ จบ"]


def test_what_was_typed_wrongly_stays_and_a_number_of_no_step_never_comes_to_name_one(form):
    form.press("add:4", steps_0_to="ไหนดี", steps_3_to="6, ?")
    assert form.shown() == ["1 ก ไหนดี", "2 ข 4 1", "3 ค 4, 5", "4 ง ?, ?", "5 จ จบ", "6"]


def test_numbers_that_were_typed_by_hand_decide_the_order_before_a_row_moves(form):
    form.press("down:1", steps_4_number="๑", steps_0_number="5")
    assert [each.split()[1] for each in form.shown()] == ["จ", "ค", "ข", "ง", "ก"]


@pytest.mark.parametrize("what", ["up:0", "down:99", "move:0:0", "remove:77", "undo", "draw"])
def test_what_cannot_be_done_changes_nothing(form, what):
    before = form.shown()
    assert form.press(what, before="[1" if what == "undo" else "").shown() == before


def test_only_the_rows_are_sent_to_a_page_that_exchanges_them(form):
    data = {"csrf_token": mark_of(form.client.get("/")), **form.fields(), "do": "up:1"}
    part = form.client.post(form.path, data=data, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="editor">')
    assert "</html>" not in part


def test_what_the_form_has_no_field_for_stays_with_its_step_under_a_new_number(register, now):
    samples = service_exports.samples()
    key = next(key for key, each in samples.items() if any(step.act for step in each.steps))
    before = samples[key].steps
    with register.write(WRITER, now) as uow:
        made = service_exports.create_from(uow, PHETCHABURI, key, None)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        form = Form(register, now, client, made.id)
        after = form.press("above:0", steps_0_title=before[0].title).save()
    assert [(each.title, each.act) for each in after[1:]] == [(each.title, each.act) for each in before]
    own = [[arrow.is_own_reading for arrow in each.next or ()] for each in before]
    assert [[arrow.is_own_reading for arrow in each.next or ()] for each in after[1:]] == own
    assert [re.sub(r"\s", "", each.title) for each in after[:1]] == [""]
