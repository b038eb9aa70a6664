"""What changed in the register since a day."""

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import event

from ropa.activities import service_changes
from ropa.errors import Forbidden, Invalid
from schemas.access import Actor, Channel, Role
from schemas.comparison import RegisterCounts
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.histories import approved, drafted, redrafted, retired, revised
from tests.support.lives import AUDITOR
from tests.support.world import ACTIVITIES, bearer

#: The day from which changes are asked for, in Bangkok.
SINCE = date(2026, 11, 20)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


def keep(words):
    def change(document):
        document.form.storage.retention_period = words

    return change


@pytest.fixture
def world(register):
    """One record of each fate, by name; asked on 25 November."""
    before, after = at("2026-11-10T09:00"), at("2026-11-22T09:00")
    ids = {name: approved(register, before, f"เรื่อง{name}").id for name in ("same", "changed", "twice", "retired")}
    revised(register, after, ids["changed"], keep("=1+1 ปี"))
    revised(register, after, ids["twice"], keep("2 ปี"))
    revised(register, after + timedelta(days=1), ids["twice"], keep("3 ปี"))
    retired(register, after, ids["retired"])
    ids["new"] = approved(register, at("2026-11-20T00:00"), "เรื่องnew").id
    ids["draft"] = drafted(register, after, "เรื่องdraft").id
    ids["came and went"] = approved(register, after, "เรื่องสั้น").id
    retired(register, after + timedelta(days=1), ids["came and went"])
    redrafted(register, after, ids["same"], keep("9 ปี"))
    return ids


NOW = at("2026-11-25T09:00")


def changes(register, actor=AUDITOR, since=SINCE, office=None, cursor=None, limit=50):
    with register.read(actor, NOW) as uow:
        return service_changes.changes(uow, since, office, cursor, limit)


def test_new_changed_and_retired_records_are_told_and_drafts_are_not(register, world):
    found = changes(register)
    names = {key: name for name, key in world.items()}

    assert found.counts == RegisterCounts(new=1, changed=2, retired=1)
    assert {names[each.id]: str(each.kind) for each in found.items} == {
        "changed": "changed",
        "twice": "changed",
        "retired": "retired",
        "new": "new",
    }
    by_name = {names[each.id]: each for each in found.items}
    assert (by_name["twice"].before_revision, by_name["twice"].after_revision) == (1, 3)
    assert (by_name["retired"].before_revision, by_name["retired"].after_revision) == (1, None)
    assert (by_name["new"].before_revision, by_name["new"].after_revision) == (None, 1)
    assert by_name["changed"].counts.total == 1
    assert [each.pointer for each in by_name["changed"].top] == ["/form/storage/retention_period"]
    assert by_name["new"].title == "เรื่องnew"


def test_the_day_begins_at_midnight_in_bangkok(register, world):
    assert changes(register, since=date(2026, 11, 21)).counts == RegisterCounts(new=0, changed=2, retired=1)
    assert changes(register, since=date(2026, 11, 10)).counts == RegisterCounts(new=4, changed=0, retired=0)
    assert changes(register, since=date(2026, 11, 24)).counts.total == 0


def test_a_day_to_come_and_a_strange_cursor_are_refused(register, world):
    for since in (date(2026, 11, 26), date(1, 1, 1), date.max):
        with pytest.raises(Invalid):
            changes(register, since=since)
    with pytest.raises(Invalid):
        changes(register, cursor="x")


def test_pages_hold_every_record_once(register, world):
    seen, cursor = [], None
    while True:
        page = changes(register, cursor=cursor, limit=1)
        seen += [each.id for each in page.items]
        assert page.counts.total == 4
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [each.id for each in changes(register).items]
    assert len(seen) == len(set(seen)) == 4


def test_rights_and_the_office_bound_what_is_told(register, world):
    assert changes(register, somebody(Role.RECORDER, PHETCHABURI)).counts.total == 4
    assert changes(register, somebody(Role.RECORDER, PRACHUAP)).counts.total == 0
    assert changes(register, office=PRACHUAP).counts.total == 0
    assert changes(register, office=PHETCHABURI).counts.total == 4
    with pytest.raises(Forbidden), register.read(somebody(Role.OFFICE_ADMIN, PHETCHABURI), NOW) as uow:
        service_changes.every_change(uow, SINCE, None)
    with pytest.raises(Forbidden):
        changes(register, Actor(id="x", name="", channel=Channel.WEB, grants=()))


def test_documents_are_read_together_not_one_by_one(register, world, now):
    for number in range(6):
        key = approved(register, at("2026-11-11T09:00"), f"เพิ่ม {number}").id
        revised(register, at("2026-11-23T09:00"), key, keep(f"{number + 20} ปี"))
    asked = []
    with register.read(AUDITOR, NOW) as uow:
        event.listen(uow.connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
        found = service_changes.changes(uow, SINCE, None, None, 50)
    assert found.counts.changed == 8
    assert len([each for each in asked if each.startswith("SELECT")]) == 3  # the page, the counts, the documents


def test_the_api_and_the_workbook_tell_the_same(register, client, world):
    head = bearer(register, Role.AUDITOR, PHETCHABURI)
    said = client.get(f"{ACTIVITIES}/changes?since=2026-11-20", headers=head)
    assert said.json()["since"] == "2026-11-20"
    assert said.json()["counts"] == {"new": 1, "changed": 2, "retired": 1}
    assert client.get(f"{ACTIVITIES}/changes", headers=head).status_code == 400
    assert client.get(f"{ACTIVITIES}/changes?since=20.11.2569", headers=head).status_code == 400
    assert (
        client.get(
            f"{ACTIVITIES}/changes.xlsx?since=2026-11-01", headers=bearer(register, Role.OFFICE_ADMIN)
        ).status_code
        == 403
    )

    with register.read(AUDITOR, NOW) as uow:
        counts, records = service_changes.every_change(uow, SINCE, None)
        out = io.BytesIO()
        from exports.changes_workbook import ChangesOptions, write_changes

        options = ChangesOptions(
            since=SINCE, printed_on=SINCE, counts=counts, names={PHETCHABURI: "=สำนักงาน"}, office=None
        )
        assert write_changes(records, out, options) == 4
    listed, told = openpyxl.load_workbook(out).worksheets
    assert "20 พฤศจิกายน พ.ศ. 2569" in listed["A1"].value
    cells = [cell for sheet in (listed, told) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    words = [str(cell.value) for cell in cells]
    assert "=สำนักงาน" in words
    assert "=1+1 ปี" in words
    assert any("{+=1+1 ปี+}" in each or "[-" in each for each in words)
