"""Awareness: moved or confirmed by a person with a reason, the old value kept; another controller of one incident.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565; law.md F.1, cases 10 to 13 and 21.
"""

from collections.abc import Mapping

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import rules, service, service_timeline, store_awareness
from ropa.breaches.service_rows import refuse_closed
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from schemas.breach import (
    AwarenessHistory,
    AwarenessInput,
    AwarenessMoved,
    BreachInput,
    BreachPhase,
    BreachRecord,
    CompanionInput,
    DismissalInput,
    RiskLevel,
)
from schemas.breach_work import BreachEventKind
from schemas.findings import Problem

#: What another controller of the same incident knows from the first one.
_SHARED = (
    "title",
    "detected_at",
    "occurred_from",
    "occurred_to",
    "occurred_unknown",
    "description",
    "processor_name",
    "processor_told_at",
    "is_drill",
    "details",
)


def history(uow: UnitOfWork, breach_id: str) -> AwarenessHistory:
    """Return every value that awareness had and why it was given up, oldest first.

    Raises: NotFound.
    """
    service.read(uow, breach_id)
    rows = store_awareness.history(uow, breach_id)
    moved = [
        AwarenessMoved(
            number=row.number,
            before=rules.in_bangkok(row.before),
            after=row.after.astimezone(rules.BANGKOK),
            reason=row.reason,
            moved_by=row.moved_by,
            moved_by_name=row.moved_by_name,
            moved_at=row.moved_at.astimezone(rules.BANGKOK),
        )
        for row in rows
    ]
    return AwarenessHistory(items=moved)


def move(uow: UnitOfWork, breach_id: str, given: AwarenessInput, version: int | None) -> BreachRecord:
    """Return a breach whose awareness was moved, earlier or later, with its new deadline.

    The value before, the reason and who moved it are kept for good. When the new deadline has passed, it is late at
    once.
    Raises: NotFound, Forbidden, PreconditionFailed; Conflict for a suspicion (it is confirmed) and when it is closed;
    Invalid for a moment that cannot be true, that is the same as before, or after the notice that was sent.
    """
    before = service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    refuse_closed(before)
    if before.aware_at is None:
        raise Conflict("เหตุนี้ยังเป็นเหตุต้องสงสัย ให้ยืนยันเหตุแทน", "This is a suspicion still; confirm it instead")
    if given.aware_at == before.aware_at:
        raise Invalid([_problem("เวลานี้เป็นเวลาที่ทราบเหตุอยู่แล้ว", "This is the time of awareness already")])
    return _set(uow, before, given, version, BreachEventKind.AWARENESS_MOVED)


def confirm(uow: UnitOfWork, breach_id: str, given: AwarenessInput, version: int | None) -> BreachRecord:
    """Return a suspicion that became a breach: the clock of the law runs from `aware_at`, the suspicion stays visible.

    One that was dismissed can be confirmed when new facts come. "No risk" that was decided of the suspicion stays among
    the decisions and is the level no longer: what turned out to be a breach has to be assessed as one.
    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it is no suspicion; Invalid.
    """
    before = service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    if before.aware_at is not None or before.phase not in {BreachPhase.SUSPECTED, BreachPhase.DISMISSED}:
        raise Conflict("เหตุนี้ไม่ใช่เหตุต้องสงสัย", "This is no suspicion")
    return _set(uow, before, given, version, BreachEventKind.SUSPICION_CONFIRMED)


def _set(
    uow: UnitOfWork, before: BreachRecord, given: AwarenessInput, version: int | None, kind: BreachEventKind
) -> BreachRecord:
    named = ("aware_by", "aware_how", "times_note")
    values = {name: getattr(given, name) for name in named if getattr(given, name) is not None}
    after = msgspec.structs.asdict(before) | values | {"aware_at": given.aware_at}
    problems = rules.faults(after, uow.now)
    if before.notified_at is not None and given.aware_at > before.notified_at:
        words = (
            "เวลาที่ทราบเหตุอยู่หลังการแจ้งสำนักงานครั้งแรก",
            "The time of awareness lies after the first notice to the Office",
        )
        problems.append(_problem(*words))
    if problems:
        raise Invalid(problems)
    drops_level = before.aware_at is None and before.level is RiskLevel.NONE
    saved = service.change(
        uow,
        before.id,
        version,
        aware_at=given.aware_at,
        phase=BreachPhase.OPEN,
        dismissed_at=None,
        dismissed_reason=None,
        # The Office excused a notice that was late by the time as it stood then; the answer stays in the history.
        excused_at=None,
        **({"level": None, "level_at": None, "facts_changed_at": None} if drops_level else {}),
        **values,
    )
    store_awareness.add(uow, before.id, before.aware_at, given.aware_at, given.reason)
    told: dict[str, object] = {"before": before.aware_at, "after": saved.aware_at}
    if before.excused_at is not None:
        told["excuse_voided"] = True
    if drops_level:
        told["former_level"] = str(before.level)
    _tell(uow, before.id, kind, told, given.reason)
    return saved


