"""The pages of rounds: begun for every province, a step ended or handed on by its form, paused and gone on with."""

import re
from datetime import timedelta

import pytest

from ropa import clock
from ropa.procedures import service_rounds_shown, service_steps, store_rounds
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.rounds import StepHanding
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.procedure_steps import decision, step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin, visits
from tests.support.web import browser, mark_of

pytestmark = pytest.mark.only_on("sqlite")
STEPS = [step(1, 2, doer=StepDoer.OFFICE), decision(2, 3, 1), step(3, 1, [])]


def post(client, path, **data):
    return client.post(path, data={"csrf_token": mark_of(client.get("/")), **data}, follow_redirects=False)


def visits_opened(row):
    return format_thai_date(row.opens_on)


def today():
    return clock.bangkok(clock.now()).date()


@pytest.fixture
def started(register):
    """A round of two offices that began ten days before the tests run."""
    now = clock.now()
    made = approved(register, now, steps=STEPS)
    return begin(register, now, made, starts_on=today() - timedelta(days=10))


def test_a_round_is_begun_for_the_office_of_every_province(register):
    made = approved(register, clock.now(), steps=STEPS)
    with browser(register, (Role.DPO, 0)) as client:
        empty = post(client, "/rounds/new", procedure=made.id, group="provinces")
        assert empty.status_code == 422
        assert 'href="#f-title"' in empty.text
        assert 'href="#f-starts_on"' in empty.text
        key = re.search(r'name="form_key" value="([^"]+)"', client.get("/rounds/new").text).group(1)  # type: ignore[union-attr]
        said = {
            "form_key": key,
            "procedure": made.id,
            "title": "ทบทวนปี 2570",
            "starts_on": format_thai_date(today()),
            "group": "provinces",
        }
        first, again = post(client, "/rounds/new", **said), post(client, "/rounds/new", **said)
        assert (first.status_code, first.headers["location"]) == (303, again.headers["location"])
        page = client.get(first.headers["location"]).text
        assert page.count('class="row-title" href="/rounds/') == 76
        assert "ทบทวนปี 2570" in client.get("/rounds").text


def test_a_late_step_is_ended_with_its_cause_and_a_decision_with_its_answer(register, started):
    place = f"/rounds/{started}/offices/{PHETCHABURI}"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        row = visits(register, clock.now(), started)[0]
        wrong = post(client, place, step=row.id, version="1", note="เขียนไว้แล้ว")
        assert wrong.status_code == 422
        assert "เลือกสาเหตุ" in wrong.text
        assert "เขียนไว้แล้ว</textarea>" in wrong.text
        # Three days ago: whatever day of the week it is, the next step has begun since.
        done_on = format_thai_date(today() - timedelta(days=3))
        said = {"cause": "workload", "note": "เขียนไว้แล้ว", "done_on": done_on}
        right = post(client, place, step=row.id, version="1", **said)
        assert right.status_code == 303
        shown = client.get(place).text
        assert "ภาระงาน" in shown
        assert 'name="answer"' not in shown  # the decision is not the recorder's
        decided = visits(register, clock.now(), started)[1]
        assert post(client, place, step=decided.id, version="1", answer="agreed").status_code == 403
    with browser(register, (Role.DPO, 0), number=2) as client:
        assert post(client, place, step=decided.id, version="1", done_on=done_on).status_code == 422
        said = {"answer": "not_agreed", "done_on": visits_opened(decided)}
        assert post(client, place, step=decided.id, version="1", **said).status_code == 303
        assert "ครั้งที่ 2" in client.get(place).text


def test_a_step_is_handed_to_another_office_by_its_form(register, started):
    place = f"/rounds/{started}/offices/{PHETCHABURI}"
    row = visits(register, clock.now(), started)[0]
    with browser(register, (Role.DPO, 0)) as client:
        said = {"step": row.id, "version": "1", "do": "hand", "office_id": str(PRACHUAP)}
        assert post(client, place, **said).status_code == 422
        later = format_thai_date(today() + timedelta(days=20))
        assert post(client, place, **said, reason="มีข้อมูลครบกว่า", due_on=later).status_code == 303
    assert visits(register, clock.now(), started)[0].office_id == PRACHUAP


