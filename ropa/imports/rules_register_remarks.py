"""What the reader of a register workbook has to say of rows as wholes. Pure."""

from collections.abc import Iterable, Iterator

from ropa.imports.rules_register_cells import echo
from ropa.imports.rules_register_record import Book, Owned
from ropa.imports.rules_register_rows import Found, Joined, ref_of
from schemas.findings import Problem
from schemas.imports import Remark, RemarkKind

#: References that one remark names.
_NAMED = 10


def about_row(found: Found) -> Iterator[Remark]:
    """Yield what is to be said of a row as a whole."""
    table, row = found
    office = found.words("@office").strip()
    if office:
        yield Remark(
            kind=RemarkKind.ASSUMED,
            pointer="/office_id",
            place=table.place(row, table.where["@office"][0]),
            raw=echo(office),
            message_th="หน่วยงานตามชื่อในไฟล์",
            message_en="The office as the file names it",
        )
    if row.cells and all(cell.hidden for cell in row.cells.values()):
        yield Remark(
            kind=RemarkKind.ASSUMED,
            place=found.place,
            message_th="แถวนี้ถูกซ่อนหรือถูกกรองไว้ แต่นำเข้าด้วย",
            message_en="This row is hidden or filtered out; it is read all the same",
        )
    for column, label in (table.foreign | table.doubtful).items():
        cell = row.cells.get(column)
        if cell is not None and cell.text.strip():
            yield Remark(
                kind=RemarkKind.IGNORED,
                place=table.place(row, column),
                raw=echo(cell.text),
                message_th=f"คอลัมน์ “{echo(label)}” ไม่มีในแบบฟอร์ม หรือไม่แน่ชัดว่าเป็นข้อใด ไม่นำเข้า",
                message_en=f"The column {echo(label)!r} is none of the form's, or nobody can say which: not taken",
            )


def without_rows(book: Book, found: Found, owned: Owned, *, unchanged: bool) -> Iterator[Remark]:
    """Yield what no row tells of an activity whose tables are there: it may have none, or its rows went astray."""
    for rows, kind, pointer, sheet in (
        (owned.steps, book.steps, "/steps", "ขั้นตอน"),
        (owned.systems, book.systems, "/systems", "ระบบ"),
    ):
        if rows or unchanged or not kind.there:
            continue
        if ref_of(found):
            yield Remark(
                kind=RemarkKind.UNCERTAIN,
                pointer=pointer,
                place=found.place,
                message_th=f"แผ่นงาน “{sheet}” ไม่มีแถวของกิจกรรมนี้ ถือว่าไม่มี{sheet} โปรดยืนยัน",
                message_en=f"The sheet {sheet!r} has no row of this activity: it is taken to have none, confirm it",
            )
        else:
            yield Remark(
                kind=RemarkKind.LOST,
                pointer=pointer,
                place=found.place,
                message_th=f"แถวนี้ไม่มีเลขที่อ้างอิง และแผ่นงาน “{sheet}” ไม่มีแถวของกิจกรรมนี้ ถ้ามีรายการเดิม ของเดิมคงอยู่",
                message_en=f"The row has no reference and the sheet {sheet!r} no row for it: an existing record keeps "
                "its own",
            )


def between(found: Found) -> Remark:
    return Remark(
        kind=RemarkKind.ASSUMED,
        place=found.place,
        message_th="แถวนี้ไม่มีเลขที่อ้างอิง ถือเป็นของกิจกรรมเดียวกับแถวที่อยู่รอบข้าง",
        message_en="This row has no reference: it is taken as part of the activity of the rows around it",
    )


def gone(kind: Joined, refs: Iterable[str]) -> Remark:
    named = sorted(refs)
    more = f" … (+{len(named) - _NAMED})" if len(named) > _NAMED else ""
    sheet = kind.by_ref[named[0]][0].table.sheet.name
    words = ", ".join(named[:_NAMED]) + more
    return Remark(
        kind=RemarkKind.IGNORED,
        place=sheet,
        raw=words,
        message_th=f"แผ่นงาน “{sheet}” มีแถวของกิจกรรมที่ไม่มีในแผ่นงานทะเบียน ไม่นำเข้า: {words}",
        message_en=f"Sheet {sheet!r} has rows of activities that the register's sheet has not; not taken: {words}",
    )


def nobodys(found: Found) -> Problem:
    return Problem(
        pointer="",
        message_th=f"{found.place}: ไม่ทราบว่าแถวนี้เป็นของกิจกรรมใด ใส่เลขที่อ้างอิง หรือหน่วยงานและกระบวนการย่อยให้ตรงกับทะเบียน",
        message_en=f"{found.place}: nobody can say whose row this is: give its reference, or office and "
        "sub-process as in the register's sheet",
    )


def idle(found: Found) -> Remark:
    """Return that a row is no activity."""
    words = " ".join(cell.text.strip() for cell in found.row.cells.values() if cell.text.strip())
    return Remark(
        kind=RemarkKind.IGNORED,
        place=found.place,
        raw=echo(words),
        message_th="แถวนี้ไม่มีเลขที่อ้างอิงและไม่มีคำตอบ ไม่นำเข้า",
        message_en="This row has neither a reference nor an answer: it is not taken",
    )
