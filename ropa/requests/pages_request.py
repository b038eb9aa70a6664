"""The page of one request: its rights and their clocks, what to do next, its facts; and small acts on it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.requests import (
    service_decisions,
    service_effects,
    service_ending,
    service_events,
    service_rights,
    service_tasks,
    service_work,
)
from ropa.requests.pages_frame import Frame, done, find, form_of, show, take
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _
from ropa.web.picker import Picked, picked
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, sent
from schemas.listing import ActivityItem
from schemas.request_decisions import Decision
from schemas.request_effects import Effect
from schemas.request_tasks import RequestTasks
from schemas.requests import (
    LAW_OF,
    ActivitiesInput,
    OwnerInput,
    RequestChange,
    RequestClosing,
    RequestEvent,
    RequestOwner,
    RequestState,
    Right,
    RightOutcome,
    RightsInput,
    SubjectRequest,
)

RequestId = FromPath[UUID]
_LATEST = 6
_ON_PAPER = 12
_DOES = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY})
#: What is to be done next, in plain words.
STEPS = {
    "identity": _("ตรวจว่าใครเป็นผู้ขอ ก่อนมอบหรือแก้ไขข้อมูลใด"),
    "activities": _("ระบุกิจกรรมที่อาจเก็บข้อมูลของผู้ขอ"),
    "tasks": _("ดูจากทะเบียนว่าข้อมูลอยู่ที่ใด แล้วมอบงานค้นหาและดำเนินการ"),
    "decide": _("ตัดสินสิทธิแต่ละข้อ ถ้าปฏิเสธต้องมีเหตุและเหตุผล"),
    "effects": _("บันทึกสิ่งที่ดำเนินการกับข้อมูล"),
    "letters": _("ทำหนังสือตอบ และบันทึกเมื่อส่งแล้ว"),
    "closing": _("ตรวจว่าครบทุกอย่าง แล้วปิดเรื่อง"),
}


class Seen(Struct, frozen=True):
    """What the page shows beside the request."""

    activities: Sequence[ActivityItem]
    hidden: int
    latest: list[RequestEvent]
    owners: list[RequestOwner]


def _seen(uow: UnitOfWork, it: SubjectRequest) -> Seen:
    handles = access.may(uow, Permission.HANDLE_REQUESTS, it.office_id)
    known = service_listing.named(uow, it.activity_ids)
    visible = [known[each] for each in it.activity_ids if each in known]
    return Seen(
        activities=visible,
        hidden=len(it.activity_ids) - len(visible),
        latest=service_events.last(uow, it.id, _LATEST),
        owners=service_work.owners(uow, it.id).items if handles else [],
    )


@get("/{request_id:uuid}", opt=page_for(Permission.READ_REQUESTS))
async def request_page(request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId) -> Response[bytes]:
    """What was asked, until when it is to be answered, and what to do next."""
    found = await find(request, runner, request_id, _seen)
    return await _show(request, runner, found, _form(request, found))


def _form(request: ApiRequest, found: Frame) -> ShortForm:
    form = form_of(request, found, owner_id=found.it.owner_id or "")
    if found.kept is None:
        form.typed = {**form.typed, "activity_ids": found.it.activity_ids}
    return form


@post("/{request_id:uuid}", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def change_request_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Say who works on it, which activities it concerns, which further right is asked, or when it came."""
    form, key = sent(request), str(request_id)
    do, keys = form.value("do"), keys_of(request)
    if do not in {"owner", "activities", "search", "right", "receipt"}:
        raise NotFound
    given = None if do == "search" else _READ[do](form)

    def step(uow: UnitOfWork, version: int) -> object:
        if isinstance(given, OwnerInput):
            return service_work.assign(uow, key, given, version)
        if isinstance(given, ActivitiesInput):
            return service_work.link(uow, key, given, version)
        if isinstance(given, RightsInput):
            return service_rights.add(uow, keys, key, given, version)
        if isinstance(given, RequestChange):
            return service_rights.update(uow, key, given, version)
        raise RuntimeError("nothing was read")

    if given is not None and await take(request, runner, form, step, {"rights": "right", "received_at": "moved_to"}):
        return done(request_id, "saved")
    found = await find(request, runner, request_id, _seen)
    return await _show(request, runner, found, form, status=200 if do == "search" else 422)


