"""Lines of the matrix about values that differ and that a database takes for the same."""

from schemas.erasure import ChildTable, ColumnFill, EraseMethod, Fill, Filter, Link
from tests.support.target_case import POSTGRESQL, SQLITE, Case

_CODED = {"table": "coded", "key": ["code"]}
_CHILD = {
    **_CODED,
    "children": [
        ChildTable(
            table="paper", links=[Link(column="code", parent_column="code")], columns=[ColumnFill(column="words")]
        )
    ],
}
_CALLED = (
    "CREATE FUNCTION seen(told text) RETURNS boolean LANGUAGE plpgsql AS "
    "$$ BEGIN INSERT INTO public.other SELECT 99, told WHERE told IS NOT NULL; RETURN true; END $$"
)

_PURE = (
    "CREATE OR REPLACE FUNCTION seen(told text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS "
    "$$ BEGIN RETURN true; END $$"
)


def _coded(key: str, link: str, old: str, young: str) -> tuple[str, ...]:
    """Return a parent of 2017 and one of 2024 whose keys look alike, and a paper of the younger."""
    return (
        f"CREATE TABLE coded (code {key} PRIMARY KEY, name TEXT, applied DATE)",
        f"CREATE TABLE paper (id INTEGER PRIMARY KEY, code {link}, words TEXT)",
        f"INSERT INTO coded VALUES ('{old}', 'x', '2017-01-01'), ('{young}', 'x', '2024-01-01')",  # noqa: S608 - own
        f"INSERT INTO paper VALUES (1, '{young}', 'x')",  # noqa: S608 - own
    )


def _calling(*statements: str) -> tuple[str, ...]:
    return (_CALLED, "ALTER TABLE person ADD COLUMN more TEXT", *statements)


