"""Why a binding cannot be carried out on a database as its catalogue has it: every reason, in Thai and English."""

from collections.abc import Iterator

from ropa.erasure.rules_binding import columns_read, own_faults, pointers
from ropa.erasure.rules_columns import of_columns, of_comparisons
from ropa.erasure.rules_names import shown
from ropa.erasure.rules_reach import of_calls, of_foreign_keys, of_triggers
from schemas.erasure import Binding, TargetDialect
from schemas.erasure_catalogue import Catalogue, ColumnInfo, ColumnKind, Note, TableInfo
from schemas.findings import Problem

_OBSTACLES = {
    "view": ("เป็นวิว ไม่ใช่ตาราง", "is a view, no table"),
    "materialised view": ("เป็น materialised view ไม่ใช่ตาราง", "is a materialised view, no table"),
    "virtual": ("เป็นตารางเสมือน ซึ่งเก็บข้อมูลไว้ในตารางอื่น", "is a virtual table, which keeps its data in others"),
    "shadow": ("เป็นตารางภายในของตารางเสมือน", "belongs to a virtual table"),
    "system": ("เป็นตารางของระบบฐานข้อมูล", "is a table of the database itself"),
    "foreign table": ("เป็นตารางของเซิร์ฟเวอร์อื่น", "is a table of another server"),
    "partitioned": ("แบ่งพาร์ทิชัน ข้อมูลอยู่ในตารางอื่นที่ไม่ได้ระบุ", "is partitioned: its rows lie in tables that are not named"),
    "partition": ("เป็นพาร์ทิชันของตารางอื่น", "is a partition of another table"),
    "inherits": ("สืบทอดจากตารางอื่น", "inherits from another table"),
    "inherited": ("มีตารางอื่นสืบทอด ซึ่งไม่ได้ระบุ", "is inherited by tables that are not named"),
    "row_security": (
        "ใช้ row level security บทบาทอาจเห็นข้อมูลไม่ครบ",
        "has row level security: the role may not see all of it",
    ),
    "temporary": ("เป็นตารางชั่วคราว", "is a temporary table"),
}
_KEY_KINDS = frozenset({ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.NUMERIC, ColumnKind.UUID, ColumnKind.DATE})
_DATE_KINDS = frozenset({ColumnKind.DATE, ColumnKind.TIMESTAMP, ColumnKind.TIMESTAMPTZ, ColumnKind.TEXT})
_OLDEST_POSTGRESQL = 13
_OLDEST_SQLITE = (3, 37)


def faults(binding: Binding, catalogue: Catalogue) -> list[Problem]:
    """Return why this binding cannot be carried out, every reason at once; empty: it can."""
    found = [*own_faults(binding), *_of_server(catalogue), *_of_session(catalogue)]
    for place, info, wanted in zip(pointers(binding), catalogue.tables, columns_read(binding), strict=True):
        found += _of_table(place, info, wanted)
    # What follows looks columns up; without them it would only say the same thing again.
    if found:
        return found
    return [
        *_of_key(binding, catalogue.tables[0]),
        *_of_date(binding, catalogue.tables[0]),
        *_of_filters(binding, catalogue.tables[0]),
        *_of_links(binding, catalogue),
        *of_comparisons(binding, catalogue),
        *of_columns(binding, catalogue),
        *of_triggers(binding, catalogue),
        *of_calls(binding, catalogue),
        *of_foreign_keys(binding, catalogue),
    ]


def notes(binding: Binding, catalogue: Catalogue) -> list[Note]:
    """Return what stops nothing and should be known: slow links, copies elsewhere, rights beyond what is needed."""
    found = list(catalogue.role_notes)
    for child, info in zip(binding.children, catalogue.tables[1:], strict=True):
        columns = {link.column for link in child.links}
        if not any(set(index[: len(columns)]) == columns for index in info.indexed):
            found.append(
                Note(
                    code="slow_link",
                    message_th=f"ตาราง {shown(info.schema, info.name)} ไม่มีดัชนีบนคอลัมน์เชื่อม แต่ละชุดจะอ่านทั้งตาราง",
                    message_en=f"Table {shown(info.schema, info.name)} has no index on its link: each batch reads all "
                    "of it",
                )
            )
    for info in catalogue.tables:
        found += [
            Note(
                code="copy",
                message_th=f"มีสำเนาของตาราง {shown(info.schema, info.name)} อยู่ที่ {copy} ซึ่งการทำลายนี้ไปไม่ถึง",
                message_en=f"{copy} has a copy of table {shown(info.schema, info.name)} that this run does not reach",
            )
            for copy in info.copies
        ]
    return found


