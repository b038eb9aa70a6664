"""Use cases of reading what one is asked to sign: every difference in words, without leaving the queue.

Legal source: seed 001 (the head of the office approves, level 3): what is signed is what was read.
"""

from collections.abc import Collection

from msgspec import Struct

from ropa.activities import service, service_signing
from ropa.activities.rules_comparison import told
from ropa.activities.rules_value_words import Language
from ropa.activities.rules_words import WordDiff
from ropa.activities.service_history import changes_between
from ropa.activities.thai_words import words_in
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from schemas.comparison import FieldChange
from schemas.diff import Change
from schemas.document import ActivityDocument
from schemas.listing import StoredRevision

#: Differences that the queue shows of one record; the page of its history has all of them.
MOST_SHOWN = 300


class Waiting(Struct, frozen=True, kw_only=True):
    """A record that waits for a review or a signature, read and not yet compared."""

    draft: StoredRevision
    before: StoredRevision | None
    """What was approved last; None: nothing yet."""


class Differences(Struct, frozen=True, kw_only=True):
    """What changed in one record since its last approval, in the order of the form."""

    id: str
    approved_before: int | None
    changes: list[FieldChange]
    left_out: int


def waiting(uow: UnitOfWork, activity_ids: Collection[str], queue: str = "sign") -> dict[str, Waiting]:
    """Return those of some records that wait in a queue of the actor (`sign`, `review`), by id; one query."""
    return {
        draft.id: Waiting(draft=draft, before=before)
        for draft, before in service_signing.pairs_waiting(uow, activity_ids, queue)
    }


def one(uow: UnitOfWork, activity_id: str, queue: str = "sign") -> Waiting:
    """Return a record that waits in a queue of the actor.

    Raises: NotFound, also for a record that waits for nothing or for somebody else.
    """
    found = waiting(uow, [activity_id], queue).get(activity_id)
    if found is None:
        raise NotFound
    return found


def differences(found: Waiting, language: Language = "th") -> Differences:
    """Return every difference of a record, word by word; of a new record everything it says. Needs no database."""
    document = service.document_of(found.draft)
    before = ActivityDocument() if found.before is None else service.document_of(found.before)
    changes = changes_between(before, document, language)
    return Differences(
        id=found.draft.id,
        approved_before=None if found.before is None else found.before.revision,
        changes=changes[:MOST_SHOWN],
        left_out=max(len(changes) - MOST_SHOWN, 0),
    )


def in_words(found: Waiting, changes: Collection[Change], language: Language = "th") -> list[FieldChange]:
    """Return some differences of a record, word by word; needs no database."""
    if found.before is None or not changes:
        return []
    before, after = service.document_of(found.before), service.document_of(found.draft)
    diff = WordDiff(words_in)
    return [told(each, before, after, diff, language) for each in changes]
