"""The register as an Excel workbook: every activity a row, in bounded memory whatever their number."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from msgspec import Struct

from exports.records import ExportCancelled, RegisterOptions, RegisterRow, RegisterSummary
from exports.register_columns import (
    FormReader,
    SheetKind,
    exchange_kind,
    recipients_kind,
    register_kind,
    steps_kind,
)
from exports.register_rows import LAST_ROW, SheetRows, sheet_title
from exports.register_template import make_template
from exports.spool import Part, write_zip
from schemas.activity import Form

#: Activities between two calls of `progress` and `cancelled`.
STRIDE = 500


def write_register(
    rows: Iterable[RegisterRow],
    out: BinaryIO,
    *,
    options: RegisterOptions,
    form: type[Struct] = Form,
    last_row: int = LAST_ROW,
) -> RegisterSummary:
    """Write the register as .xlsx and return what it holds.

    A row of envelope and form for every activity, a row for every step, exchange line and recipient, and a legend. A
    sheet that would pass `last_row` goes on in a second one. Rows are kept in temporary files (about a tenth of the
    text) until all are there: when the export is cancelled or fails, they are removed and `out` is untouched.

    Raises: ExportCancelled; ValueError for a naive `updated_at`; OverflowError for a workbook over 2 GiB; and whatever
    `rows` raises.
    """
    kinds = (register_kind(form), steps_kind(), exchange_kind(), recipients_kind())
    with TemporaryDirectory(prefix="ropa-register-") as folder:
        sheets = _Sheets(kinds, options, form, Path(folder), last_row)
        try:
            sheets.fill(rows)
            return sheets.put_together(out)
        finally:
            sheets.close()


class _Sheets:
    """The growing sheets of one export."""

    def __init__(
        self,
        kinds: tuple[SheetKind, ...],
        options: RegisterOptions,
        form: type[Struct],
        folder: Path,
        last_row: int,
    ) -> None:
        self._options = options
        self._form = form
        self._folder = folder
        self._opened: list[Part] = []
        # Two sheets of each kind: only the first sheet of the book is the selected one.
        self._before = make_template([(kind, (0, 0)) for kind in kinds], options, form)
        self._sheets = [SheetRows(kind, self._before.styles, self._open, last_row=last_row) for kind in kinds]

    def _open(self, kind: SheetKind, number: int) -> Part:
        part = Part(self._folder, f"sheet{len(self._opened)}")
        self._opened.append(part)
        part.write(self._before.frames[kind.title, min(number, 1)].before)
        return part

    def fill(self, rows: Iterable[RegisterRow]) -> None:
        """Write all rows."""
        register, steps, exchanges, recipients = self._sheets
        reader = FormReader(self._form)
        done = 0
        self._ask(done)
        for row in rows:
            register.add(reader.activity(row), row.ref)
            for cells in reader.steps(row):
                steps.add(cells, row.ref)
            for cells in reader.exchanges(row):
                exchanges.add(cells, row.ref)
            for cells in reader.recipients(row):
                recipients.add(cells, row.ref)
            done += 1
            if done % STRIDE == 0:
                self._ask(done)
        self._ask(done)

    def _ask(self, done: int) -> None:
        if self._options.progress is not None:
            self._options.progress(done)
        if self._options.cancelled is not None and self._options.cancelled():
            raise ExportCancelled(f"stopped after {done} activities")

    def put_together(self, out: BinaryIO) -> RegisterSummary:
        """Finish the sheets and write the file."""
        altered = [one for sheet in self._sheets for one in sheet.altered]
        template = make_template(
            [(sheet.kind, sheet.counts) for sheet in self._sheets], self._options, self._form, altered
        )
        parts = []
        for name, content in template.others.items():
            part = Part(self._folder, name)
            self._opened.append(part)
            part.write(content.decode())
            parts.append(part)
        for sheet in self._sheets:
            for number, part in enumerate(sheet.parts):
                frame = template.frames[sheet.kind.title, number]
                part.name = frame.path
                part.write(frame.after)
                parts.append(part)
        for part in parts:
            part.close()
        # A reader that takes the parts as they come wants to know their types first.
        parts.sort(key=lambda part: part.name != "[Content_Types].xml")
        size = write_zip(parts, out, made_on=self._options.as_of or self._options.printed_on)
        return self._summary(size)

    def _summary(self, size: int) -> RegisterSummary:
        register, steps, exchanges, recipients = self._sheets
        return RegisterSummary(
            activities=register.total,
            steps=steps.total,
            exchange_lines=exchanges.total,
            recipients=recipients.total,
            sheets=tuple(
                sheet_title(sheet.kind, number) for sheet in self._sheets for number in range(len(sheet.parts))
            ),
            replaced=sum(sheet.replaced for sheet in self._sheets),
            cut=sum(sheet.cut for sheet in self._sheets),
            size=size,
        )

    def close(self) -> None:
        """Let go of the files; the folder is removed by its owner."""
        for part in self._opened:
            part.abandon()
