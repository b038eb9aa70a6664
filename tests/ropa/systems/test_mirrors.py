"""What both sides of an exchange say is one arrow."""

import pytest

from diagrams.outputs import deliver
from diagrams.system_map import system_map_sheet
from ropa.systems import service
from schemas.systems import Mirror
from tests.ropa.systems.conftest import OFFLINE, ONLINE, RECEIVE, SEND, line, system
from tests.support.actors import PRACHUAP
from tests.support.pictures import TITLE_BLOCK
from tests.support.world import DPO

pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.parametrize(
    ("named", "back"),
    [
        ("ระบบ ข", "ระบบ ก"),
        ("ระบบ ข", "กอง ก กรม ก"),
        ("กอง ข กรม ข", "ระบบ ก"),
        ("กรม ข", "กอง ก กรม ก"),
        ("กรม ข", "กรม ก"),
    ],
)
def test_a_mirror_line_is_drawn_once_by_whichever_name_each_side_goes(systems, named, back):
    systems.add(system("ระบบ ก", "กอง ก กรม ก", line(SEND, named)), of="กรม ก")
    systems.add(system("ระบบ ข", "กอง ข กรม ข", line(RECEIVE, back)), of="กรม ข")
    assert systems.lines() == [("ระบบ ก", "ระบบ ข", "online", 2, True, 0)]


def test_both_lines_of_one_record_are_one_arrow_and_all_its_words_stand_on_it(systems):
    systems.add(
        system("ระบบ ก", "กอง ก", line(SEND, "ระบบ ข", "ชื่อ")),
        system("ระบบ ข", "กอง ก", line(RECEIVE, "ระบบ ก", "อีเมล")),
    )
    drawn = systems.map().lines
    assert [(each.told_by, each.is_mirrored, set(each.items)) for each in drawn] == [(2, True, {"ชื่อ", "อีเมล"})]


def test_two_lines_of_one_side_are_one_arrow_that_only_it_says(systems):
    systems.add(
        system("ระบบ ก", "กอง ก", line(SEND, "ระบบ ข"), line(SEND, "ระบบ ข", "อีเมล")), system("ระบบ ข", "กอง ก")
    )
    assert systems.lines() == [("ระบบ ก", "ระบบ ข", "online", 2, False, 0)]


def test_a_mode_that_one_side_leaves_open_is_the_others_and_two_modes_are_two_arrows(systems):
    systems.add(
        system("ระบบ ก", "กอง ก", line(SEND, "ระบบ ข")), system("ระบบ ข", "กอง ข", line(RECEIVE, "ระบบ ก", mode=None))
    )
    assert systems.lines() == [("ระบบ ก", "ระบบ ข", "online", 2, True, 0)]
    systems.add(
        system("ระบบ ค", "กอง ค", line(SEND, "ระบบ ง", mode=OFFLINE)),
        system("ระบบ ง", "กอง ค", line(RECEIVE, "ระบบ ค")),
    )
    assert [each for each in systems.lines() if each[0] == "ระบบ ค"] == [
        ("ระบบ ค", "ระบบ ง", "offline", 1, False, 0),
        ("ระบบ ค", "ระบบ ง", "online", 1, False, 0),
    ]


def test_a_body_of_which_two_systems_say_so_stays_the_end_of_the_arrow(systems):
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "กรม ข")), of="กรม ก")
    systems.add(
        system("ระบบ ข", "กรม ข", line(RECEIVE, "ระบบ ก")),
        system("ระบบ ค", "กรม ข", line(RECEIVE, "ระบบ ก")),
        of="กรม ข",
    )
    assert {each[:3] for each in systems.lines()} == {
        ("ระบบ ก", "กรม ข", "online"),
        ("ระบบ ก", "ระบบ ข", "online"),
        ("ระบบ ก", "ระบบ ค", "online"),
    }
    assert all(each[4] for each in systems.lines())


def test_a_record_that_lists_both_systems_need_not_say_it_twice(systems):
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "ระบบ ข")), system("ระบบ ข", "กอง ข"))
    with systems.database.read(DPO, systems.now) as uow:
        found = service.detail(uow, systems.key("ระบบ ข", "กอง ข"))
    assert [each.mirror for each in found.exchanges] == [Mirror.ONE_RECORD]


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (line(RECEIVE, "ระบบ ก"), [Mirror.BOTH]),
        (line(RECEIVE, "ระบบ ก", "เลขบัญชี"), [Mirror.DATA]),
        (line(RECEIVE, "ระบบ ก", "รายละเอียดผู้แจ้ง (ชื่อ, ที่อยู่)"), [Mirror.BOTH]),
        (line(RECEIVE, "ระบบ ก", None), [Mirror.BOTH]),
        (line(RECEIVE, "ระบบ ก", mode=OFFLINE), [Mirror.MODE, Mirror.MODE]),
        (line(SEND, "ระบบ ก"), [Mirror.DIRECTION, Mirror.DIRECTION]),
        (line(SEND, "ใครก็ไม่รู้"), [Mirror.ONLY_HERE]),
    ],
    ids=["agree", "data", "more", "unsaid", "mode", "direction", "silent"],
)
def test_a_systems_own_page_says_where_the_two_sides_do_not_agree(systems, theirs, said):
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "ระบบ ข", mode=ONLINE), line(SEND, "บริษัทนอกทะเบียน")))
    systems.add(system("ระบบ ข", "กอง ข", theirs), office=PRACHUAP)
    with systems.database.read(DPO, systems.now) as uow:
        found = service.detail(uow, systems.key("ระบบ ก", "กอง ก"))
    assert [each.mirror for each in found.exchanges if each.partner == "ระบบ ข"] == said
    assert [each.mirror for each in found.exchanges if each.partner == "บริษัทนอกทะเบียน"] == [None]


def test_one_arrow_says_that_its_two_ends_name_different_data(systems):
    systems.add(system("ระบบ ก", "กรม ก", line(SEND, "กรม ข", "ชื่อ")), of="กรม ก")
    systems.add(system("ระบบ ข", "กรม ข", line(RECEIVE, "กรม ก", "เลขบัญชี")), of="กรม ข", office=PRACHUAP)
    (arrow,) = systems.map().lines
    assert (arrow.is_mirrored, arrow.data_differs, arrow.items) == (True, True, ("ชื่อ", "เลขบัญชี"))
    # Whoever reads one side only is told nothing of the other's words.
    assert not any(each.data_differs for each in systems.map("phetchaburi").lines)
    sheet = system_map_sheet(systems.map())
    drawn = deliver(sheet, title_block=TITLE_BLOCK, kind="bare").decode()
    assert drawn.count("สองฝั่งระบุข้อมูลไม่ตรงกัน") >= 2
    assert "วาดเส้นเดียว" not in drawn
    assert "boxtee" in sheet.dot()
