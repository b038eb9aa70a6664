"""Use cases of procedures as documents: create, read, replace, delete, list. Each runs in the caller's unit of work."""

import re
from collections.abc import Collection

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.audit.service import record
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed, Unavailable, invalid
from ropa.offices import service as offices
from ropa.procedures import rules, rules_comments, rules_findings, store, store_comments
from schemas.document import content_hash
from schemas.findings import Finding, Problem
from schemas.procedure import SCHEMA_VERSION, ProcedureDocument, ProcedureInput, ProcedureStatus
from schemas.procedure_record import (
    ProcedureFilter,
    ProcedureItem,
    ProcedureMove,
    ProcedurePage,
    ProcedureRecord,
    StoredProcedure,
)

MAX_LIMIT = 200
NOT_NOW = (
    "กระบวนงานอยู่ระหว่างรออนุมัติหรือเลิกใช้แล้ว แก้ไขไม่ได้",
    "The procedure waits for approval or is retired, and cannot be edited",
)
_ID = re.compile("[0-9a-f-]{36}")
_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(ProcedureDocument)
#: What shows open drafts; a program that writes some may not comment.
_WORKS_ON = (Permission.WRITE_PROCEDURES, Permission.COMMENT_PROCEDURES)
_UNAPPROVED = {ProcedureStatus.DRAFT, ProcedureStatus.SUBMITTED, ProcedureStatus.RETURNED}


def document_of(stored: StoredProcedure) -> ProcedureDocument:
    """Return the document of a stored revision.

    Raises: Unavailable for a document that a newer program wrote.
    """
    if stored.schema_version > SCHEMA_VERSION:
        raise Unavailable(
            "กระบวนงานนี้บันทึกด้วยโปรแกรมรุ่นใหม่กว่า", "This procedure was written by a newer version of the program"
        )
    return _DECODER.decode(stored.document)


def record_of(stored: StoredProcedure) -> ProcedureRecord:
    """Return the answer for one revision."""
    return ProcedureRecord(
        **msgspec.structs.asdict(document_of(stored)),
        id=stored.id,
        ref=stored.ref,
        office_id=stored.office_id,
        status=stored.status,
        revision=stored.revision,
        version=stored.version,
        content_hash=stored.content_hash,
        schema_version=stored.schema_version,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
        updated_by=stored.updated_by,
        approved_at=stored.approved_at,
        approved_by=stored.approved_by,
        approved_revision=stored.approved_revision,
    )


def read(uow: UnitOfWork, procedure_id: str) -> StoredProcedure:
    """Return the open revision to those who work on it, to others the one in force, or the first draft.

    Raises: NotFound, also when it belongs to an office that is neither the actor's, nor below, nor above it.
    """
    stored = store.read_one(uow, procedure_id, public=True)
    if stored is None:
        raise NotFound
    if not access.may(uow, Permission.READ_PROCEDURES, stored.office_id):
        # What an office above has put into force is the manual of those below it, too.
        from_above = access.is_from_above(uow, Permission.READ_PROCEDURES, stored.office_id)
        if stored.approved_revision_id is None or not from_above:
            raise NotFound
    if stored.draft_revision_id is not None and works_on(uow, stored.office_id):
        stored = store.read_one(uow, procedure_id, public=False) or stored
    return stored


def find(uow: UnitOfWork, procedure_id: str) -> StoredProcedure | None:
    """Return what `read` returns, or None where there is nothing that the actor may see."""
    try:
        return read(uow, procedure_id) if _ID.fullmatch(procedure_id) else None
    except NotFound:
        return None


def works_on(uow: UnitOfWork, office_id: int) -> bool:
    """Tell whether the actor sees open drafts of an office: who writes them, and who looks over or decides on them."""
    return any(access.may(uow, permission, office_id) for permission in _WORKS_ON)


def may_edit(uow: UnitOfWork, stored: StoredProcedure) -> bool:
    """Tell whether the actor may save a procedure as it stands now."""
    return (
        rules.is_editable(stored.status)
        and not stored.is_retired
        and access.may(uow, Permission.WRITE_PROCEDURES, stored.office_id)
    )


def to_edit(uow: UnitOfWork, procedure_id: str) -> StoredProcedure:
    """Return the current revision of a procedure to its writers.

    Raises: NotFound, Forbidden.
    """
    stored = read(uow, procedure_id)
    access.require(uow, Permission.WRITE_PROCEDURES, stored.office_id)
    return stored


def read_revision(uow: UnitOfWork, procedure_id: str, number: int | None) -> StoredProcedure:
    """Return one revision by its number; None means what `read` returns.

    Raises: NotFound, also for a draft beside the revision in force that only those who work on it may see.
    """
    shown = read(uow, procedure_id)
    if number is None or number == shown.revision:
        return shown
    stored = store.read_number(uow, procedure_id, number)
    if stored is None or (stored.status in _UNAPPROVED and not works_on(uow, stored.office_id)):
        raise NotFound(f"ไม่มีฉบับที่ {number}", f"There is no revision {number}")
    return stored


