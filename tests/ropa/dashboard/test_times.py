"""The numbers about the times of breaches and requests: each is that of the list which it opens, on both databases."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from ropa import clock
from ropa.breaches import service as breach_service
from ropa.breaches import service_awareness
from ropa.dashboard import service
from ropa.errors import Invalid
from ropa.requests import service as request_service
from ropa.requests import service_ending
from schemas.breach import BreachInput, BreachOrder, DismissalInput, RiskLevel
from schemas.breach_register import BreachFilter, NoticeStand
from schemas.dashboard import PanelCode
from schemas.request_terms import RightAnswer
from schemas.requests import EndInput, RequestFilter, Right
from schemas.thai_dates import read_thai_date
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.subject_requests import HEAD, take_in
from tests.support.world import DPO

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def report(register, at, office_id=PHETCHABURI, **more):
    columns = {name: more.pop(name) for name in ("level", "notified_at", "excused_at") if name in more}
    given = {"title": "แฟ้มสูญหาย", "office_id": office_id, "aware_at": at} | more
    with register.write(DPO, at) as uow:
        made = breach_service.report(uow, BreachInput(**given)).id
        if columns:
            breach_service.change(uow, made, None, **columns)
    return made


@pytest.fixture
def breaches(register, now):
    """One breach or more for each stand of the notice, on both sides of its last moment; and what is not counted."""
    risk = {"level": RiskLevel.RISK}
    told = 100 * HOUR
    report(register, now - told, notified_at=now - told + 72 * HOUR, **risk)
    report(register, now - told, notified_at=now - told + 72 * HOUR + timedelta(seconds=1), **risk)
    report(register, now - told, notified_at=now - told + 80 * HOUR, excused_at=now, **risk)
    report(register, now - told, notified_at=now - told + HOUR, level=RiskLevel.NONE)
    report(register, now - told, level=RiskLevel.NONE)
    report(register, now - 72 * HOUR, **risk)
    report(register, now - 72 * HOUR - timedelta(seconds=1))
    report(register, now - 20 * DAY, PRACHUAP)
    report(register, now, aware_at=None, suspected_at=now, level=RiskLevel.NONE)
    report(register, now, is_drill=True)
    report(register, now - 400 * DAY)
    gone = report(register, now, aware_at=None, suspected_at=now)
    with register.write(HEAD, now) as uow:
        service_awareness.dismiss(uow, gone, DismissalInput(reason="ไม่ใช่เหตุละเมิด"), 1)
    return register


def asked(href: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}


def breaches_at(uow, href: str | None) -> int:
    assert href is not None
    query = asked(href)
    assert href.startswith("/breaches/all?")
    wanted = BreachFilter(
        office=int(query["office"]) if "office" in query else None,
        known_from=read_thai_date(query["from"]).value,
        is_counted="counted" in query,
        notice=NoticeStand.of(query["notice"]) if "notice" in query else None,
    )
    return len(breach_service.page(uow, order=BreachOrder.of(query["order"]), wanted=wanted, limit=200).items)


@pytest.mark.parametrize("office", [None, PHETCHABURI])
def test_each_number_of_breaches_is_that_of_its_list(breaches, now, office):
    with breaches.read(DPO, now) as uow:
        (panel,) = service.dashboard(uow, office, PanelCode.BREACHES).panels
        for row in panel.rows:
            if row.cells[0].href:
                assert breaches_at(uow, row.cells[0].href) == row.cells[0].value, row.key
        assert breaches_at(uow, panel.facts[0].cell.href) == panel.facts[0].cell.value == (9 if office is None else 8)
        assert {row.key: row.cells[0].value for row in panel.rows} == {
            "on_time": 2,
            "late": 1,
            "waiting": 1,
            "overdue": 2 if office is None else 1,
            "suspected": 1,
            "not_required": 1,
            "excused": 1,
        }
        assert len(breach_service.page(uow, wanted=BreachFilter(), office=office, limit=200).items) == (
            12 if office is None else 11
        )


def test_the_days_of_breaches_are_bangkok_s_and_both_included(register, now):
    midnight = clock.bangkok(now).replace(hour=0, minute=0) - 2 * DAY
    for at in (midnight - timedelta(seconds=1), midnight, midnight + DAY - timedelta(seconds=1), midnight + DAY):
        report(register, at)
    day = midnight.date()
    with register.read(DPO, now) as uow:

        def count(first: date | None, last: date | None) -> int:
            return len(breach_service.page(uow, wanted=BreachFilter(known_from=first, known_through=last)).items)

        assert [count(day, day), count(day, None), count(None, day), count(None, day - DAY)] == [2, 3, 3, 1]
        for wrong, pointer in (((day, day - DAY), "/through"), ((date(2569, 1, 1), None), "/from")):
            with pytest.raises(Invalid) as refused:
                count(*wrong)
            assert [each.pointer for each in refused.value.problems] == [pointer]


def test_each_number_of_requests_is_that_of_its_list(register, now):
    take_in(register, now, Right.ACCESS, Right.ERASURE)
    take_in(register, now - 40 * DAY, Right.ACCESS)
    take_in(register, now - 400 * DAY, Right.ACCESS)
    none = take_in(register, now, Right.ACCESS)
    with register.write(HEAD, now) as uow:
        service_ending.dismiss(uow, none.id, EndInput(reason="ไม่ใช่คำขอ"))

    def listed(uow, href: str) -> int:
        query = asked(href)
        show = query.get("show", "")
        wanted = RequestFilter(
            right=Right.of(query["right"]) if "right" in query else None,
            received_from=read_thai_date(query["from"]).value,
            is_counted="counted" in query,
            is_open=None if show == "all" else True,
            is_late=True if show == "late" else None,
            answer=RightAnswer.of(query["answer"]) if "answer" in query else None,
        )
        return len(request_service.page(uow, wanted, None, 200).items)

    with register.read(DPO, now) as uow:
        (panel,) = service.dashboard(uow, only=PanelCode.REQUESTS).panels
        numbers = [row.cells[0] for row in panel.rows] + [each.cell for each in panel.facts[:3]]
        assert [each.cell.value for each in panel.facts[:3]] == [2, 2, 1]
        for each in numbers:
            if each.href:
                assert listed(uow, each.href) == each.value, each.href
        assert sum(bool(each.href) for each in numbers) == 5
