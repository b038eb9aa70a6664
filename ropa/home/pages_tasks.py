"""One's own tasks: in breaches and in requests, seen and finished by whoever owns them, whatever else they may read."""

from datetime import datetime

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.breaches import service_tasks as breach_tasks
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, moment_now, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.steps import take
from schemas.breach_work import TaskDone

PATH = "/my-tasks"
_LONGEST_ID = 36


class MyTask(Struct, frozen=True, kw_only=True):
    """A task as its owner sees it."""

    of: str
    """`breach`."""
    thing: str
    key: str
    ref: str
    href: str | None
    """Where the whole matter stands; None for who may not read it."""
    title: str
    is_drill: bool = False
    due_at: datetime | None = None


def mine(uow: UnitOfWork) -> list[MyTask]:
    """Return the actor's own open tasks, the earliest due first."""
    return [
        MyTask(
            of="breach",
            thing=each.task.breach_id,
            key=each.task.id,
            ref=each.ref,
            href=f"/breaches/{each.task.breach_id}/tasks" if each.is_readable else None,
            title=each.task.title,
            is_drill=each.is_drill,
            due_at=each.task.due_at,
        )
        for each in breach_tasks.own(uow).items
    ]


@get("/", opt=page_for(Permission.SIGNED_IN))
async def my_tasks_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What this person has still to do, the earliest due first."""
    return await _show(request, runner, fresh(request))


@post("/", opt=page_for(Permission.SIGNED_IN), status_code=200)
async def finish_my_task(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Say that one of them is done, and what was done."""
    form = sent(request)
    of, thing, key = (form.value(name)[:_LONGEST_ID] for name in ("of", "thing", "task"))
    if of != "breach":
        raise NotFound
    words = f"words_{key}"
    form.body["note"] = form.value(words).strip()
    if not form.body["note"]:
        form.fault(words, "เขียนว่าทำอะไรไปแล้ว", "Say what was done")
    given = form.read(TaskDone)

    def step(uow: UnitOfWork, _version: int) -> object:
        if given is None:
            raise RuntimeError("nothing was read")
        return breach_tasks.done(uow, thing, key, given)

    if given is not None and await take(request, runner, form, step, {"note": words}):
        return go(PATH, said="task-done")
    return await _show(request, runner, form, status=422)


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
    )


router = Router(PATH, route_handlers=[my_tasks_page, finish_my_task])
