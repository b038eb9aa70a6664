"""One digest of what came by the public form, however much: nobody can flood mail from outside.

Data protection officers get one notice at the first request, and then one in six hours at most, with the counts of all
their offices together. A request of a stranger alone never writes to anybody. What nobody takes up falls due all the
same: the digest says so, once a day at most, and no reminder of its own goes out for it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from ropa import clock
from ropa.access import service_reach
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.requests import rules_arrivals, rules_reminders, store_arrivals
from ropa.requests.store import AnyRow
from schemas.access import Role
from schemas.notices import Notice, NoticeKind
from schemas.request_public import Arrivals

PATH = "/requests/arrivals"
#: The shortest time between two digests.
EVERY = timedelta(hours=6)
#: Who looks at them; where an office has no such person, those who approve for it, and where there is neither, whoever
#: gives rights there: nobody sees the requests until somebody has the right to.
_ROLES = ((Role.DPO,), (Role.APPROVER,), (Role.OFFICE_ADMIN, Role.SYSTEM_ADMIN))


def waiting(uow: UnitOfWork) -> Sequence[Arrivals]:
    """Return for each office what waits there, when a digest is due; else nothing.

    It is due when something came that nobody was told of and the digest before is six hours old; and, once a day, when
    something that still waits came nearer to its last day by a stage of `rules_reminders`.
    """
    today = clock.bangkok(uow.now).date()
    rows: dict[int, Arrivals] = {}
    for row in store_arrivals.waiting_by_office(uow):
        said = _group(row, today)
        before = rows.get(said.office_id)
        rows[said.office_id] = said if before is None else _joined(before, said)
    last = store_arrivals.last_told(uow)
    is_time = last is None or last <= uow.now - EVERY
    is_day = last is None or clock.bangkok(last).date() < today
    due = any((row.fresh and is_time) or (row.is_nearer and is_time and is_day) for row in rows.values())
    return list(rows.values()) if due else []


def _group(row: AnyRow, today: date) -> Arrivals:
    told_on = None if row.told_at is None else clock.bangkok(row.told_at).date()
    stage = None if row.due_on is None else rules_reminders.stage(row.due_on, today)
    nearer = stage is not None and told_on is not None and rules_reminders.stage(row.due_on, told_on) != stage
    return Arrivals(
        office_id=row.office_id,
        waiting=int(row.waiting),
        fresh=int(row.waiting) if told_on is None else 0,
        oldest=clock.bangkok(row.oldest),
        due_on=row.due_on,
        near=0 if stage is None else int(row.waiting),
        is_nearer=nearer,
    )


def _joined(one: Arrivals, other: Arrivals) -> Arrivals:
    return Arrivals(
        office_id=one.office_id,
        waiting=one.waiting + other.waiting,
        fresh=one.fresh + other.fresh,
        oldest=min(one.oldest, other.oldest),
        due_on=min((each.due_on for each in (one, other) if each.due_on is not None), default=None),
        near=one.near + other.near,
        is_nearer=one.is_nearer or other.is_nearer,
    )


def tell(uow: UnitOfWork) -> str:
    """Post the digest that is due, one notice a person; return one line about it."""
    rows = waiting(uow)
    if not rows:
        return ""
    held = service_reach.holders(uow, {row.office_id for row in rows})
    by_person: dict[str, list[Arrivals]] = {}
    for row in rows:
        people = (service_reach.nearest(held[row.office_id], roles) for roles in _ROLES)
        for person_id in next(filter(None, people), []):
            by_person.setdefault(person_id, []).append(row)
    notices = [
        _notice(uow, person_id, own) for person_id, own in by_person.items() if any(r.fresh or r.is_nearer for r in own)
    ]
    # What nobody could be told of stays new: somebody may come.
    store_arrivals.mark_told(uow, {row.office_id for own in by_person.values() for row in own})
    return f"request digests {post(uow, notices) if notices else 0}"


def _notice(uow: UnitOfWork, person_id: str, rows: Sequence[Arrivals]) -> Notice:
    said = rules_arrivals.words(rows, clock.bangkok(uow.now).date())
    return Notice(
        cause=f"request-arrivals:{uow.now.isoformat()}",
        kind=NoticeKind.REQUEST_DUE,
        person_id=person_id,
        path=PATH,
        **said._asdict(),
    )
