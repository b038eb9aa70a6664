"""The register knows little of requesters and forgets it on its day: nothing in clear, nothing left over."""

import io
import logging
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from msgspec import structs
from sqlalchemy import LargeBinary, text
from sqlalchemy.exc import DBAPIError

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from ropa.jobs import service as jobs
from ropa.jobs.passes import WORKER
from ropa.requests import (
    service_asks,
    service_ending,
    service_keeping,
    service_letters,
    service_letters_sent,
    service_person,
    service_reasons,
    service_rekeying,
    service_reminders,
    service_rows,
    service_tasks_made,
    service_tasks_work,
    store,
)
from ropa.settings import requests_person_days
from schemas.access import COMMAND_LINE
from schemas.refusals import RefusalGround as G
from schemas.request_clock import AskEnd, AskInput, AskKind, AskState
from schemas.request_letters import KeepGround, KeepInput, LetterKind, LetterReceipt
from schemas.request_tasks import RequestTaskReason, TaskNew, TaskWhat
from schemas.requests import EndInput, RequestPerson, RequestState, Right, RightAsked
from schemas.thai_text import thai_digits
from schemas.vocabulary import LawfulBasis as B
from tests.support.decisions import activity_on, asked_of, decide, refusal, refused
from tests.support.pdf_text import text_of
from tests.support.request_letters import answer, draft
from tests.support.request_words import let_through, open_places, sent_places
from tests.support.stored_words import stored
from tests.support.subject_requests import HEAD, OFFICER, take_in
from tests.support.web import keys_for, national_id
from tests.support.world import bearer

NAME, PHONE, ADDRESS = "ไพลินสมมุติ นพคุณทดลองกุล", "0811119999", "77/7 ซอยลึกลับทดลอง"
WISH, ASKED, REASON = "ขอสำเนาเรื่องร้องเรียนฉบับที่ห้า", "ส่งสำเนาบัตรใบสีเขียว", "ผู้ขอเป็นคู่ความในสำนวนที่เก้า"
SECRETS = (NAME, *NAME.split(), PHONE, ADDRESS, WISH, ASKED, REASON, national_id(900))
ENDED = EndInput(reason="ตอบครบแล้ว")


def a_whole_request(register: Database, now: datetime, *, printed: bool = False) -> str:
    """Return a request that left something sealed in every place, and was closed."""
    person = RequestPerson(name=NAME, national_id=national_id(900), phone=PHONE, address=ADDRESS)
    activity = activity_on(register, now, B.PUBLIC_TASK, approved=False)
    rights = [RightAsked(right=Right.ACCESS, wish=WISH)]
    found = asked_of(register, now, Right.ACCESS, activity, person=person, rights=rights)
    keys = keys_for(register)
    with register.write(OFFICER, now) as uow:
        service_asks.ask(uow, keys, found.id, AskInput(kind=AskKind.DETAIL, words=ASKED))
    with register.write(OFFICER, now) as uow:
        service_tasks_made.add(uow, found.id, TaskNew(what=TaskWhat.SEARCH, target="ตู้เอกสาร"))
    for words in (f"โทรแจ้ง {NAME} แล้ว", f"เลข {thai_digits(national_id(900))}") if printed else ():
        assert let_through(register, now, open_places(register, now, found.id, words)) == []
    with register.write(OFFICER, now) as uow:
        service_asks.end(uow, keys, found.id, 1, AskEnd(state=AskState.ANSWERED, note="ตอบทางโทรศัพท์"))
        service_tasks_work.drop(uow, found.id, 1, RequestTaskReason(reason="ไม่มีตู้นี้แล้ว"))
    decide(
        register,
        now,
        found.id,
        refused(refusal(G.S30_LAW_OR_COURT, law_ref="คำสั่งศาล", harm="ผู้ร้องเรียน", reason_sealed=REASON)),
    )
    draft(register, now, found.id, LetterKind.RECEIPT)
    letter = answer(register, now, found.id, printed=printed).number
    assert let_through(register, now, sent_places(register, found.id, letter, f"ลงชื่อรับ นางสาว{NAME}")) == []
    with register.write(OFFICER, now) as uow:
        service_letters_sent.received(uow, keys, found.id, letter, LetterReceipt(receipt_ref="EX123456789TH"))
    with register.write(HEAD, now) as uow:
        service_ending.close(uow, found.id, ENDED)
    return found.id


def said(content: bytes) -> set[str]:
    """Return which words of the requester stand in some bytes, however they are written."""
    ways = ("utf-8", "utf-16-le", "utf-16-be")
    escaped = {word: word.encode("unicode_escape") for word in SECRETS}
    return {
        word
        for word in SECRETS
        if any(word.encode(way) in content for way in ways) or (not word.isascii() and escaped[word] in content)
    }


def exports(client, database: Database, request_id: str) -> bytes:
    """Return what the doors answer to who may read but sees no requester, workbooks unpacked."""
    headers = bearer(database)
    found = b""
    for path in (
        "/api/v1/requests",
        "/api/v1/requests.xlsx",
        "/api/v1/requests/statistics",
        *(f"/api/v1/requests/{request_id}{part}" for part in ("", "/events", "/letters", "/keeping", "/decisions")),
    ):
        given = client.get(path, headers=headers)
        assert given.status_code == 200, (path, given.text)
        found += given.content
        if path.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(given.content)) as book:
                found += b"".join(book.read(name) for name in book.namelist())
    return found


