"""A first notice that is late by the times as they are now: its reason, the Office's answer, and the desk."""

from datetime import timedelta

import pytest
from msgspec import structs

from ropa.breaches import service_awareness, service_desk, service_duties, service_excuse, service_notices
from ropa.errors import Conflict
from schemas.breach import AwarenessInput, WasLate
from schemas.breach_desk import Danger
from schemas.breach_duties import DutyCode
from schemas.breach_notice import ExcuseInput, NoticeDraft
from tests.ropa.breaches.test_notices import DAY, DPO, HOUR, LATE, SUPPLEMENTARY, Desk


@pytest.fixture
def desk(register, now):
    return Desk(register, now)


def move(desk, to, at):
    said = AwarenessInput(aware_at=to, reason="พบอีเมลแจ้งเหตุ", times_note="ลำดับเวลาตามอีเมล")
    return desk.do(at, service_awareness.move, said, None)


def excuse(desk, at):
    return desk.do(
        at, service_excuse.answer, ExcuseInput(is_excused=True, reference="สคส 9/2569", answered_on=at.date())
    )


def open_duties(desk, at):
    with desk.register.read(DPO, at) as uow:
        return [each.code for each in service_duties.of(uow, desk.id).duties if each.is_open]


def on_desk(desk, at):
    with desk.register.read(DPO, at) as uow:
        return [(each.id, each.danger) for each in service_desk.rows(uow).items]


@pytest.mark.case("F.1", 11)
def test_a_notice_that_a_move_of_awareness_made_late_gets_its_reason_from_a_later_notice(desk):
    aware_at = desk.aware_at
    desk.send(desk.ready(), aware_at + 10 * HOUR)
    at = aware_at + 20 * HOUR
    with pytest.raises(Conflict, match="72"):
        excuse(desk, at)
    move(desk, aware_at + 10 * HOUR - timedelta(hours=72, seconds=1), at)

    assert DutyCode.LATE_REASON in open_duties(desk, at)
    assert on_desk(desk, at) == [(desk.id, Danger.LATE_REASON)]
    half = desk.ready(SUPPLEMENTARY, at, late_reason="ระบบล่ม")
    assert desk.refused(half, at) == ["/content/late_evidence"]
    both = desk.do(at, service_notices.save, 2, half.version, NoticeDraft(office=structs.replace(half.office, **LATE)))
    desk.send(both, at)

    assert DutyCode.LATE_REASON not in open_duties(desk, at)
    assert desk.breach(at).late_reason_at == at
    assert on_desk(desk, at) == []


@pytest.mark.case("F.1", 17)
def test_a_late_notice_that_the_office_excused_stays_late(desk):
    at = desk.aware_at + 80 * HOUR
    desk.send(desk.ready(at=at, **LATE), at)
    assert excuse(desk, at + DAY).voided_at is None

    breach = desk.breach(at + DAY)
    assert (str(breach.state), breach.late, breach.was_late) == ("excused", True, WasLate.YES)
    with desk.register.read(DPO, at + DAY) as uow:
        assert service_duties.of(uow, desk.id).was_late is WasLate.YES


@pytest.mark.case("F.1", 11)
def test_an_excuse_does_not_outlive_a_move_of_awareness_and_stays_in_the_history(desk):
    at = desk.aware_at + 80 * HOUR
    desk.send(desk.ready(at=at, **LATE), at)
    excuse(desk, at + DAY)
    breach = move(desk, desk.aware_at - 20 * DAY, at + 2 * DAY)

    assert (str(breach.state), breach.excused_at) == ("notified_late", None)
    kept = desk.do(at + 2 * DAY, service_notices.list_notices).excuses
    assert [(each.is_excused, each.voided_at) for each in kept] == [(True, at + 2 * DAY)]
    assert excuse(desk, at + 3 * DAY).voided_at is None
