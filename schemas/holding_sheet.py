"""The workbook by which many data sets are entered: its columns, for who writes the template and who reads it."""

from typing import Final

from msgspec import Struct

from schemas.holding import Carrier, CopyKind
from schemas.vocabulary import Applies, StartEvent, Term

SHEET: Final = "ชุดข้อมูล"
MOST_ROWS: Final = 20_000
#: Copies that a line has room for; more are entered on the page.
COPIES: Final = 2
#: A line whose first cell begins so shows how to fill the sheet and is never read.
EXAMPLE: Final = "ตัวอย่าง"


class SheetColumn(Struct, frozen=True, kw_only=True):
    """One column: its key, its heading in Thai and in English, and what stands in it."""

    key: str
    th: str
    en: str
    hint: str
    example: str = ""
    required: bool = False
    is_day: bool = False
    choices: type[Term] | None = None
    width: int = 20


def _copy(number: int) -> tuple[SheetColumn, ...]:
    first = number == 1
    return (
        SheetColumn(
            key=f"copy{number}_kind",
            th=f"สำเนา {number}: ชนิด",
            en=f"copy {number}: kind",
            hint="เลือกจากรายการ เว้นว่างถือเป็นสำเนา",
            choices=CopyKind,
            example=CopyKind.BACKUP.th if first else "",
            width=16,
        ),
        SheetColumn(
            key=f"copy{number}_place",
            th=f"สำเนา {number}: อยู่ที่",
            en=f"copy {number}: place",
            hint="ที่เก็บสำเนาหรือข้อมูลสำรอง",
            example="เทปสำรอง ห้องแม่ข่าย" if first else "",
            width=24,
        ),
        SheetColumn(
            key=f"copy{number}_days",
            th=f"สำเนา {number}: ถูกลบเองใน (วัน)",
            en=f"copy {number}: erased within (days)",
            hint="จำนวนวันที่รอบสำรองลบสำเนานี้เอง เว้นว่างถ้าไม่ทราบ",
            example="90" if first else "",
            width=16,
        ),
    )


COLUMNS: Final[tuple[SheetColumn, ...]] = (
    SheetColumn(
        key="ref",
        th="รหัสกิจกรรม",
        en="activity",
        hint="รหัสของกิจกรรมในทะเบียน เช่น ROPA-2569-0001",
        example=f"{EXAMPLE} ROPA-2569-0001",
        required=True,
        width=26,
    ),
    SheetColumn(
        key="title",
        th="ชื่อชุดข้อมูล",
        en="title",
        hint="เช่น แฟ้มใบสมัคร ปีงบประมาณ 2565 อย่าพิมพ์ชื่อบุคคล",
        example="แฟ้มใบสมัคร ปีงบประมาณ 2565",
        required=True,
        width=36,
    ),
    SheetColumn(
        key="start_event",
        th="เหตุเริ่มนับ",
        en="start event",
        hint="เลือกจากรายการ เว้นว่างถ้าเป็นไปตามที่กิจกรรมระบุ",
        choices=StartEvent,
        example=StartEvent.FISCAL_YEAR_END.th,
        width=24,
    ),
    SheetColumn(
        key="started_on",
        th="วันที่เกิดเหตุเริ่มนับ",
        en="started on",
        hint="วันที่ พ.ศ. เช่น 30 ก.ย. 2565 หรือ 30/09/2565 เว้นว่างถ้ายังไม่เกิด",
        is_day=True,
        example="30 ก.ย. 2565",
        width=18,
    ),
    SheetColumn(
        key="data_from",
        th="ข้อมูลตั้งแต่วันที่",
        en="data from",
        hint="วันแรกของข้อมูลในชุดนี้",
        is_day=True,
        example="1 ต.ค. 2564",
        width=18,
    ),
    SheetColumn(
        key="data_through",
        th="ข้อมูลถึงวันที่",
        en="data through",
        hint="วันสุดท้ายของข้อมูลในชุดนี้",
        is_day=True,
        example="30 ก.ย. 2565",
        width=18,
    ),
    SheetColumn(
        key="carrier",
        th="เก็บบน",
        en="carrier",
        hint="เลือกจากรายการ",
        choices=Carrier,
        example=Carrier.PAPER.th,
        width=22,
    ),
    SheetColumn(
        key="saraban",
        th="เป็นหนังสือตามระเบียบงานสารบรรณ",
        en="saraban",
        hint="เลือกจากรายการ เว้นว่างถือว่ายังไม่ชัดเจน และเมื่อจะทำลายถือว่าใช่",
        choices=Applies,
        example=Applies.YES.th,
        width=22,
    ),
    SheetColumn(
        key="location", th="ที่เก็บ", en="location", hint="ตู้ ห้อง หรือชื่อระบบ", example="ตู้เอกสาร 3 ห้องทะเบียน", width=28
    ),
    SheetColumn(key="medium", th="สื่อ", en="medium", hint="เช่น แฟ้ม กล่อง ตารางในฐานข้อมูล", example="แฟ้ม", width=18),
    SheetColumn(key="volume", th="ปริมาณ", en="volume", hint="เช่น 12 แฟ้ม", example="12 แฟ้ม", width=14),
    SheetColumn(
        key="rule",
        th="เกณฑ์ระยะเวลา",
        en="rule",
        hint="ชื่อเกณฑ์เฉพาะส่วนของกิจกรรม เว้นว่างถ้าเก็บตามระยะเวลาจัดเก็บในแบบ",
        width=22,
    ),
    SheetColumn(
        key="source_key",
        th="รหัสชุดข้อมูลของหน่วยงาน",
        en="source key",
        hint="มีหรือไม่ก็ได้ ถ้ามี นำเข้าอีกครั้งด้วยรหัสเดิมจะปรับปรุงชุดเดิม",
        example="จ-65-001",
        width=22,
    ),
    *(column for number in range(1, COPIES + 1) for column in _copy(number)),
)
