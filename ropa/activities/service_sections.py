"""Use case of the edit pages: one section of a record is saved, beside whatever else happened to the record."""

import hmac
from typing import Any

import msgspec
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service, service_findings, store, store_life
from ropa.activities.rules import completed
from ropa.activities.rules_sections import (
    Marks,
    Progress,
    part_of,
    progress_of,
    section_hash,
    section_keys,
    sources_after,
    with_section,
)
from ropa.activities.service_hooks import Dropped, StepTaken
from ropa.buffers import service as buffers
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, PreconditionFailed
from ropa.keys import Keys
from ropa.offices import service as offices
from schemas.access import Actor
from schemas.document import ActivityDocument, ActivityInput, ActivityUpdate, Source, encode_document
from schemas.document_parts import DocumentParts
from schemas.findings import Finding
from schemas.life import Comment
from schemas.listing import StoredRevision
from schemas.office import Office
from schemas.vocabulary import RevisionStatus

_EDITABLE = frozenset({RevisionStatus.DRAFT, RevisionStatus.APPROVED})


class RecordShown(Struct, frozen=True, kw_only=True):
    """A revision as its page shows it."""

    stored: StoredRevision
    editable: bool
    """By this actor, now: the newest revision, not under review, at an office where one may write."""
    deletable: bool


class SectionRead(Struct, frozen=True, kw_only=True):
    """A section as its editor needs it: the whole record, the section's value and its hash."""

    stored: StoredRevision
    document: ActivityDocument
    sources: dict[str, Source]
    value: Any
    hash: str
    progress: dict[str, Progress]
    comments: list[Comment]
    """What reviewers pinned to the record and nobody has resolved."""
    unsaved: frozenset[str] = frozenset()
    """Sections in which the actor typed something that is not saved."""


def record_shown(uow: UnitOfWork, activity_id: str, number: int | None = None) -> RecordShown:
    """Return one revision for its page; None means what `service.read` returns.

    Raises: NotFound.
    """
    stored = service.read_revision(uow, activity_id, number)
    writes = access.may(uow, Permission.WRITE_ACTIVITIES, stored.office_id)
    newest = number is None or not writes or number == service.read(uow, activity_id).revision
    return RecordShown(
        stored=stored,
        editable=writes and newest and stored.status in _EDITABLE,
        deletable=writes and newest and stored.status is RevisionStatus.DRAFT,
    )


def document_in(found: RecordShown) -> ActivityDocument:
    """Return the document of a revision that is shown."""
    return service.document_of(found.stored)


def parts_in(found: RecordShown) -> DocumentParts:
    """Return the parts of the document of a revision that is shown.

    Raises: Unavailable for a document that a newer program wrote.
    """
    return service.parts_of(found.stored)


def read_section(uow: UnitOfWork, activity_id: str, section: str) -> SectionRead:
    """Return a section of the newest revision, for editing.

    Raises: NotFound, also for a section that the form does not have; Forbidden without the right to write; Conflict
    while the record is under review or retired.
    """
    if section not in section_keys():
        raise NotFound
    stored = service.read(uow, activity_id)
    access.require(uow, Permission.WRITE_ACTIVITIES, stored.office_id)
    if stored.status not in _EDITABLE:
        raise Conflict(*service.NOT_NOW)
    document = service.document_of(stored)
    return SectionRead(
        stored=stored,
        document=document,
        sources=sources_of(stored),
        value=part_of(document, section),
        hash=section_hash(document, section),
        progress=progress_of(document),
        comments=store_life.comments(uow, activity_id, standing=True),
        unsaved=buffers.unsaved_below(uow, f"/activities/{activity_id}/edit/"),
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


def after_step(uow: UnitOfWork, taken: StepTaken) -> None:
    """Forget what sections had before their last save: a record that was sent is not put back by one button."""
    buffers.forget_before(uow, f"/activities/{taken.activity_id}/")


def before_drop(uow: UnitOfWork, gone: Dropped) -> None:
    """Forget what sections of a draft had before their last save: who deletes a draft wants its words gone."""
    buffers.forget_before(uow, f"/activities/{gone.activity_id}/")


def hash_in(stored: StoredRevision, section: str) -> str:
    """Return the hash of a section of a stored record."""
    return section_hash(service.document_of(stored), section)


def sources_of(stored: StoredRevision) -> dict[str, Source]:
    """Return where the values of a stored record came from, by pointer."""
    return msgspec.json.decode(stored.sources, type=dict[str, Source])


def findings_about(document: ActivityDocument) -> list[Finding]:
    """Return what a document lacks or contradicts, saved or not."""
    return service_findings.findings_about(document)


def record_to_drop(uow: UnitOfWork, activity_id: str) -> RecordShown:
    """Return the open draft of a record, for the page that asks whether to drop it.

    Raises: NotFound, Forbidden; Conflict when there is none.
    """
    found = record_shown(uow, activity_id)
    access.require(uow, Permission.WRITE_ACTIVITIES, found.stored.office_id)
    if not found.deletable:
        raise Conflict("ไม่มีร่างที่ลบได้", "There is no open draft to delete")
    return found


def writable_offices(uow: UnitOfWork) -> list[Office]:
    """Return the offices where the actor may write, those of the own rights first, then in the Thai order of names."""
    held = offices_for(uow.actor, Permission.WRITE_ACTIVITIES)
    found = [office for office in offices.offices_with(uow, Permission.WRITE_ACTIVITIES) if not office.is_placeholder]
    return sorted(found, key=lambda office: office.id not in held)


def own_office(actor: Actor, writable: list[Office]) -> Office | None:
    """Return the office that a new record most likely belongs to: the only one, or the only one of the own rights."""
    held = offices_for(actor, Permission.WRITE_ACTIVITIES)
    own = writable if len(writable) == 1 else [office for office in writable if office.id in held]
    return own[0] if len(own) == 1 else None


def form_key(uow: UnitOfWork, keys: Keys) -> str:
    """Return a key for one form of a new record: its id, marked for the actor. The form can make one record only."""
    made = new_id(uow.now)
    return f"{made}.{_key_mark(uow, keys, made)}"


def _key_mark(uow: UnitOfWork, keys: Keys, activity_id: str) -> str:
    return keys.mark(f"new-activity:{uow.actor.id}:{activity_id}")


def create_once(uow: UnitOfWork, keys: Keys, key: str, data: ActivityInput) -> StoredRevision:
    """Return the record of a form's key: created now, or the one that the same form made before.

    Raises: Conflict for a key that this register did not give to the actor; as `service.create`.
    """
    activity_id, _, mark = key.partition(".")
    if not hmac.compare_digest(mark.encode(), _key_mark(uow, keys, activity_id).encode()):
        raise Conflict("แบบฟอร์มนี้ใช้สร้างรายการไม่ได้ โปรดเปิดแบบฟอร์มใหม่", "This form cannot create a record; open a new one")
    if store.read_head(uow, activity_id) is not None:
        return service.read(uow, activity_id)
    return service.create(uow, data, activity_id=activity_id)
