"""Pages of work procedures: the list, a new one, one of them with its chart, and its next step."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa import renderings_procedures
from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed, RopaError
from ropa.procedures import pages_jumps, service, service_comments, service_exports, service_life
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.diff import Change
from schemas.findings import Finding
from schemas.procedure import ProcedureDocument, ProcedureKind, ProcedureStatus
from schemas.procedure_comments import ProcedureComment
from schemas.procedure_record import (
    ProcedureFilter,
    ProcedureLife,
    ProcedureMove,
    ProcedureMoveInput,
    StoredProcedure,
)

PATH, LIMIT = "/procedures", 30
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
Words = Annotated[str | None, QueryParameter(name="q", max_length=200)]
Chosen = Annotated[str | None, QueryParameter(name="kind", max_length=20)]
Standing = Annotated[str | None, QueryParameter(name="status", max_length=20)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=10)]
Revision = Annotated[int | None, QueryParameter(name="revision", ge=1, le=999_999)]


def _one(kind: type[ProcedureKind] | type[ProcedureStatus], code: str | None) -> str | None:
    return code if code in {str(each) for each in kind} else None


@get("/", opt=page_for(Permission.READ_PROCEDURES))
async def procedures_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Words = None,
    kind: Chosen = None,
    status: Standing = None,
    office: OfficeText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Newest first, with what is in force and what waits."""
    kind, status = _one(ProcedureKind, kind), _one(ProcedureStatus, status)
    wanted = ProcedureFilter(
        q=q or None,
        kind=ProcedureKind.of(kind) if kind else None,
        status=ProcedureStatus.of(status) if status else None,
        office=office_id_of(office or ""),
    )
    found = await runner.read(request.user, lambda uow: service.page(uow, wanted, cursor or None, LIMIT))
    offices = await offices_of(request, runner)
    said = {"q": q or None, "kind": kind, "status": status, "office": wanted.office}
    return page(
        request,
        "procedures/list.html",
        part="rows" if cursor else None,
        items=found.items,
        wanted=wanted,
        is_narrowed=wanted != ProcedureFilter(),
        kinds=tuple(ProcedureKind),
        statuses=tuple(ProcedureStatus),
        more=link(PATH, **said, cursor=found.next_cursor) if found.next_cursor else None,
        offices=offices,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_PROCEDURES), wanted.office),
    )


@get("/new", opt=page_for(Permission.WRITE_PROCEDURES))
async def new_procedure_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Whose it is, what it is called, and from which sample it begins."""
    held = sorted(offices_for(request.user, Permission.WRITE_PROCEDURES))
    own = {"office_id": str(held[0])} if len(held) == 1 and held[0] else {}
    return await _show_new(request, runner, fresh(request, **own))


@post("/new", opt=page_for(Permission.WRITE_PROCEDURES), status_code=200)
async def create_procedure_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Begin a draft; the same form sent twice makes one."""
    form = sent(request)
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงานที่ดูแลคู่มือนี้", "Choose the office that keeps the manual")
    title, sample = form.value("title").strip(), form.value("sample")
    if not title and not sample:
        form.fault("title", "ตั้งชื่อกระบวนงาน หรือเลือกต้นแบบ", "Give a title, or choose a sample")
    if office_id is None or form.problems:
        return await _show_new(request, runner, form, status=422)
    owner, key = office_id, form.id(request)

    def work(uow: UnitOfWork) -> StoredProcedure:
        return service_exports.create_from(uow, owner, sample or None, title or None, procedure_id=key)

    try:
        made = await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show_new(request, runner, form, status=422)
    return go(f"{PATH}/{made.id}/edit", said="created")


async def _show_new(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    held = offices_for(request.user, Permission.WRITE_PROCEDURES)
    return page(
        request,
        "procedures/new.html",
        status=status,
        form=form,
        samples=service_exports.samples(),
        office_choices=(await offices_of(request, runner)).choices(held, office_id_of(form.value("office_id"))),
    )


class Shown(Struct, frozen=True):
    """One procedure as its page shows it."""

    stored: StoredProcedure
    document: ProcedureDocument
    findings: list[Finding]
    life: ProcedureLife
    moves: list[ProcedureMove]
    changes: list[Change]
    before: int | None
    edits: bool
    comments: list[ProcedureComment]
    """Those that stand, for those whom they concern."""
    comments_open: bool
    """The reader may write one now."""


def _gather(uow: UnitOfWork, procedure_id: str, revision: int | None) -> Shown:
    stored = service.read_revision(uow, procedure_id, revision)
    current = service.read(uow, procedure_id)
    is_current = current.revision == stored.revision
    told = service_life.changes(uow, procedure_id, None, stored.revision)
    return Shown(
        stored,
        service.document_of(stored),
        service.findings(uow, procedure_id, stored.revision),
        service_life.life(uow, procedure_id),
        service_life.moves_open(uow, stored) if is_current else [],
        told.items,
        told.before if told.before != told.after else None,
        is_current and service.may_edit(uow, stored),
        service_comments.standing(uow, procedure_id, stored.office_id) if is_current else [],
        is_current and service_comments.is_open(uow, stored),
    )


@get("/{procedure_id:uuid}", opt=page_for(Permission.READ_PROCEDURES))
async def procedure_page(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID], revision: Revision = None
) -> Response[bytes]:
    """The chapters, the chart beside its steps, findings, what changed, and what can be done."""
    return await _show(request, runner, str(procedure_id), revision, fresh(request))


async def _show(
    request: ApiRequest,
    runner: Runner,
    procedure_id: str,
    revision: int | None,
    form: ShortForm,
    *,
    status: int = 200,
    refused: str | None = None,
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: _gather(uow, procedure_id, revision))
    chart, chart_error = None, None
    if found.document.steps:
        try:
            chart = (await runner.think(renderings_procedures.inline_chart(found.document))).decode()
        except RopaError as error:
            chart_error = error
    return page(
        request,
        "procedures/procedure.html",
        status=status,
        found=found,
        item=found.stored,
        document=found.document,
        comments=found.comments,
        place=f"{PATH}/{procedure_id}",
        files=f"/api/v1/procedures/{procedure_id}",
        asked=revision,
        chart=chart,
        chart_error=chart_error,
        form=form,
        jumps=pages_jumps.of_procedure(form, found.document),
        refused=refused,
        offices=await offices_of(request, runner),
    )


@post("/{procedure_id:uuid}/move", opt=page_for(Permission.ENTER), status_code=200)
async def move_page(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """Take the next step; what stands in the way is said on the same page."""
    form, key = sent(request), str(procedure_id)
    version = form.whole("version")
    moves = {str(each): each for each in service_life.PERMISSIONS}
    what = moves.get(form.value("move"))
    if what is None:
        return go(f"{PATH}/{key}")
    given = ProcedureMoveInput(note=form.value("note").strip()[:4_000] or None)
    try:
        await runner.write(request.user, lambda uow: service_life.take(uow, key, version, what, given))
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, key, None, form, status=422)
    except (Conflict, PreconditionFailed, Forbidden) as error:
        words = error.message_en if form.language == "en" else error.message_th
        status = 403 if isinstance(error, Forbidden) else 409
        return await _show(request, runner, key, None, form, status=status, refused=words)
    return go(f"{PATH}/{key}", said="saved")


router = Router(
    PATH,
    route_handlers=[procedures_page, new_procedure_page, create_procedure_page, procedure_page, move_page],
)
