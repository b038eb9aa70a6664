"""Which box of the map a text means: a system by name and owner, a body, or somebody outside of the register."""

import pytest

from diagrams.outputs import deliver
from diagrams.system_map import system_map_sheet
from ropa.activities import service_listing
from ropa.offices import service as offices
from ropa.reorganisations import service_moves
from ropa.systems import service
from ropa.systems.rules_names import Registry
from ropa.wiring import wire
from schemas.access import Role
from schemas.office import WHOLE_MINISTRY
from schemas.reorganisation import MoveInput
from schemas.system_keys import body_key, system_key
from schemas.system_lines import KnownSystem
from schemas.systems import SystemFilter
from tests.ropa.systems.conftest import RECEIVE, SEND, line, system
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.pictures import TITLE_BLOCK
from tests.support.web import browser
from tests.support.world import DPO, projections

pytestmark = pytest.mark.only_on("sqlite")


def registry(*systems: tuple[str, str | None], partner: str) -> tuple[Registry, str]:
    known = [KnownSystem(system_key(name, owner), name, owner, body_key(owner)) for name, owner in systems]
    return Registry(known, {body_key(partner): partner}), body_key(partner)


@pytest.mark.parametrize(
    "partner",
    [
        "ระบบทะเบียนลูกค้า (i.industry.go.th)",
        "ระบบ ทะเบียน ลูกค้า",
        "3. ระบบทะเบียนลูกค้า",
        "i.industry.go.th",
        "i-Industry",
    ],
)
def test_a_text_means_a_system_by_name_or_alias(partner):
    found, key = registry(("ระบบทะเบียนลูกค้า (i.industry.go.th)", "กอง ก"), ("ระบบอื่น", "กอง ก"), partner=partner)
    assert found.means(key) == system_key("ระบบทะเบียนลูกค้า (i.industry.go.th)", "กอง ก")


@pytest.mark.parametrize("partner", ["ระบบสารบรรณ", "สปอ", "i-I", "กอง ก", "ไม่มีใครรู้จัก"])
def test_a_text_that_means_two_systems_a_body_or_nobody_means_no_system(partner):
    found, key = registry(
        ("ระบบสารบรรณ (สปอ.)", "กอง ก"), ("ระบบสารบรรณ (กรม ก)", "กอง ก"), ("ระบบ (i.industry)", None), partner=partner
    )
    assert found.means(key) == key


def test_of_two_systems_of_one_name_the_one_with_an_owner_is_meant():
    found, key = registry(("ระบบ ก", "กอง ก"), ("ระบบ ก", None), partner="ระบบ ก")
    assert found.means(key) == system_key("ระบบ ก", "กอง ก")
    found, key = registry(("ระบบ ก", "กอง ก"), ("ระบบ ก", "กอง ข"), partner="ระบบ ก")
    assert found.means(key) == key


def test_one_name_of_two_owners_is_two_systems_and_two_spellings_are_one(systems):
    systems.add(system("ระบบ ก", "กอง ก"))
    systems.add(system("1. ระบบ  ก", "กองก"), system("ระบบ ก", "กอง ข"), system("ระบบ ก", "-"))
    found = systems.map().systems
    assert {(each.name, each.owner, each.activities) for each in found} == {
        ("ระบบ ก", None, 1),
        ("ระบบ ก", "กอง ก", 2),
        ("ระบบ ก", "กอง ข", 1),
    }


def test_a_partner_that_its_own_record_lists_is_that_system_whoever_else_has_the_name(systems):
    systems.add(system("ระบบ ก", "กอง ก"), system("ระบบ ข", "กอง ข", line(SEND, "ระบบ ก")))
    systems.add(system("ระบบ ก", "กอง ค"))
    drawn = systems.map()
    assert drawn.lines[0].target == systems.key("ระบบ ก", "กอง ก")


def test_partners_outside_and_lines_without_one_are_boxes_that_no_record_lists(systems):
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "บริษัท ข"), line(None, None, "ที่อยู่", None), line(RECEIVE, "กอง ก")))
    found = {each.name: (each.is_registered, each.owner) for each in systems.map().systems}
    assert found == {"ระบบ ก": (True, "กอง ก"), "บริษัท ข": (False, None), None: (False, None), "กอง ก": (False, "กอง ก")}
    unsaid = next(each for each in systems.map().lines if each.direction is None)
    assert (unsaid.source, unsaid.mode, unsaid.items) == (systems.key("ระบบ ก", "กอง ก"), None, ("ที่อยู่",))


