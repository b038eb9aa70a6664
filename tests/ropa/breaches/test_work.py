"""The work on a breach: what is written once, tasks with owners, relations, closing when nothing is open."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ropa.activities import service as activities
from ropa.breaches import (
    service,
    service_closing,
    service_lessons,
    service_owners,
    service_relations,
    service_tasks,
    service_timeline,
)
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.notices.tables import notices
from schemas.access import Role
from schemas.breach import BreachInput, RiskLevel
from schemas.breach_details import BreachCause
from schemas.breach_work import (
    BreachEventKind,
    ClosingInput,
    LessonInput,
    RelationEnd,
    RelationInput,
    RelationKind,
    TaskDone,
    TaskInput,
    TaskReason,
    TaskState,
    TimelineInput,
)
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.staff import hire, key
from tests.support.world import activity_input

DPO = person("เจ้าหน้าที่คุ้มครองข้อมูล", Role.DPO)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Work:
    """One breach at one office, its people, and acts in units of work of their own."""

    def __init__(self, register, now):
        self.register, self.now = register, now
        self.owner = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
        self.head = hire(register, now, 2, (Role.APPROVER, PHETCHABURI))
        self.stranger = hire(register, now, 3, (Role.APPROVER, PRACHUAP))
        self.id = self.report()

    def report(self, at=None, **more):
        given = {"office_id": PHETCHABURI, "title": "แฟ้มสูญหาย", "aware_at": at or self.now} | more
        return self.write(service.report, BreachInput(**given), at=at, of=None).id

    def write(self, use, *given, actor=DPO, at=None, of=""):
        with self.register.write(actor, at or self.now) as uow:
            return use(uow, *given) if of is None else use(uow, of or self.id, *given)

    def read(self, use, *given, actor=DPO, at=None, of=""):
        with self.register.read(actor, at or self.now) as uow:
            return use(uow, *given) if of is None else use(uow, of or self.id, *given)

    def kinds(self, of=""):
        return [str(each.kind) for each in self.read(service_timeline.read, None, 200, of=of).items]

    def task(self, title="ปิดบัญชีผู้ใช้", **more):
        return self.write(service_tasks.add, TaskInput(title=title, owner_id=key(self.owner), **more))

    def told(self, actor):
        with self.register.read(DPO, self.now) as uow:
            query = select(notices.c.title_th, notices.c.path).where(notices.c.person_id == key(actor))
            return [tuple(row) for row in uow.connection.execute(query)]


@pytest.fixture
def work(register, now):
    return Work(register, now)


def test_a_note_keeps_what_was_said_and_when_it_was_written_apart_and_a_correction_is_another_entry(work):
    said = TimelineInput(note="พบไฟล์ในถังขยะ", happened_at=work.now - 3 * HOUR)
    first = work.write(service_timeline.note, said, at=work.now + HOUR)
    better = TimelineInput(note="พบในตู้เอกสาร", corrects=first.number)
    work.write(service_timeline.note, better, at=work.now + 2 * HOUR)

    reported, noted, corrected = work.read(service_timeline.read).items
    assert (reported.kind, noted.kind) == (BreachEventKind.REPORTED, BreachEventKind.NOTE)
    assert (noted.happened_at, noted.recorded_at) == (work.now - 3 * HOUR, work.now + HOUR)
    assert (noted.note, noted.actor_name, noted.corrected_by) == (said.note, DPO.name, [corrected.number])
    assert corrected.corrects == noted.number
    page = work.read(service_timeline.read, None, 2)
    assert [each.number for each in work.read(service_timeline.read, page.next_cursor, 2).items] == [corrected.number]

    other = work.report()
    for bad, pointer in (
        (TimelineInput(note="x", happened_at=work.now + HOUR), "/happened_at"),
        (TimelineInput(note="a\x00b"), "/note"),
        (TimelineInput(note="x", corrects=first.number), "/corrects"),
    ):
        with pytest.raises(Invalid) as refused:
            work.write(service_timeline.note, bad, of=other)
        assert [each.pointer for each in refused.value.problems] == [pointer]
    auditor = somebody(Role.AUDITOR)
    assert len(work.read(service_timeline.read, actor=auditor).items) == 3
    with pytest.raises(Forbidden):
        work.write(service_timeline.note, TimelineInput(note="x"), actor=auditor)
    with pytest.raises(NotFound):
        work.read(service_timeline.read, actor=work.stranger)


@pytest.mark.parametrize("table", ["breach_events", "breach_lessons", "breach_closings", "breach_tasks"])
def test_the_database_itself_keeps_what_was_written(work, table):
    work.task()
    work.write(service_lessons.add, LessonInput(cause_kind=BreachCause.ERROR, cause="ก", change="ข"))
    if table == "breach_closings":
        work.write(lambda uow, of: service_closing._note(uow, service.read(uow, of), BreachEventKind.CLOSED, "x"))
    acts = [f"DELETE FROM {table}"]  # noqa: S608 - names from this test, as below
    if table != "breach_tasks":
        acts.append(f"UPDATE {table} SET breach_id = breach_id")  # noqa: S608
    if work.register.dialect == "postgresql":
        acts.append(f"TRUNCATE {table} CASCADE")
    elif table != "breach_tasks":
        acts.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")  # noqa: S608
    for act in acts:
        with pytest.raises(DBAPIError), work.register.engine.begin() as connection:
            connection.execute(text(act))


def test_a_task_tells_its_owner_once_is_overdue_in_time_and_done_by_its_owner(work):
    task = work.task(due_at=work.now + HOUR)
    again = TaskInput(title="ปิดบัญชีและเปลี่ยนรหัส", owner_id=key(work.head), due_at=work.now + HOUR)
    work.write(service_tasks.change, task.id, 1, again)
    back = TaskInput(title=again.title, owner_id=key(work.owner), due_at=again.due_at)
    work.write(service_tasks.change, task.id, 2, back)

    [(title, path)] = work.told(work.owner)
    assert "ปิดบัญชีผู้ใช้" in title
    assert path == "/my-tasks"  # whoever may not read breaches is led to no page that refuses them
    assert [path for _, path in work.told(work.head)] == [f"/breaches/{work.id}"]
    with pytest.raises(PreconditionFailed):
        work.write(service_tasks.change, task.id, 2, back)

    states = [work.read(service_tasks.list_tasks, at=work.now + span).items[0].state for span in (HOUR, 2 * HOUR)]
    assert states == [TaskState.OPEN, TaskState.OVERDUE]
    [own] = work.read(service_tasks.own, actor=work.owner, of=None).items
    assert (own.task.id, own.ref) == (task.id, "BREACH-2569-0001")
    done = work.write(service_tasks.done, task.id, TaskDone(note="เปลี่ยนแล้ว"), actor=work.owner, at=work.now + HOUR)
    twice = work.write(service_tasks.done, task.id, TaskDone(note="อีกครั้ง"), at=work.now + 2 * HOUR)
    assert (done.state, done.done_by_name, twice.done_note) == (TaskState.DONE, work.owner.name, "เปลี่ยนแล้ว")
    assert work.read(service_tasks.own, actor=work.owner, of=None).items == []


def test_what_is_done_is_not_silently_undone(work):
    task = work.task()
    work.write(service_tasks.done, task.id, TaskDone(note="เสร็จ", done_at=work.now - HOUR))
    for act, given in (
        (service_tasks.change, (2, TaskInput(title="x", owner_id=key(work.owner)))),
        (service_tasks.drop, (TaskReason(reason="x"),)),
    ):
        with pytest.raises(Conflict):
            work.write(act, task.id, *given)

    open_again = work.write(service_tasks.reopen, task.id, TaskReason(reason="ยังเข้าได้"))

    assert (open_again.state, open_again.done_note) == (TaskState.OPEN, None)
    last = work.read(service_timeline.last, 1)[0]
    assert (last.kind, last.note) == (BreachEventKind.TASK_REOPENED, "ยังเข้าได้")
    assert last.details["before"]["done_note"] == "เสร็จ"
    dropped = work.write(service_tasks.drop, task.id, TaskReason(reason="ไม่ต้องแล้ว"))
    assert (dropped.state, dropped.dropped_reason) == (TaskState.DROPPED, "ไม่ต้องแล้ว")


def test_a_task_is_for_somebody_with_a_role_at_the_office_and_its_faults_are_told_together(work):
    with pytest.raises(Invalid) as refused:
        work.write(service_tasks.add, TaskInput(title="\x07", owner_id=key(work.stranger)))
    assert {each.pointer for each in refused.value.problems} == {"/title", "/owner_id"}
    owners = [each.id for each in work.read(service_owners.owners).items]
    assert set(owners) == {key(work.owner), key(work.head)}
    task = work.task()
    for actor, error in ((work.stranger, NotFound), (somebody(Role.AUDITOR), Forbidden)):
        with pytest.raises(error):
            work.write(service_tasks.done, task.id, TaskDone(note="x"), actor=actor)


def close(work, **more):
    return work.write(service_closing.close, ClosingInput(reason="ครบถ้วน"), **more)


def met(work, at):
    """Leave a breach with its duties met: assessed, the Office told in time."""
    with work.register.write(DPO, at) as uow:
        service.change(uow, work.id, None, level=RiskLevel.RISK, level_at=at, notified_at=at)


@pytest.mark.case("F.1", 22)
def test_a_breach_closes_only_when_nothing_stands_against_it_and_reopens_on_its_old_clock(work):
    task = work.task()
    with pytest.raises(Invalid) as refused:
        close(work)
    assert {"/hindrances/assess", "/hindrances/office", "/hindrances/tasks", "/hindrances/lessons"} <= {
        each.pointer for each in refused.value.problems
    }
    met(work, work.now + HOUR)
    work.write(service_tasks.done, task.id, TaskDone(note="เสร็จ"))
    lesson = LessonInput(
        cause_kind=BreachCause.ERROR, cause="ไม่มีการทบทวนสิทธิ", change="ทบทวนทุกเดือน", owner_id=key(work.owner)
    )
    made = work.write(service_lessons.add, lesson)
    with pytest.raises(Invalid) as refused:
        close(work, at=work.now + DAY)
    assert [each.pointer for each in refused.value.problems] == ["/hindrances/tasks"]
    work.write(service_tasks.drop, made.task_id, TaskReason(reason="รวมกับแผนประจำปี"))
    assert work.read(service_closing.view).may_close
    with pytest.raises(Forbidden):
        close(work, actor=somebody(Role.REVIEWER))

    closed = close(work, at=work.now + DAY)

    before = work.read(service.read)
    assert (closed.is_closed, before.closed_at) == (True, work.now + DAY)
    for act, given in (
        (service_tasks.add, TaskInput(title="x", owner_id=key(work.owner))),
        (service_closing.close, ClosingInput(reason="x")),
    ):
        with pytest.raises(Conflict):
            work.write(act, given)
    work.write(service_timeline.note, TimelineInput(note="มีข้อมูลใหม่"))

    again = work.write(service_closing.reopen, ClosingInput(reason="พบหลักฐานใหม่"), at=work.now + 30 * DAY)

    after = work.read(service.read, at=work.now + 30 * DAY)
    assert (after.closed_at, after.aware_at, after.notify_office_due_at) == (
        None,
        before.aware_at,
        before.notify_office_due_at,
    )
    assert after.phase == "open"
    assert [str(each.act) for each in again.acts] == ["closed", "reopened"]
    assert again.acts[1].reason == "พบหลักฐานใหม่"
    assert again.acts[1].state["closed_at"].startswith("2026-11-21T09:00:00")
    assert again.acts[1].state["aware_at"] == again.acts[0].state["aware_at"]
    assert work.kinds()[-3:] == ["closed", "note", "reopened"]


def test_breaches_that_share_an_activity_or_a_system_are_proposed_until_somebody_looked_into_it(work):
    with work.register.write(DPO, work.now) as uow:
        one, other, third = (
            activities.create(uow, activity_input(systems=[system])).id
            for system in ("ทะเบียนโรงงาน", "ทะเบียนโรงงาน", "สารบรรณ")
        )
    base = work.report(activity_ids=[one])
    same = work.report(activity_ids=[one, third])
    system = work.report(activity_ids=[other])
    work.report(activity_ids=[third])
    work.report(activity_ids=[one], is_drill=True)
    work.report(work.now - 200 * DAY, activity_ids=[one])

    found = work.read(service_relations.list_relations, of=base)
    assert [(each.other_id, each.shared_activities) for each in found.proposed] == [(same, 1), (system, 0)]
    assert found.proposed[1].shared_systems == ["ทะเบียนโรงงาน"]

    repeat = RelationInput(other_id=same, kind=RelationKind.REPEAT_OF, reason="ช่องโหว่เดิม")
    work.write(service_relations.relate, repeat, of=base)
    work.write(service_relations.relate, repeat, of=base)
    found = work.write(service_relations.relate, RelationInput(other_id=system, kind=RelationKind.UNRELATED), of=base)
    assert found.proposed == []
    assert [(each.kind, each.is_reversed) for each in work.read(service_relations.list_relations, of=same).items] == [
        (RelationKind.REPEAT_OF, True)
    ]
    with pytest.raises(Conflict):
        work.write(service_relations.relate, RelationInput(other_id=base, kind=RelationKind.FOLLOWS), of=same)
    ended = work.write(service_relations.end, found.items[0].id, RelationEnd(reason="ผิดเรื่อง"), of=base)
    assert [each.kind for each in ended.items] == [RelationKind.UNRELATED]
    assert work.kinds(same)[-2:] == ["related", "unrelated"]


def test_a_relation_to_a_breach_out_of_sight_is_counted_and_not_told(work):
    elsewhere = work.report(office_id=PRACHUAP)
    work.write(service_relations.relate, RelationInput(other_id=elsewhere, kind=RelationKind.SAME_INCIDENT))
    seen = work.read(service_relations.list_relations, actor=work.head)
    assert (seen.items, seen.hidden) == ([], 1)
    for other in (elsewhere, work.id, "nobody", work.report(is_drill=True)):
        given = RelationInput(other_id=other, kind=RelationKind.SIMILAR)
        with pytest.raises(Invalid):
            work.write(service_relations.relate, given, actor=work.head if other == elsewhere else DPO)


def test_the_timeline_names_a_related_breach_only_to_who_may_read_it(work):
    elsewhere = work.report(office_id=PRACHUAP)
    given = RelationInput(other_id=elsewhere, kind=RelationKind.SAME_INCIDENT, reason="ความลับของอีกที่")
    found = work.write(service_relations.relate, given)
    work.write(service_relations.end, found.items[0].id, RelationEnd(reason="เหตุผลลับ"))

    told, hidden = (
        [each for each in work.read(service_timeline.read, actor=actor).items if str(each.kind).endswith("related")]
        for actor in (DPO, work.head)
    )

    assert [each.note for each in told] == ["ความลับของอีกที่", "เหตุผลลับ"]
    assert {each.details["to"] for each in told} == {work.read(service.read, of=elsewhere).ref}
    assert [(each.note, set(each.details)) for each in hidden] == [(None, {"relation_id"})] * 2
    with work.register.engine.connect() as connection:
        stored = str(
            connection.execute(text("SELECT note, details FROM breach_events WHERE kind LIKE '%related'")).all()
        )
    assert "ลับ" not in stored
    assert told[0].details["to"] not in stored
