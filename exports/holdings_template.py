"""The template by which many data sets are entered in Excel: headings in Thai, lists to choose from, an example."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.styles import HEADER, LINE, QUIET, SMALL, TITLE_LINE, VALUE, Look
from schemas.holding_sheet import COLUMNS, EXAMPLE, MOST_ROWS, SHEET

_HELP, _LISTS = "คำอธิบาย", "ตัวเลือก"
_ADVICE = (
    "1. กรอกหนึ่งแถวต่อหนึ่งชุดข้อมูลในแผ่น “ชุดข้อมูล” ห้ามเปลี่ยนหัวตาราง ลบคอลัมน์ที่ไม่ใช้ได้ ยกเว้นคอลัมน์ที่มีเครื่องหมาย *",
    f"2. แถวที่ขึ้นต้นด้วยคำว่า “{EXAMPLE}” เป็นตัวอย่าง ระบบไม่อ่าน จะลบหรือเก็บไว้ก็ได้",
    "3. วันที่เขียนเป็น พ.ศ. ปีเต็ม เช่น 30 ก.ย. 2565 หรือ 30/09/2565",
    "4. ส่งไฟล์แล้วระบบจะตรวจทุกช่องและแสดงผลก่อน ยังไม่บันทึกจนกว่าจะกดยืนยัน ถ้ามีข้อผิดพลาดแม้ช่องเดียวจะไม่บันทึกทั้งไฟล์",
    "5. แถวเดิมที่เคยนำเข้าแล้วจะไม่ถูกบันทึกซ้ำ ถ้าใส่รหัสชุดข้อมูลของหน่วยงาน การนำเข้าด้วยรหัสเดิมจะปรับปรุงชุดเดิม",
    f"6. นำเข้าได้ครั้งละไม่เกิน {MOST_ROWS:,} แถว อย่าพิมพ์ชื่อบุคคลหรือเลขประจำตัวประชาชน",
)


def holdings_template() -> bytes:
    """Return the template workbook; it is the same each time but for what Excel itself notes."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new book's first sheet always is one
        raise TypeError(type(sheet))
    sheet.title = SHEET
    lists = book.create_sheet(_LISTS)
    for number, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(number)
        _put(sheet, 1, number, column.th + (" *" if column.required else ""), HEADER)
        _put(sheet, 2, number, column.example, QUIET)
        sheet.column_dimensions[letter].width = column.width
        # What is typed is text: Excel would make a Gregorian date of 30/09/2565.
        sheet.column_dimensions[letter].number_format = "@"
        sheet.cell(2, number).number_format = "@"
        if column.choices is not None:
            words = [term.th for term in column.choices]
            _offer(sheet, lists, letter, number, words)
            _put(lists, 1, number, column.th, HEADER)
            for row, each in enumerate(words, start=2):
                _put(lists, row, number, each, SMALL)
    sheet.row_dimensions[1].height = 42
    sheet.freeze_panes = "C2"
    lists.sheet_state = "hidden"
    _help(book.create_sheet(_HELP))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Worksheet, row: int, column: int, words: str, look: Look) -> None:
    cell = sheet.cell(row, column, words or None)
    cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment


def _offer(sheet: Worksheet, lists: Worksheet, letter: str, number: int, words: list[str]) -> None:
    place = get_column_letter(number)
    validation = DataValidation(
        type="list",
        formula1=f"'{lists.title}'!${place}$2:${place}${len(words) + 1}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="ไม่อยู่ในรายการ",
        error="โปรดเลือกจากรายการ",
    )
    validation.add(f"{letter}2:{letter}{MOST_ROWS + 2}")
    sheet.add_data_validation(validation)


def _help(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 90
    _put(sheet, 1, 1, "แบบนำเข้าชุดข้อมูลที่เก็บภายใต้กิจกรรม", TITLE_LINE)
    for row, words in enumerate(_ADVICE, start=2):
        _put(sheet, row, 1, words, LINE)
    head = len(_ADVICE) + 3
    _put(sheet, head, 1, "คอลัมน์", HEADER)
    _put(sheet, head, 2, "วิธีกรอก", HEADER)
    for row, column in enumerate(COLUMNS, start=head + 1):
        _put(sheet, row, 1, column.th + (" *" if column.required else ""), VALUE)
        _put(sheet, row, 2, column.hint, VALUE)
