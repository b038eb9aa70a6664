"""Use cases beside the steps: comments pinned to fields, and exceptions from the separation of duties."""

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service, store, store_life, store_separation
from ropa.activities.rules_life import comment_problems
from ropa.activities.service_life import Taken, add_comments
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound
from ropa.offices import service as offices
from schemas.findings import Problem
from schemas.life import Comment, CommentInput, SeparationException, SeparationInput
from schemas.office import WHOLE_MINISTRY

#: Longest life of an exception: it is looked at again each year.
MOST_DAYS = 366


def comment(uow: UnitOfWork, activity_id: str, said: CommentInput) -> Comment:
    """Return a new comment on the open draft of a record.

    Raises: NotFound, Forbidden, Invalid with each fault; Conflict where no draft is open.
    """
    head = store.read_head(uow, activity_id)
    if head is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, head.office_id, hide=True)
    access.require(uow, Permission.COMMENT_ACTIVITIES, head.office_id)
    stored = store.read_one(uow, activity_id, public=False)
    if stored is None or head.draft_revision_id is None:
        raise Conflict("ไม่มีร่างที่เปิดอยู่ จึงให้ความเห็นไม่ได้", "No draft is open, so nothing can be commented on")
    document = service.document_of(stored)
    problems = comment_problems([said], document)
    if problems:
        raise Invalid([_root(each) for each in problems])
    taken = Taken(head=head, stored=stored, revision_id=head.draft_revision_id, document=document)
    add_comments(uow, taken, [said])
    record(uow, "activity.commented", f"activity:{activity_id}", {"ref": stored.ref, "pointer": said.pointer})
    return store_life.comments(uow, activity_id, revision_id=head.draft_revision_id)[-1]


def _root(problem: Problem) -> Problem:
    return Problem(
        pointer=problem.pointer.removeprefix("/comments/0"),
        message_th=problem.message_th,
        message_en=problem.message_en,
    )


def comments(uow: UnitOfWork, activity_id: str, *, standing: bool = False) -> list[Comment]:
    """Return the comments on a record, oldest first, for those who write it or decide on it.

    Raises: NotFound, Forbidden.
    """
    shown = service.read(uow, activity_id)
    access.require(uow, Permission.READ_DRAFTS, shown.office_id)
    return store_life.comments(uow, activity_id, standing=standing)


def standing_comments(uow: UnitOfWork, activity_id: str, office_id: int) -> list[Comment]:
    """Return the comments that nobody has resolved; none for who may not see drafts."""
    if not access.may(uow, Permission.READ_DRAFTS, office_id):
        return []
    return store_life.comments(uow, activity_id, standing=True)


def resolve(uow: UnitOfWork, activity_id: str, comment_id: str) -> None:
    """Mark a comment as resolved; one that is resolved already stays as it is.

    Raises: NotFound, Forbidden.
    """
    shown = service.read(uow, activity_id)
    access.require(uow, Permission.COMMENT_ACTIVITIES, shown.office_id)
    if store_life.resolve_comment(uow, activity_id, comment_id):
        record(uow, "activity.comment_resolved", f"activity:{activity_id}", {"ref": shown.ref})
    elif not store_life.comment_known(uow, activity_id, comment_id):
        raise NotFound


def give_exception(uow: UnitOfWork, said: SeparationInput) -> SeparationException:
    """Return a new exception for exactly one office (not for those below it).

    Raises: Forbidden; Invalid with each fault.
    """
    access.require(uow, Permission.EXCEPT_SEPARATION, said.office_id)
    today = clock.bangkok(uow.now).date()
    problems = []
    if said.office_id == WHOLE_MINISTRY or offices.office_name(uow, said.office_id) is None:
        problems.append(
            Problem(
                pointer="/office_id",
                message_th="ต้องเป็นหน่วยงานใดหน่วยงานหนึ่ง ไม่ใช่ทั้งกระทรวง",
                message_en="Name one office, not the whole ministry",
            )
        )
    if not said.reason.strip():
        problems.append(Problem(pointer="/reason", message_th="ต้องระบุเหตุผล", message_en="Give a reason"))
    if not 0 <= (said.valid_through - today).days <= MOST_DAYS:
        problems.append(
            Problem(
                pointer="/valid_through",
                message_th="ต้องเป็นวันนี้ถึงหนึ่งปีข้างหน้า",
                message_en="Must be between today and a year from now",
            )
        )
    if problems:
        raise Invalid(problems)
    key = new_id(uow.now)
    store_separation.add(
        uow,
        {
            "id": key,
            "office_id": said.office_id,
            "reason": said.reason.strip(),
            "given_by": uow.actor.id,
            "given_by_name": uow.actor.name,
            "given_at": uow.now,
            "valid_through": said.valid_through,
        },
    )
    record(
        uow, "separation.excepted", f"office:{said.office_id}", {"exception": key, "through": str(said.valid_through)}
    )
    made = store_separation.one(uow, key)
    if made is None:
        raise NotFound
    return made


def end_exception(uow: UnitOfWork, exception_id: str) -> None:
    """End an exception; one that has ended stays as it is.

    Raises: NotFound, Forbidden.
    """
    found = store_separation.one(uow, exception_id)
    if found is None:
        raise NotFound
    access.require(uow, Permission.EXCEPT_SEPARATION, found.office_id)
    if store_separation.end(uow, exception_id):
        record(uow, "separation.exception_ended", f"office:{found.office_id}", {"exception": exception_id})


def exceptions(uow: UnitOfWork, *, ended: bool = False) -> list[SeparationException]:
    """Return the exceptions of the offices that the actor may read, newest first, at most 200.

    Raises: Forbidden.
    """
    scope = access.visible_offices(uow, Permission.READ_DRAFTS)
    return store_separation.listed(uow, scope, clock.bangkok(uow.now).date(), ended=ended)


def exception_of(uow: UnitOfWork, office_id: int) -> SeparationException | None:
    """Return the exception that holds today for an office."""
    return store_separation.valid_for(uow, office_id, clock.bangkok(uow.now).date())
