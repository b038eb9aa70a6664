"""The clocks of a request as they are read, and pauses and extensions on a confirmed ground of law.

Legal source: PDPA s.30; PDPC notification on erasure B.E. 2567; law.md A.7, C.5.
"""

from collections.abc import Mapping
from datetime import date

from ropa import clock
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.requests import (
    rules_asks,
    rules_clock,
    rules_limits,
    rules_pauses,
    service_clock,
    service_events,
    service_grounds,
    service_rows,
    service_telling,
    store_clock,
)
from schemas.request_clock import (
    AskState,
    Pause,
    PauseEnd,
    PauseGround,
    PauseInput,
    PauseKind,
    RequestClock,
    RightClock,
)
from schemas.requests import RequestEventKind, Right, SubjectRequest


def read(uow: UnitOfWork, request_id: str) -> RequestClock:
    """Return the clocks of a request with all that moved them.

    Raises: NotFound.
    """
    return _clock(uow, service_rows.read(uow, request_id))


def _clock(uow: UnitOfWork, found: SubjectRequest) -> RequestClock:
    today = clock.bangkok(uow.now).date()
    spans = service_clock.spans_of(uow, [found.id]).get(found.id, [])
    rights = []
    for row in store_clock.rights(uow, [found.id]):
        count = service_clock.count_of(row, spans, today)
        runs = not found.is_over and service_clock.runs(row)
        due_on = count.due_on if runs else row.due_on
        rights.append(
            RightClock(
                seq=row.seq,
                right=Right.of(row.right),
                received_on=row.received_on,
                limit_days=row.limit_days,
                limit_law=row.limit_law,
                first_due_on=rules_limits.due_on(row.received_on, row.limit_days),
                paused_days=count.paused_days,
                extended_days=count.extended_days,
                due_on=due_on,
                is_paused=runs and count.is_paused,
                runs=runs,
                days_left=(due_on - today).days if runs else None,
            )
        )
    names = {each.code: each for each in service_grounds.known(uow)}
    running = [rules_clock.Count(each.due_on, 0, 0, each.is_paused) for each in rights if each.runs]
    due, is_paused = rules_clock.of_request(running)
    return RequestClock(
        due_on=due,
        is_paused=is_paused,
        days_left=None if due is None else (due - today).days,
        rights=rights,
        pauses=[_shown(row, names.get(row.ground), today) for row in store_clock.pauses(uow, [found.id])],
    )


def _shown(row: store_clock.AnyRow, ground: PauseGround | None, today: date) -> Pause:
    span = rules_clock.Span(PauseKind.of(row.kind), row.right_seq, row.from_on, row.days, row.to_on)
    return Pause(
        number=row.number,
        kind=span.kind,
        right=row.right_seq,
        ground=row.ground,
        name_th=row.ground if ground is None else ground.name_th,
        name_en=row.ground if ground is None else ground.name_en,
        law=row.law,
        from_on=row.from_on,
        days=row.days,
        to_on=rules_clock.ends_on(span) if span.kind is PauseKind.PAUSE else None,
        is_running=rules_clock.is_running(span, today),
        reason=row.reason,
        ask=row.ask_number,
        made_at=clock.bangkok(row.made_at),
        made_by_name=row.made_by_name,
        ended_at=None if row.ended_at is None else clock.bangkok(row.ended_at),
        ended_by_name=row.ended_by_name,
        end_reason=row.end_reason,
    )


def pause(uow: UnitOfWork, request_id: str, given: PauseInput, version: int | None = None) -> RequestClock:
    """Return the clocks of a request after one, or all of them, were paused or extended on a confirmed ground.

    The same form sent twice extends once. `version`: of the request, as its reader saw it.
    Raises: NotFound, Forbidden, Conflict when the request is over; PreconditionFailed; Invalid with every fault: a
    ground that nobody confirmed, a limit that is over already, more days than the law gives.
    """
    found = service_rows.read(uow, request_id, Permission.DECIDE_REQUESTS)
    if _is_made(uow, request_id, given):
        return _clock(uow, found)
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    ground = service_grounds.find(uow, given.ground)
    wanted = _wanted(uow, found, given, ground)
    problems = [*rules_pauses.faults(wanted), *service_telling.problems(uow, request_id, reason=given.reason)]
    if problems or ground is None:
        raise Invalid(problems)
    for each in wanted.concerned:
        _add(uow, request_id, each.seq, wanted, ground)
    return _saved(uow, request_id)


def _is_made(uow: UnitOfWork, request_id: str, given: PauseInput) -> bool:
    """Tell whether the actor has paused or extended just so just now."""
    said = (given.ground, given.reason.strip(), given.ask, uow.actor.id)
    from_on = given.from_on or clock.bangkok(uow.now).date()
    return any(
        (row.ground, row.reason, row.ask_number, row.made_by) == said
        and given.right in {None, row.right_seq}
        and row.from_on == from_on
        and row.to_on is None
        and (row.days == given.days if row.kind == str(PauseKind.EXTEND) else True)
        and uow.now - row.made_at < rules_asks.SAID_AGAIN
        for row in store_clock.pauses(uow, [request_id])
    )


