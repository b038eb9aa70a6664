"""Use cases of the register: create, read, replace, delete. Each runs inside the caller's unit of work."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import store, store_index, store_life
from ropa.activities.rules import completed, problems_of
from ropa.activities.rules_projection import project
from ropa.activities.service_hooks import AFTER_DRAFT, AFTER_SAVE, BEFORE_DROP, DraftSaved, Dropped, SavedActivity
from ropa.audit.service import record
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed, Unavailable
from ropa.offices import service as offices
from schemas.document import (
    SCHEMA_VERSION,
    ActivityDocument,
    ActivityInput,
    ActivityUpdate,
    content_hash,
    encode_document,
)
from schemas.document_parts import DocumentParts, parts_of_stored
from schemas.findings import Problem
from schemas.listing import StoredRevision
from schemas.upcast import UnknownSchemaVersion, read_stored
from schemas.vocabulary import RevisionStatus

NOT_NOW = (
    "รายการอยู่ระหว่างตรวจสอบหรือเลิกใช้แล้ว แก้ไขไม่ได้",
    "The record is under review or retired and cannot be edited",
)
T = TypeVar("T")
_UNAPPROVED = {RevisionStatus.DRAFT, RevisionStatus.SUBMITTED, RevisionStatus.REVIEWED}


def document_of(stored: StoredRevision) -> ActivityDocument:
    """Return the document of a stored revision, lifted to the present shape when it is older.

    Raises: Unavailable for a document that a newer program wrote.
    """
    return _read_by(read_stored, stored)


def parts_of(stored: StoredRevision) -> DocumentParts:
    """Return the parts of a stored document, as `document_of`: each is decoded when somebody asks for it.

    Raises: Unavailable for a document that a newer program wrote.
    """
    return _read_by(parts_of_stored, stored)


def _read_by(reader: Callable[[bytes, int], T], stored: StoredRevision) -> T:
    try:
        return reader(stored.document, stored.schema_version)
    except UnknownSchemaVersion as error:
        raise Unavailable(error.message_th, error.message_en) from None


def record_bytes(stored: StoredRevision) -> bytes:
    """Return the answer for one record: the envelope, then the stored bytes as they are when their shape is current."""
    envelope = msgspec.json.encode(
        {
            "id": stored.id,
            "ref": stored.ref,
            "office_id": stored.office_id,
            "status": stored.status,
            "revision": stored.revision,
            "version": stored.version,
            "content_hash": stored.content_hash,
            "schema_version": stored.schema_version,
            "created_at": stored.created_at,
            "updated_at": stored.updated_at,
        }
    )
    content = stored.document
    if stored.schema_version != SCHEMA_VERSION:
        content = encode_document(document_of(stored))
    return b"".join((envelope[:-1], b',"sources":', stored.sources, b",", content[1:]))


def read(uow: UnitOfWork, activity_id: str) -> StoredRevision:
    """Return the open draft to those who may edit it, to others the approved revision, or the draft where none was.

    Raises: NotFound, also when the activity belongs to an office that the actor may not see.
    """
    edits = _edits_everywhere(uow)
    stored = store.read_one(uow, activity_id, public=not edits)
    if stored is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, stored.office_id, hide=True)
    if not edits and access.may(uow, Permission.WRITE_ACTIVITIES, stored.office_id):
        stored = store.read_one(uow, activity_id, public=False) or stored
    return stored


def read_revision(uow: UnitOfWork, activity_id: str, number: int | None) -> StoredRevision:
    """Return one revision by its number; None means what `read` returns.

    Raises: NotFound, also for a draft beside an approved revision that only its editors may see.
    """
    shown = read(uow, activity_id)
    if number is None or number == shown.revision:
        return shown
    stored = store.read_number(uow, activity_id, number)
    hidden = stored is not None and stored.status in _UNAPPROVED
    if stored is None or (hidden and not access.may(uow, Permission.READ_DRAFTS, stored.office_id)):
        raise NotFound(f"ไม่มีฉบับที่ {number}", f"There is no revision {number}")
    return stored


def _edits_everywhere(uow: UnitOfWork) -> bool:
    return 0 in offices_for(uow.actor, Permission.WRITE_ACTIVITIES)


def read_by_ref(uow: UnitOfWork, ref: str) -> StoredRevision:
    """Return the record of a reference such as ROPA-2569-0001.

    Raises: NotFound.
    """
    activity_id = store.id_of_ref(uow, ref)
    if activity_id is None:
        raise NotFound(f"ไม่พบกิจกรรม {ref}", f"There is no activity {ref}")
    return read(uow, activity_id)


def create(uow: UnitOfWork, data: ActivityInput, *, activity_id: str | None = None) -> StoredRevision:
    """Return the new activity: a first draft with a reference of the present Buddhist year.

    `activity_id`: an id that this register gave to a form before; None makes one.

    Raises: Invalid with every fault, Forbidden.
    """
    document, content, sources = _checked(uow, data, [])
    access.require(uow, Permission.WRITE_ACTIVITIES, data.office_id)
    year = clock.buddhist_year(uow.now)
    number = next_number(uow, "activity", year)
    activity_id, revision_id = activity_id or new_id(uow.now), new_id(uow.now)
    stored = StoredRevision(
        id=activity_id,
        ref=f"ROPA-{year}-{number:04d}",
        office_id=data.office_id,
        status=RevisionStatus.DRAFT,
        revision=1,
        version=1,
        content_hash=content_hash(content),
        schema_version=SCHEMA_VERSION,
        created_at=uow.now,
        updated_at=uow.now,
        sources=sources,
        document=content,
    )
    store.add_activity(
        uow,
        {
            "id": activity_id,
            "ref": stored.ref,
            "office_id": stored.office_id,
            "version": 1,
            "draft_revision_id": revision_id,
            "created_at": uow.now,
            "updated_at": uow.now,
        },
        _revision_values(uow, stored, revision_id),
    )
    store_index.save_index(uow, stored, revision_id, project(document, stored.office_id), current=True, public=True)
    store_life.add_writer(uow, revision_id)
    tell(uow, stored, revision_id, document)
    tell_draft(uow, stored, revision_id, document)
    _record(uow, stored, "activity.created")
    return stored


def _revision_values(uow: UnitOfWork, stored: StoredRevision, revision_id: str) -> dict[str, object]:
    return {
        "id": revision_id,
        "activity_id": stored.id,
        "number": stored.revision,
        "status": str(stored.status),
        "schema_version": stored.schema_version,
        "content_hash": stored.content_hash,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
        "sources": stored.sources,
        "document": stored.document,
    }


def _checked(uow: UnitOfWork, data: ActivityInput, before: Sequence[Problem]) -> tuple[ActivityDocument, bytes, bytes]:
    document = completed(data.document())
    content = encode_document(document)
    problems = [*before, *problems_of(data, content)]
    fault = offices.fault_of(uow, data.office_id)
    if fault is not None:
        problems.append(Problem(pointer="/office_id", message_th=fault[0], message_en=fault[1]))
    if problems:
        raise Invalid(problems)
    return document, content, msgspec.json.encode(data.sources, order="sorted")


def tell(uow: UnitOfWork, stored: StoredRevision, revision_id: str, document: ActivityDocument | None) -> None:
    """Tell the parts in `AFTER_SAVE` of the revision that everybody sees (never of a draft beside an approved one)."""
    saved = SavedActivity(activity_id=stored.id, office_id=stored.office_id, revision_id=revision_id, document=document)
    for told in AFTER_SAVE:
        told(uow, saved)


def tell_draft(uow: UnitOfWork, stored: StoredRevision, revision_id: str, document: ActivityDocument) -> None:
    """Tell the parts in `AFTER_DRAFT` of any saved revision."""
    saved = DraftSaved(
        activity_id=stored.id,
        office_id=stored.office_id,
        revision_id=revision_id,
        revision=stored.revision,
        content_hash=stored.content_hash,
        document=document,
        is_approved=stored.status is RevisionStatus.APPROVED,
    )
    for told in AFTER_DRAFT:
        told(uow, saved)


def _record(uow: UnitOfWork, stored: StoredRevision, action: str, *, hash_before: str | None = None) -> None:
    details: dict[str, object] = {"ref": stored.ref, "revision": stored.revision, "version": stored.version}
    details["hash"] = stored.content_hash
    if hash_before is not None:
        details["hash_before"] = hash_before
    record(uow, action, f"activity:{stored.id}", details)


def replace(uow: UnitOfWork, activity_id: str, version: int, data: ActivityUpdate) -> StoredRevision:
    """Return the activity with its draft replaced; an approved revision stays and the next draft starts beside it.

    Raises: NotFound, Forbidden, Invalid with every fault; PreconditionFailed when `version` is no longer the
    present one; Conflict while the draft is under review or the activity is retired.
    """
    head = store.read_head(uow, activity_id)
    if head is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, head.office_id, hide=True)
    access.require(uow, Permission.WRITE_ACTIVITIES, head.office_id)
    now = store.read_one(uow, activity_id, public=False)
    if now is None:
        raise NotFound
    if now.version != version:
        raise PreconditionFailed
    if now.status not in {RevisionStatus.DRAFT, RevisionStatus.APPROVED}:
        raise Conflict(*NOT_NOW)
    document, content, sources = _checked(uow, data, [*_foreign_envelope(now, data), *_moved(head, data)])
    if data.office_id != head.office_id:
        access.require(uow, Permission.WRITE_ACTIVITIES, data.office_id)
    starts_draft = head.draft_revision_id is None
    stored = msgspec.structs.replace(
        now,
        office_id=data.office_id,
        status=RevisionStatus.DRAFT,
        revision=store.last_number(uow, activity_id) + 1 if starts_draft else now.revision,
        version=version + 1,
        content_hash=content_hash(content),
        schema_version=SCHEMA_VERSION,
        updated_at=uow.now,
        sources=sources,
        document=content,
    )
    revision_id = head.draft_revision_id or new_id(uow.now)
    if not store.bump(uow, activity_id, version, {"office_id": data.office_id, "draft_revision_id": revision_id}):
        raise PreconditionFailed
    _save_draft(uow, stored, revision_id, starts=starts_draft)
    if head.approved_revision_id is not None:
        store_index.mark_live(uow, head.approved_revision_id, data.office_id, current=False)
    public = head.approved_revision_id is None
    store_index.save_index(uow, stored, revision_id, project(document, stored.office_id), current=True, public=public)
    store_life.add_writer(uow, revision_id)
    if public:
        tell(uow, stored, revision_id, document)
    tell_draft(uow, stored, revision_id, document)
    _record(uow, stored, "activity.saved", hash_before=now.content_hash)
    return stored


def _save_draft(uow: UnitOfWork, stored: StoredRevision, revision_id: str, *, starts: bool) -> None:
    if starts:
        store.add_revision(uow, _revision_values(uow, stored, revision_id))
        return
    changed = {
        "schema_version": stored.schema_version,
        "content_hash": stored.content_hash,
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
        "sources": stored.sources,
        "document": stored.document,
    }
    store.update_revision(uow, revision_id, changed)


def _foreign_envelope(now: StoredRevision, data: ActivityUpdate) -> Iterator[Problem]:
    for name in ("id", "ref", "status", "revision"):
        sent = getattr(data, name)
        if sent is not None and sent != getattr(now, name):
            yield Problem(
                pointer=f"/{name}",
                message_th=f"{name} กำหนดโดยระบบ แก้ไขไม่ได้",
                message_en=f"{name} belongs to the register and cannot be changed",
            )


def _moved(head: store.Head, data: ActivityUpdate) -> Iterator[Problem]:
    # A draft is one person's proposal; the office of what was approved decides who may see it and what is due where.
    if head.approved_revision_id is not None and data.office_id != head.office_id:
        yield Problem(
            pointer="/office_id",
            message_th="รายการที่อนุมัติแล้วย้ายหน่วยงานด้วยการแก้ไขร่างไม่ได้ ให้ DPO หรือผู้ดูแลระบบย้าย",
            message_en="An approved record does not change its office by a draft; a DPO or the administrator moves it",
        )


def delete(uow: UnitOfWork, activity_id: str, version: int) -> None:
    """Drop the open draft, and the activity with it when nothing was ever approved.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when there is no open draft.
    """
    head = store.read_head(uow, activity_id)
    if head is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, head.office_id, hide=True)
    access.require(uow, Permission.WRITE_ACTIVITIES, head.office_id)
    now = store.read_one(uow, activity_id, public=False)
    if now is None or head.version != version:
        raise PreconditionFailed
    if head.draft_revision_id is None or now.status is not RevisionStatus.DRAFT:
        raise Conflict("ไม่มีร่างที่ลบได้", "There is no open draft to delete")
    # The activity's row first, as in `replace`: two writers of one record then wait for each other in one order.
    if not store.bump(uow, activity_id, version, {"draft_revision_id": None}):
        raise PreconditionFailed
    if head.approved_revision_id is None:
        tell(uow, now, head.draft_revision_id, None)
    _record(uow, now, "activity.draft_deleted")
    gone = Dropped(
        activity_id=activity_id,
        revision_id=head.draft_revision_id,
        whole_activity=head.approved_revision_id is None,
    )
    for told in BEFORE_DROP:
        told(uow, gone)
    store_life.drop(uow, head.draft_revision_id)
    store_index.drop_index(uow, head.draft_revision_id)
    store.drop_revision(uow, head.draft_revision_id)
    if head.approved_revision_id is None:
        store.drop_activity(uow, activity_id)
    else:
        store_index.mark_live(uow, head.approved_revision_id, head.office_id, current=True)
