"""Use cases of what is not gone yet: its checks, and when each is to be looked at next.

Legal source: PDPC notification on erasure B.E. 2567 ข้อ 4 (blocked until it can be erased); law.md F.4 66, 67.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.rules_signers import plain
from ropa.errors import Conflict, NotFound, PreconditionFailed
from ropa.requests import service_effects, service_events, service_rows, store_effects
from ropa.requests.rules_effect_copies import blocked_faults, next_check_faults, problem
from ropa.requests.service_effects_made import refuse
from schemas.evidence import CheckOutcome, CopyFate, PendingKind
from schemas.findings import Problem
from schemas.pending import PendingCheckInput
from schemas.request_effects import OUTCOMES, DuePart, Effect, EffectKind, EffectPart
from schemas.requests import RequestEventKind

_ENDS = frozenset({CheckOutcome.GONE, CheckOutcome.ANONYMOUS})
#: Of one reminding; what is left is told by the next.
_MOST_TOLD = 5_000
_WORDS = {
    **{str(kind): (kind.th, kind.en) for kind in PendingKind},
    str(EffectKind.KEPT): ("พ้นวันที่กฎหมายให้เก็บแล้ว ต้องลบ", "the law's keeping has ended: erase it"),
    str(EffectKind.RESTRICTION): ("การระงับใช้ที่ต้องดูว่าจะยกเลิกหรือไม่", "a restriction: is it to be lifted?"),
    str(EffectKind.SEPARATION): ("การแยกข้อมูลที่ต้องดูว่าจะยกเลิกหรือไม่", "data set apart: are they to be joined?"),
    "item": ("รายการที่ถอนความยินยอมแล้วต้องลบ", "an item of a withdrawn consent that is to be erased"),
}


def check(uow: UnitOfWork, request_id: str, part_id: str, version: int, given: PendingCheckInput) -> Effect:
    """Return the effect after somebody looked: still there, and blocked until a next day; or gone.

    It goes on after the request was closed, until nothing is left.
    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it is closed; Invalid with every fault.
    """
    store_effects.lock(uow, request_id)
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    effect, part = _found(uow, request_id, part_id)
    if part.closed_at is not None:
        raise Conflict("ตรวจพบว่าหมดไปแล้วก่อนหน้านี้", "This was found gone before")
    executor = "" if effect.facts.executor is None else effect.facts.executor.name
    refuse(uow, request_id, given, list(_faults(given, part, executor, clock.bangkok(uow.now).date())))
    ends = given.outcome in _ENDS
    number = len(part.checks) + 1
    values: dict[str, object] = {"checks": number, "closed_at": uow.now if ends else None}
    if not ends:
        is_copy = part.kind is PendingKind.COPY and part.fate is not CopyFate.TOLD
        values |= {
            "next_check_on": given.next_check_on,
            "reason": given.reason.strip(),
            "measures": given.measures.strip() or part.measures,
            "fate": str(CopyFate.BLOCKED if is_copy else part.fate),
        }
    if not store_effects.change_part(uow, part_id, version, values):
        raise PreconditionFailed
    store_effects.add_check(uow, {**_row(uow, given), "part_id": part_id, "number": number})
    told = {"number": effect.number, "part": part.number, "outcome": str(given.outcome)}
    service_events.add(uow, request_id, RequestEventKind.EFFECT, f"{given.outcome.th}: {part.words}", told)
    record(uow, "request.effect_checked", f"request:{request_id}", {**told, "next": str(given.next_check_on or "")})
    service_effects.fulfil(uow, found)
    return _found(uow, request_id, part_id)[0]


def _found(uow: UnitOfWork, request_id: str, part_id: str) -> tuple[Effect, EffectPart]:
    for effect in service_effects.effects_of(uow, request_id):
        for part in effect.parts:
            if part.id == part_id:
                return effect, part
    raise NotFound


def _row(uow: UnitOfWork, given: PendingCheckInput) -> dict[str, object]:
    return {
        "at": uow.now,
        "by_id": uow.actor.id,
        "by_name": uow.actor.name,
        "outcome": str(given.outcome),
        "checked_on": given.checked_on,
        "words": given.words.strip(),
        "reason": given.reason.strip(),
        "measures": given.measures.strip(),
        "next_check_on": given.next_check_on,
        "reviewer": None if given.reviewer is None else msgspec.json.encode(given.reviewer, order="deterministic"),
    }


def _faults(given: PendingCheckInput, part: EffectPart, executor: str, today: date) -> Iterator[Problem]:
    fitting = sorted(OUTCOMES[part.kind])
    if given.outcome not in fitting:
        yield problem(
            "/outcome",
            f"ผลต้องเป็น {' หรือ '.join(f'“{each.th}”' for each in fitting)}",
            f"The outcome is one of {', '.join(map(str, fitting))}",
        )
    if not part.since <= given.checked_on <= today:
        yield problem(
            "/checked_on", "วันที่ตรวจต้องไม่ก่อนวันที่ลบและไม่อยู่ในอนาคต", "The check lies between the erasure and today"
        )
    if given.outcome not in _ENDS:
        yield from next_check_faults(given.next_check_on, today, "/next_check_on")
        yield from blocked_faults(given.measures or part.measures, given.reason)
    if part.kind is not PendingKind.REVIEW:
        return
    if given.reviewer is None:
        yield problem("/reviewer", "ต้องระบุผู้ทบทวน", "Name the reviewer")
    elif plain(given.reviewer.name) == plain(executor):
        yield problem("/reviewer", "ผู้ทบทวนต้องไม่ใช่ผู้ดำเนินการ", "The reviewer is somebody other than who did it")


def due_between(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[DuePart]:
    """Return what is to be looked at behind a place (day, id) and up to a day, in the actor's offices, for the agenda.

    Nothing for who may read no requests.
    """
    if not offices_for(uow.actor, Permission.READ_REQUESTS):
        return []
    offices = access.visible_offices(uow, Permission.READ_REQUESTS)
    return [_due(row) for row in store_effects.due(uow, offices, start, last, limit)]


def to_remind(uow: UnitOfWork, last: date) -> list[DuePart]:
    """Return everything to be looked at by a day. Says nothing about rights: for the job."""
    return [_due(row) for row in store_effects.due(uow, None, None, last, _MOST_TOLD)]


def _due(row: store_effects.AnyRow) -> DuePart:
    th, en = _WORDS[row.what]
    return DuePart(
        id=row.id,
        request_id=row.request_id,
        ref=row.ref,
        office_id=row.office_id,
        kind_th=th,
        kind_en=en,
        next_check_on=row.on,
        changed_at=row.changed_at,
    )
