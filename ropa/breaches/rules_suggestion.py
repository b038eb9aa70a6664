"""Which level of risk the facts suggest, with every ground. Pure; no points: one ground of a level is enough for it.

The suggestion decides nothing. It is "no risk" only where every question has an answer and no ground speaks for more.
Legal source: PDPC breach notification B.E. 2565 ข้อ 5 and ข้อ 12; no formula is prescribed there.
"""

from collections.abc import Iterable

import msgspec

from ropa.breaches.rules_grounds import GROUNDS, OPEN_QUESTIONS, Rule, Signs
from schemas.breach import RiskLevel
from schemas.breach_assessment import Circumstances, Ground, Suggestion
from schemas.breach_details import BreachDetails, CountKind, Known
from schemas.breach_known import KnownFacts


def suggest(known: KnownFacts, details: BreachDetails, circumstances: Circumstances) -> Suggestion:
    """Return the level that the facts suggest and its grounds, those of the highest level first.

    `known` is what all records say, whole: what is hidden from a reader counts as well.
    """
    signs = signs_of(known, details, circumstances)
    grounds = [_ground(rule) for rule in GROUNDS if rule.holds(signs)]
    unknown = [_ground(rule) for rule in OPEN_QUESTIONS if rule.holds(signs)]
    return Suggestion(level=_level(grounds, unknown), grounds=grounds, unknown=unknown)


def registered_level(known: KnownFacts, details: BreachDetails, circumstances: Circumstances) -> RiskLevel:
    """Return what would be suggested if the breach did not deny kinds of data that the register has."""
    silent = msgspec.structs.replace(details, has_s26_data=None, has_national_id=None, has_minors=None)
    return suggest(known, silent if _contradicts(known, details) else details, circumstances).level


def _contradicts(known: KnownFacts, details: BreachDetails) -> bool:
    pairs = (
        (details.has_s26_data, known.has_special),
        (details.has_national_id, known.has_national_id),
        (details.has_minors, known.has_minors),
    )
    return any(said is Known.NO and registered is Known.YES for said, registered in pairs)


def signs_of(known: KnownFacts, details: BreachDetails, circumstances: Circumstances) -> Signs:
    """Return what the rules ask, from what the register and the person say."""
    return Signs(
        types=frozenset(details.breach_types),
        special=said_or(details.has_s26_data, known.has_special),
        national_id=said_or(details.has_national_id, known.has_national_id),
        minors=said_or(details.has_minors, known.has_minors),
        persons=persons_of(known, details),
        abroad=Known.YES if details.abroad else known.goes_abroad,
        contradicts=_contradicts(known, details),
        has_data=bool(details.record_categories) or (bool(known.activities) and not known.missing),
        said=circumstances,
    )


def persons_of(known: KnownFacts, details: BreachDetails) -> int | None:
    """Return how many persons are concerned: as the breach says, else as its records say."""
    if details.subject_count is not None and details.subject_count_kind is not CountKind.UNKNOWN:
        return details.subject_count
    return known.persons


def said_or(said: Known | None, registered: Known) -> Known:
    """Return what the breach says of itself, and what the register says only where the breach does not know."""
    return registered if said in {None, Known.UNKNOWN} else said or registered


def _level(grounds: Iterable[Ground], unknown: list[Ground]) -> RiskLevel:
    levels = {ground.level for ground in grounds}
    if RiskLevel.HIGH in levels:
        return RiskLevel.HIGH
    return RiskLevel.RISK if RiskLevel.RISK in levels or unknown else RiskLevel.NONE


def _ground(rule: Rule) -> Ground:
    return Ground(code=rule.code, factor=rule.factor, level=rule.level, th=rule.th, en=rule.en)