def read_by_ref(uow: UnitOfWork, ref: str) -> StoredProcedure:
    """Return the procedure of a reference such as SOP-2569-0001.

    Raises: NotFound.
    """
    procedure_id = store.id_of_ref(uow, ref)
    if procedure_id is None:
        raise NotFound(f"ไม่พบกระบวนงาน {ref}", f"There is no procedure {ref}")
    return read(uow, procedure_id)


def findings(uow: UnitOfWork, procedure_id: str, number: int | None = None) -> list[Finding]:
    """Return what a revision lacks or contradicts, in the order of its chapters.

    Raises: NotFound.
    """
    return rules_findings.check(document_of(read_revision(uow, procedure_id, number)))


def page(uow: UnitOfWork, wanted: ProcedureFilter, cursor: str | None, limit: int) -> ProcedurePage:
    """Return procedures that the actor may see, newest first; `cursor` is the last id of the page before.

    Raises: Forbidden; Invalid for a cursor that is none.
    """
    if cursor is not None and not _ID.fullmatch(cursor):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    below = None if wanted.office is None else access.at_or_below(wanted.office)
    sees = access.visible_offices(uow, Permission.READ_PROCEDURES)
    found = store.page(uow, wanted, _reach(uow, sees), below, cursor, limit + 1)
    items = found[:limit]
    return ProcedurePage(items=items, next_cursor=items[-1].id if len(found) > limit else None)


def items(uow: UnitOfWork, keys: Collection[str]) -> list[ProcedureItem]:
    """Return those of some procedures that the actor may see, as the list shows them. Raises: Forbidden."""
    sees = access.visible_offices(uow, Permission.READ_PROCEDURES)
    return store.page(uow, ProcedureFilter(), _reach(uow, sees), None, None, len(keys), keys)


def _reach(uow: UnitOfWork, sees: store.Offices) -> store.Reach:
    above = None if sees is None else access.offices_above(uow, Permission.READ_PROCEDURES)
    works_on = []
    for permission in _WORKS_ON:
        if offices_for(uow.actor, permission):
            reached = access.visible_offices(uow, permission)
            if reached is None:
                return store.Reach(sees, above, None)
            works_on.append(reached)
    return store.Reach(sees, above, tuple(works_on))


def create(uow: UnitOfWork, data: ProcedureInput, *, procedure_id: str | None = None) -> StoredProcedure:
    """Return the new procedure: a first draft with a reference of the present Buddhist year.

    `procedure_id`: an id that this register gave to a form before; the form sent twice makes one.
    Raises: Invalid with every fault, Forbidden.
    """
    document = _checked(uow, data)
    access.require(uow, Permission.WRITE_PROCEDURES, data.office_id)
    if procedure_id is not None:
        before = store.read_one(uow, procedure_id, public=False)
        if before is not None and before.office_id == data.office_id:
            return before
    year = clock.buddhist_year(uow.now)
    ref = f"SOP-{year}-{next_number(uow, 'procedure', year):04d}"
    key, revision_id = procedure_id or new_id(uow.now), new_id(uow.now)
    values: dict[str, object] = {
        "id": key,
        "ref": ref,
        "office_id": data.office_id,
        "version": 1,
        "draft_revision_id": revision_id,
        "created_at": uow.now,
        "updated_at": uow.now,
    }
    store.add(uow, values, _new_revision(uow, (key, ref), revision_id, 1, document))
    return _saved(uow, key, "procedure.created", None)


def _checked(uow: UnitOfWork, data: ProcedureInput) -> ProcedureDocument:
    document = data.document()
    problems = rules.problems_of(document)
    places = [("/office_id", data.office_id)]
    places += [
        (f"/steps/{place}/office_id", step.office_id)
        for place, step in enumerate(document.steps)
        if step.office_id is not None
    ]
    told: dict[int, tuple[str, str] | None] = {}
    for pointer, office_id in places:
        if office_id not in told:
            told[office_id] = offices.fault_of(uow, office_id)
        fault = told[office_id]
        if fault is not None:
            problems.append(Problem(pointer=pointer, message_th=fault[0], message_en=fault[1]))
    if problems:
        raise Invalid(problems)
    return document


def _content(ref: str, document: ProcedureDocument) -> dict[str, object]:
    content = _ENCODER.encode(document)
    return {
        "schema_version": SCHEMA_VERSION,
        "content_hash": content_hash(content),
        "title": document.title,
        "kind": str(document.kind),
        "step_count": len(document.steps),
        "working_days": rules.working_days(document),
        "search_text": rules.search_text(ref, document),
        "document": content,
    }


def _new_revision(
    uow: UnitOfWork, owner: tuple[str, str], revision_id: str, number: int, document: ProcedureDocument
) -> dict[str, object]:
    key, ref = owner
    return {
        "id": revision_id,
        "procedure_id": key,
        "number": number,
        "status": str(ProcedureStatus.DRAFT),
        "created_at": uow.now,
        **_content(ref, document),
        **_by(uow),
    }