def test_lines_that_are_denied_or_empty_are_no_arrows(systems):
    denied = line(SEND, "กรม ข")
    denied.data_exchange_applied = False
    empty = line(None, "-", None, None)
    empty.data_exchange_applied = None
    systems.add(system("ระบบ ก", "กอง ก", denied, empty))
    assert systems.lines() == []


@pytest.mark.parametrize("owner", [None, "ฝ่ายบริหาร", "-"])
def test_what_neither_name_nor_owner_tells_apart_is_one_system_for_each_office(systems, owner):
    systems.add(system("ระบบสารบรรณ", owner, line(SEND, "กรม ก")))
    systems.add(system("ระบบสารบรรณ", owner), of="กรมเดียวกัน")
    systems.add(system("ระบบสารบรรณ", owner, line(SEND, "กรม ข", "ศาสนา")), office=PRACHUAP)
    drawn = [each for each in systems.map().systems if each.is_registered]
    assert sorted((each.activities, each.is_special) for each in drawn) == [(1, True), (2, False)]
    assert len({each.kept_by for each in drawn}) == 2
    assert None not in {each.kept_by for each in drawn}
    with systems.database.read(DPO, systems.now) as uow:
        listed = service.page(uow, SystemFilter(owner=owner) if owner == "ฝ่ายบริหาร" else SystemFilter(), None, 9).items
    assert {each.kept_by for each in listed} == {each.kept_by for each in drawn}
    assert not any(each.is_special for each in systems.map("phetchaburi").systems)


def test_a_unit_with_the_name_of_its_body_is_one_wherever_it_is_named(systems):
    for office in (PHETCHABURI, PRACHUAP):
        systems.add(system("ระบบสารบรรณ", "กลุ่มบริหาร กรม ก"), office=office)
    assert [(each.activities, each.kept_by) for each in systems.map().systems] == [(2, None)]


def test_a_record_that_moves_takes_its_nameless_systems_along(systems):
    made = systems.add(system("ระบบสารบรรณ", None, line(SEND, "ฝ่ายบริหาร")))
    wire()
    with systems.database.write(person("dpo", Role.DPO), systems.now) as uow:
        before = projections(uow)["revision_exchanges"]
        service_moves.move(uow, made, MoveInput(office_id=PRACHUAP, reason="ปรับโครงสร้าง"))
    with systems.database.write(DPO, systems.now) as uow:
        moved = projections(uow)["revision_exchanges"]
        service_listing.reindex(uow)
        assert projections(uow)["revision_exchanges"] == moved != before


def test_a_body_of_the_register_stands_among_its_systems_and_nowhere_outside(systems):
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "กองข"), line(SEND, "กอง ก"), line(SEND, "บริษัท ค")))
    systems.add(system("ระบบ ข", "กอง ข"), office=PRACHUAP)
    with systems.database.read(DPO, systems.now) as uow:
        office = next(each.name for each in offices.list_offices(uow) if each.id == PRACHUAP)
    systems.add(system("ระบบ ก", "กอง ก", line(RECEIVE, office)))
    found = systems.map()
    assert {(each.name, each.owner, each.is_outside) for each in found.systems if not each.is_registered} == {
        ("กองข", "กอง ข", False),
        ("กอง ก", "กอง ก", False),
        (office, office, False),
        ("บริษัท ค", None, True),
    }
    sheet = system_map_sheet(found)
    drawn = deliver(sheet, title_block=TITLE_BLOCK, kind="bare").decode()
    assert "2 ระบบในทะเบียน · 1 คู่แลกเปลี่ยนภายนอก" in drawn
    assert drawn.count('class="body"') == drawn.count("(หน่วยงาน ไม่ระบุระบบ)</text>") == 3
    assert "ผู้ส่งข้อมูล" not in drawn
    titles = [part.partition('"')[0] for part in drawn.split('data-title="')[1:]]
    assert sorted(titles) == sorted(["กอง ก", "กอง ข", office, "ภายนอกทะเบียน: ผู้รับข้อมูล"])
    assert sheet.dot().count("style=dashed") == 1
    with browser(systems.database, (Role.DPO, WHOLE_MINISTRY)) as client:
        page = client.get("/systems/map").text
    assert "คู่แลกเปลี่ยนนอกทะเบียน 1" in page
    assert page.count("หน่วยงานในทะเบียน ไม่ระบุระบบ") >= 3
