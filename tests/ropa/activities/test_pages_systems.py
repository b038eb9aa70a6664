"""The page of the exchange table: both header levels, systems with their lines, raw words, three-valued answers."""

import re

import msgspec
import pytest

from ropa.activities import service
from ropa.activities.rules import completed
from ropa.samples import sample_files
from schemas.access import Role
from schemas.choices import HostingChoice
from schemas.document import ActivityInput
from schemas.exchange import EXCHANGE_GROUP, PROCESSING_GROUP
from schemas.form import exchange_columns
from schemas.vocabulary import Direction, ExchangeMode, Hosting, SystemStatus
from tests.support.actors import PRACHUAP
from tests.support.hostile import FITTING
from tests.support.sheets import fields_of_page
from tests.support.web import browser
from tests.support.world import DPO, create


@pytest.fixture
def visitor(register):
    with browser(register, (Role.DPO, 0)) as client:
        yield client


def at(made, more=""):
    return f"/activities/{made.id}/edit/systems{more}"


def systems(register, now, made):
    with register.read(DPO, now) as uow:
        return service.document_of(service.read(uow, made.id)).systems


def sample(register, now):
    data = msgspec.json.decode(sample_files()[1].read_bytes(), type=ActivityInput)
    with register.write(DPO, now) as uow:
        return service.create(uow, data), completed(data.document())


def opened(visitor, made):
    page = visitor.get(at(made))
    assert page.status_code == 200, page.text
    return fields_of_page(page.text)


def press(visitor, made, fields, do, more="", **changes):
    return visitor.post(at(made, more), data={**fields, **changes, "do": do})


def test_the_header_has_the_two_levels_and_fourteen_columns_of_the_paper(register, now, visitor):
    made, _ = sample(register, now)
    head = re.search(r"<thead>(.*?)</thead>", visitor.get(at(made)).text, re.DOTALL)
    assert head is not None
    upper, lower = re.findall(r"<tr>(.*?)</tr>", head[1], re.DOTALL)
    groups = re.findall(r'scope="colgroup" colspan="(\d+)">([^<]+)<', upper)
    assert groups == [("4", EXCHANGE_GROUP), ("4", PROCESSING_GROUP)]
    found = re.findall(r'class="c-(\w+)"', upper) + re.findall(r'class="c-(\w+)"', lower)
    assert sorted(found) == sorted(info.key for info in exchange_columns())
    assert re.findall(r'class="c-(\w+)"', lower) == [info.key for info in exchange_columns() if info.note.group_th]


def test_a_system_spans_its_lines(register, now, visitor):
    made, document = sample(register, now)
    page = visitor.get(at(made)).text
    bodies = re.findall(r"<tbody.*?</tbody>", page, re.DOTALL)
    assert len(bodies) == len(document.systems)
    for body, system in zip(bodies, document.systems, strict=True):
        assert set(re.findall(r'rowspan="(\d+)"', body)) == {str(max(1, len(system.exchanges)))}
        assert body.count("<tr>") == max(1, len(system.exchanges))


def test_saving_what_was_shown_changes_nothing(register, now, visitor):
    made, document = sample(register, now)
    assert press(visitor, made, opened(visitor, made), "save").status_code == 303
    with register.read(DPO, now) as uow:
        stored = service.read(uow, made.id)
    assert stored.version == 1
    assert service.document_of(stored) == document


def test_systems_and_lines_are_added_moved_and_removed_without_a_script(register, now, visitor):
    made = create(register, now, systems=["ก", "ข"])
    fields = fields_of_page(press(visitor, made, opened(visitor, made), "add:1.1").text)
    fields["systems-0-exchanges-1-exchanged_data"] = "รายการที่เพิ่ม"
    fields = fields_of_page(press(visitor, made, fields, "up:1.2").text)
    assert fields["systems-0-exchanges-0-exchanged_data"] == "รายการที่เพิ่ม"
    fields = fields_of_page(press(visitor, made, fields, "down:1").text)
    page = press(visitor, made, fields, "remove:1").text
    assert "ข" in page
    fields = fields_of_page(page)
    fields = fields_of_page(press(visitor, made, fields, "undo").text)
    fields = fields_of_page(press(visitor, made, fields, "remove:1.1").text)
    fields = fields_of_page(press(visitor, made, fields, "add:2").text)
    fields["systems-2-system_name"] = "ค"
    assert press(visitor, made, fields, "save").status_code == 303
    found = [
        (each.seq, each.system_name, [line.exchanged_data for line in each.exchanges])
        for each in systems(register, now, made)
    ]
    assert found == [(1, "ข", []), (2, "ก", ["รายการที่เพิ่ม", "ข้อมูลของ ก"]), (3, "ค", [])]


