"""What can be cleaned up at once after a run: dead rows on PostgreSQL, the write-ahead log's file on SQLite."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement

from ropa.erasure.rules_binding import named
from ropa.erasure.target import Target
from schemas.erasure import Binding, TargetDialect
from schemas.erasure_catalogue import Note

_MAINTAIN = 17
_MAY_VACUUM = sa.text("""
SELECT pg_has_role(c.relowner, 'USAGE')
       OR pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname::text = :schema AND c.relname::text = :name""")
_MAY_MAINTAIN = sa.text("""
SELECT has_table_privilege(c.oid, 'MAINTAIN')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname::text = :schema AND c.relname::text = :name""")

_LOOSE_ROWIDS = sa.text("""
SELECT count(*) FROM pragma_table_list t
WHERE t.schema = 'main' AND t.type = 'table' AND NOT t.wr AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  AND NOT (SELECT count(*) = 1 AND max(upper(type)) = 'INTEGER'
           FROM pragma_table_xinfo(t.name, 'main') WHERE pk > 0)""")


class _Vacuum(ExecutableDDLElement):
    def __init__(self, schema: str, table: str) -> None:
        self.schema, self.table = schema, table


@compiles(_Vacuum)
def _vacuum(element: _Vacuum, compiler: Any, **_: object) -> str:
    quote = compiler.preparer.quote_identifier
    return f"VACUUM {quote(element.schema)}.{quote(element.table)}"


def tidy(target: Target, binding: Binding) -> list[Note]:
    """Clean up what the role may, and return what was done and what was not. Changes no row."""
    if binding.dialect is TargetDialect.SQLITE:
        return [_file_vacuumed(target), _checkpoint(target)]
    return [_vacuumed(target, schema, table) for schema, table in named(binding)]


def _file_vacuumed(target: Target) -> Note:
    """Write the SQLite file anew. What the run freed is zeros already; older copies of rows, which SQLite may have left
    in the free space of pages that it split, are not.
    """
    with target.outside() as connection:
        # VACUUM gives rows new row numbers where no INTEGER PRIMARY KEY keeps them, and somebody may go by those.
        loose = connection.execute(_LOOSE_ROWIDS).scalar_one()
        if not loose:
            try:
                # It works on a copy, which has only what stays; in memory it could be larger than the memory.
                connection.exec_driver_sql("PRAGMA temp_store=FILE")
                connection.exec_driver_sql("VACUUM")
            except DBAPIError:
                loose = 1
            finally:
                connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
    if not loose:
        return Note(code="file_vacuumed", message_th="สั่ง VACUUM แฟ้มแล้ว", message_en="The file was vacuumed")
    return Note(
        code="vacuum_needed",
        message_th="ยังไม่ได้สั่ง VACUUM แฟ้ม (มีผู้ใช้อยู่ พื้นที่ไม่พอ หรือมีตารางที่เลขแถวจะเปลี่ยน) "
        "สำเนาเก่าของบางแถวอาจค้างในที่ว่างของแฟ้ม ผู้ดูแลต้องสั่ง",
        message_en="The file was not vacuumed (in use, no room, or a table whose row numbers would change): old copies "
        "of some rows may be in its free space. The administrator must",
    )


def _checkpoint(target: Target) -> Note:
    with target.outside() as connection:
        busy, log, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    if log == -1:
        return Note(code="no_wal", message_th="แฟ้มนี้ไม่ใช้ WAL", message_en="This file keeps no write-ahead log")
    if busy:
        return Note(
            code="wal_busy",
            message_th="ล้างแฟ้ม WAL ไม่ได้เพราะมีโปรแกรมอื่นเปิดอยู่ ต้องสั่ง PRAGMA wal_checkpoint(TRUNCATE) ภายหลัง",
            message_en="The write-ahead log could not be emptied: another program has the file open. Run PRAGMA "
            "wal_checkpoint(TRUNCATE) later",
        )
    return Note(code="wal_emptied", message_th="ล้างแฟ้ม WAL แล้ว", message_en="The write-ahead log was emptied")


def _vacuumed(target: Target, schema: str, table: str) -> Note:
    shown = f"{schema}.{table}"
    with target.outside() as connection:
        newer = int((connection.dialect.server_version_info or (0,))[0]) >= _MAINTAIN
        bound = {"schema": schema, "name": table}
        may = any(connection.execute(query, bound).scalar() for query in (_MAY_VACUUM, *([_MAY_MAINTAIN] * newer)))
        if may:
            try:
                connection.execute(_Vacuum(schema, table))
            except DBAPIError:
                may = False
    if may:
        return Note(
            code="vacuumed", message_th=f"สั่ง VACUUM ตาราง {shown} แล้ว", message_en=f"Table {shown} was vacuumed"
        )
    return Note(
        code="vacuum_needed",
        message_th=f"บทบาทนี้สั่ง VACUUM ตาราง {shown} ไม่ได้ ผู้ดูแลต้องสั่งเพื่อล้างแถวเก่าที่ยังอยู่ในแฟ้ม",
        message_en=f"This role may not vacuum {shown}; the administrator must: old rows are still in its file",
    )