def forget(register: Database, moment: datetime) -> int:
    with register.write(WORKER, moment) as uow:
        return service_keeping.forget_due(uow)


def test_nothing_of_a_requester_lies_in_clear_anywhere_before_or_after_the_forgetting(register, client, now, caplog):
    caplog.set_level(logging.DEBUG)
    request_id = a_whole_request(register, now, printed=True)
    with register.write(OFFICER, now) as uow:
        row = store.find(uow, request_id)
        assert row is not None
        sealed, person_hash = store.sealed(uow, request_id), row.person_hash
        assert sealed is not None
        printed = service_letters_sent.paper(uow, keys_for(register), request_id, 2)
    assert isinstance(printed, bytes)
    assert {NAME, REASON} <= said(text_of(printed).replace("\n", " ").encode())  # the search finds what is there
    lies = stored(register)
    assert said(lies) == set()
    assert sealed in lies
    assert said(exports(client, register, request_id)) == set()

    assert forget(register, now + timedelta(days=366)) == 1
    lies = stored(register)
    assert said(lies) == set()
    assert sealed not in lies
    assert person_hash.encode() not in lies
    assert said(exports(client, register, request_id)) == set()
    assert said(caplog.text.encode()) == set()
    with register.read(OFFICER, now) as uow:
        for table in ("subject_requests", "request_asks", "request_decisions"):
            assert uow.connection.scalar(text(f"SELECT count(*) FROM {table} WHERE sealed IS NOT NULL")) == 0  # noqa: S608
        left = "SELECT count(*) FROM request_letters WHERE content IS NOT NULL OR pdf IS NOT NULL"
        assert uow.connection.scalar(text(left)) == 0
        # The refusal stays in the record of the activity, as s.39(7) wants it.
        assert uow.connection.scalar(text("SELECT count(*) FROM activity_refusals")) == 1
    with pytest.raises(Conflict), register.write(OFFICER, now) as uow:
        service_letters.read(uow, keys_for(register), request_id, 2)
    with pytest.raises(Conflict), register.write(HEAD, now) as uow:
        service_ending.reopen(uow, request_id, ENDED)


def test_forgetting_comes_on_its_day_once_and_is_written_down(register, now):
    request_id = a_whole_request(register, now)
    due = date(2027, 11, 20)
    with register.read(OFFICER, now) as uow:
        assert service_rows.read(uow, request_id).forget_on == due
    assert forget(register, now + timedelta(days=364)) == 0
    later = now + timedelta(days=368)  # the worker was down for three days
    with register.write(WORKER, later) as uow:
        assert service_keeping.is_due(uow)
        job = next(each for each in jobs.JOBS if each.name == "forget")
        assert "requesters 1" in jobs.run(uow, keys_for(register), job, "someone", 0)
    assert forget(register, later) == 0
    with register.read(OFFICER, later) as uow:
        kept = service_keeping.read(uow, request_id)
    done = kept.forgettings[0]
    assert (kept.forgotten_at, done.at, done.due_on, done.by) == (later, later, due, WORKER.id)
    assert (done.had_person, done.letters, done.reasons, done.others) == (True, 2, 1, 2)
    for change in ("DELETE FROM request_forgettings", "UPDATE request_forgettings SET letters = 0"):
        with pytest.raises(DBAPIError), register.engine.begin() as connection:
            connection.execute(text(change))


def test_who_is_kept_for_a_reason_is_not_forgotten_until_it_ends(register, now):
    request_id = a_whole_request(register, now)
    keys, through = keys_for(register), date(2028, 1, 31)
    with register.write(HEAD, now) as uow:
        given = KeepInput(keep_until=through, ground=KeepGround.COMPLAINT, reason="เรื่องร้องเรียนที่ 5/2569")
        assert service_keeping.keep(uow, keys, request_id, given).keep_until == through
    last = datetime.fromisoformat("2028-01-31T23:59:00+07:00")
    assert forget(register, last) == 0
    with register.write(HEAD, last - timedelta(days=9)) as uow:
        over = KeepInput(keep_until=None, ground=KeepGround.OVER, reason="คณะกรรมการยุติเรื่อง")
        kept = service_keeping.keep(uow, keys, request_id, over)
    assert [each.keep_until for each in kept.keeps] == [through, None]
    assert forget(register, last - timedelta(days=8)) == 1
    with pytest.raises(Conflict), register.write(HEAD, last) as uow:
        service_keeping.keep(uow, keys, request_id, given)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"keep_until": None}, "/keep_until"),
        ({"keep_until": date(2026, 11, 19)}, "/keep_until"),
        ({"keep_until": date(2570, 1, 1)}, "/keep_until"),
        ({"ground": KeepGround.OVER}, "/keep_until"),
        ({"reason": "ผู้ขอใช้สิทธิ  ทดสอบ ร้องเรียน"}, "/reason"),
        ({"reason": f"เลข {national_id(4)}"}, "/reason"),
    ],
)
def test_a_word_about_keeping_names_nobody_and_has_a_day_that_can_be(register, now, change, where):
    found = take_in(register, now)
    given = KeepInput(keep_until=date(2027, 1, 1), ground=KeepGround.COURT, reason="คดีปกครอง")
    with pytest.raises(Forbidden), register.write(OFFICER, now) as uow:
        service_keeping.keep(uow, keys_for(register), found.id, given)
    with pytest.raises(Invalid) as told, register.write(HEAD, now) as uow:
        service_keeping.keep(uow, keys_for(register), found.id, structs.replace(given, **change))
    assert [each.pointer for each in told.value.problems] == [where]


