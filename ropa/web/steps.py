"""A step that a form takes on something that has a version: taken once, and never with what was typed lost."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm
from schemas.findings import Problem

_LONGEST_VERSION = 10
CHANGED = (
    "มีผู้แก้ไขเรื่องนี้ระหว่างที่ท่านกรอก ตรวจข้อมูลปัจจุบันแล้วกดบันทึกอีกครั้ง ข้อความที่พิมพ์ยังอยู่ครบ",
    "Somebody changed this meanwhile; look how it stands and save again. All that you typed is here",
)
Renamed = Mapping[str, str] | Callable[[str], str]


def version_of(form: ShortForm) -> int:
    """Return the version that the form was drawn from; 0, which no row has, for none."""
    typed = form.value("version")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < _LONGEST_VERSION else 0


async def take(
    request: ApiRequest,
    runner: Runner,
    form: ShortForm,
    step: Callable[[UnitOfWork, int], Any],
    renamed: Renamed | None = None,
    changed: tuple[str, str] = CHANGED,
) -> bool:
    """Take a step as the form says; False with its faults noted in the form, nothing typed lost.

    `step` gets the version that the reader saw. `renamed`: the field of what a service names, by the root of its
    pointer, or asked with the whole of it. `changed`: what to say when somebody else was faster, Thai and English.
    """
    path, version = request.url.path, version_of(form)

    def work(uow: UnitOfWork) -> None:
        step(uow, version)
        buffers.discard(uow, path)

    try:
        await _twice(request, runner, form, work)
    except PreconditionFailed:
        # The next press is on what is there now, which the page then shows.
        form.typed = {name: values for name, values in form.typed.items() if name != "version"}
        form.fault("", *changed)
    except (Conflict, Forbidden) as error:
        form.fault("", error.message_th, error.message_en)
    except Invalid as error:
        form.take(_renamed(each, renamed or {}) for each in error.problems)
    else:
        return True
    return False


async def _twice(request: ApiRequest, runner: Runner, form: ShortForm, work: Callable[[UnitOfWork], None]) -> None:
    try:
        await runner.write(request.user, work)
    except Conflict:
        if form.id(request) is None:
            raise
        # The same form may have come twice in the same moment: the other one has made its thing by now.
        await runner.write(request.user, work)


def _renamed(problem: Problem, names: Renamed) -> Problem:
    root = problem.pointer.lstrip("/").partition("/")[0]
    field = names(problem.pointer) if callable(names) else names.get(root, root)
    return msgspec.structs.replace(problem, pointer=f"/{field}")
