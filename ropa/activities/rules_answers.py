"""What an empty place of a record says: not answered, or answered with "none". Pure."""

from enum import Enum

from msgspec import Struct

from schemas.document import ActivityDocument
from schemas.form import value_at
from schemas.thai_text import searchable
from schemas.vocabulary import Mark

_NOTHING_WORDS = frozenset(
    {*(searchable(str(mark)) for mark in Mark), "–", "—", "na", "n.a.", "ไม่มีการดำเนินการ", "none"}
)


class Answer(Enum):
    """A place of the record is one of three."""

    BLANK = "blank"
    """Nobody answered."""
    NOTHING = "nothing"
    """Answered: there is none (a mark, an empty list, or the same words typed out)."""
    GIVEN = "given"


def answer_at(document: ActivityDocument, pointer: str) -> Answer:
    """Return how a pointer of the document is answered; a value outweighs a mark."""
    found = answer_of(value_at(document, pointer))
    return Answer.NOTHING if found is Answer.BLANK and pointer in document.marks else found


def answer_of(value: object) -> Answer:
    """Return how a value answers, whatever its type. False and 0 are given answers."""
    if value is None:
        return Answer.BLANK
    if isinstance(value, Enum):
        return Answer.GIVEN
    if isinstance(value, str):
        return _answer_of_words(value)
    if isinstance(value, list):
        return _of_parts([answer_of(part) for part in value], empty=Answer.NOTHING)
    if isinstance(value, Struct):
        return _of_parts([answer_of(getattr(value, name)) for name in value.__struct_fields__], empty=Answer.BLANK)
    return Answer.GIVEN


def _answer_of_words(words: str) -> Answer:
    key = searchable(words)
    if not key:
        return Answer.BLANK
    return Answer.NOTHING if key in _NOTHING_WORDS else Answer.GIVEN


def _of_parts(parts: list[Answer], *, empty: Answer) -> Answer:
    if not parts:
        return empty
    if Answer.GIVEN in parts:
        return Answer.GIVEN
    return Answer.NOTHING if Answer.NOTHING in parts else Answer.BLANK


def squeezed(text: str) -> str:
    """Return the search key of a text without any space: the paper breaks Thai words at its line ends."""
    return searchable(text).replace(" ", "")
