"""The page of the work on a request: who holds the person by the register, and the tasks at each place."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden
from ropa.requests import (
    service,
    service_proposals,
    service_task_owners,
    service_tasks,
    service_tasks_made,
    service_tasks_work,
    service_where,
    service_work,
)
from ropa.requests.pages_frame import Act, Doing, Extra, Frame, done, find, form_of, perform, sent, show
from ropa.requests.pages_task_fields import finished
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm
from schemas.request_tasks import (
    ProposedTasks,
    RequestTaskOwner,
    RequestTaskReason,
    RequestTasks,
    TaskAssignment,
    TaskKind,
    TaskNew,
    TaskResult,
    TasksDone,
    TaskWanted,
    TaskWhat,
    ToldHow,
)
from schemas.request_where import ProposalQuery, ProposedActivities, Where, WhereLogged
from schemas.requests import ActivitiesInput, SubjectRequest

RequestId = FromPath[UUID]
_NOBODY = ("เลือกงานอย่างน้อยหนึ่งงาน", "Choose at least one task")


class Seen(Struct, frozen=True):
    """What the page shows beside the request."""

    where: Where
    tasks: RequestTasks
    proposed: ProposedTasks | None
    activities: ProposedActivities | None
    owners: list[RequestTaskOwner]


def _seen(query: ProposalQuery | None = None) -> Extra:
    def work(uow: UnitOfWork, it: SubjectRequest) -> Seen:
        handles = access.may(uow, Permission.HANDLE_REQUESTS, it.office_id)
        return Seen(
            where=service_where.where(uow, it.id),
            tasks=service_tasks.list_tasks(uow, it.id),
            proposed=service_tasks_made.proposed(uow, it.id) if handles else None,
            activities=service_proposals.propose(uow, it.id, query or ProposalQuery()) if handles else None,
            owners=service_task_owners.owners(uow, it.id).items if handles else [],
        )

    return work


def _numbers(form: ShortForm) -> list[int]:
    found = [int(each) for each in form.values("numbers") if each.isascii() and each.isdecimal() and len(each) < 6]  # noqa: PLR2004 - within what a request can have
    if not found:
        form.fault("numbers", *_NOBODY)
    return found


def _make(form: ShortForm) -> TaskWanted | None:
    form.body = {name: form.values(name) for name in ("kinds", "what") if form.values(name)}
    form.body["with_exchange_log"] = bool(form.value("with_exchange_log"))
    if form.value("make_owner"):
        form.body["owner_id"] = form.value("make_owner")
    form.day("make_due", ahead=True)
    if "make_due" in form.body:
        form.body["due_on"] = form.body.pop("make_due")
    return form.read(TaskWanted, _of_make)


def _of_make(pointer: str) -> str:
    root = pointer.strip("/").partition("/")[0]
    return {"owner_id": "make_owner", "due_on": "make_due"}.get(root, root)


def _done(form: ShortForm) -> TasksDone | None:
    numbers = _numbers(form)
    finished(form)
    form.body["numbers"] = numbers
    return form.read(TasksDone)


def _assign(form: ShortForm) -> TaskAssignment | None:
    form.body = {"numbers": _numbers(form)}
    if form.value("owner_id"):
        form.body["owner_id"] = form.value("owner_id")
    form.day("due_on", ahead=True)
    return form.read(TaskAssignment)


def _reason(form: ShortForm) -> tuple[list[int], RequestTaskReason | None]:
    numbers = _numbers(form)
    form.body = {"reason": form.value("reason").strip()}
    if not form.body["reason"]:
        form.fault("reason", "เขียนเหตุผล", "Say why")
    return numbers, form.read(RequestTaskReason)


def _add(form: ShortForm) -> TaskNew | None:
    form.body = {}
    for name in ("kind", "what", "target"):
        if form.value(f"new_{name}").strip():
            form.body[name] = form.value(f"new_{name}").strip()
    if "what" not in form.body:
        form.fault("new_what", "เลือกว่าต้องทำอะไร", "Choose what is to be done")
    if "target" not in form.body:
        form.fault("new_target", "เขียนว่าที่ใด", "Say at what")
    if form.value("new_owner_id"):
        form.body["owner_id"] = form.value("new_owner_id")
    form.day("new_due_on", ahead=True)
    if "new_due_on" in form.body:
        form.body["due_on"] = form.body.pop("new_due_on")
    return form.read(TaskNew, lambda pointer: f"new_{pointer.strip('/').partition('/')[0]}")


def _link(form: ShortForm) -> list[str] | None:
    chosen = form.values("linked")
    if not chosen:
        form.fault("linked", "เลือกกิจกรรมอย่างน้อยหนึ่งรายการ", "Choose at least one activity")
    return chosen


def _linked(uow: UnitOfWork, doing: Doing, chosen: list[str]) -> object:
    before = service.read(uow, doing.id).activity_ids
    both = list(dict.fromkeys([*before, *chosen]))
    return service_work.link(uow, doing.id, ActivitiesInput(activity_ids=both), doing.version)


def _each(act: Any) -> Any:
    def run(uow: UnitOfWork, doing: Doing, given: tuple[list[int], RequestTaskReason]) -> object:
        numbers, reason = given
        return [act(uow, doing.id, number, reason) for number in numbers]

    return run


ACTS = {
    "make": Act(
        _make, lambda uow, doing, given: service_tasks_made.make(uow, doing.keys, doing.id, given), lambda _f: _of_make
    ),
    "done": Act(_done, lambda uow, doing, given: service_tasks_work.done_all(uow, doing.id, given)),
    "assign": Act(_assign, lambda uow, doing, given: service_tasks_work.assign(uow, doing.id, given)),
    "drop": Act(_reason, _each(service_tasks_work.drop)),
    "reopen": Act(_reason, _each(service_tasks_work.reopen)),
    "add": Act(
        _add,
        lambda uow, doing, given: service_tasks_made.add(uow, doing.id, given),
        lambda _form: lambda pointer: f"new_{pointer.strip('/').partition('/')[0]}",
    ),
    "link": Act(_link, _linked, lambda _form: {"activity_ids": "linked"}),
}


@get("/{request_id:uuid}/tasks", opt=page_for(Permission.READ_REQUESTS))
async def request_tasks_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Who holds the person, and what is to be done where by whom."""
    found = await find(request, runner, request_id, _seen())
    return await _show(request, runner, found, form_of(request, found))


