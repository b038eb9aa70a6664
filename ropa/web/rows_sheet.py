"""What the page of an editable table shows: rows, faults and findings at their cells, the picture. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from ropa.errors import Invalid
from ropa.web.rows import Row, Shape, fields_of, id_at, read_rows
from ropa.web.rows_table import Table
from schemas.document import ActivityDocument
from schemas.field import LIST_LIMIT
from schemas.findings import Finding, Problem, Severity
from schemas.vocabulary import Mark

VERSION, HASH, REMOVED, VIEW, ZOOM = "version", "section_hash", "removed", "view", "zoom"
VIEWS, ZOOMS = ("both", "table", "picture"), ("1", "2", "3")
#: What the page says.
Note = Literal["kept", "removed", "restored", "merged", "theirs", "full", "pasted"]
_LONGEST_REMOVED = 200_000


class Removed(Struct, frozen=True, forbid_unknown_fields=True):
    """The row that was removed last, carried along so that it can come back."""

    row: Row
    place: int


class Picture(Struct, frozen=True):
    """The drawing of a table; `svg` None: it could not be drawn. `saved`: of what is saved, not of what was typed."""

    svg: str | None
    refusal: tuple[str, str] | None = None
    saved: bool = False


class Base(Struct, frozen=True):
    """Which version of the record was read: what a form carries so that no one's work is overwritten."""

    version: int
    hash: str


class Sheet(Struct, kw_only=True):
    """The page's table."""

    base: Base
    rows: list[Row]
    problems: Sequence[Problem] = ()
    findings: Sequence[Finding] = ()
    note: Note | None = None
    removed: Removed | None = None
    view: str = VIEWS[0]
    zoom: str = ZOOMS[0]
    at: str | None = None
    """Id of the row to go on with."""
    saved_at: Any = None
    pasting: Any = None
    """A block that waits to be pasted (`rows_pasting.Pasting`)."""
    before: str = ""
    """The rows before a block was pasted, as the form carries them."""
    pasted: int = 0
    copied: str | None = None
    doubts: Sequence[Finding] = ()
    """What a pasted block said that no closed list has."""
    revertable: Any = None
    """When this person last saved the table, where that can be taken back."""


class Places(Struct, frozen=True):
    """Faults and findings by the id of their cell; `summary` has every fault in order with its id.

    `jumps` has every finding with its id (None: of the table as a whole), errors first.
    """

    problems: dict[str, list[Problem]]
    findings: dict[str, list[Finding]]
    summary: list[tuple[str | None, Problem]]
    jumps: list[tuple[str | None, Finding]]


_GRAVEST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


def places(sheet: Sheet, table: Table) -> Places:
    """Return where on the page each fault and finding of a sheet stands."""
    known = set(_ids(sheet.rows, table))
    problems: dict[str, list[Problem]] = {}
    findings: dict[str, list[Finding]] = {}
    summary: list[tuple[str | None, Problem]] = []
    for problem in sheet.problems:
        at = id_at(problem.pointer, known)
        summary.append((at, problem))
        problems.setdefault(at or "", []).append(problem)
    jumps: list[tuple[str | None, Finding]] = []
    for finding in sorted([*sheet.doubts, *sheet.findings], key=lambda each: _GRAVEST[each.severity]):
        at = id_at(finding.pointer, known)
        jumps.append((at, finding))
        if at is not None:
            findings.setdefault(at, []).append(finding)
    return Places(problems, findings, summary, jumps)


def _ids(rows: Iterable[Row], table: Table) -> Iterator[str]:
    shape = table.shape
    for index, row in enumerate(rows):
        top = f"{shape.name}-{index}"
        yield top
        yield from (f"{top}-{key}" for key in shape.cells)
        yield f"{top}-{shape.inner}"
        for place in range(len(row.inner)):
            yield f"{top}-{shape.inner}-{place}"
            yield from (f"{top}-{shape.inner}-{place}-{key}" for key in shape.inner_cells)


def removed_of(text: str, shape: Shape) -> Removed | None:
    """Return the removed row that a form carries; None for what is none. Nothing comes back but fields of the table."""
    if not text or len(text) > _LONGEST_REMOVED:
        return None
    try:
        found = msgspec.json.decode(text, type=Removed)
        (row,) = read_rows(list(fields_of([found.row], shape)), shape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError, Invalid):
        return None
    return Removed(row, found.place) if 0 <= found.place <= LIST_LIMIT else None


def removed_text(removed: Removed | None) -> str:
    """Return a removed row as a form carries it."""
    return msgspec.json.encode(removed).decode() if removed is not None else ""


def with_rows(document: ActivityDocument, table: Table, value: list[Any], marks: dict[str, Mark]) -> ActivityDocument:
    """Return the document with a table of it, and the table's marks, replaced."""
    root = f"/{table.shape.name}/"
    others = {pointer: mark for pointer, mark in document.marks.items() if not pointer.startswith(root)}
    return msgspec.structs.replace(document, marks={**others, **marks}, **{table.shape.name: value})
