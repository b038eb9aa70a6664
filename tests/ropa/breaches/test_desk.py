"""The desk: all open clocks in one query, the largest danger first."""

import base64
from datetime import datetime, timedelta
from itertools import pairwise, product
from typing import Any

import msgspec
import pytest
from sqlalchemy import event, insert

from ropa.breaches import service, service_desk
from ropa.breaches.tables import breaches
from ropa.db.unit_of_work import Database
from ropa.errors import Forbidden, Invalid
from schemas.access import Role
from schemas.breach import BreachInput, BreachPhase, BreachState, RiskLevel
from schemas.breach_desk import CLOCKS, Danger, DeskFilter, DeskRow, DrillFilter
from schemas.breach_duties import DutyCode
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person, somebody

DPO = person("dpo", Role.DPO)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def row(name: str, now: datetime, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": name.ljust(36, "-"),
        "ref": name,
        "office_id": PHETCHABURI,
        "version": 1,
        "title": name,
        "aware_at": now - HOUR,
        "suspected_at": None,
        "received_at": None,
        "reported_at": now,
        "occurred_unknown": False,
        "source": "person",
        "is_drill": False,
        "phase": "open",
        "level": None,
        "level_at": None,
        "notified_at": None,
        "excused_at": None,
        "subjects_notified_at": None,
        "promised_for": None,
        "facts_changed_at": None,
        "created_at": now,
        "created_by": "x",
        "updated_at": now,
    }
    return values | more


def put(register: Database, now: datetime, *rows: dict[str, Any]) -> None:
    with register.write(DPO, now) as uow:
        uow.connection.execute(insert(breaches), list(rows))


def desk(register: Database, now: datetime, limit: int = 50, **wanted: Any) -> list[DeskRow]:
    found: list[DeskRow] = []
    cursor = None
    while True:
        with register.read(DPO, now) as uow:
            page = service_desk.rows(uow, DeskFilter(**wanted), cursor, limit)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found
        now += timedelta(minutes=20)  # clocks go on between two pages


def case_rows(now: datetime) -> list[dict[str, Any]]:
    told = {"notified_at": now - 30 * HOUR, "aware_at": now - 40 * HOUR}
    return [
        row("beyond", now, aware_at=now - 16 * DAY),
        row("overdue", now, aware_at=now - 73 * HOUR, level="risk", level_at=now),
        row("overdue-less", now, aware_at=now - 72 * HOUR - timedelta(seconds=1)),
        row("soon", now, aware_at=now - 72 * HOUR),
        row("soon-high", now, aware_at=now - 60 * HOUR, level="high", level_at=now),
        row("soon-risk", now, aware_at=now - 60 * HOUR, level="risk", level_at=now),
        row("soon-unknown", now, aware_at=now - 60 * HOUR),
        row("subjects", now, level="high", level_at=now - 5 * HOUR, **told),
        row("subjects-newer", now, level="high", level_at=now - 2 * HOUR),
        row("changed", now, aware_at=now - 90 * HOUR, level="none", level_at=now - DAY, facts_changed_at=now - HOUR),
        row("running", now, aware_at=now - 20 * HOUR, level="risk", level_at=now),
        row("running-newer", now),
        row("promised", now, level="risk", level_at=now, promised_for=now + DAY, **told),
        row("warned", now, aware_at=None, suspected_at=now - HOUR, received_at=now - 9 * DAY, phase="suspected"),
        row("warned-newer", now, aware_at=None, suspected_at=now - DAY, phase="suspected"),
    ]


QUIET = ("done", "harmless", "excused")


def quiet_rows(now: datetime) -> list[dict[str, Any]]:
    return [
        row("done", now, level="risk", level_at=now, notified_at=now),
        row("excused", now, aware_at=now - 20 * DAY, level="risk", level_at=now, excused_at=now),
        row("harmless", now, aware_at=now - 20 * DAY, level="none", level_at=now - 19 * DAY),
        row("closed", now, phase="closed", level="risk", level_at=now, notified_at=now, closed_at=now),
        row("dismissed", now, aware_at=None, suspected_at=now, phase="dismissed", dismissed_at=now),
    ]


def test_the_desk_has_every_open_clock_with_the_largest_danger_first(register, now):
    rows = case_rows(now)
    put(register, now, *(quiet_rows(now) + rows[::-1]))
    assert [each.ref for each in desk(register, now)] == [each["ref"] for each in rows]
    with_quiet = [each.ref for each in desk(register, now, with_quiet=True)]
    assert sorted(with_quiet[len(rows) :]) == sorted(QUIET)


def test_pages_skip_nothing_and_show_nothing_twice_while_the_clocks_go_on(register, now):
    rows = case_rows(now)
    put(register, now, *rows)
    assert [each.ref for each in desk(register, now, limit=3)] == [each["ref"] for each in rows]


def test_a_row_says_what_its_clock_and_its_duties_say(register, now):
    put(register, now, *case_rows(now))
    found = {each.ref: each for each in desk(register, now)}
    assert found["beyond"].state is BreachState.LATE_BEYOND_15D
    assert found["overdue"].remaining_seconds == -3600
    assert found["overdue"].danger is Danger.OVERDUE
    assert found["soon"].remaining_seconds == 0
    assert (found["subjects"].subjects_open_hours, found["subjects"].open_duties) == (5, [DutyCode.SUBJECTS])
    assert found["running"].subjects_open_hours is None
    assert found["warned"].notify_office_due_at is None
    assert found["warned"].open_duties == [DutyCode.CONFIRM]
    assert found["promised"].open_duties == [DutyCode.SUPPLEMENTARY]


