"""What the pages of one breach share: reading it, its frame with tabs, and how a form's step is taken."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import service
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.web import steps
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _
from ropa.web.offices import offices_of
from ropa.web.pages import go, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from ropa.web.steps import version_of
from schemas.breach import BreachRecord

PATH = "/breaches"
_RIGHTS = {"handles": Permission.HANDLE_BREACHES, "decides": Permission.DECIDE_BREACHES}
#: The parts of a breach's page: what follows its address, and the name of the part.
TABS = (
    ("", _("ภาพรวม")),
    ("/facts", _("ข้อเท็จจริง")),
    ("/assessment", _("ประเมินความเสี่ยง")),
    ("/notices", _("การแจ้ง")),
    ("/tasks", _("งานและหลักฐาน")),
    ("/timeline", _("ลำดับเหตุการณ์")),
    ("/closing", _("ปิดเรื่อง")),
)


class Frame(Struct, frozen=True):
    """A breach as its pages begin: itself, what the reader may do on it, what the reader typed before."""

    it: BreachRecord
    rights: dict[str, bool]
    kept: buffers.Buffer | None
    now: datetime
    extra: Any = None


Extra = Callable[[UnitOfWork, BreachRecord], Any]


def path_of(breach_id: UUID | str, rest: str = "") -> str:
    """Return the address of a breach's page."""
    return f"{PATH}/{breach_id}{rest}"


def frame(uow: UnitOfWork, request: ApiRequest, breach_id: str, extra: Extra | None = None) -> Frame:
    """Return what a page of a breach shows.

    Raises: NotFound.
    """
    it = service.read(uow, breach_id)
    return Frame(
        it=it,
        rights={name: access.may(uow, right, it.office_id) for name, right in _RIGHTS.items()},
        kept=buffers.find(uow, keys_of(request), request.url.path),
        now=uow.now,
        extra=extra(uow, it) if extra else None,
    )


async def find(request: ApiRequest, runner: Runner, breach_id: UUID, extra: Extra | None = None) -> Frame:
    """Return what a page of a breach shows, read from the database."""
    return await runner.read(request.user, lambda uow: frame(uow, request, str(breach_id), extra))


def form_of(request: ApiRequest, found: Frame, **proposed: str) -> ShortForm:
    """Return the page's form: as its reader left it unsaved, else fresh with what is proposed."""
    return fresh(request, **proposed) if found.kept is None else kept(request, found.kept.fields)


async def show(
    request: ApiRequest, runner: Runner, template: str, found: Frame, form: ShortForm, **values: Any
) -> Response[bytes]:
    """Return a page of a breach. `status` and `part` go to `page`, all else to the template."""
    status, part = values.pop("status", 200), values.pop("part", None)
    return page(
        request,
        f"breaches/{template}.html",
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
        tabs=TABS,
        saved_at=found.kept.saved_at if found.kept and not form.problems else None,
        now=moment_now(request),
        **values,
    )


#: For the pages of this folder.
take = steps.take


def done(breach_id: UUID, said: str = "saved", rest: str = "", fragment: str = "") -> Response[bytes]:
    """Send the reader to a page of the breach after a step."""
    return go(path_of(breach_id, rest), said=said, fragment=fragment)


__all__ = ["Frame", "done", "find", "form_of", "frame", "path_of", "sent", "show", "take", "version_of"]
