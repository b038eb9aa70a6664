"""Lines of the matrix about what a change would reach: foreign keys, triggers, and tables that are none."""

from schemas.erasure import ChildTable, ColumnFill, Link
from tests.support.target_case import INSIDE, POSTGRESQL, SQLITE, Case


def child(table: str, column: str = "person_id", *columns: str) -> ChildTable:
    return ChildTable(
        table=table,
        links=[Link(column=column, parent_column="id")],
        columns=[ColumnFill(column=name) for name in columns],
    )


def referring(action: str, *rows: str) -> tuple[str, ...]:
    """Return a table `note` that refers to persons, with these rows."""
    table = (
        "CREATE TABLE note (id INTEGER PRIMARY KEY, "
        f"person_id INTEGER DEFAULT 1 REFERENCES person (id) {action}, words TEXT)"
    )
    return (table, *("INSERT INTO note VALUES " + row for row in rows))  # noqa: S608 - a test's own rows


def _trigger(sqlite: str, postgresql: str) -> tuple[tuple[str, str], ...]:
    function = (
        "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN UPDATE other SET note = 'fired'; RETURN NULL; END $$"
    )
    body = "BEGIN UPDATE other SET note = 'fired'; END"
    return (
        (SQLITE, f"CREATE TRIGGER tell {sqlite} {body}"),
        (POSTGRESQL, function),
        (POSTGRESQL, f"CREATE TRIGGER tell {postgresql} EXECUTE FUNCTION tell()"),
    )


