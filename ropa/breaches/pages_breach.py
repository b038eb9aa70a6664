"""The page of one breach: its clocks, its duties, what to do next; and the same on one sheet of paper."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.breaches import service_awareness, service_duties, service_tasks, service_timeline
from ropa.breaches.pages_frame import find, form_of, show
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _
from ropa.web.running import Runner
from schemas.breach import BreachRecord
from schemas.breach_duties import Duty
from schemas.breach_work import BreachTask, TimelineEntry
from schemas.listing import ActivityItem

BreachId = FromPath[UUID]
_LATEST = 6
_ON_PAPER = 14
#: For each duty that is open: what to do in plain words, where, and what the link says.
NEXT_STEPS = {
    "confirm": (
        _("ตรวจสอบเหตุต้องสงสัย แล้วยืนยันว่าเกิดจริงหรือยุติพร้อมเหตุผล"),
        "/awareness",
        _("ยืนยันหรือยุติ"),
    ),
    "assess": (_("ประเมินความเสี่ยงเจ็ดข้อ ทะเบียนเติมสิ่งที่ทราบให้แล้ว"), "/assessment", _("ไปประเมิน")),
    "office": (
        _("ร่างและส่งหนังสือแจ้งสำนักงานฯ แจ้งเท่าที่ทราบก่อนได้ ที่เหลือแจ้งเพิ่มเติมภายหลัง"),
        "/notices",
        _("ไปหน้าการแจ้ง"),
    ),
    "late_reason": (_("เขียนเหตุผลและหลักฐานที่แจ้งเกิน 72 ชั่วโมงในหนังสือแจ้ง"), "/notices", _("ไปหน้าการแจ้ง")),
    "subjects": (_("แจ้งเจ้าของข้อมูลพร้อมแนวทางเยียวยาโดยไม่ชักช้า"), "/notices", _("ไปหน้าการแจ้ง")),
    "supplementary": (_("แจ้งข้อมูลเพิ่มเติมต่อสำนักงานฯ ตามที่บอกไว้"), "/notices", _("ไปหน้าการแจ้ง")),
    "evidence_of_no_risk": (_("แนบหลักฐานว่าไม่มีความเสี่ยง"), "/assessment", _("ไปประเมิน")),
    "processor": (_("บันทึกเวลาที่ผู้ประมวลผลแจ้งเหตุ"), "/facts", _("ไปหน้าข้อเท็จจริง")),
    "reassess": (_("ข้อเท็จจริงเปลี่ยนแล้ว ประเมินความเสี่ยงใหม่"), "/assessment", _("ไปประเมิน")),
}


class Seen(Struct, frozen=True):
    """What the page shows beside the breach."""

    duties: list[Duty]
    activities: Sequence[ActivityItem]
    hidden: int
    companions: list[BreachRecord]
    latest: list[TimelineEntry]
    tasks: list[BreachTask]


def _seen(uow: UnitOfWork, it: BreachRecord, latest: int = _LATEST) -> Seen:
    known = service_listing.named(uow, it.activity_ids)
    visible = [known[each] for each in it.activity_ids if each in known]
    return Seen(
        duties=service_duties.duties(uow, it),
        activities=visible,
        hidden=len(it.activity_ids) - len(visible),
        companions=service_awareness.companions(uow, it.id),
        latest=service_timeline.last(uow, it.id, latest),
        tasks=service_tasks.list_tasks(uow, it.id).items,
    )


def _shown(seen: Seen, it: BreachRecord) -> dict[str, Any]:
    return {
        "duties": seen.duties,
        "activities": seen.activities,
        "hidden_activities": seen.hidden,
        "companions": seen.companions,
        "latest": seen.latest,
        "tasks": seen.tasks,
        "was_late": it.was_late,
        "next_steps": NEXT_STEPS,
    }


@get("/{breach_id:uuid}", opt=page_for(Permission.READ_BREACHES))
async def breach_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """What is known of a breach, what it obliges to, and what to do next."""
    found = await find(request, runner, breach_id, _seen)
    return await show(request, runner, "breach", found, form_of(request, found), **_shown(found.extra, found.it))


@get("/{breach_id:uuid}/print", opt=page_for(Permission.READ_BREACHES))
async def print_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The situation on one sheet, as of this moment, to be printed by the browser."""
    found = await find(request, runner, breach_id, lambda uow, it: _seen(uow, it, _ON_PAPER))
    return await show(request, runner, "print", found, form_of(request, found), **_shown(found.extra, found.it))


router = Router("/breaches", route_handlers=[breach_page, print_page])
