"""Pages of a record's life: taking a step, comments pinned to fields, exceptions from the separation of duties."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa import pictures
from ropa.access.rules import Permission, offices_for
from ropa.activities import service, service_findings, service_life, service_review
from ropa.activities.pages_record_body import anchor_of, place_words
from ropa.activities.service_life import SeparationOfDuties
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import first, typed_of
from ropa.web.language import Language, language_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.form import sections
from schemas.life import Comment, CommentInput, LifeStep, SeparationInput, StepInput
from schemas.listing import StoredRevision

At = Annotated[str | None, QueryParameter(name="at", max_length=300)]
#: Rows for comments on the page of a return; a comment can also be pinned from its field on the record's page.
ROWS = 3
SAID = {
    LifeStep.SUBMIT: "submitted",
    LifeStep.WITHDRAW: "withdrawn",
    LifeStep.REVIEW: "reviewed",
    LifeStep.APPROVE: "approved",
    LifeStep.RETURN: "returned",
    LifeStep.RETIRE: "retired",
}


class Choice(Struct, frozen=True):
    """A place that a comment can be pinned to."""

    pointer: str
    words: str


class _Shown(Struct, frozen=True, kw_only=True):
    stored: StoredRevision
    document: ActivityDocument
    findings: list[Finding]
    comments: list[Comment]


def places_of(document: ActivityDocument, language: Language) -> list[Choice]:
    """Return every place of a document that a comment can be pinned to, in the order of the form."""
    pointers = [info.pointer for section in sections() for info in section.fields]
    pointers += [f"/steps/{index}" for index in range(len(document.steps))]
    pointers += [f"/systems/{index}" for index in range(len(document.systems))]
    return [Choice(pointer, place_words(pointer, language)) for pointer in pointers]


def _newest(uow: UnitOfWork, key: str) -> _Shown:
    stored = service_life.newest(uow, key)
    document = service.document_of(stored)
    findings = service_life.standing_findings(uow, key, service_findings.findings_about(document))
    return _Shown(
        stored=stored,
        document=document,
        findings=findings,
        comments=service_review.standing_comments(uow, key, stored.office_id),
    )


def _step_pages(step: LifeStep) -> list[HTTPRouteHandler]:
    permission = service_life.PERMISSIONS[step]

    @get(f"/{{activity_id:uuid}}/life/{step}", opt=page_for(permission))
    async def ask(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
        """What the step does, what stands against it, and the form to take it."""
        return await _ask(request, runner, str(activity_id), step, fresh(request))

    @post(f"/{{activity_id:uuid}}/life/{step}", opt=page_for(permission), status_code=200)
    async def take(
        request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        """Take the step on the version that the page showed."""
        return await _take(request, runner, str(activity_id), step)

    return [ask, take]


async def _take(request: ApiRequest, runner: Runner, key: str, step: LifeStep) -> Response[bytes]:
    form = sent(request)
    said = form.value("version")
    version = int(said) if said.isascii() and said.isdecimal() and len(said) <= 9 else 0  # noqa: PLR2004 - an SQL integer
    comments = [
        CommentInput(pointer=form.value(f"pointer{row}") or "/", text=form.value(f"text{row}"))
        for row in range(ROWS)
        if form.value(f"text{row}").strip()
    ]
    path = request.url.path

    def work(uow: UnitOfWork) -> None:
        note = form.value("note").strip() or None
        service_life.take_step(uow, key, step, StepInput(note=note, comments=comments), version=version)
        buffers.discard(uow, path)

    if step is LifeStep.APPROVE:
        await runner.think(await runner.read(request.user, lambda uow: pictures.prepare_approvals(uow, [key])))
    try:
        await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _ask(request, runner, key, step, form, status=422)
    except SeparationOfDuties as error:
        form.fault("", error.message_th, error.message_en)
        return await _ask(request, runner, key, step, form, status=403)
    except (PreconditionFailed, Conflict) as error:
        form.fault("", error.message_th, error.message_en)
        return await _ask(
            request, runner, key, step, form, status=412 if isinstance(error, PreconditionFailed) else 409
        )
    return go(f"/activities/{key}", said=SAID[step])


async def _ask(
    request: ApiRequest, runner: Runner, key: str, step: LifeStep, form: ShortForm, status: int = 200
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: _newest(uow, key))
    language = language_of(request)
    open_to = service_life.is_open(step, found.stored)
    header = found.document.form.header
    return page(
        request,
        "activities/life_step.html",
        status=status,
        stored=found.stored,
        step=step,
        form=form,
        title=header.sub_process or header.main_process or found.stored.ref,
        open_to=open_to,
        reason=service_life.needs_reason(step),
        findings=[(place_words(each.pointer, language), anchor_of(each.pointer), each) for each in found.findings],
        comments=_comments(found.comments, language),
        places=places_of(found.document, language) if step is LifeStep.RETURN else [],
        rows=range(ROWS),
        problems=_problems(request, form),
    )


def _problems(request: ApiRequest, form: ShortForm) -> list[tuple[str | None, str]]:
    """Return every fault; one of the document is named with its place and its law."""
    language = language_of(request)
    said: list[tuple[str | None, str]] = []
    for each in form.problems:
        words = in_language(request, each.message_th, each.message_en)
        if each.pointer.startswith(("/form", "/steps", "/systems")):
            law = f" ({each.law})" if each.law else ""
            said.append((None, f"{place_words(each.pointer, language)}: {words}{law}"))
        elif each.pointer.startswith("/comments/"):
            said.append((f"f-text{each.pointer.split('/')[2]}", words))
        else:
            said.append(("f-note" if each.pointer == "/note" else None, words))
    return said


def _comments(comments: list[Comment], language: Language) -> list[tuple[str, str, Comment]]:
    return [(place_words(each.pointer, language), anchor_of(each.pointer), each) for each in comments]


@get("/{activity_id:uuid}/comments", opt=page_for(Permission.READ_DRAFTS))
async def comments_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], at: At = None
) -> Response[bytes]:
    """Every comment on the record, and the form to pin another one."""
    return await _show_comments(request, runner, str(activity_id), fresh(request, pointer=at or ""))


@post("/{activity_id:uuid}/comments", opt=page_for(Permission.COMMENT_ACTIVITIES), status_code=200)
async def comment(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Pin a comment, or mark one as resolved."""
    key, form = str(activity_id), sent(request)
    resolved, path = form.value("resolve"), request.url.path
    said = CommentInput(pointer=form.value("pointer") or "/", text=form.value("text"))

    def work(uow: UnitOfWork) -> None:
        if resolved:
            service_review.resolve(uow, key, resolved)
        else:
            service_review.comment(uow, key, said)
            buffers.discard(uow, path)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show_comments(request, runner, key, form, status=422)
    except Conflict as error:
        form.fault("text", error.message_th, error.message_en)
        return await _show_comments(request, runner, key, form, status=409)
    return go(path, said="resolved" if resolved else "commented")


