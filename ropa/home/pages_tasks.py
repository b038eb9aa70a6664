"""One's own tasks in breaches, requests and rounds, seen by whoever owns them, whatever else they may read.

Those of breaches and requests are finished here; a step of a round on its own page, where its answer and evidence go.
"""

from datetime import date, datetime, time

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission
from ropa.breaches import service_tasks as breach_tasks
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.procedures import service_due
from ropa.requests import service_tasks_own as request_tasks
from ropa.requests import service_tasks_work as request_work
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, moment_now, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.steps import take
from schemas.breach_work import TaskDone, TaskState
from schemas.request_tasks import OwnRequestTask, RequestTaskDone, TaskResult, ToldHow

PATH = "/my-tasks"
_LONGEST_ID = 36
_MOST = 100
#: Fields of how a task of a request ended; on the page each bears the number of its task.
_TEXTS = ("result", "note", "evidence_ref", "told_how", "receipt_ref")


class MyTask(Struct, frozen=True, kw_only=True):
    """A task as its owner sees it."""

    of: str
    """`breach`, `request` or `round`."""
    thing: str
    key: str
    """Of a request: its number."""
    ref: str
    href: str | None
    """Where the whole matter stands; None for who may not read it."""
    title: str
    is_late: bool
    is_drill: bool = False
    due_at: datetime | None = None
    due_on: date | None = None
    asked: OwnRequestTask | None = None
    office_id: int | None = None
    """Of a round: whose run it is."""

    @property
    def mark(self) -> str:
        """Return what tells its fields from those of other tasks on the page."""
        return f"_{self.key}" if self.asked is None else f"_{self.thing}_{self.key}"


def mine(uow: UnitOfWork) -> list[MyTask]:
    """Return the actor's own open tasks, the earliest due first; at most 100 of requests and 100 of rounds."""
    found = [*_of_breaches(uow), *_of_requests(uow), *_of_rounds(uow)]
    return sorted(
        found, key=lambda each: (_due(each) or uow.now.max.replace(tzinfo=uow.now.tzinfo), each.ref, each.key)
    )


def _due(task: MyTask) -> datetime | None:
    if task.due_on is None:
        return task.due_at
    return datetime.combine(task.due_on, time.max, clock.BANGKOK)


def _of_breaches(uow: UnitOfWork) -> list[MyTask]:
    return [
        MyTask(
            of="breach",
            thing=each.task.breach_id,
            key=each.task.id,
            ref=each.ref,
            href=f"/breaches/{each.task.breach_id}/tasks" if each.is_readable else None,
            title=each.task.title,
            is_drill=each.is_drill,
            is_late=each.task.state is TaskState.OVERDUE,
            due_at=each.task.due_at,
        )
        for each in breach_tasks.own(uow).items
    ]


def _of_requests(uow: UnitOfWork) -> list[MyTask]:
    return [
        MyTask(
            of="request",
            thing=each.task.request_id,
            key=str(each.task.number),
            ref=each.ref,
            href=f"/requests/{each.task.request_id}/tasks" if each.may_read else None,
            title=each.task.target or "",
            is_late=each.task.state is TaskState.OVERDUE,
            due_on=each.task.due_on,
            asked=each,
        )
        for each in request_tasks.own(uow, limit=_MOST).items
    ]


def _of_rounds(uow: UnitOfWork) -> list[MyTask]:
    return [
        MyTask(
            of="round",
            thing=each.round_id,
            key=each.id,
            ref=each.ref,
            href=f"/rounds/{each.round_id}/offices/{each.run_office_id}#step-{each.id}",
            title=f"{each.round_title}: {each.step}. {each.title}".rstrip(". "),
            is_late=each.late_days > 0,
            due_on=each.due_on,
            office_id=each.run_office_id,
        )
        for each in service_due.own(uow, limit=_MOST)
    ]


@get("/", opt=page_for(Permission.SIGNED_IN))
async def my_tasks_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What this person has still to do, the earliest due first."""
    return await _show(request, runner, fresh(request))


@post("/", opt=page_for(Permission.SIGNED_IN), status_code=200)
async def finish_my_task(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Say that one of them is done, and what was done."""
    form = sent(request)
    finish = {"breach": _finish_breach, "request": _finish_request}.get(form.value("of"))
    if finish is None:
        raise NotFound
    if await finish(request, runner, form):
        return go(PATH, said="task-done")
    return await _show(request, runner, form, status=422)


async def _finish_breach(request: ApiRequest, runner: Runner, form: ShortForm) -> bool:
    thing, key = form.value("thing")[:_LONGEST_ID], form.value("task")[:_LONGEST_ID]
    words = f"words_{key}"
    form.body["note"] = form.value(words).strip()
    if not form.body["note"]:
        form.fault(words, "เขียนว่าทำอะไรไปแล้ว", "Say what was done")
    given = form.read(TaskDone)
    if given is None:
        return False
    said = given
    return await take(
        request, runner, form, lambda uow, _version: breach_tasks.done(uow, thing, key, said), {"note": words}
    )


async def _finish_request(request: ApiRequest, runner: Runner, form: ShortForm) -> bool:
    thing, key = form.value("thing")[:_LONGEST_ID], form.value("task")
    if not (key.isascii() and key.isdecimal() and len(key) < 6):  # noqa: PLR2004 - within what a request can have
        raise NotFound
    mark = f"_{thing}_{key}"
    form.body = {name: form.value(name + mark).strip() for name in _TEXTS if form.value(name + mark).strip()}
    if "result" not in form.body:
        form.fault(f"result{mark}", "เลือกผลของงาน", "Choose how it ended")
    form.moment(f"told_at{mark}")
    if f"told_at{mark}" in form.body:
        form.body["told_at"] = form.body.pop(f"told_at{mark}")

    def field_of(pointer: str) -> str:
        return pointer.strip("/").partition("/")[0] + mark

    given = form.read(RequestTaskDone, field_of)
    if given is None:
        return False
    said = given
    return await take(
        request, runner, form, lambda uow, _version: request_work.done(uow, thing, int(key), said), field_of
    )


async def _show(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    tasks = await runner.read(request.user, mine)
    return page(
        request,
        "home/my_tasks.html",
        status=status,
        tasks=tasks,
        form=form,
        faults=form.summary(),
        place=PATH,
        now=moment_now(request),
        offices=await offices_of(request, runner),
        results=tuple(TaskResult),
        hows=tuple(ToldHow),
    )


router = Router(PATH, route_handlers=[my_tasks_page, finish_my_task])
