"""The duties of a breach as they stand now: for its page, for the desk, and for who closes it.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565.
"""

from ropa.breaches import rules_assessment, rules_duties, service, store_assessments, store_notices, store_unreached
from ropa.breaches.rules_duties import may_close
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach import BreachRecord, BreachSource, RiskLevel
from schemas.breach_duties import BreachDuties, Duty, DutyFacts

__all__ = ["duties", "facts_of", "may_close", "of"]


def of(uow: UnitOfWork, breach_id: str) -> BreachDuties:
    """Return the duties of a breach at `uow.now`, and whether any of them stands against closing it.

    Raises: NotFound.
    """
    breach = service.read(uow, breach_id)
    found = duties(uow, breach)
    return BreachDuties(
        breach_id=breach_id,
        duties=found,
        was_late=breach.was_late,
        aware_at=breach.aware_at,
        reopened_at=breach.reopened_at,
        may_close=may_close(found),
    )


def duties(uow: UnitOfWork, breach: BreachRecord) -> list[Duty]:
    """Return the duties of a breach that the caller has read."""
    return rules_duties.duties(facts_of(uow, breach), uow.now)


def facts_of(uow: UnitOfWork, breach: BreachRecord) -> DutyFacts:
    """Return what the duties of a breach are computed from: three queries beside the breach."""
    last = store_assessments.last(uow, breach.id)
    things, moment, kept = store_notices.promises(uow, [breach.id]).get(breach.id, (0, None, 0))
    starts = [each for each in (breach.suspected_at, breach.received_at) if each is not None]
    return DutyFacts(
        phase=breach.phase,
        aware_at=breach.aware_at,
        warning_from=min(starts, default=None),
        level=breach.level,
        level_at=breach.level_at,
        has_evidence=breach.level is RiskLevel.NONE and last is not None and last.evidence != b"[]",
        stopped_at=breach.stopped_at,
        reopened_at=breach.reopened_at,
        notified_at=breach.notified_at,
        late_reason_at=breach.late_reason_at,
        excused_at=breach.excused_at,
        subjects_notified_at=breach.subjects_notified_at,
        subjects_left=store_unreached.any_of(uow, breach.id),
        closed_at=breach.closed_at,
        promises=things,
        promised_for=moment,
        promises_kept=kept,
        has_processor=breach.source is BreachSource.PROCESSOR or breach.processor_name is not None,
        processor_told_at=breach.processor_told_at,
        facts_changed=last is not None and last.facts_hash != rules_assessment.facts_hash(breach),
    )
