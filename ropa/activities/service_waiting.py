"""What waits for `ropa reindex` after a new version of the program. Asks for no rights: it tells of no record."""

from ropa.activities import store, store_systems, store_waiting
from ropa.activities.rules_words_again import words_again
from ropa.activities.service import document_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Unavailable
from schemas.listing import StoredRevision
from schemas.waiting import ComputedPart

#: A record may hold no word that may be offered. So many without one are read before all are taken to be such.
_READ = 20


def waiting(uow: UnitOfWork) -> list[ComputedPart]:
    """Return the parts that miss something of the records; a handful of queries, and at most 20 documents read."""
    tests = {
        ComputedPart.LISTS: store_waiting.is_without_index,
        ComputedPart.SYSTEMS: store_systems.is_without_keys,
        ComputedPart.NUMBERS: store_waiting.is_without_marks,
        ComputedPart.SUGGESTIONS: _is_without_words,
    }
    return [part for part, waits in tests.items() if waits(uow)]


def _is_without_words(uow: UnitOfWork) -> bool:
    few = store_waiting.without_words(uow, _READ)
    return bool(few) and any(_has_words(stored) for stored, *_ in store.live_revisions(uow, among=few))


def _has_words(stored: StoredRevision) -> bool:
    try:
        return bool(words_again(document_of(stored)))
    except Unavailable:
        # A document that a newer program wrote: `ropa reindex` of this one could not read it either.
        return False
