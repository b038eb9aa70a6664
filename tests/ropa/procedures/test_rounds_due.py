"""Open steps of rounds stand where other due dates stand: in the agenda, in calendars, and among one's own tasks."""

from datetime import date, timedelta

import pytest

from ropa import clock
from ropa.home.pages_tasks import mine
from ropa.procedures import service_due, service_pauses, service_steps
from ropa.reminders import service_agenda, service_calendar
from ropa.wiring import wire
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.reminders import DueKind
from schemas.rounds import RunPause, StepHanding
from tests.support.actors import ABOVE_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin, finish, visits
from tests.support.staff import hire, key
from tests.support.statements import counted
from tests.support.web import browser

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
DAY = timedelta(days=1)
ROUNDS = frozenset({DueKind.ROUND})
STEPS = [step(1, 1, doer=StepDoer.OFFICE), step(2, 5, doer=StepDoer.OFFICE_HEAD), step(3, 2, [])]


@pytest.fixture(autouse=True)
def _joined():
    wire()


@pytest.fixture
def round_id(register, now):
    return begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)


def agenda(register, now, actor, cursor=None, limit=50):
    with register.read(actor, now) as uow:
        return service_agenda.agenda(uow, 90, cursor, limit, kinds=ROUNDS)


def own(register, now, actor):
    with register.read(actor, now) as uow:
        return [(each.step, each.run_office_id, each.due_on, each.late_days) for each in service_due.own(uow, 10)]


def test_a_step_open_at_many_offices_is_one_line_and_at_one_office_leads_to_its_run(register, now, round_id):
    line = agenda(register, now, DPO).items[0]
    assert (line.on, line.count, line.office_id, line.path) == (MONDAY, 2, None, f"/rounds/{round_id}")
    assert line.title is not None
    assert line.title.startswith("รอบทดสอบ: ขั้นตอนที่ 1 ")
    recorder = person("ผู้บันทึก", Role.RECORDER, PHETCHABURI)
    line = agenda(register, now, recorder).items[0]
    assert (line.count, line.office_id, line.path) == (
        1,
        PHETCHABURI,
        f"/rounds/{round_id}/offices/{PHETCHABURI}",
    )
    finish(register, now, round_id, 1)
    assert [(each.on, each.id[-4:], each.count) for each in agenda(register, now, DPO).items] == [
        (MONDAY, "0001", 1),
        (date(2026, 11, 27), "0002", 1),
    ]
    assert agenda(register, now, person("ผู้ดูแล", Role.OFFICE_ADMIN)).items == []


def test_the_agenda_goes_on_after_each_line_and_shows_each_once(register, now, round_id):
    finish(register, now, round_id, 1)
    begin(register, now, approved(register, now, steps=STEPS, title="อีกคู่มือ"), starts_on=FRIDAY)
    whole = [(each.on, each.id) for each in agenda(register, now, DPO).items]
    seen, cursor = [], None
    for _ in range(len(whole)):
        page = agenda(register, now, DPO, cursor, 1)
        seen += [(each.on, each.id) for each in page.items]
        cursor = page.next_cursor
    assert (seen, cursor, len(whole)) == (whole, None, 3)


def test_a_round_that_stands_still_owes_nothing(register, now, round_id):
    with register.write(DPO, now) as uow:
        service_pauses.pause(uow, round_id, 1, RunPause(reason="น้ำท่วม", office_id=PRACHUAP))
    assert [each.office_id for each in agenda(register, now, DPO).items] == [PHETCHABURI]
    assert [office for _, office, _, _ in own(register, now, hire(register, now, 2, (Role.RECORDER, PRACHUAP)))] == []


