"""Reads just enough of the statements in SQLite's catalogue: which columns a CHECK names, when a trigger fires.

SQLite tells neither in a table of its own. Whatever is not understood is answered as "could be anything".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<string>[xX]?'(?:[^']|'')*')
  | (?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
  | (?P<word>[A-Za-z_\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_EVENTS = frozenset({"INSERT", "UPDATE", "DELETE"})
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
BINARY = "BINARY"


class Token(NamedTuple):
    """A piece of a statement. `name`: what it says as an identifier, None if it is none."""

    text: str
    name: str | None
    word: bool
    """Written bare: it may be a keyword."""

    def says(self, keyword: str) -> bool:
        return self.word and self.text.upper() == keyword


class TriggerText(NamedTuple):
    """When a trigger fires. No events: not understood."""

    events: list[str]
    columns: list[str]
    names: set[str]
    """Every name in its text, lower case."""


class CheckText(NamedTuple):
    """A CHECK constraint's own text, and every name in it (lower case)."""

    text: str
    names: set[str]


def folded(name: str) -> str:
    """Return a name as SQLite compares it: capital letters from A to Z are small ones, others are what they are."""
    return name.translate(_LETTERS)


def read_collations(statement: str) -> dict[str, str]:
    """Return the collation of each column of a CREATE TABLE that says one, by the folded name."""
    found: dict[str, str] = {}
    depth, column, fresh = 0, "", False
    pieces = tokens(statement)
    for number, each in enumerate(pieces):
        if each.text == "(":
            depth += 1
            fresh = depth == 1
        elif each.text == ")":
            depth -= 1
        elif depth == 1 and each.text == ",":
            fresh = True
        elif depth == 1 and fresh:
            column, fresh = folded(each.name or ""), False
        elif depth == 1 and each.says("COLLATE") and number + 1 < len(pieces):
            # The last one of a column counts, as it does for SQLite.
            found[column] = (pieces[number + 1].name or "?").upper()
    return found


def affinity(declared: str, *, strict: bool) -> str:
    """Return what SQLite makes of values before it stores or compares them: by its own rule, in its own order."""
    upper = declared.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if not upper or (strict and upper == "ANY"):
        return "NONE"
    if "INT" in upper:
        return "INTEGER"
    if any(word in upper for word in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    if "BLOB" in upper:
        return "NONE"
    return "REAL" if any(word in upper for word in ("REAL", "FLOA", "DOUB")) else "NUMERIC"


def tokens(statement: str) -> list[Token]:
    """Return the pieces of a statement without blanks and comments."""
    return list(_tokens(statement))


def _tokens(statement: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(statement):
        text = found.group()
        if found.lastgroup == "quoted":
            inner = text[1:-1] if text[0] == "[" else text[1:-1].replace(text[0] * 2, text[0])
            yield Token(text, inner, word=False)
        elif found.lastgroup == "word":
            yield Token(text, text, word=True)
        elif found.lastgroup == "string":
            # SQLite takes a string for a name where only a name can stand.
            yield Token(text, text[1:-1].replace("''", "'") if text[0] == "'" else None, word=False)
        elif found.lastgroup == "other":
            yield Token(text, None, word=False)


def read_trigger(statement: str) -> TriggerText:
    """Return when the trigger of a CREATE TRIGGER fires, and every name that it says."""
    pieces = tokens(statement)
    names = {each.name.lower() for each in pieces if each.name is not None}
    start = _after_name(pieces)
    if start is None:
        return TriggerText([], [], names)
    while start < len(pieces) and pieces[start].text.upper() in {"BEFORE", "AFTER", "INSTEAD", "OF"}:
        start += 1
    event = pieces[start].text.upper() if start < len(pieces) else ""
    if event not in _EVENTS:
        return TriggerText([], [], names)
    columns = []
    if event == "UPDATE" and start + 1 < len(pieces) and pieces[start + 1].says("OF"):
        for each in pieces[start + 2 :]:
            if each.says("ON"):
                break
            if each.name is not None:
                columns.append(each.name)
    return TriggerText([event], columns, names)


def _after_name(pieces: list[Token]) -> int | None:
    """Return where a CREATE TRIGGER goes on behind the trigger's name."""
    at = next((number for number, each in enumerate(pieces) if each.says("TRIGGER")), None)
    if at is None:
        return None
    at += 1
    if [each.text.upper() for each in pieces[at : at + 3]] == ["IF", "NOT", "EXISTS"]:
        at += 3
    if at + 1 < len(pieces) and pieces[at + 1].text == ".":
        at += 2
    return at + 1


def read_checks(statement: str) -> list[CheckText]:
    """Return every CHECK of a CREATE TABLE."""
    pieces = tokens(statement)
    found = []
    for number, each in enumerate(pieces):
        if not each.says("CHECK") or number + 1 >= len(pieces) or pieces[number + 1].text != "(":
            continue
        inside = _bracketed(pieces[number + 1 :])
        names = {piece.name.lower() for piece in inside if piece.name is not None}
        found.append(CheckText(" ".join(piece.text for piece in inside), names))
    return found


def _bracketed(pieces: list[Token]) -> list[Token]:
    depth = 0
    for number, each in enumerate(pieces):
        depth += (each.text == "(") - (each.text == ")")
        if depth == 0:
            return pieces[1:number]
    return pieces[1:]
