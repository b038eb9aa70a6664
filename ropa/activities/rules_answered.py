"""How much of a record is answered, in percent. Pure.

A question that s.39 asks for weighs 3, any other field of the ministry's form 1, and of what the form lacks those
fields that answer s.39. "None" is an answer, except where no processing of personal data can do without (`NEVER_NONE`).
Legal source: PDPA s.39(1)-(8).
"""

from functools import cache

from msgspec import Struct

from ropa.activities.rules_answers import Answer, answer_at
from ropa.activities.rules_completeness import NEVER_NONE
from schemas.activity import Form
from schemas.document import ActivityDocument
from schemas.form import form_fields

REQUIRED_WEIGHT, WEIGHT = 3, 1


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
