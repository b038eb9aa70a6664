"""Where a person went from the search: on the server, for that person alone, ten places, forgotten after 30 days.

Not in the browser: computers of an office are shared, and what one person looked for is not for the next. Kept are
kind and key; names are read anew with the rights of the moment, so a right that ended takes the name along.
"""

from datetime import timedelta

from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.search import service, store
from schemas.search import Found, FoundKind

MOST_PLACES = 10
KEPT = timedelta(days=30)
_PERSON = "person:"
_LONGEST = 36


def note(uow: UnitOfWork, kind: str, key: str) -> None:
    """Keep that the actor went somewhere; of more than ten places the oldest goes. A program keeps none.

    Raises: NotFound for what the actor may not see, so that nothing but real places is kept.
    """
    if kind not in set(map(str, FoundKind)) or not 0 < len(key) <= _LONGEST or not key.isprintable():
        raise NotFound
    if not uow.actor.id.startswith(_PERSON):
        return
    if not service.named(uow, [(FoundKind.of(kind), key)]):
        raise NotFound
    person_id = uow.actor.id.removeprefix(_PERSON)
    store.note(uow, person_id, kind, key)
    surplus = store.places(uow, person_id)[MOST_PLACES:]
    if surplus:
        store.drop(uow, person_id, surplus)


def recent(uow: UnitOfWork) -> list[Found]:
    """Return where the actor went from the search within 30 days and may still go, the last first."""
    if not uow.actor.id.startswith(_PERSON):
        return []
    found = store.places(uow, uow.actor.id.removeprefix(_PERSON), uow.now - KEPT)
    return service.named(uow, [(FoundKind.of(kind), key) for kind, key in found])


def clear(uow: UnitOfWork) -> None:
    """Forget where the actor went."""
    if uow.actor.id.startswith(_PERSON):
        store.drop(uow, uow.actor.id.removeprefix(_PERSON))


def forget_old(uow: UnitOfWork) -> int:
    """Forget where everybody went more than 30 days ago; return how many places those were."""
    return store.forget(uow, uow.now - KEPT)
