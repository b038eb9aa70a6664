"""What is asked of the citizen: proof, details, a signature; with a last day that is a working day.

Asking does not stop the agency's clock; a pause on a ground of law may (`service_pauses`).
Legal source: Administrative Procedure Act s.64; Civil and Commercial Code s.193/8; law.md C.5.
"""

from datetime import date, timedelta

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.keys import KEY_VERSION, Keys
from ropa.requests import (
    rules_asks,
    rules_limits,
    rules_text,
    service_events,
    service_pauses,
    service_rows,
    service_states,
    service_telling,
    store_clock,
)
from ropa.working_days import rules as working_days
from ropa.working_days import service as holidays
from schemas.request_clock import Ask, AskEnd, AskInput, AskKind, Asks, AskState
from schemas.requests import RequestEventKind
from schemas.working_days import WorkingDay

#: No row of holidays is longer.
_ROOM = timedelta(days=60)
_EVENTS = {AskState.ANSWERED: RequestEventKind.ASK_ANSWERED, AskState.LAPSED: RequestEventKind.ASK_LAPSED}


def bound_to(request_id: str, number: int) -> str:
    """Return what the sealed words are bound to: moved to another row they do not open."""
    return f"request-ask:{request_id}:{number}"


def opened(keys: Keys, row: store_clock.AnyRow) -> str | None:
    """Return the words of a stored ask; None when they were forgotten, or sealed with another key.

    Says nothing about rights: the caller asks for them.
    """
    if row.sealed is None:
        return None
    content = keys.unseal(row.sealed, bound_to(row.request_id, row.number))
    return None if content is None else content.decode()


def listed(uow: UnitOfWork, keys: Keys, request_id: str) -> Asks:
    """Return what was asked, the latest first; the words only for those who handle requests.

    Raises: NotFound.
    """
    found = service_rows.read(uow, request_id)
    sees = access.may(uow, Permission.SEE_REQUESTERS, found.office_id)
    today = clock.bangkok(uow.now).date()
    rows = store_clock.asks(uow, request_id)
    return Asks(items=[_shown(row, opened(keys, row) if sees else None, today) for row in rows])


def waiting(uow: UnitOfWork, keys: Keys, request_id: str) -> list[Ask]:
    """Return what waits for an answer, oldest first. Says nothing about rights: for whoever holds the receipt."""
    today = clock.bangkok(uow.now).date()
    rows = [row for row in store_clock.asks(uow, request_id) if row.state == str(AskState.WAITING)]
    return [_shown(row, opened(keys, row), today) for row in reversed(rows)]


def asked_of(uow: UnitOfWork, request_id: str) -> list[rules_asks.AskedOf]:
    """Return what was asked of the requester, as far as silence is judged by it. Says nothing about rights."""
    return [
        rules_asks.AskedOf(
            kind=AskKind.of(row.kind),
            state=AskState.of(row.state),
            due_on=row.due_on,
            noted_on=clock.bangkok(row.created_at).date(),
        )
        for row in store_clock.asks(uow, request_id)
    ]