def test_a_calendar_has_an_entry_for_each_day_of_a_step(register, now, round_id):
    officer = hire(register, now, 1, (Role.DPO, 0))
    finish(register, now, round_id, 1)
    with register.write(officer, now) as uow:
        secret = service_calendar.make(uow, "th")
    with register.read(officer, now) as uow:
        content = service_calendar.read(uow, secret, "https://ropa.example").decode().replace("\r\n ", "")
    assert f"UID:round-{round_id}-0001-20261123@ropa" in content
    assert f"URL:https://ropa.example/rounds/{round_id}/offices/{PRACHUAP}" in content
    assert "TRIGGER:-P3D" in content


def test_own_steps_are_those_of_ones_role_nearest_to_the_office_and_those_handed_to_one(register, now, round_id):
    recorder = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    above = hire(register, now, 2, (Role.RECORDER, ABOVE_PHETCHABURI))
    head = hire(register, now, 3, (Role.APPROVER, PHETCHABURI))
    officer = hire(register, now, 4, (Role.DPO, 0))
    assert own(register, now, recorder) == [(1, PHETCHABURI, MONDAY, 0)]
    # The office has a recorder of its own, so the one above does only what has none nearer.
    assert PHETCHABURI not in [office for _, office, _, _ in own(register, now, above)]
    assert own(register, now, head) == []
    assert own(register, now, officer) == []
    row = visits(register, now, round_id)[0]
    with register.write(DPO, now) as uow:
        service_steps.hand(uow, row.id, StepHanding(version=row.version, person_id=key(head), reason="ลาป่วย"))
    assert own(register, now, recorder) == []
    assert own(register, now, head) == [(1, PHETCHABURI, MONDAY, 0)]
    finish(register, now, round_id, 1)
    finish(register, now, round_id, 2)
    # A step that names nobody is the DPO's.
    assert [(each, office) for each, office, _, _ in own(register, now, officer)] == [(3, PHETCHABURI)]
    assert own(register, now, person("ไม่มีเลข", Role.DPO)) == []


def test_a_task_is_late_when_a_working_day_has_passed(register, now, round_id):
    recorder = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    with register.read(recorder, now + 3 * DAY) as uow:
        assert [each.is_late for each in mine(uow)] == [False]
    with register.read(recorder, now + 4 * DAY) as uow:
        task = mine(uow)[0]
    assert (task.of, task.is_late, task.due_on) == ("round", True, MONDAY)
    assert task.href == f"/rounds/{round_id}/offices/{PHETCHABURI}#step-{visits(register, now, round_id)[0].id}"


def test_more_steps_cost_no_more_statements(register, now, round_id):
    officer = hire(register, now, 4, (Role.DPO, 0), (Role.RECORDER, PHETCHABURI))

    def statements():
        with register.read(officer, now + 10 * DAY) as uow, counted(uow) as sent:
            assert mine(uow)
            assert service_agenda.agenda(uow, 90, kinds=ROUNDS).items
        return len(sent)

    few = statements()
    for number in range(5):
        begin(register, now, approved(register, now, steps=STEPS, title=f"คู่มือ {number}"), starts_on=FRIDAY)
    assert statements() == few


@pytest.mark.only_on("sqlite")
def test_the_pages_of_tasks_and_of_the_agenda_lead_to_the_step(register):
    now = clock.now()
    grant = (Role.RECORDER, PHETCHABURI)
    hire(register, now, 1, grant)
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=clock.bangkok(now).date() - 9 * DAY)
    place = f"/rounds/{round_id}/offices/{PHETCHABURI}"
    with browser(register, grant, number=1) as client:
        tasks = client.get("/my-tasks").text
        assert f'href="{place}#step-{visits(register, now, round_id)[0].id}"' in tasks
        assert "เลยกำหนด" in tasks
        assert f'id="step-{visits(register, now, round_id)[0].id}"' in client.get(place).text
        listed = client.get("/reminders?kind=round").text
        assert f'href="{place}"' in listed
        assert "ขั้นตอนของรอบงานครบกำหนด" in listed
        assert "งานของฉัน" in client.get("/").text
