"""Findings on periods that contradict each other or a law, and on parts of the data that have their own. Pure.

Legal source: PDPA ss.33(2), 37(3) and 39(4); Saraban Regulation B.E.2526 cl.57 and 89/5; law.md F.4 62-64, 72-74.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from ropa.activities.rules_answers import Answer, answer_at, answer_of
from ropa.activities.rules_finding_codes import finding
from ropa.activities.rules_keeping import PERIOD, REFS, TEN_YEARS, is_saraban, most_days, reading_findings
from schemas.beyond import ItemRetention, PurposeBasis
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.retention import Bound, RetentionKind, RetentionRule
from schemas.thai_text import searchable
from schemas.vocabulary import LawfulBasis, RetentionScope, StartEvent, StorageFormat

RULES: Final = "/form/beyond/retention_rules"
PURPOSES: Final = "/form/beyond/lawful_basis_code_per_purpose"
BACKUP: Final = "/form/safeguards/backup_and_recovery"
_CONSENT = frozenset({LawfulBasis.CONSENT, LawfulBasis.S26_EXPLICIT_CONSENT})
_OF_COPIES = frozenset({RetentionScope.COPIES, RetentionScope.BACKUP})


def part_findings(
    document: ActivityDocument, retention: RetentionRule | None, parts: Mapping[int, RetentionRule]
) -> Iterator[Finding]:
    """Yield the findings on conflicts and on rules for parts; in no order.

    `parts`: how the lines of `retention_rules` are read, by their number; empty where nobody read them.
    """
    lines = document.form.beyond.retention_rules or []
    if retention is not None and answer_at(document, PERIOD) is Answer.GIVEN:
        yield from _conflicts(document, retention, PERIOD, None)
        yield from _consent(document, retention, lines)
        grounded = bool(retention.legal_refs) or answer_at(document, REFS) is Answer.GIVEN
        if retention.kind is RetentionKind.PERMANENT and not grounded:
            yield finding("retention.permanent_without_ground", PERIOD, words=retention.raw_text)
    for number, rule in parts.items():
        yield from _of_part(document, lines[number], rule, f"{RULES}/{number}")
    has_rule = any(line.applies_to in _OF_COPIES for line in lines) or bool(retention and retention.copies)
    if retention is not None and not has_rule and answer_at(document, BACKUP) is Answer.GIVEN:
        yield finding("retention.backup_without_rule", BACKUP)


def _of_part(document: ActivityDocument, line: ItemRetention, rule: RetentionRule, at: str) -> Iterator[Finding]:
    if any(doubt.code == "two_rules" for doubt in rule.unconfirmed):
        yield finding("retention.rules_of_one_name", f"{at}/name", name=line.name or rule.raw_text)
        return
    period = f"{at}/retention_period"
    if answer_of(line.retention_period) is not Answer.GIVEN:
        yield finding("retention.unparsed", period, words=line.name or "")
        return
    yield from reading_findings(rule, period)
    if any(doubt.code == "start_event_missing" for doubt in rule.unconfirmed):
        yield finding("retention.no_start_event", f"{at}/start_event")
    if rule.kind is RetentionKind.PERMANENT and not rule.legal_refs:
        yield finding("retention.permanent_without_ground", period, words=rule.raw_text)
    # A copy ends by its own cycle; what must be kept for ten years is the original.
    if line.applies_to not in _OF_COPIES:
        yield from _conflicts(document, rule, period, line)


def _conflicts(
    document: ActivityDocument, rule: RetentionRule, at: str, line: ItemRetention | None
) -> Iterator[Finding]:
    most = most_days(rule)
    if most is None or most[0] >= TEN_YEARS or not is_saraban(document):
        return
    # Items that rest on consent go with it (s.33(2)), and a ground that is written is what the finding asks for.
    if line is not None and (answer_of(line.ground) is Answer.GIVEN or _rests_on_consent(document, line)):
        return
    if any(part.bound is Bound.MAX for part in (rule, *rule.alternatives)):
        yield finding("retention.maximum_conflict", at, words=most[1])
    formats = [choice.code for choice in document.form.storage.storage_formats or []]
    if any(code is not StorageFormat.PAPER for code in formats):
        yield finding("retention.electronic_under_ten", at, words=most[1])


def _consenting(document: ActivityDocument) -> list[tuple[int, PurposeBasis]]:
    purposes = document.form.beyond.lawful_basis_code_per_purpose or []
    return [(number, each) for number, each in enumerate(purposes) if each.lawful_basis in _CONSENT]


def consented_items(document: ActivityDocument) -> frozenset[str]:
    """Return the keys of the data items that rest on consent."""
    return frozenset(key for _, purpose in _consenting(document) for key in _keys(purpose.data_items))


def changed_basis(
    document: ActivityDocument, consented: frozenset[str], withdrawn: frozenset[str]
) -> Iterator[Finding]:
    """Yield the purposes that take items, which rested on consent, to another basis.

    `consented`: the keys of those that do so in the approved revision; `withdrawn`: of those for which a person took
    consent back. After a withdrawal another basis is no valid repair (F.4 64).
    """
    rules = (
        ("basis.changed_after_withdrawal", withdrawn, _CONSENT | {LawfulBasis.CONSENT_MINOR}),
        ("basis.changed_from_consent", consented - withdrawn, _CONSENT),
    )
    for number, purpose in enumerate(document.form.beyond.lawful_basis_code_per_purpose or []):
        basis = purpose.lawful_basis
        for code, keys, same in rules:
            moved = [item for item in purpose.data_items or [] if searchable(item) in keys]
            if moved and basis is not None and basis not in same:
                yield finding(
                    code,
                    f"{PURPOSES}/{number}/lawful_basis",
                    items=", ".join(moved),
                    basis_th=basis.th,
                    basis_en=basis.en,
                )


def _keys(items: list[str] | None) -> set[str]:
    return {searchable(item) for item in items or []} - {""}


def _rests_on_consent(document: ActivityDocument, line: ItemRetention) -> bool:
    return bool(_keys(line.data_items)) and _keys(line.data_items) <= consented_items(document)


def _consent(document: ActivityDocument, rule: RetentionRule, lines: list[ItemRetention]) -> Iterator[Finding]:
    """Yield what rests on consent and has no rule of its own, while the form's own period does not end with consent."""
    if rule.kind is RetentionKind.UNPARSED or _ends_with_consent(rule):
        return
    ruled = {key for line in lines if line.applies_to not in _OF_COPIES for key in _keys(line.data_items)}
    for number, purpose in _consenting(document):
        left = [item for item in purpose.data_items or [] if searchable(item) and searchable(item) not in ruled]
        if purpose.data_items and not left:
            continue
        yield finding(
            "retention.consent_items_inside",
            f"{PURPOSES}/{number}",
            items=", ".join(left) if left else "ข้อมูลของวัตถุประสงค์นี้",
            items_en=", ".join(left) if left else "the data of this purpose",
            words=rule.raw_text,
        )


def _ends_with_consent(rule: RetentionRule) -> bool:
    return any(part.start_event is StartEvent.CONSENT_WITHDRAWN for part in (rule, *rule.alternatives))
