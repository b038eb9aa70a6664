"""Which sheets of a file are those of our register workbook, what they lack, and when the file is refused. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ropa.imports.rules_register_heads import Asked, Table, table_of
from ropa.imports.rules_register_layouts import EXACT, EXACT_SHEET, LINES, REGISTER, STEPS, SYSTEMS, VIEWS, layouts
from ropa.imports.rules_sheets import SentFile, Sheet
from schemas.document import SCHEMA_VERSION
from schemas.findings import Problem
from schemas.form import FieldInfo
from schemas.imports import Remark, RemarkKind
from schemas.thai_text import arabic_digits

#: Labels by which a sheet with another title is known as the register's, or one of its parts.
_ENOUGH = 5
_GOES_ON = re.compile(r"\s*\(\d{1,4}\)$")
_OTHER_ERA = re.compile(r"(?:วันที่|ปี|date|year)[^\n]{0,80}(?:คริสต์ศักราช|ค\.\s?ศ\.|C\.?E\.?|Gregorian)")
_OWN_ERA = "พุทธศักราช"
_TOP_ROWS = 3
#: Sheets that our workbook hides itself.
_OUT_OF_SIGHT = (EXACT_SHEET, "รายการตัวเลือก")


def tables_of(file: SentFile) -> dict[str, list[Table]]:
    """Return the sheets that are read, by kind; there is no register among them where the file is not ours."""
    found: dict[str, list[Table]] = {}
    others: list[Sheet] = []
    if file.kind != "xlsx":
        return found
    said = file.properties.get("ropa.kind")
    if said is not None and said != "register":
        return found
    ours = said == "register"
    for sheet in file.sheets:
        title = _titled(sheet)
        layout = next((each for each in layouts() if title in each.titles), None)
        table = table_of(sheet, layout) if layout is not None else None
        if table is not None and layout is not None and (ours or _is_ours(table)):
            found.setdefault(layout.kind, []).append(table)
        elif title not in VIEWS and not sheet.hidden:
            others.append(sheet)
        elif title in VIEWS and ours:
            sheet.cells = []  # half of a large workbook: views are long, and are not read
    for sheet in others:
        _by_labels(sheet, found)
    if REGISTER in found:
        own = {sheet.name for sheet in file.sheets if sheet.hidden and _titled(sheet) in _OUT_OF_SIGHT}
        # The reader says that it read hidden sheets; those that this system wrote itself need no word.
        file.remarks[:] = [
            each for each in file.remarks if each.pointer or (each.place or "").partition("!")[0] not in own
        ]
        used = {id(table.sheet) for tables in found.values() for table in tables}
        file.remarks.extend(_ignored(sheet) for sheet in others if id(sheet) not in used and sheet.cells)
    return found


def _titled(sheet: Sheet) -> str:
    """Return the title of a sheet without the number of a part."""
    return _GOES_ON.sub("", sheet.name).strip()


def about(file: SentFile) -> Iterator[Remark]:
    """Yield what the workbook says of itself: that names were masked in it, or that it shows a past day."""
    if file.properties.get("ropa.masked", "").strip().casefold() in {"1", "true"}:
        yield Remark(
            kind=RemarkKind.IGNORED,
            message_th="ทะเบียนนี้ปิดชื่อบุคคลไว้ ช่องที่ถูกปิดไม่นำเข้า ของเดิมในทะเบียนคงอยู่",
            message_en="Names of people are masked in this register: masked cells are not taken",
        )
    day = file.properties.get("ropa.as_of", "").strip()
    if day:
        yield Remark(
            kind=RemarkKind.UNCERTAIN,
            raw=day[:40],
            message_th=f"ทะเบียนนี้แสดงข้อมูล ณ วันที่ {day[:40]} การบันทึกจะนำคำตอบของวันนั้นกลับมา โปรดยืนยัน",
            message_en=f"This register shows the past day {day[:40]}: saving brings its answers back, confirm it",
        )


def _is_ours(table: Table) -> bool:
    known = len(table.where)
    return known >= _ENOUGH or table.layout.kind == EXACT


def _by_labels(sheet: Sheet, found: dict[str, list[Table]]) -> None:
    """Take a sheet with another title as the kind that it has the most labels of, if none is there yet."""
    tables = [table_of(sheet, layout) for layout in layouts() if layout.kind != EXACT and layout.kind not in found]
    best = max((table for table in tables if table is not None), key=_labels, default=None)
    if best is not None and _labels(best) >= _ENOUGH:
        found.setdefault(best.layout.kind, []).append(best)


def _labels(table: Table) -> int:
    """Return how many fields of the document the sheet has a column of."""
    return sum(not key.startswith("@") for key in table.where)


def _ignored(sheet: Sheet) -> Remark:
    return Remark(
        kind=RemarkKind.IGNORED,
        place=sheet.name,
        message_th=f"แผ่นงาน “{sheet.name}” ไม่ใช่แผ่นงานของทะเบียน ไม่นำเข้า",
        message_en=f"The sheet {sheet.name!r} is none of the register's: not taken",
    )


def refusals(file: SentFile) -> list[Problem]:
    """Return why the workbook as a whole is not read: a newer version's, or one with years of another era."""
    found: list[Problem] = []
    version = arabic_digits(file.properties.get("ropa.schema_version", "").strip())
    if version and not (version.isascii() and version.isdigit() and int(version[:9]) <= SCHEMA_VERSION):
        found.append(
            Problem(
                pointer="",
                message_th=f"ทะเบียนมาจากระบบรุ่นใหม่กว่า (รุ่น {version[:20]}) ระบบนี้อ่านได้ถึงรุ่น {SCHEMA_VERSION}",
                message_en=f"This register was written by a newer version (shape {version[:20]}); this one reads up to "
                f"{SCHEMA_VERSION}",
            )
        )
    for sheet in file.sheets:
        for cell in sheet.cells:
            if cell.row > _TOP_ROWS:
                break
            if _OTHER_ERA.search(cell.text[:2_000]) and _OWN_ERA not in cell.text:
                found.append(_other_era(sheet, sheet.place(cell)))
    return found


