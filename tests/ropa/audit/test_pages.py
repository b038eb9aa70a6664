"""The trail as its readers see it: words for codes, references for ids, filters in the address, an excerpt of them."""

import io
import json
import re
from datetime import UTC, datetime

import pytest

from ropa.access import store_people
from ropa.audit.pages_lines import Known, known_of, line_of
from ropa.audit.rules_excerpts import check_excerpt
from ropa.audit.service_reading import TrailFilter, page
from ropa.cli import main
from ropa.web.offices import Offices
from schemas.access import Role
from schemas.audit import TrailEntry
from tests.ropa.audit.test_seals import seal, write
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.statements import counted
from tests.support.web import browser, mark_of, send
from tests.support.world import create

DPO = person("ดีพีโอ ตัวอย่าง", Role.DPO)
AUDITOR = somebody(Role.AUDITOR)
NO_OFFICES = Offices([])


def entry(action="activity.approved", subject="activity:x", **details):
    return TrailEntry(
        id=7,
        at=datetime(2026, 11, 20, 2, 3, 4, tzinfo=UTC),
        channel="web",
        actor_id="person:1",
        action=action,
        subject=subject,
        details=json.dumps(details),
    )


def told(language="th", **details):
    return line_of(entry(**details), Known({"person:1": "สมมติ ตัวอย่าง"}, {}), NO_OFFICES, language)


def test_an_entry_is_told_in_words_to_the_second():
    line = told(ref="ROPA-2569-0001", revision=2)
    assert (line.at, line.actor, line.action, line.channel) == (
        "20 พ.ย. 2569 09:03:04 น.",
        "สมมติ ตัวอย่าง",
        "อนุมัติ",
        "หน้าเว็บ",
    )
    assert line.details == [("เลขที่", "ROPA-2569-0001"), ("ฉบับที่", "2")]
    english = told("en", ref="ROPA-2569-0001")
    assert (english.action, english.at) == ("approved", "20 Nov 2569 09:03:04")
    assert told(action="no.such").action is None


def test_both_ends_of_a_change_stand_on_one_line():
    assert told(before="2026-11-20T02:00:00Z", after="2026-11-20T03:00:00+00:00").details == [
        ("เดิม → ใหม่", "20 พ.ย. 2569 09:00:00 น. → 20 พ.ย. 2569 10:00:00 น.")
    ]
    hashes = told(hash_before="a" * 64, hash="b" * 64).details
    assert hashes == [("ค่าแฮชของเอกสาร", "aaaaaaaaaaaa… → bbbbbbbbbbbb…")]
    assert told(receipt_ref_before=None, receipt_ref="12").details == [("เลขรับเรื่อง", "– → 12")]


def test_every_kind_of_value_has_words():
    found = dict(
        told(
            masked=True, due_on="2026-09-30", role="dpo", items=list(range(30)), query={"status": "approved"}, x=1.5
        ).details
    )
    assert found["ปิดชื่อบุคคล"] == "ใช่"
    assert found["ครบกำหนด"] == "30 ก.ย. 2569"
    assert found["บทบาท"] == Role.DPO.th
    assert found["รายการ"].endswith("และอีก 20")
    assert found["x"] == "1.5"
    assert told(closed_at="9999-12-31T23:59:59+00:00", due_on="2026-99-99").details
    for strange in ("[]", "1", "no json", '"ก"'):
        line = TrailEntry(**{**{n: getattr(entry(), n) for n in TrailEntry.__struct_fields__}, "details": strange})
        assert line_of(line, Known({}, {}), NO_OFFICES, "th").details == []


def test_a_month_is_of_the_buddhist_era_and_an_office_is_named_whatever_the_action_calls_it():
    assert told(month="2026-11").details == [("เดือน", "พ.ย. 2569")]
    assert told("en", month="2026-11").details == [("Month", "Nov 2569")]
    assert told(month="2026-13").details == [("เดือน", "2026-13")]
    assert told(office=4).details == told(office_id=4).details


def test_a_page_of_the_trail_asks_as_many_questions_for_many_records_as_for_one(register, now):
    stored = [create(register, now, office_id=PHETCHABURI, main_process=f"งานที่ {number}") for number in range(12)]
    with register.read(AUDITOR, now) as uow:
        items = page(uow, TrailFilter(action="activity.created"), None, 50).items
        with counted(uow) as one:
            known_of(uow, items[:1])
        with counted(uow) as many:
            known = known_of(uow, items)
    assert len(items) == len(stored)
    assert len(many) == len(one)
    assert {line_of(each, known, NO_OFFICES, "th").subject for each in items} == {
        f"{each.ref} งานที่ {number}" for number, each in enumerate(stored)
    }


