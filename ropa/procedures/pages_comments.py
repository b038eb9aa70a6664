"""The page of a procedure's comments: those that stand by chapter and step, a new one, and one that is resolved."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.procedures import service, service_comments
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import Language, language_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_fields import text_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.procedure import ProcedureDocument
from schemas.procedure_comments import ProcedureComment, ProcedureCommentInput
from schemas.procedure_record import StoredProcedure

PATH = "/procedures"
_KEY = 36
At = Annotated[str | None, QueryParameter(name="at", max_length=300, description="The place chosen in the form")]


class Place(Struct, frozen=True):
    """Where a comment can be put."""

    pointer: str
    words: str


class Remark(Struct, frozen=True):
    """A comment with its place in words."""

    comment: ProcedureComment
    words: str
    href: str
    """Where that stands on the procedure's page."""


def chapter_words(name: str, language: Language) -> str:
    """Return what a chapter is called; its name for one that procedures have no longer."""
    try:
        thai, english, _ = text_of(ProcedureDocument, name)
    except (KeyError, LookupError):
        return name
    return english if language == "en" else thai


def places_of(document: ProcedureDocument, language: Language) -> list[Place]:
    """Return the chapters and steps of a procedure, in the manual's order."""
    found = []
    for name in ProcedureDocument.__struct_fields__:
        found.append(Place(f"/{name}", chapter_words(name, language)))
        if name == "steps":
            found += [
                Place(f"/steps/{at}", _step(each.number, each.title, language))
                for at, each in enumerate(document.steps)
            ]
    return found


def _step(number: int, title: str, language: Language) -> str:
    return f"Step {number}: {title}" if language == "en" else f"ขั้นตอนที่ {number}: {title}"


def remarks_of(comments: Iterable[ProcedureComment], document: ProcedureDocument, language: Language) -> list[Remark]:
    """Return comments with their places in words, as the procedure is now."""
    titles = {each.number: each.title for each in document.steps}
    found = []
    for each in comments:
        if each.step is None:
            found.append(Remark(each, chapter_words(each.chapter, language), f"#c-{each.chapter}"))
        else:
            title = titles.get(each.step, "no longer there" if language == "en" else "ไม่มีในฉบับนี้แล้ว")
            found.append(Remark(each, _step(each.step, title, language), f"#step-{each.step}"))
    return found


@get("/{procedure_id:uuid}/comments", opt=page_for(Permission.COMMENT_PROCEDURES))
async def comments_page(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID], at: At = None
) -> Response[bytes]:
    """Every comment, those that stand first, and the form for another one while a draft is open."""
    return await _show(request, runner, str(procedure_id), fresh(request, pointer=at or ""))


@post("/{procedure_id:uuid}/comments", opt=page_for(Permission.COMMENT_PROCEDURES), status_code=200)
async def comment_page(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """Write a comment, or mark one as resolved; the same form twice writes one."""
    key, form, path = str(procedure_id), sent(request), request.url.path
    resolved, made = form.value("resolve")[:_KEY], form.id(request)
    said = None
    if not resolved:
        form.text("text", required=("เขียนความเห็น", "Write the comment"))
        form.body["pointer"] = form.value("pointer")
        said = form.read(ProcedureCommentInput)
        if said is None:
            return await _show(request, runner, key, form, status=422)

    def work(uow: UnitOfWork) -> None:
        if said is None:
            service_comments.resolve(uow, key, resolved)
        else:
            service_comments.comment(uow, key, said, made)
            buffers.discard(uow, path)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, key, form, status=422)
    except Conflict as error:
        form.fault("text", error.message_th, error.message_en)
        return await _show(request, runner, key, form, status=409)
    return go(path, said="resolved" if resolved else "commented")


async def _show(
    request: ApiRequest, runner: Runner, key: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[StoredProcedure, list[ProcedureComment]]:
        return service.read(uow, key), service_comments.comments(uow, key)

    stored, found = await runner.read(request.user, work)
    document, language = service.document_of(stored), language_of(request)
    remarks = remarks_of(reversed(found), document, language)
    return page(
        request,
        "procedures/comments.html",
        status=status,
        item=stored,
        document=document,
        standing=[each for each in remarks if each.comment.resolved_at is None],
        resolved=[each for each in remarks if each.comment.resolved_at is not None],
        places=places_of(document, language),
        form=form,
        place=f"{PATH}/{key}",
        is_open=stored.draft_revision_id is not None,
    )


router = Router(PATH, route_handlers=[comments_page, comment_page])
