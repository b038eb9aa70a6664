"""`ropa retention check` as people and scripts see it."""

import json
from datetime import datetime

import pytest
from sqlalchemy import select

from ropa.activities import service as activities
from ropa.audit.tables import audit_events
from ropa.cli import retention
from ropa.db.unit_of_work import Database
from ropa.errors import Invalid
from ropa.offices.service import load_offices
from ropa.retention import service_check
from ropa.retention.service_readings import after_activity_saved
from schemas.access import COMMAND_LINE
from schemas.activity import Form
from schemas.activity_keeping import Storage
from schemas.document import ActivityInput


@pytest.fixture
def register(database_url, now, monkeypatch):
    """A register with one activity that has the words of both samples."""
    monkeypatch.setattr(activities, "AFTER_SAVE", [after_activity_saved])
    database = Database(database_url, pool_size=2)
    form = Form(storage=Storage(retention_period="10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ"))
    with database.write(COMMAND_LINE, now) as uow:
        load_offices(uow)
        activities.create(uow, ActivityInput(office_id=2, form=form))
    yield database
    database.close()


def test_json_has_one_entry_for_each_month_that_was_run(register, now, capsys):
    for _ in range(2):
        assert retention.check(register, now, month=None, dry_run=False, as_json=True) == 0
        printed = json.loads(capsys.readouterr().out)
        assert printed["dry_run"] is False
        (month,) = printed["months"]
        assert {name: month[name] for name in ("month", "late", "due", "held", "undatable")} == {
            "month": "2026-11",
            "late": False,
            "due": 0,
            "held": 0,
            "undatable": 0,
        }


def test_people_read_the_month_in_the_buddhist_era_and_why_things_have_no_date(register, now, capsys):
    retention.check(register, now, month="2026-10", dry_run=True, as_json=False)
    shown = capsys.readouterr().out
    for part in ("dry run", "ต.ค. 2569 (2026-10)", "run late", "1 × กิจกรรมที่รอยืนยัน", "nothing is destroyed"):
        assert part in shown


def test_a_buddhist_month_is_refused_with_a_hint(register, now):
    with pytest.raises(Invalid, match="2026-11"):
        retention.check(register, now, month="2569-11", dry_run=False, as_json=True)


def test_a_check_that_breaks_off_leaves_a_trace(register, now, monkeypatch):
    def power_cut(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(service_check, "check", power_cut)
    with pytest.raises(RuntimeError):
        retention.check(register, now, month=None, dry_run=False, as_json=True)
    with register.read(COMMAND_LINE, now) as uow:
        (details,) = uow.connection.scalars(
            select(audit_events.c.details).where(audit_events.c.action == "retention.check_failed")
        )
    assert json.loads(details) == {"error": "RuntimeError", "month": "2026-11"}


def test_the_moment_is_handed_in(register, capsys):
    later = datetime.fromisoformat("2027-01-01T00:30:00+07:00")
    retention.check(register, later, month=None, dry_run=True, as_json=True)
    assert json.loads(capsys.readouterr().out)["months"][0]["month"] == "2027-01"
