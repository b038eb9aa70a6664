"""What a JSON file of activities may look like. Pure."""

from schemas.findings import Problem
from schemas.reading import Unreadable, read_plain

#: A file larger than this is no register of one agency, and reading it whole would only fill the memory.
LARGEST_FILE = 32 * 1024 * 1024
#: A register of one agency; a larger file is split by office.
MOST_RECORDS = 10_000
#: "Office of the file, else the whole ministry" (contract).
DEFAULT_OFFICE = 0


def records_of(content: bytes) -> list[object]:
    """Return the plain records of a JSON file: one object, a list of them, or `{"activities": [...]}`.

    Raises: Unreadable when the file is not such JSON.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable("ไฟล์เป็น UTF-16 โปรดบันทึกเป็น UTF-8", "The file is UTF-16; save it as UTF-8")
    value = read_plain(content.removeprefix(b"\xef\xbb\xbf"))
    # Anything beside the list is not dropped without a word: the reader then says that it knows no `activities`.
    if isinstance(value, dict) and value.keys() == {"activities"} and isinstance(value["activities"], list):
        value = value["activities"]
    rows = value if isinstance(value, list) else [value]
    if not rows:
        raise _unreadable("ไฟล์ไม่มีกิจกรรม", "The file holds no activity")
    return rows


def too_large(limit: int = LARGEST_FILE) -> Problem:
    """Return why a file of more than `limit` bytes is not taken."""
    most = limit // 1024 // 1024
    return Problem(
        pointer="",
        message_th=f"ไฟล์ใหญ่เกิน {most} MB โปรดแบ่งเป็นหลายไฟล์",
        message_en=f"The file is larger than {most} MB; split it",
    )


def too_many(count: int) -> Problem:
    """Return why a file of so many records is not taken."""
    return Problem(
        pointer="",
        message_th=f"ไฟล์มี {count:,} รายการ นำเข้าได้ครั้งละไม่เกิน {MOST_RECORDS:,} รายการ โปรดแบ่งไฟล์",
        message_en=f"The file holds {count:,} records; at most {MOST_RECORDS:,} are taken at a time: split it",
    )


def _unreadable(message_th: str, message_en: str) -> Unreadable:
    return Unreadable([Problem(pointer="", message_th=message_th, message_en=message_en)])


def with_office(record: object, office_id: int | None) -> object:
    """Return the record with the office that was asked for, else its own, else the whole ministry."""
    if not isinstance(record, dict):
        return record
    if office_id is not None:
        return {**record, "office_id": office_id}
    return {"office_id": DEFAULT_OFFICE, **record}