def _owner(form: ShortForm) -> OwnerInput | None:
    form.body["owner_id"] = form.value("owner_id") or None
    return form.read(OwnerInput)


def _activities(form: ShortForm) -> ActivitiesInput | None:
    form.body["activity_ids"] = form.values("activity_ids")
    return form.read(ActivitiesInput)


def _right(form: ShortForm) -> RightsInput | None:
    right, wish = form.value("right"), form.value("right_wish").strip()
    if not right:
        form.fault("right", "เลือกสิทธิ", "Choose the right")
        return None
    form.moment("asked_at")
    asked_at = form.body.pop("asked_at", None)
    form.body = {"rights": [{"right": right, "wish": wish} if wish else {"right": right}]}
    if asked_at:
        form.body["received_at"] = asked_at
    return form.read(RightsInput, lambda pointer: "right_wish" if pointer.endswith("/wish") else "right")


def _receipt(form: ShortForm) -> RequestChange | None:
    form.moment("moved_to", required=("กรอกวันเวลาที่หน่วยงานได้รับคำขอ", "Give the moment at which it reached the agency"))
    moved_to = form.body.pop("moved_to", None)
    reason = form.value("moved_reason").strip()
    if not reason:
        form.fault("moved_reason", "เขียนเหตุผล เพราะกำหนดเวลาจะเปลี่ยน", "Say why: the last day moves with it")
    form.body = {"received_at": moved_to, "reason": reason}
    return None if form.problems else form.read(RequestChange, lambda _pointer: "moved_to")


_READ: dict[str, Any] = {"owner": _owner, "activities": _activities, "right": _right, "receipt": _receipt}


def _steps(it: SubjectRequest) -> list[tuple[str, str, str]]:
    """Return what is to be done next: words in the reader's language come later, the page, what its link says."""
    found = []
    if it.identity_gaps:
        found.append(("identity", "/identity", _("ไปหน้ายืนยันตัวตน")))
    if not it.activity_ids:
        found.append(("activities", "", _("ระบุในหน้านี้")))
    else:
        found.append(("tasks", "/tasks", _("ไปหน้าข้อมูลและงาน")))
    if any(each.outcome is None for each in it.rights):
        found.append(("decide", "/decide", _("ไปหน้าคำตัดสิน")))
    if any(each.outcome in _DOES for each in it.rights):
        found.append(("effects", "/effects", _("ไปหน้าการดำเนินการ")))
    found.append(("letters", "/letters", _("ไปหน้าหนังสือ")))
    if it.state is RequestState.ANSWERED:
        found.append(("closing", "/closing", _("ไปหน้าปิดเรื่อง")))
    return found


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    seen: Seen = found.extra
    picker: Picked = await runner.read(request.user, lambda uow: picked(uow, form))
    return await show(
        request,
        runner,
        "request",
        found,
        form,
        status=status,
        part="picker" if form.value("do") == "search" else None,
        activities=seen.activities,
        hidden_activities=seen.hidden,
        latest=seen.latest,
        owners=seen.owners,
        picker=picker,
        laws=LAW_OF,
        next_steps=[(STEPS[code], at, words) for code, at, words in _steps(found.it)],
        all_rights=tuple(Right),
    )


class OnPaper(Struct, frozen=True):
    """What the sheet shows beside the request."""

    decisions: list[Decision]
    tasks: RequestTasks
    effects: list[Effect]
    closing: RequestClosing
    latest: list[RequestEvent]


def _on_paper(uow: UnitOfWork, it: SubjectRequest) -> OnPaper:
    return OnPaper(
        decisions=service_decisions.standing(uow, it.id),
        tasks=service_tasks.list_tasks(uow, it.id),
        effects=service_effects.effects_of(uow, it.id),
        closing=service_ending.closing(uow, it.id),
        latest=service_events.last(uow, it.id, _ON_PAPER),
    )


@get("/{request_id:uuid}/print", opt=page_for(Permission.READ_REQUESTS))
async def print_request_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """The request on one sheet, without who asked, to be printed by the browser."""
    found = await find(request, runner, request_id, _on_paper)
    paper: OnPaper = found.extra
    return await show(request, runner, "print", found, form_of(request, found), paper=paper, laws=LAW_OF)


router = Router("/requests", route_handlers=[request_page, change_request_page, print_request_page])
