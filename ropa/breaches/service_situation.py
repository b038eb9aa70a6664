"""What one page tells of a breach at this moment: clocks, level, facts, duties, tasks, last events, what to decide."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from ropa import clock
from ropa.breaches import service_assessments, service_closing, service_duties, service_known, service_tasks
from ropa.breaches import service_rows as service
from ropa.breaches import service_timeline as timeline
from ropa.breaches.rules_suggestion import said_or
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service as offices
from schemas.breach import BreachPhase, BreachRecord
from schemas.breach_details import BreachDetails, CountKind, Known
from schemas.breach_duties import Duty, DutyState
from schemas.breach_known import KnownFacts
from schemas.breach_situation import SituationDuty, SituationEvent, SituationFacts, SituationTask
from schemas.breach_work import BreachTask, TaskState
from schemas.thai_dates import format_thai_date

_EVENTS = 7
#: The longest that a page can use of a text; the rest would only be carried to be cut.
_MOST = 600
_TASKS = {TaskState.OVERDUE: 0, TaskState.OPEN: 1, TaskState.DONE: 2, TaskState.DROPPED: 3}
_DUTIES = {
    state: place
    for place, state in enumerate(
        (
            DutyState.LATE_BEYOND_15D,
            DutyState.OVERDUE,
            DutyState.DUE_SOON,
            DutyState.WAITING,
            DutyState.DONE_LATE,
            DutyState.DONE,
            DutyState.EXCUSED,
            DutyState.NOT_REQUIRED,
        )
    )
}


def facts(uow: UnitOfWork, breach_id: str) -> SituationFacts:
    """Return what the page says at `uow.now`; of records that the actor may not read only numbers and terms.

    Raises: NotFound.
    """
    found = service.read(uow, breach_id)
    duties = sorted(service_duties.duties(uow, found), key=lambda each: _DUTIES[each.state])
    tasks = [each for each in service_tasks.list_tasks(uow, breach_id).items if each.state is not TaskState.DROPPED]
    tasks.sort(key=lambda each: (_TASKS[each.state], each.due_at is None, each.due_at or found.created_at, each.place))
    known = service_known.known_of(uow, breach_id)
    waiting = sum(each.state is not TaskState.DONE for each in tasks)
    return SituationFacts(
        ref=found.ref,
        title=found.title[:_MOST],
        office=offices.office_name(uow, found.office_id) or str(found.office_id),
        is_drill=found.is_drill,
        phase=found.phase,
        state=found.state,
        printed_at=clock.bangkok(uow.now),
        printed_by=uow.actor.name or uow.actor.id,
        suspected_at=found.suspected_at,
        aware_at=found.aware_at,
        due_at=found.notify_office_due_at or found.warning_due_at,
        limit_at=found.late_report_limit_at,
        remaining_seconds=found.remaining_seconds,
        notified_at=found.notified_at,
        subjects_notified_at=found.subjects_notified_at,
        closed_at=found.closed_at,
        level=found.level,
        level_reason=_reason(uow, found),
        known=[(label, words[:_MOST]) for label, words in _known(found, known) if words],
        duties=[_duty(each) for each in duties],
        tasks=[
            SituationTask(title=each.title[:_MOST], owner=each.owner_name, state=each.state, due_at=each.due_at)
            for each in tasks
        ],
        tasks_open=waiting,
        tasks_total=len(tasks),
        events=[
            SituationEvent(at=each.happened_at, kind=each.kind.th, words=(each.note or "")[:_MOST])
            for each in timeline.last(uow, breach_id, _EVENTS)
        ],
        decisions=list(_decisions(uow, found, duties, tasks)),
    )


def _reason(uow: UnitOfWork, found: BreachRecord) -> str:
    if found.level is None:
        return ""
    decided = service_assessments.view(uow, found.id).assessments
    return decided[0].reason[:_MOST] if decided else ""


def _duty(duty: Duty) -> SituationDuty:
    return SituationDuty(
        words=duty.words_th,
        state=duty.state,
        due_at=duty.due_at if duty.is_open else None,
        done_at=duty.done_at,
        age_hours=duty.age_hours if duty.is_open else None,
    )


def _known(found: BreachRecord, known: KnownFacts) -> Iterator[tuple[str, str]]:
    details = found.details
    yield "ลักษณะของเหตุ", found.description or ""
    yield "เวลาเกิดเหตุ", _when(found)
    yield (
        "ประเภทและสาเหตุ",
        " · ".join([*(each.th for each in details.breach_types), *([details.cause.th] if details.cause else [])]),
    )
    yield "เจ้าของข้อมูล", _subjects(details, known)
    yield "ข้อมูลที่เกี่ยวข้อง", _data(details, known)
    yield "ระบบและกิจกรรม", _places(known)
    yield "ผลกระทบที่อาจเกิดขึ้น", details.likely_consequences or ""
    taken = details.measures_taken
    yield "มาตรการที่ดำเนินการแล้ว", " · ".join(each for each in (taken.technology, taken.process, taken.personnel) if each)
    yield "ผู้ประมวลผลข้อมูล", found.processor_name or ""


def _when(found: BreachRecord) -> str:
    if found.occurred_from is None:
        return "ตรวจสอบแล้วยังไม่ทราบ" if found.occurred_unknown else ""
    until = "ยังไม่สิ้นสุดหรือยังไม่ทราบ" if found.occurred_to is None else _moment(found.occurred_to)
    return f"{_moment(found.occurred_from)} ถึง {until}"


def _moment(moment: datetime) -> str:
    there = clock.bangkok(moment)
    return f"{format_thai_date(there.date())} {there:%H:%M} น."


def _subjects(details: BreachDetails, known: KnownFacts) -> str:
    if details.subject_count is not None:
        about = "" if details.subject_count_kind in {None, CountKind.EXACT} else "ประมาณ "
        count = f"{about}{details.subject_count:,} คน"
    else:
        count = "" if known.persons is None else f"ตามทะเบียนมีข้อมูลของ {known.persons:,} คน"
    return " · ".join([*([count] if count else []), *(details.subject_categories or known.subject_categories)])


def _data(details: BreachDetails, known: KnownFacts) -> str:
    """What the breach says of itself outweighs the register, which may hold more than what got out."""
    special = said_or(details.has_s26_data, known.has_special) is Known.YES
    national = said_or(details.has_national_id, known.has_national_id) is Known.YES
    minors = said_or(details.has_minors, known.has_minors) is Known.YES
    marks = [
        *(["ข้อมูลตามมาตรา 26"] if special else []),
        *(["เลขประจำตัวประชาชน"] if national else []),
        *(["ผู้เยาว์"] if minors else []),
    ]
    registered = [f"ตามทะเบียนมี {', '.join(known.data_items)}"] if known.data_items else []
    return " · ".join([*marks, *(details.record_categories or registered)])


def _places(known: KnownFacts) -> str:
    refs = [each.ref for each in known.activities if each.ref]
    hidden = [f"อีก {known.hidden:,} กิจกรรมที่ไม่มีสิทธิดู"] if known.hidden else []
    return " · ".join([*(each.name for each in known.systems if each.name), *refs, *hidden])


def _decisions(
    uow: UnitOfWork, found: BreachRecord, duties: Sequence[Duty], tasks: Sequence[BreachTask]
) -> Iterator[str]:
    """Yield what somebody has to decide or do now: open duties by their danger, overdue tasks, then closing."""
    if found.phase in {BreachPhase.CLOSED, BreachPhase.DISMISSED}:
        return
    for each in duties:
        if each.is_open:
            until = "" if each.due_at is None else f" (ภายใน {_moment(each.due_at)})"
            yield f"{each.words_th}{until}"
    overdue = [each for each in tasks if each.state is TaskState.OVERDUE]
    if overdue:
        yield f"งานเกินกำหนด {len(overdue):,} งาน งานแรก: {overdue[0].title[:_MOST]} ({overdue[0].owner_name or '-'})"
    against = service_closing.view(uow, found.id).hindrances
    if not against:
        yield "พร้อมปิดเรื่อง: ไม่มีหน้าที่หรืองานค้าง"
    elif not any(each.is_open for each in duties):
        yield f"ก่อนปิดเรื่อง: {' · '.join(each.th for each in against)}"
