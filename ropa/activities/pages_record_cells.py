"""Values of a record as HTML: what most cells hold from pieces of `_value.html`, cut once, the rest by its macros.

A macro's call takes fifteen microseconds and a record has hundreds of cells: they were half of the first reading.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from ropa.web.language import Language
from ropa.web.pages import environment
from schemas.findings import Finding
from schemas.form import FieldInfo, Kind
from schemas.vocabulary import Mark

#: Stands for a value while the pieces around it are cut; no text of a person has it (control characters are refused).
_SLOT = "\x00value\x00"


@cache
def values(language: Language) -> Any:
    """Return the macros of `_value.html`."""
    return environment(language).get_template("activities/_value.html").module


class Cells:
    """Draws cells of a language: `cells.cell(info, value, marks, pointer, findings)` is what the macro `cell` gives."""

    def __init__(self, language: Language) -> None:
        macros = values(language)
        slot = Markup(_SLOT)  # noqa: S704 - a constant
        self._cell, self._marked = macros.cell, macros.marked
        self._blank = Markup(macros.marked(None))  # noqa: S704 - made by our templates
        text = str(macros.listed([slot]))
        self._before, self._after = text.split(_SLOT)
        self._marks: dict[Mark, Markup] = {}

    def cell(
        self,
        info: FieldInfo,
        value: Any,
        marks: Mapping[str, Mark],
        pointer: str,
        findings: Sequence[Finding] = (),
    ) -> Markup:
        """Return a value, and what was found in it."""
        if findings:
            return Markup(self._cell(info, value, marks, pointer, findings))  # noqa: S704 - made by our templates
        if value is None:
            mark = marks.get(pointer)
            return self._blank if mark is None else self._of_mark(mark)
        if info.kind is Kind.TEXT and type(value) is str and value:
            return Markup(f"{self._before}{escape(value)}{self._after}")  # noqa: S704 - escaped here
        return Markup(self._cell(info, value, marks, pointer))  # noqa: S704 - made by our templates

    def _of_mark(self, mark: Mark) -> Markup:
        if mark not in self._marks:
            self._marks[mark] = Markup(self._marked(mark))  # noqa: S704 - made by our templates
        return self._marks[mark]


@cache
def cells(language: Language) -> Cells:
    """Return what draws the cells of a language."""
    return Cells(language)
