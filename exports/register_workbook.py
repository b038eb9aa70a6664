"""The register as an Excel workbook: every activity a row, in bounded memory whatever their number."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from msgspec import Struct

from exports.disclosure_log import disclosure_rows, disclosures_kind
from exports.records import ExportCancelled, RegisterOptions, RegisterRow, RegisterSummary
from exports.refusal_log import refusal_rows, refusals_kind
from exports.register_columns import (
    FormReader,
    SheetKind,
    Value,
    lines_kind,
    recipients_kind,
    register_kind,
    steps_kind,
    systems_kind,
)
from exports.register_companions import (
    FINDINGS_TITLE,
    HOLDINGS_TITLE,
    REVISIONS_TITLE,
    finding_rows,
    findings_kind,
    holding_rows,
    holdings_kind,
    revision_rows,
    revisions_kind,
)
from exports.register_exact import exact_kind, exact_rows_of
from exports.register_masking import masked_row
from exports.register_rows import LAST_ROW, SheetRows, sheet_title
from exports.register_template import make_template
from exports.register_views import LawReader, s39_kind, s40_kind
from exports.spool import Part, write_zip
from schemas.activity import Form

#: Activities between two calls of `progress` and `cancelled`.
STRIDE = 500
#: One sheet of the register: its columns, and its rows for one activity with the cells of the activity's own row.
Sheet = tuple[SheetKind, Callable[[RegisterRow, Sequence[Value]], Iterable[list[Value]]]]


def sheets_of(options: RegisterOptions, form: type[Struct] = Form) -> list[Sheet]:
    """Return the sheets of a register in their order, the very hidden one last.

    A past day has no data sets and no findings: approved documents, disclosures and refusals are kept as they stood.
    """
    reader, laws = FormReader(form), LawReader(form)
    today: list[Sheet] = [
        (holdings_kind(), lambda row, _: holding_rows(row)),
        (findings_kind(), lambda row, _: finding_rows(row, form)),
    ]
    return [
        (register_kind(form), lambda _, cells: [list(cells)]),
        (steps_kind(), lambda row, _: reader.steps(row)),
        (systems_kind(), lambda row, _: reader.systems(row)),
        (lines_kind(), lambda row, _: reader.lines(row)),
        (recipients_kind(), lambda row, _: reader.recipients(row)),
        (disclosures_kind(), lambda row, _: disclosure_rows(row)),
        (refusals_kind(), lambda row, _: refusal_rows(row)),
        *(today if options.as_of is None else ()),
        (revisions_kind(), lambda row, _: revision_rows(row)),
        (s39_kind(), lambda row, cells: [laws.s39(row, cells)]),
        (s40_kind(), laws.s40),
        (exact_kind(), lambda row, _: exact_rows_of(row)),
    ]


def write_register(
    rows: Iterable[RegisterRow],
    out: BinaryIO,
    *,
    options: RegisterOptions,
    form: type[Struct] = Form,
    last_row: int = LAST_ROW,
) -> RegisterSummary:
    """Write the register as .xlsx and return what it holds.

    The sheets are those of `sheets_of`, and a legend. A sheet that would pass `last_row` goes on in a second one. Rows
    are kept in temporary files (about a tenth of the text) until all are there: when the export is cancelled or fails,
    they are removed and `out` is untouched.

    Raises: ExportCancelled; ValueError for a naive `updated_at`; OverflowError for a workbook over 2 GiB; and whatever
    `rows` raises.
    """
    with TemporaryDirectory(prefix="ropa-register-") as folder:
        sheets = _Sheets(options, form, Path(folder), last_row)
        try:
            sheets.fill(rows)
            return sheets.put_together(out)
        finally:
            sheets.close()


class _Sheets:
    """The growing sheets of one export."""

    def __init__(self, options: RegisterOptions, form: type[Struct], folder: Path, last_row: int) -> None:
        self._options = options
        self._form = form
        self._folder = folder
        self._opened: list[Part] = []
        self._reader = FormReader(form)
        made = sheets_of(options, form)
        # Two sheets of each kind: only the first sheet of the book is the selected one.
        self._before = make_template([(kind, (0, 0)) for kind, _ in made], options, form)
        self._sheets = [SheetRows(kind, self._before.styles, self._open, last_row=last_row) for kind, _ in made]
        self._rows = [rows for _, rows in made]

    def _open(self, kind: SheetKind, number: int) -> Part:
        part = Part(self._folder, f"sheet{len(self._opened)}")
        self._opened.append(part)
        part.write(self._before.frames[kind.title, min(number, 1)].before)
        return part

    def fill(self, rows: Iterable[RegisterRow]) -> None:
        """Write all rows."""
        done = 0
        self._ask(done)
        for each in rows:
            row = masked_row(each) if self._options.masked else each
            cells = self._reader.activity(row)
            for sheet, rows_of in zip(self._sheets, self._rows, strict=True):
                for said in rows_of(row, cells):
                    sheet.add(said, row.ref)
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
        totals = {sheet.kind.title: sheet.total for sheet in self._sheets}
        return RegisterSummary(
            activities=totals[register_kind(self._form).title],
            steps=totals[steps_kind().title],
            systems=totals[systems_kind().title],
            exchange_lines=totals[lines_kind().title],
            recipients=totals[recipients_kind().title],
            holdings=totals.get(HOLDINGS_TITLE, 0),
            findings=totals.get(FINDINGS_TITLE, 0),
            revisions=totals[REVISIONS_TITLE],
            sheets=tuple(
                sheet_title(sheet.kind, number)
                for sheet in self._sheets
                if sheet.kind.state == "visible"
                for number in range(len(sheet.parts))
            ),
            replaced=sum(sheet.replaced for sheet in self._sheets),
            cut=sum(sheet.cut for sheet in self._sheets),
            size=size,
        )

    def close(self) -> None:
        """Let go of the files; the folder is removed by its owner."""
        for part in self._opened:
            part.abandon()