def test_filters_are_words_and_stand_in_the_address(register, now):
    moment = datetime.now(UTC)
    one = create(register, moment, office_id=PHETCHABURI, main_process="งานแรก")
    create(register, moment, office_id=PRACHUAP, main_process="งานที่สอง")
    with browser(register, (Role.AUDITOR, 0)) as client:
        everything = client.get("/trail").text
        assert '<optgroup label="รายการกิจกรรม">' in everything
        assert f'<a href="/activities/{one.id}">{one.ref} งานแรก</a>' in everything
        assert "ข้อมูลดิบ" in everything
        by_ref = client.get("/trail", params={"subject": one.ref.lower()}).text
        assert "งานแรก" in by_ref
        assert "งานที่สอง" not in by_ref
        group = client.get("/trail?action=@records").text
        assert "งานที่สอง" in group
        assert "session.started" not in group.partition("<tbody>")[2]
        assert re.search(r'<option value="@records" selected>', group)
        assert "งานแรก" not in client.get("/trail?action=@breaches").text
        days = client.get("/trail", params={"first": "1 ต.ค. 2569", "last": "1/10/2570"})
        assert days.status_code == 200
        assert 'value="1 ต.ค. 2570"' in days.text
        for wrong, field in (
            ({"first": "2 ต.ค. 2569", "last": "1 ต.ค. 2569"}, "e-"),
            ({"subject": "1-2345-67890-12-1"}, "e-subject"),
        ):
            answer = client.get("/trail", params=wrong)
            assert answer.status_code == 422, wrong
            assert f'id="{field}' in answer.text
        for of_nothing, words in (
            ({"actor": "ไม่มี ใครชื่อนี้"}, "ไม่พบบุคคลที่มีสิทธิและมีชื่อนี้"),
            ({"subject": "ROPA-2569-9999"}, "ไม่พบสิ่งที่มีเลขที่นี้"),
        ):
            answer = client.get("/trail", params=of_nothing)
            assert answer.status_code == 200
            assert words in answer.text
            assert "<tbody>" not in answer.text


def test_a_person_is_found_by_name(register, now):
    with browser(register, (Role.DPO, 0)) as client:
        # A session began, so its person is known; the name comes with the sign-in.
        row = re.search(r'href="/trail\?actor=person(?::|%3A)([0-9a-f-]{36})"', client.get("/trail").text)
        assert row is not None
        with register.write(DPO, now) as uow:
            store_people.update_person(uow, row.group(1), {"display_name": "สมมติ นามทดสอบ"})
        shown = client.get("/trail", params={"actor": "นามทดสอบ"})
        assert shown.status_code == 200
        assert "สมมติ นามทดสอบ</a>" in shown.text


def test_an_excerpt_follows_the_filter_is_checked_by_itself_and_leaves_an_entry(register, now):
    write(register, now, 3)
    seal(register, now)
    write(register, now, 2)
    with browser(register, (Role.AUDITOR, 0)) as client:
        mark = {"csrf_token": mark_of(client.get("/trail"))}
        part = client.post("/trail/copy?action=test.done&subject=test:1", data=mark)
        assert "excerpt-" in part.headers["content-disposition"]
        lines = [json.loads(line) for line in part.content.splitlines()]
        assert {each["entry"]["subject"] for each in lines if "entry" in each} == {"test:1"}
        found = check_excerpt(io.BytesIO(part.content))
        assert (found.faults, found.entries + found.unsealed) == ([], 5)
        spoilt = part.content.replace(b"test:1", b"test:2", 1)
        assert check_excerpt(io.BytesIO(spoilt)).faults
        newest = client.get("/trail?action=trail.exported").text
        assert "เฉพาะที่กรอง" in newest
        wrong = client.post("/trail/copy?first=31/02/2569", data=mark)
        assert wrong.status_code == 422
        assert "trail-" in send(client, "/trail/copy", {}, at="/trail").headers["content-disposition"]


@pytest.mark.only_on("sqlite")
def test_a_filter_of_too_many_entries_is_refused_with_what_to_do(register, now, monkeypatch):
    write(register, now, 5)
    monkeypatch.setattr("ropa.audit.pages.MOST", 3)
    with browser(register, (Role.AUDITOR, 0)) as client:
        answer = client.post("/trail/copy?action=test.done", data={"csrf_token": mark_of(client.get("/trail"))})
    assert answer.status_code == 422
    assert "แคบลง" in answer.text


@pytest.mark.only_on("sqlite")
def test_the_command_checks_a_filtered_part_too(register, now, tmp_path, capsys):
    write(register, now, 3)
    seal(register, now)
    with browser(register, (Role.AUDITOR, 0)) as client:
        mark = {"csrf_token": mark_of(client.get("/trail"))}
        part = client.post("/trail/copy?action=test.done", data=mark).content
    sound, spoilt = tmp_path / "part.jsonl", tmp_path / "spoilt.jsonl"
    sound.write_bytes(part)
    spoilt.write_bytes(part.replace(b"test:1", b"test:2", 1))
    assert main(["audit", "verify", "--file", str(sound)]) == 0
    assert "3 sealed" in capsys.readouterr().out
    assert main(["audit", "verify", "--file", str(sound), "--head", f"1:{'0' * 64}"]) == 1
    assert main(["audit", "verify", "--file", str(spoilt)]) == 1
