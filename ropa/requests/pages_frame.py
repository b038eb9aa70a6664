"""What the pages of one request share: reading it, its frame with tabs, and how a form's step is taken.

Who asked is on one page alone (`pages_person`); every other page knows the request, never the person.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.requests import service
from ropa.web import steps
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _
from ropa.web.offices import offices_of
from ropa.web.pages import go, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from ropa.web.steps import version_of
from schemas.requests import SubjectRequest
from schemas.thai_text import arabic_digits

PATH = "/requests"
_LONGEST_NUMBER = 10
_RIGHTS = {
    "handles": Permission.HANDLE_REQUESTS,
    "decides": Permission.DECIDE_REQUESTS,
    "sees": Permission.SEE_REQUESTERS,
}
#: The parts of a request's page: what follows its address, the name of the part, and the right that it needs.
TABS = (
    ("", _("ภาพรวม"), None),
    ("/person", _("ผู้ขอ"), "sees"),
    ("/identity", _("ยืนยันตัวตน"), None),
    ("/asks", _("สอบถามและเวลา"), None),
    ("/tasks", _("ข้อมูลและงาน"), None),
    ("/decide", _("คำตัดสิน"), None),
    ("/effects", _("การดำเนินการ"), None),
    ("/letters", _("หนังสือ"), None),
    ("/timeline", _("ลำดับเหตุการณ์"), None),
    ("/closing", _("ปิดเรื่อง"), None),
)


class Frame(Struct, frozen=True):
    """A request as its pages begin: itself, what the reader may do on it, what the reader typed before."""

    it: SubjectRequest
    rights: dict[str, bool]
    kept: buffers.Buffer | None
    now: datetime
    extra: Any = None


Extra = Callable[[UnitOfWork, SubjectRequest], Any]


def path_of(request_id: UUID | str, rest: str = "") -> str:
    """Return the address of a request's page."""
    return f"{PATH}/{request_id}{rest}"


def frame(uow: UnitOfWork, request: ApiRequest, request_id: str, extra: Extra | None = None) -> Frame:
    """Return what a page of a request shows.

    Raises: NotFound.
    """
    it = service.read(uow, request_id)
    return Frame(
        it=it,
        rights={name: access.may(uow, right, it.office_id) for name, right in _RIGHTS.items()},
        kept=buffers.find(uow, keys_of(request), request.url.path),
        now=uow.now,
        extra=extra(uow, it) if extra else None,
    )


async def find(request: ApiRequest, runner: Runner, request_id: UUID, extra: Extra | None = None) -> Frame:
    """Return what a page of a request shows, read from the database."""
    return await runner.read(request.user, lambda uow: frame(uow, request, str(request_id), extra))


def form_of(request: ApiRequest, found: Frame, **proposed: str) -> ShortForm:
    """Return the page's form: as its reader left it unsaved, else fresh with what is proposed."""
    return fresh(request, **proposed) if found.kept is None else kept(request, found.kept.fields)


async def show(
    request: ApiRequest, runner: Runner, template: str, found: Frame, form: ShortForm, **values: Any
) -> Response[bytes]:
    """Return a page of a request. `status` and `part` go to `page`, all else to the template."""
    status, part = values.pop("status", 200), values.pop("part", None)
    now = moment_now(request)
    return page(
        request,
        f"requests/{template}.html",
        status=status,
        part=part,
        found=found,
        it=found.it,
        rights=found.rights,
        form=form,
        faults=form.summary(),
        offices=await offices_of(request, runner),
        place=request.url.path,
        base=path_of(found.it.id),
        shown_version=version_of(form) or found.it.version,
        tabs=[(at, words) for at, words, right in TABS if right is None or found.rights[right]],
        saved_at=found.kept.saved_at if found.kept and not form.problems else None,
        now=now,
        today=clock.bangkok(now).date(),
        **values,
    )


#: For the pages of this folder.
take = steps.take


class Doing(Struct, frozen=True):
    """With what an act of a page is done: the request, the version that the reader saw, and the id of a new thing."""

    id: str
    keys: service.Keys
    version: int
    made: str | None


class Act(Struct, frozen=True):
    """One of several forms of a page: how it is read, and what it does.

    `names`: the field of what a service names, for the form as it was sent.
    """

    read: Callable[[ShortForm], Any]
    run: Callable[[UnitOfWork, Doing, Any], object]
    names: Callable[[ShortForm], steps.Renamed] = lambda _form: {}


async def perform(
    request: ApiRequest, runner: Runner, request_id: UUID, acts: Mapping[str, Act]
) -> tuple[ShortForm, bool]:
    """Do what the sent form asks for; False with its faults noted in the form.

    Raises: NotFound for an act that the page does not have.
    """
    form = sent(request)
    chosen = acts.get(form.value("do"))
    if chosen is None:
        raise NotFound
    given = chosen.read(form)
    if given is None or form.problems:
        return form, False
    keys, made = keys_of(request), form.id(request)

    def step(uow: UnitOfWork, version: int) -> object:
        return chosen.run(uow, Doing(str(request_id), keys, version, made), given)

    return form, await take(request, runner, form, step, chosen.names(form))


def number_of(form: ShortForm, name: str) -> int | None:
    """Return the number in a field; None where there is none."""
    typed = form.value(name).strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < _LONGEST_NUMBER else None


def whole(form: ShortForm, name: str) -> None:
    """Take a number that was typed into the body, in Thai or Arabic digits."""
    typed = arabic_digits(form.value(name).strip())
    if not typed:
        return
    if typed.isascii() and typed.isdecimal() and len(typed) < _LONGEST_NUMBER:
        form.body[name] = int(typed)
    else:
        form.fault(name, "เขียนเป็นตัวเลข เช่น 15", "Write a number, for example 15")


def done(request_id: UUID, said: str = "saved", rest: str = "", fragment: str = "") -> Response[bytes]:
    """Send the reader to a page of the request after a step."""
    return go(path_of(request_id, rest), said=said, fragment=fragment)


__all__ = [
    "Act",
    "Doing",
    "Extra",
    "Frame",
    "done",
    "find",
    "form_of",
    "frame",
    "number_of",
    "path_of",
    "perform",
    "sent",
    "show",
    "take",
    "version_of",
    "whole",
]
