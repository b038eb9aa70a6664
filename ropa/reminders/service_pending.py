"""Checks of what is not erased yet: on the agenda and in the calendar, and told to who records destructions."""

from datetime import date, timedelta

from ropa.access import service_reach
from ropa.access.service_reach import nearest
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_pending
from ropa.reminders import rules, store
from ropa.reminders import rules_words as words
from ropa.reminders.service_telling import Told, tell, today_of
from schemas.access import Role
from schemas.notices import NoticeKind
from schemas.pending import PendingErasure
from schemas.reminders import DueKind, DueThing

_WHO = (Role.DPO, Role.RECORDER)
#: The day was set by who checks, so a week before is early enough; once it has passed, again every 30 days.
_FIRST_STAGE = rules.A_WEEK_BEFORE
_AHEAD = timedelta(days=rules.BEFORE[_FIRST_STAGE - 1])


def checks(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[DueThing]:
    """Return the agenda's lines of what is to be checked after a place (day, id) and up to a day."""
    return [
        DueThing(
            kind=DueKind.ERASURE,
            on=each.next_check_on,
            at=None,
            id=each.id,
            ref=None,
            # Kind and certificate only: the title of a data set may name people, and a calendar leaves the register.
            title=f"{each.kind.th} ({each.certificate_ref})",
            office_id=each.office_id,
            count=1,
            path=_path(each),
            updated_at=each.changed_at,
        )
        for each in service_pending.due_between(uow, start, last, limit)
    ]


def remind(uow: UnitOfWork) -> int:
    """Tell of each that reached a stage before or after its next check; return how many notices were new."""
    today, marks = today_of(uow), store.stages(uow, "erasure")
    reached: dict[str, int] = {}
    found: dict[str, PendingErasure] = {}
    for each in service_pending.to_remind(uow, today + _AHEAD):
        subject = f"{each.id}:{each.next_check_on}"
        stage = rules.stage(each.next_check_on, today)
        if stage >= _FIRST_STAGE and stage > marks.get(subject, 0):
            reached[subject], found[subject] = stage, each
    store.mark(uow, "erasure", reached)
    held = service_reach.holders(uow, {each.office_id for each in found.values()}, _WHO)

    def told(subject: str) -> Told:
        each = found[subject]
        return Told(
            key=f"erasure:{subject}:{reached[subject]}",
            kind=NoticeKind.DESTRUCTION,
            people=sorted(nearest(held[each.office_id], _WHO)),
            path=_path(each),
            say=lambda: words.pending(each.kind.th, each.kind.en, each.certificate_ref, each.next_check_on, today),
        )

    return tell(uow, "erasure", map(told, found))


def _path(each: PendingErasure) -> str:
    return f"/destruction/pending/{each.id}"
