"""What overwriting and deleting rows cannot reach: printed on the certificate, and given to somebody to see to."""

from collections.abc import Sequence

from schemas.erasure import Binding, EraseMethod, Limit, TargetDialect
from schemas.erasure_catalogue import Note

_EVERYWHERE = [
    Limit(
        code="backups",
        message_th="ข้อมูลสำรองของฐานข้อมูลและของเครื่องที่ทำไว้ก่อนหน้านี้ยังมีข้อมูลเดิม ต้องลบหรือปิดกั้นตามรอบ",
        message_en="Backups of the database and of its machine that were made before still have the data; they must be "
        "erased, or blocked until their cycle erases them",
        follow_up=True,
    ),
    Limit(
        code="replicas",
        message_th="ฐานข้อมูลจำลอง คลังข้อมูล และระบบที่รับข้อมูลต่อไป ต้องตรวจว่าลบตามแล้ว",
        message_en="Replicas, warehouses and systems that the data were passed on to: check that they have deleted too",
        follow_up=True,
    ),
    Limit(
        code="exports",
        message_th="แฟ้มที่เคยส่งออก รายงาน และสำเนาที่ผู้รับถืออยู่ ไม่อยู่ในฐานข้อมูลนี้",
        message_en="Files that were exported, reports, and copies that recipients hold are not in this database",
        follow_up=True,
    ),
    Limit(
        code="storage",
        message_th="SSD กระจายการเขียน (wear levelling) ระบบแฟ้มแบบ snapshot และหน่วยเก็บแบบ copy-on-write "
        "อาจเหลือข้อมูลเดิมในบล็อกที่เลิกใช้ จะหมดไปเมื่อทำลายสื่อหรือกุญแจเข้ารหัส",
        message_en="SSDs spread their writes (wear levelling), and snapshots or copy-on-write storage keep old blocks: "
        "what is left there goes only with the medium or its encryption key",
    ),
    Limit(
        code="caches",
        message_th="หน่วยความจำแคชของระบบงาน ดัชนีค้นหา และบันทึกการทำงาน (log) อาจมีข้อมูลบางส่วนอยู่ชั่วคราว",
        message_en="Caches of applications, search indexes and logs may keep parts of the data for a while",
    ),
]
_POSTGRESQL = [
    Limit(
        code="wal",
        message_th="WAL และคลัง WAL สำหรับกู้คืนย้อนเวลา (PITR) มีค่าเดิมจนกว่าจะหมดอายุการเก็บ",
        message_en="The write-ahead log and its archive for point-in-time recovery have the old values until they "
        "expire",
        follow_up=True,
    ),
    Limit(
        code="versions",
        message_th="PostgreSQL เขียนทับโดยสร้างแถวรุ่นใหม่ แถวรุ่นเดิมอยู่ในแฟ้มจนกว่า VACUUM และไบต์เดิมอาจค้างจนมีการเขียนทับหน้า "
        "ถ้าต้องการให้หมดแน่นอนให้สั่ง VACUUM FULL ในช่วงหยุดระบบ",
        message_en="PostgreSQL overwrites by writing a new version of a row: the old one stays in the file until "
        "VACUUM, and its bytes perhaps until the page is written over. VACUUM FULL in a maintenance window does it",
        follow_up=True,
    ),
]
_SQLITE = [
    Limit(
        code="journal",
        message_th="แฟ้ม journal และ WAL ของ SQLite ที่ลบหรือตัดทิ้งแล้ว อาจเหลือค่าเดิมในบล็อกว่างของระบบแฟ้ม",
        message_en="SQLite's journal and write-ahead log had the old values; where they were deleted or cut, free "
        "blocks of the file system may still have them",
    ),
]
_OPEN = frozenset({"copy", "vacuum_needed", "wal_busy"})
"""Notes that leave something to be done."""


def limits(binding: Binding, notes: Sequence[Note] = ()) -> list[Limit]:
    """Return what a run of this binding did not reach.

    `notes`: those of the outcome and of `tidy`; copies that the catalogue knows and a VACUUM that is still to be made
    become items of their own.
    """
    postgresql = binding.dialect is TargetDialect.POSTGRESQL
    found = [*_EVERYWHERE, *(_POSTGRESQL if postgresql else _SQLITE)]
    if binding.method is not EraseMethod.ANONYMISE:
        found.append(
            Limit(
                code="found_by",
                message_th="คอลัมน์คีย์ วันที่ เงื่อนไข และตัวเชื่อม ใช้หาแถว จึงถูกลบโดยไม่ได้เขียนทับ",
                message_en="Key, date, filter and link columns find the rows: they went without being overwritten",
            )
        )
    else:
        found.append(
            Limit(
                code="reidentification",
                message_th="แถวยังอยู่ ต้องทบทวนว่าข้อมูลที่เหลือรวมกับข้อมูลอื่นแล้วระบุตัวบุคคลได้หรือไม่",
                message_en="The rows stay: somebody must review whether what is left identifies anybody together with "
                "other data",
                follow_up=True,
            )
        )
    found += [
        Limit(code=note.code, message_th=note.message_th, message_en=note.message_en, follow_up=True)
        for note in notes
        if note.code in _OPEN
    ]
    return found
