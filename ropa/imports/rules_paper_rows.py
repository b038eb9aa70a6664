"""Which value stands beside which label in the rows of one filled form. Pure.

A value that nothing ties to a label is told and not taken: a value under the wrong label is the worst fault.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec import field as default

from ropa.imports.rules_paper_cells import Line, Name, Token, is_hint, read_label
from ropa.imports.rules_paper_labels import Known
from ropa.imports.rules_paper_words import letters, likeness

_NUMBERED = re.compile(r"\s*([0-9๐-๙]{1,2})\s*[.)]")
#: Words that are more like a printed label than this are a label that could not be read, never a value.
_LIKE_LABEL = 0.55
_LIKE_HINT = 0.6
#: A label broken over several rows is no longer than this, and its lower rows hold little else.
_LONGEST_LABEL, _FEW_CELLS = 600, 2
#: Letters that a part of a label must have to be known as one.
_UPPER_PART, _LOWER_PART = 3, 4
#: Rows between a value and the row that goes on with it, an empty one counted.
_NEXT_ROWS = 2


class Found(Struct, kw_only=True):
    """A label (or two in one cell), and the cells that answer it."""

    names: list[Name]
    labels: list[Token]
    values: list[Token] = default(default_factory=list)
    inline: str = ""
    ties: list[str] = default(default_factory=list)
    """What had to be assumed to tie a value to the label: `inline`, `under`, `goes_on`."""
    others: list[Token] = default(default_factory=list)
    """Further cells in the row; nobody knows whose they are."""

    @property
    def answered(self) -> bool:
        """Tell whether anything stands there."""
        return bool(self.values or self.inline)

    @property
    def last_row(self) -> int:
        """Return the last row of labels and values."""
        return max(token.last_row for token in (*self.labels, *self.values))


def joined_labels(lines: Sequence[Line], known: Known) -> None:
    """Put labels together that were broken over several rows of one column; the lower cells are taken away."""
    for number, line in enumerate(lines):
        for token in line.tokens:
            below = number + 1
            while below < len(lines) and lines[below].sheet is line.sheet and lines[below].row == token.last_row + 1:
                part = lines[below].at(token.cell.column)
                if part is None or not _goes_on(token, part, lines[below], known):
                    break
                lines[below].tokens.remove(part)
                below += 1


def _goes_on(token: Token, part: Token, line: Line, known: Known) -> bool:
    """Take `part` into `token` when both together are a printed label and `part` alone is none."""
    if len(token.text) + len(part.text) > _LONGEST_LABEL or len(line.tokens) > _FEW_CELLS:
        return False
    if part.reading is not None and not _is_its_hint(token, part):
        return False
    together = f"{token.text} {part.text}"
    if token.reading is None:
        again = read_label(together, known)
        # The upper part must be a beginning of printed words by itself, or any value above a label would join it.
        if again is None or not again.whole or not again.names or not _begins_printed(letters(token.text), known):
            return False
        token.reading = again
    else:
        if (
            not token.reading.names
            or token.reading.inline
            or not _belongs(token, part, token.reading.names[-1].fields, known)
        ):
            return False
        token.reading = read_label(together, known) or token.reading
    token.text = together
    token.joined = [*token.joined, part.cell]
    return True


def _is_its_hint(token: Token, part: Token) -> bool:
    """Tell whether a cell is the hint of the label above it, in a row of its own."""
    if token.reading is None or part.reading is None or not token.reading.names or not part.reading.from_hint:
        return False
    above, below = token.reading.names[-1], part.reading.names[0]
    return not above.hinted and bool(set(above.fields) & set(below.fields)) and len(part.reading.names) == 1


def _begins_printed(key: str, known: Known) -> bool:
    return len(key) >= _UPPER_PART and any(phrase.key.startswith(key) for phrase in known.phrases.all if phrase.fields)


def _belongs(token: Token, part: Token, pointers: Sequence[str], known: Known) -> bool:
    key = letters(part.text)
    printed = [letters(known.by_pointer[pointer].label) for pointer in pointers]
    printed += [full for pointer in pointers for full in known.hints[pointer]]
    return len(key) >= _LOWER_PART and key not in letters(token.text) and any(key in full for full in printed)


def read_rows(lines: Sequence[Line], known: Known) -> tuple[list[Found], list[Token]]:
    """Return the labels with their values, in reading order, and the cells that belong to none."""
    joined_labels(lines, known)
    found: list[Found] = []
    loose: list[tuple[int, Token]] = []
    for number, line in enumerate(lines):
        groups, free = _row(line, known)
        found += groups
        loose += [(number, token) for token in free]
    return found, _tied(found, loose, lines, known)


def _row(line: Line, known: Known) -> tuple[list[Found], list[Token]]:
    """Return the labels of one row with what stands right of each; and the cells before any label."""
    groups: list[Found] = []
    free: list[Token] = []
    tokens = line.tokens
    for place, token in enumerate(tokens):
        last = groups[-1] if groups else None
        if _is_label(token, tokens[place + 1 :], last):
            names = token.reading.names if token.reading else []
            if not names:
                continue  # a section or a sub-section
            if last and not last.answered and _same(last, names):
                last.names, last.inline = _agreed(last.names, names), token.reading.inline if token.reading else ""
                last.labels.append(token)
            else:
                inline = token.reading.inline if token.reading else ""
                groups.append(Found(names=names, labels=[token], inline=inline))
        elif last is None:
            free.append(token)
        elif not last.answered and (_is_bent_hint(token, last, known) or (tokens[place + 1 :] and _bracketed(token))):
            last.labels.append(token)  # a hint that could hardly be read, before the value
        elif last.answered and not (last.values and _counts_on(last.values[-1], token)):
            last.others.append(token)
        else:
            last.values.append(token)
    return _without_parts(groups, known), free


def _is_label(token: Token, behind: Sequence[Token], last: Found | None) -> bool:
    """Tell whether a cell is a label where it stands: right of a label the same words may well be the value."""
    reading = token.reading
    if reading is None or reading.caption:
        return False
    if last is None:
        return bool(reading.names) or reading.whole
    if not reading.names or (reading.inline and not reading.told):
        return False
    if _same(last, reading.names) and not last.answered:
        # The hint in a cell of its own. The form's own example of a value may stand there as the value, though.
        return (
            bool(behind) or token.text.lstrip()[:1] == "(" or token.text.lstrip().startswith(("โปรด", "ระบุ", "ไปตระ"))
        )
    strong = reading.names[0].hinted and not reading.from_hint
    hint = reading.from_hint and token.text.lstrip()[:1] == "("
    return strong or hint or (bool(behind) and reading.whole)


def _is_bent_hint(token: Token, last: Found, known: Known) -> bool:
    """Tell whether a cell is most of the hint of its label: an answer may quote the hint's example, not all of it."""
    key = letters(token.text)
    hints = [full for pointer in last.names[-1].fields for full in known.hints[pointer]]
    return any(likeness(key, full) >= _LIKE_HINT for full in hints)


