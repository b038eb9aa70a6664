"""The job that tells people what falls due: each stage once, whenever the worker comes; missed ones are passed over.

What was told is marked in the same transaction (`review_dates.stage`, `reminder_marks`), and the cause of each notice
names thing, date and stage, so that even a lost mark tells nobody twice.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from ropa.access import service_reach
from ropa.activities import service_listing
from ropa.activities.rules_finding_codes import said_by
from ropa.attachments import service as attachments
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_archives
from ropa.findings import service as findings
from ropa.reminders import rules, service_holds, service_holidays, service_pending, store
from ropa.reminders import rules_words as words
from ropa.reminders.service_telling import Told, owners, tell, today_of
from schemas.access import Role
from schemas.notices import NoticeKind

_BATCH = 500
#: Marks of things that ended long ago.
_KEPT = timedelta(days=400)
#: Days ahead at which documents, accepted findings and rights are told.
AHEAD = 60


def remind(uow: UnitOfWork) -> str:
    """Tell whoever has to know what reached a stage; return one line about it, empty when there was nothing."""
    counts = {
        "reviews": _reviews(uow),
        "documents": _documents(uow),
        "accepted findings": _acceptances(uow),
        "rights": _rights(uow),
        "holds": service_holds.remind(uow),
        "pending erasures": service_pending.remind(uow),
        "tables of holidays": service_holidays.remind(uow),
        "silent archives": service_archives.tell_silence(uow),
    }
    store.forget_marks(uow, uow.now - _KEPT)
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)


def _reviews(uow: UnitOfWork) -> int:
    today = today_of(uow)
    rows = store.to_remind(uow, today)
    if not rows:
        return 0
    held = service_reach.holders(uow, {row.office_id for row in rows})
    plans: list[tuple[str, date, Sequence[str]]] = []
    known: dict[tuple[int, int], Sequence[str]] = {}
    for row in rows:
        reached = rules.stage(row.next_review_on, today)
        place = (row.office_id, min(reached, rules.ON_THE_DAY + 2))
        if place not in known:
            known[place] = owners(held[row.office_id], rules.told_at(reached))
        plans.append((row.activity_id, row.next_review_on, known[place]))
    names = _names(uow, plans)
    told = tell(uow, "review", (_review(*plan, today, names) for plan in plans))
    for day in sorted({due_on for _, due_on, _ in plans}):
        reached = rules.stage(day, today)
        store.reached(uow, day, today, reached, rules.begins_on(day, reached + 1))
    return told


def _review(activity_id: str, due_on: date, people: Sequence[str], today: date, names: Callable[[str], str]) -> Told:
    reached = rules.stage(due_on, today)
    return Told(
        key=f"review:{activity_id}:{due_on}:{reached}",
        kind=NoticeKind.REVIEW_OVERDUE if reached > rules.ON_THE_DAY else NoticeKind.REVIEW_DUE,
        people=people,
        path=f"/activities/{activity_id}/reviewed",
        say=lambda: words.review(names(activity_id), due_on, today),
    )


def _names(uow: UnitOfWork, plans: Sequence[tuple[str, date, Sequence[str]]]) -> Callable[[str], str]:
    """Return what names a record. Names are read in batches, and only when one is asked for."""
    ids = [activity_id for activity_id, _, _ in plans]
    places = {activity_id: place for place, activity_id in enumerate(ids)}
    found: dict[str, str] = {}

    def name(activity_id: str) -> str:
        if activity_id not in found:
            begin = places[activity_id]
            items = service_listing.named(uow, ids[begin : begin + _BATCH])
            found.update(
                {key: words.name_of(item.ref, item.sub_process or item.main_process) for key, item in items.items()}
            )
        return found.get(activity_id, "")

    return name


def _stepped(uow: UnitOfWork, kind: str, due: dict[str, date]) -> dict[str, int]:
    """Return the stage of each subject that has reached one which was not told, and mark it."""
    today, marks = today_of(uow), store.stages(uow, kind)
    new = {}
    for subject, day in due.items():
        # One notice when it has ended is enough: the worklists go on showing it.
        reached = min(rules.stage(day, today), rules.ON_THE_DAY + 1)
        if reached > marks.get(subject, 0):
            new[subject] = reached
    store.mark(uow, kind, new)
    return new


def _documents(uow: UnitOfWork) -> int:
    today = today_of(uow)
    found = {f"{each.attachment_id}:{each.expires_on}": each for each in attachments.expiring(uow, today, AHEAD)}
    new = _stepped(uow, "document", {subject: each.expires_on for subject, each in found.items()})
    held = service_reach.holders(uow, {found[subject].office_id for subject in new})

    def told(subject: str, reached: int) -> Told:
        each = found[subject]
        return Told(
            key=f"document:{subject}:{reached}",
            kind=NoticeKind.ATTACHMENT_EXPIRING,
            people=owners(held[each.office_id], rules.told_at(reached)),
            path=f"/activities/{each.activity_id}/attachments",
            say=lambda: words.expiry(
                "เอกสารแนบ", "An attached document", words.name_of(each.ref, each.title), each.expires_on, today
            ),
        )

    return tell(uow, "document", (told(*each) for each in new.items()))


def _acceptances(uow: UnitOfWork) -> int:
    today = today_of(uow)
    found = {f"{each.acceptance_id}:{each.valid_through}": each for each in findings.expiring(uow, AHEAD)}
    new = _stepped(uow, "acceptance", {subject: each.valid_through for subject, each in found.items()})
    held = service_reach.holders(uow, {found[subject].office_id for subject in new})

    def told(subject: str, reached: int) -> Told:
        each = found[subject]
        return Told(
            key=f"acceptance:{subject}:{reached}",
            kind=NoticeKind.FINDING_EXPIRING,
            people=owners(held[each.office_id], (Role.DPO, Role.RECORDER)),
            path=f"/activities/{each.activity_id}/findings",
            say=lambda: words.accepted(
                said_by(each.code), words.name_of(each.ref, each.title), each.valid_through, today
            ),
        )

    return tell(uow, "acceptance", (told(*each) for each in new.items()))


def _rights(uow: UnitOfWork) -> int:
    today = today_of(uow)
    found = {f"{each.id}:{each.valid_through}": each for each in service_reach.ending_grants(uow, AHEAD)}
    due = {subject: each.valid_through for subject, each in found.items() if each.valid_through is not None}
    new = _stepped(uow, "right", due)

    def told(subject: str, reached: int) -> Told:
        each = found[subject]
        name = each.role.th, each.role.en
        return Told(
            key=f"right:{subject}:{reached}",
            kind=NoticeKind.RIGHT_CHANGED,
            people=[each.person_id],
            path="/rights",
            say=lambda: words.expiry("สิทธิของท่าน", "Your right", name, due[subject], today),
        )

    return tell(uow, "right", (told(*each) for each in new.items()))
