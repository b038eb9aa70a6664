"""What came by the public form: one digest however much, all of it kept, dismissed with a reason, nothing deleted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from ropa.db.unit_of_work import Database
from ropa.errors import Forbidden, NotFound, TooManyRequests
from ropa.jobs.passes import WORKER
from ropa.reminders import service_requests
from ropa.requests import service_arrivals, service_arrivals_digest, service_public, service_states
from ropa.requests.rules_receipt import code_of, hash_of, read_code, read_ref
from ropa.web.authentication import NOBODY
from schemas.access import Actor, Role
from schemas.request_public import ArrivalsInput, PublicReceipt
from schemas.requests import RequestInput, RequestPerson, Right, RightAsked
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.staff import hire
from tests.support.web import browser, keys_for, send

DPO = person("dpo", Role.DPO)
DIGESTS = "notices WHERE path = '/requests/arrivals'"
HOUR = timedelta(hours=1)


def asked(number: int = 0, office_id: int = PHETCHABURI, **more: object) -> RequestInput:
    return RequestInput(
        office_id=office_id,
        rights=[RightAsked(right=Right.ACCESS, wish=f"เรื่องที่ {number}")],
        person=RequestPerson(name=f"ผู้ขอ ทดสอบ {number}", email="someone@example.org"),
        **more,  # type: ignore[arg-type]
    )


def came(register: Database, now: datetime, number: int = 0, office_id: int = PHETCHABURI) -> PublicReceipt:
    with register.write(NOBODY, now) as uow:
        return service_public.receive(uow, keys_for(register), f"192.0.2.{number % 200}", asked(number, office_id))


def tell(register: Database, at: datetime) -> None:
    with register.write(DPO, at) as uow:
        service_arrivals_digest.tell(uow)


def count(register: Database, of: str) -> int:
    with register.engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {of}")) or 0)  # noqa: S608 - names from this file


def waiting(register: Database, now: datetime, actor: Actor = DPO) -> list[str]:
    with register.read(actor, now) as uow:
        return [each.id for each in service_arrivals.page(uow).items]


@pytest.mark.only_on("sqlite")  # the counters are one statement on both; the tests of the door run on both
def test_ten_thousand_in_an_hour_are_bounded_all_kept_and_told_of_in_one_digest(register, now):
    keys, actor = keys_for(register), hire(register, now, 1, (Role.DPO, 0))
    with register.write(NOBODY, now) as uow:
        for number in range(300):
            service_public.receive(uow, keys, f"10.0.{number // 9}.1", asked(number))
        # The others, as the counter has them.
        uow.connection.execute(text("UPDATE public_rates SET count = 9999 WHERE who = '*' AND seconds = 3600"))
        service_public.receive(uow, keys, "203.0.113.9", asked(300))
    with pytest.raises(TooManyRequests), register.write(NOBODY, now) as uow:
        service_public.receive(uow, keys, "203.0.113.10", asked(301))

    kept = count(register, "subject_requests WHERE sealed IS NOT NULL AND due_on IS NOT NULL AND state = 'received'")
    assert (kept, count(register, "request_arrivals"), count(register, "notices")) == (301, 301, 0)
    for minutes in range(0, 300, 20):
        tell(register, now + timedelta(minutes=minutes))
    assert count(register, DIGESTS) == 1
    came(register, now + 3 * HOUR, 7)
    tell(register, now + 5 * HOUR)
    assert count(register, DIGESTS) == 1
    tell(register, now + 6 * HOUR)
    tell(register, now + 6 * HOUR)
    assert count(register, DIGESTS) == 2
    assert actor.name is not None
    with register.engine.connect() as connection:
        said = connection.execute(text("SELECT title_th, body_th, body_en FROM notices ORDER BY id DESC")).first()
    assert said is not None
    assert "302 เรื่อง" in said[0]
    assert "ใหม่ 1 เรื่อง" in said[1]
    assert "The first is due 20 Dec B.E. 2569 (30 days left)" in said[2]
    assert "ทดสอบ" not in "".join(said)


def test_a_digest_goes_to_those_of_its_office_and_a_clock_that_was_set_back_holds_nobody_up(register, now):
    hire(register, now, 1, (Role.DPO, PRACHUAP))
    hire(register, now, 2, (Role.APPROVER, PHETCHABURI))
    came(register, now)
    tell(register, now + 20 * HOUR)
    came(register, now, 1)
    tell(register, now)
    with register.engine.connect() as connection:
        rows = connection.execute(text("SELECT person_id FROM notices WHERE path = '/requests/arrivals'")).all()
    assert len(rows) == 2
    assert len({row[0] for row in rows}) == 1


def test_what_nobody_can_be_told_of_is_told_when_somebody_comes(register, now):
    came(register, now)
    tell(register, now)
    assert (count(register, DIGESTS), count(register, "request_arrivals WHERE told_at IS NULL")) == (0, 1)
    hire(register, now, 1, (Role.SYSTEM_ADMIN, 0))
    tell(register, now + HOUR)
    assert (count(register, DIGESTS), count(register, "request_arrivals WHERE told_at IS NULL")) == (1, 0)


def test_several_are_dismissed_with_one_reason_and_what_somebody_took_up_is_passed_by(register, now):
    receipts = [came(register, now + timedelta(seconds=number), number) for number in range(3)]
    first, second, third = waiting(register, now)
    with register.write(DPO, now) as uow:
        service_arrivals.dismiss(uow, ArrivalsInput(ids=[first], reason="ข้อความโฆษณา"))
    with register.write(DPO, now) as uow:
        done = service_arrivals.dismiss(uow, ArrivalsInput(ids=[first, second], reason="ข้อความโฆษณา"))

    assert (done.dismissed, done.passed) == ([second], [first])
    assert waiting(register, now) == [third]
    assert count(register, "subject_requests") == count(register, "subject_requests WHERE sealed IS NOT NULL") == 3
    assert count(register, "request_events WHERE kind = 'dismissed' AND note = 'ข้อความโฆษณา'") == 2
    with register.read(NOBODY, now) as uow:
        shown = service_public.status(uow, keys_for(register), receipts[0].ref, receipts[0].code)
    assert str(shown.state) == "not_a_request"


def test_only_who_decides_dismisses_only_who_may_see_reads_and_each_opening_is_in_the_trail(register, now):
    came(register, now)
    (one,) = waiting(register, now)
    given, keys = ArrivalsInput(ids=[one], reason="ข้อความโฆษณา"), keys_for(register)
    for actor, error in (
        (person("recorder", Role.RECORDER, PHETCHABURI), Forbidden),
        (person("elsewhere", Role.DPO, PRACHUAP), NotFound),
    ):
        with pytest.raises(error), register.write(actor, now) as uow:
            service_arrivals.dismiss(uow, given)
    with pytest.raises(Forbidden), register.write(person("auditor", Role.AUDITOR), now) as uow:
        service_arrivals.words(uow, keys, [one])
    with pytest.raises(NotFound), register.write(DPO, now) as uow:
        service_arrivals.words(uow, keys, ["x" * 36])

    with register.write(DPO, now) as uow:
        (said,) = service_arrivals.words(uow, keys, [one])
    assert (said.name, said.wishes) == ("ผู้ขอ ทดสอบ 0", ["เรื่องที่ 0"])
    assert count(register, "audit_events WHERE action = 'request.person_read'") == 1
    assert count(register, "request_events WHERE kind = 'person_read'") == 1


@pytest.mark.only_on("sqlite")
def test_the_page_shows_what_waits_opens_the_ticked_ones_and_dismisses_them(register, now):
    present = datetime.now(now.tzinfo)
    for number in range(2):
        came(register, present - timedelta(minutes=5 - number), number)
    first, second = waiting(register, present)
    with browser(register, (Role.DPO, 0)) as client:
        page = client.get("/requests/arrivals")
        assert "ผู้ขอ ทดสอบ" not in page.text
        nothing = send(client, "/requests/arrivals", {"do": "read"})
        opened = send(client, "/requests/arrivals", {"do": "read", "ids": [first]})
        unsaid = send(client, "/requests/arrivals", {"do": "dismiss", "ids": [first]})
        gone = send(client, "/requests/arrivals", {"do": "dismiss", "ids": [first], "reason": "ข้อความโฆษณา"})
    with browser(register, (Role.AUDITOR, 0), number=2) as client:
        assert 'value="dismiss"' not in client.get("/requests/arrivals").text

    assert [each.status_code for each in (nothing, opened, unsaid, gone)] == [422, 200, 422, 303]
    assert "เรื่องที่ 0" in opened.text
    assert "เรื่องที่ 1" not in opened.text
    assert waiting(register, present) == [second]


def test_codes_are_read_however_they_are_typed():
    code = code_of(bytes(range(10)))
    assert len(code.replace("-", "")) == 16
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("0", "O"), code.replace("1", "l")):
        assert read_code(typed) == code
    assert [read_code(each) for each in ("", "short", code + "0", "ก" * 16, "0" * 10_000)] == [None] * 5
    assert read_ref(" dsr-๒๕๖๙-๐๐๐๑ ") == "DSR-2569-0001"
    assert read_ref("DSR-2569-0001'--") is None
    assert hash_of("a", code) != hash_of("b", code)


def test_what_nobody_took_up_falls_due_in_one_digest_a_stage_and_reminds_nobody_for_each(register, now):
    hire(register, now, 1, (Role.DPO, PHETCHABURI))
    for number in range(19):
        came(register, now, number)
    told = []
    for days in (0, 1, 17, 17.1, 24, 28, 30, 31, 40):
        at = now + timedelta(days=days)
        tell(register, at)
        with register.write(WORKER, at) as uow:
            assert service_requests.remind(uow) == ""
        told.append(count(register, DIGESTS))
    assert told == [1, 1, 2, 2, 3, 4, 5, 6, 7]
    assert count(register, "notices") == 7
    with register.engine.connect() as connection:
        [said] = connection.execute(text("SELECT body_en FROM notices ORDER BY id DESC LIMIT 1")).scalars()
    assert "19 fall due within 14 days or are late" in said
    first = waiting(register, now)[0]
    with register.write(DPO, now) as uow:
        service_states.work_on(uow, first)
    with register.write(WORKER, now + timedelta(days=40)) as uow:
        assert service_requests.remind(uow).startswith("stages 1,")
