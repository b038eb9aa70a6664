"""The ends of a request: taken back, lapsed, no request at all, closed; and opening it again.

Ending stops its clocks and begins the time after which who asked is forgotten. Nothing is deleted here.
"""

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.requests import (
    rules,
    rules_asks,
    rules_closing,
    rules_states,
    service_asks,
    service_clock,
    service_decisions,
    service_effects,
    service_events,
    service_keeping,
    service_letters_shown,
    service_rows,
    service_states,
    service_tasks,
    service_tasks_followed,
    service_telling,
    store_clock,
)
from ropa.requests.rules_closing import Work
from schemas.findings import Problem
from schemas.request_terms import RequestState, RightOutcome
from schemas.requests import (
    EndInput,
    Hindrance,
    RequestClosing,
    RequestEventKind,
    SubjectRequest,
    WithdrawInput,
)


def withdraw(uow: UnitOfWork, request_id: str, given: WithdrawInput, version: int | None = None) -> SubjectRequest:
    """Return a request after the person took it back, or some of its rights. With none left it is over.

    A right that was decided stays decided: what was done is not undone by taking the request back.
    Raises: NotFound, Forbidden; Conflict when it is over or answered; Invalid; PreconditionFailed.
    """
    found = _open(uow, request_id, Permission.HANDLE_REQUESTS, given.reason, version)
    waiting = rules_states.undecided(found.rights)
    wanted = sorted(set(given.rights)) or waiting
    problems = [
        rules.say(
            f"/rights/{place}",
            f"สิทธิที่ {seq} ตัดสินแล้วหรือไม่มีในคำขอนี้",
            f"Right {seq} is decided, or is not of this request",
        )
        for place, seq in enumerate(given.rights)
        if seq not in waiting
    ]
    if problems:
        raise Invalid(problems)
    if not waiting:
        raise Conflict("สิทธิทุกข้อตัดสินแล้ว จึงไม่มีข้อใดให้ถอน", "Every right is decided; nothing is left to take back")
    for seq in wanted:
        service_rows.set_right(uow, request_id, seq, outcome=RightOutcome.WITHDRAWN, decided_at=uow.now)
    rest = service_rows.read_stored(uow, request_id).rights
    told: dict[str, object] = {"rights": wanted}
    service_tasks_followed.drop_refused(uow, request_id, "ผู้ขอถอนคำขอส่วนนี้แล้ว")
    if rules_states.undecided(rest) or rules_states.is_decided(rest):
        service_states.settle(uow, request_id, version)
    else:
        service_states.move(uow, found, RequestState.WITHDRAWN, version, closed_at=uow.now)
    return _told(uow, request_id, RequestEventKind.WITHDRAWN, given.reason, told)


def lapse(uow: UnitOfWork, request_id: str, given: EndInput, version: int | None = None) -> SubjectRequest:
    """Return a request that ends because nobody proved who asks. It can be opened again when proof comes.

    Raises: NotFound, Forbidden; Conflict when the identity is proven, a right was decided, proof was not asked for in
    vain, or no letter told the requester of the end since; PreconditionFailed.
    """
    found = _open(uow, request_id, Permission.DECIDE_REQUESTS, given.reason, version)
    if not found.identity_gaps:
        raise Conflict(
            "ยืนยันตัวตนแล้ว จึงยุติเพราะไม่ยืนยันไม่ได้ ต้องตัดสินคำขอ",
            "The identity is proven, so the request cannot lapse for want of proof; decide it",
        )
    _refuse_decided(found)
    today = clock.bangkok(uow.now).date()
    silent_since = rules_asks.silent_since(service_asks.asked_of(uow, request_id), today)
    if silent_since is None:
        raise Conflict(
            f"ต้องขอหลักฐานจากผู้ขอก่อนที่หน้า “สอบถามและเวลา” และพ้นกำหนดตอบ (อย่างน้อย {rules_asks.LEAST.days} วัน)",
            f"Proof has to be asked for first, and its last day has to pass ({rules_asks.LEAST.days} days at least)",
        )
    told_at = service_letters_shown.told_of_closing(uow, request_id)
    if told_at is None or clock.bangkok(told_at).date() <= silent_since:
        raise Conflict(
            "ส่งหนังสือแจ้งยุติเรื่องถึงผู้ขอก่อน แล้วจึงยุติ (หน้า “หนังสือ”)",
            "Send the requester the notice of closing first (letters)",
        )
    service_states.move(uow, found, RequestState.LAPSED, version, closed_at=uow.now)
    return _told(uow, request_id, RequestEventKind.LAPSED, given.reason, {"gaps": found.identity_gaps})


def dismiss(uow: UnitOfWork, request_id: str, given: EndInput, version: int | None = None) -> SubjectRequest:
    """Return what came as a request and is none, with the reason. It stays, and can be opened again.

    Raises: NotFound, Forbidden; Conflict when it is over, or a right was decided; PreconditionFailed.
    """
    found = _open(uow, request_id, Permission.DECIDE_REQUESTS, given.reason, version)
    _refuse_decided(found)
    service_states.move(uow, found, RequestState.NOT_A_REQUEST, version, closed_at=uow.now)
    return _told(uow, request_id, RequestEventKind.DISMISSED, given.reason, {"before": str(found.state)})


