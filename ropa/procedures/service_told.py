"""Who is told of a procedure's next step: who may approve it, and who wrote it. Posted in the same transaction."""

from ropa import clock
from ropa.access import service_reach
from ropa.access.service_reach import nearest
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.procedures import store, store_comments
from schemas.access import Role
from schemas.notices import Notice, NoticeKind
from schemas.procedure_record import ProcedureMove, StoredProcedure

_PERSON = "person:"
_KINDS = {
    ProcedureMove.SUBMIT: NoticeKind.SUBMITTED,
    ProcedureMove.RETURN: NoticeKind.RETURNED,
    ProcedureMove.APPROVE: NoticeKind.APPROVED,
}
_WORDS = {
    ProcedureMove.SUBMIT: ("คู่มือรออนุมัติ", "A procedure waits for approval"),
    ProcedureMove.RETURN: ("คู่มือถูกส่งกลับให้แก้ไข", "A procedure was returned"),
    ProcedureMove.APPROVE: ("คู่มืออนุมัติแล้ว", "A procedure was approved"),
}


def tell(uow: UnitOfWork, stored: StoredProcedure, title: str, move: ProcedureMove, note: str | None) -> int:
    """Tell of a move on what stood before it; return how many notices are new. Who moved it is not told."""
    if move not in _KINDS:
        return 0
    people = _approvers(uow, stored) if move is ProcedureMove.SUBMIT else _writers(uow, stored)
    # How many, never what they say: comments stay in the register, they may name people.
    count = store_comments.standing(uow, stored.id) if move is ProcedureMove.RETURN else 0
    more_th, more_en = (f" ความเห็น {count} ข้อ", f" Comments: {count}") if count else ("", "")
    thai, english = _WORDS[move]
    notices = [
        Notice(
            cause=f"procedure:{stored.id}:{stored.version}:{move}",
            kind=_KINDS[move],
            person_id=person_id,
            path=f"/procedures/{stored.id}",
            title_th=f"{thai}: {title or stored.ref}",
            title_en=f"{english}: {title or stored.ref}",
            body_th=f"{stored.ref} ฉบับที่ {stored.revision}" + (f" เหตุผล: {note}" if note else "") + more_th,
            body_en=f"{stored.ref}, revision {stored.revision}" + (f". Reason: {note}" if note else "") + more_en,
        )
        for person_id in sorted(people - {uow.actor.id.removeprefix(_PERSON)})
    ]
    return post(uow, notices) if notices else 0


def tell_comment(uow: UnitOfWork, stored: StoredProcedure, title: str) -> int:
    """Tell who wrote a draft that it is commented on, once on each day of Bangkok; return how many notices are new.

    What the comment says stays in the register: it may name people. Who wrote the comment is not told.
    """
    day = clock.bangkok(uow.now).date().isoformat()
    notices = [
        Notice(
            cause=f"procedure:{stored.id}:{stored.revision}:commented:{day}",
            kind=NoticeKind.COMMENTED,
            person_id=person_id,
            path=f"/procedures/{stored.id}/comments",
            title_th=f"มีความเห็นที่คู่มือ: {title or stored.ref}",
            title_en=f"A procedure was commented on: {title or stored.ref}",
            body_th=f"{stored.ref} ฉบับที่ {stored.revision}",
            body_en=f"{stored.ref}, revision {stored.revision}",
        )
        for person_id in sorted(_writers(uow, stored) - {uow.actor.id.removeprefix(_PERSON)})
    ]
    return post(uow, notices) if notices else 0


def _approvers(uow: UnitOfWork, stored: StoredProcedure) -> set[str]:
    held = service_reach.holders(uow, {stored.office_id}).get(stored.office_id)
    return set(nearest(held, [Role.APPROVER])) if held else set()


def _writers(uow: UnitOfWork, stored: StoredProcedure) -> set[str]:
    return {each.removeprefix(_PERSON) for each in store.writers(uow, stored.revision_id) if each.startswith(_PERSON)}