def _by(uow: UnitOfWork) -> dict[str, object]:
    return {"updated_at": uow.now, "updated_by": uow.actor.id, "updated_by_name": uow.actor.name}


def _saved(uow: UnitOfWork, procedure_id: str, action: str, hash_before: str | None) -> StoredProcedure:
    stored = store.read_one(uow, procedure_id, public=False)
    if stored is None:
        raise NotFound
    note(uow, stored, ProcedureMove.SAVE)
    tell(uow, stored, action, hash_before=hash_before)
    return stored


def note(uow: UnitOfWork, stored: StoredProcedure, move: ProcedureMove, said: str | None = None) -> None:
    """Write down what happened to a revision, once."""
    store.add_event(
        uow,
        {
            "id": new_id(uow.now),
            "procedure_id": stored.id,
            "revision_id": stored.revision_id,
            "number": stored.revision,
            "step": str(move),
            "content_hash": stored.content_hash,
            "at": uow.now,
            "by": uow.actor.id,
            "by_name": uow.actor.name,
            "note": said,
        },
    )


def tell(uow: UnitOfWork, stored: StoredProcedure, action: str, **more: object) -> None:
    """Tell the trail."""
    details: dict[str, object] = {"ref": stored.ref, "revision": stored.revision, "version": stored.version}
    details["hash"] = stored.content_hash
    record(
        uow,
        action,
        f"procedure:{stored.id}",
        details | {key: value for key, value in more.items() if value is not None},
    )


def opened(uow: UnitOfWork, procedure_id: str, permission: Permission, version: int) -> StoredProcedure:
    """Return the current revision of a procedure that the actor opened at `version`, to change it.

    Raises: NotFound, Forbidden, PreconditionFailed when somebody was faster.
    """
    stored = store.read_one(uow, procedure_id, public=False)
    if stored is None:
        raise NotFound
    access.require(uow, Permission.READ_PROCEDURES, stored.office_id, hide=True)
    access.require(uow, permission, stored.office_id)
    if stored.version != version:
        raise PreconditionFailed
    return stored


def replace(uow: UnitOfWork, procedure_id: str, version: int, data: ProcedureInput) -> StoredProcedure:
    """Return the procedure with its draft replaced; what is in force stays and the next draft begins beside it.

    Raises: NotFound, Forbidden, Invalid with every fault; PreconditionFailed when `version` is no longer the present
    one; Conflict while the draft waits for approval or the procedure is retired.
    """
    now = opened(uow, procedure_id, Permission.WRITE_PROCEDURES, version)
    if now.is_retired or not rules.is_editable(now.status):
        raise Conflict(*NOT_NOW)
    document = _checked(uow, data)
    if data.office_id != now.office_id:
        if now.approved_revision_id is not None:
            raise invalid(
                "/office_id",
                "กระบวนงานที่อนุมัติแล้วย้ายหน่วยงานด้วยการแก้ไขร่างไม่ได้",
                "An approved procedure does not change its office by a draft",
            )
        access.require(uow, Permission.WRITE_PROCEDURES, data.office_id)
    revision_id = now.draft_revision_id or new_id(uow.now)
    if not store.bump(uow, procedure_id, version, {"office_id": data.office_id, "draft_revision_id": revision_id}):
        raise PreconditionFailed
    if now.draft_revision_id is None:
        number = store.last_number(uow, procedure_id) + 1
        store.add_revision(uow, _new_revision(uow, (now.id, now.ref), revision_id, number, document))
    else:
        # What was returned and is saved again is a draft, until it is sent once more.
        status = {"status": str(ProcedureStatus.DRAFT)}
        store.update_revision(uow, revision_id, {**_content(now.ref, document), **_by(uow), **status})
    store_comments.move(uow, procedure_id, rules_comments.moved(document_of(now).steps, document.steps))
    return _saved(uow, procedure_id, "procedure.saved", now.content_hash)


def delete(uow: UnitOfWork, procedure_id: str, version: int) -> None:
    """Drop the open draft; the revision in force stays. A procedure that was never approved goes with it.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when there is no draft to drop.
    """
    now = opened(uow, procedure_id, Permission.WRITE_PROCEDURES, version)
    if now.draft_revision_id is None or now.status is ProcedureStatus.SUBMITTED:
        raise Conflict("ไม่มีร่างที่ลบได้", "There is no open draft to delete")
    # The procedure's row first: two writers then wait for each other in one order.
    if not store.bump(uow, procedure_id, version, {"draft_revision_id": None}):
        raise PreconditionFailed
    tell(uow, now, "procedure.draft_deleted")
    store_comments.drop_of(uow, now.draft_revision_id)
    store.drop_revision(uow, now.draft_revision_id)
    if now.approved_revision_id is None:
        store.drop(uow, procedure_id)
