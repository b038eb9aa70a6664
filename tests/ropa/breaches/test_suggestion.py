"""The suggested level of risk: every ground by itself, and never "no risk" while anything is unknown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.breaches.rules_grounds import GROUNDS, MANY, OPEN_QUESTIONS
from ropa.breaches.rules_suggestion import registered_level, suggest
from schemas.breach import RiskLevel
from schemas.breach_assessment import Answer, Circumstances, Effect, Suggestion, WhoGot
from schemas.breach_details import BreachDetails, BreachType, CountKind, Known
from schemas.breach_known import KnownActivity, KnownFacts
from schemas.vocabulary import SpecialCategory

#: Everything is known and nothing speaks for any risk.
HARMLESS = Circumstances(
    who_got=WhoGot.NOBODY,
    is_unintelligible=Answer.YES,
    is_restored=Answer.YES,
    effect=Effect.NONE,
    is_contained=Answer.YES,
    is_wide=Answer.NO,
)


def details(**more: Any) -> BreachDetails:
    given: dict[str, Any] = {
        "breach_types": [BreachType.CONFIDENTIALITY, BreachType.AVAILABILITY],
        "has_s26_data": Known.NO,
        "has_national_id": Known.NO,
        "has_minors": Known.NO,
        "record_categories": ["ชื่อ"],
    }
    return BreachDetails(**(given | more))


def suggested(told: BreachDetails | None = None, known: KnownFacts | None = None, **said: Any) -> Suggestion:
    circumstances = msgspec.structs.replace(HARMLESS, **said)
    return suggest(known or KnownFacts(), told or details(), circumstances)


def codes(found: Suggestion) -> set[str]:
    return {each.code for each in (*found.grounds, *found.unknown)}


OUT: dict[str, Any] = {"who_got": WhoGot.OUTSIDE, "is_unintelligible": Answer.NO}
#: For each ground the facts that make it hold.
HOLDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "high.effect": ({"effect": Effect.SERIOUS}, {}),
    "high.published": ({**OUT, "who_got": WhoGot.PUBLIC}, {}),
    "high.special": (OUT, {"has_s26_data": Known.YES}),
    "high.national_id": (OUT, {"has_national_id": Known.YES}),
    "high.minors": (OUT, {"has_minors": Known.YES}),
    "high.many": (OUT, {"subject_count": MANY, "subject_count_kind": CountKind.ESTIMATE}),
    "high.lost_readable": ({"who_got": WhoGot.UNKNOWN, "is_unintelligible": Answer.NO}, {"has_minors": Known.YES}),
    "risk.outside": (OUT, {}),
    "risk.lost": ({"who_got": WhoGot.UNKNOWN, "is_unintelligible": Answer.NO}, {}),
    "risk.effect": ({"effect": Effect.SLIGHT}, {}),
    "risk.not_restored": ({"is_restored": Answer.NO}, {}),
    "risk.goes_on": ({"is_contained": Answer.NO}, {}),
    "risk.wide": ({"is_wide": Answer.YES}, {}),
    "risk.abroad": (OUT, {"abroad": ["ญี่ปุ่น"]}),
    "less.unintelligible": ({"is_unintelligible": Answer.YES}, {}),
    "less.nobody": ({"who_got": WhoGot.NOBODY}, {}),
    "less.inside": ({"who_got": WhoGot.INSIDE}, {}),
    "less.restored": ({"is_restored": Answer.YES}, {}),
    "less.contained": ({"is_contained": Answer.YES}, {}),
    "less.no_effect": ({"effect": Effect.NONE}, {}),
    "unknown.types": ({}, {"breach_types": []}),
    "unknown.who": ({"who_got": WhoGot.UNKNOWN}, {}),
    "unknown.data": ({}, {"record_categories": []}),
    "unknown.special": ({}, {"has_s26_data": None}),
    "unknown.national_id": ({}, {"has_national_id": Known.UNKNOWN}),
    "unknown.minors": ({}, {"has_minors": None}),
    "unknown.readable": ({"is_unintelligible": Answer.UNKNOWN, "who_got": WhoGot.INSIDE}, {}),
    "unknown.restored": ({"is_restored": Answer.UNKNOWN}, {}),
    "unknown.effect": ({"effect": Effect.UNKNOWN}, {}),
    "unknown.contained": ({"is_contained": Answer.UNKNOWN}, {}),
    "unknown.wide": ({"is_wide": Answer.UNKNOWN}, {}),
    "unknown.contradicts_register": ({}, {}),
}
#: What the register must say for it.
KNOWS = {"unknown.contradicts_register": KnownFacts(has_national_id=Known.YES)}
RULES = {rule.code: rule for rule in (*GROUNDS, *OPEN_QUESTIONS)}


def test_every_ground_is_shown_to_hold_once():
    assert HOLDS.keys() == RULES.keys()


@pytest.mark.parametrize("code", HOLDS)
def test_each_ground_holds_by_its_own_facts_and_decides_no_less_than_its_level(code):
    said, told = HOLDS[code]
    found = suggested(details(**told), KNOWS.get(code), **said)
    assert code in codes(found)
    rule = RULES[code]
    if rule.level is not None:
        assert found.level in {rule.level, RiskLevel.HIGH}
        assert code not in codes(suggested()), "it must not hold of a harmless breach"
    if code.startswith("unknown."):
        assert found.level is not RiskLevel.NONE


def test_no_risk_is_suggested_only_when_every_question_has_an_answer():
    assert suggested().level is RiskLevel.NONE
    nothing = suggest(KnownFacts(), BreachDetails(), Circumstances())
    assert nothing.level is RiskLevel.RISK
    assert not nothing.grounds
    assert len(nothing.unknown) >= 9


def test_what_the_register_knows_counts_and_the_breach_s_own_facts_outweigh_it():
    known = KnownFacts(
        activities=[KnownActivity(id="a", data_items=["โรคประจำตัว"])],
        special_categories=[SpecialCategory.HEALTH],
        has_special=Known.YES,
        has_national_id=Known.YES,
        persons=MANY,
    )
    untold = details(has_s26_data=None, has_national_id=Known.UNKNOWN, record_categories=[])
    assert {"high.special", "high.national_id", "high.many"} <= codes(suggested(untold, known, **OUT))
    told = details(subject_count=3, subject_count_kind=CountKind.EXACT)
    assert suggested(told, known, **OUT).level is RiskLevel.RISK
    assert registered_level(known, told, Circumstances(**OUT)) is RiskLevel.HIGH


def test_a_record_that_was_not_found_leaves_the_data_unknown():
    known = KnownFacts(activities=[KnownActivity(id="a")], missing=1)
    found = suggested(details(record_categories=[], has_s26_data=None), known)
    assert {"unknown.data", "unknown.special"} <= codes(found)


_SAID = st.builds(
    Circumstances,
    who_got=st.sampled_from(WhoGot),
    is_unintelligible=st.sampled_from(Answer),
    is_restored=st.sampled_from(Answer),
    effect=st.sampled_from(Effect),
    is_contained=st.sampled_from(Answer),
    is_wide=st.sampled_from(Answer),
)
_KNOWN = st.sampled_from([None, *Known])


@settings(max_examples=80)
@given(_SAID, _KNOWN, _KNOWN, _KNOWN)
def test_the_level_is_that_of_the_highest_ground_and_unknown_is_never_no_risk(said, special, national_id, minors):
    told = details(has_s26_data=special, has_national_id=national_id, has_minors=minors)
    found = suggest(KnownFacts(), told, said)
    levels = {each.level for each in found.grounds}
    expected = RiskLevel.HIGH if RiskLevel.HIGH in levels else RiskLevel.RISK
    if found.level is RiskLevel.NONE:
        assert not found.unknown
        assert levels <= {None}
    else:
        assert found.level is expected


def _table() -> Iterator[str]:
    yield "| รหัส | ปัจจัย | ชี้ไปที่ | เหตุ | Ground |"
    yield "|---|---|---|---|---|"
    for rule in (*GROUNDS, *OPEN_QUESTIONS):
        level = "ไม่ทราบ จึงไม่เสนอว่าไม่มีความเสี่ยง" if rule.code.startswith("unknown.") else "ความเสี่ยงน้อยลง"
        words = rule.level.th if rule.level is not None else level
        yield f"| `{rule.code}` | {rule.factor.th} | {words} | {rule.th} | {rule.en} |"


def test_the_grounds_in_the_documentation_are_those_of_the_rules():
    page = Path("docs/breach-assessment.md").read_text(encoding="utf-8")
    assert "\n".join(_table()) in page
