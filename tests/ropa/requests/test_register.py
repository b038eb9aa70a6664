"""The register of requests: right by right, nobody named, no formula; numbers that add up."""

import io
from datetime import date, timedelta

import pytest
from msgspec import structs
from openpyxl import load_workbook

from exports.request_register import NUMBERS, SHEET, RequestRegisterOptions, write_request_register
from ropa.errors import Forbidden, Invalid
from ropa.renderings_requests import request_register
from ropa.requests import rules_statistics, service_ending, service_register
from schemas.access import Role
from schemas.refusals import RefusalGround as G
from schemas.request_decisions import DecisionInput
from schemas.request_register import RequestRegisterFilter, RightStand
from schemas.request_terms import ENDED, RequestState, Right, RightOutcome
from schemas.requests import EndInput
from schemas.vocabulary import LawfulBasis as B
from tests.support.actors import PRACHUAP, person
from tests.support.decisions import activity_on, asked_of, decide, refusal, refused
from tests.support.hostile import FORMULAS
from tests.support.lives import AUDITOR
from tests.support.request_letters import answer
from tests.support.subject_requests import HEAD, REQUESTER, take_in
from tests.support.web import national_id

ALL = RequestRegisterFilter()
GRANTED = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, granted="สำเนาแบบคำขอ")


@pytest.fixture
def requests(register, now):
    """Three requests: granted in 5 days, refused in 31, and one that waits; beside them one that was none."""
    activity = activity_on(register, now, B.PUBLIC_TASK, approved=False)
    granted, late = (asked_of(register, now, Right.ACCESS, activity) for _ in range(2))
    take_in(register, now, Right.ERASURE, Right.ACCESS)
    other = take_in(register, now)
    decide(register, now, granted.id, GRANTED)
    answer(register, now + timedelta(days=5), granted.id)
    ground = refusal(G.S30_LAW_OR_COURT, law_ref="คำสั่งศาล", harm="ผู้ร้องเรียน")
    decide(register, now, late.id, refused(ground))
    answer(register, now + timedelta(days=31), late.id)
    with register.write(HEAD, now) as uow:
        service_ending.dismiss(uow, other.id, EndInput(reason="ไม่ใช่คำขอ"))
    return register


def test_the_register_lists_each_right_names_nobody_and_its_numbers_add_up(requests, now):
    with requests.read(AUDITOR, now + timedelta(days=40)) as uow:
        found = service_register.statistics(uow, ALL)
    assert (found.requests, found.open, found.dismissed, found.rights) == (3, 3, 1, 4)
    assert (found.answered, found.late, found.overdue) == (2, 1, 1)
    assert (found.median_days, found.longest_days) == (18.0, 31)
    access = next(each for each in found.by_right if each.code == str(Right.ACCESS))
    assert (access.count, access.granted, access.refused, access.undecided, access.late) == (3, 1, 1, 1, 2)
    assert [(each.code, each.count) for each in found.by_ground] == [(str(G.S30_LAW_OR_COURT), 1)]
    assert [(each.th, each.count) for each in found.by_month] == [("พฤศจิกายน 2569", 3)]
    assert sum(each.count for each in found.by_outcome) == sum(each.count for each in found.by_stand) == found.rights
    with requests.read(AUDITOR, now) as uow:
        assert service_register.statistics(uow, RequestRegisterFilter(since=date(2026, 11, 21))).requests == 0
    with requests.read(person("elsewhere", Role.DPO, PRACHUAP), now) as uow:
        assert service_register.statistics(uow, ALL).requests == 0

    out = io.BytesIO()
    with requests.read(AUDITOR, now + timedelta(days=40)) as uow:
        assert request_register(uow, ALL, out) == 5
    book = load_workbook(out)
    rows = [[cell.value for cell in row] for row in book[SHEET].iter_rows()]
    shown = repr(rows) + repr([[cell.value for cell in row] for row in book[NUMBERS].iter_rows()])
    assert REQUESTER not in shown
    assert national_id(900) not in shown
    heads = rows[2]
    lines = [{str(head): value for head, value in zip(heads, row, strict=True)} for row in rows[3:]]
    assert [each["เทียบกับกำหนด"] for each in lines] == [
        "ตอบในกำหนด",
        "ตอบเกินกำหนด",
        "ยังไม่ตอบ อยู่ในกำหนด",
        "ยังไม่ตอบ เกินกำหนด",
        "ยุติโดยไม่ต้องตอบ",
    ]
    assert lines[1]["วันที่ใช้ตอบ"] == "31"
    assert lines[1]["ครบกำหนด (พ.ศ. เวลาไทย)"] == "20 ธ.ค. 2569"
    assert lines[0]["ได้รับคำขอเมื่อ (พ.ศ. เวลาไทย)"] == "20 พ.ย. 2569 09:00"


def test_a_formula_in_a_name_stays_text(register, now):
    take_in(register, now)
    with register.read(AUDITOR, now) as uow:
        lines, numbers = list(service_register.lines(uow, ALL)), service_register.statistics(uow, ALL)
    bad = [structs.replace(lines[0], office=text, activities=[text]) for text in FORMULAS.values()]
    formula = next(iter(FORMULAS.values()))
    out = io.BytesIO()
    options = RequestRegisterOptions(printed_at=now, printed_by=formula, scope=formula)
    write_request_register(bad, numbers, out, options)
    for sheet in load_workbook(out).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            assert cell.data_type == "s"
            assert not str(cell.value).startswith(("=", "+", "-", "@")) or cell.quotePrefix


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        (RequestRegisterFilter(since=date(2569, 1, 1)), "/since"),
        (RequestRegisterFilter(since=date(2026, 2, 1), until=date(2026, 1, 1)), "/until"),
        (RequestRegisterFilter(office=999_999), "/office"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(register, now, wanted, where):
    with pytest.raises(Invalid) as told, register.read(AUDITOR, now) as uow:
        service_register.count(uow, wanted)
    assert [each.pointer for each in told.value.problems] == [where]
    with pytest.raises(Forbidden), register.read(person("nobody", Role.SYSTEM_ADMIN, PRACHUAP), now) as uow:
        service_register.count(uow, ALL)


@pytest.mark.parametrize(
    ("answered", "fulfilled", "today", "state", "stands"),
    [
        (20, None, 20, RequestState.ANSWERED, RightStand.IN_TIME),
        (21, None, 21, RequestState.ANSWERED, RightStand.LATE),
        (10, 21, 30, RequestState.CLOSED, RightStand.LATE),
        (None, None, 20, RequestState.WORKING, RightStand.WAITING),
        (None, None, 21, RequestState.WORKING, RightStand.OVERDUE),
        (None, None, 20, RequestState.LAPSED, RightStand.ENDED),
        (None, None, 21, RequestState.LAPSED, RightStand.LATE),
        (None, None, 21, RequestState.WITHDRAWN, RightStand.LATE),
    ],
)
def test_a_right_stands_by_its_last_day(answered, fulfilled, today, state, stands):
    def day(number):
        return None if number is None else date(2026, 12, number)

    found = rules_statistics.stand_of(
        RightOutcome.GRANTED if answered else None,
        state,
        date(2026, 12, 20),
        date(2026, 12, today),
        answered_on=day(answered),
        fulfilled_on=day(fulfilled),
        ended_on=day(today) if state in ENDED and not answered else None,
    )
    assert found is stands
