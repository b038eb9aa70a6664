"""Pages of one record's findings: all with who sees to them; a DPO accepts one; a reviewer gives them to somebody."""

from collections.abc import Callable
from typing import Annotated, TypeVar
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.findings import service_accept, service_scores, service_worklist
from ropa.findings.pages import linked
from ropa.findings.service_worklist import RecordFindings
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.offices import offices_of
from ropa.web.pages import go, moment_now, page
from ropa.web.places import place_words
from ropa.web.running import Runner
from ropa.web.score_chart import chart_of
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.findings import Problem
from schemas.worklist import AcceptInput, AssignInput, WorkItem

T = TypeVar("T")
Key = Annotated[str | None, QueryParameter(name="finding", max_length=64)]


@get("/activities/{activity_id:uuid}/findings", opt=page_for(Permission.READ_ACTIVITIES))
async def record_findings(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """All findings of the record, open and accepted, what was accepted before, and its score over time."""
    key = str(activity_id)
    found, history = await runner.read(
        request.user,
        lambda uow: (service_worklist.of_record(uow, key), service_scores.record_history(uow, key).items),
    )
    offices = await offices_of(request, runner)
    edits = offices.covers(offices_for(request.user, Permission.WRITE_ACTIVITIES), found.stored.office_id)
    return page(
        request,
        "findings/record.html",
        found=found,
        stored=found.stored,
        office=offices.name(found.stored.office_id),
        days=list(reversed(history)),
        chart=chart_of(history, clock.bangkok(moment_now(request)).date()),
        place=lambda pointer: place_words(pointer, language_of(request)),
        linked=lambda item: linked(item, edits=edits),
    )


@get("/activities/{activity_id:uuid}/findings/accept", opt=page_for(Permission.ACCEPT_FINDINGS))
async def accept_form(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], finding: Key = None
) -> Response[bytes]:
    """The form on which a DPO accepts one finding."""
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> tuple[RecordFindings, buffers.Buffer | None]:
        return service_worklist.of_record(uow, str(activity_id)), buffers.find(uow, keys, path)

    found, before = await runner.read(request.user, work)
    if not found.accepts:
        raise Forbidden
    form = fresh(request, key=finding or "")
    if before is not None and kept(request, before.fields).value("key") == finding:
        form = kept(request, before.fields)
    return await _show_accept(request, found, form)


@post("/activities/{activity_id:uuid}/findings/accept", opt=page_for(Permission.ACCEPT_FINDINGS), status_code=200)
async def accept(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Accept the finding, or show what is wrong with the form."""
    form, key, path = sent(request), str(activity_id), request.url.path
    form.text("key")
    form.text("reason", required=("กรอกเหตุผลที่ยอมรับ", "Say why it is accepted"))
    if not form.value("valid_through").strip():
        form.fault("valid_through", "กรอกวันสุดท้ายที่ยอมรับ", "Give the last day on which it is accepted")
    form.day("valid_through", ahead=True)
    given = form.read(AcceptInput)

    def work(uow: UnitOfWork, data: AcceptInput) -> None:
        service_accept.accept(uow, key, data)
        buffers.discard(uow, path)

    if await _done(request, runner, form, given, work):
        return go(f"/activities/{key}/findings", said="finding-accepted")
    found = await runner.read(request.user, lambda uow: service_worklist.of_record(uow, key))
    return await _show_accept(request, found, form, status=422)


async def _done(
    request: ApiRequest, runner: Runner, form: ShortForm, given: T | None, work: Callable[[UnitOfWork, T], None]
) -> bool:
    """Do what the form asks; False with every fault noted."""
    if given is None:
        return False
    data = given
    try:
        await runner.write(request.user, lambda uow: work(uow, data))
    except Invalid as error:
        form.take(error.problems)
    except Conflict as error:
        form.take([Problem(pointer="", message_th=error.message_th, message_en=error.message_en)])
    else:
        return True
    return False


def _chosen(found: RecordFindings, form: ShortForm) -> WorkItem | None:
    return next((item for item in found.items if item.key == form.value("key")), None)


async def _show_accept(
    request: ApiRequest, found: RecordFindings, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    item = _chosen(found, form)
    if item is None:
        return go(f"/activities/{found.stored.id}/findings", said="finding-gone" if form.value("key") else None)
    return page(
        request,
        "findings/accept.html",
        status=status,
        stored=found.stored,
        item=item,
        form=form,
        path_of_form=request.url.path,
        place=lambda pointer: place_words(pointer, language_of(request)),
    )


@get("/activities/{activity_id:uuid}/findings/assign", opt=page_for(Permission.REVIEW_ACTIVITIES))
async def assign_form(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], finding: Key = None
) -> Response[bytes]:
    """The form on which findings (one, or all of the record) are given to a person."""
    return await _show_assign(request, runner, str(activity_id), fresh(request, key=finding or ""))


@post("/activities/{activity_id:uuid}/findings/assign", opt=page_for(Permission.REVIEW_ACTIVITIES), status_code=200)
async def assign(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Give them, or show what is wrong with the form."""
    form, key = sent(request), str(activity_id)
    form.body["activity_id"] = key
    form.text("person_id")
    if form.value("key"):
        form.body["keys"] = [form.value("key")]
    given = form.read(AssignInput)

    def work(uow: UnitOfWork, data: AssignInput) -> None:
        service_accept.assign(uow, data)

    if await _done(request, runner, form, given, work):
        return go(f"/activities/{key}/findings", said="finding-assigned")
    return await _show_assign(request, runner, key, form, status=422)


async def _show_assign(
    request: ApiRequest, runner: Runner, activity_id: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    found, people = await runner.read(
        request.user,
        lambda uow: (service_worklist.of_record(uow, activity_id), service_accept.people_for(uow, activity_id)),
    )
    item = _chosen(found, form)
    if form.value("key") and item is None:
        return go(f"/activities/{activity_id}/findings", said="finding-gone")
    return page(
        request,
        "findings/assign.html",
        status=status,
        stored=found.stored,
        item=item,
        count=len(found.items),
        people=people,
        form=form,
        path_of_form=request.url.path,
        place=lambda pointer: place_words(pointer, language_of(request)),
    )


@get("/findings/acceptances/{acceptance_id:uuid}/end", opt=page_for(Permission.ACCEPT_FINDINGS))
async def end_form(
    request: ApiRequest, runner: NamedDependency[Runner], acceptance_id: FromPath[UUID]
) -> Response[bytes]:
    """Ask once more before an acceptance is taken back."""
    found, stored = await runner.read(request.user, lambda uow: service_accept.read_acceptance(uow, str(acceptance_id)))
    if found.ended_at is not None:
        raise NotFound
    return page(
        request,
        "findings/end.html",
        stored=stored,
        found=found,
        path_of_form=request.url.path,
        place=lambda pointer: place_words(pointer, language_of(request)),
    )


@post("/findings/acceptances/{acceptance_id:uuid}/end", opt=page_for(Permission.ACCEPT_FINDINGS), status_code=200)
async def end(request: ApiRequest, runner: NamedDependency[Runner], acceptance_id: FromPath[UUID]) -> Response[bytes]:
    """Take it back."""
    done = await runner.write(request.user, lambda uow: service_accept.end(uow, str(acceptance_id)))
    return go(f"/activities/{done.activity_id}/findings", said="acceptance-ended")


router = Router("/", route_handlers=[record_findings, accept_form, accept, assign_form, assign, end_form, end])