def test_one_office_is_paused_and_goes_on_while_the_others_work(register, started):
    act = f"/rounds/{started}/act"
    with browser(register, (Role.DPO, 0)) as client:
        paused = post(client, act, version="1", act="pause", reason="น้ำท่วม", office_id=str(PHETCHABURI))
        assert paused.status_code == 303
        with register.read(DPO, clock.now()) as uow:
            states = {run.office_id: run.state for run in store_rounds.runs_of(uow, started, None)}
        assert states == {PHETCHABURI: "paused", PRACHUAP: "running"}
        wrong = post(client, act, version="2", act="cancel", reason="เลิก", office_id=str(PHETCHABURI))
        assert wrong.status_code == 422
        assert "ยกเลิกได้เฉพาะทั้งรอบ" in wrong.text
        assert f'<option value="{PHETCHABURI}" selected>' in wrong.text
        assert (
            post(client, act, version="2", act="resume", reason="น้ำลด", office_id=str(PHETCHABURI)).status_code == 303
        )
    with register.read(DPO, clock.now()) as uow:
        assert {run.state for run in store_rounds.runs_of(uow, started, None)} == {"running"}


def test_an_act_that_is_none_and_a_version_that_is_none_end_nothing(register, started):
    act, plan = f"/rounds/{started}/act", f"/rounds/{started}/plan"
    place = f"/rounds/{started}/offices/{PHETCHABURI}"
    huge = "9" * 5_000
    with browser(register, (Role.DPO, 0)) as client:
        assert post(client, act, version="1", reason="ก").status_code == 422
        assert post(client, act, version=huge, act="cancel", reason="ก").status_code == 409
        assert post(client, plan, version=huge, do="move", working_days="1", reason="ก").status_code == 409
        row = visits(register, clock.now(), started)[0]
        assert post(client, place, step=row.id, version=huge).status_code == 422
    with register.read(DPO, clock.now()) as uow:
        assert store_rounds.open_runs(uow, started) == 2


def test_a_round_is_paused_gone_on_with_and_ended_by_who_runs_it_alone(register, started):
    act = f"/rounds/{started}/act"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        assert post(client, act, version="1", act="pause", reason="ก").status_code == 403
        assert client.get("/rounds/new").status_code == 403
    with browser(register, (Role.DPO, 0), number=2) as client:
        assert post(client, act, version="1", act="pause").status_code == 422
        assert post(client, act, version="1", act="pause", reason="น้ำท่วม").status_code == 303
        assert post(client, act, version="1", act="resume", reason="น้ำลด").status_code == 409
        assert post(client, act, version="2", act="resume", reason="น้ำลด").status_code == 303
        assert post(client, act, version="3", act="cancel", reason="เปลี่ยนแผน").status_code == 303
        assert "ยกเลิก" in client.get(f"/rounds/{started}").text
    with register.read(DPO, clock.now()) as uow:
        assert service_rounds_shown.events(uow, started).items[0].kind == "cancelled"
        assert store_rounds.open_runs(uow, started) == 0


def test_a_step_is_handed_back_by_an_office_that_sees_nothing_of_the_round_then(register):
    now = clock.now()
    made, first = approved(register, now, steps=STEPS), today() - timedelta(days=10)
    begun = begin(register, now, made, offices=(PHETCHABURI,), starts_on=first)
    place = f"/rounds/{begun}/offices/{PHETCHABURI}"

    def to_there():
        row = visits(register, now, begun)[0]
        with register.write(DPO, now) as uow:
            service_steps.hand(uow, row.id, StepHanding(version=row.version, office_id=PRACHUAP, reason="มีข้อมูล"))
        return visits(register, now, begun)[0]

    with browser(register, (Role.RECORDER, PRACHUAP)) as client:
        row, back = to_there(), {"office_id": PHETCHABURI, "reason": "ไม่มีข้อมูล"}
        path, headers = f"/api/v1/rounds/steps/{row.id}/hand", {"X-CSRF-Token": mark_of(client.get("/"))}
        given = client.post(path, json={"version": row.version, **back}, headers=headers)
        assert (given.status_code, given.json()["runs"]) == (200, [])
        row = to_there()
        sent = post(client, place, step=row.id, version=str(row.version), do="hand", **back)
        assert (sent.status_code, sent.headers["location"]) == (303, "/rounds?said=saved")
        assert client.get(place).status_code == 404
    assert visits(register, now, begun)[0].office_id == PHETCHABURI
