"""The page on which a breach is reported: short, for a telephone, and once however often it is sent."""

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.breaches import service
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.picker import Picked, picked
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.breach import BreachInput, BreachRecord
from schemas.findings import Problem
from schemas.office import WHOLE_MINISTRY
from schemas.thai_dates import format_thai_date

PATH = "/breaches/new"
SUSPECTED = "suspected"
_OTHER_TIMES = ("detected_at", "occurred_from", "occurred_to", "received_at", "processor_told_at")


@get("/new", opt=page_for(Permission.ENTER))
async def form_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The empty form: aware now, at the reader's own office; or what this person typed before and did not save."""
    keys = keys_of(request)
    found = await runner.read(request.user, lambda uow: buffers.find(uow, keys, PATH))
    if found is not None:
        form = kept(request, found.fields)
        return await _show(request, runner, form, saved_at=found.saved_at)
    form = fresh(request)
    now = clock.bangkok(form.now)
    held = sorted(_offices(request))
    proposed = {
        "aware_at_day": format_thai_date(now.date()),
        "aware_at_time": f"{now:%H:%M}",
        "office_id": str(held[0]) if len(held) == 1 and held[0] else "",
        "activity_ids": request.query_params.get("activity", "")[:36],
        "certainty": "aware",
    }
    return await _show(request, runner, fresh(request, **proposed))


@post("/new", opt=page_for(Permission.ENTER), status_code=200)
async def report(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Save the report, or look for the activities that it concerns, or show what is wrong with it."""
    form = sent(request)
    if form.value("do") == "search":
        return await _show(request, runner, form)
    given = _read(form)
    if given is None:
        return await _show(request, runner, form, status=422)
    breach_id = form.id(request)

    def work(uow: UnitOfWork) -> BreachRecord:
        made = service.report(uow, given, breach_id)
        buffers.discard(uow, PATH)
        return made

    try:
        try:
            made = await runner.write(request.user, work)
        except Conflict:
            # The same form came twice in the same moment: the other one has made it by now.
            made = await runner.write(request.user, work)
    except Invalid as error:
        form.take(_field(each) for each in error.problems)
        return await _show(request, runner, form, status=422)
    reads = offices_for(request.user, Permission.READ_BREACHES)
    offices = await offices_of(request, runner)
    listed = "/breaches" if request.user.grants else PATH
    return go(f"/breaches/{made.id}" if offices.covers(reads, made.office_id) else listed, said=_said(made))


def _offices(request: ApiRequest) -> frozenset[int]:
    """Return where the reader may report. Who has no role yet has no office either, and may report of any."""
    return offices_for(request.user, Permission.REPORT_BREACH) if request.user.grants else frozenset({WHOLE_MINISTRY})


def _said(made: BreachRecord) -> str:
    return "reported" if made.aware_at is not None else "suspicion-reported"


def _read(form: ShortForm) -> BreachInput | None:
    form.text("title", required=("เขียนสั้น ๆ ว่าเกิดอะไรขึ้น", "Say shortly what happened"))
    form.moment("aware_at", required=("กรอกวันเวลาที่ทราบเหตุ", "Give the moment at which you became aware"))
    if form.value("certainty") == SUSPECTED and "aware_at" in form.body:
        form.body["suspected_at"] = form.body.pop("aware_at")
    for name in _OTHER_TIMES:
        form.moment(name)
    for name in ("description", "processor_name", "times_note"):
        form.text(name)
    form.body |= {name: True for name in ("occurred_unknown", "is_drill") if form.value(name)}
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงานที่เกิดเหตุ", "Choose the office concerned")
    else:
        form.body["office_id"] = office_id
    form.body["activity_ids"] = form.values("activity_ids")
    return form.read(BreachInput)


def _field(problem: Problem) -> Problem:
    """A suspicion is typed where awareness is."""
    return msgspec.structs.replace(problem, pointer=problem.pointer.replace("/suspected_at", "/aware_at"))


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, saved_at: object = None
) -> Response[bytes]:
    picker: Picked = await runner.read(request.user, lambda uow: picked(uow, form))
    offices = await offices_of(request, runner)
    return page(
        request,
        "breaches/report.html",
        status=status,
        part="picker" if form.value("do") == "search" else None,
        form=form,
        picker=picker,
        saved_at=saved_at,
        place=PATH,
        reads=bool(offices_for(request.user, Permission.READ_BREACHES)),
        more_times=any(form.value(f"{name}_day") or form.error(name) for name in (*_OTHER_TIMES, "times_note")),
        drills=bool(offices_for(request.user, Permission.HANDLE_BREACHES)),
        office_choices=offices.choices(_offices(request), office_id_of(form.value("office_id"))),
    )


router = Router("/breaches", route_handlers=[form_page, report])
