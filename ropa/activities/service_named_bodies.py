"""What the records of some activities name: systems, recipients, processors; and records by categories of people.

What is named is told whole and says nothing about rights: whoever shows it counts what the reader may not see.
"""

from collections.abc import Collection, Sequence
from typing import Final

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing, service_live
from ropa.activities import store_named_bodies as store
from ropa.activities.service import document_of
from ropa.db.unit_of_work import UnitOfWork
from schemas.document import ActivityDocument
from schemas.listing import ActivityFilter
from schemas.named_bodies import NamedLine, NamedProcessor, NamedRecipient, NamedSystem, RecordHead
from schemas.reading import CONTROL
from schemas.thai_text import searchable
from schemas.upcast import read_stored

_ABROAD: Final = "offshore"
#: Records whose documents are looked into for one answer.
_MOST_READ: Final = 300


class NamedBodies(Struct, frozen=True, kw_only=True):
    """All that some records name, each kind in the order of records and of their lists."""

    systems: list[NamedSystem]
    lines: list[NamedLine]
    recipients: list[NamedRecipient]
    processors: list[NamedProcessor]


class Categorised(Struct, frozen=True, kw_only=True):
    """A record with those of its categories of data subjects that fit."""

    head: RecordHead
    categories: list[str]


def heads(uow: UnitOfWork, activity_ids: Collection[str]) -> list[RecordHead]:
    """Return the revisions of some activities that everybody sees, retired activities included: data outlive work."""
    rows = store.heads(uow, service_live.held_among(activity_ids)) if activity_ids else []
    return [RecordHead(row.activity_id, row.revision_id, row.ref, row.title, row.office_id) for row in rows]


def readable(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities the actor may read, retired ones included; one query, none without any right."""
    if not activity_ids or not offices_for(uow.actor, Permission.READ_ACTIVITIES):
        return set()
    offices = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    return set(activity_ids) if offices is None else store.within(uow, activity_ids, offices)


def named_in(uow: UnitOfWork, records: Sequence[RecordHead]) -> NamedBodies:
    """Return what some records name; four queries for all of them."""
    if not records:
        return NamedBodies(systems=[], lines=[], recipients=[], processors=[])
    of = {each.revision_id: each.activity_id for each in records}
    found = store.recipients(uow, of, ("local", _ABROAD))
    return NamedBodies(
        systems=[NamedSystem(*row) for row in store.systems(uow, of)],
        lines=[NamedLine(*row) for row in store.lines(uow, of)],
        recipients=[NamedRecipient(row[0], row[1], row[2] == _ABROAD) for row in found],
        processors=[
            NamedProcessor(of[revision_id], each.processor, each.agreement_ref)
            for revision_id, stored in service_live.revisions(uow, list(of))
            for each in document_of(stored).form.beyond.processor_and_dpa_ref or ()
            if each.processor
        ],
    )


def with_category(uow: UnitOfWork, words: str, limit: int) -> tuple[list[Categorised], bool]:
    """Return records that the actor may read and that name a category of data subjects with these words.

    The words are a piece of the category's text; whether there are more is the second answer.
    Raises: Forbidden.
    Legal source: PDPA s.39(1).
    """
    key = searchable(words)
    if not key or CONTROL.search(key):
        return [], False
    tests = service_listing.tests_of(uow, ActivityFilter())
    rows = store.with_documents(uow, [*tests, store.has_bytes(uow, _as_written(words))], _MOST_READ + 1)
    found: list[Categorised] = []
    for row in rows[:_MOST_READ]:
        fits = _fitting(read_stored(row.document, row.schema_version), key)
        if fits:
            head = RecordHead(row.activity_id, row.revision_id, row.ref, row.title, row.office_id)
            found.append(Categorised(head=head, categories=fits))
    return found[:limit], len(rows) > _MOST_READ or len(found) > limit


def _as_written(words: str) -> list[bytes]:
    """Return the words as documents may have them: the vowel ำ is written in one piece or in two."""
    plain = " ".join(words.split())
    whole = plain.replace("ํา", "ำ")
    return [each.encode() for each in dict.fromkeys((plain, whole, whole.replace("ำ", "ํา")))]


def _fitting(document: ActivityDocument, key: str) -> list[str]:
    return [each for each in document.form.beyond.data_subject_categories or () if key in searchable(each)]
