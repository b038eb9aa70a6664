"""Use cases of how long the register knows who made a request: its own retention, and keeping longer for a reason.

What is forgotten: the sealed person with the wishes, the keyed hashes, the contents of letters and of questions, sealed
reasons, and what officers wrote beside receipts, answers, pauses and tasks. What stays names nobody.
Legal source: PDPA s.37(3); s.39 (the refusal stays in the record).
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from ropa import clock
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, invalid
from ropa.keys import Keys
from ropa.requests import rules_telling, rules_text, service_events, service_person, service_rows
from ropa.requests import store_keeping as store
from schemas.findings import Problem
from schemas.request_letters import Forgetting, Keep, KeepGround, Keeping, KeepInput
from schemas.requests import RequestEventKind

#: Nobody is kept longer than this on one word; a longer case is looked at anew.
_LONGEST = timedelta(days=3_653)
_AT_A_TIME, _MOST_BATCHES = 200, 25
#: The settings, which a service does not read itself: `ropa.wiring` joins them.
PERSON_DAYS: list[Callable[[], int]] = []
_DAYS = 365


def person_days() -> int:
    """Return for how many days after the end of a request the register knows who made it."""
    return PERSON_DAYS[0]() if PERSON_DAYS else _DAYS


def forget_on(ended_on: date) -> date:
    """Return the day in Bangkok on which the requester of a request that ended on a day is forgotten."""
    return ended_on + timedelta(days=person_days())


def read(uow: UnitOfWork, request_id: str) -> Keeping:
    """Return how long the requester is kept, and what was written down of it. Raises: NotFound."""
    found = service_rows.read(uow, request_id)
    said = [
        Keep(
            number=row.number,
            keep_until=row.keep_until,
            ground=KeepGround.of(row.ground),
            reason=row.reason,
            at=clock.bangkok(row.at),
            by=row.by,
        )
        for row in store.keeps(uow, request_id)
    ]
    return Keeping(
        closed_at=found.closed_at,
        forget_on=found.forget_on,
        keep_until=said[-1].keep_until if said else None,
        forgotten_at=found.forgotten_at,
        keeps=said,
        forgettings=[
            Forgetting(
                number=row.number,
                at=clock.bangkok(row.at),
                by=row.by,
                due_on=row.due_on,
                had_person=row.had_person,
                letters=row.letters,
                reasons=row.reasons,
                others=row.others,
            )
            for row in store.forgettings(uow, request_id)
        ],
    )


def keep(uow: UnitOfWork, keys: Keys, request_id: str, given: KeepInput) -> Keeping:
    """Return the keeping after somebody said, with a reason, until when the requester is kept, or that it is over.

    Raises: NotFound, Forbidden; Conflict when the requester was forgotten already; Invalid with every fault: a day
    that has passed, or a reason that names the requester or holds a number.
    """
    found = service_rows.read(uow, request_id, Permission.DECIDE_REQUESTS)
    if not found.has_person:
        raise Conflict("ลบข้อมูลผู้ยื่นคำขอนี้แล้ว ไม่มีสิ่งที่จะเก็บต่อ", "The requester was forgotten; there is nothing left to keep")
    problems = [*_day_faults(given, clock.bangkok(uow.now).date()), *rules_text.problems(reason=given.reason)]
    tells = rules_telling.telling(service_person.opened(uow, keys, request_id))
    problems += rules_telling.problems(tells, {"/reason": given.reason})
    if problems:
        raise Invalid(problems)
    values = {"keep_until": given.keep_until, "ground": str(given.ground), "reason": given.reason.strip()}
    number = store.add_keep(uow, request_id, values)
    service_rows.change(
        uow,
        request_id,
        None,
        keep_until=given.keep_until,
        keep_reason=None if given.keep_until is None else given.reason.strip(),
    )
    told = {"number": number, "keep_until": given.keep_until, "ground": str(given.ground)}
    record(uow, "request.person_kept", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.PERSON_KEPT, given.reason, told)
    return read(uow, request_id)


def _day_faults(given: KeepInput, today: date) -> Sequence[Problem]:
    day, is_over = given.keep_until, given.ground is KeepGround.OVER
    if day is None and not is_over:
        return invalid(
            "/keep_until", "ต้องระบุวันที่ หรือเลือกว่าเหตุสิ้นสุดแล้ว", "Give the day, or say that the ground has ended"
        ).problems
    if day is not None and is_over:
        return invalid("/keep_until", "เหตุสิ้นสุดแล้ว จึงไม่มีวันที่เก็บถึง", "The ground has ended: no day goes with it").problems
    if day is not None and not today <= day <= today + _LONGEST:
        return invalid(
            "/keep_until", "ต้องเป็นวันนี้ถึงไม่เกิน 10 ปีข้างหน้า (ปี ค.ศ.)", "It must lie between today and ten years ahead"
        ).problems
    return []


def is_due(uow: UnitOfWork) -> bool:
    """Tell whether anybody is to be forgotten today."""
    return store.is_due(uow, clock.bangkok(uow.now).date())


def forget_due(uow: UnitOfWork) -> int:
    """Forget who made the requests whose day has come and that nothing keeps; return of how many.

    What a worker that was down left undone is due the next time: the day stands in the row.
    Legal source: PDPA s.37(3).
    """
    today, count = clock.bangkok(uow.now).date(), 0
    for _ in range(_MOST_BATCHES):
        rows = store.due(uow, today, _AT_A_TIME)
        _forget(uow, rows)
        count += len(rows)
        if len(rows) < _AT_A_TIME:
            break
    return count


def _forget(uow: UnitOfWork, rows: Sequence[store.AnyRow]) -> None:
    ids = [row.id for row in rows]
    if not ids:
        return
    store.overwrite(uow)
    letters, reasons = store.forget_letters(uow, ids), store.forget_reasons(uow, ids)
    others = [store.forget_asks(uow, ids), store.forget_pauses(uow, ids), store.forget_task_words(uow, ids)]
    store.forget_persons(uow, ids)
    for row in rows:
        told = {
            "due_on": row.forget_on,
            "had_person": row.had_person,
            "letters": letters.get(row.id, 0),
            "reasons": reasons.get(row.id, 0),
            "others": sum(each.get(row.id, 0) for each in others),
        }
        store.add_forgetting(uow, row.id, told)
        record(uow, "request.person_forgotten", f"request:{row.id}", told)
        service_events.add(uow, row.id, RequestEventKind.PERSON_FORGOTTEN, details=told)