def _bracketed(token: Token) -> bool:
    text = token.text.strip()
    return text.startswith("(") and (text.endswith(")") or text.startswith("(โปรด"))


def _same(found: Found, names: Sequence[Name]) -> bool:
    return bool(set(found.names[-1].fields) & set(names[0].fields))


def _agreed(some: list[Name], others: list[Name]) -> list[Name]:
    both = tuple(pointer for pointer in some[-1].fields if pointer in others[0].fields)
    return [*some[:-1], Name(fields=both, hinted=True, slips=some[-1].slips), *others[1:]]


def _without_parts(groups: list[Found], known: Known) -> list[Found]:
    """Leave out a section's words that another label follows: "การจัดเก็บ" is also a field's label."""
    return [
        group
        for place, group in enumerate(groups)
        if group.answered or place + 1 == len(groups) or not is_part(group, known)
    ]


def is_part(group: Found, known: Known) -> bool:
    """Tell whether a label's words, without a hint, may as well be those of a section."""
    return not group.names[0].hinted and any(letters(token.text) in known.parts for token in group.labels)


def _counts_on(above: Token, below: Token) -> bool:
    """Tell whether the numbering of one cell goes on in the next: "1. …" and "2. …"."""
    numbers = [_NUMBERED.match(token.text) for token in (above, below)]
    if numbers[1] is None:
        return False
    last = [int(number) for number in re.findall(r"(?:^|\s)([0-9๐-๙]{1,2})\s*[.)]", above.text)]
    return bool(last) and int(numbers[1][1]) == last[-1] + 1


