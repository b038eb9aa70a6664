"""Two fields that share one cell, and lists that people write in one line. Pure."""

import re
from collections.abc import Sequence

from schemas.cell_lists import numbered_lines, numbered_run, read_list
from schemas.form import FieldInfo, Kind
from schemas.vocabulary import Mark

_FIRST = re.compile(r"(?:(?<=\s)|^)[1๑]\s*[.)]\s*")
#: How often somebody looks: what stands before a procedure in one cell.
_CYCLE = re.compile(
    r"\s*((?:ทุก\s*(?:[0-9๐-๙]+\s*)?(?:วัน|สัปดาห์|เดือน|ไตรมาส|ปีงบประมาณ|ปี)"
    r"|(?:วัน|สัปดาห์|เดือน|ไตรมาส|ปี)\s*ละ\s*(?:[0-9๐-๙]+\s*)?ครั้ง|ราย(?:วัน|สัปดาห์|เดือน|ไตรมาส|ปี))"
    r"(?:\s*ๆ)?)\s+(?=\S)"
)
_LISTED = {Kind.LINES, Kind.ORGANISATIONS, Kind.CHOICES}
#: Fields whose entries people write side by side, with commas or only spaces between them.
_SIDE_BY_SIDE = {"personal_data_items", "storage_locations", "storage_formats"}
_BY_SPACES = {"personal_data_items"}
_LONGEST_ITEM = 60
_PAIR = 2
_TOKENS = {str(mark) for mark in Mark}


def shared(infos: Sequence[FieldInfo], text: str) -> list[str] | None:
    """Return the words of each of the fields that share one cell; None when the form does not tell where to cut."""
    if text.strip() in _TOKENS:
        return [text] * len(infos)
    if len(infos) != _PAIR:
        return _by_lines(infos, text)
    return _by_lines(infos, text) or _by_numbers(infos, text) or _twice(text) or _cycle_first(infos, text)


def _by_lines(infos: Sequence[FieldInfo], text: str) -> list[str] | None:
    lines = [line for line in text.split("\n") if line.strip()]
    return lines if len(lines) == len(infos) and not _one_list(lines) else None


def _one_list(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and numbered_lines("\n".join(lines)) is not None


def _by_numbers(infos: Sequence[FieldInfo], text: str) -> list[str] | None:
    """Cut where a numbering begins: once again from 1, or for the first time behind words of the first field."""
    starts = [found.start() for found in _FIRST.finditer(text)]
    begins_numbered = bool(starts) and not text[: starts[0]].strip()
    if begins_numbered and len(starts) == _PAIR:
        return [text[: starts[1]].strip(), text[starts[1] :].strip()]
    if len(starts) == 1 and not begins_numbered and infos[0].kind not in _LISTED and infos[1].kind in _LISTED:
        return [text[: starts[0]].strip(), text[starts[0] :].strip()]
    return None


def _twice(text: str) -> list[str] | None:
    """Cut a text that says the same words twice."""
    words = text.split()
    half = len(words) // 2
    if half and len(words) % 2 == 0 and words[:half] == words[half:]:
        return [" ".join(words[:half])] * 2
    return None


def _cycle_first(infos: Sequence[FieldInfo], text: str) -> list[str] | None:
    found = _CYCLE.match(text)
    if found is None or infos[0].note.widget != "cycle" or infos[1].note.widget == "cycle":
        return None
    return [found[1].strip(), text[found.end() :].strip()]


def items_of(info: FieldInfo, text: str) -> tuple[list[str], bool]:
    """Return the entries of a list field, and whether that took more than the numbers that stand there."""
    numbered = numbered_lines(text) or numbered_run(text)
    if numbered is None:
        led = _led(text)
        if led is not None:
            return led, True
        if info.key in _SIDE_BY_SIDE:
            beside = _beside(text, by_spaces=info.key in _BY_SPACES)
            if len(beside) > 1:
                return beside, True
    return read_list(text)


def _led(text: str) -> list[str] | None:
    """Return the entries of "… ดังนี้ 1. ก 2. ข": the words before the numbers are the first entry."""
    first = _FIRST.search(text)
    if first is None or not text[: first.start()].strip():
        return None
    rest = text[first.start() :]
    entries = numbered_lines(rest) or numbered_run(rest)
    return [text[: first.start()].strip(), *(entry.strip() for entry in entries)] if entries else None


def _beside(text: str, *, by_spaces: bool) -> list[str]:
    pieces = _outside_brackets(text, ",;\n、")
    if len(pieces) == 1 and by_spaces:
        pieces = _spaced(text)
    found = [re.sub(r"^และ\s*", "", piece.strip()).strip() for piece in pieces]
    found = [piece for piece in found if piece]
    return found if all(len(piece) <= _LONGEST_ITEM for piece in found) else [text]


def _spaced(text: str) -> list[str]:
    """Return the pieces between spaces; Latin words that follow each other stay together, brackets and marks too."""
    pieces: list[str] = []
    for piece in _outside_brackets(text, " \t\n"):
        glued = pieces and (piece.startswith("(") or (piece.isascii() and pieces[-1].split()[-1].isascii()))
        if pieces and (glued or _is_mark(piece[0])):
            pieces[-1] += " " + piece
        elif piece:
            pieces.append(piece)
    return pieces


def _is_mark(char: str) -> bool:
    """Tell whether a sign belongs to the letter before it: a converted PDF puts spaces before some."""
    return "\u0e30" <= char <= "\u0e3a" or "\u0e45" <= char <= "\u0e4e"


def _outside_brackets(text: str, signs: str) -> list[str]:
    pieces, depth = [""], 0
    for char in text:
        depth = max(0, depth + (char == "(") - (char == ")"))
        if char in signs and not depth:
            pieces.append("")
        else:
            pieces[-1] += char
    return [piece.strip() for piece in pieces if piece.strip()] or [text]
