"""What an empty place of a record says: not answered, or answered with "none". Pure."""

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from msgspec import Struct

from schemas.document import ActivityDocument
from schemas.form import value_at
from schemas.nothing import says_nothing
from schemas.thai_text import searchable


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
        return _of_parts((answer_of(part) for part in value), empty=Answer.NOTHING)
    if isinstance(value, Struct):
        return _of_parts((answer_of(getattr(value, name)) for name in value.__struct_fields__), empty=Answer.BLANK)
    return Answer.GIVEN


def _answer_of_words(words: str) -> Answer:
    if says_nothing(words):
        return Answer.NOTHING
    # Most texts begin with a letter; only invisible characters need the search key.
    return Answer.GIVEN if words[:1].isalnum() or searchable(words) else Answer.BLANK


def _of_parts(parts: Iterable[Answer], *, empty: Answer) -> Answer:
    """Return GIVEN when any part is, else NOTHING when any is, else BLANK; `empty` where there are no parts."""
    found = None
    for part in parts:
        if part is Answer.GIVEN:
            return part
        found = Answer.NOTHING if Answer.NOTHING in {part, found} else Answer.BLANK
    return found or empty


def squeezed(text: str) -> str:
    """Return the search key of a text without any space: the paper breaks Thai words at its line ends."""
    return _squeezed_name(text) if len(text) <= _NAME else _squeezed(text)


def _squeezed(text: str) -> str:
    return searchable(text).replace(" ", "")


#: Names of bodies and systems come again in line after line and record after record; long texts do not.
_NAME = 200
_squeezed_name = lru_cache(maxsize=8192)(_squeezed)
