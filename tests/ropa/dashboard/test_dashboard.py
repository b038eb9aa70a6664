"""The dashboard: each number is that of its list, nobody counts what he may not see, and the cost stays bounded."""

import io
from datetime import date, timedelta
from html import unescape

import openpyxl
import pytest

from ropa.activities import service_listing
from ropa.activities.service import create
from ropa.dashboard import service
from ropa.errors import Invalid
from ropa.offices.service import list_offices
from ropa.retention import service_all
from ropa.retention.service_all import HeldFilter
from ropa.web.tile_grid import PLACES, grid_of
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.dashboard import PanelCode
from schemas.listing import ActivityFilter
from schemas.record_marks import RecordMark
from schemas.vocabulary import RevisionStatus
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.held_records import keep
from tests.support.statements import counted
from tests.support.web import browser
from tests.support.world import DPO, activity_input, approve
from tests.support.world import create as make

#: Statements of one dashboard, however many records there are.
MOST = 40


@pytest.fixture
def filled(register, now):
    """Two records of Phetchaburi, one of them approved, and one of Prachuap with data of s.26 that go abroad."""
    plain = make(register, now, office_id=PHETCHABURI, items=["ชื่อ"])
    with register.write(DPO, now) as uow:
        approve(uow, plain.id)
    make(register, now, office_id=PHETCHABURI, items=["ที่อยู่"])
    given = activity_input(office_id=PRACHUAP)
    category = DataCategory(personal_data_items=["ศาสนา", "ลายนิ้วมือ"], offshore_third_parties=["บริษัทสมมุติต่างประเทศ"])
    given.form = Form(header=given.form.header, data_category=category)
    with register.write(DPO, now) as uow:
        create(uow, given)
    return plain


def panel(found, code):
    return next(each for each in found.panels if each.code is code)


def values(found, code):
    return {row.key: row.cells[0].value for row in panel(found, code).rows}


def test_each_number_of_the_register_is_that_of_its_list(register, now, filled):
    with register.read(DPO, now) as uow:
        found = service.dashboard(uow)

        def listed(**wanted):
            return len(service_listing.page(uow, ActivityFilter(in_use=True, **wanted), None, 200).items)

        for row in panel(found, PanelCode.COVERAGE).rows:
            office = int(row.key)
            assert row.cells[0].value == listed(office=office)
            assert row.cells[1].value == listed(office=office, status=RevisionStatus.APPROVED)
        for code in (PanelCode.SPECIAL, PanelCode.ABROAD):
            for key, value in values(found, code).items():
                assert value == listed(mark=RecordMark.of(key)), key
        assert values(found, PanelCode.SPECIAL) == {
            "special": 1,
            "special_belief": 1,
            "special_biometric": 1,
            "special_no_ground": 1,
        }
        assert values(found, PanelCode.ABROAD) == {
            "abroad": 1,
            "abroad_recipient": 1,
            "abroad_cloud": 0,
            "abroad_no_safeguard": 1,
        }
        assert values(found, PanelCode.BASES) == {"no_basis": 3}
        assert listed(mark=RecordMark.NO_BASIS) == 3
    assert found.uncounted == 0


