"""Values of a record as HTML, put together from the pieces of `_value.html` (why: `ropa.web.cutting`).

What draws a field is made once for each field and language: a record has some three hundred values, and to find out
for each of them what it is took as long as to draw it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from ropa.web.cutting import SLOT, Cut, escaped
from ropa.web.forms import members
from ropa.web.language import Language, show_day, words_of
from ropa.web.pages import NUMBERED, environment, label_of
from schemas import choices
from schemas.findings import Finding, Severity
from schemas.form import FieldInfo, Kind
from schemas.vocabulary import Mark

Marks = Mapping[str, Mark]
FoundAt = Mapping[str, tuple[Finding, ...]]
#: Draws a value of one field; with the marks of the document, and the value's pointer as they are kept by.
Drawer = Callable[[Any, Marks, str], str]
#: Of these an empty list is an answer: there is none.
_LISTS = frozenset({Kind.LINES, Kind.ORGANISATIONS, Kind.TERMS, Kind.CHOICES, Kind.TABLE})


@cache
def values(language: Language) -> Any:
    """Return the macros of `_value.html`."""
    return environment(language).get_template("activities/_value.html").module


class Fields(Struct, frozen=True):
    """Fields that are drawn together: what reads their values off a row, and of each its pointer and what draws it."""

    read: Callable[[Any], Sequence[Any]]
    each: tuple[tuple[str, Drawer], ...]


class Cells:
    """Draws cells of a language. All that a person wrote is escaped here; what comes back is HTML."""

    def __init__(self, language: Language) -> None:
        macros = values(language)
        self._language: Language = language
        self._blank = str(macros.blank())
        self._marks = {mark: str(macros.marked(mark)) for mark in Mark}
        self._none = {kind: str(macros.token("NO" if kind is Kind.ORGANISATIONS else "ไม่มี")) for kind in _LISTS}
        self._has = {value: str(macros.has(value)) for value in (True, False)}
        self._answers = {value: str(macros.answer(value)) for value in (True, False)}
        self._text, self._item = Cut(macros.text(SLOT)), Cut(macros.item(SLOT))
        self._lines = {numbered: Cut(macros.lines(SLOT, numbered)) for numbered in (True, False)}
        self._member, self._inner, self._rows = (
            Cut(macros.member(SLOT, SLOT)),
            Cut(macros.inner(SLOT)),
            Cut(macros.rows(SLOT)),
        )
        self._remark = {severity: Cut(macros.remark(severity, SLOT)) for severity in Severity}
        self._remarks = Cut(macros.remarks(SLOT))
        self._drawers: dict[FieldInfo, Drawer] = {}

    def cell(self, info: FieldInfo, value: Any, marks: Marks, pointer: str, findings: Sequence[Finding] = ()) -> str:
        """Return a value, and what was found in it. `pointer`: of the value in the document, as marks are kept by."""
        shown = self.drawer(info)(value, marks, pointer)
        return shown + self.remarks(findings) if findings else shown

    def show(self, info: FieldInfo, value: Any, marks: Marks, pointer: str) -> Markup:
        """Return a value for a template."""
        return Markup(self.drawer(info)(value, marks, pointer))  # noqa: S704 - escaped here

    def fields(self, infos: Sequence[FieldInfo], names: Sequence[str] = ()) -> Fields:
        """Return what draws these fields of a row. `names`: of the attributes, where they are not the fields' keys."""
        read: Callable[[Any], Any] = attrgetter(*(names or [info.key for info in infos]))
        return Fields(
            read=read if len(infos) > 1 else lambda row: (read(row),),
            each=tuple((info.pointer, self.drawer(info)) for info in infos),
        )

    def drawn(self, fields: Fields, row: Any, root: str, marks: Marks, found_at: FoundAt) -> list[str]:
        """Return the cells of a row, whose pointer is `root`, each with what was found in it."""
        each = zip(fields.each, fields.read(row), strict=True)
        if not marks and not found_at:
            return [draw(value, marks, "") for (_, draw), value in each]
        cells = []
        for (pointer, draw), value in each:
            place = root + pointer
            shown = draw(value, marks, place)
            cells.append(shown + self.remarks(found_at[place]) if place in found_at else shown)
        return cells

    def drawer(self, info: FieldInfo) -> Drawer:
        """Return what draws the values of a field."""
        known = self._drawers.get(info)
        if known is None:
            known = self._drawers[info] = self._drawer(info)
        return known

    def remarks(self, findings: Sequence[Finding]) -> str:
        """Return what was found in a place; empty when nothing was."""
        if not findings:
            return ""
        english = self._language == "en"
        return self._remarks(
            "".join(
                [
                    self._remark[each.severity](escaped(each.message_en if english else each.message_th))
                    for each in findings
                ]
            )
        )

    def _drawer(self, info: FieldInfo) -> Drawer:
        if info.kind in _LISTS:
            return self._many(info)
        if info.kind is Kind.YES_NO:
            return self._yes_no(self._has if info.note.widget == "has_or_none" else self._answers)
        if info.kind is Kind.GROUP:
            group = self._group(info)
            return lambda value, marks, pointer: (
                self._unsaid(marks, pointer) if value is None else group(value, marks, pointer)
            )
        return self._one(words) if (words := self._words(info.kind)) else self._plain()

    def _words(self, kind: Kind) -> Callable[[Any], str] | None:
        """Return what gives the words of a value that is there, empty when it says nothing; None for plain values."""
        language = self._language
        if kind is Kind.TERM:
            return lambda value: words_of(language, value)
        if kind is Kind.CHOICE:
            return lambda value: choices.words_of(value) or ""
        if kind is Kind.DATE:
            return lambda value: show_day(language, value)
        return None

    def _unsaid(self, marks: Marks, pointer: str) -> str:
        mark = marks.get(pointer)
        return self._blank if mark is None else self._marks[mark]

    def _one(self, words: Callable[[Any], str]) -> Drawer:
        blank, unsaid = self._blank, self._unsaid

        def draw(value: Any, marks: Marks, pointer: str) -> str:
            return unsaid(marks, pointer) if value is None else escaped(words(value)) or blank

        return draw

    def _plain(self) -> Drawer:
        blank, unsaid = self._blank, self._unsaid
        before, after = self._text.around

        def draw(value: Any, marks: Marks, pointer: str) -> str:
            if value is None:
                return unsaid(marks, pointer)
            return before + escaped(value) + after if value != "" else blank

        return draw

    def _yes_no(self, tokens: Mapping[bool, str]) -> Drawer:
        def draw(value: Any, marks: Marks, pointer: str) -> str:
            if value is None:
                return self._unsaid(marks, pointer)
            mark = marks.get(pointer)
            return tokens[value] if value or mark is None else f"{tokens[value]} {self._marks[mark]}"

        return draw

    def _many(self, info: FieldInfo) -> Drawer:
        none, some = self._none[info.kind], self._table(info) if info.kind is Kind.TABLE else self._list(info)

        def draw(value: Sequence[Any] | None, marks: Marks, pointer: str) -> str:
            if value:
                return some(value, marks, pointer)
            if value is None:
                return self._unsaid(marks, pointer)
            mark = marks.get(pointer)
            return none if mark is None else self._marks[mark]

        return draw

    def _list(self, info: FieldInfo) -> Drawer:
        language, kind = self._language, info.kind
        blank, each_item, is_numbered = self._blank, self._item.each, NUMBERED.match
        text = self._text
        before, after = self._lines[False].around
        before_numbered, after_numbered = self._lines[True].around

        def draw(value: Sequence[Any], _marks: Marks, _pointer: str) -> str:
            words: Sequence[str] = value
            if kind is Kind.TERMS:
                words = [words_of(language, each) for each in value]
            elif kind is Kind.CHOICES:
                words = [choices.words_of(each) or "" for each in value]
            if len(words) == 1:
                return text(escaped(words[0])) if words[0] else blank
            items = each_item([escaped(each) if each else blank for each in words])
            if all(map(is_numbered, words)):
                return before_numbered + items + after_numbered
            return before + items + after

        return draw

    def _table(self, info: FieldInfo) -> Drawer:
        group, rows, each_item = self._group(info), self._rows, self._item.each

        def draw(value: Sequence[Any], marks: Marks, pointer: str) -> str:
            return rows(each_item([group(row, marks, f"{pointer}/{at}") for at, row in enumerate(value)]))

        return draw

    def _group(self, info: FieldInfo) -> Drawer:
        fields = self.fields(own := members(info.member))
        labels = [escaped(label_of(self._language, each)) for each in own]
        # Up to the value each member says the same each time.
        heads, (before, after) = [Cut(self._member(label, SLOT)) for label in labels], self._inner.around
        drawn = [(*head.around, place, draw) for head, (place, draw) in zip(heads, fields.each, strict=True)]

        def draw(value: Any, marks: Marks, pointer: str) -> str:
            shown = [
                head + draw(found, marks, pointer + place) + tail
                for (head, tail, place, draw), found in zip(drawn, fields.read(value), strict=True)
                if found is not None or pointer + place in marks
            ]
            return before + "".join(shown) + after

        return draw


@cache
def cells(language: Language) -> Cells:
    """Return what draws the cells of a language."""
    return Cells(language)
