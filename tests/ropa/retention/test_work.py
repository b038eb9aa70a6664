"""What the monthly check hands to owners: grouped work that closes by itself, one notice a month, changes told."""

from datetime import date

import pytest
from sqlalchemy import select

from ropa.activities import service as activities
from ropa.errors import Conflict, Forbidden, NotFound
from ropa.notices.tables import notices
from ropa.retention import service_check, service_holds, service_hooks, service_readings, service_work
from ropa.retention.rules_calendar import YearMonth
from ropa.retention.rules_reading import RULES_VERSION
from ropa.retention.rules_slots import read_slot, slots_of
from ropa.retention.rules_survey import survey_round
from ropa.retention.service_changed import after_dates_changed
from schemas.access import Role
from schemas.document import ActivityUpdate
from schemas.holding import HoldLift
from schemas.retention_work import WorkFilter, WorkKind
from schemas.vocabulary import StartEvent
from tests.ropa.retention.conftest import DPO, SAMPLES, words
from tests.ropa.retention.test_service_check import at, check, everything, place
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.staff import hire
from tests.support.web import browser, send

E = StartEvent
UNDATED = ("undatable", "not_started", 1)


@pytest.fixture(autouse=True)
def joined(monkeypatch):
    monkeypatch.setattr(service_hooks, "DATES_CHANGED", [after_dates_changed])
    monkeypatch.setattr("ropa.retention.service_readings.DATES_CHANGED", service_hooks.DATES_CHANGED)


def items_of(register, now, actor=DPO, **wanted):
    with register.read(actor, now) as uow:
        return service_work.list_work(uow, WorkFilter(**wanted), None, 200).items


def work_of(register, now, actor=DPO, **wanted):
    return sorted((str(each.kind), each.reason, each.count) for each in items_of(register, now, actor, **wanted))


def told(register, now):
    with register.read(DPO, now) as uow:
        query = select(notices.c.person_id, notices.c.title_th, notices.c.body_th).order_by(notices.c.id)
        return [tuple(row) for row in uow.connection.execute(query)]


def rewrite(register, now, activity, text):
    data = words(text, E.COLLECTED)
    with register.write(DPO, now) as uow:
        version = activities.read(uow, activity).version
        activities.replace(uow, activity, version, ActivityUpdate(office_id=data.office_id, form=data.form))


@pytest.mark.parametrize(
    ("month", "calendar", "fiscal"),
    [
        ((2026, 11), "2026-12-31", "2026-09-30"),  # the fiscal window is open through 29 November
        ((2026, 12), "2026-12-31", "2027-09-30"),
        ((2027, 1), "2026-12-31", "2027-09-30"),
        ((2027, 3), "2026-12-31", "2027-09-30"),  # closes on 1 March
        ((2028, 3), "2028-12-31", "2028-09-30"),  # a leap year's closes on 29 February
        ((2027, 10), "2027-12-31", "2027-09-30"),
    ],
)
def test_a_month_belongs_to_the_open_survey_or_to_the_next(month, calendar, fiscal):
    assert tuple(map(str, survey_round(YearMonth(*month)))) == (calendar, fiscal)


def test_work_is_one_line_for_an_activity_and_reason_and_closes_when_nothing_is_left(
    register, now, add_activity, add_holding
):
    activity = add_activity("5 ปี", E.COLLECTED)
    for day in ("2016-01-05", "2017-03-01", "2021-12-15", None):  # the third ends in December
        add_holding(activity, day)
    held = add_holding(activity, "2016-01-06")
    hold = place(register, now, holding_id=held.id)
    unread = add_activity(SAMPLES)
    assert check(register, now).months[0].survey == 3
    assert work_of(register, now) == sorted(
        [
            ("ended", "", 2),
            ("survey", "2026-12-31", 3),
            ("held", "legal", 1),
            UNDATED,
            ("unread", "needs_confirmation", 1),
        ]
    )
    ended = next(each for each in items_of(register, now) if each.kind is WorkKind.ENDED)
    assert (ended.first_kept, ended.last_kept) == (date(2021, 1, 5), date(2022, 3, 1))
    (survey,) = items_of(register, now, kind=WorkKind.SURVEY)
    assert (survey.survey_opens_on, survey.survey_closes_on) == (date(2027, 1, 1), date(2027, 3, 1))
    assert [each.activity_id for each in items_of(register, now, kind=WorkKind.UNREAD)] == [unread]

    with register.write(DPO, now) as uow:
        service_holds.lift_hold(uow, hold.id, HoldLift(reason="คดีถึงที่สุด"))
    found = check(register, now).months[0]
    assert (found.added, found.opened, found.closed) == (1, 0, 1)
    assert ("held", "legal", 1) not in work_of(register, now)
    assert ("ended", "", 3) in work_of(register, now)
    with register.read(DPO, now) as uow:
        runs = service_check.list_runs(uow, None, 10).items
    assert [(run.number, run.facts.opened, run.facts.closed, run.facts.recounted) for run in runs] == [
        (2, 0, 1, 2),
        (1, 5, 0, 0),
    ]
    assert runs[1].facts.held_by == {"legal": 1}
    assert len({run.rules_hash for run in runs}) == 1
    assert len(runs[0].rules_hash) == 64


def test_a_fiscal_destruction_cycle_has_the_fiscal_survey(register, now, add_holding):
    data = words("5 ปี", E.COLLECTED)
    data.form.destruction.destruction_cycle = "สิ้นปีงบประมาณ"
    with register.write(DPO, now) as uow:
        activity = activities.create(uow, data).id
    add_holding(activity, "2021-09-30")
    add_holding(activity, "2021-10-15")
    check(register, now)
    assert ("survey", "2026-09-30", 1) in work_of(register, now)


