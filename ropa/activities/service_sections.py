"""Use case of the edit pages: one section of a record is saved, beside whatever else happened to the record."""

from typing import Any

import msgspec
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service, store
from ropa.activities.rules import completed
from ropa.activities.rules_findings import findings_of
from ropa.activities.rules_sections import Marks, part_of, section_hash, section_keys, sources_after, with_section
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, PreconditionFailed
from schemas.document import ActivityDocument, ActivityUpdate, Source, encode_document
from schemas.findings import Finding
from schemas.listing import StoredRevision


class SectionRead(Struct, frozen=True, kw_only=True):
    """A section as its editor needs it: the whole record, the section's value and its hash."""

    stored: StoredRevision
    document: ActivityDocument
    sources: dict[str, Source]
    value: Any
    hash: str


def read_section(uow: UnitOfWork, activity_id: str, section: str) -> SectionRead:
    """Return a section of the newest revision, for editing.

    Raises: NotFound, also for a section that the form does not have; Forbidden without the right to write.
    """
    if section not in section_keys():
        raise NotFound
    stored = service.read(uow, activity_id)
    access.require(uow, Permission.WRITE_ACTIVITIES, stored.office_id)
    document = service.document_of(stored)
    return SectionRead(
        stored=stored,
        document=document,
        sources=sources_of(stored),
        value=part_of(document, section),
        hash=section_hash(document, section),
    )


def save_section(
    uow: UnitOfWork, activity_id: str, version: int, read_hash: str, section: str, value: Any, marks: Marks
) -> StoredRevision:
    """Return the record with one section replaced; the newest version is written, whatever version was read.

    `section`: a key of the form (`header` ... `safeguards`, `beyond`), `flow` (`value` is `list[Step]`) or `systems`
    (`list[InformationSystem]`). `marks`: all marks of the section by document pointer; they replace those that stood
    there. `version` and `read_hash` (`rules_sections.section_hash`): of what the form showed. When somebody saved
    another section in between, both stand. What says the same as before saves nothing and keeps the version.
    Sources of places that changed are dropped: they no longer tell where the value came from.

    Raises: PreconditionFailed when this section was changed in between (the door then shows the merge page); NotFound,
    Forbidden, Conflict (under review or retired), Invalid with every fault.
    """
    if section not in section_keys():
        raise NotFound
    # On PostgreSQL two savers of two sections wait for each other here, instead of one of them losing at the end.
    store.lock(uow, activity_id)
    now = service.read(uow, activity_id)
    access.require(uow, Permission.WRITE_ACTIVITIES, now.office_id)
    before = service.document_of(now)
    if now.version != version and section_hash(before, section) != read_hash:
        raise PreconditionFailed
    after = with_section(before, section, value, marks)
    if encode_document(completed(after)) == encode_document(before):
        return now
    data = ActivityUpdate(
        office_id=now.office_id,
        form=after.form,
        steps=after.steps,
        systems=after.systems,
        marks=after.marks,
        sources=sources_after(sources_of(now), before, after),
    )
    return service.replace(uow, activity_id, now.version, data)


def sources_of(stored: StoredRevision) -> dict[str, Source]:
    """Return where the values of a stored record came from, by pointer."""
    return msgspec.json.decode(stored.sources, type=dict[str, Source])


def findings_about(document: ActivityDocument) -> list[Finding]:
    """Return what a document lacks or contradicts, saved or not."""
    return findings_of(document)
