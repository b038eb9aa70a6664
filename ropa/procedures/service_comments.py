"""Use cases of comments at a procedure's chapters and steps: written on its open draft, seen beside them, resolved."""

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities.rules_life import place_exists
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound
from ropa.procedures import service, service_told, store
from ropa.procedures import store_comments as comments_store
from schemas.findings import Problem
from schemas.form import row_number
from schemas.procedure import ProcedureDocument
from schemas.procedure_comments import MOST_STANDING, ProcedureComment, ProcedureCommentInput
from schemas.procedure_record import StoredProcedure
from schemas.reading import control_characters


def comments(uow: UnitOfWork, procedure_id: str) -> list[ProcedureComment]:
    """Return the comments on a procedure, oldest first, for those who write it or decide on it.

    Raises: NotFound, Forbidden.
    """
    shown = service.read(uow, procedure_id)
    access.require(uow, Permission.COMMENT_PROCEDURES, shown.office_id)
    return comments_store.comments(uow, procedure_id)


def standing(uow: UnitOfWork, procedure_id: str, office_id: int) -> list[ProcedureComment]:
    """Return the comments that nobody has resolved; none for whom they are not."""
    if not access.may(uow, Permission.COMMENT_PROCEDURES, office_id):
        return []
    return comments_store.comments(uow, procedure_id, standing=True)


def is_open(uow: UnitOfWork, stored: StoredProcedure) -> bool:
    """Tell whether the actor may comment on a procedure now."""
    return stored.draft_revision_id is not None and access.may(uow, Permission.COMMENT_PROCEDURES, stored.office_id)


def comment(
    uow: UnitOfWork, procedure_id: str, said: ProcedureCommentInput, comment_id: str | None = None
) -> ProcedureComment:
    """Return a new comment on the open draft.

    `comment_id`: the id that a form was given, so that sending it twice makes one.
    Raises: NotFound, Forbidden, Invalid with each fault; Conflict where no draft is open.
    """
    stored = store.read_one(uow, procedure_id, public=False)
    if stored is None:
        raise NotFound
    access.require(uow, Permission.READ_PROCEDURES, stored.office_id, hide=True)
    access.require(uow, Permission.COMMENT_PROCEDURES, stored.office_id)
    if stored.draft_revision_id is None:
        raise Conflict("ไม่มีร่างที่เปิดอยู่ จึงให้ความเห็นไม่ได้", "No draft is open, so nothing can be commented on")
    if comment_id is None or not comments_store.is_known(uow, procedure_id, comment_id):
        document = service.document_of(stored)
        problems = [*_problems(said, document)]
        if comments_store.standing(uow, procedure_id) >= MOST_STANDING:
            thai, english = "ความเห็นที่ยังไม่ได้แก้มีมากเกินไป", "Too many comments stand already"
            problems.append(Problem(pointer="/text", message_th=thai, message_en=english))
        if problems:
            raise Invalid(problems)
        comment_id = comment_id or new_id(uow.now)
        values: dict[str, object] = {
            "id": comment_id,
            "procedure_id": procedure_id,
            "revision_id": stored.draft_revision_id,
            "pointer": said.pointer,
            "step": _step(said.pointer, document),
            "text": said.text.strip(),
            "author_id": uow.actor.id,
            "author_name": uow.actor.name,
            "created_at": uow.now,
        }
        comments_store.add(uow, values)
        service.tell(uow, stored, "procedure.commented", pointer=said.pointer)
        service_told.tell_comment(uow, stored, document.title)
    return next(each for each in comments_store.comments(uow, procedure_id) if each.id == comment_id)


def _problems(said: ProcedureCommentInput, document: ProcedureDocument) -> list[Problem]:
    found = list(control_characters(said.text, "/text"))
    if not said.text.strip():
        found.append(Problem(pointer="/text", message_th="ความเห็นว่างเปล่า", message_en="The comment is empty"))
    if not said.pointer.startswith("/") or not place_exists(document, said.pointer):
        thai, english = "เลือกบทหรือขั้นตอนของคู่มือนี้", "Choose a chapter or step of this procedure"
        found.append(Problem(pointer="/pointer", message_th=thai, message_en=english))
    return found


def _step(pointer: str, document: ProcedureDocument) -> int | None:
    chapter, _, rest = pointer[1:].partition("/")
    place = row_number(rest.partition("/")[0]) if chapter == "steps" else None
    return None if place is None else document.steps[place].number


def resolve(uow: UnitOfWork, procedure_id: str, comment_id: str) -> None:
    """Mark a comment as resolved; one that is resolved already stays as it is.

    Raises: NotFound, Forbidden.
    """
    shown = service.read(uow, procedure_id)
    access.require(uow, Permission.COMMENT_PROCEDURES, shown.office_id)
    if comments_store.resolve(uow, procedure_id, comment_id):
        service.tell(uow, shown, "procedure.comment_resolved")
    elif not comments_store.is_known(uow, procedure_id, comment_id):
        raise NotFound
