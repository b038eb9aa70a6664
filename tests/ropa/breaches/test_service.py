"""Reporting, reading and listing breaches on a real database."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import text

from ropa.activities import service as activities
from ropa.breaches import service
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from schemas.access import Actor, Role
from schemas.breach import BreachInput, BreachOrder, BreachRecord, BreachState
from schemas.document import ActivityInput
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody

DPO = somebody(Role.DPO)


def loss(aware_at: datetime, office_id: int = PHETCHABURI, **more: object) -> BreachInput:
    given = {"title": "แฟ้มเอกสารสูญหาย", "office_id": office_id, "aware_at": aware_at} | more
    return BreachInput(**given)  # type: ignore[arg-type]


def reported(register: Database, now: datetime, given: BreachInput, actor: Actor = DPO) -> BreachRecord:
    with register.write(actor, now) as uow:
        return service.report(uow, given)


def refused(register: Database, now: datetime, given: BreachInput) -> list[str]:
    with pytest.raises(Invalid) as error, register.write(DPO, now) as uow:
        service.report(uow, given)
    return [problem.pointer for problem in error.value.problems]


def count(register: Database, table: str) -> int:
    with register.engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - names from this file


def test_a_report_is_kept_whole_and_shown_on_a_clock_in_bangkok(register, now):
    given = BreachInput(
        office_id=PHETCHABURI,
        title="ระบบถูกเข้าถึงโดยไม่ได้รับอนุญาต",
        aware_at=datetime(2026, 11, 19, 20, 0, tzinfo=UTC),
        detected_at=datetime(2026, 11, 19, 18, 30, 15, 250_000, tzinfo=UTC),
        occurred_from=datetime(2026, 11, 1, tzinfo=UTC),
        occurred_to=None,
        description="พบการเข้าใช้ผิดปกติ\nกำลังตรวจสอบ",
    )
    made = reported(register, now, given)

    with register.read(DPO, now) as uow:
        assert service.read(uow, made.id) == made
    shown = msgspec.to_builtins(made)
    assert made.ref == "BREACH-2569-0001"
    assert shown["aware_at"] == "2026-11-20T03:00:00+07:00"
    assert shown["notify_office_due_at"] == "2026-11-23T03:00:00+07:00"
    assert shown["detected_at"] == "2026-11-20T01:30:15.250000+07:00"
    assert (made.state, made.late, made.remaining_seconds) == (BreachState.OPEN, False, 66 * 3600)
    assert (made.description, made.occurred_to) == (given.description, None)


def test_the_clock_moves_with_the_moment_of_reading(register, now):
    made = reported(register, now, loss(now))

    with register.read(DPO, now + timedelta(hours=72)) as uow:
        assert service.read(uow, made.id).late is False
    with register.read(DPO, now + timedelta(hours=72, seconds=1)) as uow:
        late = service.read(uow, made.id)
    assert (late.state, late.late, late.remaining_seconds) == (BreachState.OVERDUE, True, -1)


def test_a_report_leaves_one_trail_entry_without_its_words(register, now):
    before = count(register, "audit_events")
    made = reported(register, now, loss(now, description="รายชื่อผู้ร้องเรียน"))

    with register.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM audit_events ORDER BY id DESC")).first()
    assert count(register, "audit_events") == before + 1
    assert (row.action, row.subject, row.actor_id) == ("breach.reported", f"breach:{made.id}", DPO.id)
    assert msgspec.json.decode(bytes(row.details)) == {
        "ref": made.ref,
        "office_id": PHETCHABURI,
        "aware_at": "2026-11-20T09:00:00+07:00",
    }


def test_every_fault_of_a_report_is_told_at_once_and_nothing_is_kept(register, now):
    before = count(register, "audit_events")
    given = loss(now + timedelta(seconds=1), 999_999, title="\x00", activity_ids=["ไม่มี"], occurred_to=now)
    given.occurred_from = now + timedelta(days=1)

    assert refused(register, now, given) == [
        "/title",
        "/aware_at",
        "/occurred_from",
        "/office_id",
        "/activity_ids/0",
    ]
    assert count(register, "breaches") == 0
    assert count(register, "audit_events") == before


def test_references_count_within_the_buddhist_year_of_bangkok(register):
    last_minute = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)

    refs = [reported(register, when, loss(last_minute)).ref for when in (last_minute, last_minute, new_year)]

    assert refs == ["BREACH-2569-0001", "BREACH-2569-0002", "BREACH-2570-0001"]


def test_concerned_activities_are_kept_in_their_order_each_once(register, now):
    with register.write(DPO, now) as uow:
        first, second = (activities.create(uow, ActivityInput(office_id=PHETCHABURI)).id for _ in range(2))

    made = reported(register, now, loss(now, activity_ids=[second, first, second]))

    assert made.activity_ids == [second, first]
    with register.read(DPO, now) as uow:
        assert service.read(uow, made.id).activity_ids == [second, first]
        assert service.page(uow).items[0].activity_ids == [second, first]


def test_an_activity_that_a_breach_names_is_not_deleted(register, now):
    with register.write(DPO, now) as uow:
        named = activities.create(uow, ActivityInput(office_id=PHETCHABURI)).id
    reported(register, now, loss(now, activity_ids=[named]))

    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        activities.delete(uow, named, 1)
    with register.read(DPO, now) as uow:
        assert activities.read(uow, named).id == named


def test_an_activity_of_another_office_is_as_unknown_as_none(register, now):
    with register.write(DPO, now) as uow:
        other = activities.create(uow, ActivityInput(office_id=PRACHUAP)).id

    with pytest.raises(Invalid) as error, register.write(somebody(Role.RECORDER, PHETCHABURI), now) as uow:
        service.report(uow, loss(now, activity_ids=[other, "00000000-0000-0000-0000-000000000000"]))
    assert [problem.pointer for problem in error.value.problems] == ["/activity_ids/0", "/activity_ids/1"]
    assert len({problem.message_en for problem in error.value.problems}) == 1


def test_anybody_may_report_for_the_own_office_and_below_but_not_elsewhere(register, now):
    recorder = somebody(Role.RECORDER, PHETCHABURI)
    made = reported(register, now, loss(now, GROUP_IN_PHETCHABURI), recorder)

    with pytest.raises(Forbidden), register.write(recorder, now) as uow:
        service.report(uow, loss(now, PRACHUAP))
    # Seeing a breach first gives no right to read what others reported.
    with register.read(recorder, now) as uow:
        with pytest.raises(Forbidden):
            service.page(uow)
        with pytest.raises(NotFound):
            service.read(uow, made.id)


def test_a_reader_sees_the_own_office_and_below_only(register, now):
    here = reported(register, now, loss(now, GROUP_IN_PHETCHABURI))
    elsewhere = reported(register, now, loss(now, PRACHUAP))

    with register.read(somebody(Role.DPO, PHETCHABURI), now) as uow:
        assert [item.id for item in service.page(uow).items] == [here.id]
        assert [item.id for item in service.running_clocks(uow)] == [here.id]
        assert service.page(uow, office=PRACHUAP).items == []
        assert service.read(uow, here.id).id == here.id
        with pytest.raises(NotFound):
            service.read(uow, elsewhere.id)
        with pytest.raises(Invalid):
            service.page(uow, cursor=elsewhere.id)
    with register.read(DPO, now) as uow:
        assert [item.id for item in service.page(uow, office=PHETCHABURI).items] == [here.id]


def test_pages_of_the_urgent_list_begin_with_the_longest_overdue_and_miss_nothing(register, now):
    # Two breaches share one moment, so only the id tells them apart at the border of a page.
    hours = [5, 100, 1, 70, 70, 400, 70]
    made = [reported(register, now, loss(now - timedelta(hours=ago))) for ago in hours]

    walked: list[BreachRecord] = []
    with register.read(DPO, now) as uow:
        cursor = None
        while True:
            got = service.page(uow, cursor=cursor, limit=2)
            walked += got.items
            cursor = got.next_cursor
            if cursor is None:
                break

        assert [item.id for item in walked] == [
            item.id for item in sorted(made, key=lambda item: (item.aware_at, item.id))
        ]
        assert [item.state for item in walked[:3]] == [
            BreachState.LATE_BEYOND_15D,
            BreachState.OVERDUE,
            BreachState.DUE_SOON,
        ]
        assert service.running_clocks(uow) == walked
        with pytest.raises(Invalid):
            service.page(uow, cursor="ไม่ใช่")


def test_the_newest_order_is_that_of_reporting(register, now):
    ids = [
        reported(register, now + timedelta(seconds=second), loss(now - timedelta(hours=second))).id
        for second in range(4)
    ]

    with register.read(DPO, now) as uow:
        first = service.page(uow, order=BreachOrder.NEWEST, limit=3)
        rest = service.page(uow, order=BreachOrder.NEWEST, limit=3, cursor=first.next_cursor)
    assert [item.id for item in (*first.items, *rest.items)] == ids[::-1]
    assert rest.next_cursor is None
