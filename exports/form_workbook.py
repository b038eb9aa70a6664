"""The ministry's form of one activity as an Excel workbook of five sheets, and a very hidden one."""

from io import BytesIO
from typing import BinaryIO

from msgspec import Struct
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from exports import disclosure_log, form_findings, form_picture, form_sheet, form_tables, refusal_log
from exports.form_exact import write_exact_sheet
from exports.grid import Changed, Grid, set_up_page
from exports.records import FormRecord
from exports.safe_text import one_line
from exports.styles import new_workbook
from schemas.activity import Form
from schemas.form import exchange_columns, flow_columns

FORM_SHEET = "แบบฟอร์ม"
PICTURE_SHEET = "Data Flow Diagram"
FLOW_SHEET = "ตารางขั้นตอน"
EXCHANGE_SHEET = "ระบบที่เกี่ยวข้อง"
FINDINGS_SHEET = "ผลการตรวจ"


def write_form(record: FormRecord, out: BinaryIO, *, form: type[Struct] = Form) -> None:
    """Write one activity as .xlsx: the form as on paper, its diagram, both tables, the findings.

    A last sheet that nobody sees carries the values that the words of their cells do not tell.

    Every value of the form has a name in the workbook: `ropa.<section>.<key>`. Nothing reaches `out` when this fails.

    Raises: ValueError when `dfd_png` is no PNG.
    """
    book = new_workbook()
    changed: list[Changed] = []
    whole = f"{one_line(record.ref, longest=40)} ในทะเบียน ROPA"

    def grid(title: str, widths: tuple[float, ...]) -> Grid:
        return Grid(book.create_sheet(title), widths, whole, changed)

    sheet = grid(FORM_SHEET, form_sheet.WIDTHS)
    form_sheet.write_form_sheet(sheet, record, form)
    _finish(sheet, record, landscape=False, header=(1, 1))

    sheet = grid(PICTURE_SHEET, form_picture.WIDTHS)
    turned = form_picture.write_picture_sheet(sheet, record)
    _finish(sheet, record, landscape=turned, header=None)
    sheet.sheet.page_setup.fitToHeight = 1

    sheet = grid(FLOW_SHEET, form_tables.flow_widths())
    header = form_tables.write_flow_sheet(sheet, record)
    _finish(sheet, record, landscape=True, header=(header, header + 1), printed=len(flow_columns()))

    sheet = grid(EXCHANGE_SHEET, form_tables.widths_for(form_tables.EXCHANGE_WIDTHS, exchange_columns()))
    header = form_tables.write_exchange_sheet(sheet, record)
    _finish(sheet, record, landscape=True, header=(header, header + 1))

    sheet = grid(FINDINGS_SHEET, form_findings.FINDING_WIDTHS)
    header = form_findings.write_findings_sheet(sheet, record, form, changed)
    _finish(sheet, record, landscape=True, header=(header, header))
    if record.disclosures:
        sheet = grid(disclosure_log.TITLE, disclosure_log.WIDTHS)
        header = disclosure_log.write_disclosures_sheet(sheet, record)
        _finish(sheet, record, landscape=True, header=(header, header))
    if record.refusals:
        sheet = grid(refusal_log.TITLE, refusal_log.WIDTHS)
        header = refusal_log.write_refusals_sheet(sheet, record)
        _finish(sheet, record, landscape=True, header=(header, header))
    write_exact_sheet(book, record)
    book.worksheets[0].sheet_view.tabSelected = True
    _describe(book, record)
    content = BytesIO()
    book.save(content)
    out.write(content.getbuffer())


def _finish(
    grid: Grid, record: FormRecord, *, landscape: bool, header: tuple[int, int] | None, printed: int | None = None
) -> None:
    """Set heights, freeze and repeat the header rows, and prepare printing: the first `printed` columns, else all."""
    grid.finish()
    titles = f"{header[0]}:{header[1]}" if header else None
    set_up_page(grid.sheet, record, landscape=landscape, titles=titles)
    if header:
        grid.sheet.freeze_panes = f"A{header[1] + 1}"
    grid.sheet.print_area = f"A1:{get_column_letter(printed or len(grid.widths))}{max(1, grid.row - 1)}"
    grid.sheet.sheet_view.showGridLines = False


def _describe(book: Workbook, record: FormRecord) -> None:
    """Say in the file's properties what it is a copy of."""
    book.properties.title = one_line(f"{record.ref} ฉบับที่ {record.revision}", longest=200)
    book.properties.creator = one_line(record.office_name, longest=200)
    properties = book.custom_doc_props  # type: ignore[attr-defined] # newer than its stubs
    book.properties.language = "th-TH"
    for name, value in (
        ("ropa.kind", "form"),
        ("ropa.ref", record.ref),
        ("ropa.revision", str(record.revision)),
        ("ropa.version", str(record.version)),
        ("ropa.status", str(record.status)),
        ("ropa.content_hash", record.content_hash),
    ):
        properties.append(StringProperty(name=name, value=one_line(value, longest=200)))
