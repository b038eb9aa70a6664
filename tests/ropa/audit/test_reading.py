"""Reading the trail: newest first, by who, what, to what and when; for rights over the whole ministry."""

from datetime import date, timedelta

import pytest

from ropa.audit import service_reading
from ropa.audit.service import record
from ropa.audit.service_reading import TrailFilter
from ropa.errors import Forbidden, Invalid
from schemas.access import Role
from tests.ropa.audit.test_seals import WRITER, seal, write
from tests.support.actors import PHETCHABURI, somebody
from tests.support.web import browser, mark_of, send
from tests.support.world import bearer

AUDITOR = somebody(Role.AUDITOR)


def page(database, now, cursor=None, limit=50, **wanted):
    with database.read(AUDITOR, now) as uow:
        return service_reading.page(uow, TrailFilter(**wanted), cursor, limit)


def test_entries_come_newest_first_in_pages(register, now):
    write(register, now, 5)

    first = page(register, now, limit=4)
    rest = page(register, now, first.next_cursor, limit=4)
    ids = [each.id for each in (*first.items, *rest.items)]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 6
    assert rest.next_cursor is None


@pytest.mark.parametrize("name", ["actor", "action", "subject"])
def test_a_filter_that_no_database_could_hold_finds_nothing(register, now, name):
    write(register, now, 2)

    assert page(register, now, **{name: "test\0"}).items == []


def test_the_ends_of_the_calendar_are_days_too(register, now):
    write(register, now, 2)

    assert len(page(register, now, first_day=date.min, last_day=date.max).items) == 3
    assert page(register, now, first_day=date.max).items == []
    assert page(register, now, last_day=date.min).items == []


def test_entries_are_narrowed_by_who_what_and_to_what(register, now):
    write(register, now, 2)
    with register.write(somebody(Role.RECORDER, PHETCHABURI), now) as uow:
        record(uow, "test.other", "test:9")

    assert [each.subject for each in page(register, now, action="test.other").items] == ["test:9"]
    assert len(page(register, now, actor=WRITER.id).items) == 2
    assert len(page(register, now, subject="test:1").items) == 2
    assert page(register, now, actor="nobody").items == []


def test_entries_are_narrowed_by_days_of_bangkok(register, now):
    for days in range(4):
        write(register, now.replace(hour=0, minute=0) + timedelta(days=days))
    day = date(2026, 11, 21)

    # The offices were loaded on the first day as well.
    assert len(page(register, now, last_day=date(2026, 11, 20)).items) == 2
    assert [
        each.at.astimezone(now.tzinfo).date() for each in page(register, now, first_day=day, last_day=day).items
    ] == [day]
    assert len(page(register, now, first_day=day).items) == 3
    assert page(register, now, first_day=date(2027, 1, 1)).items == []


@pytest.mark.parametrize("cursor", ["x", "-1", "๑", "9" * 30, ""])
def test_what_is_no_cursor_is_refused(register, now, cursor):
    with pytest.raises(Invalid):
        page(register, now, cursor)


def test_a_right_over_one_office_does_not_open_the_trail(register, now):
    with register.read(somebody(Role.AUDITOR, PHETCHABURI), now) as uow, pytest.raises(Forbidden):
        service_reading.page(uow, TrailFilter(), None, 10)


@pytest.mark.only_on("sqlite")
def test_the_api_lists_and_checks(register, client, now):
    write(register, now, 3)
    seal(register, now)
    headers = bearer(register, Role.AUDITOR)

    assert client.get("/api/v1/audit?action=test.done&limit=2", headers=headers).json()["next_cursor"]
    found = client.get("/api/v1/audit/check", headers=headers).json()
    assert (found["broken"], found["seals"]) == (None, 1)


@pytest.mark.only_on("sqlite")
def test_an_auditor_searches_checks_and_takes_a_copy(register, now):
    write(register, now, 3)
    seal(register, now)
    with browser(register, (Role.AUDITOR, 0)) as client:
        found = client.get("/trail?action=test.done")
        assert found.status_code == 200
        assert found.text.count("<code>test.done</code>") == 3
        assert "ไม่พบการแก้ไข" in client.get("/trail/check").text
        copy = send(client, "/trail/copy", {}, at="/trail")
        assert copy.headers["content-disposition"].startswith("attachment")
        assert len(copy.content.splitlines()) > 4
        no_day = client.get("/trail?first=31/02/2569")
        assert 'id="e-first"' in no_day.text
        assert "<tbody>" not in no_day.text
        assert no_day.status_code == 422
        assert mark_of(client.get("/trail"))


@pytest.mark.only_on("sqlite")
def test_a_trail_without_a_seal_is_not_called_unchanged(register, now):
    with browser(register, (Role.AUDITOR, 0)) as client:
        page_ = client.get("/trail/check").text

    assert "ยังไม่มีผนึก" in page_
    assert "ไม่พบการแก้ไข" not in page_


@pytest.mark.only_on("sqlite")
def test_what_stands_in_an_entry_is_shown_as_text(register, now):
    with register.write(WRITER, now) as uow:
        record(uow, "<script>", "<b>x</b>", {"a": "<img src=x onerror=alert(1)>"})
    with browser(register, (Role.AUDITOR, 0)) as client:
        page_ = client.get("/trail").text

    assert "<b>x</b>" not in page_
    assert "<img src=x" not in page_
    assert "&lt;script&gt;" in page_