def _tied(found: list[Found], loose: list[tuple[int, Token]], lines: Sequence[Line], known: Known) -> list[Token]:
    """Tie cells of rows without a label to the label above where that is certain enough; return the others.

    While a label of the form is missing, a cell without a label may be its answer: then only a numbering that goes on,
    or a merged label, ties it to another.
    """
    complete = _all_found(found, known)
    beneath = sum(1 for group in found if not group.answered) * 2 > len(found)
    left: list[Token] = []
    rows = [(_nth(group.labels[0]), group) for group in found]
    starts = [start for start, _ in rows]
    for number, token in loose:
        alone = len(lines[number].tokens) == 1
        above = _above(rows, starts, token)
        if above is not None and alone and is_hint(token.text, above.names[-1].fields, known):
            continue  # the rest of a hint that was broken over rows
        if above is None or not (alone or _spans(above, token)) or _like_label(token, known):
            left.append(token)
        elif _spans(above, token) and above.answered:
            above.values.append(token)
        elif not above.answered and _under(above, token) and (complete or beneath):
            above.values.append(token)
            above.ties.append("under")
        elif _goes_on_below(above, token) and (complete or _counts_on(above.values[-1], token)):
            above.values.append(token)
            above.ties.append("goes_on")
        else:
            left.append(token)
    return left


def _all_found(found: Sequence[Found], known: Known) -> bool:
    """Tell whether every field of the form has a label in the file."""
    sure = {name.fields[0] for group in found for name in group.names if len(name.fields) == 1}
    shared = Counter(name.fields for group in found for name in group.names if len(name.fields) > 1)
    for fields, count in shared.items():
        if len([pointer for pointer in fields if pointer not in sure]) <= count:
            sure.update(fields)
    return all(info.pointer in sure for info in known.fields)


def _goes_on_below(group: Found, token: Token) -> bool:
    return (
        bool(group.values)
        and group.values[-1].cell.column == token.cell.column
        and token.cell.row - group.last_row <= _NEXT_ROWS
    )


def _nth(token: Token) -> tuple[int, int]:
    return token.sheet.number, token.cell.row


def _above(
    rows: Sequence[tuple[tuple[int, int], Found]], starts: Sequence[tuple[int, int]], token: Token
) -> Found | None:
    """Return the last label above a cell of the same sheet."""
    place = bisect_left(starts, _nth(token))
    if not place or rows[place - 1][1].labels[0].sheet is not token.sheet:
        return None
    return rows[place - 1][1]


def _spans(group: Found, token: Token) -> bool:
    """Tell whether a label's merged cell stands beside a cell of a lower row."""
    return any(
        label.cell.rows > 1
        and label.cell.row < token.cell.row <= label.last_row < token.cell.row + label.cell.rows
        and label.last_column < token.cell.column
        for label in group.labels
    )


def _under(group: Found, token: Token) -> bool:
    """Tell whether a cell stands right under a label that has nothing beside it."""
    return (
        any(label.cell.column == token.cell.column and token.cell.row == label.last_row + 1 for label in group.labels)
        and len(group.names) == 1
    )


def _like_label(token: Token, known: Known) -> bool:
    return known.phrases.like(letters(token.text[:120])[:80], _LIKE_LABEL)


def pointers_of(found: Sequence[Found]) -> Iterator[str]:
    """Yield every pointer that a label may name."""
    for group in found:
        for name in group.names:
            yield from name.fields
