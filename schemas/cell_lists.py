"""Lists as people write them in one cell: `1. …` a line each, or all in one line as the ministry's forms have it."""

import re

from schemas.thai_text import arabic_digits

_DIGIT = "[0-9๐-๙]"
_NUMBER = rf"({_DIGIT}{{1,3}})([.)])(?:[^\S\n]+|(?!{_DIGIT}))"
_AT_START = re.compile(rf"\s*{_NUMBER}")
_INSIDE = re.compile(rf"(?<=\s){_NUMBER}")
_IN_BRACKETS = re.compile(rf"(?<!\S)\(({_DIGIT}{{1,3}})\)[^\S\n]")
_BULLETS = "-–•·*▪●"


def numbered_lines(text: str) -> list[str] | None:
    """Return the items of a text whose lines begin with 1, 2, 3 …; None when they do not.

    A line without a number goes on with the item above it.
    """
    items: list[str] = []
    style = ""
    for line in text.split("\n"):
        start = _AT_START.match(line)
        if start and _counts(start[1], len(items)) and style in {"", start[2]}:
            style = start[2]
            items.append(line[start.end() :])
        elif start or not items:
            return None
        else:
            items[-1] += "\n" + line
    return items if len(items) > 1 else None


def numbered_run(text: str) -> list[str] | None:
    """Return the items of `1. ก 2. ข`, all in one line; None when the text does not begin with 1, or never comes to 2.

    A number counts only when it is the next one, has the first one's sign, and stands outside brackets: `(ฉบับที่ 2)` and
    `ข้อ 2.3` begin no item.
    """
    start = _AT_START.match(text)
    if start is None or not _counts(start[1], 0):
        return None
    begun = start.end()
    found: list[str] = []
    for inner in _INSIDE.finditer(text, start.end()):
        item = text[begun : inner.start()]
        if _counts(inner[1], len(found) + 1) and inner[2] == start[2] and item.count("(") <= item.count(")"):
            found.append(item)
            begun = inner.end()
    return [*found, text[begun:]] if found else None


def bracketed_run(text: str) -> list[str] | None:
    """Return the items of `(1) ก (2) ข`, a list inside a row of another list; None when it is none."""
    begun = 0
    found: list[str] = []
    for mark in _IN_BRACKETS.finditer(text):
        if _counts(mark[1], len(found)) and (found or not text[: mark.start()].strip()):
            found.append(text[begun : mark.start()])
            begun = mark.end()
    return [*found[1:], text[begun:]] if len(found) > 1 else None


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text without numbers; a bullet that every line has is no part of the words."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and len({line[0] for line in lines}) == 1 and lines[0][0] in _BULLETS:
        return [line[1:].strip() for line in lines]
    return lines


def read_list(text: str) -> tuple[list[str], bool]:
    """Return the items of a cell, and whether that took a guess: several lines without numbers.

    A single item keeps a number that it begins with; empty items are left out.
    """
    items = numbered_lines(text) or numbered_run(text)
    if items is not None:
        return [item.strip() for item in items if item.strip()], False
    lines = plain_lines(text)
    return lines, len(lines) > 1


def _counts(digits: str, before: int) -> bool:
    return int(arabic_digits(digits)) == before + 1
