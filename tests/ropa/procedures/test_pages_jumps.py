"""Each fault that stands at the top of a page of procedures and rounds leads to a place that is on the page."""

import re
from datetime import timedelta

import pytest

from ropa import clock
from ropa.procedures import service
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.procedure_record import ProcedureMove
from tests.support.actors import PHETCHABURI
from tests.support.documents import PDF
from tests.support.procedure_steps import decision, step
from tests.support.procedures import WRITER, approved, move, procedure_input
from tests.support.rounds import begin, visits
from tests.support.web import browser, mark_of

pytestmark = pytest.mark.only_on("sqlite")
LISTED = re.compile(r'<section class="problems".*?</section>', re.DOTALL)
ENDED = {"file-": "หลักฐาน"}


def post(client, path, files=(), **data):
    return client.post(path, data={"csrf_token": mark_of(client.get("/")), **data}, files=list(files))


def jumps(page):
    """Return what the list leads to: the ids, each of which must be there once; None for a fault without a place."""
    assert page.status_code in {422, 409, 403}, page.status_code
    items = re.findall(r"<li>(.*?)</li>", LISTED.search(page.text)[0], re.DOTALL)  # type: ignore[index]
    found = [re.match(r'<a href="#([^"]+)"', each) for each in items]
    for each in found:
        assert each is None or page.text.count(f' id="{each[1]}"') == 1, each
    return [None if each is None else each[1] for each in found]


@pytest.fixture
def started(register):
    """A run with two open steps side by side, of which one is late; the second decides."""
    now = clock.now()
    office = {"doer": StepDoer.OFFICE}
    second = decision(2, 3, 1)
    second.doer = StepDoer.OFFICE
    steps = [step(1, 1, [2, 4], **office), second, step(3, 1, []), step(4, 250, [], **office)]
    key = begin(
        register, now, approved(register, now, steps=steps), starts_on=clock.bangkok(now).date() - timedelta(days=20)
    )
    return key, f"/rounds/{key}/offices/{PHETCHABURI}"


def test_each_fault_of_the_form_that_ends_a_step_leads_to_its_field(register, started):
    round_id, place = started
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        first = visits(register, clock.now(), round_id)[0]
        bad = [("file", ("ก.exe", b"MZ\0\0", "x/y")), ("file", ("ข.pdf", PDF, "x/y"))]
        wrong = post(client, place, bad, step=first.id, version="1", done_on="เมื่อวาน", cause="ไม่มีสาเหตุนี้", note="ก\x00")
        assert jumps(wrong) == [f"f-{name}-{first.id}" for name in ("file", "done_on", "note", "cause")]
        for name in ("file", "done_on", "note", "cause"):
            field = re.search(rf'<[a-z]+ id="f-{name}-{first.id}"[^>]*>', wrong.text)
            assert field is not None
            assert 'aria-invalid="true"' in field[0]
            described = re.search(r'aria-describedby="([^"]+)"', field[0])
            assert described is not None
            assert all(f'id="{each}"' in wrong.text for each in described[1].split())
        assert jumps(post(client, place, step=first.id, version="1")) == [f"f-cause-{first.id}"]


def test_a_fault_stands_at_the_step_that_was_sent_and_at_no_other(register, started):
    round_id, place = started
    with browser(register, (Role.DPO, 0)) as client:
        first = visits(register, clock.now(), round_id)[0]
        said = {"cause": "workload", "done_on": str(first.opens_on)}
        assert post(client, place, step=first.id, version="1", **said).status_code == 303
        _, second, fourth = visits(register, clock.now(), round_id)
        wrong = post(client, place, step=second.id, version="1", cause="workload")
        assert jumps(wrong) == [f"f-answer-{second.id}"]
        wrong = post(client, place, step=fourth.id, version="1", do="hand", due_on="x", office_id="999999")
        assert jumps(wrong) == [f"f-due_on-{fourth.id}", f"f-reason-{fourth.id}"]
        assert wrong.text.count('aria-invalid="true"') == 2
        wrong = post(client, place, step=fourth.id, version="1", do="hand", reason="ย้าย", person_id="0" * 36)
        assert jumps(wrong) == [f"f-person_id-{fourth.id}"]


def test_a_form_of_a_step_that_is_not_there_is_refused_with_words(register, started):
    _, place = started
    with browser(register, (Role.DPO, 0)) as client:
        assert jumps(post(client, place, step="", version="1")) == [None]


def test_each_finding_that_stops_an_approval_leads_to_its_step_or_chapter(register):
    now = clock.now()
    steps = [step(1, 0), step(2, 1, [5]), step(7, 1, [])]
    with register.write(WRITER, now) as uow:
        sent = move(uow, service.create(uow, procedure_input(steps=steps, title="", purposes=[])), ProcedureMove.SUBMIT)
    with browser(register, (Role.APPROVER, PHETCHABURI)) as client:
        place = f"/procedures/{sent.id}"
        refused = jumps(post(client, f"{place}/move", move="approve", version=str(sent.version)))
        assert {"step-1", "step-2", "step-7"} <= set(refused)
        assert jumps(post(client, f"{place}/move", move="return", version=str(sent.version))) == ["f-note"]


def test_faults_of_the_other_forms_lead_to_their_fields(register, started):
    round_id, place = started
    with browser(register, (Role.DPO, 0)) as client:
        assert None not in jumps(post(client, f"{place}/files", note="ก"))
        assert None not in jumps(post(client, f"/rounds/{round_id}/act", version="1", act="pause"))
        assert None not in jumps(post(client, f"/rounds/{round_id}/plan", version="1", working_days="x", do="look"))
        assert None not in jumps(post(client, "/rounds/hand-over", do="look"))
        assert None not in jumps(post(client, "/rounds/new"))
        assert None not in jumps(post(client, "/procedures/new"))
