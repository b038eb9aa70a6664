"""Reminders of requests of data subjects: each stage once, to its owner, the officer, and the head when it is late.

A stage, its notices and its row in `request_reminders` are saved together or not at all. A worker that was down puts
out the stage that has been reached, once, and marks it late; a clock that is set back puts nothing out again, and a
clock that ran ahead by mistake takes no later stage away.
"""

from datetime import date

from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.access.service_reach import Held
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service as offices
from ropa.reminders import rules_request_words as words
from ropa.reminders.service_telling import Told, owners, tell, today_of
from ropa.requests import rules_reminders, service_reminders
from schemas.access import Role
from schemas.notices import NoticeKind
from schemas.reminders import DueKind, DueThing
from schemas.request_reminders import RequestReminder


def waiting(uow: UnitOfWork) -> bool:
    """Tell whether a stage has come that was not put out, or a last day moved by itself."""
    return service_reminders.is_stale(uow) or bool(service_reminders.due(uow))


def remind(uow: UnitOfWork) -> str:
    """Put out what is due and note it; return one line about it, empty when nothing was.

    Raises: IntegrityError when another worker notes the same stages in this moment; then nothing of this is saved.
    """
    service_reminders.settle(uow)
    due = service_reminders.due(uow)
    if not due:
        return ""
    today = today_of(uow)
    held = service_reach.holders(uow, {each.office_id for each in due})
    names = {each.id: each.name for each in offices.list_offices(uow)}
    told = [_told(each, _people(each, held[each.office_id]), names.get(each.office_id, ""), today) for each in due]
    new = tell(uow, "request", told)
    service_reminders.note(uow, [(each, len(said.people)) for each, said in zip(due, told, strict=True)])
    return f"stages {len(due)}, notices {new}"


def _told(each: RequestReminder, people: list[str], office: str, today: date) -> Told:
    return Told(
        key=f"request:{each.request_id}:{each.series}:{each.due_on}:{each.stage}",
        kind=NoticeKind.REQUEST_DUE,
        people=people,
        path=f"/requests/{each.request_id}",
        say=lambda: words.reminder(each, office, today),
    )


def _people(each: RequestReminder, held: Held) -> list[str]:
    """Return whom a stage concerns: the owner while they may read requests, or those who would take it on."""
    reading = {
        person_id for role in service_reach.roles_with(Permission.READ_REQUESTS) for _, person_id in held.get(role, ())
    }
    own = each.owner_id
    found = {own} if own is not None and own in reading else set(owners(held, (Role.RECORDER, Role.DPO)))
    if each.series == rules_reminders.DUE and each.stage <= rules_reminders.NEAR:
        found |= set(owners(held, (Role.DPO,)))
    if each.series == rules_reminders.DUE and each.stage < 0:
        found |= set(owners(held, (Role.APPROVER,)))
    return sorted(found)


def agenda(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[DueThing]:
    """Return the agenda's lines of requests after a place (day, id) and up to a day; those that are late come first."""
    return [
        DueThing(
            kind=DueKind.REQUEST,
            on=each.due_on,
            at=None,
            id=each.id,
            ref=each.ref,
            title=", ".join(right.th for right in each.rights) + (" (หยุดนับเวลา)" if each.is_paused else ""),
            title_en=", ".join(right.en for right in each.rights) + (" (clock stopped)" if each.is_paused else ""),
            office_id=each.office_id,
            count=1,
            path=f"/requests/{each.id}",
            updated_at=each.updated_at,
        )
        for each in service_reminders.due_between(uow, start, last, limit)
    ]
