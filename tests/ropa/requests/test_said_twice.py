"""A form that is sent twice, or a call that is tried again: one question, one extension."""

from datetime import date, timedelta

import pytest

from ropa.errors import PreconditionFailed
from ropa.requests import service_asks, service_grounds, service_pauses, service_rows
from schemas.access import Role
from schemas.request_clock import AskInput, AskKind, GroundInput, PauseInput, PauseKind
from schemas.request_terms import Right
from tests.support.actors import PHETCHABURI, person
from tests.support.subject_requests import HEAD, OFFICER, take_in
from tests.support.web import browser, keys_for, mark_of

DPO = person("dpo", Role.DPO, 0)
MANY = GroundInput(
    code="many",
    kind=PauseKind.EXTEND,
    rights=[],
    name_th="คำขอจำนวนมาก",
    name_en="many requests",
    max_days=30,
    effective_on=date(2026, 9, 1),
    law="กฎหมายตัวอย่าง",
    source="ราชกิจจานุเบกษา",
)
WORDS = AskInput(kind=AskKind.DETAIL, words="ช่วงเวลาใด", days=15)
TEN = PauseInput(ground="many", days=10, reason="คำขอจำนวนมาก")


def confirmed(register, now):
    with register.write(DPO, now) as uow:
        service_grounds.confirm(uow, MANY)


def test_the_same_question_is_asked_once_and_another_is_another(register, now):
    found, keys = take_in(register, now), keys_for(register)
    with register.write(OFFICER, now) as uow:
        assert len(service_asks.ask(uow, keys, found.id, WORDS, found.version).items) == 1
    with register.write(OFFICER, now) as uow:
        assert len(service_asks.ask(uow, keys, found.id, WORDS, found.version).items) == 1
        with pytest.raises(PreconditionFailed):
            service_asks.ask(uow, keys, found.id, AskInput(kind=AskKind.FORM, words="ลงชื่อ", days=15), found.version)
    with register.write(OFFICER, now + timedelta(days=1)) as uow:
        assert len(service_asks.ask(uow, keys, found.id, WORDS).items) == 2


def test_the_same_extension_is_made_once(register, now):
    confirmed(register, now)
    found = take_in(register, now, Right.ACCESS)
    for moment, days in ((now, 10), (now, 10), (now + timedelta(hours=1), 20)):
        with register.write(HEAD, moment) as uow:
            assert service_pauses.pause(uow, found.id, TEN).rights[0].extended_days == days
    with register.write(HEAD, now) as uow, pytest.raises(PreconditionFailed):
        service_pauses.pause(uow, found.id, PauseInput(ground="many", days=5, reason="อื่น"), found.version)


@pytest.mark.only_on("sqlite")
def test_the_page_sent_twice_asks_once_and_a_stale_page_asks_nothing(register, now):
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        found = take_in(register, now)
        url = f"/requests/{found.id}/asks"
        form = {"csrf_token": mark_of(client.get(url)), "version": str(found.version), "do": "ask", "kind": "detail"}
        form |= {"words": "ช่วงเวลาใด", "days": "15"}
        assert [client.post(url, data=form).status_code for _ in range(2)] == [303, 303]
        assert client.post(url, data={**form, "words": "อีกเรื่อง"}).status_code == 422
    with register.read(OFFICER, now) as uow:
        assert len(service_asks.listed(uow, keys_for(register), found.id).items) == 1
        assert service_rows.read(uow, found.id).version > found.version
