"""What one cell of the ministry's form is: printed words (and which fields they name), or what somebody wrote. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from ropa.imports.rules_paper_labels import Known
from ropa.imports.rules_paper_words import Hit, fold, is_letter, letters, likeness
from ropa.imports.rules_sheets import Cell, Sheet

#: What may stand between a label and a value in the same cell.
_SIGNS = " \t:：=)”“\"'’.…•"
#: Of a hint's examples people change some: what shares this much with the hint is the hint, not a value.
_STILL_HINT = 0.45
_SHORTEST_HINT = 4


class Name(Struct, kw_only=True):
    """One field that a cell names; several pointers where the words alone do not tell which."""

    fields: tuple[str, ...]
    hinted: bool
    """The hint stands there too, or nothing but the hint."""
    slips: int = 0


class Reading(Struct, kw_only=True):
    """A cell that begins with printed words."""

    names: list[Name]
    caption: str = ""
    inline: str = ""
    """A value that stands behind the label in the same cell."""
    told: bool = False
    """A colon or a line break stands between label and value, not only a space."""
    from_hint: bool = False
    """The cell begins with a hint."""

    @property
    def whole(self) -> bool:
        """Nothing but printed words stands there."""
        return not self.inline


class Token(Struct, kw_only=True):
    """A cell with its place, its words without wrappers, and what they are."""

    sheet: Sheet
    cell: Cell
    text: str
    reading: Reading | None = None
    joined: list[Cell] = []
    """Cells below that only continue the label."""

    @property
    def place(self) -> str:
        """Return the words for the place."""
        return self.sheet.place(self.cell)

    @property
    def hidden(self) -> bool:
        """Tell whether the cell is not seen when the file is opened."""
        return self.cell.hidden or self.sheet.hidden

    @property
    def last_column(self) -> int:
        """Return the last column that the cell covers."""
        return self.cell.column + self.cell.columns - 1

    @property
    def last_row(self) -> int:
        """Return the last row that the cell covers, cells that continue it counted."""
        return max(cell.row + cell.rows - 1 for cell in (self.cell, *self.joined))


class Line(Struct, kw_only=True):
    """One row of the file: its cells that are not empty, from left to right."""

    sheet: Sheet
    row: int
    tokens: list[Token]

    def at(self, column: int) -> Token | None:
        """Return the cell that begins in a column."""
        return next((token for token in self.tokens if token.cell.column == column), None)


def read_label(text: str, known: Known) -> Reading | None:
    """Return what a cell names; None when it does not begin with words that the form prints."""
    hits = known.phrases.in_text(text)
    folded = fold(text[:2_000])
    while hits and hits[-1].phrase.role != "hint" and _glued(text, folded.at[hits[-1].end - 1]):
        hits.pop()
    if not hits:
        return None
    captions = [hit.phrase.caption for hit in hits if hit.phrase.caption]
    rest = text[folded.at[hits[-1].end - 1] + 1 :]
    if captions and hits[0].phrase.caption:
        return Reading(names=[], caption=captions[0], inline=rest.strip(_SIGNS), told=":" in rest[:3])
    names = _names(hits)
    inline, told = _inline(rest, hits[-1], names, known)
    return Reading(names=names, inline=inline, told=told, from_hint=hits[0].phrase.role == "hint")


def _glued(text: str, place: int) -> bool:
    """Tell whether the word goes on behind a phrase: "ส่วนงานทะเบียน" does not name the field "ส่วนงาน"."""
    return place + 1 < len(text) and is_letter(text[place + 1])


def _names(hits: Sequence[Hit]) -> list[Name]:
    names: list[Name] = []
    for hit in hits:
        fields, hinted = hit.phrase.fields, hit.phrase.role == "hint"
        if not fields:
            continue
        last = names[-1] if names else None
        both = tuple(pointer for pointer in last.fields if pointer in fields) if last else ()
        if last and both and (hinted or not last.hinted):
            last.fields, last.hinted, last.slips = both, last.hinted or hinted, last.slips + hit.slips
        elif not any(set(fields) & set(name.fields) for name in names):
            names.append(Name(fields=fields, hinted=hinted, slips=hit.slips))
    return names


def _inline(rest: str, last: Hit, names: list[Name], known: Known) -> tuple[str, bool]:
    """Return the value behind the last printed words, and whether a colon or a line break stands before it."""
    pointers = names[-1].fields if names else ()
    if last.phrase.role == "hint" or "(" in rest[:2]:
        rest = _behind_hint(rest, pointers, known)
    value = rest.strip(_SIGNS).strip()
    if not letters(value) and value not in {"-", "–"}:
        return "", False
    lead = rest[: rest.find(value[0])]
    told = any(sign in lead for sign in ":：=\n")
    if value in {"-", "–"} and not told:
        return "", False
    if not names or is_hint(value, pointers, known):
        return "", False
    return value, told


def _behind_hint(rest: str, pointers: Sequence[str], known: Known) -> str:
    """Return what stands behind a hint: behind its bracket, or in a line of its own."""
    depth = 0
    for place, char in enumerate(rest):
        depth += (char == "(") - (char == ")")
        if (char == ")" and depth <= 0) or (char == "\n" and not is_hint(rest[place:], pointers, known)):
            tail = rest[place:]
            return _behind_hint(tail[1:], pointers, known) if tail[1:].lstrip()[:1] == "(" else tail
    return ""


def is_hint(words: str, pointers: Sequence[str], known: Known) -> bool:
    """Tell whether words are a part of a field's hint, though some of its examples were changed."""
    key = letters(words)
    if len(key) < _SHORTEST_HINT:
        return False
    return any(
        key in full or likeness(key, full[-len(key) - 10 :]) >= _STILL_HINT or likeness(key, full) >= _STILL_HINT
        for pointer in pointers
        for full in known.hints[pointer]
    )
