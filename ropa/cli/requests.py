"""`ropa requests list`: open requests of data subjects, the most urgent first. Nobody's name is in it."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from ropa.cli.output import say
from ropa.clock import bangkok
from ropa.db.unit_of_work import Database
from ropa.requests import service
from schemas.access import COMMAND_LINE
from schemas.requests import RequestFilter, SubjectRequest
from schemas.thai_dates import format_thai_date


def list_requests(database: Database, now: datetime, *, as_json: bool) -> int:
    """Print every open request with its last day; return the exit code 0.

    Legal source: PDPA ss.30-36; the last day is never moved by a holiday (APA s.64).
    """
    found: list[SubjectRequest] = []
    cursor = None
    with database.read(COMMAND_LINE, now) as uow:
        while True:
            got = service.page(uow, RequestFilter(is_open=True), cursor, service.MAX_LIMIT)
            found += got.items
            cursor = got.next_cursor
            if cursor is None:
                break
    if as_json:
        print(msgspec.json.encode({"now": bangkok(now), "requests": found}).decode())
        return 0
    say(*lines_of(found, now))
    return 0


def lines_of(found: list[SubjectRequest], now: datetime) -> Iterator[str]:
    """Yield the list as people read it: days left or past, days in the Buddhist Era."""
    late = sum(item.is_late for item in found)
    day = format_thai_date(bangkok(now).date())
    yield (f"คำขอใช้สิทธิที่ยังไม่สิ้นสุด {len(found)} รายการ เกินกำหนด {late} ณ {day} / {len(found)} open requests, {late} late")
    for item in found:
        rights = ", ".join(each.right.th for each in item.rights)
        yield f"{item.ref}  {_left(item)}  [{item.state.th} / {item.state.en}]  {rights}"


def _left(item: SubjectRequest) -> str:
    if item.due_on is None or item.days_left is None:
        return "ไม่มีนาฬิกาเดินอยู่"
    until = format_thai_date(item.due_on)
    said = f"เหลือ {item.days_left} วัน" if item.days_left >= 0 else f"เกินมา {-item.days_left} วัน"
    return f"{said}  ครบกำหนด {until}" + ("  (หยุดนับเวลา / paused)" if item.is_paused else "")