def test_closed_words_are_read_and_others_kept_as_written(register, now, visitor):
    made = create(register, now, systems=["ก"])
    typed = {
        "systems-0-hosting": "on cloud",
        "systems-0-system_status": SystemStatus.IN_USE.th,
        "systems-0-cloud_location": "ดาวอังคาร",
        "systems-0-exchanges-0-data_exchange_type": "สปอ.ส่งข้อมูลให้หน่วยงานอื่น ในรูปแบบ Online ผ่านระบบเครือข่าย",
        "systems-0-exchanges-0-data_exchange_applied": "false",
        "systems-0-exchanges-0-remark": "N/A",
    }
    assert press(visitor, made, opened(visitor, made), "save", **typed).status_code == 303
    (system,) = systems(register, now, made)
    assert system.hosting == HostingChoice(code=Hosting.ON_CLOUD, raw="on cloud")
    assert system.system_status is not None
    assert system.system_status.code is SystemStatus.IN_USE
    assert system.cloud_location is not None
    assert (system.cloud_location.code, system.cloud_location.raw) == (None, "ดาวอังคาร")
    (line,) = system.exchanges
    assert line.data_exchange_type is not None
    assert (line.data_exchange_type.direction, line.data_exchange_type.mode) == (Direction.SEND, ExchangeMode.ONLINE)
    assert (line.data_exchange_applied, line.remark) == (False, None)
    again = visitor.get(at(made)).text
    assert fields_of_page(again)["systems-0-exchanges-0-remark"] == "N/A"
    # The finding about words that no list has stands at their cell.
    assert 'id="about-systems-0-cloud_location"' in again


def test_faults_stand_at_their_cells_and_nothing_typed_is_lost(register, now, visitor):
    made = create(register, now, systems=["ก"])
    typed = {
        "systems-0-hosting": "ย" * 501,
        "systems-0-exchanges-0-data_exchange_applied": "maybe",
        "systems-0-exchanges-0-remark": "พิมพ์ค้างไว้",
    }
    refused = press(visitor, made, opened(visitor, made), "save", **typed)
    assert refused.status_code == 422
    for name in ("systems-0-hosting", "systems-0-exchanges-0-data_exchange_applied"):
        assert re.search(rf'id="{name}"[^>]*aria-invalid="true"', refused.text)
        assert f'href="#{name}"' in refused.text
    again = fields_of_page(refused.text)
    assert {name: again[name] for name in typed} == typed


def test_the_map_follows_what_is_typed(register, now, visitor):
    made, _ = sample(register, now)
    drawn = press(visitor, made, opened(visitor, made), "", "/picture", **{"systems-0-system_name": "ระบบที่เพิ่งตั้งชื่อ"})
    assert drawn.status_code == 200
    assert "ระบบที่เพิ่งตั้งชื่อ" in re.sub(r"<[^>]+>", "", drawn.text)
    assert not re.search(r"<style|style=|<script", drawn.text)


def test_hostile_texts_stay_text_in_page_and_map(register, now, visitor):
    made = create(register, now, systems=["ก"])
    clean = opened(visitor, made)
    names = [name for name in clean if name.startswith("systems-0-") and not name.endswith(("seq", "applied"))]
    for name, text in FITTING.items():
        if len(text) > 500:
            continue
        page = press(visitor, made, clean, "draw", **dict.fromkeys(names, text))
        assert page.status_code == 200, name
        assert not re.search(r"<(img|iframe|object|style|b|h)\b|<script(?! src=\"/static/)", page.text), name


def test_two_people_who_change_the_systems_choose_system_by_system(register, now, visitor):
    made = create(register, now, systems=["ก", "ข"])
    mine = opened(visitor, made)
    assert press(visitor, made, mine, "save", **{"systems-0-system_scope": "ของเขา"}).status_code == 303
    refused = press(visitor, made, mine, "save", **{"systems-1-exchanges-0-remark": "ของฉัน"})
    assert refused.status_code == 409
    fields = fields_of_page(press(visitor, made, fields_of_page(refused.text), "merge", **{"pick-0": "theirs"}).text)
    assert press(visitor, made, fields, "save").status_code == 303
    first, second = systems(register, now, made)
    assert (first.system_scope, second.exchanges[0].remark) == ("ของเขา", "ของฉัน")


def test_a_flow_saved_in_between_is_no_conflict(register, now, visitor):
    made = create(register, now, steps=1, systems=["ก"])
    mine = opened(visitor, made)
    flow = f"/activities/{made.id}/edit/flow"
    fields = {**fields_of_page(visitor.get(flow).text), "steps-0-title": "ใหม่", "do": "save"}
    assert visitor.post(flow, data=fields).status_code == 303
    assert press(visitor, made, mine, "save", **{"systems-0-system_scope": "ขอบเขต"}).status_code == 303
    assert systems(register, now, made)[0].system_scope == "ขอบเขต"


def test_rights_hold(register, now, visitor):
    made = create(register, now, systems=["ก"])
    with browser(register, (Role.RECORDER, PRACHUAP), number=2) as other:
        assert other.get(at(made)).status_code == 404
    with browser(register, (Role.AUDITOR, 0), number=3) as reader:
        assert reader.get(at(made)).status_code == 403
    fields = {name: value for name, value in opened(visitor, made).items() if name != "csrf_token"}
    assert visitor.post(at(made), data=fields).status_code == 403
