"""`ropa breach list`: what an operator reads, and what a script reads."""

from datetime import timedelta

import msgspec
import pytest

from ropa.breaches import service
from ropa.cli.breaches import list_breaches
from schemas.access import Role
from schemas.breach import BreachInput, RiskLevel
from tests.support.actors import PHETCHABURI, somebody


@pytest.fixture
def three_clocks(register, now):
    """Became aware 5 hours, 100 hours and 72 hours 30 seconds ago."""
    for ago in (timedelta(hours=5), timedelta(hours=100), timedelta(hours=72, seconds=30)):
        with register.write(somebody(Role.DPO), now) as uow:
            service.report(uow, BreachInput(office_id=PHETCHABURI, title="แฟ้ม\nเอกสารหาย", aware_at=now - ago))
    return register


def test_people_read_hours_in_thai_the_longest_overdue_first(three_clocks, now, capsys):
    assert list_breaches(three_clocks, now, as_json=False) == 0

    late = "[เกิน 72 ชั่วโมง / past 72 hours]  แฟ้ม เอกสารหาย"
    assert capsys.readouterr().out.splitlines() == [
        "เหตุละเมิดที่ยังไม่ได้แจ้งสำนักงาน 3 รายการ เกินกำหนด 2 ณ 20 พ.ย. 2569 09:00 น. / 3 open breaches, 2 late",
        f"BREACH-2569-0002  เกินมา 28 ชม. 00 นาที  ครบกำหนด 19 พ.ย. 2569 05:00 น.  {late}",
        f"BREACH-2569-0003  เกินมา 0 ชม. 01 นาที  ครบกำหนด 20 พ.ย. 2569 08:59 น.  {late}",
        "BREACH-2569-0001  เหลือ 67 ชม. 00 นาที  ครบกำหนด 23 พ.ย. 2569 04:00 น.  [อยู่ในกำหนด / in time]  แฟ้ม เอกสารหาย",
    ]


def test_scripts_read_json_with_offsets_of_bangkok(three_clocks, now, capsys):
    assert list_breaches(three_clocks, now, as_json=True) == 0

    printed = msgspec.json.decode(capsys.readouterr().out)
    assert printed["now"] == "2026-11-20T09:00:00+07:00"
    assert [item["ref"] for item in printed["breaches"]] == [
        "BREACH-2569-0002",
        "BREACH-2569-0003",
        "BREACH-2569-0001",
    ]
    first = printed["breaches"][0]
    assert first["notify_office_due_at"] == "2026-11-19T05:00:00+07:00"
    assert (first["state"], first["late"], first["remaining_seconds"]) == ("overdue", True, -28 * 3600)


def test_a_register_without_breaches_says_so(register, now, capsys):
    assert list_breaches(register, now, as_json=False) == 0
    assert "0 รายการ" in capsys.readouterr().out


def test_suspicions_drills_and_untold_data_subjects_are_told_apart(register, now, capsys):
    with register.write(somebody(Role.DPO), now) as uow:
        service.report(uow, BreachInput(office_id=PHETCHABURI, title="สงสัย", suspected_at=now - timedelta(hours=2)))
        service.report(uow, BreachInput(office_id=PHETCHABURI, title="ซ้อม", aware_at=now, is_drill=True))
        told = service.report(uow, BreachInput(office_id=PHETCHABURI, title="รั่วไหล", aware_at=now - timedelta(hours=9)))
        since = now - timedelta(hours=5)
        service.change(uow, told.id, None, level=RiskLevel.HIGH, level_at=since, notified_at=since)

    assert list_breaches(register, now, as_json=False) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].endswith("/ 0 open breaches, 0 late, 1 suspected, 1 drills")
    assert "นาฬิกาเตือนครบ 23 พ.ย. 2569 07:00 น." in printed[1]
    assert printed[2].endswith("[ฝึกซ้อม] ซ้อม")
    assert printed[3].startswith("BREACH-2569-0002  ยังไม่ได้แจ้งเจ้าของข้อมูล 5 ชม. (โดยไม่ชักช้า")
    list_breaches(register, now, as_json=True)
    assert [each["ref"] for each in msgspec.json.decode(capsys.readouterr().out)["subjects"]] == ["BREACH-2569-0002"]
