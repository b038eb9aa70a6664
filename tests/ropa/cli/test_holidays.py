"""`ropa holidays ...`: a year's table is proposed and a file of it checked; years of the wrong era are refused."""

from datetime import date

import pytest

from ropa.cli import main
from ropa.working_days import service
from schemas.access import Role
from schemas.working_days import HolidayDay, HolidaysInput, YearInput
from tests.support.actors import person

DPO = person("dpo", Role.DPO, 0)


@pytest.fixture
def line(register, monkeypatch):
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    return main


def test_what_is_proposed_goes_into_a_file_that_is_checked_and_nothing_is_entered(
    register, now, line, tmp_path, capsys
):
    assert line(["holidays", "propose", "2570"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# holidays 0.")
    assert "# 1 พ.ค. 2570 วันแรงงานแห่งชาติ" in out
    path = tmp_path / "days.txt"
    path.write_text("\n".join(each for each in out.splitlines() if not each.startswith("#")), "utf-8")
    assert line(["holidays", "check", str(path), "--year", "2570"]) == 0
    assert "new / ใหม่: 22" in capsys.readouterr().out
    assert line(["holidays", "list", "2570"]) == 1  # nobody has confirmed it
    with register.write(DPO, now) as uow:
        assert service.table(uow, 2027).items == []
        service.add(uow, HolidaysInput(source_ref="มติ", days=[HolidayDay(day=date(2027, 1, 1), name_th="วันขึ้นปีใหม่")]))
        service.confirm(uow, YearInput(year=2027, source_ref="มติ"))
    capsys.readouterr()
    assert line(["holidays", "list", "2570"]) == 0
    assert "2027-01-01  1 ม.ค. 2570  full  national  วันขึ้นปีใหม่  [มติ]" in capsys.readouterr().out
    assert line(["holidays", "check", str(path), "--year", "2570"]) == 0
    assert "new / ใหม่: 21" in capsys.readouterr().out


def test_a_line_of_the_wrong_era_is_named_in_both_languages(register, line, tmp_path, capsys):
    path = tmp_path / "days.csv"
    path.write_text("วันที่,ชื่อวันหยุด\n1/1/2570,วันขึ้นปีใหม่\n2570-04-13,วันสงกรานต์\n", "utf-8")
    assert line(["holidays", "check", str(path), "--year", "2570"]) == 1
    told = capsys.readouterr().err
    assert "/lines/3" in told
    assert "พ.ศ." in told
    assert "Buddhist year" in told


@pytest.mark.parametrize(("year", "meant"), [("2027", "2570"), ("1484", "2570"), ("3113", "2570"), ("x", "2570")])
def test_a_year_of_the_wrong_era_says_what_was_meant(line, capsys, year, meant):
    assert line(["holidays", "list", year]) == 1
    assert meant in capsys.readouterr().err