def dismiss(uow: UnitOfWork, breach_id: str, given: DismissalInput, version: int | None) -> BreachRecord:
    """Return a suspicion that was found to be no breach, with the reason. The record stays.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it is no open suspicion: a breach of which the agency
    is aware ends by an assessment and by closing.
    """
    before = service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    if before.phase is not BreachPhase.SUSPECTED:
        raise Conflict("เหตุนี้ไม่ใช่เหตุต้องสงสัยที่รอการยืนยัน", "This is no open suspicion")
    saved = service.change(
        uow, breach_id, version, phase=BreachPhase.DISMISSED, dismissed_at=uow.now, dismissed_reason=given.reason
    )
    _tell(uow, breach_id, BreachEventKind.DISMISSED, {"suspected_at": saved.suspected_at}, given.reason)
    return saved


def companion(
    uow: UnitOfWork, breach_id: str, given: CompanionInput, version: int | None = None, made_id: str | None = None
) -> BreachRecord:
    """Return the breach of another controller of the same incident: its own awareness, clock, duties and notices.

    What happened is taken over; who became aware, and when, is not. `made_id` is the one that a form gave beforehand.
    Raises: NotFound, Forbidden; Conflict when that office has this incident already; Invalid; PreconditionFailed.
    """
    first = service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    refuse_closed(first)
    if version is not None and version != first.version:
        raise PreconditionFailed
    own = {name: getattr(given, name) for name in given.__struct_fields__}
    facts = BreachInput(**{name: getattr(first, name) for name in _SHARED}, **own)
    incident_id = first.incident_id or new_id(uow.now)
    others = store_awareness.of_incident(uow, incident_id)
    if made_id is not None and made_id in others:
        return service.read_stored(uow, made_id)
    if given.office_id in {first.office_id, *others.values()}:
        raise Conflict("หน่วยงานนี้มีเหตุเดียวกันนี้อยู่แล้ว", "This office has a breach of the same incident already")
    made = service.report(uow, facts, made_id, incident_id=incident_id)
    # Always, so that two who do the same at once do not both get through.
    service.change(uow, first.id, None, incident_id=incident_id)
    told = {"incident_id": incident_id, "ref": made.ref, "office_id": made.office_id}
    _tell(uow, first.id, BreachEventKind.COMPANION_ADDED, told)
    service_timeline.add(
        uow, made.id, BreachEventKind.COMPANION_ADDED, details={"incident_id": incident_id, "ref": first.ref}
    )
    return made


def companions(uow: UnitOfWork, breach_id: str) -> list[BreachRecord]:
    """Return the other breaches of the same incident that the actor may see, each with its own clock, urgent first.

    Raises: NotFound.
    """
    found = service.read(uow, breach_id)
    if found.incident_id is None:
        return []
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    rows = store_awareness.rows_of_incident(uow, found.incident_id, visible)
    return [each for each in service.records(uow, rows) if each.id != breach_id]


def _tell(
    uow: UnitOfWork, breach_id: str, kind: BreachEventKind, told: Mapping[str, object], reason: str | None = None
) -> None:
    """The reason is words of a person: it stands with the breach, and not in the trail."""
    record(uow, f"breach.{kind}", f"breach:{breach_id}", told)
    service_timeline.add(uow, breach_id, kind, note=reason, details=told)


def _problem(message_th: str, message_en: str) -> Problem:
    return Problem(pointer="/aware_at", message_th=message_th, message_en=message_en, law=rules.LAW)
