"""Warnings of breaches: after 24, 48 and 66 hours, and when the notice to the Office is late.

Legal source: PDPA s.37(4); law.md F.1, case 23.
"""

from datetime import timedelta

from ropa.access import service_reach
from ropa.access.service_reach import nearest
from ropa.breaches import service_clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.reminders import rules, store
from ropa.reminders import rules_words as words
from ropa.reminders.service_telling import HEADS
from schemas.notices import Notice, NoticeKind


def waiting(uow: UnitOfWork) -> dict[str, tuple[service_clock.Running, int]]:
    """Return the breaches whose clock has reached a warning that was not given, by subject."""
    marks = store.stages(uow, "breach")
    found = {}
    for each in service_clock.to_warn_of(uow):
        # A corrected awareness is another clock with warnings of its own.
        subject = f"{each.id}:{each.aware_at.isoformat()}"
        reached = rules.breach_stage(each.aware_at, uow.now)
        if reached > marks.get(subject, 0):
            found[subject] = (each, reached)
    return found


def warn(uow: UnitOfWork) -> str:
    """Warn of breaches after 24, 48 and 66 hours and when they are late; return one line about it.

    Only the nearest warning is given: after a night without the worker nobody gets three.
    Legal source: PDPA s.37(4); law.md F.1, case 23.
    """
    found = waiting(uow)
    held = service_reach.holders(uow, {each.office_id for each, _ in found.values()})
    notices = []
    for subject, (each, reached) in found.items():
        left = (each.due_at - uow.now) // timedelta(hours=1)
        hours = (uow.now - each.aware_at) // timedelta(hours=1)
        said = words.breach(words.name_of(each.ref, each.title), hours, left)
        people = {person_id for role in HEADS for person_id in nearest(held[each.office_id], [role])}
        notices += [
            Notice(
                cause=f"breach:{subject}:{reached}",
                kind=NoticeKind.BREACH_CLOCK,
                person_id=person_id,
                path=f"/breaches/{each.id}",
                is_urgent=True,
                **said._asdict(),
            )
            for person_id in sorted(people)
        ]
    store.mark(uow, "breach", {subject: reached for subject, (_, reached) in found.items()})
    new = post(uow, notices) if notices else 0
    return f"warnings {new}" if found else ""
