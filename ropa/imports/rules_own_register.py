"""Our register workbook back in: what people made of it in Excel, as records. Pure.

Sheets are found by their titles, else by their labels; columns by their labels; rows by reference. What the file does
not say (a sheet or a column that was deleted, a masked name, a cell that another was merged over) is a remark of kind
LOST at its field or table: an existing record keeps its own answer there. State (status, revision, dates, hash) is
never taken.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ropa.imports.rules_kept_tables import about_kept
from ropa.imports.rules_register_cells import CellReader
from ropa.imports.rules_register_checks import checked
from ropa.imports.rules_register_exact import Carried
from ropa.imports.rules_register_heads import Table
from ropa.imports.rules_register_layouts import EXACT, LINES, REGISTER, STEPS, SYSTEMS
from ropa.imports.rules_register_record import Book, Owned, hash_of, read_row
from ropa.imports.rules_register_remarks import about_row, between, gone, idle, nobodys, without_rows
from ropa.imports.rules_register_rows import Found, Joined, owner_of, ref_of
from ropa.imports.rules_register_sheets import about, losses_of, refusals, register_losses, tables_of
from ropa.imports.rules_register_twins import settle
from ropa.imports.rules_sheets import SentFile
from schemas.imports import ReadRecord, RemarkKind

_REF = re.compile(r"[A-Z]+-\d{4}-\d+")
_HASH = re.compile(r"[0-9a-f]{64}")
_SUB_PROCESS = "sub_process"


def read_own_register(file: SentFile, *, today: date) -> list[ReadRecord] | None:
    """Return the records of a register workbook that this system wrote, changed or not; None when it is none.

    One record a row of the register's sheets, in their order, and one without data for each row of another sheet that
    belongs to no activity. What concerns the file as a whole is added to `file.remarks`. `today` is the day in Bangkok.
    """
    tables = tables_of(file)
    if REGISTER not in tables:
        return None
    refused = refusals(file)
    if refused:
        return [ReadRecord(data=None, problems=refused)]
    file.remarks.extend(about(file))
    return list(_Register(file, tables, today).records())


class _Register:
    """The reading of one workbook."""

    def __init__(self, file: SentFile, tables: Mapping[str, list[Table]], today: date) -> None:
        self._file, self._tables = file, tables
        # Cells that the reader of files lost look blank; a blank cell would wipe an answer.
        unread = {each.place for each in file.remarks if each.kind is RemarkKind.LOST and each.place}
        rows = [Found(table, row) for table in tables[REGISTER] for row in table.rows()]
        self._rows = [found for found in rows if self._is_record(found)]
        offices = {ref_of(found): found.words("@office").strip() for found in self._rows}
        for kind in (STEPS, SYSTEMS, LINES):
            for table in tables.get(kind, ()):
                settle(table, offices)
        self._book = Book(
            reader=CellReader(file.name, today=today, unread=unread),
            carried=Carried(tables.get(EXACT, ())),
            steps=Joined(tables.get(STEPS, ())),
            systems=Joined(tables.get(SYSTEMS, ())),
            lines=Joined(tables.get(LINES, ())),
            losses=losses_of(tables),
        )
        self._column_losses = {id(table): register_losses(table) for table in tables[REGISTER]}
        self._kinds = (self._book.steps, self._book.systems, self._book.lines)
        for joined in self._kinds:
            file.remarks.extend(between(found) for found in joined.assumed)

    def _is_record(self, found: Found) -> bool:
        """Return whether a row is an activity: it has a reference, or answers; a line of totals has neither."""
        table, row = found
        if any(
            not one.key.startswith("@") and column in row.cells and row.cells[column].text.strip()
            for column, one in table.columns.items()
        ):
            return True
        if _REF.fullmatch(ref_of(found)):
            return True
        self._file.remarks.append(idle(found))
        return False

    def records(self) -> Iterator[ReadRecord]:
        """Yield every record."""
        first_places: dict[str, str] = {}
        new: dict[tuple[str, str], int] = {}
        for found in self._rows:
            if not ref_of(found):
                names = owner_of(found, _SUB_PROCESS)
                new[names] = new.get(names, 0) + 1
        for found in self._rows:
            yield self._record(found, first_places, new)
        yield from self._strays(first_places, new)

    def _record(self, found: Found, first_places: dict[str, str], new: Mapping[tuple[str, str], int]) -> ReadRecord:
        ref = ref_of(found)
        names = owner_of(found, _SUB_PROCESS)
        again = first_places.get(ref) if ref else None
        if ref:
            first_places.setdefault(ref, found.place)
        mine = not again and (bool(ref) or new[names] == 1)
        owned = Owned(*(kind.of(ref, names) if mine else () for kind in self._kinds))
        hashed = found.words("@hash").strip().lower()
        said = hashed if _HASH.fullmatch(hashed) else None
        document, notes = read_row(self._book, found, owned, ref or None, said)
        if again is not None:
            notes.fault(
                "",
                found.place,
                f"เลขที่อ้างอิง {ref} ซ้ำกับ {again} ถ้าเป็นกิจกรรมใหม่ให้ลบเลขที่อ้างอิงในแถวนี้",
                f"the reference {ref} also stands at {again}; for a new activity clear the reference of this row",
            )
        elif not mine and any(kind.of(ref, names) for kind in self._kinds):
            notes.fault(
                "",
                found.place,
                "มีกิจกรรมใหม่ชื่อเดียวกันมากกว่าหนึ่งแถว จึงไม่ทราบว่าขั้นตอนและระบบเป็นของแถวใด",
                "several new activities have this name: nobody can say whose the steps and systems are",
            )
        notes.remarks += [*about_row(found), *self._column_losses[id(found.table)], *self._book.losses]
        sheets = {"/steps": _sheets(owned.steps), "/systems": _sheets((*owned.systems, *owned.lines))}
        notes.remarks += about_kept(notes.remarks, sheets)
        if not owned.steps or not owned.systems:
            notes.remarks += without_rows(self._book, found, owned, unchanged=hash_of(document) == said)
        data, problems = checked(document, notes)
        return ReadRecord(
            data=data,
            problems=problems,
            remarks=notes.remarks,
            ref=ref or None,
            content_hash=said if ref else None,
            place=found.place,
        )

    def _strays(self, refs: Mapping[str, str], new: Mapping[tuple[str, str], int]) -> Iterator[ReadRecord]:
        """Yield the rows of the other sheets that no activity of the register's sheet owns."""
        for kind in self._kinds:
            strange = [ref for ref in kind.by_ref if ref not in refs]
            if strange:
                self._file.remarks.append(gone(kind, strange))
            lost = [found for names, rows in kind.by_names.items() if names not in new for found in rows]
            for found in (*kind.nobodys, *lost):
                yield ReadRecord(data=None, place=found.place, problems=[nobodys(found)])


def _sheets(rows: Iterable[Found]) -> list[str]:
    return [found.table.sheet.name for found in rows]
