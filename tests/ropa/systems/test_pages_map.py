"""The page and the downloads of the exchange map: what is asked stands in the address, what is hidden stays so."""

import gzip
import re
from html import unescape

import pytest
from msgspec import structs

from ropa.systems import service_map
from schemas.access import Role
from schemas.office import WHOLE_MINISTRY
from schemas.vocabulary import Direction
from tests.ropa.systems.conftest import line, system
from tests.ropa.web.test_denials import entries
from tests.support.actors import PHETCHABURI
from tests.support.hostile import FITTING
from tests.support.system_maps import random_map
from tests.support.web import browser
from tests.support.world import bearer

MAP = "/api/v1/systems/exchange-map"
SEND = Direction.SEND
#: Of the page itself; its styles, scripts and letters weigh 107 kB on a first visit: together less than 150 kB.
MOST_PAGE = 40_000


def text_of(client, path="/systems/map", status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def test_every_line_stands_in_the_picture_and_in_the_table(pair):
    with browser(pair().database, (Role.DPO, WHOLE_MINISTRY)) as client:
        text = text_of(client)
    assert "2 ระบบ · คู่แลกเปลี่ยนนอกทะเบียน 1 · 2 เส้น" in text
    rows = re.findall(r'<tr data-arrow="(\d+)">', text)
    assert sorted(rows) == sorted(re.findall(r'class="flow" data-line="(\d+)"', text)) == ["0", "1"]
    assert "สองฝั่งระบุข้อมูลไม่ตรงกัน" in text
    assert "<style" not in text
    assert f'{MAP}.pdf?paper=a4" download' in text


@pytest.mark.only_on("sqlite")
def test_filters_stand_in_every_link_and_a_box_leads_to_its_own_map(pair):
    made = pair()
    key = made.key("ระบบ ก", "กอง ก")
    with browser(made.database, (Role.DPO, WHOLE_MINISTRY)) as client:
        whole = text_of(client)
        assert f'data-href="/systems/map?system={key}"' in whole
        text = text_of(client, f"/systems/map?system={key}&flow=out&depth=2&item=เงินเดือน&abroad=")
        assert "ทุกสิ่งที่ออกจากระบบ" in text
        assert f"{MAP}.svg?system={key}&flow=out&depth=2&item=%E0%B9%80" in text
        about = text_of(client, "/systems/map?item=เลขบัตรประชาชน")
    assert "กอง ก" in about
    assert "เงินเดือน" not in about.partition('id="lines"')[2]


@pytest.mark.only_on("sqlite")
def test_what_was_asked_wrongly_is_said_and_no_map_of_it_is_drawn(pair):
    asked = "system=zz&flow=sideways&depth=9&office=x&open=secret&abroad=maybe&item=" + "ก" * 201
    with browser(pair().database, (Role.DPO, WHOLE_MINISTRY)) as client:
        text = text_of(client, f"/systems/map?{asked}", 422)
        assert text.partition('class="problems')[2].partition("</section>")[0].count("<li>") == 7
        assert "<svg xmlns" in text_of(client, "/systems/map?item=%00map%00", 422)
        assert text_of(client, "/systems/map?system=0123456789abcdef", 422).count("ไม่มีระบบหรือคู่แลกเปลี่ยนนี้") == 1
        empty = text_of(client, "/systems/map?item=ไม่มีใครส่งสิ่งนี้")
        assert client.get(f"{MAP}.svg?{asked}").status_code in {401, 422}
    assert "ไม่มีระบบที่ตรงกับเงื่อนไข" in empty
    assert "<svg xmlns" not in empty


def test_a_reader_of_one_province_sees_no_word_of_another(pair):
    with browser(pair().database, (Role.RECORDER, PHETCHABURI)) as client:
        text = text_of(client)
    assert "ผลตรวจสุขภาพ" not in text
    assert "เงินเดือน" not in text
    assert "ซ่อน" in text


@pytest.mark.only_on("sqlite")
def test_nobody_without_a_right_gets_the_page_or_a_file(pair):
    database = pair().database
    with browser(database) as client:
        assert client.get("/systems/map").status_code == 403
        for ending in ("svg", "png", "pdf", "dot"):
            assert client.get(f"{MAP}.{ending}").status_code in {401, 403}


def test_each_file_is_what_it_says_and_leaves_a_trace(pair, client):
    made = pair()
    head = bearer(made.database)
    starts = {"svg": b"<svg ", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph"}
    for ending, start in starts.items():
        answer = client.get(f"{MAP}.{ending}?item=ชื่อ&every=true", headers=head)
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(start)
    svg = unescape(client.get(f"{MAP}.svg", headers=head | {"Sec-Fetch-Dest": "image"}).text)
    assert "ขอบเขต" in svg
    assert "ลายพิมพ์ข้อมูล (SHA-256)" in svg
    told = entries(made.database, "register.exported")
    # A program's fetch is an export whatever its headers say; a page's own picture is not.
    files = [re.findall(r'"file":"exchange-map.(\w+)"', each) for _, _, each in told]
    assert files == [[end] for end in (*starts, "svg")]
    with browser(made.database, (Role.DPO, WHOLE_MINISTRY)) as reader:
        assert reader.get(f"{MAP}.svg", headers={"Sec-Fetch-Dest": "image"}).status_code == 200
    assert len(entries(made.database, "register.exported")) == len(files)
    assert all(re.search(r'"hash":"[0-9a-f]{64}"', each) for _, _, each in told)


@pytest.mark.only_on("sqlite")
def test_five_hundred_systems_fold_open_and_fit_a_slow_line(systems, monkeypatch):
    found = random_map(500, owners=40, outside=60, lines=900, seed=5)
    monkeypatch.setattr(service_map, "exchange_map", lambda _uow, _query: found)
    with browser(systems.database, (Role.DPO, WHOLE_MINISTRY)) as client:
        answer = client.get("/systems/map")
        text = unescape(answer.text)
        last = text_of(client, "/systems/map?from=850")
    assert "แสดง 1–50 จาก 900 เส้น" in text
    assert 'href="/systems/map?from=50#lines"' in text
    assert "แสดง 851–900 จาก 900 เส้น" in last
    assert re.search(
        r'<g class="owner" data-node="b\d+" data-key="(o[0-9a-f]{15})" data-href="/systems/map\?open=\1"', text
    )
    assert len(gzip.compress(answer.content, 6)) < MOST_PAGE


@pytest.mark.only_on("sqlite")
def test_a_map_that_is_too_large_says_so_and_keeps_its_table(systems, monkeypatch):
    found = random_map(1_600, owners=2, outside=2, lines=120)
    opened = structs.replace(found, opened=tuple({each.owner or "" for each in found.systems}))
    monkeypatch.setattr(service_map, "exchange_map", lambda _uow, _query: opened)
    with browser(systems.database, (Role.DPO, WHOLE_MINISTRY)) as client:
        text = text_of(client)
        refused = client.get(f"{MAP}.svg")
    assert "วาดแผนผังนี้ไม่ได้" in text
    assert "วาดได้ไม่เกิน 1,500" in text
    assert "แสดง 1–50 จาก 120 เส้น" in text
    assert refused.status_code in {401, 409}


@pytest.mark.only_on("sqlite")
def test_hostile_words_are_words_on_the_page_too(systems):
    for words in list(FITTING.values())[:40:4]:
        if words.strip():
            systems.add(system(words[:150], words[:150], line(SEND, words[:150], words[:150])))
    with browser(systems.database, (Role.DPO, WHOLE_MINISTRY)) as client:
        raw = client.get("/systems/map").text
    assert "<script>alert" not in raw
    assert "onerror=alert(1)>" not in raw.replace("&gt;", "")
    assert raw.count("<svg xmlns") == 1
