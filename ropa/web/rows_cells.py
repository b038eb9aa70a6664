"""One cell of a table: the text that a person reads and types, and the value that it means. Pure.

Blank, "-", NO, ไม่มี and N/A say five different things: the last four become marks, as the importer makes them.
"""

from typing import Any

import msgspec
from msgspec import Struct

from ropa.web.rows import Row
from schemas.choices import ExchangeType, read_choice, read_exchange_type, words_of
from schemas.form import FieldInfo, Kind
from schemas.vocabulary import Direction, ExchangeMode, Mark, Term

#: Beside a closed value: what was stored, where its words alone would not say the same ("ผู้ยื่นประมวลผล" known as OTHER).
KEPT = "_kept"
MARKED = "mark:"
YES, NO = "true", "false"
_YES_NO = {"": None, YES: True, NO: False}
_TOKENS = {str(mark).casefold(): mark for mark in Mark}


def token_of(text: str) -> Mark | None:
    """Return the mark that a text is, when it is nothing but one."""
    return _TOKENS.get(text.strip().casefold())


def write_cell(value: Any, mark: Mark | None, info: FieldInfo) -> dict[str, str]:
    """Return the text of a cell by the name of its field: one, and a second beside a closed value."""
    if info.kind is Kind.YES_NO:
        answer = {None: "", True: YES, False: NO}[value]
        return {info.key: answer if mark is None else f"{answer}{MARKED}{mark}"}
    if value in (None, []):
        return {info.key: str(mark or "")}
    if info.kind is Kind.LINES:
        return {info.key: "\n".join(value)}
    if info.kind is Kind.CHOICE:
        words = words_of(value) or ""
        said = {info.key: words}
        if _chosen(words, info) != value:
            said[info.key + KEPT] = msgspec.json.encode(value).decode()
        return said
    return {info.key: str(value)}


def read_cell(text: str, kept: str, info: FieldInfo) -> tuple[object, Mark | None]:
    """Return the plain value and the mark that a text means. What fits no value comes back as text, to be refused."""
    if info.kind is Kind.YES_NO:
        said, _, token = text.partition(MARKED)
        return _YES_NO.get(said, text), token_of(token)
    if info.kind is Kind.TERM:
        return text, None
    mark = token_of(text)
    if mark is not None or not text.strip():
        return None, mark
    if info.kind is Kind.LINES:
        return [line for line in text.split("\n") if line.strip()], None
    if info.kind is Kind.CHOICE:
        return msgspec.to_builtins(_read_choice(text, kept, info)), None
    return text, None


def _read_choice(text: str, kept: str, info: FieldInfo) -> Struct:
    if kept:
        try:
            stored: Any = msgspec.json.decode(kept, type=info.member)
        except (msgspec.MsgspecError, UnicodeError):
            stored = None
        if stored is not None and words_of(stored) == text:
            return stored  # type: ignore[no-any-return]  # `member` is a type of choice
    return _chosen(text, info)


def _chosen(words: str, info: FieldInfo) -> Struct:
    if info.member is ExchangeType:
        return read_exchange_type(words)
    made: Struct = read_choice(info.member, words)
    return made


def suggestions(info: FieldInfo) -> list[str]:
    """Return the words that a closed value is usually written with."""
    if info.member is ExchangeType:
        kinds = [ExchangeType(direction=direction, mode=mode) for direction in Direction for mode in ExchangeMode]
        return [words for kind in kinds if (words := words_of(kind))]
    code = next(field for field in msgspec.structs.fields(info.member) if field.name == "code")
    terms = next(part for part in code.type.__args__ if part is not type(None))
    return [term.th for term in terms]


def meaning(row: Row, info: FieldInfo) -> list[Term]:
    """Return direction and mode that the words of an exchange mean: too long to be seen whole in their cell."""
    text = row.text(info.key)
    if info.member is not ExchangeType or token_of(text) is not None or not text.strip():
        return []
    read: Any = _read_choice(text, row.text(info.key + KEPT), info)
    return [term for term in (read.direction, read.mode) if term is not None]
