"""One answer put into a record's empty field, for work on many records. Who asks has judged the rights."""

from typing import Any, Literal

import msgspec

from ropa.activities.rules_answers import Answer, answer_at, answer_of
from ropa.activities.rules_sections import sources_after
from ropa.activities.rules_value_words import text_at
from ropa.activities.service import document_of
from schemas.document import ActivityDocument, ActivityUpdate, Source
from schemas.filling import with_answer
from schemas.form import FieldInfo, value_at
from schemas.listing import StoredRevision


def is_blank(document: ActivityDocument, info: FieldInfo) -> bool:
    """Tell whether nobody answered a field: "-", NO, ไม่มี and N/A are answers."""
    return answer_at(document, info.pointer) is Answer.BLANK


def says_something(value: object) -> bool:
    """Tell whether a value is an answer, and not "there is none"."""
    return answer_of(value) is Answer.GIVEN


def words_of(info: FieldInfo, value: Any, language: Literal["th", "en"]) -> str:
    """Return a field's value in words, one line an entry."""
    return text_at(with_answer(ActivityDocument(), info, value), info.pointer, language)


def stands_at(document: ActivityDocument, info: FieldInfo) -> object:
    """Return a field's value as plain JSON has it."""
    return msgspec.to_builtins(value_at(document, info.pointer))


def with_field(stored: StoredRevision, info: FieldInfo, value: Any) -> ActivityUpdate:
    """Return a record with one field's value replaced, ready to be saved as any other edit."""
    before = document_of(stored)
    after = with_answer(before, info, value)
    return ActivityUpdate(
        office_id=stored.office_id,
        form=after.form,
        steps=after.steps,
        systems=after.systems,
        marks=after.marks,
        sources=sources_after(msgspec.json.decode(stored.sources, type=dict[str, Source]), before, after),
    )
