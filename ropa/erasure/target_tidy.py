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


class _Vacuum(ExecutableDDLElement):
    def __init__(self, schema: str, table: str) -> None:
        self.schema, self.table = schema, table


@compiles(_Vacuum)
def _vacuum(element: _Vacuum, compiler: Any, **_: object) -> str:
    quote = compiler.preparer.quote_identifier
    return f"VACUUM {quote(element.schema)}.{quote(element.table)}"


def tidy(target: Target, binding: Binding) -> list[Note]:
    """Clean up what the role may, and return what was done and what was not. Changes no row.

    SQLite's VACUUM is not run: `secure_delete` has zeroed what was freed, and VACUUM may give other tables' rows new
    row numbers.
    """
    if binding.dialect is TargetDialect.SQLITE:
        return [_checkpoint(target)]
    return [_vacuumed(target, schema, table) for schema, table in named(binding)]


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
