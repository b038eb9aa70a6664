"""What a change of the named tables would reach: triggers and foreign keys. Whatever is not understood is refused."""

from collections.abc import Iterator

from ropa.erasure.rules_binding import columns_written, named, pointers
from ropa.erasure.rules_names import shown
from schemas.erasure import Binding, EraseMethod, Fill, TargetDialect
from schemas.erasure_catalogue import Catalogue, ForeignKeyInfo, TriggerInfo
from schemas.findings import Problem

_REACHING = frozenset({"cascade", "set_null", "set_default"})
_WORDS = {"cascade": "ON DELETE CASCADE", "set_null": "ON DELETE SET NULL", "set_default": "ON DELETE SET DEFAULT"}


def place_of(binding: Binding, schema: str | None, table: str) -> int | None:
    """Return which named table this is (0: the root, then the children), None: none."""
    wanted = ("main" if binding.dialect is TargetDialect.SQLITE else schema or "", table)
    tables = named(binding)
    return tables.index(wanted) if wanted in tables else None


def covered(binding: Binding, key: ForeignKeyInfo) -> bool:
    """Whether the rows that refer by this key are exactly the rows of a named child: they go before what they name."""
    source = place_of(binding, key.schema, key.table)
    if not source:
        return False
    child = binding.children[source - 1]
    parent = 0 if child.parent is None else child.parent + 1
    if place_of(binding, key.to_schema, key.to_table) != parent:
        return False
    pairs = set(zip(key.columns, key.to_columns, strict=True))
    return pairs == {(link.column, link.parent_column) for link in child.links}


def referring(binding: Binding, catalogue: Catalogue) -> list[ForeignKeyInfo]:
    """Return the foreign keys to named tables whose rows would stop a delete: not covered, and without an action."""
    if binding.method is EraseMethod.ANONYMISE:
        return []
    return [
        key
        for key in catalogue.foreign_keys
        if place_of(binding, key.to_schema, key.to_table) is not None
        and key.on_delete not in _REACHING
        and not covered(binding, key)
    ]


def of_triggers(binding: Binding, catalogue: Catalogue) -> Iterator[Problem]:
    """Give a fault for each trigger that the run would fire."""
    deletes = binding.method is not EraseMethod.ANONYMISE
    for place, info, written in zip(pointers(binding), catalogue.tables, columns_written(binding), strict=True):
        for trigger in info.triggers:
            if not _fires(trigger, written, deletes=deletes):
                continue
            reached = ", ".join(trigger.reaches) or "?"
            yield Problem(
                pointer=f"{place}/table",
                message_th=f"ตาราง {shown(info.schema, info.name)} มีทริกเกอร์ {trigger.name} ที่จะทำงานเมื่อทำลายข้อมูล "
                f"และอาจแก้ตารางอื่น ({reached}) ระบบจึงไม่ทำต่อ ให้ผู้ดูแลปิดทริกเกอร์ก่อน",
                message_en=f"Table {shown(info.schema, info.name)} has a trigger {trigger.name} that the destruction "
                f"would fire; it may change other tables ({reached}). Refused: the administrator disables it first",
            )


def of_calls(binding: Binding, catalogue: Catalogue) -> Iterator[Problem]:
    """Give a fault for each function that a change of a row would call, whichever of its columns changes.

    A CHECK of another column, a computed column, an index over an expression: all are evaluated with each UPDATE.
    """
    for place, info in zip(pointers(binding), catalogue.tables, strict=True):
        for call in info.calls:
            yield Problem(
                pointer=f"{place}/table",
                message_th=f"ตาราง {shown(info.schema, info.name)} มี {call} ซึ่งไม่ใช่ของฐานข้อมูลเอง และจะทำงานเมื่อแถวเปลี่ยน "
                "อาจแก้หรือบันทึกข้อมูลไว้ที่อื่น ระบบจึงไม่ทำต่อ",
                message_en=f"Table {shown(info.schema, info.name)} has {call}, which is not the database's own and "
                "would run when a row changes: it may write elsewhere. Refused",
            )


def _fires(trigger: TriggerInfo, written: set[str], *, deletes: bool) -> bool:
    if not trigger.enabled:
        return False
    if not trigger.events:
        return True
    lower = {name.lower() for name in written}
    touches = not trigger.columns or bool({name.lower() for name in trigger.columns} & lower)
    return (deletes and "DELETE" in trigger.events) or (bool(written) and "UPDATE" in trigger.events and touches)


def of_foreign_keys(binding: Binding, catalogue: Catalogue) -> Iterator[Problem]:
    """Give a fault for each foreign key that would carry a change to rows that nobody approved."""
    for key in catalogue.foreign_keys:
        yield from _of_what_refers(binding, key)
        yield from _of_what_is_overwritten(binding, key)


def _of_what_refers(binding: Binding, key: ForeignKeyInfo) -> Iterator[Problem]:
    to = place_of(binding, key.to_schema, key.to_table)
    if to is None or binding.method is EraseMethod.ANONYMISE or key.on_delete not in _REACHING:
        return
    if covered(binding, key):
        return
    own = place_of(binding, key.schema, key.table) == to
    where = "แถวอื่นของตารางเดียวกัน" if own else "ตารางที่ไม่ได้ระบุให้ลบตามคีย์นี้"
    where_en = "other rows of the same table" if own else "rows that this binding does not name by that key"
    yield Problem(
        pointer=f"{pointers(binding)[to]}/table",
        message_th=f"คีย์ต่างประเทศ {key.name} ของตาราง {shown(key.schema, key.table)} ({', '.join(key.columns)}) "
        f"เป็น {_WORDS[key.on_delete]} การลบจึงไปถึง{where} ระบบไม่ทำต่อ",
        message_en=f"The foreign key {key.name} of table {shown(key.schema, key.table)} ({', '.join(key.columns)}) is "
        f"{_WORDS[key.on_delete]}: deleting would reach {where_en}. Refused",
    )


def _of_what_is_overwritten(binding: Binding, key: ForeignKeyInfo) -> Iterator[Problem]:
    written = columns_written(binding)
    to = place_of(binding, key.to_schema, key.to_table)
    if to is not None and written[to] & set(key.to_columns):
        yield Problem(
            pointer=f"{pointers(binding)[to]}/columns",
            message_th=f"ตาราง {shown(key.schema, key.table)} อ้างถึงคอลัมน์ {', '.join(key.to_columns)} ซึ่งจะถูกเขียนทับ",
            message_en=f"Table {shown(key.schema, key.table)} refers to {', '.join(key.to_columns)}, which would be "
            "overwritten",
        )
    source = place_of(binding, key.schema, key.table)
    if source is None:
        return
    columns = (binding.columns, *(child.columns for child in binding.children))[source]
    for number, each in enumerate(columns):
        if each.column in key.columns and each.fill is not Fill.NULL:
            yield Problem(
                pointer=f"{pointers(binding)[source]}/columns/{number}",
                message_th=f"คอลัมน์ {each.column} อ้างถึงตาราง {shown(key.to_schema, key.to_table)} เขียนทับด้วยค่าอื่นไม่ได้",
                message_en=f"Column {each.column} refers to table {shown(key.to_schema, key.to_table)}, and cannot be "
                "overwritten with another value",
            )
