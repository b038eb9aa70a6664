"""Reporting: times kept apart, suspicions, drills, facts corrected, the same report twice. On a real database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from ropa.breaches import service, service_reports
from ropa.db.unit_of_work import Database
from ropa.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from schemas.access import Actor, Role
from schemas.breach import BreachChange, BreachInput, BreachPhase, BreachRecord, BreachState
from schemas.breach_details import BreachDetails, BreachType, CountKind, Known, Measures
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody

DPO = somebody(Role.DPO)
HOUR = timedelta(hours=1)


def loss(**more: object) -> BreachInput:
    return BreachInput(**{"title": "แฟ้มเอกสารสูญหาย", "office_id": PHETCHABURI} | more)  # type: ignore[arg-type]


def reported(register: Database, now: datetime, actor: Actor = DPO, **more: object) -> BreachRecord:
    with register.write(actor, now) as uow:
        return service.report(uow, loss(**more))


def read(register: Database, now: datetime, breach_id: str) -> BreachRecord:
    with register.read(DPO, now) as uow:
        return service.read(uow, breach_id)


def faults(register: Database, now: datetime, **more: object) -> list[str]:
    with pytest.raises(Invalid) as error, register.write(DPO, now) as uow:
        service.report(uow, loss(**more))
    return [problem.pointer for problem in error.value.problems]


def rows(register: Database, query: str) -> list[tuple[object, ...]]:
    with register.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.case("F.1", 1)
def test_each_time_is_kept_and_only_awareness_moves_the_deadline(register, now):
    times = {
        "occurred_from": now - 900 * HOUR,
        "occurred_to": now - 20 * HOUR,
        "detected_at": now - 10 * HOUR,
        "received_at": now - 8 * HOUR,
        "suspected_at": now - 6 * HOUR,
        "aware_at": now - 2 * HOUR,
    }
    made = reported(register, now, **times)

    found = read(register, now, made.id)
    assert {name: getattr(found, name) for name in times} == times
    assert (found.reported_at, found.created_at) == (now, now)
    assert found.notify_office_due_at == now + 70 * HOUR
    assert found.warning_due_at == now + 64 * HOUR
    assert (found.state, found.phase) == (BreachState.OPEN, BreachPhase.OPEN)


@pytest.mark.case("F.1", 24)
@pytest.mark.parametrize("kinds", [[BreachType.AVAILABILITY], [BreachType.INTEGRITY]])
def test_paper_and_mere_unavailability_have_the_same_clock(register, now, kinds):
    made = reported(register, now, aware_at=now, details=BreachDetails(breach_types=kinds))

    assert made.details.breach_types == kinds
    assert made.notify_office_due_at == now + 72 * HOUR


@pytest.mark.case("F.1", 13)
def test_a_suspicion_has_a_warning_and_no_deadline(register, now):
    made = reported(register, now, suspected_at=now - 3 * HOUR)

    assert (made.aware_at, made.notify_office_due_at, made.late_report_limit_at) == (None, None, None)
    assert (made.state, made.phase, made.late) == (BreachState.SUSPECTED, BreachPhase.SUSPECTED, False)
    assert (made.warning_due_at, made.remaining_seconds) == (now + 69 * HOUR, 69 * 3600)
    much_later = read(register, now + 500 * HOUR, made.id)
    assert (much_later.state, much_later.late) == (BreachState.SUSPECTED, False)


@pytest.mark.case("F.1", 12)
def test_an_unread_mailbox_warns_from_its_receipt_and_the_law_counts_from_awareness(register, now):
    unread = reported(register, now, suspected_at=now, received_at=now - 50 * HOUR)
    aware = reported(register, now, aware_at=now, received_at=now - 50 * HOUR, processor_told_at=now - 50 * HOUR)

    assert unread.suspected_at == now - 50 * HOUR
    assert unread.warning_due_at == aware.warning_due_at == now + 22 * HOUR
    assert aware.notify_office_due_at == now + 72 * HOUR
    assert aware.processor_told_at == now - 50 * HOUR


def test_a_report_needs_awareness_or_suspicion(register, now):
    assert faults(register, now) == ["/aware_at"]
    assert faults(register, now, detected_at=now) == ["/aware_at"]


@pytest.mark.case("F.1", 9)
@pytest.mark.parametrize("name", ["aware_at", "suspected_at", "received_at", "processor_told_at", "occurred_from"])
def test_a_naive_time_is_refused_wherever_it_stands(register, now, name):
    times = {"aware_at": now, name: (now - HOUR).replace(tzinfo=None)}

    assert faults(register, now, **times) == [f"/{name}"]


@pytest.mark.case("F.1", 10)
@pytest.mark.parametrize("name", ["aware_at", "suspected_at", "received_at", "processor_told_at", "detected_at"])
def test_no_time_lies_in_the_future(register, now, name):
    assert f"/{name}" in faults(register, now, **{"aware_at": now, name: now + timedelta(seconds=1)})


@pytest.mark.case("F.1", 10)
def test_awareness_before_the_breach_is_refused_unless_it_is_explained(register, now):
    times = {"occurred_from": now - HOUR, "aware_at": now - 2 * HOUR}

    assert faults(register, now, **times) == ["/aware_at"]
    assert faults(register, now, **times, times_note="  ") == ["/aware_at"]
    made = reported(register, now, **times, times_note="นาฬิกาของระบบเดินเร็วหนึ่งชั่วโมง")
    assert made.times_note == "นาฬิกาของระบบเดินเร็วหนึ่งชั่วโมง"
    assert made.notify_office_due_at == now + 70 * HOUR
    # No explanation makes a breach end before it begins.
    assert faults(register, now, **times, times_note="ก", occurred_to=now - 3 * HOUR) == ["/occurred_to"]


def test_unknown_is_another_answer_than_a_time(register, now):
    assert reported(register, now, aware_at=now, occurred_unknown=True).occurred_unknown
    assert faults(register, now, aware_at=now, occurred_unknown=True, occurred_from=now) == ["/occurred_unknown"]


@pytest.mark.case("F.1", 2, 3, 4, 5, 6, 7)
@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-12-31T23:30:00+07:00", "2027-01-03T23:30:00+07:00"),
        ("2026-11-20T16:45:00+07:00", "2026-11-23T16:45:00+07:00"),
        ("2027-04-10T09:00:00+07:00", "2027-04-13T09:00:00+07:00"),
        ("2028-02-28T10:00:00+07:00", "2028-03-02T10:00:00+07:00"),
        ("2027-02-28T10:00:00+07:00", "2027-03-03T10:00:00+07:00"),
        ("2026-11-20T20:00:00+00:00", "2026-11-24T03:00:00+07:00"),
        ("2026-03-29T01:30:00+00:00", "2026-04-01T08:30:00+07:00"),
        ("2026-11-20T16:45:37.250000+07:00", "2026-11-23T16:45:37.250000+07:00"),
    ],
)
def test_seventy_two_hours_of_the_clock_are_stored_and_read_again(register, aware, due):
    moment = datetime.fromisoformat(aware)
    made = reported(register, moment, aware_at=moment)

    found = read(register, moment + HOUR, made.id)
    assert found.notify_office_due_at is not None
    assert found.notify_office_due_at.isoformat() == due


@pytest.mark.case("F.1", 7)
@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_that_a_summer_time_has_twice_is_two_moments(register, fold):
    there = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)
    made = reported(register, datetime(2026, 10, 25, 3, tzinfo=UTC), aware_at=there)

    assert made.notify_office_due_at == there.astimezone(UTC) + 72 * HOUR


@pytest.mark.case("F.1", 20)
def test_a_drill_has_the_same_clock_and_numbers_of_its_own(register, now):
    real = reported(register, now, aware_at=now)
    drill = reported(register, now, aware_at=now, is_drill=True)
    after = reported(register, now, aware_at=now)

    assert [each.ref for each in (real, drill, after)] == ["BREACH-2569-0001", "DRILL-2569-0001", "BREACH-2569-0002"]
    assert (drill.is_drill, drill.notify_office_due_at) == (True, real.notify_office_due_at)
    with pytest.raises(Forbidden):
        reported(register, now, somebody(Role.RECORDER), aware_at=now, is_drill=True)


def test_facts_are_corrected_and_the_rest_stays(register, now):
    made = reported(register, now, aware_at=now - HOUR, description="พบแฟ้มหาย")
    details = BreachDetails(
        breach_types=[BreachType.CONFIDENTIALITY],
        subject_count=120,
        subject_count_kind=CountKind.ESTIMATE,
        has_national_id=Known.YES,
        measures_taken=Measures(process="ปิดห้องเก็บแฟ้ม"),
    )
    with register.write(DPO, now) as uow:
        change = BreachChange(details=details, description=None, detected_at=now - 2 * HOUR)
        saved = service.update(uow, made.id, change, made.version)

    assert (saved.details, saved.description, saved.version) == (details, None, 2)
    assert (saved.title, saved.aware_at) == (made.title, made.aware_at)
    assert read(register, now, made.id) == saved
    kinds = rows(register, "SELECT kind FROM breach_events ORDER BY id")
    assert kinds == [("reported",), ("corrected",)]


def test_a_correction_over_somebody_elses_is_refused_and_nothing_is_lost(register, now):
    made = reported(register, now, aware_at=now)
    with register.write(DPO, now) as uow:
        service.update(uow, made.id, BreachChange(title="หนึ่ง"), 1)
    with pytest.raises(PreconditionFailed), register.write(DPO, now) as uow:
        service.update(uow, made.id, BreachChange(title="สอง"), 1)

    assert read(register, now, made.id).title == "หนึ่ง"


def test_a_correction_must_leave_facts_that_can_be_true(register, now):
    made = reported(register, now, aware_at=now - HOUR, occurred_from=now - 5 * HOUR)
    with pytest.raises(Invalid) as error, register.write(DPO, now) as uow:
        service.update(uow, made.id, BreachChange(occurred_to=now - 6 * HOUR, activity_ids=["ไม่มี"]), None)

    assert [each.pointer for each in error.value.problems] == ["/occurred_to", "/activity_ids/0"]
    assert read(register, now, made.id) == made


def test_word_that_came_earlier_brings_the_warning_of_a_suspicion_forward_and_never_back(register, now):
    made = reported(register, now, suspected_at=now)
    with register.write(DPO, now) as uow:
        earlier = service.update(uow, made.id, BreachChange(received_at=now - 5 * HOUR), None)
    with register.write(DPO, now) as uow:
        later = service.update(uow, made.id, BreachChange(received_at=now - HOUR), None)

    assert earlier.warning_due_at == later.warning_due_at == now + 67 * HOUR


def test_only_who_handles_breaches_of_the_office_corrects_them(register, now):
    made = reported(register, now, aware_at=now)
    for actor, error in (
        (somebody(Role.AUDITOR, PHETCHABURI), Forbidden),
        (somebody(Role.DPO, PRACHUAP), NotFound),
        (somebody(Role.DPO, GROUP_IN_PHETCHABURI), NotFound),
    ):
        with pytest.raises(error), register.write(actor, now) as uow:
            service.update(uow, made.id, BreachChange(title="ก"), None)


def test_the_same_report_twice_makes_one_by_its_key_or_its_words(register, now):
    def once(after: timedelta, key: str | None, **more: object) -> tuple[BreachRecord, bool]:
        with register.write(DPO, now + after) as uow:
            return service_reports.report_once(uow, loss(aware_at=now, **more), key)

    first, new = once(timedelta(0), "k-1")
    assert new
    assert once(timedelta(hours=23), "k-1")[0].id == first.id
    with pytest.raises(Invalid):
        once(HOUR, "k-1", description="อื่น")
    keyed = [once(HOUR, "k-2")[0].id, once(timedelta(hours=30), "k-1")[0].id]
    plain = [once(2 * HOUR + timedelta(minutes=each), None)[0].id for each in (0, 9, 11)]
    with register.write(somebody(Role.REVIEWER), now + 2 * HOUR) as uow:
        other, _ = service_reports.report_once(uow, loss(aware_at=now), None)

    assert plain[0] == plain[1]
    assert len({first.id, *keyed, *plain, other.id}) == 6
    with register.write(DPO, now + timedelta(days=4)) as uow:
        assert service_reports.forget_old(uow) == 4