def test_an_older_month_checked_late_takes_nothing_from_the_work_of_the_latest(
    register, now, add_activity, add_holding
):
    activity = add_activity("5 ปี", E.COLLECTED)
    add_holding(activity, "2021-11-05")
    check(register, now)
    before = everything(register, now)["retention_work"]
    check(register, now, "2026-10")
    assert everything(register, now)["retention_work"] == before


def test_each_owner_is_told_once_a_month_with_the_numbers_of_their_offices(
    register, now, add_activity, add_holding, monkeypatch
):
    recorder = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    officer = hire(register, now, 2, (Role.DPO, 0))
    hire(register, now, 3, (Role.RECORDER, PRACHUAP + 1))  # of an office without work
    here, there = add_activity("5 ปี", E.COLLECTED), add_activity("5 ปี", E.COLLECTED, PRACHUAP)
    add_holding(here, "2016-01-05")
    add_holding(here, None)
    add_holding(there, "2016-01-05")
    check(register, now)
    add_holding(here, "2016-02-05")
    check(register, now)  # new work in the same month: it stands on the page, nobody is told again
    found = {person: body for person, _, body in told(register, now)}
    assert len(told(register, now)) == 2
    assert "รอเสนอทำลาย 1 ชุด คำนวณวันไม่ได้ 1 ชุด" in found[recorder.id.removeprefix("person:")]
    assert "รอเสนอทำลาย 2 ชุด คำนวณวันไม่ได้ 1 ชุด" in found[officer.id.removeprefix("person:")]
    check(register, at("2026-12-02T09:00:00+07:00"))  # the number is another one: December has a run of its own
    assert len(told(register, now)) == 4


def test_a_changed_rule_tells_old_and_new_dates_of_what_was_listed_and_removes_nothing(
    register, now, add_activity, add_holding
):
    hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    activity = add_activity("5 ปี", E.COLLECTED)
    add_holding(activity, "2016-01-05")
    add_holding(activity, "2017-01-05")
    add_holding(activity, "2025-01-05")  # moved, but never listed
    check(register, now)
    rewrite(register, now, activity, "20 ปี")
    (work,) = items_of(register, now, kind=WorkKind.CHANGED)
    change = work.change
    assert (work.count, change.old_first, change.old_last) == (2, date(2021, 1, 5), date(2022, 1, 5))
    assert (change.new_first, change.new_last) == (date(2036, 1, 5), date(2037, 1, 5))
    _, title, body = told(register, now)[-1]
    assert title.startswith("วันครบกำหนดของ 2 ชุดข้อมูลที่แจ้งแล้วเปลี่ยน")
    assert "เดิมเก็บถึง 5 ม.ค. 2564 - 5 ม.ค. 2565 ใหม่เก็บถึง 5 ม.ค. 2579 - 5 ม.ค. 2580" in body
    check(register, now)
    assert len(items_of(register, now, kind=WorkKind.CHANGED)) == 1
    with register.read(DPO, now) as uow:
        assert [item.changed for item in service_check.list_due(uow, None, 10).items] == [True, True]

    with register.write(somebody(Role.AUDITOR), now) as uow, pytest.raises(Forbidden):
        service_work.take_note(uow, work.id)
    with register.write(somebody(Role.RECORDER, PRACHUAP), now) as uow, pytest.raises(NotFound):
        service_work.take_note(uow, work.id)
    with register.write(somebody(Role.RECORDER, PHETCHABURI), now) as uow:
        assert service_work.take_note(uow, work.id).closed_at == now
    with register.write(DPO, now) as uow, pytest.raises(Conflict):
        service_work.take_note(uow, work.id)
    assert items_of(register, now, kind=WorkKind.CHANGED) == []


def test_a_newer_reader_that_moves_dates_is_told_in_the_same_check(
    register, now, add_activity, add_holding, monkeypatch
):
    activity = add_activity("5 ปี", E.COLLECTED)
    add_holding(activity, "2016-01-05")
    check(register, now)
    longer = read_slot(slots_of(words("30 ปี", E.COLLECTED).document())[0])
    monkeypatch.setattr(service_readings, "RULES_VERSION", RULES_VERSION + 1)
    monkeypatch.setattr(service_readings, "read_slot", lambda _: longer)
    check(register, now)
    assert [kind for kind, _, _ in work_of(register, now)] == ["changed"]


def test_one_sees_the_work_of_ones_own_offices(register, now, add_activity, add_holding):
    add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    add_holding(add_activity("5 ปี", E.COLLECTED, PRACHUAP), "2016-01-05")
    check(register, now)
    assert len(items_of(register, now, kind=WorkKind.ENDED)) == 2
    assert len(items_of(register, now, somebody(Role.AUDITOR, PRACHUAP), kind=WorkKind.ENDED)) == 1
    assert len(items_of(register, now, office=PRACHUAP, kind=WorkKind.ENDED)) == 1


@pytest.mark.only_on("sqlite")
def test_the_page_shows_work_with_the_way_to_solve_it(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    add_holding(activity, "2016-01-05")
    add_holding(activity, None)
    check(register, now)
    rewrite(register, now, activity, "20 ปี")
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get("/retention/work").text
        assert "5 ม.ค. 2564" in page
        assert f'href="/activities/{activity}/holdings"' in page
        assert 'href="/destruction"' in page
        (change,) = items_of(register, now, kind=WorkKind.CHANGED)
        answer = send(client, "/retention/work", {"work": str(change.id)})
        assert answer.status_code == 303
        assert items_of(register, now, kind=WorkKind.CHANGED) == []
        assert client.get("/retention/work?kind=changed").status_code == 200
        counts = client.get("/api/v1/retention/work/counts", headers={"Accept": "application/json"})
        assert [each["kind"] for each in counts.json()["items"]] == ["ended", "survey", "undatable"]