def ask(uow: UnitOfWork, keys: Keys, request_id: str, given: AskInput, version: int | None = None) -> Asks:
    """Return what was asked of the citizen with one thing more. The agency's clock goes on.

    A request whose requester is asked for proof of identity waits for it. The same words sent twice are asked once.
    `version`: of the request, as its reader saw it.
    Raises: NotFound, Forbidden, Conflict when the request is over; PreconditionFailed; Invalid with every fault.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    today = clock.bangkok(uow.now).date()
    asked_on = given.asked_on or today
    if _is_asked(uow, keys, request_id, given, asked_on):
        return listed(uow, keys, request_id)
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    problems = [*rules_asks.faults(asked_on, found.received_on, today), *rules_text.problems(words=given.words)]
    if problems:
        raise Invalid(problems)
    due = due_of(uow, found.office_id, asked_on, given.days)
    number = store_clock.next_ask(uow, request_id)
    values = {
        "request_id": request_id,
        "number": number,
        "kind": str(given.kind),
        "sealed": keys.seal(given.words.strip().encode(), bound_to(request_id, number)),
        "key_version": KEY_VERSION,
        "asked_on": asked_on,
        "days": given.days,
        "due_on": due.day,
        "is_provisional": due.is_provisional,
        "state": str(AskState.WAITING),
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
    }
    store_clock.add_ask(uow, values)
    told = {name: values[name] for name in ("number", "kind", "asked_on", "days", "due_on", "is_provisional")}
    record(uow, "request.asked", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.ASK_SENT, details=told)
    service_rows.change(uow, request_id, None)
    if given.kind in {AskKind.IDENTITY, AskKind.AUTHORITY}:
        service_states.wait_for_identity(uow, request_id)
    return listed(uow, keys, request_id)


def _is_asked(uow: UnitOfWork, keys: Keys, request_id: str, given: AskInput, asked_on: date) -> bool:
    """Tell whether the actor has asked just this just now: nobody is asked twice by one form."""
    same = (str(given.kind), asked_on, given.days, str(AskState.WAITING), uow.actor.id)
    return any(
        (row.kind, row.asked_on, row.days, row.state, row.created_by) == same
        and uow.now - row.created_at < rules_asks.SAID_AGAIN
        and opened(keys, row) == given.words.strip()
        for row in store_clock.asks(uow, request_id)
    )


def due_of(uow: UnitOfWork, office_id: int, asked_on: date, days: int) -> WorkingDay:
    """Return the last day for a citizen: the first day is not counted, and it is moved to a working day."""
    last = rules_limits.due_on(asked_on, days)
    return working_days.next_working_day(last, holidays.calendar_for(uow, office_id, last, last + _ROOM))


def end(uow: UnitOfWork, keys: Keys, request_id: str, number: int, given: AskEnd) -> Asks:
    """Return what was asked after one thing was answered, was not answered in time, or was taken back.

    An answer that comes after the last day is an answer all the same. A pause that waited for it ends.
    Raises: NotFound, Forbidden; Conflict when that is known already; Invalid.
    """
    service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    row = next((each for each in store_clock.asks(uow, request_id) if each.number == number), None)
    if row is None:
        raise NotFound
    today = clock.bangkok(uow.now).date()
    problems = [
        *rules_asks.end_faults(given, row.asked_on, row.due_on, today),
        *service_telling.problems(uow, request_id, note=given.note),
    ]
    if problems:
        raise Invalid(problems)
    answered_on = (given.answered_on or today) if given.state is AskState.ANSWERED else None
    values = {
        "state": str(given.state),
        "answered_on": answered_on,
        "closed_at": uow.now,
        "closed_by": uow.actor.id,
        "note": None if given.note is None or not given.note.strip() else given.note.strip(),
    }
    if not store_clock.end_ask(uow, request_id, number, values):
        raise Conflict("บันทึกผลเรื่องนี้ไปแล้ว", "What became of it is on record already")
    told = {"number": number, "kind": row.kind, "state": str(given.state), "answered_on": answered_on}
    record(uow, "request.ask_ended", f"request:{request_id}", told)
    service_events.add(uow, request_id, _EVENTS.get(given.state, RequestEventKind.NOTE), given.note, told)
    service_pauses.answered(uow, request_id, number, answered_on or today, f"เรื่องที่ {number}: {given.state.th}")
    service_rows.change(uow, request_id, None)
    return listed(uow, keys, request_id)


def recount(uow: UnitOfWork) -> int:
    """Count the last days of all that waits anew by the tables of holidays; return how many moved. For the job.

    A day that was told to somebody comes later, never earlier.
    """
    moved = _recounted(uow)
    for row, due_on, is_provisional in moved:
        store_clock.move_ask(uow, row.request_id, row.number, due_on, is_provisional=is_provisional)
    return len(moved)


def is_stale(uow: UnitOfWork) -> bool:
    """Tell whether the tables of holidays give another last day to something that waits."""
    return bool(_recounted(uow))


def _recounted(uow: UnitOfWork) -> list[tuple[store_clock.AnyRow, date, bool]]:
    moved = []
    calendars: dict[int, working_days.Calendar] = {}
    rows = store_clock.waiting(uow)
    if not rows:
        return []
    first = min(rules_limits.due_on(row.asked_on, row.days) for row in rows)
    last = max(rules_limits.due_on(row.asked_on, row.days) for row in rows) + _ROOM
    for row in rows:
        if row.office_id not in calendars:
            calendars[row.office_id] = holidays.calendar_for(uow, row.office_id, first, last)
        found = working_days.next_working_day(rules_limits.due_on(row.asked_on, row.days), calendars[row.office_id])
        due_on = max(found.day, row.due_on)
        if (due_on, found.is_provisional) != (row.due_on, row.is_provisional):
            moved.append((row, due_on, found.is_provisional))
    return moved


def _shown(row: store_clock.AnyRow, words: str | None, today: date) -> Ask:
    state = AskState.of(row.state)
    return Ask(
        number=row.number,
        kind=AskKind.of(row.kind),
        words=words,
        asked_on=row.asked_on,
        days=row.days,
        due_on=row.due_on,
        is_provisional=row.is_provisional,
        state=state,
        is_overdue=state is AskState.WAITING and row.due_on < today,
        answered_on=row.answered_on,
        note=row.note,
        created_at=clock.bangkok(row.created_at),
        created_by_name=row.created_by_name,
    )