def _other_era(sheet: Sheet, place: str) -> Problem:
    return Problem(
        pointer="",
        message_th=f"{place}: แผ่นงาน “{sheet.name}” ใช้ปีคริสต์ศักราช นำเข้าได้เฉพาะทะเบียนที่ใช้พุทธศักราช",
        message_en=f"{place}: the sheet {sheet.name!r} says that its years are Gregorian; only registers in the "
        "Buddhist Era are read",
    )


def register_losses(table: Table) -> list[Remark]:
    """Return a remark for each field of the form that a sheet of the register has no column of."""
    said = [
        _lost(info.pointer, table, f"ไม่มีคอลัมน์ “{one.label}”", f"there is no column {info.note.label_en!r}")
        for one, info in _missing(table)
    ]
    if "@ref" not in table.where:
        said.append(
            Remark(
                kind=RemarkKind.UNCERTAIN,
                place=table.sheet.name,
                message_th="ไม่มีคอลัมน์เลขที่อ้างอิง จึงเทียบกับรายการเดิมด้วยชื่อเท่านั้น",
                message_en="There is no column of references: records are known by their names only",
            )
        )
    return said


def losses_of(tables: Mapping[str, Sequence[Table]]) -> list[Remark]:
    """Return what the workbook cannot say of any record's steps or systems, at their tables."""
    found: list[Remark] = []
    for kind, pointer, name, english in (
        (STEPS, "/steps", "ขั้นตอน", "steps"),
        (SYSTEMS, "/systems", "ระบบ", "systems"),
        (LINES, "/systems", "รายการแลกเปลี่ยน", "exchange lines"),
    ):
        if not tables.get(kind):
            found.append(
                Remark(
                    kind=RemarkKind.LOST,
                    pointer=pointer,
                    message_th=f"ไม่มีแผ่นงาน “{name}” ในไฟล์ ของเดิมในทะเบียนคงอยู่",
                    message_en=f"The file has no sheet of {english}: the register keeps its own",
                )
            )
        for table in tables.get(kind, ()):
            lacking = [one.label for one, _ in _missing(table)]
            if "@ref" not in table.where:
                lacking.insert(0, "เลขที่อ้างอิง")
            if kind == LINES and not {"@system", "@system_name"} & table.where.keys():
                lacking.insert(0, "ลำดับ")
            if lacking:
                words = ", ".join(lacking)
                found.append(_lost(pointer, table, f"ไม่มีคอลัมน์ {words}", f"there are no columns {words}"))
    return found


def _missing(table: Table) -> list[tuple[Asked, FieldInfo]]:
    return [(one, one.info) for one in table.missing() if one.info is not None]


def _lost(pointer: str, table: Table, message_th: str, message_en: str) -> Remark:
    return Remark(
        kind=RemarkKind.LOST,
        pointer=pointer,
        place=table.sheet.name,
        message_th=f"แผ่นงาน “{table.sheet.name}”: {message_th} ของเดิมในทะเบียนคงอยู่",
        message_en=f"Sheet {table.sheet.name!r}: {message_en}; the register keeps its own",
    )
