"""Each part of the first page: only for those who have the right to it, and its number is that of the list it opens."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from ropa.access import service_grant_marks, service_grants
from ropa.activities import service, service_life
from ropa.dashboard import service_offices
from ropa.home.pages_parts import waiting
from schemas.access import COMMAND_LINE, Role
from schemas.grant_marks import GrantMark
from schemas.life import CommentInput, LifeStep, StepInput
from tests.ropa.activities.test_pages_life import whole
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.lives import APPROVER, OFFICER, RECORDER, REVIEWER, carry, step
from tests.support.staff import hire
from tests.support.subject_requests import take_in
from tests.support.web import browser, keys_for, national_id
from tests.support.world import DPO, create

HEAD = ((Role.APPROVER, PHETCHABURI), (Role.OFFICE_ADMIN, PHETCHABURI))
ADMIN = ((Role.SYSTEM_ADMIN, 0),)
only_sqlite = pytest.mark.only_on("sqlite")


def records(register, now, count=1):
    with register.write(RECORDER, now) as uow:
        return [service.create(uow, whole()).id for _ in range(count)]


def send_back(register, now, key):
    step(register, now, RECORDER, key, LifeStep.SUBMIT)
    said = StepInput(
        note="<i>โปรดแก้ชื่อ</i>",
        comments=[CommentInput(pointer="/form/header/sub_process", text="ยังไม่ตรงกับคำสั่งแบ่งงาน")],
    )
    with register.write(REVIEWER, now) as uow:
        service_life.take_step(uow, key, LifeStep.RETURN, said)


@only_sqlite
def test_what_was_sent_back_stands_there_with_the_words_and_the_very_field(register, now):
    [key] = records(register, now)
    send_back(register, now, key)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get("/").text
    assert "&lt;i&gt;โปรดแก้ชื่อ&lt;/i&gt;" in page
    assert "ยังไม่ตรงกับคำสั่งแบ่งงาน" in page
    assert f'href="/activities/{key}/edit/header#f-sub_process"' in page
    for other in ((Role.RECORDER, PRACHUAP), (Role.AUDITOR, PHETCHABURI)):
        with browser(register, other, number=8 + other[1] % 3) as client:
            assert "ยังไม่ตรงกับคำสั่งแบ่งงาน" not in client.get("/").text + client.get("/today").text


@only_sqlite
def test_the_officer_s_first_page_has_no_returned_record_of_others(register, now):
    [key] = records(register, now)
    send_back(register, now, key)
    with browser(register, (Role.DPO, 0), number=7) as client:
        assert "ยังไม่ตรงกับคำสั่งแบ่งงาน" not in client.get("/").text
        assert "ยังไม่ตรงกับคำสั่งแบ่งงาน" in client.get("/queue?of=returned").text


@only_sqlite
def test_the_head_sees_what_waits_for_a_signature_and_what_was_signed(register, now):
    waits, done = records(register, now, 2)
    carry(register, now, waits, LifeStep.REVIEW)
    carry(register, now, done, LifeStep.REVIEW)
    with browser(register, *HEAD, number=3) as client:
        page = client.get("/").text
        assert "/queue/sign?at=" in page
        assert re.search(r"<strong>2</strong> <span>รายการรอท่านอนุมัติ", page)
        assert client.get("/queue/sign").text.count('class="card sign-item') == 2
        below = client.get("/today").text
        assert "พิมพ์บัญชีที่รอลงนาม 2 รายการ" in below
        assert "ใครมีสิทธิใดในหน่วยงาน" in below
        assert "เจ้าหน้าที่ ทดสอบ 3" in below


def only(page, href):
    """Return the number that stands in the link to an address."""
    found = re.search(rf'href="{re.escape(href)}"[^>]*>(?:<strong>)?(\d+)', unescape(page))
    assert found is not None, href
    return int(found[1])


def test_each_number_about_rights_is_that_of_its_list(register, now):
    hire(register, now - timedelta(days=90), 4, (Role.RECORDER, PHETCHABURI))  # has not come for 90 days
    with register.write(COMMAND_LINE, now) as uow:
        through = now.date() + timedelta(days=10)
        service_grants.add_grant(uow, keys_for(register), national_id(5), Role.REVIEWER, PHETCHABURI, through)
    hire(register, now, 6, (Role.RECORDER, PRACHUAP))
    with register.read(person("ผู้ดูแล", Role.OFFICE_ADMIN, PHETCHABURI), now) as uow:
        counts = service_grant_marks.counts(uow)
        listed = {mark: len(service_grants.list_grants(uow, mark=mark).items) for mark in GrantMark}
        every = len(service_grants.list_grants(uow).items)
    assert (counts.all, counts.ending, counts.suspended, counts.acting) == (2, 1, 1, 0)
    assert (every, *listed.values()) == (2, 1, 1, 0)


def test_each_number_of_the_table_of_offices_is_that_of_its_list(register, now):
    keys = records(register, now, 3)
    step(register, now, RECORDER, keys[0], LifeStep.SUBMIT)
    carry(register, now, keys[1], LifeStep.REVIEW)
    create(register, now, office_id=PRACHUAP)
    with register.read(APPROVER, now) as uow:
        [line] = service_offices.overview(uow, 8).lines
    with register.read(DPO, now) as uow:
        every = service_offices.overview(uow, 1)
    assert (line.records.value, line.submitted.value, line.reviewed.value, line.drafts.value) == (3, 1, 1, 1)
    assert (len(every.lines), every.left_out) == (1, 1)


@only_sqlite
def test_each_number_of_the_page_opens_a_list_of_as_many(register):
    now = datetime.now(UTC)
    keys = records(register, now, 3)
    step(register, now, RECORDER, keys[0], LifeStep.SUBMIT)
    with browser(register, (Role.DPO, 0)) as client:
        page = client.get("/").text
        assert only(page, "/queue?of=review") == client.get("/queue?of=review").text.count("/life/review") == 1
        below = unescape(client.get("/today").text)
        rows = re.findall(r'href="(/activities\?[^"]+)">(\d+)<', below)
        assert rows
        for href, number in rows:
            assert client.get(href).text.count('class="row-title"') == int(number), href


@only_sqlite
def test_the_administrator_sees_whether_it_runs_and_nobody_else_does(register):
    with browser(register, *ADMIN) as client:
        home, page = client.get("/").text, client.get("/health").text
        assert 'href="/health"' in home
        assert 'href="/notices"' in home
        assert "ยังไม่เคยทำงาน: เปิด ropa worker" in page
        assert "พื้นที่ว่างของดิสก์" in page
        assert only(home, "/health") == page.count("ช้ากว่ากำหนด</span>")
        client.cookies.set("ropa_language", "en")
        assert "Store of files" in client.get("/health").text
    for number, grant in enumerate(((Role.DPO, 0), (Role.OFFICE_ADMIN, 0), (Role.SYSTEM_ADMIN, PHETCHABURI)), start=2):
        with browser(register, grant, number=number) as client:
            assert client.get("/health").status_code == 403
            assert 'href="/health"' not in client.get("/").text


@only_sqlite
def test_the_auditor_searches_exports_and_checks_from_there(register, now):
    create(register, now, main_process="งานใหม่")
    with browser(register, (Role.AUDITOR, 0)) as client:
        home, below = client.get("/").text, client.get("/today").text
        assert 'action="/search"' in home
        assert 'href="/downloads/new"' in home
        assert 'href="/trail/check"' in below
        assert 'href="/packs"' in below
        assert "ยังไม่มีชุดตรวจสอบ" in below
    with browser(register, (Role.AUDITOR, PHETCHABURI), number=2) as client:
        assert 'href="/trail/check"' not in client.get("/today").text


@only_sqlite
def test_the_lower_half_comes_as_a_part_and_as_a_page(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        assert 'hx-get="/today"' in client.get("/").text
        part = client.get("/today", headers={"HX-Request": "true"}).text
        whole_page = client.get("/today").text
    assert "<html" not in part
    assert "<html" in whole_page
    assert part.strip() in whole_page
    assert "ใครมีสิทธิใดในหน่วยงาน" not in part, "no part that is not theirs"
    assert "บัญชีลงนาม" not in part


@only_sqlite
def test_somebody_without_rights_gets_no_part_at_all(register):
    with browser(register) as client:
        assert "hx-get" not in client.get("/").text
        assert client.get("/today").status_code == 403


def test_what_waits_is_the_same_on_both_databases(register, now):
    keys = records(register, now, 2)
    send_back(register, now, keys[0])
    carry(register, now, keys[1], LifeStep.REVIEW)
    with register.read(RECORDER, now) as uow:
        found = waiting(uow)
        assert found.returned is not None
        assert [each.id for each in found.returned.items] == [keys[0]]
        assert found.returned.why[keys[0]].remarks[0].pointer == "/form/header/sub_process"
    with register.read(APPROVER, now) as uow:
        assert waiting(uow).queues == {"sign": 1}
    with register.read(OFFICER, now) as uow:
        assert waiting(uow).late_jobs is None


@only_sqlite
def test_what_is_overdue_among_what_falls_due_says_so(register, now):
    late, in_time = (take_in(register, now, received_at=now - timedelta(days=days)) for days in (40, 20))
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get("/today").text
    lines = {ref: next(each for each in page.split("<li>") if ref in each) for ref in (late.ref, in_time.ref)}

    assert "เลยกำหนด" in lines[late.ref].split("</li>")[0]
    assert "เลยกำหนด" not in lines[in_time.ref].split("</li>")[0]
