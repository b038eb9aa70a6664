"""The days of a binding beside those of its data set: nothing is destroyed that nobody listed."""

from datetime import date

import pytest

from ropa.cli import main
from ropa.erasure import service_targets
from ropa.erasure.rules_days import HoldingDays, day_faults
from ropa.errors import Invalid
from schemas.erasure_runs import TargetInput
from tests.ropa.erasure.runs.conftest import NOW
from tests.support.erasures import DAYS, VARIABLE, Erasure


@pytest.fixture
def unbound(register, target, now):
    return Erasure(register, now, target)


@pytest.mark.parametrize(
    ("bound", "where"),
    [
        ({"date_through": date(2026, 1, 1)}, "date_through"),
        ({"date_through": None}, "date_through"),
        ({"date_from": date(2009, 12, 31)}, "date_from"),
        ({"date_from": None}, "date_from"),
    ],
    ids=["through", "no last day", "from", "no first day"],
)
def test_a_range_that_is_wider_than_the_data_set_is_not_bound(unbound, bound, where):
    with pytest.raises(Invalid) as refused:
        unbound.bind(**bound)
    assert {each.pointer for each in refused.value.problems} == {f"/binding/{where}"}
    stored = unbound.bind()
    said = TargetInput(holding_id=stored.holding_id, binding=unbound.target.binding(**bound))
    with pytest.raises(Invalid):
        unbound.write(unbound.administrator, service_targets.replace, stored.id, stored.version, said)


def test_a_data_set_that_does_not_say_its_days_is_not_bound_by_days(unbound):
    undated = unbound.stored("ไม่ระบุช่วง", data_from=None, data_through=None)
    with pytest.raises(Invalid, match="ระบุที่หน้าของชุดข้อมูล"):
        unbound.bind(holding_id=undated)


def test_a_day_whose_period_has_not_ended_is_not_bound(unbound, target):
    five_years = HoldingDays(DAYS[0], date(2025, 6, 1), date(2012, 1, 1), date(2016, 12, 31))
    today = date(2026, 11, 20)
    late = list(day_faults(target.binding(date_through=date(2025, 6, 1)), five_years, today))
    assert [each.pointer for each in late] == ["/binding/date_through"]
    assert "ยังไม่สิ้นสุด" in late[0].message_th
    assert not list(day_faults(target.binding(date_through=date(2015, 12, 31)), five_years, today))


def test_a_binding_that_came_to_be_wider_is_refused_by_dry_run_and_decision(unbound, target, monkeypatch, capsys):
    monkeypatch.setattr(service_targets, "days_problems", lambda *_: [])
    unbound.bind(date_through=date(2026, 1, 1))
    ref = unbound.make(unbound.holding_id).ref
    unbound.to_head()
    monkeypatch.setenv(VARIABLE, target.url)
    assert main(["destroy", "run", ref, "--dry-run", "--now", NOW]) == 0
    monkeypatch.undo()
    monkeypatch.setenv("ROPA_DATABASE_URL", unbound.database.url)
    for name in ("SECRET", "ID", "FIELD"):
        monkeypatch.setenv(f"ROPA_{name}_KEY", f"{name} of the tests, at least 32 letters long")
    monkeypatch.setenv(VARIABLE, target.url)
    with pytest.raises(Invalid, match="กว้างกว่าชุดข้อมูล"):
        unbound.decide()
    assert main(["destroy", "run", ref, "--dry-run", "--now", NOW]) == 1
    assert "กว้างกว่าชุดข้อมูล" in capsys.readouterr().out
    assert len(target.rows()["people"]) == target.old + target.young


def test_the_days_are_shown_to_who_tries_and_to_who_decides(erasure, command):
    command("--dry-run")
    assert "ตั้งแต่ 1 ม.ค. 2553 ถึง 31 ธ.ค. 2558 (พ.ศ.)" in command.out
    report = erasure.standing().items[0].dry_run.report
    assert (report.date_from, report.date_through) == DAYS
