"""What a decision on the level of risk must have. Pure.

Legal source: PDPC breach notification B.E. 2565 ข้อ 5(3) ("no risk" must be proved) and ข้อ 12.
"""

import hashlib
from collections.abc import Collection, Iterator
from datetime import datetime

import msgspec

from schemas.breach import BreachRecord, RiskLevel
from schemas.breach_assessment import AssessmentDraft, AssessmentInput, EvidenceInput, RiskFactor, is_below
from schemas.findings import Problem
from schemas.reading import control_characters

LAW = "PDPC breach notification B.E.2565"


def facts_hash(breach: BreachRecord) -> str:
    """Return the hash of the breach's own facts that an assessment rests on; another one means that they changed."""
    facts = {
        "details": breach.details,
        "description": breach.description,
        "activity_ids": breach.activity_ids,
        "occurred": [breach.occurred_from, breach.occurred_to, breach.occurred_unknown],
        "processor": breach.processor_name,
    }
    return hashlib.sha256(msgspec.json.encode(facts, order="deterministic")).hexdigest()


def draft_problems(given: AssessmentDraft | AssessmentInput) -> list[Problem]:
    """Return the faults of the answers: control characters, a factor that is answered twice."""
    found = list(control_characters(msgspec.to_builtins(given)))
    seen: set[RiskFactor] = set()
    for place, answer in enumerate(given.answers):
        if answer.factor in seen:
            found.append(_problem(f"/answers/{place}/factor", "ตอบปัจจัยนี้สองครั้ง", "This factor is answered twice"))
        seen.add(answer.factor)
    return found


def problems(
    given: AssessmentInput,
    breach: BreachRecord,
    suggestion: RiskLevel,
    registered: RiskLevel,
    files: Collection[str],
) -> list[Problem]:
    """Return every fault of a decision; `files` are those of the named ids that are files of the breach.

    `registered` is what would be suggested if the breach did not deny what the register has.
    """
    return [
        *draft_problems(given),
        *_lowering(given, breach.level, suggestion, registered),
        *_evidence(given, files),
    ]


def times_problems(given: AssessmentInput, breach: BreachRecord, now: datetime) -> list[Problem]:
    """Return the faults of the time of new facts: in the future, or before anybody knew of the breach."""
    if given.new_facts_at is None:
        return []
    if given.new_facts_at > now:
        return [
            _problem("/new_facts_at", "เวลาที่ทราบข้อเท็จจริงใหม่อยู่ในอนาคต", "The time of the new facts lies in the future")
        ]
    known_since = min(
        (moment for moment in (breach.aware_at, breach.suspected_at, breach.received_at) if moment is not None),
        default=None,
    )
    if known_since is not None and given.new_facts_at < known_since:
        return [
            _problem(
                "/new_facts_at",
                "เวลาที่ทราบข้อเท็จจริงใหม่มาก่อนเวลาที่ทราบเหตุ",
                "The time of the new facts lies before the breach was known",
            )
        ]
    return []


def _lowering(
    given: AssessmentInput, former: RiskLevel | None, suggestion: RiskLevel, registered: RiskLevel
) -> Iterator[Problem]:
    if (given.lower_reason or "").strip():
        return
    if is_below(given.level, suggestion):
        yield _problem(
            "/lower_reason",
            f"ระดับที่เลือกต่ำกว่าที่ข้อเท็จจริงชี้ ({suggestion.th}) ต้องให้เหตุผลแยกต่างหาก",
            f"The level is below what the facts suggest ({suggestion.en}): a reason of its own is needed",
        )
    elif is_below(given.level, registered):
        yield _problem(
            "/lower_reason",
            f"ระดับที่เลือกต่ำกว่าที่ทะเบียนชี้ ({registered.th}) และข้อเท็จจริงของเหตุขัดกับทะเบียน ต้องให้เหตุผลแยกต่างหาก",
            f"The level is below what the register suggests ({registered.en}), and the facts of the breach deny the"
            " register: a reason of its own is needed",
        )
    elif is_below(given.level, former) and former is not None:
        yield _problem(
            "/lower_reason",
            f"ระดับที่เลือกต่ำกว่าระดับเดิม ({former.th}) ต้องให้เหตุผลแยกต่างหาก",
            f"The level is below the one before ({former.en}): a reason of its own is needed",
        )


def _evidence(given: AssessmentInput, files: Collection[str]) -> Iterator[Problem]:
    for place, each in enumerate(given.evidence):
        if each.file_id is not None and each.file_id not in files:
            yield _problem(f"/evidence/{place}/file_id", "ไม่พบไฟล์นี้ในเหตุนี้", "There is no such file of this breach")
        elif not _says_something(each):
            yield _problem(f"/evidence/{place}", "ระบุไฟล์หรือข้อความอ้างอิง", "Name a file, or a reference in words")
    if given.level is RiskLevel.NONE and not any(_says_something(each) for each in given.evidence):
        yield _problem(
            "/evidence",
            "ไม่มีความเสี่ยงต้องมีหลักฐานอย่างน้อยหนึ่งรายการ ถ้าไม่มี หน้าที่แจ้งสำนักงานยังคงอยู่",
            '"No risk" needs at least one piece of evidence; without it the duty to tell the Office stands',
        )


def _says_something(evidence: EvidenceInput) -> bool:
    return evidence.file_id is not None or bool((evidence.reference or "").strip())


def _problem(pointer: str, message_th: str, message_en: str) -> Problem:
    return Problem(pointer=pointer, message_th=message_th, message_en=message_en, law=LAW)
