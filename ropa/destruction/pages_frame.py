"""What the pages of one destruction list share: reading it, its frame, and how a form's step is taken."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
from litestar import Response
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_board, service_lists
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.destruction import HoldingState, ListState
from schemas.destruction_lists import DestructionList
from schemas.findings import Problem

PATH = "/destruction"
#: Days after which the National Archives' silence counts as agreement, the day of sending not counted.
SILENT_AFTER = 60
#: Faults that a page spells out; thousands of items can have one each.
MOST_FAULTS = 30
_NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)
_RIGHTS = {
    "lists": Permission.LIST_DESTRUCTION,
    "sits": Permission.SIT_IN_COMMITTEE,
    "decides": Permission.DECIDE_DESTRUCTION,
    "records": Permission.RECORD_DESTRUCTION,
}


class Frame(Struct, frozen=True):
    """A list as its pages begin: itself, what the reader may do on it, what the reader typed before."""

    it: DestructionList
    rights: dict[str, bool]
    own_seat: str | None
    """Id of the reader's seat in the committee."""
    names: dict[str, str]
    """Of people by actor."""
    kept: buffers.Buffer | None
    today: date
    extra: Any = None


Extra = Callable[[UnitOfWork, DestructionList], Any]


def path_of(ref: str, rest: str = "") -> str:
    """Return the address of a list's page."""
    return f"{PATH}/{ref}{rest}"


def frame(uow: UnitOfWork, request: ApiRequest, ref: str, extra: Extra | None = None) -> Frame:
    """Return what a page of a list shows.

    Raises: NotFound.
    """
    it = service_lists.read(uow, service_lists.id_of(uow, ref))
    own = next((each.id for each in it.seats if each.person_id and uow.actor.id == f"person:{each.person_id}"), None)
    actors = [it.created_by, it.submitted_by, it.concluded_by, *(each.decided_by for each in it.decisions)]
    return Frame(
        it=it,
        rights={name: access.may(uow, right, it.office_id) for name, right in _RIGHTS.items()},
        own_seat=own,
        names=service_board.names_of(uow, actors),
        kept=buffers.find(uow, keys_of(request), request.url.path),
        today=clock.bangkok(uow.now).date(),
        extra=extra(uow, it) if extra else None,
    )


async def find(request: ApiRequest, runner: Runner, ref: str, extra: Extra | None = None) -> Frame:
    """Return what a page of a list shows, read from the database."""
    return await runner.read(request.user, lambda uow: frame(uow, request, ref, extra))


def form_of(request: ApiRequest, found: Frame, **proposed: str) -> ShortForm:
    """Return the page's form: as its reader left it unsaved, else fresh with what is proposed."""
    return fresh(request, **proposed) if found.kept is None else kept(request, found.kept.fields)


async def show(
    request: ApiRequest, runner: Runner, template: str, found: Frame, form: ShortForm, **values: Any
) -> Response[bytes]:
    """Return a page of a list. `status` and `part` go to `page`, all else to the template."""
    status, part = values.pop("status", 200), values.pop("part", None)
    faults = form.summary()
    return page(
        request,
        f"destruction/{template}.html",
        status=status,
        part=part,
        found=found,
        it=found.it,
        rights=found.rights,
        form=form,
        faults=faults[:MOST_FAULTS],
        more_faults=max(0, len(faults) - MOST_FAULTS),
        offices=await offices_of(request, runner),
        place=request.url.path,
        saved_at=found.kept.saved_at if found.kept and not faults else None,
        ended=found.it.state in {ListState.CLOSED, ListState.CANCELLED},
        silent_on=silent_on(found.it),
        standing={str(each): found.it.counts.get(str(each), 0) for each in HoldingState},
        **values,
    )


def silent_on(it: DestructionList) -> date | None:
    """Return the first day on which the archives' silence after the latest letter counts as agreement."""
    sent_on = max((each.dated_on for each in it.archives if each.kind == "sent"), default=None)
    return None if sent_on is None else sent_on + timedelta(days=SILENT_AFTER + 1)


async def take(
    request: ApiRequest,
    runner: Runner,
    form: ShortForm,
    ref: str,
    step: Callable[[UnitOfWork, str, int], object],
    renamed: Mapping[str, str] | Callable[[str], str] | None = None,
) -> bool:
    """Take a step on a list as the form says; False with its faults noted in the form, nothing typed lost.

    `step` gets the list's id and the version that the reader saw. `renamed`: the field of what a service names, by the
    root of its pointer, or asked with the whole of it.
    """
    path = request.url.path
    typed = form.value("version")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0  # noqa: PLR2004 - a 32-bit number

    def work(uow: UnitOfWork) -> None:
        step(uow, service_lists.id_of(uow, ref), version)
        buffers.discard(uow, path)

    try:
        await runner.write(request.user, work)
    except PreconditionFailed:
        form.fault(
            "",
            "มีผู้ดำเนินการกับบัญชีนี้ระหว่างที่ท่านกรอก ตรวจสถานะปัจจุบันแล้วกดอีกครั้ง ข้อความที่พิมพ์ยังอยู่",
            "Somebody took a step on this list meanwhile; look how it stands and press again. What you typed is here",
        )
    except (Conflict, Forbidden) as error:
        form.fault("", error.message_th, error.message_en)
    except Invalid as error:
        form.take(_renamed(each, renamed or {}) for each in error.problems)
    else:
        return True
    return False


def _renamed(problem: Problem, names: Mapping[str, str] | Callable[[str], str]) -> Problem:
    root = problem.pointer.lstrip("/").partition("/")[0]
    field = names(problem.pointer) if callable(names) else names.get(root, root)
    return msgspec.structs.replace(problem, pointer=f"/{field}")


def numbers(form: ShortForm, name: str = "items") -> list[int]:
    """Return the numbers of the ticked items."""
    return [int(each) for each in form.values(name) if _NUMBER.fullmatch(each)]


def done(ref: str, said: str = "destruction-step", rest: str = "", fragment: str = "") -> Response[bytes]:
    """Send the reader to a page of the list after a step."""
    return go(path_of(ref, rest), said=said, fragment=fragment)


__all__ = ["Frame", "done", "find", "form_of", "frame", "numbers", "path_of", "sent", "show", "silent_on", "take"]
