"""Says of a table of steps or systems that is kept as a whole that nothing else of its sheets is taken. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from schemas.imports import Remark, RemarkKind


def about_kept(remarks: Sequence[Remark], sheets: Mapping[str, Iterable[str]]) -> Iterator[Remark]:
    """Yield a remark for each sheet of a table that `remarks` call lost; `sheets` are its sheets by its pointer.

    One cell that the file cannot say keeps the whole table, so that edits beside it would go without a word.
    """
    lost = {each.pointer for each in remarks if each.kind is RemarkKind.LOST}
    for pointer, names in sheets.items():
        for name in dict.fromkeys(names) if pointer in lost else ():
            yield Remark(
                kind=RemarkKind.IGNORED,
                pointer=pointer,
                place=name,
                message_th=f"แผ่นงาน “{name}”: กิจกรรมที่มีอยู่แล้วคงตารางนี้ตามทะเบียนทั้งตาราง การแก้ไขในแผ่นงานนี้ไม่นำเข้า",
                message_en=f"Sheet {name!r}: an existing activity keeps the whole table as the register has it; "
                "changes in this sheet are not taken",
            )
