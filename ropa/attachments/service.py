"""Use cases of attached documents: list, attach, a new version, remove, and what an approval freezes.

The bytes are in the file store before a version's row is written (`service_files`), never the other way round.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

from msgspec import Struct

from ropa import clock
from ropa.activities import service as activities
from ropa.activities import service_documents, service_exports, service_listing
from ropa.activities.service_hooks import Dropped, StepTaken
from ropa.attachments import service_scans, store
from ropa.attachments.rules import (
    MAX_VERSIONS,
    SOON_DAYS,
    amount_problems,
    days_left,
    expiry_problems,
    manifest_name,
    place_order,
    place_problems,
    places,
    state_of,
)
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, invalid
from schemas.attachments import (
    Attachment,
    AttachmentInput,
    AttachmentKind,
    AttachmentVersion,
    Expiring,
    FrozenFile,
    FrozenList,
    VersionInput,
)
from schemas.life import Approval, LifeStep
from schemas.listing import ActivityItem, StoredRevision
from schemas.vocabulary import RevisionStatus

#: SQLite takes some 32,000 values in one statement.
_AT_ONCE = 5_000
_KINDS = frozenset(map(str, AttachmentKind))
_REMOVED = (
    "เอกสารนี้ถูกนำออกแล้ว แนบเป็นเอกสารใหม่แทน",
    "This document was removed; attach a new one instead",
)


#: For the pages: every place of the form with its label, and when a last day is near.
PLACES, SOON = places, SOON_DAYS


class NewFile(Struct, frozen=True, kw_only=True):
    """A file that is in the store already."""

    sha256: str
    size: int
    media_type: str
    name: str
    is_to_scan: bool = False
    """A scanner is set up: it waits in quarantine until that has looked at it."""


class Documents(Struct, frozen=True, kw_only=True):
    """The documents of one record, for a page. `approved` is the number of the revision approved last."""

    record: StoredRevision
    items: list[Attachment]
    approved: int | None
    writes: bool
    closed: bool
    """Nothing may change now: it is under review or retired."""


def list_documents(uow: UnitOfWork, activity_id: str) -> Documents:
    """Return the documents of a record: those of the whole record first, then in the order of the form.

    Raises: NotFound.
    """
    stored = activities.read(uow, activity_id)
    approval = service_documents.last_approval(uow, activity_id)
    frozen = frozenset(approval.manifest) if approval else frozenset()
    today = clock.bangkok(uow.now).date()
    found = [_shown(each, frozen, today) for each in store.documents(uow, activity_id)]
    return Documents(
        record=stored,
        items=sorted(found, key=_order),
        approved=approval.revision if approval else None,
        writes=service_documents.may_write(uow, stored),
        closed=service_documents.is_closed(stored),
    )


def _order(item: Attachment) -> tuple[bool, int, str, str]:
    return (item.removed_at is not None, place_order(item.pointer), item.pointer, item.id)


def read_document(uow: UnitOfWork, activity_id: str, attachment_id: str) -> Attachment:
    """Return one document with all its versions, newest first.

    Raises: NotFound.
    """
    activities.read(uow, activity_id)
    return _whole(uow, activity_id, attachment_id)


def _whole(uow: UnitOfWork, activity_id: str, attachment_id: str) -> Attachment:
    found = _find(uow, activity_id, attachment_id)
    approval = service_documents.last_approval(uow, activity_id)
    frozen = frozenset(approval.manifest) if approval else frozenset()
    versions = store.versions(uow, attachment_id)
    return _shown(found, frozen, clock.bangkok(uow.now).date(), versions)


def _find(uow: UnitOfWork, activity_id: str, attachment_id: str) -> store.Document:
    found = store.document(uow, activity_id, attachment_id)
    if found is None:
        raise NotFound
    return found


def _shown(
    found: store.Document,
    frozen: frozenset[tuple[str, str, str]],
    today: date,
    versions: Iterable[AttachmentVersion] = (),
) -> Attachment:
    return Attachment(
        id=found.id,
        activity_id=found.activity_id,
        kind=found.kind,
        pointer=found.pointer,
        title=found.title,
        state=state_of(_line(found), frozen, removed=found.removed_at is not None),
        days_left=days_left(found.version.expires_on, today),
        created_at=found.created_at,
        removed_at=found.removed_at,
        current=found.version,
        versions=list(versions),
    )


def _line(found: store.Document) -> tuple[str, str, str]:
    return (str(found.kind), manifest_name(found.title, found.pointer, found.version), found.version.sha256)


def require_writable(uow: UnitOfWork, activity_id: str, attachment_id: str | None = None) -> StoredRevision:
    """Return the record when the actor may attach something now; asked before a file is taken in.

    Raises: NotFound, Forbidden, Conflict.
    """
    stored = service_documents.writable(uow, activity_id)
    if attachment_id is not None and _find(uow, activity_id, attachment_id).removed_at is not None:
        raise Conflict(*_REMOVED)
    return stored


def attach(
    uow: UnitOfWork, activity_id: str, data: AttachmentInput, file: NewFile, attachment_id: str | None = None
) -> Attachment:
    """Return the new document.

    `attachment_id`: the id that this register gave to a form; the same form sent twice makes one document.

    Raises: NotFound, Forbidden, Invalid with every fault; Conflict while the record is under review or retired.
    """
    stored = service_documents.writable(uow, activity_id)
    if attachment_id is not None and store.known(uow, attachment_id):
        return _whole(uow, activity_id, attachment_id)
    documents, total = store.amount(uow, activity_id)
    today = clock.bangkok(uow.now).date()
    problems = [
        *place_problems(data.pointer),
        *expiry_problems(data.expires_on, today),
        *amount_problems(documents + 1, total, file.size),
    ]
    if problems:
        raise Invalid(problems)
    made = attachment_id or new_id(uow.now)
    values = {"kind": str(data.kind), "pointer": data.pointer, "title": data.title.strip()}
    store.add(uow, {"id": made, "activity_id": activity_id, **values})
    number = _add_version(uow, made, file, data.expires_on, data.note)
    _record(uow, stored, "attachment.added", made, number, file)
    return _whole(uow, activity_id, made)


def add_version(uow: UnitOfWork, activity_id: str, attachment_id: str, data: VersionInput, file: NewFile) -> Attachment:
    """Return the document with one more version. The same bytes with the same last day and note add none.

    Raises: NotFound, Forbidden, Invalid; Conflict when the record is closed or the document was removed.
    """
    stored = require_writable(uow, activity_id, attachment_id)
    now = _find(uow, activity_id, attachment_id).version
    if (now.sha256, now.expires_on, now.note) == (file.sha256, data.expires_on, _note(data.note)):
        return _whole(uow, activity_id, attachment_id)
    if now.number >= MAX_VERSIONS:
        raise invalid(
            "/file", f"เอกสารหนึ่งมีได้ไม่เกิน {MAX_VERSIONS} ฉบับ", f"A document has at most {MAX_VERSIONS} versions"
        )
    problems = [
        *expiry_problems(data.expires_on, clock.bangkok(uow.now).date()),
        *amount_problems(0, store.amount(uow, activity_id)[1], file.size),
    ]
    if problems:
        raise Invalid(problems)
    number = _add_version(uow, attachment_id, file, data.expires_on, data.note)
    _record(uow, stored, "attachment.version_added", attachment_id, number, file)
    return _whole(uow, activity_id, attachment_id)


def _add_version(uow: UnitOfWork, attachment_id: str, file: NewFile, expires_on: date | None, note: str | None) -> int:
    store.add_blob(uow, file.sha256, file.size)
    if file.is_to_scan:
        service_scans.begin(uow, file.sha256)
    values = {
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
        "file_name": file.name,
        "expires_on": expires_on,
        "note": _note(note),
    }
    number = store.add_version(uow, attachment_id, values)
    if number is None:
        raise Conflict(*_REMOVED)
    return number


def _note(note: str | None) -> str | None:
    return (note or "").strip() or None


def remove(uow: UnitOfWork, activity_id: str, attachment_id: str) -> None:
    """Take a document out of the record; approved revisions keep it. Removing it again changes nothing.

    Raises: NotFound, Forbidden, Conflict.
    """
    stored = service_documents.writable(uow, activity_id)
    found = _find(uow, activity_id, attachment_id)
    if store.remove(uow, attachment_id):
        details = {"ref": stored.ref, "kind": str(found.kind), "number": found.version.number}
        record(uow, "attachment.removed", f"attachment:{attachment_id}", details)


def _record(
    uow: UnitOfWork, stored: StoredRevision, action: str, attachment_id: str, number: int, file: NewFile
) -> None:
    # Neither title nor file name: people write names of persons there.
    details = {"ref": stored.ref, "number": number, "sha256": file.sha256, "size": file.size}
    record(uow, action, f"attachment:{attachment_id}", details)


def read_version(uow: UnitOfWork, activity_id: str, attachment_id: str, number: int) -> AttachmentVersion:
    """Return one version of a document to give out, also of a removed one: approved revisions may hold it.

    Raises: NotFound; Conflict for a file in quarantine or with malware.
    """
    activities.read(uow, activity_id)
    _find(uow, activity_id, attachment_id)
    found = next((each for each in store.versions(uow, attachment_id) if each.number == number), None)
    if found is None:
        raise NotFound(f"ไม่มีฉบับที่ {number}", f"There is no version {number}")
    service_scans.require_served(uow, found.sha256)
    return found


def downloaded(uow: UnitOfWork, activity_id: str, attachment_id: str, version: AttachmentVersion) -> None:
    """Leave an entry that a document went out."""
    ref = activities.read(uow, activity_id).ref
    said = {"attachment": attachment_id, "number": version.number, "sha256": version.sha256}
    service_exports.exported(uow, "attachment", ref, **said)


def frozen_files(uow: UnitOfWork, activity_id: str, revision: int | None = None) -> FrozenList:
    """Return exactly the documents that the approval of a revision froze, each with where its bytes are.

    Without a number it is the one approved last. Lines of the manifest that other parts added are left out;
    `manifest_hash` is that of the whole manifest.

    Raises: NotFound, also for a revision that was not approved.
    """
    approval = _approval(uow, activity_id, revision)
    if approval is None:
        return FrozenList(revision=None, manifest_hash=None, items=[])
    known = {_line(each): each for each in store.every_version(uow, activity_id)}
    items = []
    for line in approval.manifest:
        kind, name, sha256 = line
        if kind not in _KINDS:
            continue
        found = known.get(line)
        version = found.version if found else None
        items.append(
            FrozenFile(
                kind=kind,
                name=name,
                sha256=sha256,
                attachment_id=found.id if found else None,
                number=version.number if version else None,
                file_name=version.file_name if version else None,
                size=version.size if version else None,
                media_type=version.media_type if version else None,
            )
        )
    return FrozenList(revision=approval.revision, manifest_hash=approval.manifest_hash, items=items)


def _approval(uow: UnitOfWork, activity_id: str, revision: int | None) -> Approval | None:
    if revision is not None:
        return service_documents.approval_of(uow, activity_id, revision)
    activities.read(uow, activity_id)
    return service_documents.last_approval(uow, activity_id)


def kinds_of(uow: UnitOfWork, activity_ids: Iterable[str]) -> dict[str, set[AttachmentKind]]:
    """Return which kinds of documents are attached to some activities now; every id has an entry."""
    made: dict[str, set[AttachmentKind]] = {each: set() for each in activity_ids}
    waiting = iter(list(made))
    while some := list(islice(waiting, _AT_ONCE)):
        for activity_id, kind in store.kinds(uow, some):
            made[activity_id].add(AttachmentKind.of(kind))
    return made


def expiring(uow: UnitOfWork, today: date, within_days: int) -> list[Expiring]:
    """Return the documents that end within some days of `today` (Bangkok) or have ended, soonest first.

    Those of retired records, those that were removed and those out of the actor's sight are left out.

    Raises: Forbidden.
    """
    found = store.ending(uow, today + timedelta(days=within_days))
    lines: dict[str, ActivityItem] = {}
    waiting = iter(sorted({each.activity_id for each in found}))
    while some := list(islice(waiting, _AT_ONCE)):
        lines |= service_listing.named(uow, some)
    return [
        Expiring(
            attachment_id=each.attachment_id,
            number=each.number,
            activity_id=each.activity_id,
            ref=line.ref,
            office_id=line.office_id,
            kind=each.kind,
            title=each.title,
            expires_on=each.expires_on,
        )
        for each in found
        if (line := lines.get(each.activity_id)) and line.status is not RevisionStatus.RETIRED
    ]


def manifest(uow: UnitOfWork, activity_id: str, _revision_id: str) -> list[tuple[str, str, str]]:
    """Return what an approval freezes of the documents: (kind, name, SHA-256) of each newest version."""
    return sorted(_line(each) for each in store.documents(uow, activity_id) if each.removed_at is None)


def after_step(uow: UnitOfWork, taken: StepTaken) -> None:
    """Count those who changed documents since the last approval among the writers of what was submitted.

    Nobody reviews or approves what they attached themselves.
    """
    if taken.step is LifeStep.SUBMIT:
        last = service_documents.last_approval(uow, taken.activity_id)
        hands = store.hands_since(uow, taken.activity_id, last.approved_at if last else None)
        service_documents.note_writers(uow, taken.revision_id, hands)


def before_drop(uow: UnitOfWork, gone: Dropped) -> None:
    """Let the documents of an activity go that was never approved."""
    if gone.whole_activity:
        store.drop_all(uow, gone.activity_id)
