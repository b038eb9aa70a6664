"""Asking, taking in turn, mending, expiring: on the register's clock, without a process."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from ropa.access.service_sessions import find_session
from ropa.access.tables import api_tokens
from ropa.audit.tables import audit_events
from ropa.downloads import rules, service
from ropa.downloads import service_running as running
from ropa.downloads.service_kinds import KINDS, Kind, MadeFile
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.files import LocalFiles
from ropa.jobs import passes
from ropa.notices import service as notices
from schemas.access import Actor, Channel, Grant, Role
from schemas.downloads import DownloadInput, DownloadState
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.web import keys_for, start

REGISTER = "register.xlsx"
SOMEBODY = somebody(Role.DPO, PHETCHABURI)
ANOTHER = Actor(id="another", name="", channel=Channel.WEB, grants=SOMEBODY.grants)


@pytest.fixture
def files(tmp_path):
    return LocalFiles(tmp_path / "files")


def ask(register, now, actor=SOMEBODY, **query):
    with register.write(actor, now) as uow:
        return service.ask(uow, DownloadInput(kind=REGISTER, query=query))


def take(register, now, holder="holder"):
    with register.write(running.SYSTEM, now) as uow:
        return running.take(uow, holder)


def finish(register, now, files, download_id, content=b"the file", holder="holder"):
    kept = files.put(BytesIO(content))
    with register.write(running.SYSTEM, now) as uow:
        assert running.finish(uow, download_id, holder, MadeFile("file.xlsx", "text/plain"), kept, 7)
    return kept.sha256


def read(register, now, download_id, actor=SOMEBODY):
    with register.read(actor, now) as uow:
        return service.read(uow, download_id)


def tick(register, now, files):
    done = passes.tick(register, keys_for(register), now, files=files)
    return {each.job: each.told or each.error for each in done}


def test_the_same_question_while_it_is_open_is_one_download(register, now):
    first = ask(register, now, office=PHETCHABURI, status="draft")
    second = ask(register, now, status="draft", office=PHETCHABURI)
    other = ask(register, now, office=PHETCHABURI)
    of_another = ask(register, now, ANOTHER, office=PHETCHABURI, status="draft")

    assert (first.is_new, second.is_new) == (True, False)
    assert first.download.id == second.download.id
    assert len({each.download.id for each in (first, other, of_another)}) == 3
    with register.write(SOMEBODY, now) as uow:
        service.cancel(uow, first.download.id)
    assert ask(register, now, status="draft", office=PHETCHABURI).is_new


def test_who_asks_twice_at_once_gets_one_and_no_two_take_the_same(register, now):
    def at_once(work):
        results = []
        threads = [threading.Thread(target=lambda number=number: results.append(work(number))) for number in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return results

    asked = at_once(lambda _: ask(register, now, office=PHETCHABURI))
    taken = at_once(lambda number: take(register, now, f"holder {number}"))

    assert len({each.download.id for each in asked}) == 1
    assert sum(each.is_new for each in asked) == 1
    assert [each for each in taken if each is not None] == [asked[0].download.id]


def test_somebody_has_a_few_open_and_others_are_not_kept_waiting_by_them(register, now):
    statuses = ["draft", "submitted", "reviewed", "approved", "retired"]
    mine = [ask(register, now, status=each).download.id for each in statuses]
    with pytest.raises(Conflict, match=str(rules.MOST_OPEN)):
        ask(register, now)
    later = ask(register, now, ANOTHER).download.id

    assert [take(register, now, str(number)) for number in range(3)] == [mine[0], later, mine[1]]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"office": "x"}, "/query/office"),
        ({"nothing": 1}, "/query/nothing"),
        ({"status": "none"}, "/query/status"),
        ({"q": "a\0b"}, "/query/q"),
        ({"as_of": "2569-01-31"}, "/query/as_of"),
        ({"as_of": "2026-01-31", "q": "ก"}, "/query/q"),
        ({"as_of": "2026-01-31", "status": "draft"}, "/query/status"),
    ],
)
@pytest.mark.only_on("sqlite")
def test_a_query_that_is_none_is_refused_with_its_place(register, now, query, place):
    with pytest.raises(Invalid) as refused:
        ask(register, now, **query)
    assert [each.pointer for each in refused.value.problems] == [place]


@pytest.mark.only_on("sqlite")
def test_kinds_permissions_and_reasons_are_asked_for(register, now, monkeypatch):
    with register.write(SOMEBODY, now) as uow, pytest.raises(Invalid, match=r"register\.xlsx"):
        service.ask(uow, DownloadInput(kind="none"))
    with pytest.raises(Forbidden):
        ask(register, now, somebody(Role.OFFICE_ADMIN))
    kind = KINDS[REGISTER]
    strict = Kind(title=kind.title, permission=kind.permission, make=kind.make, needs_reason=True)
    monkeypatch.setitem(KINDS, "strict", strict)
    with register.write(SOMEBODY, now) as uow, pytest.raises(Invalid, match="/reason"):
        service.ask(uow, DownloadInput(kind="strict", reason="  "))


def test_nobody_sees_or_touches_what_another_asked_for(register, now, files):
    asked = ask(register, now).download.id
    with register.write(ANOTHER, now) as uow:
        assert service.own(uow).items == []
        for use in (service.read, service.cancel, service.file_of, lambda u, i: service.remove(u, files, i)):
            with pytest.raises(NotFound):
                use(uow, asked)
    assert read(register, now, asked).state is DownloadState.WAITING


def test_a_list_goes_on_by_cursor(register, now):
    ids = [ask(register, now, office=number).download.id for number in range(1, 5)]
    with register.read(SOMEBODY, now) as uow:
        first = service.own(uow, limit=3)
        rest = service.own(uow, first.next_cursor, 3)
    assert [each.id for each in (*first.items, *rest.items)] == ids[::-1]
    assert rest.next_cursor is None


def test_a_file_is_for_who_still_has_every_right_that_it_was_made_with(register, now, files):
    actor = Actor(id="x", name="", channel=Channel.WEB, grants=(Grant(role=Role.DPO, office_id=PHETCHABURI),))
    asked = ask(register, now, actor).download.id
    take(register, now)
    with register.read(actor, now) as uow, pytest.raises(Conflict):
        service.file_of(uow, asked)
    finish(register, now, files, asked)
    with register.read(actor, now) as uow:
        assert service.file_of(uow, asked).size == 8
    elsewhere = Actor(id="x", name="", channel=Channel.WEB, grants=(Grant(role=Role.DPO, office_id=PRACHUAP),))
    with register.read(elsewhere, now) as uow, pytest.raises(Forbidden):
        service.file_of(uow, asked)


def test_rights_are_read_again_at_the_start_and_none_is_added(register, now):
    token = "0" * 36
    asked_with = (Grant(role=Role.DPO, office_id=PHETCHABURI), Grant(role=Role.AUDITOR, office_id=PRACHUAP))
    actor = Actor(id=f"token:{token}", name="", channel=Channel.TOKEN, grants=asked_with)
    with register.write(running.SYSTEM, now) as uow:
        row = {"id": token, "secret_hash": "x", "role": "dpo", "office_id": PHETCHABURI, "created_at": now}
        uow.connection.execute(api_tokens.insert(), {**row, "expires_at": now + timedelta(days=1)})
    asked = ask(register, now, actor).download.id
    take(register, now)
    with register.write(running.SYSTEM, now) as uow:
        assert running.begin(uow, asked, "holder").actor.grants == asked_with[:1]
    with register.write(running.SYSTEM, now + timedelta(days=2)) as uow, pytest.raises(Forbidden):
        running.begin(uow, asked, "holder")


def test_a_holder_that_is_not_heard_of_loses_its_work_and_can_do_nothing_more(register, now, files):
    asked = ask(register, now).download.id
    take(register, now)
    alive, late = now + rules.LEASE / 2, now + rules.LEASE * 2
    with register.write(running.SYSTEM, alive) as uow:
        assert running.beat(uow, asked, "holder", 3, 10)
    assert "downloads" not in tick(register, now + rules.LEASE, files)
    assert tick(register, late, files)["downloads"] == "mended 1"

    assert read(register, late, asked).state is DownloadState.WAITING
    assert take(register, late, "another") == asked
    with register.write(running.SYSTEM, late) as uow:
        assert not running.beat(uow, asked, "holder", 4, 10)
        assert not running.finish(uow, asked, "holder", MadeFile("x", "x"), files.put(BytesIO(b"x")))
        assert not running.fail(uow, asked, "holder", ("", ""))
        assert running.is_wanted(uow, asked, "another")
    assert tick(register, late + rules.LEASE * 2, files)["downloads"] == "mended 1"
    assert read(register, late, asked).state is DownloadState.FAILED


def test_a_file_lives_as_long_as_its_download(register, now, files):
    first, second = ask(register, now, office=1).download.id, ask(register, now, office=2).download.id
    take(register, now)
    sha256 = finish(register, now, files, first)
    take(register, now + timedelta(days=3))
    assert finish(register, now + timedelta(days=3), files, second) == sha256  # the same bytes, kept once

    week = now + rules.KEPT
    assert "files" not in tick(register, week - timedelta(hours=1), files)  # documents' cleaning leaves it alone
    assert files.has(sha256)
    assert tick(register, week, files)["downloads"] == "expired 1"
    gone = read(register, week, first)
    assert (gone.state, gone.file) == (DownloadState.EXPIRED, None)
    with register.read(SOMEBODY, week) as uow, pytest.raises(NotFound, match="expired"):
        service.file_of(uow, first)
    assert files.has(sha256)  # the other one has it still
    assert tick(register, week + timedelta(days=3), files)["downloads"] == "expired 1"
    assert not files.has(sha256)
    forgotten = week + timedelta(days=3) + rules.REMEMBERED
    assert tick(register, forgotten, files)["downloads"] == "forgotten 2"
    assert read_all(register, forgotten) == []


def read_all(register, now):
    with register.read(SOMEBODY, now) as uow:
        return service.own(uow).items


@pytest.mark.only_on("sqlite")
def test_who_waited_for_long_is_told_once_and_who_did_not_is_not(register, now, files):
    secret = start(register, (Role.DPO, PHETCHABURI), now=now)
    with register.read(SOMEBODY, now) as uow:
        session = find_session(uow, secret)
    assert session is not None
    person = session.actor
    for minutes, office in ((0, 1), (2, 2)):
        asked = ask(register, now, person, office=office).download.id
        take(register, now)
        finish(register, now + timedelta(minutes=minutes), files, asked)
    with register.read(person, now) as uow:
        told = notices.inbox(uow, session.person_id).items
    assert [(each.title_th, each.path) for each in told] == [("ทะเบียนเป็น Excel: พร้อมดาวน์โหลด", "/downloads")]


@pytest.mark.only_on("sqlite")
def test_removing_takes_the_file_along_unless_it_is_needed(register, now, files):
    asked = [ask(register, now, office=number).download.id for number in (1, 2)]
    sha256 = ""
    for each in asked:
        take(register, now)
        sha256 = finish(register, now, files, each)
    for each, is_kept in zip(asked, (True, False), strict=True):
        with register.write(SOMEBODY, now) as uow:
            service.remove(uow, files, each)
        assert files.has(sha256) is is_kept


@pytest.mark.only_on("sqlite")
def test_the_trail_keeps_codes_and_no_words(register, now):
    ask(register, now, q="ก ข ค", office=PHETCHABURI)
    with register.read(SOMEBODY, now) as uow:
        query = select(audit_events.c.details).where(audit_events.c.action == "download.asked")
        told = bytes(uow.connection.scalar(query) or b"").decode()
    assert told == f'{{"kind":"register.xlsx","office":{PHETCHABURI},"q":true,"reason":false}}'
