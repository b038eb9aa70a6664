"""A pasted block of cells as rows of an editable table, and a table as cells to copy. Pure.

What fits a closed list becomes its value; other words stay as they are and are told, so that they are mended at their
cell and not lost.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from ropa.errors import invalid
from ropa.imports.service_pasted import WHERE, Block, too_many, words_refused
from ropa.web.rows import SEQ, Row
from ropa.web.rows_cells import MARKED, NO, YES, read_cell
from ropa.web.rows_table import Table
from schemas.cell_values import read_cell as read_words
from schemas.field import LIST_LIMIT
from schemas.form import FieldInfo, Kind
from schemas.shown import shown
from schemas.vocabulary import Mark, Term

#: `at`: from the cell on; `end`: below the last row; `all`: in place of all rows; `cell`: every value into one cell.
How = Literal["at", "end", "all", "cell"]
HOWS: tuple[How, ...] = ("at", "end", "all", "cell")


class Doubt(Struct, frozen=True):
    """Something that a person should look at: the id of its cell, and words in both languages."""

    at: str
    message_th: str
    message_en: str


class Placed(Struct, frozen=True):
    """One pasted row: where it goes, whether that row is new, and its cells in the order of the columns."""

    at: str
    new: bool
    cells: list[str]


class Laid(Struct, kw_only=True):
    """A table with a block laid into it."""

    rows: list[Row]
    how: How
    hows: tuple[How, ...]
    columns: list[str]
    """Keys of the form's columns that take something."""
    placed: list[Placed]
    doubts: list[Doubt]
    strange: list[str]
    """Headings that the form does not have: their columns are left out."""
    left_out: int = 0
    """Columns right of the table's last one."""
    headed: bool = False
    taken: list[bool] = []
    """For each column of the block whether the table takes it."""

    def cells_of(self, row: Placed) -> list[str]:
        """Return the cells of a row that stand under `columns`."""
        return [cell for cell, takes in zip(row.cells, self.taken, strict=False) if takes]


class Columns(Struct, frozen=True, kw_only=True):
    """The columns of a table in the order in which a person sees them, and how a block is laid into it."""

    order: tuple[str, ...]
    infos: dict[str, FieldInfo]
    lay: Callable[["Target", Block, Sequence[str | None]], None]
    copied: Callable[[Sequence[Row]], list[list[str]]]


class Target(Struct, kw_only=True):
    """A table while a block is laid into it. `first`: index of the row where it begins, `inner`: of the line in it."""

    rows: list[Row]
    table: Table
    infos: dict[str, FieldInfo]
    first: int
    inner: int = 0
    placed: list[Placed] = []
    doubts: list[Doubt] = []

    def put(self, row: Row, key: str, words: str, at: str) -> None:
        """Put pasted words into a cell."""
        info = self.infos[key]
        text, doubt = cell_text(info, words)
        row.cells.pop(f"{key}_kept", None)
        row.cells[key] = text
        if doubt:
            self.doubts.append(Doubt(f"{at}-{key}", *words_refused(info, words.strip())))


def lay(table: Table, columns: Columns, rows: Sequence[Row], block: Block, at: str, how: str) -> Laid:
    """Return the table with a block in it. `at`: id of the cell where somebody pasted, "" for none.

    Raises: Invalid when the table would have more rows than it can hold, or no column takes anything.
    """
    index, inner, key = cell_at(table, columns, at)
    hows = _ways(columns, rows, block, key)
    chosen: How = next((each for each in hows if each == how), hows[0])
    kept = [] if chosen == "all" else [_copy(row) for row in rows]
    first = min(index, len(kept)) if chosen in {"at", "cell"} else len(kept)
    # The id of a cell comes from outside: a line far below the last one is the one that comes next.
    lines = len(kept[first].inner) if chosen == "at" and first < len(kept) else 0
    target = Target(rows=kept, table=table, infos=columns.infos, first=first, inner=min(inner, lines))
    if chosen == "cell":
        block = Block(
            rows=[["\n".join(_one_line(row[0]) for row in block.rows if row[0].strip())]], keys=[], strange=[]
        )
    width = max(len(row) for row in block.rows)
    keys: list[str | None] = list(block.keys)
    if not keys:
        start = columns.order.index(key) if key and chosen in {"at", "cell"} else _first_column(columns, block)
        keys = [*columns.order[start : start + width], *[None] * width][:width]
    if not any(key and key != SEQ for key in keys):
        raise invalid(WHERE, "ไม่มีคอลัมน์ใดที่วางลงตารางนี้ได้", "None of the columns fits this table")
    columns.lay(target, block, keys)
    most = max((len(target.rows), *(len(row.inner) for row in target.rows)), default=0)
    if most > LIST_LIMIT:
        raise too_many(most)
    return Laid(
        rows=target.rows,
        how=chosen,
        hows=hows,
        columns=[key for key in keys if key],
        placed=target.placed,
        doubts=target.doubts,
        strange=block.strange,
        left_out=0 if block.keys else sum(key is None for key in keys),
        headed=block.headed,
        taken=[key is not None for key in keys],
    )


