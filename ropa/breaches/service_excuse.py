"""The Office's answer to a late notice: excused or not. Written once; a later answer stands beside it."""

import msgspec

from ropa import clock
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import rules_notices as rules
from ropa.breaches import service, service_timeline, store_notices
from ropa.breaches.service_notices_shown import excuses_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from schemas.breach import BreachRecord
from schemas.breach_notice import BreachNoticeKind, Excuse, ExcuseInput
from schemas.breach_work import BreachEventKind
from schemas.findings import Problem
from schemas.reading import control_characters

_LAW = "PDPC breach notification B.E.2565"


def answer(uow: UnitOfWork, breach_id: str, given: ExcuseInput) -> Excuse:
    """Return the answer as it was recorded. `excused_at` of the breach follows the newest answer.

    Raises: NotFound, Forbidden; Conflict when nothing was sent that could be excused; Invalid with every fault.
    Legal source: PDPC breach notification B.E. 2565 (the Office decides on a late notice).
    """
    breach = service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    if breach.notified_at is None or breach.aware_at is None:
        raise Conflict(
            "ยังไม่ได้แจ้งสำนักงาน จึงยังไม่มีคำตอบเรื่องการแจ้งล่าช้า", "The Office was not told yet; there is nothing to excuse"
        )
    if not rules.is_late(BreachNoticeKind.INITIAL, breach.aware_at, breach.notified_at):
        raise Conflict("แจ้งภายใน 72 ชั่วโมง ไม่ต้องขอยกเว้น", "It was told within 72 hours; there is nothing to excuse")
    problems = _problems(uow, breach, given)
    if problems:
        raise Invalid(problems)
    before = store_notices.excuses(uow, breach_id)
    values = {
        "breach_id": breach_id,
        "number": len(before) + 1,
        **msgspec.structs.asdict(given),
        "noted_at": uow.now,
        "noted_by": uow.actor.id,
    }
    store_notices.add_excuse(uow, values)
    told = {"number": values["number"], "is_excused": given.is_excused, "reference": given.reference}
    record(uow, "breach.excuse_answered", f"breach:{breach_id}", told)
    service_timeline.add(uow, breach_id, BreachEventKind.EXCUSED, details=told)
    service.change(uow, breach_id, None, excused_at=uow.now if given.is_excused else None)
    return excuses_of(uow, breach_id)[-1]


def _problems(uow: UnitOfWork, breach: BreachRecord, given: ExcuseInput) -> list[Problem]:
    problems = list(control_characters(msgspec.to_builtins(given)))
    if given.answered_on > clock.bangkok(uow.now).date():
        problems.append(_problem("วันที่สำนักงานตอบอยู่ในอนาคต", "The day of the answer lies in the future"))
    elif breach.notified_at is not None and given.answered_on < clock.bangkok(breach.notified_at).date():
        problems.append(_problem("สำนักงานตอบก่อนวันที่แจ้งไม่ได้", "The Office cannot have answered before it was told"))
    return problems


def _problem(thai: str, english: str) -> Problem:
    return Problem(pointer="/answered_on", message_th=thai, message_en=english, law=_LAW)
