"""The life of a procedure: sent for approval, returned, approved, retired; its revisions and what changed."""

from collections.abc import Mapping
from types import MappingProxyType

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.procedures import rules, rules_findings, service, service_told, store
from schemas.procedure import ProcedureStatus
from schemas.procedure_diff import compare
from schemas.procedure_record import ProcedureChanges, ProcedureLife, ProcedureMove, ProcedureMoveInput, StoredProcedure

MOST_EVENTS = 500
#: What each move asks for. A save is `service.replace`.
PERMISSIONS: Mapping[ProcedureMove, Permission] = MappingProxyType(
    {
        ProcedureMove.SUBMIT: Permission.SUBMIT_PROCEDURES,
        ProcedureMove.WITHDRAW: Permission.SUBMIT_PROCEDURES,
        ProcedureMove.RETURN: Permission.APPROVE_PROCEDURES,
        ProcedureMove.APPROVE: Permission.APPROVE_PROCEDURES,
        ProcedureMove.RETIRE: Permission.APPROVE_PROCEDURES,
    }
)


def take(
    uow: UnitOfWork, procedure_id: str, version: int, what: ProcedureMove, given: ProcedureMoveInput
) -> StoredProcedure:
    """Return the procedure after a move (never a save) that the actor made on what stood at `version`.

    An approval puts the revision into force, and what was in force before is superseded.
    Raises: NotFound; Forbidden, also for who approves what they wrote; PreconditionFailed; Conflict for a state that
    does not know the move; Invalid when no reason is said where one is needed, or when findings stop the approval.
    """
    problems = rules.move_problems(what, given)
    if problems:
        raise Invalid(problems)
    now = service.opened(uow, procedure_id, PERMISSIONS[what], version)
    way = rules.WAYS[what]
    if now.status not in way.sources:
        raise Conflict(
            f"กระบวนงานอยู่ในสถานะ “{now.status.th}” จึง“{what.th}”ไม่ได้",
            f"The procedure is {now.status.en}, so it cannot take the step “{what.en}”",
        )
    if what is ProcedureMove.APPROVE:
        _approve(uow, now, version)
    elif what is ProcedureMove.RETIRE:
        _bump(uow, now, version, {"retired_at": uow.now})
    else:
        _bump(uow, now, version, {})
        store.update_revision(uow, now.revision_id, {"status": str(way.target)})
    service.note(uow, now, what, (given.note or "").strip() or None)
    service.tell(uow, now, f"procedure.{_PAST[what]}", note=given.note)
    service_told.tell(uow, now, service.document_of(now).title, what, (given.note or "").strip() or None)
    return store.read_one(uow, procedure_id, public=False) or now


_PAST = {
    ProcedureMove.SUBMIT: "submitted",
    ProcedureMove.WITHDRAW: "withdrawn",
    ProcedureMove.RETURN: "returned",
    ProcedureMove.APPROVE: "approved",
    ProcedureMove.RETIRE: "retired",
}


def _bump(uow: UnitOfWork, now: StoredProcedure, version: int, values: dict[str, object]) -> None:
    if not store.bump(uow, now.id, version, values):
        raise PreconditionFailed


def _approve(uow: UnitOfWork, now: StoredProcedure, version: int) -> None:
    if uow.actor.id in store.writers(uow, now.revision_id):
        raise Forbidden(
            "ผู้จัดทำฉบับนี้อนุมัติเองไม่ได้ ให้ผู้มีอำนาจคนอื่นอนุมัติ",
            "Whoever wrote this revision cannot approve it; somebody else has to",
        )
    stopping = rules.blocking(rules_findings.check(service.document_of(now)))
    if stopping:
        raise Invalid(stopping)
    _bump(uow, now, version, {"draft_revision_id": None, "approved_revision_id": now.revision_id})
    if now.approved_revision_id is not None:
        store.update_revision(uow, now.approved_revision_id, {"status": str(ProcedureStatus.SUPERSEDED)})
    approved = {"approved_at": uow.now, "approved_by": uow.actor.id, "approved_by_name": uow.actor.name}
    store.update_revision(uow, now.revision_id, {"status": str(ProcedureStatus.APPROVED), **approved})


def moves_open(uow: UnitOfWork, stored: StoredProcedure) -> list[ProcedureMove]:
    """Return the moves that the actor can make on a procedure as it stands, in the order of its life."""
    return [
        move
        for move, way in rules.WAYS.items()
        if stored.status in way.sources
        and access.may(uow, PERMISSIONS[move], stored.office_id)
        and not (move is ProcedureMove.APPROVE and uow.actor.id in store.writers(uow, stored.revision_id))
    ]


def life(uow: UnitOfWork, procedure_id: str) -> ProcedureLife:
    """Return the revisions and the newest `MOST_EVENTS` events; of an open draft only to those who work on it.

    Raises: NotFound.
    """
    shown = service.read(uow, procedure_id)
    revisions, events = store.revisions(uow, procedure_id), store.events(uow, procedure_id, MOST_EVENTS)
    if service.works_on(uow, shown.office_id):
        return ProcedureLife(revisions=revisions, events=events)
    public = {shown.revision, *(each.number for each in revisions if each.approved_at is not None)}
    return ProcedureLife(
        revisions=[each for each in revisions if each.number in public],
        events=[each for each in events if each.number in public],
    )


def changes(uow: UnitOfWork, procedure_id: str, before: int | None, after: int | None) -> ProcedureChanges:
    """Return what differs between two revisions; None: what `read` shows against the one in force before it.

    Raises: NotFound.
    """
    newer = service.read_revision(uow, procedure_id, after)
    if before is None:
        older = [
            each.number
            for each in store.revisions(uow, procedure_id)
            if each.number < newer.revision and each.approved_at is not None
        ]
        if not older:
            return ProcedureChanges(before=newer.revision, after=newer.revision, items=[])
        before = older[0]
    older_one = service.read_revision(uow, procedure_id, before)
    found = compare(service.document_of(older_one), service.document_of(newer))
    return ProcedureChanges(before=older_one.revision, after=newer.revision, items=found)
