"""Every number of the dashboard opens a page with exactly what it counts, as a reader sees both, on both databases."""

import re
from datetime import timedelta
from html import unescape
from statistics import mean, median

import pytest

from ropa import clock
from ropa.activities.service import create
from ropa.breaches import service as breach_service
from ropa.dashboard import service
from ropa.findings import service_scores
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.breach import BreachInput, RiskLevel
from schemas.dashboard import PanelCode
from schemas.request_decisions import DecisionInput
from schemas.request_terms import Right, RightOutcome
from schemas.vocabulary import LawfulBasis
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.decisions import activity_on, asked_of, decide
from tests.support.held_records import keep
from tests.support.request_letters import answer
from tests.support.subject_requests import take_in
from tests.support.web import browser
from tests.support.world import DPO, activity_input, approve
from tests.support.world import create as make

DAY = timedelta(days=1)
#: What one line of each list has, once.
LINES = {
    "/activities": r'href="/activities/([0-9a-f-]{36})"',
    "/breaches/all": r'href="/breaches/([0-9a-f-]{36})"',
    "/findings": r'<li class="(?:error|warning|hint|accepted)">()',
    "/findings/scores/records": r'<th scope="row"><a class="row-title" href="/activities/([0-9a-f-]{36})"',
    "/holdings": r'href="/activities/[0-9a-f-]{36}/holdings/([0-9a-f-]{36})"',
    "/requests": r'href="/requests/([0-9a-f-]{36})"',
}
#: Cells of a record's line in the list behind scores, as they are named on the page.
CELLS = {0: "ครบถ้วน %", 1: "คะแนน", 3: "ข้อผิดพลาด", 4: "คำเตือน", 5: "ข้อแนะนำ", 6: "ยอมรับแล้ว"}


@pytest.fixture
def busy(register):
    """A register with something under every number; by the server's own clock, as pages are read by it."""
    now = clock.now()
    with register.write(DPO, now - 5 * DAY) as uow:
        given = activity_input(office_id=PRACHUAP)
        category = DataCategory(personal_data_items=["ศาสนา", "ลายนิ้วมือ"], offshore_third_parties=["บริษัทสมมุติ"])
        given.form = Form(header=given.form.header, data_category=category)
        create(uow, given)
    plain = make(register, now - 5 * DAY, office_id=PHETCHABURI, items=["ชื่อ"])
    with register.write(DPO, now - 4 * DAY) as uow:
        approve(uow, plain.id)
    make(register, now - 2 * DAY, office_id=PHETCHABURI, items=["ที่อยู่"])
    with register.write(somebody(Role.SYSTEM_ADMIN), now) as uow:
        service_scores.close_days(uow)
    keep(register, now, plain.id)
    for number, hours in enumerate((10, 80, None)):
        with register.write(DPO, now - 5 * DAY) as uow:
            aware = now - 5 * DAY - timedelta(hours=number)
            made = breach_service.report(uow, BreachInput(title="แฟ้มหาย", office_id=PHETCHABURI, aware_at=aware)).id
            if hours is not None:
                told = aware + timedelta(hours=hours)
                breach_service.change(uow, made, None, level=RiskLevel.RISK, notified_at=told)
    activity = activity_on(register, now, LawfulBasis.PUBLIC_TASK, approved=False)
    granted = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, granted="สำเนาแบบคำขอ")
    for days in (4, 35):
        of = asked_of(register, now - 50 * DAY, Right.ACCESS, activity)
        decide(register, now - 50 * DAY, of.id, granted)
        answer(register, now - (50 - days) * DAY, of.id)
    take_in(register, now - 45 * DAY, Right.ACCESS, Right.ERASURE)
    take_in(register, now, Right.RECTIFICATION)
    return register


def rows_of(client, href):
    """Return what the lines of a list are, page after page."""
    path = href.partition("?")[0]
    found, pages = [], []
    while href:
        answer = client.get(href)
        assert answer.status_code == 200, href
        pages.append(unescape(answer.text))
        ids = re.findall(LINES[path], pages[-1].partition("<main")[2] or pages[-1])
        found += ids if path == "/findings" else list(dict.fromkeys(ids))
        more = re.search(r'rel="next" href="([^"]+)"', pages[-1])
        href = more[1] if more else ""
    return found, pages


def in_cells(pages, name):
    """Return the numbers of one column of the lines behind scores."""
    told = rf'data-label="{re.escape(name)}">(?:<strong>)?(\d+)'
    return [int(each) for each in re.findall(told, "\n".join(pages))]


def hours_of(register, ids):
    with register.read(DPO, clock.now()) as uow:
        found = [breach_service.read(uow, each) for each in ids]
    times = [(each.notified_at, each.aware_at) for each in found]
    return [round((told - aware).total_seconds() / 3600, 1) for told, aware in times if told and aware]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("office", [None, PHETCHABURI])