def _for(pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(f"{kind}::{statement}" for kind, statement in pairs)


HOSTILE = 'ผู้สมัคร"; DROP TABLE other; --%(x)s'
LONG = "คอลัมน์ที่ชื่อยาวมาก"  # 60 bytes; PostgreSQL cuts off at 63
_NAMES = (
    'CREATE TABLE "{t}" ("select" INTEGER, "Mixed Case" TEXT NOT NULL, "ก""ข" TEXT, "100%" INTEGER, "a:b(c)" TEXT, '
    '"{c}" DATE, PRIMARY KEY ("select"))'
).format(t=HOSTILE.replace('"', '""'), c=LONG)
_NAMED_ROWS = (  # noqa: S608 - a test's own name
    'INSERT INTO "{t}" VALUES '
    "(1, 'เก็บ', 'x', 1, 'x', '2016-01-01'), (2, 'ลบ', 'x', 1, 'x', '2017-01-01'), (3, 'ลบ', 'x', 1, 'x', '2017-12-31')"
).format(t=HOSTILE.replace('"', '""'))
_BOSSES = (
    "ALTER TABLE person ADD COLUMN boss INTEGER REFERENCES person (id)",
    *(f"INSERT INTO person VALUES ({number}, 'ก', '2017-05-05', NULL)" for number in range(30, 36)),  # noqa: S608 - own
)

REACH = [
    Case("plain", "ตารางเดียว", "destroyed"),
    Case(
        "hostile_names",
        "ชื่อตารางและคอลัมน์มีอัญประกาศ เซมิโคลอน ไทย คำสงวน % : ( )",
        "destroyed",
        (_NAMES, _NAMED_ROWS),
        {
            "table": HOSTILE,
            "key": ["select"],
            "date_column": LONG,
            "columns": [ColumnFill(column=name) for name in ("Mixed Case", 'ก"ข', "100%", "a:b(c)")],
        },
        inside={HOSTILE: '"select" IN (2, 3)'},
    ),
    Case("wrong_case", "ชื่อตารางต่างกันที่ตัวพิมพ์ใหญ่เล็ก", "refused", (), {"table": "Person"}, "capital letters"),
    Case("sql_as_name", "ส่ง SQL มาเป็นชื่อตาราง", "refused", (), {"table": "person; DELETE FROM other"}, "no table"),
    Case("no_column", "คอลัมน์ไม่มีจริง", "refused", (), {"columns": [ColumnFill(column="nome")]}, "no column nome"),
    Case(
        "whole_table",
        "ไม่มีเงื่อนไข (ทั้งตาราง)",
        "refused",
        (),
        {"date_column": None, "date_from": None, "date_through": None},
        "whole table",
    ),
    Case(
        "cascade_unnamed",
        "FK ON DELETE CASCADE จากตารางที่ไม่ได้ระบุ",
        "refused",
        referring("ON DELETE CASCADE", "(1, 2, 'x')"),
        says="CASCADE",
    ),
    Case(
        "set_null_unnamed",
        "FK ON DELETE SET NULL จากตารางที่ไม่ได้ระบุ",
        "refused",
        referring("ON DELETE SET NULL"),
        says="SET NULL",
    ),
    Case(
        "set_default_unnamed",
        "FK ON DELETE SET DEFAULT จากตารางที่ไม่ได้ระบุ",
        "refused",
        referring("ON DELETE SET DEFAULT"),
        says="SET DEFAULT",
    ),
    Case(
        "restrict_empty",
        "FK RESTRICT จากตารางที่ไม่ได้ระบุ ไม่มีแถวอ้างถึง",
        "destroyed",
        referring("ON DELETE RESTRICT", "(1, 1, 'x')"),
    ),
    Case(
        "restrict_rows",
        "FK RESTRICT จากตารางที่ไม่ได้ระบุ มีแถวอ้างถึง",
        "refused_rows",
        referring("ON DELETE RESTRICT", "(1, 2, 'x')"),
        says="still refer",
    ),
    Case(
        "cascade_named",
        "FK ON DELETE CASCADE จากตารางลูกที่ระบุ",
        "destroyed",
        referring("ON DELETE CASCADE", "(1, 2, 'x')", "(2, 1, 'y')"),
        {"children": [child("note", "person_id", "words")]},
        inside={**INSIDE, "note": "person_id IN (2, 3)"},
    ),
    Case(
        "child_other_key",
        "ตารางลูกที่ระบุ มี FK CASCADE อีกคอลัมน์หนึ่ง",
        "refused",
        (*referring(""), "ALTER TABLE note ADD COLUMN by_id INTEGER REFERENCES person (id) ON DELETE CASCADE"),
        {"children": [child("note", "person_id", "words")]},
        "by_id",
    ),
    Case(
        "self_cascade",
        "อ้างถึงตารางตัวเองแบบ CASCADE",
        "refused",
        ("ALTER TABLE person ADD COLUMN boss INTEGER REFERENCES person (id) ON DELETE CASCADE",),
        says="other rows of the same table",
    ),
    Case(
        "self_inside",
        "อ้างถึงตารางตัวเอง เฉพาะแถวในชุดเดียวกัน",
        "destroyed",
        (
            "ALTER TABLE person ADD COLUMN boss INTEGER REFERENCES person (id)",
            "UPDATE person SET boss = 2 WHERE id = 3",
        ),
    ),
    Case(
        "self_outside",
        "อ้างถึงตารางตัวเอง จากแถวนอกชุด",
        "refused_rows",
        (
            "ALTER TABLE person ADD COLUMN boss INTEGER REFERENCES person (id)",
            "UPDATE person SET boss = 2 WHERE id = 1",
        ),
        says="still refer",
    ),
    Case(
        "self_across_batches",
        "อ้างถึงตารางตัวเองข้ามชุด (แถวหลังอ้างถึงแถวก่อน)",
        "destroyed",
        (*_BOSSES, "UPDATE person SET boss = id - 1 WHERE id BETWEEN 31 AND 35"),
        inside={"person": "id IN (2, 3) OR id >= 30"},
    ),
    Case(
        "self_backwards",
        "อ้างถึงตารางตัวเองข้ามชุด (แถวก่อนอ้างถึงแถวหลัง)",
        "refused_rows",
        (*_BOSSES, "UPDATE person SET boss = id + 1 WHERE id BETWEEN 30 AND 34"),
        says="5 rows of",
    ),
    Case(
        "fk_overwritten",
        "เขียนทับคอลัมน์ที่เป็น FK",
        "refused",
        ("ALTER TABLE person ADD COLUMN other_id INTEGER REFERENCES other (id)",),
        {"columns": [ColumnFill(column="other_id")]},
        "refers to table",
    ),
    Case(
        "delete_trigger",
        "ทริกเกอร์เมื่อลบ",
        "refused",
        _for(_trigger("AFTER DELETE ON person", "AFTER DELETE ON person FOR EACH ROW")),
        says="may change other tables (other)",
    ),
    Case(
        "update_trigger",
        "ทริกเกอร์เมื่อแก้คอลัมน์ที่เขียนทับ",
        "refused",
        _for(_trigger("BEFORE UPDATE OF name ON person", "BEFORE UPDATE OF name ON person FOR EACH ROW")),
        says="trigger tell",
    ),
    Case(
        "insert_trigger",
        "ทริกเกอร์เมื่อเพิ่มแถวเท่านั้น",
        "destroyed",
        _for(_trigger("AFTER INSERT ON person", "AFTER INSERT ON person FOR EACH ROW")),
    ),
    Case(
        "disabled_trigger",
        "ทริกเกอร์ที่ปิดไว้",
        "destroyed",
        (
            *_for(_trigger("AFTER INSERT ON person", "AFTER DELETE ON person FOR EACH ROW")),
            "ALTER TABLE person DISABLE TRIGGER tell",
        ),
        only=POSTGRESQL,
    ),
    Case(
        "rule",
        "RULE บนตาราง",
        "refused",
        ("CREATE RULE quiet AS ON DELETE TO person DO ALSO DELETE FROM other",),
        says="rule quiet",
        only=POSTGRESQL,
    ),
    Case(
        "view", "วิวแทนตาราง", "refused", ("CREATE VIEW seen AS SELECT * FROM person",), {"table": "seen"}, "is a view"
    ),
    Case(
        "virtual",
        "ตารางเสมือน (FTS5)",
        "refused",
        ("CREATE VIRTUAL TABLE found USING fts5(id, name, applied)",),
        {"table": "found"},
        "virtual",
        SQLITE,
    ),
    Case(
        "virtual_beside",
        "มีตารางเสมือน (FTS5) อยู่ข้างๆ",
        "destroyed",
        ("CREATE VIRTUAL TABLE found USING fts5(words)", "INSERT INTO found VALUES ('x')"),
        only=SQLITE,
    ),
    Case(
        "partitioned",
        "ตารางแบ่งพาร์ทิชัน",
        "refused",
        ("CREATE TABLE parted (id INTEGER PRIMARY KEY, name TEXT, applied DATE) PARTITION BY RANGE (id)",),
        {"table": "parted"},
        "partitioned",
        POSTGRESQL,
    ),
    Case(
        "inherited",
        "ตารางที่มีตารางอื่นสืบทอด",
        "refused",
        ("CREATE TABLE heir () INHERITS (person)",),
        says="inherited",
        only=POSTGRESQL,
    ),
    Case(
        "row_security",
        "row level security",
        "refused",
        ("ALTER TABLE person ENABLE ROW LEVEL SECURITY",),
        says="row level security",
        only=POSTGRESQL,
    ),
]
