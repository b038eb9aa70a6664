"""The register's last sheet: how to read it, and what each column asks by which law."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from openpyxl.utils import get_column_letter

from exports.grid import Grid
from exports.records import RegisterOptions, said_day
from exports.register_columns import SheetKind, register_kind
from exports.styles import HEADER, PLAIN, PLAIN_TITLE, SMALL, VALUE
from schemas.form import form_fields
from schemas.masking import MASK, MASK_ID
from schemas.vocabulary import Mark

LEGEND_SHEET = "คำอธิบาย"
LEGEND_WIDTHS = (10.0, 30.0, 44.0, 56.0, 30.0)
_TOKENS = (
    ("(ว่าง)", "ยังไม่ได้ตอบ"),
    (Mark.DASH.value, Mark.DASH.th),
    (Mark.NO.value, "ตอบว่าไม่มีหรือไม่ใช่"),
    ("YES", "ตอบว่าใช่"),
    (Mark.NONE.value, "ตอบว่าไม่มี"),
    (Mark.NA.value, Mark.NA.th),
)
_HEADER = ("คอลัมน์", "หมวด", "ข้อ", "คำอธิบายในแบบฟอร์ม", "กฎหมาย")


#: What each sheet is, by its title.
_SHEETS = {
    "ทะเบียน": "กิจกรรมละหนึ่งแถว ทุกข้อของแบบฟอร์มและข้อมูลเพิ่มเติมตามมาตรา 39",
    "ขั้นตอน": "ตารางการไหลของข้อมูล ขั้นตอนละหนึ่งแถว",
    "ระบบ": "ตารางระบบ ระบบละหนึ่งแถว (คอลัมน์ที่ 1-5, 12 และ 13 ของตารางระบบในแบบฟอร์ม)",
    "รายการแลกเปลี่ยน": "รายการแลกเปลี่ยนละหนึ่งแถว ลำดับคือลำดับของระบบในแผ่นงานระบบ (คอลัมน์ที่ 6-11 และ 14 ของตารางระบบในแบบฟอร์ม)",
    "ผู้รับข้อมูล": "ทุกหน่วยงานที่กิจกรรมระบุว่ารับหรือส่งข้อมูล และระบุไว้ที่ใด",
    "ใช้และเปิดเผย มาตรา 27": "การใช้หรือเปิดเผยโดยไม่ต้องขอความยินยอม รายการละหนึ่งแถว (มาตรา 27 วรรคสาม, มาตรา 39(6))",
    "การปฏิเสธคำขอ": "คำขอหรือการคัดค้านของเจ้าของข้อมูลที่ปฏิเสธ พร้อมเหตุผล รายการละหนึ่งแถว ไม่มีชื่อผู้ขอ",
    "ชุดข้อมูลที่เก็บ": "ชุดข้อมูลที่เก็บอยู่ วันที่เก็บถึง วันครบกำหนดเสนอทำลาย และการระงับการทำลาย",
    "ข้อสังเกต": "สิ่งที่กิจกรรมยังขาดหรือขัดกัน พร้อมกฎหมายและการยอมรับ",
    "ฉบับ": "ฉบับที่อนุมัติแล้วทุกฉบับ และร่างที่แสดงในทะเบียน พร้อมผู้อนุมัติและค่าแฮช",
    "มาตรา 39": "คำตอบเดียวกับแผ่นงานทะเบียน จัดตามรายการ (1) ถึง (8) ของมาตรา 39 วรรคหนึ่ง",
    "มาตรา 40": (
        "ผู้อื่นที่ประมวลผลให้หน่วยงาน และระบบของหน่วยงานอื่นที่หน่วยงานนี้ประมวลผล ตามรายการของประกาศผู้ประมวลผลข้อมูล "
        "กรองคอลัมน์ (1) ด้วยชื่อหน่วยงานเพื่อดูบันทึกรายการของหน่วยงานนั้นในฐานะผู้ประมวลผล"
    ),
}


def _about(options: RegisterOptions) -> Iterator[str]:
    if options.watermark:
        yield options.watermark
    if options.masked:
        yield f"ชื่อบุคคลและเลขประจำตัวถูกแทนด้วย {MASK} และ {MASK_ID} จึงใช้ไฟล์นี้แก้ไขชื่อบุคคลในทะเบียนไม่ได้"
    if options.as_of is not None:
        yield (
            "ไฟล์นี้ไม่มีแผ่นงานชุดข้อมูลที่เก็บและข้อสังเกต เพราะทะเบียนไม่ได้เก็บสิ่งเหล่านี้ไว้ตามวันที่ผ่านมา แผ่นงานฉบับมีเฉพาะฉบับที่อนุมัติแล้วในวันนั้น"
        )
    yield "แก้ไขและนำเข้าคืนได้เฉพาะแผ่นงานทะเบียน ขั้นตอน ระบบ และรายการแลกเปลี่ยน แผ่นงานอื่นมีไว้อ่าน"
    yield "ช่องที่มีคำให้เลือกใช้รายการของแบบฟอร์ม แถวสูงได้ไม่เกินที่ Excel กำหนด ข้อความที่ยาวกว่านั้นอ่านได้ครบเมื่อเลือกเซลล์"


def _sheets(grid: Grid, kinds: Sequence[tuple[SheetKind, Sequence[int]]]) -> None:
    grid.put(grid.row, 1, "แผ่นงาน", PLAIN_TITLE, columns=len(grid.widths))
    for kind, counts in kinds:
        row = grid.row
        grid.put(row, 1, f"{sum(counts):,} แถว", VALUE)
        grid.put(row, 2, kind.title, VALUE)
        grid.put(row, 3, _SHEETS.get(kind.title, ""), VALUE, columns=3)


def write_legend(
    grid: Grid,
    kinds: Sequence[tuple[SheetKind, Sequence[int]]],
    options: RegisterOptions,
    form: type[Struct],
    notes: Sequence[str],
) -> None:
    """Write scope and counts, the notes, the tokens, and every column of the register."""
    grid.put(1, 1, "คำอธิบายทะเบียน", PLAIN_TITLE, columns=len(grid.widths))
    said = [f"ขอบเขต: {options.scope}", said_day(options), *notes]
    said.extend(_about(options))
    for line in said:
        grid.put(grid.row, 1, line, PLAIN, columns=len(grid.widths))
    _sheets(grid, kinds)
    grid.put(grid.row, 1, "คำตอบที่ต่างกัน", PLAIN_TITLE, columns=len(grid.widths))
    for token, meaning in _TOKENS:
        row = grid.row
        grid.put(row, 1, token, VALUE)
        grid.put(row, 2, meaning, VALUE)
    grid.put(grid.row, 1, "คอลัมน์ของแผ่นงานทะเบียน", PLAIN_TITLE, columns=len(grid.widths))
    header = grid.row
    for place, words in enumerate(_HEADER, 1):
        grid.put(header, place, words, HEADER)
    columns = register_kind(form).columns
    infos = list(form_fields(form))
    for number, column in enumerate(columns, 1):
        at = number - 1 - (len(columns) - len(infos))
        note = infos[at].note if at >= 0 else None
        row = grid.row
        cells = (
            get_column_letter(number),
            column.section,
            note.label_th or column.label if note else column.label,
            (note.hint_th or "") if note else "",
            ", ".join(note.laws) if note else "",
        )
        for place, said_there in enumerate(cells, 1):
            grid.put(row, place, said_there, SMALL)
