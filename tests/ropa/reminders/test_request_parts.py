"""What is left of an erasure that a person asked for: on the agenda, in the calendar's words, told once a stage."""

from datetime import date

from ropa.reminders import service_agenda
from ropa.requests import service_effects_due, service_effects_made, service_effects_stopped
from schemas.evidence import CheckOutcome, CopyFate
from schemas.pending import PendingCheckInput
from schemas.reminders import DueKind
from schemas.request_effects import WithdrawalInput
from schemas.requests import Right
from tests.support.request_effects import BACKUP, DPO, LINE_RULE, a_case
from tests.support.subject_requests import REQUESTER

KIND = "request_due"
BLOCKED = {
    "copy": 0,
    "fate": CopyFate.BLOCKED,
    "measures": "เข้ารหัสและแยกกุญแจ",
    "reason": "เทปเขียนทับไม่ได้",
    "next_check_on": date(2027, 1, 15),
}


def lines(times):
    with times.register.read(times.office.officer, times.now) as uow:
        found = service_agenda.agenda(uow, 200, kinds=frozenset({DueKind.ERASURE})).items
    return [(each.on, each.title, each.path) for each in found]


def told(times):
    return [(who, title) for who, title in times.told(KIND) if "สำเนา" in title or "รายการ" in title]


def test_a_blocked_backup_is_told_once_a_stage_until_it_is_gone(times):
    case = a_case(times.register, times.now)
    case.decide()
    given = case.erasure(case.holding(BACKUP), copies=[BLOCKED])
    with times.register.write(DPO, times.now) as uow:
        made = service_effects_made.erase(uow, case.request.id, given)
    path = f"/requests/{case.request.id}/effects"
    assert lines(times) == [(date(2027, 1, 15), f"สำเนาที่ยังไม่ถูกลบ ({case.request.ref})", path)]

    expected = []
    # A week before, on the day, once it has passed; between them nothing.
    for days, who in ((40, []), (9, ["recorder"]), (1, []), (6, ["recorder"])):
        times.tick(days=days)
        expected += who
        assert sorted(each for each, _ in told(times)) == sorted(expected), days
    assert not any(REQUESTER in title for _, title in told(times))

    gone = PendingCheckInput(outcome=CheckOutcome.GONE, checked_on=date(2027, 1, 15), words="ตรวจบัญชีเทป")
    with times.register.write(DPO, times.now) as uow:
        service_effects_due.check(uow, case.request.id, made.parts[0].id, 1, gone)
    assert lines(times) == []
    times.tick(days=60)
    assert sorted(each for each, _ in told(times)) == sorted(expected)


def test_items_of_a_withdrawal_stand_on_the_agenda_with_their_own_days(times):
    case = a_case(times.register, times.now, Right.WITHDRAWAL, rules=[LINE_RULE])
    with times.register.write(DPO, times.now) as uow:
        given = WithdrawalInput(right_seq=1, activity_id=case.activity_id)
        service_effects_stopped.withdraw(uow, case.request.id, given)
    assert [on for on, _, _ in lines(times)] == [date(2026, 12, 20), date(2027, 2, 18)]
    with times.register.read(times.office.officer, times.now) as uow:
        first = service_agenda.agenda(uow, 200, None, 1, kinds=frozenset({DueKind.ERASURE}))
        second = service_agenda.agenda(uow, 200, first.next_cursor, 1, kinds=frozenset({DueKind.ERASURE}))
    assert [each.items[0].on for each in (first, second)] == [date(2026, 12, 20), date(2027, 2, 18)]
    times.tick(days=25)
    assert sorted(each for each, _ in told(times)) == ["recorder"]
