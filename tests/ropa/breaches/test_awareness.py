"""Awareness that moves with a reason; suspicions confirmed and dismissed; two controllers with two clocks."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.breaches import service, service_awareness
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from schemas.access import Role
from schemas.breach import AwarenessInput, BreachPhase, BreachRecord, BreachState, CompanionInput, DismissalInput
from tests.ropa.breaches.test_reporting import HOUR, read, reported, rows
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody

#: Awareness is decided by a person at a browser, never by a machine.
DPO = person("dpo", Role.DPO)


def said(aware_at: datetime, reason: str = "ตรวจบันทึกแล้ว", **more: object) -> AwarenessInput:
    return AwarenessInput(aware_at=aware_at, reason=reason, **more)  # type: ignore[arg-type]


def moved(register: Database, now: datetime, made: BreachRecord, given: AwarenessInput) -> BreachRecord:
    with register.write(DPO, now) as uow:
        return service_awareness.move(uow, made.id, given, made.version)


@pytest.mark.case("F.1", 11)
def test_moved_awareness_gives_a_new_deadline_and_keeps_the_old_value_and_the_reason(register, now):
    made = reported(register, now, aware_at=now - 10 * HOUR)

    earlier = moved(register, now, made, said(now - 80 * HOUR, "อีเมลแจ้งเหตุมาถึงก่อน"))
    later = moved(register, now, earlier, said(now - 5 * HOUR, "อีเมลนั้นเป็นเรื่องอื่น"))

    assert (earlier.state, earlier.late) == (BreachState.OVERDUE, True)
    assert earlier.notify_office_due_at == now - 8 * HOUR
    assert (later.state, later.notify_office_due_at) == (BreachState.OPEN, now + 67 * HOUR)
    with register.read(DPO, now) as uow:
        kept = service_awareness.history(uow, made.id).items
    assert [(each.before, each.after, each.reason, each.moved_by) for each in kept] == [
        (now - 10 * HOUR, now - 80 * HOUR, "อีเมลแจ้งเหตุมาถึงก่อน", DPO.id),
        (now - 80 * HOUR, now - 5 * HOUR, "อีเมลนั้นเป็นเรื่องอื่น", DPO.id),
    ]
    assert rows(register, "SELECT kind FROM breach_events ORDER BY id") == [
        ("reported",),
        ("awareness_moved",),
        ("awareness_moved",),
    ]


@pytest.mark.parametrize("change", ['UPDATE breach_awareness SET reason = "x"', "DELETE FROM breach_awareness"])
def test_the_history_of_awareness_cannot_be_changed(register, now, change):
    moved(register, now, reported(register, now, aware_at=now - HOUR), said(now - 2 * HOUR))
    with pytest.raises(DBAPIError), register.engine.begin() as connection:
        connection.execute(text(change.replace('"', "'")))


@pytest.mark.case("F.1", 10)
def test_awareness_is_not_moved_to_where_it_cannot_have_been(register, now):
    made = reported(register, now, aware_at=now - HOUR, occurred_from=now - 5 * HOUR)

    for moment in (now + timedelta(seconds=1), now - HOUR, now - 6 * HOUR, now.replace(year=2569)):
        with pytest.raises(Invalid) as error:
            moved(register, now, made, said(moment))
        assert [each.pointer for each in error.value.problems] == ["/aware_at"]
    assert moved(register, now, made, said(now - 6 * HOUR, times_note="นาฬิกาของระบบผิด")).aware_at == now - 6 * HOUR


def test_awareness_does_not_move_behind_the_first_notice(register, now):
    made = reported(register, now, aware_at=now - 10 * HOUR)
    with register.write(DPO, now) as uow:
        made = service.change(uow, made.id, None, notified_at=now - 5 * HOUR)

    with pytest.raises(Invalid):
        moved(register, now, made, said(now - 4 * HOUR))
    assert moved(register, now, made, said(now - 100 * HOUR)).state is BreachState.NOTIFIED_LATE


def test_only_who_decides_moves_awareness_and_never_over_another_change(register, now):
    made = reported(register, now, aware_at=now - HOUR)
    for actor, error in (
        (person("reviewer", Role.REVIEWER, PHETCHABURI), Forbidden),
        (person("elsewhere", Role.DPO, PRACHUAP), NotFound),
        (somebody(Role.DPO), Forbidden),
    ):
        with pytest.raises(error), register.write(actor, now) as uow:
            service_awareness.move(uow, made.id, said(now - 2 * HOUR), made.version)
    moved(register, now, made, said(now - 2 * HOUR))
    with pytest.raises(PreconditionFailed):
        moved(register, now, made, said(now - 3 * HOUR))


@pytest.mark.case("F.1", 13)
def test_a_confirmed_suspicion_runs_the_clock_of_the_law_from_awareness_and_stays_visible(register, now):
    made = reported(register, now, suspected_at=now - 30 * HOUR)
    with pytest.raises(Conflict):
        moved(register, now, made, said(now))
    with register.write(DPO, now) as uow:
        found = service_awareness.confirm(uow, made.id, said(now - HOUR, aware_by="หัวหน้ากลุ่ม"), made.version)

    assert (found.phase, found.state, found.aware_by) == (BreachPhase.OPEN, BreachState.OPEN, "หัวหน้ากลุ่ม")
    assert found.notify_office_due_at == now + 71 * HOUR
    assert (found.suspected_at, found.warning_due_at) == (now - 30 * HOUR, now + 42 * HOUR)
    with register.read(DPO, now) as uow:
        assert [each.before for each in service_awareness.history(uow, made.id).items] == [None]
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service_awareness.confirm(uow, made.id, said(now), None)


def test_a_dismissed_suspicion_stays_with_its_reason_and_can_be_confirmed_later(register, now):
    made = reported(register, now, suspected_at=now - HOUR)
    with register.write(DPO, now) as uow:
        gone = service_awareness.dismiss(uow, made.id, DismissalInput(reason="เป็นการทดสอบระบบ"), made.version)
        assert service.running_clocks(uow) == []

    assert (gone.state, gone.phase, gone.dismissed_reason) == (
        BreachState.DISMISSED,
        BreachPhase.DISMISSED,
        "เป็นการทดสอบระบบ",
    )
    with register.write(DPO, now + HOUR) as uow:
        back = service_awareness.confirm(uow, made.id, said(now), gone.version)
    assert (back.phase, back.dismissed_at, back.dismissed_reason) == (BreachPhase.OPEN, None, None)
    with pytest.raises(Conflict), register.write(DPO, now + HOUR) as uow:
        service_awareness.dismiss(uow, made.id, DismissalInput(reason="ก"), None)


@pytest.mark.case("F.1", 21)
def test_two_controllers_of_one_incident_have_two_clocks(register, now):
    first = reported(register, now, aware_at=now - 20 * HOUR, description="ระบบร่วมถูกเจาะ")
    with register.write(DPO, now) as uow:
        second = service_awareness.companion(uow, first.id, CompanionInput(office_id=PRACHUAP, aware_at=now - HOUR))
    first = read(register, now, first.id)

    assert second.incident_id == first.incident_id is not None
    assert (second.office_id, second.description) == (PRACHUAP, "ระบบร่วมถูกเจาะ")
    assert (first.notify_office_due_at, second.notify_office_due_at) == (now + 52 * HOUR, now + 71 * HOUR)
    with register.write(DPO, now) as uow:
        service_awareness.move(uow, second.id, said(now - 2 * HOUR), second.version)
        assert [each.id for each in service_awareness.companions(uow, first.id)] == [second.id]
    assert read(register, now, first.id).aware_at == first.aware_at
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service_awareness.companion(uow, first.id, CompanionInput(office_id=PRACHUAP, aware_at=now))
    with register.read(person("there", Role.DPO, PHETCHABURI), now) as uow:
        assert service_awareness.companions(uow, first.id) == []


def test_a_closed_breach_is_not_changed(register, now):
    made = reported(register, now, aware_at=now - HOUR)
    with register.write(DPO, now) as uow:
        made = service.change(uow, made.id, None, phase=BreachPhase.CLOSED, closed_at=now)
    with pytest.raises(Conflict):
        moved(register, now, made, said(now - 2 * HOUR))
