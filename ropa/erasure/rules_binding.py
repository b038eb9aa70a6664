"""What a binding names, and what is wrong with it by itself."""

from collections.abc import Iterator

from schemas.erasure import Binding, ColumnFill, EraseMethod, Fill, TargetDialect
from schemas.findings import Problem

DEFAULT_SCHEMA = "public"


def named(binding: Binding) -> list[tuple[str, str]]:
    """Return schema and name of the root and of each child; on SQLite the schema is "main"."""
    each = [(binding.schema, binding.table), *((child.schema, child.table) for child in binding.children)]
    default = "main" if binding.dialect is TargetDialect.SQLITE else DEFAULT_SCHEMA
    return [(schema or binding.schema or default, table) for schema, table in each]


def shown_tables(binding: Binding) -> list[str]:
    """Return the named tables as people read them; never for SQL."""
    if binding.dialect is TargetDialect.SQLITE:
        return [table for _, table in named(binding)]
    return [f"{schema}.{table}" for schema, table in named(binding)]


def pointers(binding: Binding) -> list[str]:
    """Return where the root and each child stand in the binding."""
    return ["", *(f"/children/{number}" for number in range(len(binding.children)))]


def fills(binding: Binding) -> list[list[ColumnFill]]:
    """Return what is overwritten: of the root, then of each child."""
    return [binding.columns, *(child.columns for child in binding.children)]


def columns_written(binding: Binding) -> list[set[str]]:
    """Return the names of the columns that a run overwrites: of the root, then of each child."""
    return [{each.column for each in columns} for columns in fills(binding)]


def columns_choosing(binding: Binding) -> list[set[str]]:
    """Return the columns by which a run finds its rows: of the root, then of each child. They are never overwritten."""
    root = {*binding.key, *(each.column for each in binding.filters)}
    root |= {binding.date_column} if binding.date_column else set()
    found = [root, *({link.column for link in child.links} for child in binding.children)]
    for child in binding.children:
        at = 0 if child.parent is None else child.parent + 1
        if at < len(found):
            found[at] |= {link.parent_column for link in child.links}
    return found


def columns_read(binding: Binding) -> list[set[str]]:
    """Return the columns that a run reads: of the root, then of each child."""
    return [one | other for one, other in zip(columns_choosing(binding), columns_written(binding), strict=True)]


def own_faults(binding: Binding) -> list[Problem]:
    """Return what is wrong with a binding whatever the database looks like."""
    return [*_of_conditions(binding), *_of_tables(binding), *_of_columns(binding)]


def _of_conditions(binding: Binding) -> Iterator[Problem]:
    if binding.dialect is TargetDialect.SQLITE and (binding.schema or any(each.schema for each in binding.children)):
        yield Problem(pointer="/schema", message_th="SQLite ไม่มี schema", message_en="SQLite has no schemas")
    if binding.date_column is None and not binding.filters:
        yield Problem(
            pointer="/date_column",
            message_th="ต้องระบุคอลัมน์วันที่หรือเงื่อนไขอย่างน้อยหนึ่งข้อ ระบบไม่ทำลายทั้งตาราง",
            message_en="Name a date column or at least one filter: a whole table is never destroyed",
        )
    if (binding.date_column is None) != (binding.date_through is None):
        yield Problem(
            pointer="/date_through",
            message_th="คอลัมน์วันที่และวันสุดท้ายของข้อมูลต้องระบุคู่กัน",
            message_en="A date column and the last day of the data go together",
        )
    if binding.date_from and binding.date_through and binding.date_from > binding.date_through:
        yield Problem(
            pointer="/date_from",
            message_th="วันแรกของข้อมูลอยู่หลังวันสุดท้าย",
            message_en="The first day of the data is after the last",
        )


def _of_tables(binding: Binding) -> Iterator[Problem]:
    tables = named(binding)
    for number, place in enumerate(pointers(binding)):
        if tables[number] in tables[:number]:
            yield Problem(
                pointer=f"{place}/table",
                message_th="ตารางเดียวกันถูกระบุสองครั้ง",
                message_en="The same table is named twice",
            )
    for number, child in enumerate(binding.children):
        if child.parent is not None and not number < child.parent < len(binding.children):
            yield Problem(
                pointer=f"/children/{number}/parent",
                message_th="ตารางแม่ต้องอยู่ถัดจากตารางนี้ในรายการ เพราะตารางลูกถูกลบก่อน",
                message_en="The parent must stand later in the list than this table: children go first",
            )


def _of_columns(binding: Binding) -> Iterator[Problem]:
    anonymise = binding.method is EraseMethod.ANONYMISE
    for place, columns, choosing in zip(pointers(binding), fills(binding), columns_choosing(binding), strict=True):
        seen: set[str] = set()
        for number, each in enumerate(columns):
            pointer = f"{place}/columns/{number}"
            if each.column in choosing:
                yield Problem(
                    pointer=pointer,
                    message_th="คอลัมน์ที่ใช้หาแถว (คีย์ วันที่ เงื่อนไข ตัวเชื่อม) เขียนทับไม่ได้ เพราะจะหาแถวเดิมไม่พบ",
                    message_en="A column by which rows are found (key, date, filter, link) cannot be overwritten: the "
                    "rows could not be found again",
                )
            if each.column in seen:
                yield Problem(pointer=pointer, message_th="คอลัมน์ถูกระบุสองครั้ง", message_en="The column is named twice")
            seen.add(each.column)
            if anonymise != (each.fill is not None):
                yield Problem(
                    pointer=f"{pointer}/fill",
                    message_th="ระบุค่าที่จะแทน (fill) เมื่อทำให้ไม่ระบุตัวบุคคลเท่านั้น และต้องระบุทุกคอลัมน์",
                    message_en="`fill` goes with anonymising, and there with every column",
                )
            if (each.fill is Fill.CONSTANT) != (each.constant is not None):
                yield Problem(
                    pointer=f"{pointer}/constant",
                    message_th="ค่าคงที่ระบุเมื่อแทนด้วยค่าคงที่เท่านั้น",
                    message_en="A constant goes with the fill `constant`",
                )
    for number, child in enumerate(binding.children):
        if anonymise and not child.columns:
            yield Problem(
                pointer=f"/children/{number}/columns",
                message_th="ไม่มีคอลัมน์ที่จะแทนค่าในตารางนี้",
                message_en="Nothing of this table would be made anonymous",
            )
