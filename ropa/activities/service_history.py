"""Use cases of a record's history: its revisions, and what changed between two of them."""

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service, store_life
from ropa.activities.rules_comparison import counted, field_changes, title_of
from ropa.activities.rules_value_words import Language
from ropa.activities.rules_words import WordDiff
from ropa.activities.thai_words import words_in
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service as offices
from schemas.comparison import ComparedRevision, Comparison, FieldChange
from schemas.document import ActivityDocument
from schemas.life import RevisionItem
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

_FROZEN = frozenset({RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED})


class History(Struct, frozen=True, kw_only=True):
    """A record and those of its revisions that the actor may read, newest first."""

    stored: StoredRevision
    office: str
    revisions: list[RevisionItem]


class Pair(Struct, frozen=True, kw_only=True):
    """Two revisions of a record, read and not yet compared."""

    history: History
    before: StoredRevision
    after: StoredRevision


def history(uow: UnitOfWork, activity_id: str) -> History:
    """Return a record with its revisions: approved and superseded ones for every reader, open drafts as `READ_DRAFTS`.

    A draft is among them too where nothing was approved yet: then it is what every reader sees.
    Raises: NotFound.
    """
    stored = service.read(uow, activity_id)
    drafts = access.may(uow, Permission.READ_DRAFTS, stored.office_id)
    found = store_life.revision_items(uow, activity_id, drafts=True)
    return History(
        stored=stored,
        office=offices.office_name(uow, stored.office_id) or str(stored.office_id),
        revisions=[each for each in found if drafts or each.status in _FROZEN or each.revision == stored.revision],
    )


def read_pair(uow: UnitOfWork, activity_id: str, start: int | None, end: int | None) -> Pair:
    """Return two revisions by their numbers.

    Without `end` the newest that the actor may read; without `start` the last approved one before `end`, or the one
    before it, or `end` itself where there is no other.
    Raises: NotFound, also for a revision that the actor may not read.
    """
    found = history(uow, activity_id)
    numbers = [each.revision for each in found.revisions]
    end = numbers[0] if end is None else end
    if start is None:
        approved = [each.revision for each in found.revisions if each.status in _FROZEN]
        earlier = [each for each in (*approved, *numbers) if each < end]
        start = earlier[0] if earlier else end
    after = service.read_revision(uow, activity_id, end)
    before = after if start == end else service.read_revision(uow, activity_id, start)
    return Pair(history=found, before=before, after=after)


def compared(pair: Pair, language: Language = "th") -> Comparison:
    """Return what changed between two revisions that were read; needs no database any more."""
    before, after = service.document_of(pair.before), service.document_of(pair.after)
    changes = changes_between(before, after, language)
    return Comparison(
        id=pair.after.id,
        ref=pair.after.ref,
        title=title_of(after) or title_of(before),
        before=_side(pair, pair.before),
        after=_side(pair, pair.after),
        counts=counted(changes),
        changes=changes,
    )


def changes_between(before: ActivityDocument, after: ActivityDocument, language: Language = "th") -> list[FieldChange]:
    """Return what changed between any two documents, with its words; needs no database."""
    return field_changes(before, after, WordDiff(words_in), language)


def _side(pair: Pair, stored: StoredRevision) -> ComparedRevision:
    item = next((each for each in pair.history.revisions if each.revision == stored.revision), None)
    approval = item.approval if item else None
    return ComparedRevision(
        revision=stored.revision,
        status=item.status if item else stored.status,
        content_hash=stored.content_hash,
        updated_at=stored.updated_at,
        approved_at=approval.approved_at if approval else None,
        approved_by_name=approval.approved_by_name if approval else None,
    )
