"""The tables of a record as HTML, put together from the pieces of their templates (why: `ropa.web.cutting`)."""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from ropa.activities.pages_record_cells import FoundAt, Marks, cells
from ropa.web.citations import law_in
from ropa.web.cutting import SLOT, Cut, escaped
from ropa.web.forms import members
from ropa.web.language import Language
from ropa.web.pages import environment
from ropa.web.places import anchor_of, place_words
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Finding, Severity
from schemas.flow import Step
from schemas.form import exchange_columns, flow_columns

#: Findings of a whole row stand in the cell that names it, a step or a system.
_TITLE, _NAME = "title", "system_name"
_NO_LINE = ExchangeLine()


class _Flow:
    def __init__(self, language: Language) -> None:
        macros = _macros(language, "_flow_table")
        self.table, self.row = Cut(macros.table(flow_columns(), SLOT)), Cut(macros.row(flow_columns(), SLOT))
        self.fields = cells(language).fields(flow_columns())
        self.title = next(at for at, info in enumerate(flow_columns()) if info.key == _TITLE)


class _Exchange:
    def __init__(self, language: Language) -> None:
        macros = _macros(language, "_exchange_table")
        columns, own = exchange_columns(), {info.key for info in members(InformationSystem)}
        groups = [
            {"name": name, "fields": tuple(fields)}
            for name, fields in groupby(columns, key=lambda info: info.note.group_th)
        ]
        draw = cells(language)
        self.own = draw.fields([info for info in columns if info.key in own])
        self.lines = draw.fields([info for info in columns if info.key not in own])
        self.is_own = tuple(info.key in own for info in columns)
        self.name = next(info.pointer for info in columns if info.key == _NAME)
        self.table = Cut(macros.table(columns, groups, SLOT))
        self.system = Cut(macros.system(SLOT))
        self.first, self.next = (Cut(macros.line(columns, own, first, SLOT)) for first in (True, False))


class _Findings:
    def __init__(self, language: Language) -> None:
        macros = _macros(language, "_record_findings")
        self.table, self.suggested = Cut(macros.table(SLOT)), Cut(macros.suggested(SLOT))
        self.row = {severity: Cut(macros.row(severity, SLOT)) for severity in Severity}


_flow, _exchange, _findings = cache(_Flow), cache(_Exchange), cache(_Findings)


def flow_table(steps: Sequence[Step], marks: Marks, found_at: FoundAt, language: Language) -> str:
    """Return the table of steps with its findings, by the pointers of their cells."""
    cut, draw = _flow(language), cells(language)
    rows = []
    for at, step in enumerate(steps):
        root, seq = f"/steps/{at}", escaped(step.seq)
        shown = draw.drawn(cut.fields, step, root, marks, found_at)
        found = (*found_at.get(f"{root}/{_TITLE}", ()), *found_at.get(root, ())) if found_at else ()
        shown[cut.title : cut.title + 1] = seq, escaped(step.title), draw.remarks(found)
        rows.append(cut.row(str(at), seq, *shown))
    return cut.table("".join(rows))


def exchange_table(systems: Sequence[InformationSystem], marks: Marks, found_at: FoundAt, language: Language) -> str:
    """Return the table of systems and their exchange lines with its findings, by the pointers of their cells."""
    cut, draw = _exchange(language), cells(language)
    bodies = []
    for at, system in enumerate(systems):
        root, lines = f"/systems/{at}", system.exchanges or [_NO_LINE]
        first, *rest = [
            draw.drawn(cut.lines, line, f"{root}/exchanges/{number}", marks, found_at)
            for number, line in enumerate(lines)
        ]
        own = draw.drawn(cut.own, system, root, marks, _with_row(found_at, root, root + cut.name))
        rows = [cut.first(*_beside(own, first, cut.is_own, str(len(lines)))), *[cut.next(*line) for line in rest]]
        bodies.append(cut.system(str(at), escaped(system.seq), "".join(rows)))
    return cut.table("".join(bodies))


def _with_row(found_at: FoundAt, row: str, cell: str) -> FoundAt:
    """Return the findings, those of a whole row at one of its cells."""
    found = found_at.get(row, ())
    return {**found_at, cell: (*found_at.get(cell, ()), *found)} if found else found_at


def _beside(own: Sequence[str], line: Sequence[str], is_own: Sequence[bool], height: str) -> list[str]:
    """Return the first row of a system: its own cells, each after the number of rows that it spans, and the line's."""
    owns, lines, values = iter(own), iter(line), list[str]()
    for each in is_own:
        values += (height, next(owns)) if each else (next(lines),)
    return values


def findings_table(findings: Sequence[Finding], language: Language) -> str:
    """Return the list of findings, each with a link to its place on the page."""
    return _findings(language).table("".join([_row(each, language) for each in findings]))


@lru_cache(4096)
def _row(found: Finding, language: Language) -> str:
    cut, english = _findings(language), language == "en"
    words = escaped(found.message_en if english else found.message_th)
    if found.suggestion:
        suggestion = found.suggestion_en or found.suggestion if english else found.suggestion
        words = cut.suggested(words, escaped(suggestion))
    place, law = escaped(place_words(found.pointer, language)), escaped(law_in(language, found.law or "") or "-")
    return cut.row[found.severity](escaped(anchor_of(found.pointer)), place, words, law)


def forget_rows() -> None:
    """Forget what was drawn of findings (for measuring)."""
    for kept in (_row, anchor_of, place_words, law_in):
        kept.cache_clear()


def _macros(language: Language, name: str) -> Any:
    return environment(language).get_template(f"activities/{name}.html").module
