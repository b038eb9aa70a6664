"""The parts of a sent file: the rows of forms, flow tables and exchange tables, and where a form begins. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec import field as default
from msgspec.structs import replace

from ropa.imports.rules_paper_cells import Line, Reading, Token, read_label
from ropa.imports.rules_paper_form import count_labels
from ropa.imports.rules_paper_labels import Known, exchange_heads, flow_heads
from ropa.imports.rules_paper_table import Column, Table, headings, number_in
from ropa.imports.rules_paper_words import untagged
from ropa.imports.rules_sheets import SentFile
from schemas.reading import CONTROL

#: Headings of a table that must stand in one row before it is believed to be that table.
_FLOW_HEADS, _UPPER_HEADS, _LOWER_HEADS = 4, 3, 3
_LONGEST_HEAD = 130
#: Headings among the first cells of a row that make it worth a whole look.
_PERHAPS = 2
#: A row with as many cells is a row of the table; one with few may be a caption or a label.
_FULL, _FEW = 3, 4
#: Rows ahead that are looked at when labels of the head come again, and labels that must come again among them.
_AHEAD, _AGAIN = 14, 3
_UPPER = ("seq", "system_name", "system_status", "system_scope", "system_owner_org_unit")
_LOWER = (
    "data_exchange_applied",
    "exchanged_data",
    "data_exchange_type",
    "external_org_unit",
    "processing_by",
    "external_processor_org_unit",
    "hosting",
    "cloud_location",
)


class Block(Struct, kw_only=True):
    """The rows of one form, as long as no other form begins."""

    lines: list[Line] = default(default_factory=list)
    seen: set[str] = default(default_factory=set)


class Parts(Struct, kw_only=True):
    """A file taken apart."""

    forms: list[Block] = default(default_factory=list)
    flows: list[tuple[int, Table]] = default(default_factory=list)
    """Each with the number of forms that had begun before it."""
    exchanges: list[tuple[int, Table]] = default(default_factory=list)
    outside: list[tuple[int, Token]] = default(default_factory=list)
    """Words between the tables that are neither captions nor labels."""
    hidden: list[Token] = default(default_factory=list)
    """Cells that are not seen when the file is opened."""


def lines_of(file: SentFile, hidden: list[Token]) -> Iterator[Line]:
    """Yield the rows of a file that are not empty, hidden ones too; hidden cells are added to `hidden`."""
    for sheet in file.sheets:
        for row, cells in groupby(sheet.cells, key=lambda cell: cell.row):
            tokens: list[Token] = []
            for cell in cells:
                text = CONTROL.sub(" ", untagged(cell.text)).strip(" ")
                if not text.strip():
                    continue
                tokens.append(Token(sheet=sheet, cell=cell, text=text))
                if tokens[-1].hidden:
                    hidden.append(tokens[-1])
            if tokens:
                yield Line(sheet=sheet, row=row, tokens=tokens)


def take_apart(file: SentFile, known: Known) -> Parts:
    """Return the forms and tables of a file, in reading order."""
    parts = Parts()
    lines = list(lines_of(file, parts.hidden))
    reader = _Reader(known)
    form_lines: list[Line] = []
    marks: list[int] = []
    captions: dict[str, str] = {}
    table: Table | None = None
    skip = 0
    for number, line in enumerate(lines):
        if skip:
            skip -= 1
            continue
        begun, skip = _head(lines, number)
        if begun is not None:
            begun.captions, captions = captions, {}
            table = begun
            (parts.flows if table.columns[0].key in {"title", "seq_of_step"} else parts.exchanges).append(
                (len(form_lines), table)
            )
        elif table is not None and _is_row(line, table, reader):
            table.rows.append(line)
        else:
            reader.read(line)
            kept = _captioned(line, captions)
            if kept and (table is None or any(t.reading and t.reading.names for t in line.tokens)):
                table = None
                form_lines.append(line)
            elif kept:
                parts.outside += [(len(form_lines), token) for token in line.tokens]
            elif _is_title(line):
                form_lines.append(line)
    marks += _into_forms(form_lines, parts, known)
    _count_forms(parts, marks)
    return parts


class _Reader:
    """Reads labels; a text that comes again is read once."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._read: dict[str, Reading | None] = {}

    def reading(self, text: str) -> Reading | None:
        if text not in self._read:
            self._read[text] = read_label(text, self.known)
        return self._read[text]

    def read(self, line: Line) -> None:
        for token in line.tokens:
            found = self.reading(token.text)
            # Names are told apart later, cell by cell: each cell has names of its own.
            token.reading = found and replace(found, names=[replace(name) for name in found.names])


