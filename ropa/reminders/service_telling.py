"""Telling several people of several things, without burying anybody."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from msgspec import Struct

from ropa import clock
from ropa.access.service_reach import Held, nearest
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.reminders import rules_words as words
from schemas.access import Role
from schemas.notices import Notice, NoticeKind

#: Who would get more in one pass gets one notice that says how many, and the agenda to see them.
TOO_MANY = 20
_BATCH = 500
#: Who answers for an office's records and breaches.
HEADS = (Role.DPO, Role.APPROVER)


def today_of(uow: UnitOfWork) -> date:
    """Return the day in Bangkok."""
    return clock.bangkok(uow.now).date()


class Told(Struct, frozen=True, kw_only=True):
    """Something to tell several people. `say` gives the words, and is asked only for single notices."""

    key: str
    kind: NoticeKind
    people: Sequence[str]
    path: str
    say: Callable[[], words.Words]


def tell(uow: UnitOfWork, matter: str, found: Iterable[Told]) -> int:
    """Post what was found; who would get too many gets one that counts them. Returns how many notices were new.

    Afterwards all of `people` have each thing in their inbox, by itself or counted: a cause is refused only to whom the
    very same was told before.
    """
    told = list(found)
    load: dict[str, list[Told]] = {}
    for each in told:
        for person_id in each.people:
            load.setdefault(person_id, []).append(each)
    new = 0
    notices = _notices(uow, matter, told, load)
    while some := list(islice(notices, _BATCH)):
        new += post(uow, some)
    return new


def _notices(uow: UnitOfWork, matter: str, told: Sequence[Told], load: dict[str, list[Told]]) -> Iterator[Notice]:
    crowded = {person_id for person_id, items in load.items() if len(items) > TOO_MANY}
    for each in told:
        single = [person_id for person_id in each.people if person_id not in crowded]
        if not single:
            continue
        said = each.say()
        for person_id in single:
            yield Notice(cause=each.key, kind=each.kind, person_id=person_id, path=each.path, **said._asdict())
    for person_id in sorted(crowded):
        items = load[person_id]
        overdue = any(each.kind is NoticeKind.REVIEW_OVERDUE for each in items)
        yield Notice(
            cause=f"{matter}:many:{today_of(uow)}:{_mark([each.key for each in items])}",
            kind=NoticeKind.REVIEW_OVERDUE if overdue else items[0].kind,
            person_id=person_id,
            path="/reminders",
            **words.many(len(items))._asdict(),
        )


def _mark(keys: Sequence[str]) -> str:
    """Return a short mark of what one notice counts: the same told again is one notice, other things of the same day
    are another, or nobody would hear of them.
    """
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:32]


def owners(held: Held, roles: Sequence[Role]) -> list[str]:
    """Return the nearest holders of each role; where there are none at all, the nearest who answers for the record."""
    found = {person_id for role in roles for person_id in nearest(held, [role])}
    return sorted(found) or nearest(held, [Role.REVIEWER]) or nearest(held, HEADS)
