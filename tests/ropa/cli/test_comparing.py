"""`ropa diff` and `ropa changes` as people and scripts see them."""

import json
from datetime import timedelta

import openpyxl
import pytest

from ropa.cli import main
from tests.support.histories import approved, revised

pytestmark = pytest.mark.only_on("sqlite")


def keep(words):
    def change(document):
        document.form.storage.retention_period = words

    return change


@pytest.fixture
def record(register, now):
    """Approved on 20 November and again five days later."""
    made = approved(register, now)
    revised(register, now + timedelta(days=5), made.id, keep("เก็บข้อมูลห้าปี"))
    return revised(register, now + timedelta(days=6), made.id, keep("เก็บข้อมูลสิบปี"))


NOW = ["--now", "2026-11-30T09:00:00+07:00"]


def test_diff_prints_the_words_that_changed(record, capsys):
    assert main(["diff", record.ref, *NOW]) == 0
    said = capsys.readouterr().out
    assert "เก็บข้อมูล[-ห้า-]{+สิบ+}ปี" in said
    assert said.startswith(f"{record.ref} ")
    assert main(["diff", record.ref, "--from", "1", "--to", "1", *NOW]) == 0
    assert "0 แห่ง" in capsys.readouterr().out
    assert main(["diff", record.ref, "--from", "7", *NOW]) == 1


def test_diff_prints_one_json_object(record, capsys):
    assert main(["diff", record.ref, "--from", "2", "--to", "3", "--json", *NOW]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["before"]["revision"], said["after"]["revision"]) == (2, 3)
    assert said["changes"][0]["words"][1]["op"] == "removed"


def test_changes_lists_records_and_takes_a_thai_date(record, capsys):
    assert main(["changes", "--since", "21 พ.ย. 2569", *NOW]) == 0
    said = capsys.readouterr().out
    assert "changed 1" in said
    assert f"{record.ref} แก้ไข/changed 1 → 3" in said
    assert main(["changes", "--since", "2026-11-21", "--json", *NOW]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"new": 0, "changed": 1, "retired": 0}
    assert [each["ref"] for each in found["items"]] == [record.ref]
    assert main(["changes", "--since", "2026-11-21", "--office", "8", "--json", *NOW]) == 0
    assert json.loads(capsys.readouterr().out)["items"] == []


def test_changes_writes_a_workbook(record, tmp_path, capsys):
    path = tmp_path / "changes.xlsx"
    assert main(["changes", "--since", "2026-11-01", "--out", str(path), *NOW]) == 0
    assert openpyxl.load_workbook(path).sheetnames == ["รายการ", "ข้อแตกต่าง"]
    assert main(["changes", "--since", "2026-11-21", "--out", str(tmp_path / "x.pdf"), *NOW]) == 2


def test_a_day_that_is_none_is_bad_usage_and_one_to_come_a_problem(record, capsys):
    assert main(["changes", "--since", "ไม่ใช่วัน", *NOW]) == 2
    assert main(["changes", "--since", "2026-12-24", *NOW]) == 1
    assert "still to come" in capsys.readouterr().err
