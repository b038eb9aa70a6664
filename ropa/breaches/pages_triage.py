"""The inbox of reports from outside: what waits, the oldest warning clearly shown, and what becomes of one report."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.breaches import service, service_triage
from ropa.breaches.pages_frame import take
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.breach import BreachOrder, BreachRecord
from schemas.breach_reports import AcceptInput, MergeInput, RejectInput, ReportItem, ReportState

LIMIT = 30
PATH = "/breaches/triage"
ReportId = FromPath[UUID]
Stage = Annotated[str | None, QueryParameter(name="stage", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=60)]
#: How many known breaches a report may be merged into without looking further.
_OFFERED = 20
_TITLE = 120


@get("/triage", opt=page_for(Permission.HANDLE_BREACHES))
async def triage_page(
    request: ApiRequest, runner: NamedDependency[Runner], stage: Stage = None, cursor: Cursor = None
) -> Response[bytes]:
    """The reports that wait, or those that were decided."""
    try:
        wanted = ReportState.of(stage) if stage else ReportState.WAITING
    except KeyError:
        raise invalid("/stage", "ไม่มีสถานะนี้", "There is no such state") from None
    keys = keys_of(request)
    found = await runner.read(
        request.user,
        lambda uow: service_triage.inbox(uow, keys, state=wanted, cursor=cursor or None, limit=LIMIT),
    )
    return page(
        request,
        "breaches/triage.html",
        part="rows" if cursor else None,
        items=found.items,
        waiting=found.waiting,
        stage=wanted,
        stages=tuple(ReportState),
        offices=await offices_of(request, runner),
        now=moment_now(request),
        more=link(PATH, stage=stage, cursor=found.next_cursor) if found.next_cursor else None,
    )


@get("/triage/{report_id:uuid}", opt=page_for(Permission.HANDLE_BREACHES))
async def report_page(request: ApiRequest, runner: NamedDependency[Runner], report_id: ReportId) -> Response[bytes]:
    """One report with what can be done about it."""
    item, known = await _find(request, runner, report_id)
    proposed = {
        "title": " ".join(item.what.split())[:_TITLE],
        "office_id": "" if item.office_id is None else str(item.office_id),
    }
    return await _show(request, runner, item, known, fresh(request, **proposed))


async def _find(request: ApiRequest, runner: Runner, report_id: UUID) -> tuple[ReportItem, list[BreachRecord]]:
    keys = keys_of(request)

    def work(uow: UnitOfWork) -> tuple[ReportItem, list[BreachRecord]]:
        item = service_triage.read(uow, keys, str(report_id))
        newest = service.page(uow, order=BreachOrder.NEWEST, limit=_OFFERED).items
        return item, [each for each in newest if not each.is_drill]

    return await runner.read(request.user, work)


@post("/triage/{report_id:uuid}", opt=page_for(Permission.DECIDE_BREACHES), status_code=200)
async def decide_report(request: ApiRequest, runner: NamedDependency[Runner], report_id: ReportId) -> Response[bytes]:
    """Accept it as a breach or a suspicion, merge it into a known one, or reject it with a reason."""
    form, key, keys = sent(request), str(report_id), keys_of(request)
    item, known = await _find(request, runner, report_id)
    given, made = _read(form), form.id(request)
    led: list[str] = []

    def step(uow: UnitOfWork, _version: int) -> None:
        if isinstance(given, AcceptInput):
            led.append(service_triage.accept(uow, key, given, made).id)
        elif isinstance(given, MergeInput):
            service_triage.merge(uow, keys, key, given)
            led.append(given.breach_id)
        elif isinstance(given, RejectInput):
            service_triage.reject(uow, keys, key, given)

    names = {"reason": "reject_reason"} if isinstance(given, RejectInput) else {}
    if given is not None and await take(request, runner, form, step, names):
        return go(f"/breaches/{led[-1]}" if led else PATH, said="triaged")
    return await _show(request, runner, item, known, form, status=422)


def _read(form: ShortForm) -> AcceptInput | MergeInput | RejectInput | None:
    do = form.value("do")
    if do == "accept":
        form.text("title", required=("เขียนสั้น ๆ ว่าเกิดอะไรขึ้น", "Say shortly what happened"))
        office_id = office_id_of(form.value("office_id"))
        if office_id is None:
            form.fault("office_id", "เลือกหน่วยงานที่เกิดเหตุ", "Choose the office concerned")
        else:
            form.body["office_id"] = office_id
        form.moment("aware_at")
        return form.read(AcceptInput)
    if do == "merge":
        form.text("breach_id", required=("เลือกเหตุที่จะรวม", "Choose the breach"))
        return form.read(MergeInput)
    if do != "reject":
        raise NotFound
    form.text("reject_reason", required=("บอกเหตุผล", "Give the reason"))
    if form.problems:
        return None
    form.body = {"reason": form.body["reject_reason"]}
    return form.read(RejectInput)


async def _show(
    request: ApiRequest,
    runner: Runner,
    item: ReportItem,
    known: list[BreachRecord],
    form: ShortForm,
    *,
    status: int = 200,
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    held = offices_for(request.user, Permission.DECIDE_BREACHES)
    return page(
        request,
        "breaches/triage_one.html",
        status=status,
        item=item,
        known=known,
        form=form,
        faults=form.summary(),
        offices=offices,
        decides=bool(held),
        now=moment_now(request),
        place=request.url.path,
        office_choices=offices.choices(held, office_id_of(form.value("office_id"))),
    )


router = Router("/breaches", route_handlers=[triage_page, report_page, decide_report])
