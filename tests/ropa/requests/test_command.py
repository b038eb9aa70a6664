"""`ropa requests list`: what an operator reads, and what a script reads; nobody is named."""

from datetime import timedelta

import msgspec

from ropa.cli.requests import list_requests
from schemas.requests import Right
from tests.support.subject_requests import REQUESTER, take_in


def test_open_requests_are_told_by_last_day_and_nobody_is_named(register, now, capsys):
    take_in(register, now, Right.ERASURE)
    take_in(register, now, Right.ACCESS, received_at=now - timedelta(days=33), number=901)

    assert list_requests(register, now, as_json=False) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines() == [
        "คำขอใช้สิทธิที่ยังไม่สิ้นสุด 2 รายการ เกินกำหนด 1 ณ 20 พ.ย. 2569 / 2 open requests, 1 late",
        "DSR-2569-0002  เกินมา 3 วัน  ครบกำหนด 17 พ.ย. 2569  [รับคำขอแล้ว / received]  เข้าถึงและขอรับสำเนาข้อมูล",
        "DSR-2569-0001  เหลือ 90 วัน  ครบกำหนด 18 ก.พ. 2570  [รับคำขอแล้ว / received]  ลบหรือทำลายข้อมูล",
    ]
    list_requests(register, now, as_json=True)
    raw = capsys.readouterr().out
    assert [each["due_on"] for each in msgspec.json.decode(raw)["requests"]] == ["2026-11-17", "2027-02-18"]
    assert REQUESTER not in raw + printed
