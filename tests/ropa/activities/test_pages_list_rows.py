"""The lines of the list that are kept as drawn are those that would be drawn anew, to every reader."""

from datetime import UTC, datetime

import pytest
from msgspec import structs
from sqlalchemy import event

from ropa.activities import pages_list_rows, store_index, store_sorted
from ropa.activities.pages_list_rows import lines_of
from ropa.activities.service_listing import tests_of as conditions_of
from ropa.web.language import Language
from ropa.web.offices import Offices
from schemas.access import COMMAND_LINE, Role
from schemas.listing import ActivityFilter, ActivityItem
from schemas.office import Office
from schemas.stewards import Steward
from schemas.vocabulary import RevisionStatus
from tests.support.web import browser
from tests.support.world import create

pytestmark = pytest.mark.only_on("sqlite")
ITEM = ActivityItem(
    id="01a203dc-4777-77d3-a5c3-e19bb88a83f3",
    ref="ROPA-2569-0001",
    office_id=9,
    status=RevisionStatus.DRAFT,
    revision=1,
    main_process="งานบุคคล",
    sub_process="รับสมัครงาน",
    responsible_org_unit="กลุ่มบริหาร",
    step_count=3,
    system_count=1,
    updated_at=datetime(2026, 11, 20, 2, tzinfo=UTC),
    steward=Steward(person_id="p", name="ผู้ดูแล ทดสอบ", is_valid=True),
)


def office(name: str) -> Offices:
    return Offices([(0, Office(id=9, name=name, parent_id=None))])


@pytest.fixture(autouse=True)
def _nothing_kept():
    pages_list_rows.KEPT.clear()
    yield
    pages_list_rows.KEPT.clear()


def text_of(item: ActivityItem = ITEM, name: str = "กอง", language: Language = "th", *, picks: bool = True) -> str:
    _, parts = lines_of([item], office(name), language, picks=picks)
    return parts[pages_list_rows.NAME].plain.decode()


def test_the_same_lines_are_drawn_once():
    first, second = (lines_of([ITEM], office("กอง"), "th", picks=True)[1] for _ in range(2))
    assert first[pages_list_rows.NAME] is second[pages_list_rows.NAME]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "01a203dc-4777-77d3-a5c3-e19bb88a83f4"},
        {"ref": "ROPA-2569-0002"},
        {"status": RevisionStatus.APPROVED},
        {"main_process": "งานพัสดุ"},
        {"sub_process": None},
        {"responsible_org_unit": None},
        {"step_count": 4},
        {"system_count": 2},
        {"updated_at": datetime(2026, 11, 21, 2, tzinfo=UTC)},
        {"steward": None},
        {"steward": Steward(person_id="p", name="ผู้อื่น ทดสอบ", is_valid=True)},
        {"steward": Steward(person_id="p", name="ผู้ดูแล ทดสอบ", is_valid=False)},
    ],
    ids=str,
)
def test_a_line_that_changed_in_anything_that_it_shows_is_drawn_anew(change):
    before = text_of()
    after = text_of(structs.replace(ITEM, **change))
    pages_list_rows.KEPT.clear()
    assert after == text_of(structs.replace(ITEM, **change)) != before


def test_an_office_renamed_another_language_and_a_reader_without_acts_have_their_own():
    drawn = {text_of(), text_of(name="กองใหม่"), text_of(language="en"), text_of(picks=False)}
    assert len(drawn) == 4
    assert "กองใหม่" in text_of(name="กองใหม่")


def test_text_of_a_person_cannot_name_a_part_of_the_page(register, now):
    create(register, now, main_process="งานบุคคล")
    with browser(register, (Role.DPO, 0)) as client:
        page = client.get("/activities", params={"q": "\x00menu\x00"})
        plain = client.get("/activities")

    assert page.status_code == plain.status_code == 200
    assert page.text.count('class="main-nav"') == plain.text.count('class="main-nav"') == 1


def test_the_count_and_the_lines_read_the_index_of_current_revisions_and_not_the_table(register, now):
    create(register, now, main_process="งานบุคคล")
    with register.read(COMMAND_LINE, now) as uow:
        asked: list[str] = []
        real = uow.connection.exec_driver_sql

        def note(_connection, _cursor, statement, *_rest):
            asked.append(statement)

        event.listen(register.engine, "before_cursor_execute", note)
        try:
            tests = conditions_of(uow, ActivityFilter())
            store_sorted.count_up_to(uow, tests, 10_000)
            store_index.page(uow, tests, None, 50)
        finally:
            event.remove(register.engine, "before_cursor_execute", note)
        for statement, values in zip(asked[-2:], ((10_001, 0), (50, 0)), strict=True):
            plan = " ".join(row[-1] for row in real(f"EXPLAIN QUERY PLAN {statement}", values))
            assert "ix_revision_index_current" in plan, (statement, plan)
