"""Values of a record as HTML, put together from the pieces of `_value.html` (why: `ropa.web.cutting`)."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from ropa.web.cutting import SLOT, Cut, escaped
from ropa.web.forms import members
from ropa.web.language import Language, show_day, words_of
from ropa.web.pages import NUMBERED, environment, label_of
from schemas import choices
from schemas.findings import Finding, Severity
from schemas.form import FieldInfo, Kind
from schemas.vocabulary import Mark

Marks = Mapping[str, Mark]
#: Of these an empty list is an answer: there is none.
_LISTS = frozenset({Kind.LINES, Kind.ORGANISATIONS, Kind.TERMS, Kind.CHOICES, Kind.TABLE})


@cache
def values(language: Language) -> Any:
    """Return the macros of `_value.html`."""
    return environment(language).get_template("activities/_value.html").module


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

    def cell(self, info: FieldInfo, value: Any, marks: Marks, pointer: str, findings: Sequence[Finding] = ()) -> str:
        """Return a value, and what was found in it. `pointer`: of the value in the document, as marks are kept by."""
        shown = self._shown(info, value, marks, pointer)
        return shown + self.remarks(findings) if findings else shown

    def show(self, info: FieldInfo, value: Any, marks: Marks, pointer: str) -> Markup:
        """Return a value for a template."""
        return Markup(self._shown(info, value, marks, pointer))  # noqa: S704 - escaped here

    def text(self, words: str) -> str:
        """Return a text in one piece."""
        return self._text(escaped(words))

    def remarks(self, findings: Sequence[Finding]) -> str:
        """Return what was found in a place; empty when nothing was."""
        if not findings:
            return ""
        english = self._language == "en"
        return self._remarks(
            "".join(
                self._remark[each.severity](escaped(each.message_en if english else each.message_th))
                for each in findings
            )
        )

    def _shown(self, info: FieldInfo, value: Any, marks: Marks, pointer: str) -> str:
        kind = info.kind
        if value is None:
            return self._marked(marks.get(pointer), self._blank)
        if kind is Kind.TEXT:
            return self.text(value) if value else self._blank
        if kind in _LISTS:
            if not value:
                return self._marked(marks.get(pointer), self._none[kind])
            return self._list(info, value, marks, pointer)
        if kind is Kind.YES_NO:
            return self._yes_no(info, marks.get(pointer), yes=value)
        return self._single(info, value, marks, pointer)

    def _marked(self, mark: Mark | None, otherwise: str) -> str:
        return otherwise if mark is None else self._marks[mark]

    def _list(self, info: FieldInfo, value: Sequence[Any], marks: Marks, pointer: str) -> str:
        if info.kind is Kind.TABLE:
            drawn = [self._group(info, row, marks, f"{pointer}/{at}") for at, row in enumerate(value)]
            return self._rows(self._item.each(drawn))
        words: Sequence[str] = value
        if info.kind is Kind.TERMS:
            words = [words_of(self._language, each) for each in value]
        elif info.kind is Kind.CHOICES:
            words = [choices.words_of(each) or "" for each in value]
        if len(words) == 1:
            return self.text(words[0]) if words[0] else self._blank
        items = self._item.each([escaped(each) if each else self._blank for each in words])
        return self._lines[all(NUMBERED.match(each) for each in words)](items)

    def _yes_no(self, info: FieldInfo, mark: Mark | None, *, yes: bool) -> str:
        shown = self._has[yes] if info.note.widget == "has_or_none" else self._answers[yes]
        return shown if yes or mark is None else f"{shown} {self._marks[mark]}"

    def _single(self, info: FieldInfo, value: Any, marks: Marks, pointer: str) -> str:
        match info.kind:
            case Kind.TERM:
                return escaped(words_of(self._language, value))
            case Kind.CHOICE:
                words = choices.words_of(value)
                return escaped(words) if words else self._blank
            case Kind.DATE:
                return escaped(show_day(self._language, value))
            case Kind.GROUP:
                return self._group(info, value, marks, pointer)
        return self.text(value) if value != "" else self._blank

    def _group(self, info: FieldInfo, value: Any, marks: Marks, pointer: str) -> str:
        shown = []
        for member, label in _labelled(self._language, info.member):
            place, found = pointer + member.pointer, getattr(value, member.key)
            if found is not None or place in marks:
                shown.append(self._member(label, self._shown(member, found, marks, place)))
        return self._inner("".join(shown))


@cache
def _labelled(language: Language, kind: Any) -> tuple[tuple[FieldInfo, str], ...]:
    """Return the members of a group, each with its label as HTML."""
    return tuple((member, escaped(label_of(language, member))) for member in members(kind))


@cache
def cells(language: Language) -> Cells:
    """Return what draws the cells of a language."""
    return Cells(language)