def _add(uow: UnitOfWork, request_id: str, seq: int, wanted: rules_pauses.Wanted, ground: PauseGround) -> None:
    """Write the pause or the extension of one right."""
    is_extension = ground.kind is PauseKind.EXTEND
    told = {
        "right_seq": seq,
        "kind": str(ground.kind),
        "ground": ground.code,
        "ground_number": ground.number,
        "law": ground.law,
        "from_on": wanted.from_on,
        # Of a pause what earlier ones on the ground left of its days: with them it ends by itself.
        "days": wanted.given.days if is_extension else wanted.left(seq),
        "ask_number": wanted.given.ask,
    }
    values = {
        "request_id": request_id,
        "reason": wanted.given.reason.strip(),
        "made_at": uow.now,
        "made_by": uow.actor.id,
        "made_by_name": uow.actor.name,
        # An extension has no end of its own.
        "ended_at": uow.now if is_extension else None,
    }
    number = store_clock.add_pause(uow, {**values, **told})
    action = "request.extended" if is_extension else "request.paused"
    kind = RequestEventKind.LIMIT_SET if is_extension else RequestEventKind.PAUSED
    _tell(uow, request_id, (action, kind), wanted.given.reason, {**told, "number": number})


def _wanted(
    uow: UnitOfWork, found: SubjectRequest, given: PauseInput, ground: PauseGround | None
) -> rules_pauses.Wanted:
    rows = store_clock.pauses(uow, [found.id])
    today = clock.bangkok(uow.now).date()
    used: dict[int, int] = {}
    for row in rows:
        if row.ground == given.ground:
            span = rules_clock.Span(PauseKind.of(row.kind), row.right_seq, row.from_on, row.days, row.to_on)
            used[row.right_seq] = used.get(row.right_seq, 0) + rules_clock.taken(span, today)
    return rules_pauses.Wanted(
        given=given,
        ground=ground,
        rights=_clock(uow, found).rights,
        spans=service_clock.spans_of(uow, [found.id]).get(found.id, []),
        used=used,
        waiting_asks={row.number for row in store_clock.asks(uow, found.id) if row.state == str(AskState.WAITING)},
        today=today,
    )


def resume(uow: UnitOfWork, request_id: str, number: int, given: PauseEnd) -> RequestClock:
    """Return the clocks of a request after a pause was ended; its first day that counts again is told.

    Raises: NotFound, Forbidden; Conflict when it has ended already; Invalid.
    """
    service_rows.read(uow, request_id, Permission.DECIDE_REQUESTS)
    row = next((each for each in store_clock.pauses(uow, [request_id]) if each.number == number), None)
    if row is None or row.kind != str(PauseKind.PAUSE):
        raise NotFound
    today = clock.bangkok(uow.now).date()
    to_on = given.to_on or today
    problems = [
        *rules_pauses.end_faults(row.from_on, to_on, today),
        *service_telling.problems(uow, request_id, reason=given.reason),
    ]
    if problems:
        raise Invalid(problems)
    if not _ended(uow, request_id, number, to_on, given.reason):
        raise Conflict("การหยุดนับนี้สิ้นสุดไปแล้ว", "This pause has ended already")
    told = {"number": number, "to_on": to_on}
    _tell(uow, request_id, ("request.resumed", RequestEventKind.RESUMED), given.reason, told)
    return _saved(uow, request_id)


def answered(uow: UnitOfWork, request_id: str, ask: int, on: date, reason: str) -> None:
    """End the pauses that waited for what was asked; the day of the answer counts again.

    For `service_asks`, which looked at the rights.
    """
    for row in store_clock.pauses(uow, [request_id]):
        if row.ask_number == ask and row.ended_at is None:
            to_on = max(on, row.from_on)
            _ended(uow, request_id, row.number, to_on, reason)
            told = {"number": row.number, "to_on": to_on, "ask_number": ask}
            _tell(uow, request_id, ("request.resumed", RequestEventKind.RESUMED), reason, told)
    service_clock.refresh(uow, request_id)


def _ended(uow: UnitOfWork, request_id: str, number: int, to_on: date, reason: str) -> bool:
    values = {
        "to_on": to_on,
        "ended_at": uow.now,
        "ended_by": uow.actor.id,
        "ended_by_name": uow.actor.name,
        "end_reason": reason.strip(),
    }
    return store_clock.end_pause(uow, request_id, number, values)


def _tell(
    uow: UnitOfWork,
    request_id: str,
    named: tuple[str, RequestEventKind],
    reason: str,
    told: Mapping[str, object],
) -> None:
    record(uow, named[0], f"request:{request_id}", told)
    service_events.add(uow, request_id, named[1], reason, told)


def _saved(uow: UnitOfWork, request_id: str) -> RequestClock:
    service_rows.change(uow, request_id, None)
    service_clock.refresh(uow, request_id)
    return _clock(uow, service_rows.read_stored(uow, request_id))
