"""The completeness of a record and its score. Pure.

Completeness is the weighted share of questions that are answered, in percent: what s.39 asks for weighs 3, any other
field of the ministry's form 1, and of what the form lacks those fields that answer s.39. "None" is an answer, except
where no processing of personal data can do without (`NEVER_NONE`).

The score is the completeness less 10 points for each open error and 3 for each open warning that is not itself about
completeness, 50 points at most, and never below 0. Hints cost nothing; neither does what a DPO has accepted.
Legal source: PDPA s.39(1)-(8).
"""

from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from ropa.activities.rules_answers import Answer, answer_at
from ropa.activities.rules_completeness import NEVER_NONE
from schemas.activity import Form
from schemas.document import ActivityDocument
from schemas.findings import Finding, Severity
from schemas.form import form_fields

REQUIRED_WEIGHT, WEIGHT = 3, 1
POINTS = {Severity.ERROR: 10, Severity.WARNING: 3, Severity.HINT: 0}
MOST_POINTS = 50
#: Codes about blanks: the completeness has them already.
COMPLETENESS = "completeness."


class Standing(Struct, frozen=True, kw_only=True):
    """How a record stands: percent, score, and its open and accepted findings."""

    completeness: int
    score: int
    errors: int
    warnings: int
    hints: int
    accepted: int


def completeness_of(document: ActivityDocument, form_type: type[Struct] = Form) -> int:
    """Return the share of answered questions in percent, rounded down: 100 means that none is open."""
    asked = answered = 0
    for pointer, weight in _questions(form_type):
        asked += weight
        answer = answer_at(document, pointer)
        if answer is Answer.GIVEN or (answer is Answer.NOTHING and pointer not in NEVER_NONE):
            answered += weight
    return 100 * answered // asked if asked else 100


@cache
def _questions(form_type: type[Struct]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (info.pointer, REQUIRED_WEIGHT if info.note.required_by_law else WEIGHT)
        for info in form_fields(form_type)
        if info.section != "beyond" or any(law.startswith("PDPA s.39") for law in info.note.laws)
    )


def standing(completeness: int, keyed: Iterable[tuple[str, Finding]], accepted: frozenset[str]) -> Standing:
    """Return how a record with these findings stands; `accepted`: the keys that a DPO accepted and that count today."""
    counted = dict.fromkeys(Severity, 0)
    points = taken = 0
    for key, each in keyed:
        if key in accepted:
            taken += 1
            continue
        counted[each.severity] += 1
        if not each.code.startswith(COMPLETENESS):
            points += POINTS[each.severity]
    return Standing(
        completeness=completeness,
        score=max(0, completeness - min(points, MOST_POINTS)),
        errors=counted[Severity.ERROR],
        warnings=counted[Severity.WARNING],
        hints=counted[Severity.HINT],
        accepted=taken,
    )
