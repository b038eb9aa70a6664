"""Use cases of another agency's request for data: intake, check, decision, ClientID, end, and that data were deleted.

The register never takes a ClientSecret: there is no field for one, and who issues it hands it over another way.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.audit.service import record
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import rules, rules_approvals, store
from ropa.disclosures.rules_approvals import Standing, Stretch
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed, invalid
from ropa.offices import service as offices
from schemas.disclosures import (
    ExchangeRequest,
    ExchangeRequestInput,
    ExchangeRequestNew,
    ExchangeRequestPage,
    ExchangeState,
    ExchangeStep,
    ExchangeStepInput,
    ExchangeStepTaken,
)
from schemas.findings import Problem

MAX_LIMIT = 200
_ID = re.compile("[0-9a-f-]{36}")


def receive(uow: UnitOfWork, given: ExchangeRequestNew, request_id: str | None = None) -> ExchangeRequest:
    """Return the new request of an agency.

    `request_id` is the one that the register itself gave to this form beforehand: the form sent twice makes one.
    Raises: Forbidden; Invalid with every fault.
    """
    before = None if request_id is None else store.request(uow, request_id)
    if before is not None and before.created_by == uow.actor.id:
        return _shown(uow, before)
    fault = offices.fault_of(uow, given.office_id)
    problems = list(rules.request_faults(given.asked, "/asked"))
    if fault is not None:
        problems.append(Problem(pointer="/office_id", message_th=fault[0], message_en=fault[1]))
    if given.activity_id is not None and not _knows_activity(uow, given.activity_id):
        th, en = "ไม่พบกิจกรรมนี้", "There is no such activity"
        problems.append(Problem(pointer="/activity_id", message_th=th, message_en=en))
    if problems:
        raise Invalid(problems)
    access.require(uow, Permission.RECORD_DISCLOSURES, given.office_id)
    year = clock.buddhist_year(uow.now)
    values: dict[str, Any] = {
        "id": request_id or new_id(uow.now),
        "ref": f"EXCHANGE-{year}-{next_number(uow, 'exchange_request', year):04d}",
        "office_id": given.office_id,
        "activity_id": given.activity_id,
        "version": 1,
        "state": str(ExchangeState.RECEIVED),
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "updated_at": uow.now,
        **_columns(given.asked),
    }
    store.add_request(uow, values)
    _note(uow, values["id"], ExchangeStepInput(step=ExchangeStep.RECEIVE, asked=given.asked))
    return read(uow, values["id"])


def _knows_activity(uow: UnitOfWork, activity_id: str) -> bool:
    try:
        activities.read(uow, activity_id)
    except NotFound:
        return False
    return True


def _columns(asked: ExchangeRequestInput) -> dict[str, object]:
    return {"agency": asked.agency, "agency_code": asked.agency_code, "content": msgspec.json.encode(asked)}


def take(uow: UnitOfWork, request_id: str, version: int, given: ExchangeStepInput) -> ExchangeRequest:
    """Take a step of a request that the actor opened at `version`, and return it.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict for a step that this state does not know; Invalid.
    """
    row = _row(uow, request_id)
    way = rules.WAYS.get(given.step)
    decides = way is not None and way.decides
    permission = Permission.DECIDE_DISCLOSURES if decides else Permission.RECORD_DISCLOSURES
    access.require(uow, permission, row.office_id)
    if row.version != version:
        raise PreconditionFailed
    today = clock.bangkok(uow.now).date()
    state = ExchangeState.of(row.state)
    if way is not None and state not in way.sources:
        raise Conflict(
            f"คำขออยู่ในสถานะ “{state.th}” จึงทำขั้นตอน “{given.step.th}” ไม่ได้",
            f"The request is {state.en}, so it cannot take the step “{given.step.en}”",
        )
    steps = _steps(uow, request_id)
    problems = list(rules.step_faults(given, today, failed=_check_failed(steps)))
    problems += rules_approvals.standing_faults(given, _standing(row, steps), today)
    if problems:
        raise Invalid(problems)
    values = _changes(given, row, today)
    if way is not None and way.target is not None:
        values["state"] = str(way.target)
    if way is not None and way.target in rules.OVER:
        values["closed_at"] = uow.now
    if not store.change_request(uow, request_id, version, values):
        raise PreconditionFailed
    _note(uow, request_id, given)
    return read(uow, request_id)


def _standing(row: Row[Any], steps: Sequence[ExchangeStepTaken]) -> Standing:
    asked = msgspec.json.decode(row.content, type=ExchangeRequestInput)
    return Standing(asked=asked, client_id=row.client_id, approved=rules_approvals.approved_days(steps))


def _changes(given: ExchangeStepInput, row: Row[Any], today: date) -> dict[str, object]:
    values = {} if given.asked is None else _columns(given.asked)
    if given.valid_from is not None:
        # Days that follow on each other are one time; after a gap the new one stands alone.
        joins = row.valid_to is not None and given.valid_from - timedelta(days=1) <= row.valid_to
        first = min(given.valid_from, row.valid_from) if joins else given.valid_from
        return {**values, "valid_from": first, "valid_to": given.valid_to}
    if given.client_id is not None:
        return {"client_id": given.client_id}
    if given.step is ExchangeStep.END:
        return {"follow_up_on": given.follow_up_on or today + rules.FOLLOW_UP_AFTER}
    return values


def _check_failed(steps: Sequence[ExchangeStepTaken]) -> bool:
    checks = [step for step in steps if step.step is ExchangeStep.CHECK]
    return bool(checks) and rules.has_failed(checks[-1].details)


def read(uow: UnitOfWork, request_id: str) -> ExchangeRequest:
    """Return one request with its steps.

    Raises: NotFound, also when it asks an office whose disclosures the actor may neither read nor record.
    """
    return msgspec.structs.replace(_shown(uow, _row(uow, request_id)), steps=_steps(uow, request_id))


def page(
    uow: UnitOfWork,
    *,
    cursor: str | None = None,
    limit: int = 50,
    waiting: bool = False,
    activity_id: str | None = None,
) -> ExchangeRequestPage:
    """Return a page of the requests that the actor may read, newest first.

    `waiting`: only those past their last valid day, or whose deletion must be asked for.
    Raises: Forbidden; Invalid for a cursor that is none.
    """
    if cursor is not None and not _ID.fullmatch(cursor):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    tests = store.seen(access.visible_offices(uow, Permission.READ_DISCLOSURES))
    if waiting:
        tests.append(store.waits_for_somebody(clock.bangkok(uow.now).date()))
    if activity_id is not None:
        tests.append(store.of_activity(activity_id))
    rows = store.requests(uow, tests, cursor, limit + 1)
    items = [_shown(uow, row) for row in rows[:limit]]
    return ExchangeRequestPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def may(uow: UnitOfWork, found: ExchangeRequest) -> list[ExchangeStep]:
    """Return the steps that the actor may take with a request now."""
    held = {
        decides: access.may(uow, permission, found.office_id)
        for decides, permission in ((True, Permission.DECIDE_DISCLOSURES), (False, Permission.RECORD_DISCLOSURES))
    }
    today, approved = clock.bangkok(uow.now).date(), rules_approvals.approved_days(found.steps)
    steps = [step for step in rules.steps_from(found.state) if held[rules.WAYS[step].decides]]
    return [step for step in steps if rules_approvals.usable(step, approved, today)]


def approved_times(uow: UnitOfWork, codes: Collection[str], office_id: int) -> dict[str, list[Stretch]]:
    """Return the times at which agencies stood approved by an office or one above it, by their codes."""
    of_requests: dict[str, list[ExchangeStepTaken]] = {}
    agencies: dict[str, str] = {}
    for row in store.deciding_steps(uow, codes, office_id):
        agencies[row.request_id] = row.agency_code
        of_requests.setdefault(row.request_id, []).append(_taken(row))
    found: dict[str, list[Stretch]] = {}
    for request_id, steps in of_requests.items():
        found.setdefault(agencies[request_id], []).extend(rules_approvals.stretches(steps, clock.BANGKOK))
    return found


def brings(step: ExchangeStep) -> tuple[str, ...]:
    """Return the fields that a step needs or may bring."""
    return rules.brings(step)


def _row(uow: UnitOfWork, request_id: str) -> Row[Any]:
    row = store.request(uow, request_id)
    if row is None or not any(
        access.may(uow, permission, row.office_id)
        for permission in (Permission.READ_DISCLOSURES, Permission.RECORD_DISCLOSURES)
    ):
        raise NotFound
    return row


def _note(uow: UnitOfWork, request_id: str, given: ExchangeStepInput) -> None:
    store.add_step(
        uow,
        {
            "request_id": request_id,
            "step": str(given.step),
            "details": msgspec.json.encode(given),
            "taken_at": uow.now,
            "taken_by": uow.actor.id,
            "taken_by_name": uow.actor.name,
        },
    )
    record(uow, f"exchange_request.{given.step}", f"exchange_request:{request_id}", {"client_id": given.client_id})


def _steps(uow: UnitOfWork, request_id: str) -> list[ExchangeStepTaken]:
    return [_taken(row) for row in store.steps(uow, request_id)]


def _taken(row: Row[Any]) -> ExchangeStepTaken:
    return ExchangeStepTaken(
        number=row.number,
        step=ExchangeStep.of(row.step),
        details=msgspec.json.decode(row.details, type=ExchangeStepInput),
        taken_at=clock.bangkok(row.taken_at),
        taken_by_name=row.taken_by_name,
    )


def _shown(uow: UnitOfWork, row: Row[Any]) -> ExchangeRequest:
    today = clock.bangkok(uow.now).date()
    state = ExchangeState.of(row.state)
    live = {ExchangeState.APPROVED, ExchangeState.CONNECTED, ExchangeState.SUSPENDED}
    plain = ("id", "ref", "office_id", "activity_id", "version", "client_id", "valid_from", "valid_to", "follow_up_on")
    return ExchangeRequest(
        **{name: getattr(row, name) for name in plain},
        state=state,
        asked=msgspec.json.decode(row.content, type=ExchangeRequestInput),
        is_expired=state in live and row.valid_to is not None and row.valid_to < today,
        is_follow_up_due=state is ExchangeState.ENDED and row.follow_up_on is not None and row.follow_up_on <= today,
        created_at=clock.bangkok(row.created_at),
        updated_at=clock.bangkok(row.updated_at),
        closed_at=None if row.closed_at is None else clock.bangkok(row.closed_at),
    )