def test_an_open_request_is_not_forgotten_and_the_time_is_that_of_the_settings(register, now, monkeypatch):
    found = take_in(register, now)
    assert forget(register, now + timedelta(days=3_000)) == 0
    monkeypatch.setenv("ROPA_REQUESTS_PERSON_DAYS", "30")
    with register.write(HEAD, now) as uow:
        ended = service_ending.dismiss(uow, found.id, EndInput(reason="สอบถามเวลาทำการ"))
    assert (ended.state, ended.forget_on) == (RequestState.NOT_A_REQUEST, date(2026, 12, 20))
    assert requests_person_days({}) == 365
    with pytest.raises(NotFound), register.read(OFFICER, now) as uow:
        service_keeping.read(uow, "nobody")


def test_new_keys_seal_everything_anew_and_old_ones_open_nothing(register, now):
    request_id = a_whole_request(register, now)
    old = keys_for(register)
    new = replace(old, id=b"n" * 32, field=b"f" * 32)
    with pytest.raises(Unavailable), register.write(COMMAND_LINE, now) as uow:
        service_rekeying.reseal(uow, new, old, 2)
    with register.write(COMMAND_LINE, now) as uow:
        # The person, two letters, one ask, one reason.
        assert service_rekeying.reseal(uow, old, new, 2) == 5
    with pytest.raises(Conflict), register.write(COMMAND_LINE, now) as uow:
        service_rekeying.reseal(uow, new, new, 2)
    with register.write(OFFICER, now) as uow:
        person = service_person.opened(uow, new, request_id)
        row = store.find(uow, request_id)
        assert row is not None
        assert (person.name, row.person_hash) == (NAME, service_person.hash_of(new, person))
        assert NAME in (service_letters.read(uow, new, request_id, 2).content.to or "")
        assert service_asks.listed(uow, new, request_id).items[0].words == ASKED
        assert REASON in repr(service_reasons.opened(uow, new, request_id))
        with pytest.raises(Conflict):
            service_letters.read(uow, old, request_id, 2)
    with register.read(OFFICER, now) as uow:
        pdf = uow.connection.scalar(text("SELECT pdf FROM request_letters WHERE number = 2"))
    assert new.unseal(bytes(pdf), f"request-letter:{request_id}:2:pdf") is not None
    assert old.unseal(bytes(pdf), f"request-letter:{request_id}:2:pdf") is None


def test_every_place_of_requests_that_could_hold_sealed_data_is_known():
    """A new one has to be forgotten, made anew with new keys, and named here."""
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        if table.name.startswith(("request_", "subject_request"))
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {
        "subject_requests.sealed",
        "request_asks.sealed",
        "request_decisions.sealed",
        "request_letters.content",
        "request_letters.pdf",
    }
    plain = {
        "request_decisions.content",
        "request_effect_checks.reviewer",
        "request_effects.facts",
        "request_events.details",
        "request_tasks.rights",
        "request_tasks.sources",
    }
    assert found - plain == sealed


def test_an_answered_refusal_that_nobody_closes_is_reminded_of_once_and_forgotten_a_year_after_the_answer(
    register, now
):
    activity = activity_on(register, now, B.PUBLIC_TASK)
    found = asked_of(register, now, Right.ACCESS, activity)
    part = refusal(G.S30_LAW_OR_COURT, law_ref="คำสั่งศาล", harm="ผู้ร้องเรียน")
    decide(register, now, found.id, refused(part, despite_open_tasks="ค้นครบแล้ว"))
    answer(register, now, found.id)
    with register.read(OFFICER, now) as uow:
        shown = service_rows.read(uow, found.id)
    assert (shown.state, shown.due_on, shown.forget_on) == (RequestState.ANSWERED, None, date(2027, 11, 20))
    for days, stages in ((29, 0), (30, 1), (31, 0), (200, 0)):
        with register.write(WORKER, now + timedelta(days=days)) as uow:
            due = [each for each in service_reminders.due(uow) if each.series == "close"]
            service_reminders.note(uow, [(each, 1) for each in due])
        assert len(due) == stages, days
    assert forget(register, now + timedelta(days=364)) == 0
    assert forget(register, now + timedelta(days=366)) == 1
    with register.write(HEAD, now + timedelta(days=367)) as uow:
        assert service_ending.close(uow, found.id, ENDED).state is RequestState.CLOSED
