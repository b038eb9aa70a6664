"""What the map shows of records that the reader may not read: that there is something, and nothing of what they say."""

import msgspec
import pytest

from diagrams.outputs import deliver
from diagrams.system_map import system_map_sheet
from ropa.activities import service as service_of_records
from ropa.activities.service_exchanges import Exchanges
from ropa.errors import Forbidden, Invalid, NotFound
from ropa.systems import service
from schemas.access import Actor, Channel, Role
from schemas.system_keys import HIDDEN, body_key, system_key
from schemas.systems import SystemFilter
from tests.ropa.systems.conftest import PEOPLE, RECEIVE, SEND, line, system
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.pictures import TITLE_BLOCK
from tests.support.web import browser
from tests.support.world import DPO, activity_input, approve, update_of

SECRETS = ("กอง ข", "กรม ข", "สุขภาพ", "บริษัทลับ", "เงินเดือน")


def test_whoever_reads_one_side_sees_that_the_other_says_so_and_no_word_of_it(pair):
    register = pair()
    drawn = register.map("phetchaburi")
    sent = next(each for each in drawn.lines if each.items)
    assert (sent.items, sent.kinds, sent.is_special, sent.told_by, sent.hidden, sent.is_mirrored) == (
        ("เลขบัตรประชาชน",),
        ("เลขประจำตัวประชาชน",),
        False,
        2,
        1,
        True,
    )
    text = msgspec.json.encode(drawn).decode()
    assert [secret for secret in SECRETS if secret in text] == []
    partner = next(each for each in drawn.systems if each.name == "ระบบ ข")
    assert (partner.is_registered, partner.has_page, partner.owner, partner.records) == (True, False, None, ())
    assert register.map().lines[0].hidden == 0


def test_what_only_others_say_is_an_arrow_to_a_box_without_a_name_and_leads_no_further(pair):
    register = pair()
    drawn = register.map("phetchaburi")
    hidden = next(each for each in drawn.lines if HIDDEN in {each.source, each.target})
    assert (hidden.items, hidden.kinds, hidden.told_by, hidden.hidden) == ((), (), 1, 1)
    register.add(system("ระบบ ฮ", "กอง ฮ", line(SEND, "บริษัท ฮ")), office=PRACHUAP)
    assert len(register.map("phetchaburi").lines) == len(drawn.lines)
    far = register.map("phetchaburi", system=drawn.lines[0].source, depth=3)
    assert all(each.source != HIDDEN for each in far.lines)


def test_an_answer_of_the_other_side_by_body_is_folded_into_the_readers_own_arrow(systems):
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "กรม ข")), of="กรม ก")
    systems.add(system("ระบบลับ", "กรม ข", line(RECEIVE, "กอง ก", "ศาสนา")), office=PRACHUAP, of="กรม ข")
    assert systems.lines() == [("ระบบ ก", "ระบบลับ", "online", 2, True, 0)]
    assert systems.lines("phetchaburi") == [("ระบบ ก", "กรม ข", "online", 2, True, 1)]
    assert "ระบบลับ" not in str(systems.map("phetchaburi"))


def test_words_are_looked_for_only_in_records_that_the_reader_may_read(pair):
    register = pair()
    for item in ("สุขภาพ", "ผลตรวจสุขภาพ", "เงินเดือน"):
        assert register.map("phetchaburi", item=item).lines == ()
        assert len(register.map(item=item).lines) == 1


def test_an_office_of_others_shows_nothing_of_theirs(pair):
    assert pair().map("phetchaburi", office=PRACHUAP).systems == ()