COMPARING = [
    Case(
        "nocase_link",
        "คอลัมน์เชื่อม COLLATE NOCASE คีย์แม่ต่างกันที่ตัวพิมพ์",
        "refused",
        _coded("TEXT", "TEXT COLLATE NOCASE", "ab1", "AB1"),
        _CHILD,
        "how they are compared: TEXT (TEXT NOCASE)",
        SQLITE,
    ),
    Case(
        "affinity_link",
        "คอลัมน์เชื่อมที่ SQLite เปรียบเทียบเป็นจำนวน (007 กับ 7)",
        "refused",
        _coded("TEXT", "UUID", "007", "7"),
        _CHILD,
        "UUID (NUMERIC BINARY)",
        SQLITE,
    ),
    Case(
        "char_link",
        "คอลัมน์เชื่อม char กับ varchar (ช่องว่างท้าย)",
        "refused",
        _coded("VARCHAR(5)", "CHAR(5)", "A ", "A"),
        _CHILD,
        "how they are compared: character(5)",
        POSTGRESQL,
    ),
    Case(
        "char_both",
        "คีย์และคอลัมน์เชื่อมเป็น char ทั้งคู่",
        "destroyed",
        (*_coded("CHAR(5)", "CHAR(5)", "A", "B"), "INSERT INTO paper VALUES (2, 'A', 'x')"),
        _CHILD,
        only=POSTGRESQL,
        inside={"coded": "code = 'A'", "paper": "id = 2"},
    ),
    Case(
        "collation_link",
        "คอลัมน์เชื่อมที่ collation ต่างจากคีย์แม่",
        "refused",
        _coded("TEXT", 'TEXT COLLATE "C"', "ab1", "AB1"),
        _CHILD,
        "text pg_catalog.C",
        POSTGRESQL,
    ),
    Case(
        "rtrim_key",
        "คีย์ COLLATE RTRIM (ช่องว่างท้าย)",
        "refused",
        (
            "CREATE TABLE coded (code TEXT COLLATE RTRIM, name TEXT, applied DATE)",
            "CREATE UNIQUE INDEX one_code ON coded (code COLLATE BINARY)",
        ),
        _CODED,
        "TEXT RTRIM",
        SQLITE,
    ),
    Case(
        "nocase_filter",
        "เงื่อนไขบนคอลัมน์ COLLATE NOCASE",
        "refused",
        ("ALTER TABLE person ADD COLUMN status TEXT COLLATE nocase",),
        {"filters": [Filter(column="status", value="out")]},
        "TEXT NOCASE",
        SQLITE,
    ),
    Case(
        "numeral_filter",
        "เงื่อนไขข้อความที่ SQLite เปรียบเทียบเป็นจำนวน",
        "refused",
        ("ALTER TABLE person ADD COLUMN office UUID",),
        {"filters": [Filter(column="office", value="007")]},
        "007 would be 7",
        SQLITE,
    ),
    Case(
        "folded_reference",
        "FK ที่เขียนชื่อคอลัมน์ด้วยตัวพิมพ์อื่น",
        "refused",
        (
            "CREATE TABLE coded (id INTEGER PRIMARY KEY, Code TEXT UNIQUE, applied DATE)",
            "CREATE TABLE used (id INTEGER PRIMARY KEY, code TEXT REFERENCES CODED (cODE) ON UPDATE CASCADE)",
        ),
        {
            "table": "coded",
            "method": EraseMethod.ANONYMISE,
            "columns": [ColumnFill(column="Code", fill=Fill.RANDOM)],
        },
        "Table used refers to Code",
        SQLITE,
    ),
    Case(
        "long_numeric_key",
        "คีย์ numeric 31 หลัก",
        "destroyed",
        (
            "CREATE TABLE coded (code NUMERIC(31) PRIMARY KEY, name TEXT, applied DATE)",
            "INSERT INTO coded VALUES (1234567890123456789012345678901, 'x', '2017-01-01')",
            "INSERT INTO coded VALUES (1234567890123456789012345678902, 'x', '2016-01-01')",
        ),
        _CODED,
        only=POSTGRESQL,
        inside={"coded": "applied >= '2017-01-01'"},
    ),
    Case(
        "check_calls",
        "CHECK ของคอลัมน์อื่น เรียกฟังก์ชันที่บันทึกไว้ที่อื่น",
        "refused",
        _calling("ALTER TABLE person ADD CHECK (seen(more))"),
        says="CHECK person_more_check: seen",
        only=POSTGRESQL,
    ),
    Case(
        "computed_calls",
        "คอลัมน์คำนวณ เรียกฟังก์ชันที่ไม่ใช่ของฐานข้อมูลเอง",
        "refused",
        _calling(
            _PURE,
            "ALTER TABLE person ADD COLUMN made BOOLEAN GENERATED ALWAYS AS (seen(more)) STORED",
        ),
        says="column made: seen",
        only=POSTGRESQL,
    ),
    Case(
        "index_calls",
        "ดัชนีบางแถวหรือบนนิพจน์ เรียกฟังก์ชันที่ไม่ใช่ของฐานข้อมูลเอง",
        "refused",
        _calling(_PURE, "CREATE INDEX told ON person (id) WHERE seen(more)"),
        says="index told: seen",
        only=POSTGRESQL,
    ),
    Case(
        "domain_calls",
        "CHECK ของ domain เรียกฟังก์ชันที่บันทึกไว้ที่อื่น",
        "refused",
        _calling(
            "CREATE DOMAIN word AS TEXT CONSTRAINT spoken CHECK (seen(VALUE))",
            "ALTER TABLE person ADD COLUMN nick word",
        ),
        says="CHECK spoken: seen",
        only=POSTGRESQL,
    ),
    Case(
        "shadowed_function",
        "มีฟังก์ชันใน public ชื่อเดียวกับของฐานข้อมูล",
        "destroyed",
        (
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, name TEXT, applied VARCHAR(30))",
            "INSERT INTO texts VALUES (1, 'x', '2016-12-31'), (2, 'x', '2017-12-31')",
            (
                "CREATE FUNCTION public.substr(varchar, integer, integer) RETURNS text IMMUTABLE LANGUAGE sql AS "
                "$$ SELECT CASE WHEN $3 = 4 THEN '2017' ELSE '2017-05-05' END $$"
            ),
        ),
        {"table": "texts"},
        only=POSTGRESQL,
        inside={"texts": "id = 2"},
    ),
]