def test_each_count_each_share_and_each_mean_is_that_of_the_lines_it_opens(busy, office):
    with busy.read(DPO, clock.now()) as uow:
        found = service.dashboard(uow, office)
    opened, without = 0, []
    with browser(busy, (Role.DPO, 0)) as client:
        for panel in found.panels:
            cells = [(row.key, place, cell) for row in panel.rows for place, cell in enumerate(row.cells)]
            cells += [("fact", place, fact.cell) for place, fact in enumerate(panel.facts)]
            total = None
            for key, place, cell in cells:
                where = (str(panel.code), key, place, cell.value, cell.href)
                if cell.href is None:
                    # Only nothing opens nothing.
                    without += [where] if cell.value else []
                    continue
                rows, pages = rows_of(client, cell.href)
                opened += 1
                kind = kind_of(panel.code, key, place)
                if kind == "count":
                    assert len(rows) == cell.value, where
                elif kind == "share":
                    if total is None:
                        total = len(rows_of(client, whole(office))[0])
                    # Of an office: of its own records.
                    of = int(cell_before(panel, key)) if panel.code is PanelCode.COVERAGE else total
                    assert cell.value is not None, where
                    assert abs(len(rows) * 100 / of - cell.value) <= 1, where
                elif kind == "hours":
                    assert round(median(hours_of(busy, rows)), 1) == cell.value, where
                elif kind == "days":
                    # The days of each answer are told by the register's lines; the list has the requests.
                    assert rows, where
                else:
                    numbers = in_cells(pages, kind)
                    assert len(numbers) == len(rows), where
                    means = kind in {CELLS[0], CELLS[1]}
                    assert (round(mean(numbers)) if means else sum(numbers)) == cell.value, where
    assert not without, without
    assert opened > 60


def whole(office):
    return "/activities?in_use=1" if office is None else f"/activities?office={office}&in_use=1"


def cell_before(panel, key):
    return next(row.cells[0].value for row in panel.rows if row.key == key)


def kind_of(code, key, place):
    """Return what a number is: `count` of lines, `share` of them in percent, a median, or a column of the lines."""
    if code is PanelCode.COVERAGE:
        return {5: "share", 6: CELLS[0]}.get(place, "count")
    if code in {PanelCode.BASES, PanelCode.SPECIAL, PanelCode.ABROAD}:
        return "share" if place == 1 else "count"
    if code is PanelCode.BREACHES:
        return "hours" if (key, place) == ("fact", 1) else "count"
    if code is PanelCode.REQUESTS:
        return "days" if (key == "fact" and place == 3) or (key != "fact" and place > 2) else "count"
    if code is PanelCode.QUALITY:
        now = key in {"fact", clock.bangkok(clock.now()).date().isoformat()}
        return "count" if place == 2 or (now and place > 2) else CELLS[place]
    return "count"


def test_the_median_and_the_longest_answer_are_those_of_the_requests_listed(busy):
    with busy.read(DPO, clock.now()) as uow:
        (panel,) = service.dashboard(uow, only=PanelCode.REQUESTS).panels
    access = next(row for row in panel.rows if row.key == str(Right.ACCESS))
    assert [each.value for each in access.cells] == [3, 2, 2, 19.5, 35]
    assert panel.facts[2].cell.value == 1
    with browser(busy, (Role.DPO, 0)) as client:
        answered, _ = rows_of(client, access.cells[3].href)
        longest, _ = rows_of(client, access.cells[4].href)
        late, pages = rows_of(client, access.cells[2].href)
        assert (len(answered), len(longest), len(late)) == (2, 1, 2)
        assert set(longest) < set(answered)
        assert "ตอบช้าหรือเลยกำหนด" in pages[0]
        assert client.get("/requests?answer=none").status_code == 422
        assert client.get("/requests?took=²").status_code == 422
        assert len(rows_of(client, "/requests?show=all&took=๓๕")[0]) == 1


def test_the_lists_by_how_a_right_is_counted_go_on_page_after_page(busy):
    now = clock.now()
    for _ in range(33):
        take_in(busy, now - 60 * DAY, Right.ACCESS)
    with browser(busy, (Role.DPO, 0)) as client:
        for order in ("", "newest"):
            rows, pages = rows_of(client, f"/requests?answer=overdue&order={order}")
            assert (len(rows), len(set(rows)), len(pages)) == (34, 34, 2)


def test_the_records_behind_scores_say_what_is_wrong_with_an_address(busy):
    with browser(busy, (Role.DPO, 0)) as client:
        for wrong in ("office=x", "day=x", "day=1 ม.ค. 2600", "having=x", "cursor=x"):
            assert client.get(f"/findings/scores/records?{wrong}").status_code == 422, wrong
        assert "ไม่มีรายการในเงื่อนไขนี้" in client.get("/findings/scores/records?day=1 ม.ค. 2560").text