def _head(lines: Sequence[Line], number: int) -> tuple[Table | None, int]:
    """Return the table whose heading begins at a row, and how many further rows the heading takes."""
    line = lines[number]
    if len(line.tokens) < _UPPER_HEADS or any(len(token.text) > _LONGEST_HEAD for token in line.tokens[:2]):
        return None, 0
    flow = headings(_first_few(line), flow_heads())
    if len(flow) >= _PERHAPS:
        flow = headings(line, flow_heads())
        if len({column.key for column in flow}) >= _FLOW_HEADS and any(column.key == "title" for column in flow):
            return Table(columns=_title_first(flow), head=line), 0
    upper = headings(_first_few(line), exchange_heads())
    if len(upper) >= _PERHAPS:
        upper = headings(line, exchange_heads())
        if len({column.key for column in upper} & set(_UPPER)) >= _UPPER_HEADS:
            return _two_levels(lines, number, upper)
    return None, 0


def _first_few(line: Line) -> Line:
    return Line(sheet=line.sheet, row=line.row, tokens=line.tokens[:4])


def _title_first(columns: list[Column]) -> list[Column]:
    return sorted(columns, key=lambda column: (column.key != "title", column.first))


def _two_levels(lines: Sequence[Line], number: int, upper: list[Column]) -> tuple[Table, int]:
    found = [column for column in upper if column.key]
    for below in (1, 2):
        if number + below >= len(lines) or lines[number + below].sheet is not lines[number].sheet:
            break
        lower = [column for column in headings(lines[number + below], exchange_heads()) if column.key]
        if len({column.key for column in lower} & set(_LOWER)) >= _LOWER_HEADS:
            taken = {column.key for column in lower}
            found = [column for column in found if column.key not in taken] + lower
            return Table(columns=sorted(found, key=lambda c: c.first), head=lines[number]), below
    if not {column.key for column in found} & set(_LOWER):
        first = max((column.last for column in found if column.key in _UPPER), default=0) + 1
        used = {column.key for column in found}
        found = [column for column in found if column.first < first] + [
            Column(key=key, first=first + place, last=first + place)
            for place, key in enumerate((*_LOWER, "remark"))
            if key not in used - {"remark"}
        ]
        return Table(columns=found, head=lines[number], guessed=True), 0
    return Table(columns=sorted(found, key=lambda c: c.first), head=lines[number]), 0


def _is_row(line: Line, table: Table, reader: _Reader) -> bool:
    """Tell whether a row still belongs to a table: a caption, a label or another sheet ends it."""
    first = line.tokens[0]
    numbered = number_in(first.text)[0] is not None
    if line.sheet is not table.head.sheet:
        last = max((number_in(row.tokens[0].text)[0] or 0 for row in table.rows), default=0)
        return len(line.tokens) >= _FULL and number_in(first.text)[0] == last + 1
    if len(line.tokens) <= _FEW:
        reading = reader.reading(first.text)
        if reading is not None and (reading.caption or (reading.names and not numbered)):
            return False
    lead = min(table.columns, key=lambda column: column.first)
    if numbered or len(line.tokens) >= _FULL:
        return True
    return first.cell.column > lead.last


def _captioned(line: Line, captions: dict[str, str]) -> bool:
    """Keep what a caption announces; return whether the row holds anything else."""
    found = [token.reading for token in line.tokens if token.reading is not None and token.reading.caption]
    for reading in found:
        captions[reading.caption] = reading.inline
    beside = [token.text for token in line.tokens if token.reading is None]
    if found and not found[-1].inline and beside:
        captions[found[-1].caption] = beside[0]
    return not found


def _is_title(line: Line) -> bool:
    return any(token.reading is not None and token.reading.caption == "title" for token in line.tokens)


def _into_forms(lines: Sequence[Line], parts: Parts, known: Known) -> list[int]:
    """Put rows into forms: another form begins where labels that were there before come again together."""
    begins: list[int] = []
    named = [count_labels([line], known) for line in lines]
    for number, line in enumerate(lines):
        ahead = set[str]().union(*named[number : number + _AHEAD]) if _is_title(line) or named[number] else set[str]()
        current = parts.forms[-1] if parts.forms else None
        if current is None or _again(named[number], ahead, current, line):
            current = Block()
            parts.forms.append(current)
            begins.append(number)
        current.seen |= named[number]
        if not _is_title(line):
            current.lines.append(line)
    return begins


def _again(names: set[str], ahead: set[str], current: Block, line: Line) -> bool:
    repeated = ahead & current.seen
    head = {name for name in ahead if name.startswith("/form/header/")}
    return bool(
        len(current.seen) > len(head)
        and (_is_title(line) or names & current.seen)
        and len(repeated) >= max(_AGAIN, len(ahead) // 2)
        and len(head & repeated) >= _AGAIN - 1
    )


def _count_forms(parts: Parts, begins: Sequence[int]) -> None:
    """Say for each table how many forms had begun before it, instead of how many rows of forms."""

    def forms(rows: int) -> int:
        return sum(1 for begin in begins if begin < rows)

    parts.flows = [(forms(rows), table) for rows, table in parts.flows]
    parts.exchanges = [(forms(rows), table) for rows, table in parts.exchanges]
    parts.outside = [(forms(rows), token) for rows, token in parts.outside]