async def _show_comments(
    request: ApiRequest, runner: Runner, key: str, form: ShortForm, status: int = 200
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[StoredRevision, list[Comment]]:
        return service_life.newest(uow, key), service_review.comments(uow, key)

    stored, comments = await runner.read(request.user, work)
    language = language_of(request)
    return page(
        request,
        "activities/comments.html",
        status=status,
        stored=stored,
        comments=_comments(comments, language),
        places=places_of(service.document_of(stored), language),
        form=form,
    )


@get("/separation", opt=page_for(Permission.READ_DRAFTS))
async def separation_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Offices whose people may decide on what they did themselves, by whose leave and until when."""
    return await _show_exceptions(request, runner, fresh(request))


@post("/separation", opt=page_for(Permission.EXCEPT_SEPARATION), status_code=200)
async def except_office(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Give an exception, or end one."""
    ended = first(typed_of(typed_into(request)), "end")
    if ended:
        await runner.write(request.user, lambda uow: service_review.end_exception(uow, ended))
        return go("/separation", said="exception-ended")
    form = sent(request)
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงาน", "Choose an office")
    else:
        form.body["office_id"] = office_id
    form.text("reason", required=("โปรดระบุเหตุผล", "Say why"))
    form.day("valid_through", ahead=True)
    if not form.value("valid_through").strip():
        form.fault("valid_through", "โปรดระบุวันสุดท้ายที่ใช้ได้", "Give the last day")
    said = form.read(SeparationInput)
    if said is None:
        return await _show_exceptions(request, runner, form, status=422)
    try:
        await runner.write(request.user, lambda uow: service_review.give_exception(uow, said))
    except Invalid as error:
        form.take(error.problems)
        return await _show_exceptions(request, runner, form, status=422)
    return go("/separation", said="excepted")


async def _show_exceptions(request: ApiRequest, runner: Runner, form: ShortForm, status: int = 200) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_review.exceptions(uow, ended=True))
    offices = await offices_of(request, runner)
    return page(
        request,
        "activities/separation.html",
        status=status,
        exceptions=found,
        form=form,
        offices=offices,
        today=runner.now(),
        office_choices=offices.choices(
            offices_for(request.user, Permission.EXCEPT_SEPARATION), office_id_of(form.value("office_id"))
        ),
    )


routers = (
    Router(
        "/activities",
        route_handlers=[
            *(handler for step in LifeStep for handler in _step_pages(step)),
            comments_page,
            comment,
        ],
    ),
    Router("/", route_handlers=[separation_page, except_office]),
)