@post("/{request_id:uuid}/tasks", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def change_request_tasks(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Make tasks, say how they ended, who does them; look for activities, or in the exchange log."""
    form = sent(request)
    if form.value("do") == "propose":
        query = ProposalQuery(q=form.value("q").strip()[:200] or None, category=form.value("category")[:200] or None)
        return await _show(request, runner, await find(request, runner, request_id, _seen(query)), form)
    if form.value("do") == "logged":
        return await _logged(request, runner, request_id, form)
    form, is_done = await perform(request, runner, request_id, ACTS)
    if is_done:
        return done(request_id, "saved", "/tasks")
    return await _show(request, runner, await find(request, runner, request_id, _seen()), form, status=422)


async def _logged(request: ApiRequest, runner: Runner, request_id: UUID, form: ShortForm) -> Response[bytes]:
    keys, found_in_log = keys_of(request), None

    def work(uow: UnitOfWork) -> WhereLogged:
        return service_where.logged(uow, keys, str(request_id))

    try:
        found_in_log = await runner.write(request.user, work)
    except (Conflict, Forbidden) as error:
        form.fault("", error.message_th, error.message_en)
    found = await find(request, runner, request_id, _seen())
    return await _show(request, runner, found, form, status=422 if form.problems else 200, logged=found_in_log)


async def _show(
    request: ApiRequest,
    runner: Runner,
    found: Frame,
    form: ShortForm,
    *,
    status: int = 200,
    logged: WhereLogged | None = None,
) -> Response[bytes]:
    seen: Seen = found.extra
    values = {name: getattr(seen, name) for name in msgspec.structs.asdict(seen)}
    new = [each for each in seen.proposed.items if each.number is None] if seen.proposed else []
    return await show(
        request,
        runner,
        "tasks",
        found,
        form,
        status=status,
        logged=logged,
        to_make=[each for each in new if not each.is_early],
        later=sum(each.is_early for each in new),
        kinds=tuple(TaskKind),
        whats=tuple(TaskWhat),
        results=tuple(TaskResult),
        hows=tuple(ToldHow),
        **values,
    )


router = Router("/requests", route_handlers=[request_tasks_page, change_request_tasks])
