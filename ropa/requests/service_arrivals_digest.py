"""One digest of what came by the public form, however much: nobody can flood mail from outside.

Data protection officers get one notice at the first request, and then one in six hours at most, with the counts of all
their offices together. A request of a stranger alone never writes to anybody.
"""

from collections.abc import Sequence
from datetime import timedelta

from ropa import clock
from ropa.access import service_reach
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.requests import rules_arrivals, store_arrivals
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

    It is due when something came that nobody was told of, and the digest before is six hours old.
    """
    rows = [
        Arrivals(
            office_id=row.office_id,
            waiting=int(row.waiting),
            fresh=int(row.fresh),
            oldest=clock.bangkok(row.oldest),
            due_on=row.due_on,
        )
        for row in store_arrivals.waiting_by_office(uow)
    ]
    if not any(row.fresh for row in rows):
        return []
    last = store_arrivals.last_told(uow)
    return rows if last is None or last <= uow.now - EVERY else []


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
    notices = [_notice(uow, person_id, own) for person_id, own in by_person.items() if any(r.fresh for r in own)]
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
