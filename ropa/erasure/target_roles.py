"""The least that the executing role needs, and what it may do beyond that."""

import sqlalchemy as sa
from sqlalchemy import Connection

from ropa.erasure.rules_binding import columns_read, columns_written, named
from schemas.erasure import Advice, Binding, EraseMethod, TargetDialect
from schemas.erasure_catalogue import Note

_SHOWN = 10
_ROLE = sa.text("""
SELECT rolname, rolsuper, rolbypassrls, rolcreatedb OR rolcreaterole AS creates, rolreplication,
       has_database_privilege(current_database(), 'CREATE') AS makes_schemas
FROM pg_roles WHERE rolname = current_user""")
_RELATIONS = sa.text("""
SELECT n.nspname, c.relname, pg_has_role(c.relowner, 'USAGE') AS owned,
       has_table_privilege(c.oid, 'INSERT') OR has_any_column_privilege(c.oid, 'INSERT') AS inserts,
       has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(c.oid, 'UPDATE') AS writes,
       has_table_privilege(c.oid, 'TRUNCATE') AS truncates
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\\_toast%' AND has_schema_privilege(n.oid, 'USAGE')
ORDER BY n.nspname, c.relname""")


def session_obstacles(connection: Connection, binding: Binding) -> list[str]:
    """Return what makes the session unfit: as a replica it would fire other triggers and look at no foreign key."""
    if binding.dialect is TargetDialect.SQLITE:
        return []
    role = connection.execute(sa.text("SELECT current_setting('session_replication_role')")).scalar_one()
    return [] if role == "origin" else ["replication_role"]


def role_notes(connection: Connection, binding: Binding) -> list[Note]:
    """Return what the role may do beyond what the binding needs, for the certificate."""
    if binding.dialect is TargetDialect.SQLITE:
        return [
            Note(
                code="sqlite_file",
                message_th="SQLite ไม่มีสิทธิรายตาราง: ผู้ที่เปิดแฟ้มได้เขียนได้ทุกตาราง ตัวตรวจของ SQLite จึงปิดการเขียนตารางอื่น",
                message_en="SQLite has no rights per table: whoever opens the file may write all of it. So "
                "SQLite's own authorizer refuses every write to other tables",
            )
        ]
    role = connection.execute(_ROLE).one()
    notes = []
    if role.rolsuper:
        notes.append(
            _note("superuser", f"บทบาท {role.rolname} เป็น superuser", f"The role {role.rolname} is a superuser")
        )
    if role.rolbypassrls or role.creates or role.rolreplication or role.makes_schemas:
        notes.append(
            _note(
                "attributes",
                f"บทบาท {role.rolname} มีสิทธิระดับเซิร์ฟเวอร์หรือสร้าง schema ได้เกินจำเป็น",
                f"The role {role.rolname} has rights on the server, or may make schemas, beyond what is needed",
            )
        )
    return notes + _relation_notes(connection, binding)


def _relation_notes(connection: Connection, binding: Binding) -> list[Note]:
    ours = set(named(binding))
    rows = connection.execute(_RELATIONS).all()
    shown = [(f"{row.nspname}.{row.relname}", (row.nspname, row.relname) in ours, row) for row in rows]
    elsewhere = [name for name, mine, row in shown if not mine and (row.writes or row.inserts or row.owned)]
    owned = [name for name, mine, row in shown if mine and row.owned]
    more = [name for name, mine, row in shown if mine and not row.owned and (row.inserts or row.truncates)]
    notes = []
    if elsewhere:
        notes.append(
            _note(
                "writes_elsewhere",
                f"บทบาทเขียนตารางอื่นที่ไม่ได้ระบุได้ {len(elsewhere)} ตาราง: {_listed(elsewhere)}",
                f"The role may write {len(elsewhere)} tables that are not named: {_listed(elsewhere)}",
            )
        )
    if owned:
        notes.append(
            _note("owner", f"บทบาทเป็นเจ้าของตาราง: {_listed(owned)}", f"The role owns the tables: {_listed(owned)}")
        )
    if more:
        notes.append(
            _note(
                "more_rights",
                f"บทบาทเพิ่มแถวหรือ TRUNCATE ตารางที่ระบุได้เกินจำเป็น: {_listed(more)}",
                f"The role may insert into or truncate named tables, which is not needed: {_listed(more)}",
            )
        )
    return notes


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _note(code: str, message_th: str, message_en: str) -> Note:
    return Note(code=code, message_th=message_th, message_en=message_en)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" +{len(names) - _SHOWN}" if len(names) > _SHOWN else "")


def advise(binding: Binding, role: str = "ropa_destroy") -> Advice:
    """Return the statements that give a role of that name the least that this binding needs, and what to know beside.

    They are shown to the database's administrator; the register never runs them.
    """
    if binding.dialect is TargetDialect.SQLITE:
        return Advice(
            statements=[],
            notes=[
                _note(
                    "sqlite_user",
                    "เรียกใช้ด้วยบัญชีระบบปฏิบัติการที่อ่านเขียนได้เฉพาะแฟ้มฐานข้อมูลนี้และโฟลเดอร์ของแฟ้ม และปิดโปรแกรมอื่นที่เปิดแฟ้มอยู่",
                    "Run as a user of the operating system that may read and write only this file and its folder, and "
                    "close other programs that have the file open",
                )
            ],
        )
    grantee = _quoted(role)
    tables = list(zip(named(binding), columns_read(binding), columns_written(binding), strict=True))
    statements = [
        f"GRANT USAGE ON SCHEMA {_quoted(schema)} TO {grantee};" for schema in sorted({each[0][0] for each in tables})
    ]
    for (schema, table), reads, writes in tables:
        rights = [f"SELECT ({', '.join(_quoted(column) for column in sorted(reads))})"]
        if writes:
            rights.append(f"UPDATE ({', '.join(_quoted(column) for column in sorted(writes))})")
        if binding.method is not EraseMethod.ANONYMISE:
            rights.append("DELETE")
        statements.append(f"GRANT {', '.join(rights)} ON {_quoted(schema)}.{_quoted(table)} TO {grantee};")
    return Advice(
        statements=[f"CREATE ROLE {grantee} LOGIN NOINHERIT;", *statements],
        notes=[
            _note(
                "vacuum",
                "บทบาทนี้สั่ง VACUUM ไม่ได้: ให้ผู้ดูแลสั่งหลังทำลาย หรือให้สิทธิ MAINTAIN บนตารางที่ระบุ (PostgreSQL 17 ขึ้นไป)",
                "This role may not VACUUM: the administrator does so afterwards, or grants MAINTAIN on the named "
                "tables (PostgreSQL 17 and newer)",
            ),
            _note(
                "revoke",
                "ถอนสิทธิเมื่อเสร็จ และตั้งรหัสผ่านที่ใช้เฉพาะโปรเซสที่ทำลายข้อมูล",
                "Take the rights back afterwards, and give the role a password that only the executing process has",
            ),
        ],
    )
