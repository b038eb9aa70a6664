"""One digest of what waits in the inbox of reports, however many came: nobody can flood mail from outside.

The data protection officers get one notice at the first report, and then one in six hours at most, with counts of all
their offices together. A report alone never writes to anybody.
"""

from collections.abc import Sequence
from datetime import timedelta

from ropa.access import service_reach
from ropa.breaches import store_outside
from ropa.breaches.rules import DECIDE_WITHIN, in_bangkok
from ropa.breaches.rules_report_words import Digest, words
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from schemas.access import Role
from schemas.notices import Notice, NoticeKind
from schemas.office import WHOLE_MINISTRY

PATH = "/breaches/triage"
#: The shortest time between two digests.
EVERY = timedelta(hours=6)
#: Who sorts reports; where an office has no such person, those who approve for it do.
_ROLES = (Role.DPO,)
_INSTEAD = (Role.APPROVER,)


def waiting(uow: UnitOfWork) -> Sequence[store_outside.AnyRow]:
    """Return for each office (None: none named) what waits there, when a digest is due; else nothing.

    It is due when somebody wrote what nobody was told of, and the digest before is six hours old.
    """
    rows = store_outside.waiting_by_office(uow)
    if not any(row.fresh for row in rows):
        return []
    last = store_outside.last_told(uow)
    return rows if last is None or last <= uow.now - EVERY else []


def tell(uow: UnitOfWork) -> str:
    """Post the digest that is due, one notice a person; return one line about it."""
    rows = waiting(uow)
    held = service_reach.holders(uow, {_office_of(row) for row in rows})
    by_person: dict[str, list[store_outside.AnyRow]] = {}
    for row in rows:
        there = held[_office_of(row)]
        for person_id in service_reach.nearest(there, _ROLES) or service_reach.nearest(there, _INSTEAD):
            by_person.setdefault(person_id, []).append(row)
    cause = f"breach-reports:{uow.now.isoformat()}"
    notices = [_notice(uow, cause, person_id, own) for person_id, own in by_person.items() if any(r.fresh for r in own)]
    store_outside.mark_told(uow)
    new = post(uow, notices) if notices else 0
    return f"inbox digests {new}" if rows else ""


def _notice(uow: UnitOfWork, cause: str, person_id: str, rows: Sequence[store_outside.AnyRow]) -> Notice:
    oldest = min(row.oldest for row in rows)
    said = words(
        Digest(
            fresh=sum(row.fresh for row in rows),
            times=sum(row.times for row in rows),
            waiting=sum(row.many for row in rows),
            oldest=in_bangkok(oldest) or oldest,
            hours=(uow.now - oldest) // timedelta(hours=1),
            hours_left=(oldest + DECIDE_WITHIN - uow.now) // timedelta(hours=1),
        )
    )
    return Notice(
        cause=cause, kind=NoticeKind.BREACH_CLOCK, person_id=person_id, path=PATH, is_urgent=True, **said._asdict()
    )


def _office_of(row: store_outside.AnyRow) -> int:
    return WHOLE_MINISTRY if row.office_id is None else int(row.office_id)
