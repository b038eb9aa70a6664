"""The page of an office's work about the ends of retention; each line leads to where it is solved."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, invalid
from ropa.retention import service_work
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.retention_work import WorkCounts, WorkFilter, WorkKind, WorkPage

LIMIT = 30
PATH = "/retention/work"
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
KindText = Annotated[str | None, QueryParameter(name="kind", max_length=20)]
ActivityText = Annotated[str | None, QueryParameter(name="activity", max_length=36)]
WhoseText = Annotated[str | None, QueryParameter(name="whose", max_length=5)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=20)]


@get("/work", opt=page_for(Permission.READ_RETENTION))
async def work_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    kind: KindText = None,
    activity: ActivityText = None,
    whose: WhoseText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """What is open, oldest first; without a choice one's own offices for who keeps data sets, else all."""
    return await _show(request, runner, fresh(request), _wanted(request, office, kind, activity, whose), cursor)


@post("/work", opt=page_for(Permission.WRITE_HOLDINGS), status_code=200)
async def note_change(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    kind: KindText = None,
    activity: ActivityText = None,
    whose: WhoseText = None,
) -> Response[bytes]:
    """Take note of changed dates, and stay on the page as it was filtered."""
    form, wanted = sent(request), _wanted(request, office, kind, activity, whose)
    number = form.value("work")
    if not (number.isascii() and number.isdigit()):
        raise invalid("/work", "ไม่มีงานนี้", "There is no such work")
    try:
        await runner.write(request.user, lambda uow: service_work.take_note(uow, int(number)))
    except Conflict as error:
        form.fault("work", error.message_th, error.message_en)
        return await _show(request, runner, form, wanted, None, status=409)
    return go(link(PATH, **_query(wanted)), said="noted")


def _wanted(
    request: ApiRequest, office: str | None, kind: str | None, activity: str | None, whose: str | None
) -> WorkFilter:
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    if kind and kind not in {str(each) for each in WorkKind}:
        raise invalid("/kind", "ไม่มีงานประเภทนี้", "There is no such kind of work")
    try:
        activity_id = str(UUID(activity)) if activity else None
    except ValueError:
        raise invalid("/activity", "ไม่มีกิจกรรมนี้", "There is no such activity") from None
    keeps = bool(offices_for(request.user, Permission.WRITE_HOLDINGS))
    mine = keeps and (whose == "mine" or (not whose and office_id is None and activity_id is None))
    return WorkFilter(office=office_id, kind=WorkKind.of(kind) if kind else None, activity_id=activity_id, mine=mine)


def _query(wanted: WorkFilter) -> dict[str, object]:
    return {
        "office": wanted.office,
        "kind": wanted.kind and str(wanted.kind),
        "activity": wanted.activity_id,
        "whose": "mine" if wanted.mine else "all",
    }


async def _show(
    request: ApiRequest,
    runner: Runner,
    form: ShortForm,
    wanted: WorkFilter,
    cursor: str | None,
    *,
    status: int = 200,
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[WorkPage, WorkCounts]:
        return service_work.list_work(uow, wanted, cursor or None, LIMIT), service_work.count_work(uow, wanted)

    found, counts = await runner.read(request.user, work)
    offices, query = await offices_of(request, runner), _query(wanted)
    return page(
        request,
        "retention/work.html",
        status=status,
        part="rows" if cursor else None,
        form=form,
        items=found.items,
        counts={str(each.kind): each for each in counts.items},
        kinds=list(WorkKind),
        wanted=wanted,
        query=query,
        offices=offices,
        back=link(PATH, **query),
        more=link(PATH, **query, cursor=found.next_cursor) if found.next_cursor else None,
        keeps=bool(offices_for(request.user, Permission.WRITE_HOLDINGS)),
        office_choices=offices.choices(offices_for(request.user, Permission.READ_RETENTION), wanted.office),
    )


router = Router("/retention", route_handlers=[work_page, note_change])
