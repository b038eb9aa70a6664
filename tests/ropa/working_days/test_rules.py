"""Working days by a table: law.md C.6, F.2 cases 45 and 46."""

from datetime import date

import pytest

from ropa.working_days import rules, rules_lines
from ropa.working_days.rules import Calendar, Entry
from schemas.working_days import HolidayKind, HolidayScope

NEW_YEAR = date(2027, 1, 1)
#: A small table: Father's Day observed, Constitution Day, the end of the year, New Year, two bridge days.
SMALL = frozenset(
    date.fromisoformat(day) for day in ("2026-12-07", "2026-12-10", "2026-12-31", "2027-01-01", "2027-01-04")
)


def entry(day: date, scope: HolidayScope, kind: HolidayKind = HolidayKind.FULL) -> Entry:
    return Entry(day, scope, kind)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-12-04", "2026-12-04"),  # a Friday
        ("2026-12-05", "2026-12-08"),  # Saturday, Sunday, and the Monday in place of Father's Day
        ("2026-12-31", "2027-01-05"),  # over New Year and a bridge day
    ],
)
def test_the_last_day_of_a_citizen_moves_over_weekend_and_holidays(day, working):
    found = rules.next_working_day(date.fromisoformat(day), Calendar(SMALL, frozenset({2026, 2027})))
    assert (found.day, found.is_provisional) == (date.fromisoformat(working), False)


@pytest.mark.case("F.2", 45)
def test_a_missing_table_gives_a_provisional_day_never_silently_monday_to_friday():
    only_2026 = Calendar(SMALL, frozenset({2026}))
    assert not rules.next_working_day(date(2026, 12, 5), only_2026).is_provisional
    assert rules.next_working_day(date(2026, 12, 31), only_2026).is_provisional
    assert rules.after(date(2026, 12, 1), 40, only_2026).is_provisional
    assert rules.next_working_day(date(2028, 5, 2), only_2026).is_provisional


@pytest.mark.case("F.2", 46)
def test_fifty_five_working_days_differ_by_the_table():
    first = date(2026, 11, 20)
    bare = rules.after(first, 55, Calendar(frozenset(), frozenset()))
    counted = rules.after(first, 55, Calendar(SMALL, frozenset({2026, 2027})))
    assert (bare.day, bare.is_provisional) == (date(2027, 2, 5), True)
    assert (counted.day, counted.is_provisional) == (date(2027, 2, 12), False)  # five weekdays more
    assert rules.between(first, counted.day, Calendar(SMALL, frozenset())) == 55


def test_a_narrower_scope_knows_better():
    national = entry(NEW_YEAR, HolidayScope.NATIONAL)
    works_here = entry(NEW_YEAR, HolidayScope.PROVINCE, HolidayKind.CANCELLED)
    bridge = entry(date(2027, 1, 5), HolidayScope.MINISTRY, HolidayKind.SPECIAL)
    for order in ([national, works_here, bridge], [bridge, works_here, national]):
        table = rules.calendar(order, [2027])
        assert rules.is_working(NEW_YEAR, table)
        assert not rules.is_working(date(2027, 1, 5), table)


def test_a_pasted_list_tells_every_fault_with_its_line():
    found, problems = rules_lines.read_lines(
        "1 ม.ค. 2570 วันขึ้นปีใหม่\n\n12/4/2570\tวันหยุด (พิเศษ)\n31 ก.พ. 2570 ไม่มีวันนี้\nวันพ่อ\n5 ธ.ค. 2570\n"
        "2027-07-28 วันเฉลิมฯ (ยกเลิก)"
    )
    assert [(each.day.isoformat(), each.name_th, str(each.kind)) for each in found] == [
        ("2027-01-01", "วันขึ้นปีใหม่", "full"),
        ("2027-04-12", "วันหยุด", "special"),
        ("2027-07-28", "วันเฉลิมฯ", "cancelled"),
    ]
    assert [each.pointer for each in problems] == ["/lines/4", "/lines/5", "/lines/6"]
