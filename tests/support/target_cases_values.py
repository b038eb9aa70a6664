"""Lines of the matrix about keys, dates and columns."""

from datetime import date

from schemas.erasure import ChildTable, ColumnFill, EraseMethod, Fill, Link
from tests.support.target_case import POSTGRESQL, SQLITE, Case

_NULLED = [ColumnFill(column="name", fill=Fill.NULL)]

VALUES = [
    Case(
        "generated",
        "คอลัมน์ที่ฐานข้อมูลคำนวณ",
        "refused",
        ("CREATE TABLE made (id INTEGER PRIMARY KEY, applied DATE, name INTEGER GENERATED ALWAYS AS (1 + 1) STORED)",),
        {"table": "made"},
        "computes it",
    ),
    Case(
        "unique_zero",
        "คอลัมน์ unique เขียนทับด้วยศูนย์",
        "refused",
        ("CREATE UNIQUE INDEX one_name ON person (name)",),
        says="must be unique",
    ),
    Case(
        "unique_random",
        "คอลัมน์ unique เขียนทับด้วยค่าสุ่ม",
        "destroyed",
        ("CREATE UNIQUE INDEX one_name ON person (name)",),
        {"method": EraseMethod.OVERWRITE_RANDOM},
    ),
    Case(
        "unique_expression",
        "unique บนนิพจน์",
        "refused",
        ("CREATE UNIQUE INDEX one_name ON person (lower(name))",),
        {"method": EraseMethod.OVERWRITE_RANDOM},
        "must be unique",
    ),
    Case(
        "check_length",
        "CHECK ความยาว (ค่าใหม่ยาวเท่าเดิม)",
        "destroyed",
        (
            "CREATE TABLE checked (id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (length(name) = 2), applied DATE)",
            "INSERT INTO checked VALUES (1, 'กข', '2017-02-02')",
        ),
        {"table": "checked"},
        inside={"checked": "id = 1"},
    ),
    Case(
        "check_values",
        "CHECK รายการค่า",
        "refused",
        ("CREATE TABLE checked (id INTEGER PRIMARY KEY, name TEXT CHECK (name IN ('ก', 'ข')), applied DATE)",),
        {"table": "checked"},
        "CHECK",
    ),
    Case(
        "not_null",
        "ทำให้เป็นค่าว่างในคอลัมน์ NOT NULL",
        "refused",
        ("CREATE TABLE firm (id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied DATE)",),
        {"table": "firm", "method": EraseMethod.ANONYMISE, "columns": _NULLED},
        "NOT NULL",
    ),
    Case(
        "key_not_unique",
        "คีย์ไม่ระบุแถวเดียว",
        "refused",
        ("ALTER TABLE person ADD COLUMN nick TEXT",),
        {"key": ["name"], "columns": [ColumnFill(column="nick")]},
        "primary key, or unique",
    ),
    Case(
        "key_overwritten", "เขียนทับคีย์", "refused", (), {"columns": [ColumnFill(column="id")]}, "could not be found again"
    ),
    Case(
        "date_overwritten",
        "เขียนทับคอลัมน์วันที่",
        "refused",
        (),
        {"columns": [ColumnFill(column="applied")]},
        "could not be found again",
    ),
    Case(
        "composite_key",
        "คีย์หลายคอลัมน์ และตารางลูกที่เชื่อมหลายคอลัมน์",
        "destroyed",
        (
            "CREATE TABLE pair (a INTEGER, b TEXT, applied DATE, name TEXT, PRIMARY KEY (a, b))",
            "CREATE TABLE pair_note (id INTEGER, pa INTEGER, pb TEXT, w TEXT, FOREIGN KEY (pa, pb) REFERENCES pair)",
            "INSERT INTO pair VALUES (1, 'x', '2017-01-01', 'n'), (1, 'y', '2016-01-01', 'n')",
            "INSERT INTO pair VALUES (2, 'x', '2017-01-01', 'n')",
            "INSERT INTO pair_note VALUES (1, 1, 'x', 'w'), (2, 1, 'y', 'w'), (3, 2, 'x', 'w')",
        ),
        {
            "table": "pair",
            "key": ["b", "a"],
            "children": [
                ChildTable(
                    table="pair_note",
                    links=[Link(column="pa", parent_column="a"), Link(column="pb", parent_column="b")],
                    columns=[ColumnFill(column="w")],
                )
            ],
        },
        inside={"pair": "NOT (a = 1 AND b = 'y')", "pair_note": "id IN (1, 3)"},
    ),
    Case(
        "text_key",
        "คีย์เป็นข้อความ (ไทย อัญประกาศ ช่องว่าง)",
        "destroyed",
        (
            "CREATE TABLE coded (code VARCHAR(30) PRIMARY KEY, name TEXT, applied DATE)",
            "INSERT INTO coded VALUES ('ก''1 ', 'x', '2017-01-01'), ('%s', 'x', '2017-01-01')",
            "INSERT INTO coded VALUES ('keep', 'x', '2016-01-01')",
        ),
        {"table": "coded", "key": ["code"]},
        inside={"coded": "code <> 'keep'"},
    ),
    Case(
        "uuid_key",
        "คีย์เป็น UUID",
        "destroyed",
        (
            "CREATE TABLE coded (code UUID PRIMARY KEY, name TEXT, applied DATE)",
            "INSERT INTO coded VALUES ('0d0c7bb0-37a5-4b43-8d1c-2b0b7c8a8a01', 'x', '2017-01-01')",
            "INSERT INTO coded VALUES ('1d0c7bb0-37a5-4b43-8d1c-2b0b7c8a8a01', 'x', '2016-01-01')",
        ),
        {"table": "coded", "key": ["code"]},
        inside={"coded": "applied >= '2017-01-01'"},
    ),
    Case(
        "enumeration",
        "ชนิด ENUM เขียนทับ",
        "refused",
        ("CREATE TYPE mood AS ENUM ('sad')", "ALTER TABLE person ADD COLUMN felt mood"),
        {"columns": [ColumnFill(column="felt")]},
        "cannot be overwritten",
        POSTGRESQL,
    ),
    Case(
        "buddhist_text",
        "วันที่เป็นข้อความปี พ.ศ.",
        "refused_rows",
        (
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, name TEXT, applied TEXT)",
            "INSERT INTO texts VALUES (1, 'x', '2017-01-01'), (2, 'x', '2560-01-01')",
        ),
        {"table": "texts"},
        "cannot be read",
    ),
    Case(
        "thai_date_text",
        "วันที่เป็นข้อความ 31/12/2560",
        "refused_rows",
        (
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, name TEXT, applied TEXT)",
            "INSERT INTO texts VALUES (1, 'x', '31/12/2560')",
        ),
        {"table": "texts"},
        "cannot be read",
    ),
    Case(
        "number_date",
        "วันที่เป็นตัวเลข",
        "refused_rows",
        ("INSERT INTO person VALUES (9, 'x', 1483228800)",),
        says="cannot be read",
        only=SQLITE,
    ),
    Case(
        "iso_text",
        "วันที่เป็นข้อความ ISO มีเวลาและเขตเวลา",
        "destroyed",
        (
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, name TEXT, applied TEXT)",
            "INSERT INTO texts VALUES (1, 'x', '2016-12-31T17:00:00Z'), (2, 'x', '2016-12-31 16:59:59Z')",
            "INSERT INTO texts VALUES (3, 'x', '2017-12-31 23:59'), (6, 'x', NULL)",
            "INSERT INTO texts VALUES (4, 'x', '2017-12-31T17:00:00+00:00'), (5, 'x', '2017-12-31T23:59:59.5+07:00')",
        ),
        {"table": "texts"},
        inside={"texts": "id IN (1, 3, 5)"},
    ),
    Case(
        "timestamptz",
        "timestamptz ที่เที่ยงคืนเวลาไทย",
        "destroyed",
        (
            "CREATE TABLE times (id INTEGER PRIMARY KEY, name TEXT, applied TIMESTAMPTZ)",
            "INSERT INTO times VALUES (1, 'x', '2016-12-31T17:00:00Z'), (2, 'x', '2016-12-31T16:59:59Z')",
            "INSERT INTO times VALUES (3, 'x', '2017-12-31T16:59:59Z'), (4, 'x', '2017-12-31T17:30:00Z')",
        ),
        {"table": "times"},
        inside={"times": "id IN (1, 3)"},
        only=POSTGRESQL,
    ),
    Case(
        "timestamp",
        "timestamp ไม่มีเขตเวลา",
        "destroyed",
        (
            "CREATE TABLE times (id INTEGER PRIMARY KEY, name TEXT, applied TIMESTAMP)",
            "INSERT INTO times VALUES (1, 'x', '2017-01-01 00:00:00'), (2, 'x', '2016-12-31 23:59:59')",
            "INSERT INTO times VALUES (3, 'x', '2017-12-31 23:59:59'), (4, 'x', '2018-01-01 00:00:00')",
        ),
        {"table": "times"},
        inside={"times": "id IN (1, 3)"},
    ),
    Case(
        "fraction_key",
        "คีย์เป็นเลขทศนิยม",
        "refused",
        (
            "CREATE TABLE loose (code NUMERIC PRIMARY KEY, name TEXT, applied TEXT)",
            "INSERT INTO loose VALUES (1.5, 'x', '2017-01-01')",
        ),
        {"table": "loose", "key": ["code"]},
        "fraction",
        SQLITE,
    ),
    Case(
        "null_key",
        "คีย์หลักเป็นค่าว่าง",
        "refused_rows",
        (
            "CREATE TABLE loose (code TEXT PRIMARY KEY, name TEXT, applied TEXT)",
            "INSERT INTO loose VALUES (NULL, 'x', '2017-01-01')",
        ),
        {"table": "loose", "key": ["code"]},
        "is NULL",
        SQLITE,
    ),
    Case(
        "nobody",
        "ไม่มีแถวที่ตรงเงื่อนไข",
        "refused_rows",
        (),
        {"date_from": date(2001, 1, 1), "date_through": date(2001, 1, 2)},
        "No row",
    ),
]