def test_the_query_s_dangers_are_those_of_the_duties_whatever_the_columns_say(register, now):
    ages = (timedelta(0), 48 * HOUR, 48 * HOUR + timedelta(seconds=1), 72 * HOUR, 73 * HOUR, 360 * HOUR, 361 * HOUR)
    states = product(ages, (None, "none", "risk", "high"), (False, True), (False, True), (False, True), (False, True))
    rows = [
        row(
            f"r{place}",
            now,
            aware_at=now - age,
            level=level,
            level_at=None if level is None else now,
            notified_at=now if told else None,
            late_reason_at=now if told and promised else None,
            excused_at=now if excused else None,
            subjects_notified_at=now if subjects else None,
            promised_for=now + DAY if promised else None,
        )
        for place, (age, level, told, excused, subjects, promised) in enumerate(states)
    ]
    put(register, now, *rows)
    found = desk(register, now, limit=200, with_quiet=True)
    assert len(found) == len(rows)
    assert [each.ref for each in found if each.danger is not expected(each)] == []
    assert all(list(Danger).index(one.danger) <= list(Danger).index(two.danger) for one, two in pairwise(found))


def expected(it: DeskRow) -> Danger:
    """Return the danger as the pure rules have it: by the duties that are open and the state of the clock."""
    if DutyCode.OFFICE in it.open_duties and it.state is not BreachState.OPEN:
        late = {BreachState.LATE_BEYOND_15D: Danger.BEYOND_15D, BreachState.OVERDUE: Danger.OVERDUE}
        return late.get(it.state, Danger.DUE_SOON)
    if DutyCode.SUBJECTS in it.open_duties:
        return Danger.SUBJECTS
    if DutyCode.OFFICE in it.open_duties:
        return Danger.RUNNING
    if DutyCode.LATE_REASON in it.open_duties:
        return Danger.LATE_REASON
    return Danger.PROMISED if DutyCode.SUPPLEMENTARY in it.open_duties else Danger.NO_CLOCK


def test_the_desk_is_narrowed_by_office_phase_danger_level_and_drills(register, now):
    put(
        register,
        now,
        row("here", now, level="risk", level_at=now),
        row("below", now, office_id=GROUP_IN_PHETCHABURI),
        row("elsewhere", now, office_id=PRACHUAP, level="high", level_at=now),
        row("drill", now, is_drill=True),
        row("guess", now, aware_at=None, suspected_at=now, phase="suspected"),
    )

    def refs(**wanted: Any) -> set[str]:
        return {each.ref for each in desk(register, now, **wanted)}

    assert refs(office=PHETCHABURI) == {"here", "below", "drill", "guess"}
    assert refs(phase=BreachPhase.SUSPECTED) == {"guess"}
    assert refs(danger=Danger.SUBJECTS) == {"elsewhere"}
    assert refs(level=RiskLevel.RISK) == {"here"}
    assert refs(drill=DrillFilter.DRILLS) == {"drill"}
    assert refs(drill=DrillFilter.REAL) == {"here", "below", "elsewhere", "guess"}
    with register.read(somebody(Role.REVIEWER, PRACHUAP), now) as uow:
        assert [each.ref for each in service_desk.rows(uow).items] == ["elsewhere"]
        assert service_desk.counts(uow).open_clocks == 1
    with register.read(somebody(Role.RECORDER), now) as uow, pytest.raises(Forbidden):
        service_desk.rows(uow)


@pytest.mark.case("F.1", 20)
def test_drills_are_counted_apart(register, now):
    put(register, now, *case_rows(now), row("drill", now, is_drill=True, aware_at=now - 16 * DAY))
    with register.read(DPO, now) as uow:
        found = service_desk.counts(uow)
        drills = service_desk.counts(uow, DeskFilter(drill=DrillFilter.DRILLS))
    assert (found.dangers["beyond_15d"], found.drills, found.open_clocks) == (1, 1, len(case_rows(now)))
    assert drills.dangers["beyond_15d"] == 1
    assert sum(found.dangers[str(each)] for each in CLOCKS) == found.open_clocks


def test_a_page_of_the_desk_is_one_query(register, now):
    put(register, now, *case_rows(now))
    asked: list[str] = []
    with register.read(DPO, now) as uow:
        event.listen(uow.connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        service_desk.rows(uow)
    assert len([each for each in asked if each.startswith("SELECT")]) == 1


def test_a_cursor_of_somebody_else_is_refused(register, now):
    later = msgspec.json.encode([now + DAY, 0, now, 0, "x"])
    for cursor in ("", "x", "AAAA", "W10", "e30", "A" * 301, "Wzld\n", base64.urlsafe_b64encode(later).decode()):
        with register.read(DPO, now) as uow, pytest.raises(Invalid):
            service_desk.rows(uow, cursor=cursor)


def test_a_breach_that_was_just_reported_stands_on_the_desk(register, now):
    with register.write(DPO, now) as uow:
        made = service.report(uow, BreachInput(office_id=PHETCHABURI, title="แฟ้มหาย", aware_at=now - HOUR))
    [found] = desk(register, now)
    assert (found.id, found.danger, found.open_duties) == (
        made.id,
        Danger.RUNNING,
        [DutyCode.ASSESS, DutyCode.OFFICE],
    )