def _of_server(catalogue: Catalogue) -> Iterator[Problem]:
    parts = tuple(int(part) for part in catalogue.server.split(".") if part.isdigit())
    old_postgresql = catalogue.dialect == TargetDialect.POSTGRESQL.value and parts < (_OLDEST_POSTGRESQL,)
    old_sqlite = catalogue.dialect == TargetDialect.SQLITE.value and parts < _OLDEST_SQLITE
    if old_postgresql or old_sqlite:
        yield Problem(
            pointer="/dialect",
            message_th=f"ฐานข้อมูลรุ่น {catalogue.server} เก่าเกินไป (PostgreSQL 13 หรือ SQLite 3.37 ขึ้นไป)",
            message_en=f"Version {catalogue.server} is too old (PostgreSQL 13 or SQLite 3.37 and newer)",
        )


def _of_session(catalogue: Catalogue) -> Iterator[Problem]:
    if "replication_role" in catalogue.obstacles:
        yield Problem(
            pointer="",
            message_th="session_replication_role ของบทบาทนี้ไม่ใช่ origin คีย์ต่างประเทศและทริกเกอร์จะไม่ทำงานตามปกติ",
            message_en="The role's session_replication_role is not origin: foreign keys and triggers would not work",
        )


def _of_table(place: str, info: TableInfo, wanted: set[str]) -> Iterator[Problem]:
    name = shown(info.schema, info.name)
    if not info.found:
        yield Problem(
            pointer=f"{place}/table",
            message_th=f"ไม่พบตาราง {name} (ชื่อต้องตรงทุกตัวอักษร รวมทั้งตัวพิมพ์เล็กใหญ่)",
            message_en=f"There is no table {name} (the name must be exact, capital letters too)",
        )
        return
    for obstacle in info.obstacles:
        kind, _, detail = obstacle.partition(":")
        th, en = _OBSTACLES.get(
            kind, (f"มี {kind} {detail} ซึ่งระบบไม่รองรับ", f"has what is not supported: {kind} {detail}".rstrip())
        )
        yield Problem(pointer=f"{place}/table", message_th=f"ตาราง {name} {th}", message_en=f"Table {name} {en}")
    if info.obstacles:
        return
    for column in sorted(wanted - {each.name for each in info.columns}):
        yield Problem(
            pointer=f"{place}/table",
            message_th=f"ตาราง {name} ไม่มีคอลัมน์ {column} (ชื่อต้องตรงทุกตัวอักษร)",
            message_en=f"Table {name} has no column {column} (the name must be exact)",
        )
    for right in info.missing_rights:
        yield Problem(
            pointer=f"{place}/table",
            message_th=f"บทบาทที่ใช้ไม่มีสิทธิ {right} บนตาราง {name}",
            message_en=f"The role lacks {right} on table {name}",
        )


def column_of(info: TableInfo, name: str) -> ColumnInfo:
    """Return a column that is known to be there."""
    return next(column for column in info.columns if column.name == name)


def _of_key(binding: Binding, root: TableInfo) -> Iterator[Problem]:
    columns = [column_of(root, name) for name in binding.key]
    primary = any(each.primary and set(each.columns) == set(binding.key) for each in root.uniques)
    unique = any(each.whole and set(each.columns) == set(binding.key) for each in root.uniques)
    # SQLite lets NULL into a primary key; the dry run counts such rows and refuses them.
    certain = primary or not any(column.nullable for column in columns)
    if not unique or not certain:
        yield Problem(
            pointer="/key",
            message_th="คอลัมน์คีย์ต้องเป็นคีย์หลัก หรือมี unique ครบทุกแถวและไม่เป็นค่าว่าง",
            message_en="The key columns must be the primary key, or unique over all rows and never NULL",
        )
    for number, column in enumerate(columns):
        if not _may_tell(binding, column):
            yield Problem(
                pointer=f"/key/{number}",
                message_th=f"คีย์ชนิด {column.type} ยังใช้ไม่ได้",
                message_en=f"A key of type {column.type} cannot be used",
            )


