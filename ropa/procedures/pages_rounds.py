"""Pages of rounds: the list, a new one, one with the progress of its offices, paused, gone on with, ended."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.procedures import (
    service,
    service_pauses,
    service_provisional,
    service_round_offices,
    service_rounds,
    service_rounds_shown,
)
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.procedure import ProcedureStatus
from schemas.procedure_record import ProcedureFilter, ProcedureItem, StoredProcedure
from schemas.round_record import RoundEvents, RoundShown
from schemas.rounds import OfficeGroup, RoundInput, RoundState, RunPause

PATH, LIMIT, MOST_CHOICES = "/rounds", 30, 200
#: Seconds after which the progress of a round asks for itself anew.
WATCHED_EVERY = 30
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
Standing = Annotated[str | None, QueryParameter(name="state", max_length=20)]
Chosen = Annotated[str | None, QueryParameter(name="procedure", max_length=36)]


@get("/", opt=page_for(Permission.READ_ROUNDS))
async def rounds_page(
    request: ApiRequest, runner: NamedDependency[Runner], standing: Standing = None, cursor: Cursor = None
) -> Response[bytes]:
    """Newest first, with how many offices are done and how many are late."""
    known = {str(each): each for each in RoundState}
    wanted = known.get(standing or "")
    found = await runner.read(request.user, lambda uow: service_rounds.page(uow, wanted, None, cursor or None, LIMIT))
    more = link(PATH, state=wanted, cursor=found.next_cursor) if found.next_cursor else None
    return page(
        request,
        "procedures/rounds.html",
        part="rows" if cursor else None,
        items=found.items,
        state=wanted,
        states=tuple(RoundState),
        more=more,
    )


@get("/new", opt=page_for(Permission.RUN_ROUNDS))
async def new_round_page(
    request: ApiRequest, runner: NamedDependency[Runner], procedure: Chosen = None
) -> Response[bytes]:
    """By which procedure, from when, for which offices."""
    own = {"procedure": procedure} if procedure else {}
    return await _show_new(request, runner, fresh(request, group=str(OfficeGroup.PROVINCES), **own))


@post("/new", opt=page_for(Permission.RUN_ROUNDS), status_code=200)
async def start_round_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Begin a round; the same form sent twice makes one."""
    form = sent(request)
    form.text("title", required=("ตั้งชื่อรอบ", "Give the round a title"))
    form.day("starts_on", ahead=True)
    if not form.value("starts_on").strip():
        form.fault("starts_on", "ระบุวันเริ่ม", "Say when it begins")
    if not form.value("procedure"):
        form.fault("procedure", "เลือกคู่มือ", "Choose a procedure")
    groups = {str(each): each for each in OfficeGroup}
    group = groups.get(form.value("group"), OfficeGroup.ONE)
    form.body["office_ids"] = [1]
    given = form.read(RoundInput, lambda pointer: pointer.strip("/").partition("/")[0])
    if given is None:
        return await _show_new(request, runner, form, status=422)
    asked, key = given, form.id(request)
    office_id, procedure_id = office_id_of(form.value("office_id")), form.value("procedure")

    def work(uow: UnitOfWork) -> str:
        chosen = service_round_offices.offices_of(uow, group, office_id)
        made = RoundInput(title=asked.title, starts_on=asked.starts_on, office_ids=chosen)
        return service_rounds.start(uow, procedure_id, made, round_id=key)

    try:
        round_id = await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show_new(request, runner, form, status=422)
    except Conflict as error:
        form.fault("procedure", error.message_th, error.message_en)
        return await _show_new(request, runner, form, status=409)
    return go(f"{PATH}/{round_id}", said="created")


async def _show_new(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    wanted = ProcedureFilter(status=ProcedureStatus.APPROVED)
    chosen = form.value("procedure")

    def read(uow: UnitOfWork) -> tuple[list[ProcedureItem], StoredProcedure | None]:
        items = service.page(uow, wanted, None, MOST_CHOICES).items
        named = chosen if chosen and chosen not in {item.id for item in items} else None
        return items, None if named is None else service.find(uow, named)

    items, other = await runner.read(request.user, read)
    held = offices_for(request.user, Permission.RUN_ROUNDS)
    return page(
        request,
        "procedures/round_new.html",
        status=status,
        form=form,
        items=items,
        other=other,
        groups=tuple(OfficeGroup),
        office_choices=(await offices_of(request, runner)).choices(held, office_id_of(form.value("office_id"))),
    )


@get("/{round_id:uuid}", opt=page_for(Permission.READ_ROUNDS))
async def round_page(request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]) -> Response[bytes]:
    """Where each office stands: open steps, due dates, how late."""
    return await _show(request, runner, str(round_id), fresh(request))


async def _show(
    request: ApiRequest, runner: Runner, key: str, form: ShortForm, *, status: int = 200, refused: str | None = None
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[RoundShown, RoundEvents, list[int]]:
        found = service_rounds_shown.shown(uow, key)
        days = (run.due_on for run in found.runs if run.is_provisional)
        return found, service_rounds_shown.events(uow, key), service_provisional.years(uow, found.item.starts_on, days)

    found, told, provisional = await runner.read(request.user, work)
    return page(
        request,
        "procedures/round.html",
        part="progress",
        every=WATCHED_EVERY,
        status=status,
        found=found,
        item=found.item,
        place=f"{PATH}/{key}",
        events=told.items[:50],
        provisional=provisional,
        form=form,
        refused=refused,
        offices=await offices_of(request, runner),
    )


@post("/{round_id:uuid}/act", opt=page_for(Permission.RUN_ROUNDS), status_code=200)
async def act_page(request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]) -> Response[bytes]:
    """Pause or go on with a round or the run of one office, or end a round; each says why."""
    form, key = sent(request), str(round_id)
    act, office_id = form.value("act"), office_id_of(form.value("office_id"))
    if act not in {"pause", "resume", "cancel"}:
        form.fault("act", "เลือกว่าจะพัก ทำต่อ หรือยกเลิก", "Choose to pause, to go on, or to cancel")
    elif act == "cancel" and office_id is not None:
        form.fault("office_id", "ยกเลิกได้เฉพาะทั้งรอบ", "Only the whole round is cancelled")
    if form.problems:
        return await _show(request, runner, key, form, status=422)
    version = form.whole("version")
    reason = form.value("reason").strip()[:4_000]

    def work(uow: UnitOfWork) -> None:
        if act == "pause":
            service_pauses.pause(uow, key, version, RunPause(reason=reason, office_id=office_id))
        elif act == "resume":
            service_pauses.resume(uow, key, version, RunPause(reason=reason, office_id=office_id))
        else:
            service_rounds.cancel(uow, key, version, reason)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, key, form, status=422)
    except (Conflict, PreconditionFailed) as error:
        words = error.message_en if form.language == "en" else error.message_th
        return await _show(request, runner, key, form, status=409, refused=words)
    return go(f"{PATH}/{key}", said="saved")


router = Router(PATH, route_handlers=[rounds_page, new_round_page, start_round_page, round_page, act_page])