def closing(uow: UnitOfWork, request_id: str) -> RequestClosing:
    """Return whether a request may be closed now, and what stands against it.

    Raises: NotFound.
    """
    found = service_rows.read(uow, request_id)
    if found.is_over:
        return RequestClosing(may_close=False, hindrances=[])
    against = _against(uow, found)
    may = access.may(uow, Permission.DECIDE_REQUESTS, found.office_id)
    return RequestClosing(may_close=may and not against, hindrances=against)


def close(uow: UnitOfWork, request_id: str, given: EndInput, version: int | None = None) -> SubjectRequest:
    """Return a request after it was closed: every right decided, answered and carried out, no task open.

    Raises: NotFound, Forbidden; Conflict when it is over; Invalid with all that stands against it; PreconditionFailed.
    Legal source: PDPA ss.30-36.
    """
    found = _open(uow, request_id, Permission.DECIDE_REQUESTS, given.reason, version)
    problems = [
        Problem(pointer=f"/hindrances/{each.code}", message_th=each.th, message_en=each.en)
        for each in _against(uow, found)
    ]
    if problems:
        raise Invalid(problems)
    service_states.move(uow, found, RequestState.CLOSED, version, closed_at=uow.now)
    return _told(uow, request_id, RequestEventKind.CLOSED, given.reason, {})


def reopen(uow: UnitOfWork, request_id: str, given: EndInput, version: int | None = None) -> SubjectRequest:
    """Return a request that is worked on again. Its clocks are those of its receipt: nothing starts anew.

    Rights that the person took back wait again when the whole request had been taken back.
    Raises: NotFound, Forbidden; Conflict when it is not over, or who asked was forgotten; PreconditionFailed.
    """
    found = service_rows.read(uow, request_id, Permission.DECIDE_REQUESTS)
    _check(uow, found, given.reason, version)
    target = rules_states.after_reopening(found.state, was_answered=found.answered_at is not None)
    if target is None:
        raise Conflict("คำขอนี้ยังไม่สิ้นสุด", "This request is not over")
    if not found.has_person:
        raise Conflict(
            "ลบข้อมูลผู้ยื่นคำขอแล้ว จึงดำเนินการต่อไม่ได้ โปรดรับเป็นคำขอใหม่",
            "Who asked was forgotten, so it cannot go on; take in another request",
        )
    if found.state is RequestState.WITHDRAWN:
        for each in found.rights:
            if each.outcome is RightOutcome.WITHDRAWN:
                service_rows.set_right(uow, request_id, each.seq, outcome=None, decided_at=None)
    # Answered, it may lie again: it is forgotten from today on as one that nobody closed.
    forget_on = service_keeping.forget_on(clock.bangkok(uow.now).date()) if target is RequestState.ANSWERED else None
    service_rows.change(uow, request_id, version, state=target, closed_at=None, forget_on=forget_on)
    service_clock.refresh(uow, request_id)
    told: dict[str, object] = {"before": str(found.state), "state": str(target), "closed_at": found.closed_at}
    return _told(uow, request_id, RequestEventKind.REOPENED, given.reason, told)


def _open(uow: UnitOfWork, request_id: str, permission: Permission, reason: str, version: int | None) -> SubjectRequest:
    found = service_rows.read(uow, request_id, permission)
    service_rows.refuse_over(found)
    _check(uow, found, reason, version)
    return found


def _check(uow: UnitOfWork, found: SubjectRequest, reason: str, version: int | None) -> None:
    if version is not None and version != found.version:
        raise PreconditionFailed
    # The timeline keeps it for good.
    service_telling.refuse(uow, found.id, reason=reason)


def _refuse_decided(found: SubjectRequest) -> None:
    if rules_states.is_decided(found.rights):
        raise Conflict("มีสิทธิที่ตัดสินแล้ว ต้องตอบและปิดเรื่องตามปกติ", "A right was decided: answer and close the request")


def _told(
    uow: UnitOfWork, request_id: str, kind: RequestEventKind, reason: str, details: dict[str, object]
) -> SubjectRequest:
    # The timeline says why in words; the trail that it was done.
    record(uow, f"request.{kind}", f"request:{request_id}", details)
    service_events.add(uow, request_id, kind, reason, details)
    return service_rows.read_stored(uow, request_id)


def _against(uow: UnitOfWork, found: SubjectRequest) -> list[Hindrance]:
    return rules_closing.hindrances(found.rights, _work(uow, found))


def _work(uow: UnitOfWork, found: SubjectRequest) -> Work:
    asks = store_clock.asks(uow, found.id)
    pauses = store_clock.pauses(uow, [found.id])
    return Work(
        answers_unsent=service_letters_shown.open_count(uow, found.id),
        refusals_missing=service_decisions.open_count(uow, found.id),
        tasks_open=service_tasks.open_count(uow, found.id),
        effects_open=service_effects.open_count(uow, found.id),
        asks_open=sum(each.closed_at is None for each in asks),
        pauses_open=sum(each.kind == "pause" and each.ended_at is None for each in pauses),
    )
