"""Checks of what is not erased yet: on the agenda and in the calendar, and told to who records destructions.

Of a destruction by list, and of the erasure of one person by a request: one source, so that each is told once.
"""

from datetime import date, timedelta

from ropa.access import service_reach
from ropa.access.service_reach import nearest
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_pending
from ropa.reminders import rules, store
from ropa.reminders import rules_words as words
from ropa.reminders.service_telling import Told, tell, today_of
from ropa.requests import service_effects_due
from schemas.access import Role
from schemas.notices import NoticeKind
from schemas.pending import PendingErasure
from schemas.reminders import DueKind, DueThing
from schemas.request_effects import DuePart

_WHO = (Role.DPO, Role.RECORDER)
#: The day was set by who checks, so a week before is early enough; once it has passed, again every 30 days.
_FIRST_STAGE = rules.A_WEEK_BEFORE
_AHEAD = timedelta(days=rules.BEFORE[_FIRST_STAGE - 1])


def checks(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[DueThing]:
    """Return the agenda's lines of what is to be checked after a place (day, id) and up to a day."""
    found = [_thing(each) for each in service_pending.due_between(uow, start, last, limit)]
    found += [_of_request(each) for each in service_effects_due.due_between(uow, start, last, limit)]
    return sorted(found, key=lambda each: (each.on, each.id))[:limit]


def _thing(each: PendingErasure) -> DueThing:
    # Kind and certificate only: the title of a data set may name people, and a calendar leaves the register.
    return DueThing(
        kind=DueKind.ERASURE,
        on=each.next_check_on,
        at=None,
        id=each.id,
        ref=None,
        title=f"{each.kind.th} ({each.certificate_ref})",
        title_en=f"{each.kind.en} ({each.certificate_ref})",
        office_id=each.office_id,
        count=1,
        path=_path(each),
        updated_at=each.changed_at,
    )


def _of_request(each: DuePart) -> DueThing:
    return DueThing(
        kind=DueKind.ERASURE,
        on=each.next_check_on,
        at=None,
        id=each.id,
        ref=None,
        title=f"{each.kind_th} ({each.ref})",
        title_en=f"{each.kind_en} ({each.ref})",
        office_id=each.office_id,
        count=1,
        path=_path(each),
        updated_at=each.changed_at,
    )


def remind(uow: UnitOfWork) -> int:
    """Tell of each that reached a stage before or after its next check; return how many notices were new."""
    today, marks = today_of(uow), store.stages(uow, "erasure")
    reached: dict[str, int] = {}
    found: dict[str, PendingErasure | DuePart] = {}
    last = today + _AHEAD
    waiting: list[PendingErasure | DuePart] = [*service_pending.to_remind(uow, last)]
    for each in (*waiting, *service_effects_due.to_remind(uow, last)):
        subject = f"{each.id}:{each.next_check_on}"
        stage = rules.stage(each.next_check_on, today)
        if stage >= _FIRST_STAGE and stage > marks.get(subject, 0):
            reached[subject], found[subject] = stage, each
    store.mark(uow, "erasure", reached)
    held = service_reach.holders(uow, {each.office_id for each in found.values()}, _WHO)

    def told(subject: str) -> Told:
        each = found[subject]
        of_request = isinstance(each, DuePart)
        return Told(
            key=f"erasure:{subject}:{reached[subject]}",
            kind=NoticeKind.REQUEST_DUE if of_request else NoticeKind.DESTRUCTION,
            people=sorted(nearest(held[each.office_id], _WHO)),
            path=_path(each),
            say=lambda: _words(each, today),
        )

    return tell(uow, "erasure", map(told, found))


def _words(each: PendingErasure | DuePart, today: date) -> words.Words:
    if isinstance(each, DuePart):
        return words.request_part(each.kind_th, each.kind_en, each.ref, each.next_check_on, today)
    return words.pending(each.kind.th, each.kind.en, each.certificate_ref, each.next_check_on, today)


def _path(each: PendingErasure | DuePart) -> str:
    return f"/requests/{each.request_id}/effects" if isinstance(each, DuePart) else f"/destruction/pending/{each.id}"