def _ways(columns: Columns, rows: Sequence[Row], block: Block, key: str) -> tuple[How, ...]:
    """Return how a block may be laid in, the likeliest way first."""
    if not rows:
        return ("end",)
    if block.headed or not key:
        return ("end", "at", "all") if key else ("end", "all")
    one_column = len(block.rows) > 1 and max(len(row) for row in block.rows) == 1
    if one_column and columns.infos[key].kind is Kind.LINES:
        return ("cell", "at", "end")
    return ("at", "end", "all")


def _first_column(columns: Columns, block: Block) -> int:
    """Return where a block without headings begins: at the number, when its first cells are numbers."""
    numbers = all(row[0].strip().rstrip(".").isdecimal() or not row[0].strip() for row in block.rows)
    seq = columns.order.index(SEQ) if SEQ in columns.order else -1
    return seq if numbers and seq >= 0 and block.rows[0][0].strip() else columns.order.index(SEQ) + 1


def _copy(row: Row) -> Row:
    return replace(row, cells=dict(row.cells), inner=[_copy(inner) for inner in row.inner])


def _one_line(words: str) -> str:
    return " ".join(words.split())


def cell_at(table: Table, columns: Columns, at: str) -> tuple[int, int, str]:
    """Return row, line and column of a cell's id; (0, 0, "") for what is none."""
    parts = at.split("-")
    known = parts[0] == table.shape.name and len(parts) in {3, 5} and parts[-1] in columns.order
    if not known or not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts[1:-1:2]):  # noqa: PLR2004
        return 0, 0, ""
    return int(parts[1]), int(parts[3]) if len(parts) > 3 else 0, parts[-1]  # noqa: PLR2004 - steps-0-next-1-to


def cell_text(info: FieldInfo, words: str) -> tuple[str, bool]:
    """Return pasted words as the text of a form's cell, and whether the closed list does not have them."""
    words = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        return "", False
    read = read_words(info, words)
    if info.kind is Kind.YES_NO:
        if read.value is None and read.mark is None:
            return words, True
        answer = {True: YES, False: NO, None: ""}[read.value]
        return (answer if read.mark in {None, Mark.NO, Mark.NONE} else f"{answer}{MARKED}{read.mark}"), False
    if info.kind is Kind.TERM:
        term = read.value or _nearly(info, words)
        return (str(term), False) if term is not None else (words, True)
    if info.kind is Kind.LINES:
        return ("\n".join(read.value) if read.value else str(read.mark or words)), False
    return words, info.kind is Kind.CHOICE and _is_strange(info, words)


def _nearly(info: FieldInfo, words: str) -> Term | None:
    """Return the one term whose words hold these: offices write "เอกสาร" for "ด้วยเอกสาร"; None for two, or none."""
    found = [term for term in info.member if words in term.th or (len(words) > len(term.th) and term.th in words)]
    return found[0] if len(found) == 1 else None


def _is_strange(info: FieldInfo, words: str) -> bool:
    value, mark = read_cell(words, "", info)
    if mark is not None or not isinstance(value, dict):
        return False
    return not any(part is not None for name, part in value.items() if name != "raw")


def cell_words(info: FieldInfo, row: Row) -> str:
    """Return the words of a form's cell as a person would type them into Excel; `cell_text` takes them back."""
    text = row.text(info.key)
    if info.kind is Kind.YES_NO:
        answer, _, mark = text.partition(MARKED)
        return mark or {YES: shown(info, value=True), NO: shown(info, value=False)}.get(answer, answer)
    if info.kind is Kind.TERM:
        term = next((each for each in info.member if str(each) == text), None)
        return term.th if term is not None else text
    return text