def _may_tell(binding: Binding, column: ColumnInfo) -> bool:
    sqlite = binding.dialect is TargetDialect.SQLITE
    return column.kind in _KEY_KINDS or (sqlite and column.kind is ColumnKind.ANY)


def _of_date(binding: Binding, root: TableInfo) -> Iterator[Problem]:
    if binding.date_column is None:
        return
    column = column_of(root, binding.date_column)
    if column.kind not in _DATE_KINDS and column.kind is not ColumnKind.ANY:
        yield Problem(
            pointer="/date_column",
            message_th=f"คอลัมน์วันที่ต้องเป็นวันที่ วันเวลา หรือข้อความ ISO (ปี ค.ศ.) ไม่ใช่ {column.type}",
            message_en=f"The date column must be a date, a timestamp or ISO text (not B.E.), not {column.type}",
        )


def _of_filters(binding: Binding, root: TableInfo) -> Iterator[Problem]:
    for number, each in enumerate(binding.filters):
        column = column_of(root, each.column)
        texts = isinstance(each.value, str)
        truth = isinstance(each.value, bool)
        fits = {
            ColumnKind.TEXT: texts,
            ColumnKind.INTEGER: not texts and not truth,
            ColumnKind.NUMERIC: not texts and not truth,
            ColumnKind.BOOLEAN: truth,
            ColumnKind.ANY: not truth,
        }.get(column.kind, False)
        if not fits:
            yield Problem(
                pointer=f"/filters/{number}/value",
                message_th=f"ค่าของเงื่อนไขไม่ตรงกับชนิดคอลัมน์ {column.type} (ใช้ได้: ข้อความ จำนวน จริง/เท็จ)",
                message_en=f"The filter's value does not fit a column of type {column.type} (text, number, true/false)",
            )


def _of_links(binding: Binding, catalogue: Catalogue) -> Iterator[Problem]:
    for number, child in enumerate(binding.children):
        info = catalogue.tables[number + 1]
        parent = catalogue.tables[0 if child.parent is None else child.parent + 1]
        for at, link in enumerate(child.links):
            one, other = column_of(info, link.column), column_of(parent, link.parent_column)
            # Linked by another comparison than its parent's, a child is a child of several parents.
            if one.kind is not other.kind or one.comparison != other.comparison:
                yield Problem(
                    pointer=f"/children/{number}/links/{at}",
                    message_th="ชนิดหรือวิธีเปรียบเทียบของคอลัมน์เชื่อมไม่ตรงกัน: "
                    f"{one.type} ({one.comparison}) กับ {other.type} ({other.comparison})",
                    message_en="The linked columns differ in type or in how they are compared: "
                    f"{one.type} ({one.comparison}) and {other.type} ({other.comparison})",
                )
            elif not _may_tell(binding, one):
                yield Problem(
                    pointer=f"/children/{number}/links/{at}",
                    message_th=f"คอลัมน์เชื่อมชนิด {one.type} ยังใช้ไม่ได้",
                    message_en=f"A link of type {one.type} cannot be used",
                )
        whole = [each.columns for each in parent.uniques if each.whole]
        if not any(set(columns) <= {link.parent_column for link in child.links} for columns in whole):
            yield Problem(
                pointer=f"/children/{number}/links",
                message_th="คอลัมน์เชื่อมฝั่งตารางแม่ต้องระบุแถวแม่ได้แถวเดียว มิฉะนั้นจะลบแถวลูกของแถวอื่น",
                message_en="The link must tell one row of the parent table from every other, or children of other rows "
                "would go too",
            )
