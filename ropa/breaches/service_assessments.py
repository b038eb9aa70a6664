"""Assessing the risk of a breach: a draft that decides nothing, and a person's decision with its reason and evidence.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565 ข้อ 5 and ข้อ 12; law.md F.1, cases 14 and 15.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import (
    rules,
    rules_assessment,
    rules_factors,
    rules_known,
    rules_suggestion,
    service,
    service_known,
    service_timeline,
    store_assessments,
)
from ropa.breaches.service_rows import refuse_closed
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from schemas.breach import BreachPhase, BreachRecord, RiskLevel
from schemas.breach_assessment import (
    AssessmentDraft,
    AssessmentInput,
    AssessmentView,
    BreachAssessment,
    Circumstances,
    EvidenceInput,
    FactorAnswer,
    Ground,
    SavedDraft,
    Suggestion,
    is_below,
)
from schemas.breach_known import KnownFacts
from schemas.breach_work import BreachEventKind

_ANSWERS: Final = msgspec.json.Decoder(list[FactorAnswer])
_CIRCUMSTANCES: Final = msgspec.json.Decoder(Circumstances)
_EVIDENCE: Final = msgspec.json.Decoder(list[EvidenceInput])
_KNOWN: Final = msgspec.json.Decoder(KnownFacts)
_encode: Final = msgspec.json.encode


class _Grounds(msgspec.Struct, frozen=True):
    """The grounds of a decision as they are stored."""

    grounds: list[Ground]
    unknown: list[Ground]


_GROUNDS: Final = msgspec.json.Decoder(_Grounds)


def view(uow: UnitOfWork, breach_id: str) -> AssessmentView:
    """Return what is known by factor, the suggestion of this moment, the draft and all decisions.

    Of records that the actor may not read there are only numbers and terms, also in what was kept earlier; the
    suggestion counts them all the same.
    Raises: NotFound.
    """
    breach = service.read(uow, breach_id)
    rows = store_assessments.all_of(uow, breach_id)
    whole = service_known.of_all(uow, breach.activity_ids)
    kept = [_KNOWN.decode(row.known) for row in rows]
    visible = service_known.visible(uow, {each.id for facts in [whole, *kept] for each in facts.activities})
    known = rules_known.shown(whole, visible)
    draft = _draft(uow, breach_id)
    circumstances = draft.circumstances if draft is not None else _last_circumstances(rows)
    is_open = breach.phase in {BreachPhase.OPEN, BreachPhase.SUSPECTED}
    return AssessmentView(
        breach_id=breach_id,
        version=breach.version,
        level=breach.level,
        level_at=breach.level_at,
        aware_at=breach.aware_at,
        reopened_at=breach.reopened_at,
        was_late=breach.was_late,
        known=known,
        factors=rules_factors.factors(known, breach.details),
        circumstances=circumstances,
        suggestion=rules_suggestion.suggest(whole, breach.details, circumstances),
        facts_changed=bool(rows) and rows[0].facts_hash != rules_assessment.facts_hash(breach),
        draft=draft,
        assessments=[
            _assessment(row, rules_known.shown(facts, visible)) for row, facts in zip(rows, kept, strict=True)
        ],
        may_decide=is_open and access.may(uow, Permission.DECIDE_BREACHES, breach.office_id),
        may_draft=is_open and access.may(uow, Permission.HANDLE_BREACHES, breach.office_id),
    )


def _last_circumstances(rows: Any) -> Circumstances:
    return _CIRCUMSTANCES.decode(rows[0].circumstances) if rows else Circumstances()


def _draft(uow: UnitOfWork, breach_id: str) -> SavedDraft | None:
    row = store_assessments.draft(uow, breach_id)
    if row is None:
        return None
    return SavedDraft(
        number=row.number,
        answers=_ANSWERS.decode(row.factors),
        circumstances=_CIRCUMSTANCES.decode(row.circumstances),
        saved_at=row.saved_at.astimezone(rules.BANGKOK),
        saved_by=row.saved_by,
    )


def _assessment(row: Any, known: KnownFacts) -> BreachAssessment:
    level, suggestion = RiskLevel.of(row.level), RiskLevel.of(row.suggestion)
    former = None if row.former_level is None else RiskLevel.of(row.former_level)
    told = _GROUNDS.decode(row.grounds)
    return BreachAssessment(
        number=row.number,
        level=level,
        reason=row.reason,
        answers=_ANSWERS.decode(row.factors),
        circumstances=_CIRCUMSTANCES.decode(row.circumstances),
        suggestion=suggestion,
        grounds=told.grounds,
        unknown=told.unknown,
        known=known,
        lower_reason=row.lower_reason,
        is_below_suggestion=is_below(level, suggestion),
        is_below_former=is_below(level, former),
        evidence=_EVIDENCE.decode(row.evidence),
        aware_at=rules.in_bangkok(row.aware_at),
        new_facts_at=rules.in_bangkok(row.new_facts_at),
        reopened_duty=row.reopened_at is not None,
        supersedes=row.supersedes,
        decided_by=row.decided_by,
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at.astimezone(rules.BANGKOK),
    )


def save_draft(uow: UnitOfWork, breach_id: str, given: AssessmentDraft) -> SavedDraft:
    """Return the draft of the next assessment as it was saved. It decides nothing and changes no duty.

    Raises: NotFound, Forbidden; Conflict when the breach is closed or dismissed, and when somebody else's draft
    was saved since `based_on`; Invalid.
    """
    breach = service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    _require_open(breach)
    problems = rules_assessment.draft_problems(given)
    if problems:
        raise Invalid(problems)
    values = {
        "factors": _encode(given.answers),
        "circumstances": _encode(given.circumstances),
        "saved_at": uow.now,
        "saved_by": uow.actor.name,
    }
    if not store_assessments.save_draft(uow, breach_id, given.based_on, values):
        raise Conflict(
            "มีผู้บันทึกร่างใหม่กว่าแล้ว โปรดเปิดร่างล่าสุดก่อน", "A newer draft was saved; read it before saving this one"
        )
    record(uow, "breach.assessment_drafted", f"breach:{breach_id}", {"number": given.based_on + 1})
    return SavedDraft(
        number=given.based_on + 1,
        answers=given.answers,
        circumstances=given.circumstances,
        saved_at=uow.now.astimezone(rules.BANGKOK),
        saved_by=uow.actor.name,
    )


def _require_open(breach: BreachRecord) -> None:
    refuse_closed(breach)
    if breach.phase is BreachPhase.DISMISSED:
        raise Conflict(
            "เหตุนี้ยุติแล้วว่าไม่ใช่เหตุละเมิด ต้องยืนยันเหตุก่อนประเมิน",
            "It was dismissed as no breach; confirm it before assessing it",
        )


def assess(uow: UnitOfWork, breach_id: str, given: AssessmentInput, version: int | None) -> AssessmentView:
    """Return the assessment after a person's decision on the level, kept for good with what was known and suggested.

    "No risk" stops the duty to tell the Office; a later decision above it opens the duty again on its first clock, and
    both times stay visible. Nothing is lowered without a reason of its own.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when the breach is closed or dismissed; Invalid with every
    fault. Legal source: PDPC breach notification B.E. 2565 ข้อ 5(3) and ข้อ 12.
    """
    breach = service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    _require_open(breach)
    known = service_known.of_all(uow, breach.activity_ids)
    given, circumstances = _completed(uow, breach_id, given)
    suggestion = rules_suggestion.suggest(known, breach.details, circumstances)
    registered = rules_suggestion.registered_level(known, breach.details, circumstances)
    named = {each.file_id for each in given.evidence if each.file_id is not None}
    files = store_assessments.files_among(uow, breach_id, named)
    problems = rules_assessment.problems(given, breach, suggestion.level, registered, files)
    problems += rules_assessment.times_problems(given, breach, uow.now)
    if problems:
        raise Invalid(problems)
    last = store_assessments.last(uow, breach_id)
    number = 1 if last is None else last.number + 1
    reopens = breach.level is RiskLevel.NONE and given.level is not RiskLevel.NONE
    changes: dict[str, Any] = {"level": given.level, "facts_changed_at": None}
    if breach.level is not given.level:
        changes["level_at"] = uow.now
    if reopens:
        changes |= {"stopped_at": breach.level_at, "reopened_at": uow.now}
    # First the row with its version: of two who decide at once, one is refused before anything is written.
    service.change(uow, breach_id, version, **changes)
    values = _values(uow, breach, given, suggestion, known)
    values |= {
        "number": number,
        "supersedes": None if last is None else last.number,
        "reopened_at": uow.now if reopens else None,
    }
    store_assessments.add(uow, values)
    store_assessments.drop_draft(uow, breach_id)
    _tell(uow, breach, given, suggestion, number, uow.now if reopens else None)
    return view(uow, breach_id)


def _completed(uow: UnitOfWork, breach_id: str, given: AssessmentInput) -> tuple[AssessmentInput, Circumstances]:
    """Return a decision and its circumstances; those that it does not give are those that its page would show."""
    if isinstance(given.circumstances, Circumstances):
        return given, given.circumstances
    draft = _draft(uow, breach_id)
    found = _last_circumstances(store_assessments.all_of(uow, breach_id)) if draft is None else draft.circumstances
    answers = given.answers or ([] if draft is None else draft.answers)
    return msgspec.structs.replace(given, circumstances=found, answers=answers), found


def _values(
    uow: UnitOfWork, breach: BreachRecord, given: AssessmentInput, suggestion: Suggestion, known: KnownFacts
) -> dict[str, Any]:
    return {
        "breach_id": breach.id,
        "level": str(given.level),
        "suggestion": str(suggestion.level),
        "former_level": None if breach.level is None else str(breach.level),
        "reason": given.reason,
        "lower_reason": (given.lower_reason or "").strip() or None,
        "factors": _encode(given.answers),
        "circumstances": _encode(given.circumstances),
        "grounds": _encode(_Grounds(suggestion.grounds, suggestion.unknown)),
        "evidence": _encode(given.evidence),
        "known": _encode(known),
        "facts_hash": rules_assessment.facts_hash(breach),
        "aware_at": breach.aware_at,
        "new_facts_at": given.new_facts_at,
        "decided_by": uow.actor.id,
        "decided_by_name": uow.actor.name,
        "decided_at": uow.now,
    }


def _tell(
    uow: UnitOfWork,
    breach: BreachRecord,
    given: AssessmentInput,
    suggestion: Suggestion,
    number: int,
    reopened_at: datetime | None,
) -> None:
    told: dict[str, object] = {
        "number": number,
        "level": str(given.level),
        "former": None if breach.level is None else str(breach.level),
        "suggestion": str(suggestion.level),
        "evidence": len(given.evidence),
        "aware_at": breach.aware_at,
        "new_facts_at": rules.in_bangkok(given.new_facts_at),
        "reopened_at": rules.in_bangkok(reopened_at),
    }
    record(uow, "breach.assessed", f"breach:{breach.id}", told)
    service_timeline.add(uow, breach.id, BreachEventKind.ASSESSED, note=given.reason, details=told)