def test_a_system_that_only_others_list_is_not_in_the_list_and_has_no_page(pair):
    register = pair()
    theirs = system_key("ระบบ ข", "กอง ข")
    with register.database.read(PEOPLE["phetchaburi"], register.now) as uow:
        assert [each.name for each in service.page(uow, SystemFilter(), None, 50).items] == ["ระบบ ก"]
        for key in (theirs, "0" * 16, "x"):
            with pytest.raises(NotFound):
                service.detail(uow, key)
        own = service.detail(uow, system_key("ระบบ ก", "กอง ก"))
    assert [(each.partner, each.hidden, len(each.records)) for each in own.exchanges] == [
        ("ระบบ ข", 1, 1),
    ]
    with pytest.raises(Invalid):
        register.map("phetchaburi", system=system_key("ระบบที่ไม่มี", None))


def test_a_cursor_does_not_tell_whether_a_hidden_system_is_there(pair):
    register = pair()
    with register.database.read(PEOPLE["phetchaburi"], register.now) as uow:
        for key in (system_key("ระบบ ข", "กอง ข"), system_key("ไม่มีระบบนี้", "กอง ข")):
            with pytest.raises(Invalid):
                service.page(uow, SystemFilter(), key, 50)
        assert service.page(uow, SystemFilter(), system_key("ระบบ ก", "กอง ก"), 50).items == []


def test_who_reads_no_records_sees_no_map(pair):
    with pytest.raises(Forbidden):
        pair().map(Actor(id="nobody", name="", channel=Channel.WEB, grants=()))


def test_names_owners_and_partners_stand_in_the_words_of_the_readers_records(systems):
    systems.add(system("12) ระบบ  ก", "๓. กอง ก", line(SEND, "5) กรม ค"), line(SEND, "1. กอง ก")), office=PRACHUAP)
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "กรม ค"), line(SEND, "กอง ก")))
    mine, theirs = {"ระบบ ก", "กรม ค", "กอง ก", None}, {"12) ระบบ ก", "5) กรม ค", "๓. กอง ก", "1. กอง ก", None}
    for who, words in (("phetchaburi", mine), ("prachuap", theirs)):
        drawn = systems.map(who).systems
        said = {text and " ".join(text.split()) for each in drawn for text in (each.name, each.owner)}
        assert said == words


def test_a_draft_that_nobody_sees_yet_gives_no_name(systems):
    made = systems.add(system("ระบบ ก", "กอง ก", line(SEND, "กรม ข")))
    with systems.database.write(DPO, systems.now) as uow:
        approve(uow, made)
        data = activity_input()
        data.systems.append(system("ระบบ ก", "กอง ก", line(SEND, "บริษัทในร่าง")))
        service_of_records.replace(uow, made, service_of_records.read(uow, made).version, update_of(data))
    with systems.database.read(DPO, systems.now) as uow:
        assert "บริษัทในร่าง" not in Exchanges(uow).partners().values()
    with pytest.raises(Invalid):
        systems.map(system=body_key("บริษัทในร่าง"))


def test_what_is_hidden_is_not_said_to_stand_outside_of_the_register(systems):
    systems.add(system("ระบบ ก", "กอง ก"))
    systems.add(system("ระบบ ข", "กอง ข", line(SEND, "ระบบ ก")), office=PRACHUAP)
    found = systems.map("phetchaburi")
    (hidden,) = (each for each in found.systems if each.is_hidden)
    assert (hidden.key, hidden.is_registered, hidden.is_outside) == (HIDDEN, False, False)
    sheet = system_map_sheet(found)
    drawn = deliver(sheet, title_block=TITLE_BLOCK, kind="bare").decode()
    assert "นอกสิทธิ์ของท่าน" in drawn
    assert "นอกทะเบียน" not in drawn
    assert "0 คู่แลกเปลี่ยนภายนอก" in drawn
    assert ("style=dotted" in sheet.dot(), "style=dashed" in sheet.dot()) == (True, False)
    with browser(systems.database, (Role.RECORDER, PHETCHABURI)) as client:
        for path in ("/systems/map", f"/systems/{system_key('ระบบ ก', 'กอง ก')}"):
            page = client.get(path).text
            assert "นอกสิทธิ์ของท่าน" in page
            assert "นอกทะเบียน</span>" not in page
            assert f"system={HIDDEN}" not in page