def test_what_falls_due_is_counted_by_whole_months_as_the_list_shows_it(register, now, filled):
    keep(register, now, filled.id)
    with register.read(DPO, now) as uow:
        found = panel(service.dashboard(uow, only=PanelCode.DUE), PanelCode.DUE)
        assert len(found.rows) == 1 + service.MONTHS
        for row in found.rows[1:]:
            held = service_all.list_all(uow, HeldFilter(month=row.key), None, 100)
            assert row.cells[0].value == len(held.items)
        with pytest.raises(Invalid):
            service_all.list_all(uow, HeldFilter(month="2569-13"), None, 100)
    assert service_all.month_days("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))


def test_nobody_counts_what_he_may_not_see(register, now, filled):
    recorder = somebody(Role.RECORDER, PRACHUAP)
    with register.read(recorder, now) as uow:
        found = service.dashboard(uow)
        asked = service.dashboard(uow, PHETCHABURI)
        with pytest.raises(Invalid):
            service.dashboard(uow, 999_999)
    assert {each.code for each in found.panels} == set(PanelCode) - {PanelCode.BREACHES}
    assert all(row.cells[0].value in {0, 1} for row in panel(found, PanelCode.COVERAGE).rows)
    assert [each.records for each in found.provinces if each.is_seen] == [1]
    assert panel(asked, PanelCode.COVERAGE).rows == []
    assert values(asked, PanelCode.BASES) == {"no_basis": 0}
    assert not any(each.is_seen or each.records for each in asked.provinces)


def test_an_office_is_counted_with_all_below_it_and_a_retired_record_is_not(register, now, filled):
    with register.read(DPO, now) as uow:
        found = service.dashboard(uow, PHETCHABURI)
    assert [each.records for each in found.provinces if each.records] == [2]
    assert [each.approved for each in found.provinces if each.records] == [1]
    head = panel(found, PanelCode.COVERAGE).rows[0]
    assert (head.key, [each.value for each in head.cells[:2]]) == (str(PHETCHABURI), [2, 1])
    assert head.cells[5].value == 50
    with register.read(DPO, now) as uow:
        more = service_listing.page(uow, ActivityFilter(in_use=True), None, 200).items
    assert len(more) == 3


def test_the_number_of_statements_does_not_grow_with_the_records(register, now, filled):
    def sent():
        with register.read(DPO, now) as uow, counted(uow) as statements:
            service.dashboard(uow)
            return len(statements)

    before = sent()
    for number in range(12):
        make(register, now + timedelta(seconds=number), office_id=PHETCHABURI, items=["ชื่อ"])
    assert sent() == before <= MOST


def test_every_province_stands_once_on_the_grid(register, now):
    with register.read(DPO, now) as uow:
        offices = list_offices(uow)
        found = service.dashboard(uow, only=PanelCode.COVERAGE)
    provinces = {each.province_id for each in offices if each.province_id is not None}
    assert len(provinces) == 76
    assert set(PLACES) == provinces | {10}
    places = [(column, row) for _letters, _name, column, row in PLACES.values()]
    letters = [each[0] for each in PLACES.values()]
    assert len(set(places)) == len(set(letters)) == len(PLACES) == 77
    grid = grid_of(found.provinces)
    assert all(each.look == "none" for each in grid.tiles)
    assert all(each.x + 44 <= grid.width and each.y + 44 <= grid.height for each in grid.tiles)
    # The head office of each code bears the province's name; two names of the ministry's table are misspelt.
    misnamed = {each.letters for each in grid.tiles if each.province not in each.tile.name}
    assert misnamed == {"กท", "สพ", "อบ"}


@pytest.mark.only_on("sqlite")
def test_the_page_links_its_numbers_and_the_files_have_the_same(register, filled):
    with browser(register, (Role.DPO, 0)) as client:
        page = unescape(client.get("/dashboard").text)
        assert f'/activities?office={PHETCHABURI}&in_use=1"' in page
        assert 'href="/activities?in_use=1&mark=special_belief"' in page
        assert "ศาสนา" in client.get("/activities?in_use=1&mark=special_belief").text
        assert client.get("/activities?mark=nothing").status_code == 422
        assert client.get("/holdings?month=2026-11").status_code == 200
        assert client.get("/holdings?month=x").status_code == 422
        assert client.get("/dashboard?office=x").status_code == 422
        assert "ความครอบคลุมรายหน่วยงาน" in page
        book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/dashboard.xlsx").content))
        assert len(book.sheetnames) == len(PanelCode)
        one = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/dashboard.xlsx?panel=special").content))
        rows = {row[0]: row[1] for row in one.worksheets[0].iter_rows(values_only=True)}
        assert rows["มีข้อมูลตามมาตรา 26"] == 1
        found = client.get("/api/v1/dashboard?panel=special").json()
        assert [each["code"] for each in found["panels"]] == ["special"]
    with browser(register, (Role.OFFICE_ADMIN, PHETCHABURI), number=2) as client:
        shown = client.get("/dashboard").text
        assert 'id="p-breaches"' not in shown
        assert 'id="p-due"' not in shown
        assert client.get("/api/v1/dashboard.xlsx?panel=breaches").status_code == 403
