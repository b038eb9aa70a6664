"""The emergency sign-in: off unless set, one right, slow to guess, and seen by the DPO."""

import io
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import text

from ropa.access import break_glass
from ropa.access import service_break_glass as service
from ropa.access.break_glass import hash_of, is_right
from ropa.access.service_people import emergency_person
from ropa.app import create_app
from ropa.cli import main
from ropa.errors import SettingsError
from ropa.settings import Environment, Settings
from ropa.web.bodies import ApiRequest
from ropa.web.outside import Outside
from ropa.web.standing import asks_in_plain, standing_warnings
from schemas.access import COMMAND_LINE, Role
from tests.support.actors import somebody
from tests.support.portal import register_at
from tests.support.web import keys_for

WORDS = "สี่คำ ที่ ไม่มีใคร เดา"
HASH = hash_of(WORDS)
PATH = "/auth/break-glass"


@pytest.fixture
def visitor(register):
    with register_at(register, "", break_glass_hash=HASH) as made:
        yield made


def enter(visitor, passphrase=WORDS, origin="https://register.example"):
    return visitor.post(PATH, data={"passphrase": passphrase}, headers={"Origin": origin})


def rows(register, now, query):
    with register.read(COMMAND_LINE, now) as uow:
        return [tuple(row) for row in uow.connection.execute(text(query))]


@pytest.mark.only_on("sqlite")
def test_it_is_not_there_unless_it_is_set(client):
    assert client.get(PATH).status_code == 404
    assert client.post(PATH, data={"passphrase": WORDS}).status_code == 404


def test_the_passphrase_lets_in_a_system_administrator_for_half_an_hour(visitor, register, now):
    assert visitor.get(PATH).status_code == 200
    answer = enter(visitor)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    me = visitor.get("/api/v1/me").json()
    assert [(grant["role"], grant["office_id"]) for grant in me["grants"]] == [("system_admin", 0)]
    ((started, expires),) = rows(register, now, "SELECT started_at, expires_at FROM sessions")
    begin, end = (datetime.fromisoformat(str(each).replace("Z", "")) for each in (started, expires))
    assert end - begin == timedelta(minutes=30)
    assert rows(register, now, "SELECT action, subject FROM audit_events WHERE action LIKE 'break_glass%'") == [
        ("break_glass.used", "break-glass")
    ]
    assert WORDS not in repr(rows(register, now, "SELECT * FROM audit_events"))


@pytest.mark.only_on("sqlite")
def test_there_is_one_account_whose_other_rights_and_sessions_end_with_the_next_use(visitor, register, now):
    enter(visitor)
    first = visitor.cookies["ropa_session"]
    visitor.cookies.clear()
    enter(visitor)
    assert rows(register, now, "SELECT count(*) FROM people") == [(1,)]
    assert rows(register, now, "SELECT count(*) FROM grants WHERE ended_at IS NULL") == [(1,)]
    visitor.cookies.clear()
    visitor.cookies.set("ropa_session", first)
    assert visitor.get("/").status_code == 303  # to the sign-in page


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_of_another_site_signs_nobody_in(visitor, origin):
    assert enter(visitor, origin=origin).status_code == 403


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("data", [{}, {"passphrase": ""}, {"passphrase": ["a", WORDS]}, {"passphrase": WORDS * 60}])
def test_what_is_no_passphrase_is_wrong(visitor, data):
    answer = visitor.post(PATH, data=data, headers={"Origin": "https://register.example"})
    assert answer.status_code == 403
    assert "ropa_session" not in visitor.cookies


def test_after_some_wrong_tries_even_the_right_one_waits(visitor, register, now, monkeypatch):
    monkeypatch.setattr("ropa.access.service_break_glass.wait_after", lambda tries: timedelta(minutes=tries > 3))
    assert [enter(visitor, "wrong").status_code for _ in range(5)] == [403, 403, 403, 403, 429]
    assert enter(visitor).status_code == 429
    with register.write(COMMAND_LINE, now) as uow:
        uow.connection.execute(text("UPDATE emergency_sign_in SET blocked_until = NULL"))
    assert enter(visitor).status_code == 303
    assert rows(register, now, "SELECT failures FROM emergency_sign_in") == [(0,)]


def test_tries_at_once_are_no_more_than_tries_in_turn(register, now):
    """Each is counted before its passphrase is looked at."""

    def claim(_):
        with register.write(COMMAND_LINE, now) as uow:
            return service.claim(uow)

    with ThreadPoolExecutor(8) as threads:
        granted = [each for each in threads.map(claim, range(40)) if each is not None]
    assert 1 <= len(granted) <= 4


@pytest.mark.only_on("sqlite")
def test_a_flood_of_wrong_tries_hashes_once_and_writes_little(visitor, register, now, monkeypatch):
    hashed = Counter[str]()

    def wrong(*_):
        hashed["hashed"] += 1
        return False

    monkeypatch.setattr("ropa.access.pages_break_glass.is_right", wrong)
    monkeypatch.setattr("ropa.access.rules_break_glass.LONGEST_WAIT", timedelta(hours=1))
    with register.write(COMMAND_LINE, now) as uow:
        service.claim(uow)
        uow.connection.execute(
            text("UPDATE emergency_sign_in SET failures = 9000, failed_at = :now, blocked_until = NULL"),
            {"now": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")},
        )
    begin = time.monotonic()
    answers = [enter(visitor, f"wrong {number}").status_code for number in range(300)]
    each = (time.monotonic() - begin) / len(answers)
    assert each < 0.05
    assert (answers[0], set(answers[1:])) == (403, {429})
    assert hashed["hashed"] == 1
    assert len(rows(register, now, "SELECT id FROM audit_events WHERE action = 'sign_in.refused'")) <= 2


@pytest.mark.only_on("sqlite")
def test_it_works_while_the_portal_hangs(visitor):
    """Its thread is its own."""
    assert visitor.app.state["break_glass"].outside is not visitor.app.state["portal"].outside
    assert isinstance(visitor.app.state["break_glass"].outside, Outside)


def warnings_for(register, role):
    """Return what the home page would say to a reader of a role."""
    app = SimpleNamespace(state=SimpleNamespace(settings=Settings(env=Environment.TEST)))
    request = cast("ApiRequest", SimpleNamespace(app=app, cookies={}))
    with register.read(somebody(role), datetime.now(UTC)) as uow:
        return standing_warnings(request, uow)


def test_uses_and_tries_are_shown_to_dpo_and_system_administrators(visitor, register):
    assert warnings_for(register, Role.DPO) == []
    enter(visitor, "wrong")
    enter(visitor)
    for role in (Role.DPO, Role.SYSTEM_ADMIN):
        used, tried = warnings_for(register, role)
        assert "เข้าใช้ฉุกเฉินครั้งล่าสุด" in used
        assert "รหัสผ่านที่ผิด" in tried
    assert warnings_for(register, Role.RECORDER) == []


@pytest.mark.only_on("sqlite")
def test_a_right_try_alone_is_no_wrong_try(visitor, register):
    enter(visitor)
    assert len(warnings_for(register, Role.DPO)) == 1


def test_plain_http_to_the_portal_is_warned_of_in_production_only():
    plain = Settings(env=Environment.PRODUCTION, sso_wsdl_url="http://portal.example/x?wsdl", sso_allow_http=True)
    assert asks_in_plain(plain)
    assert not asks_in_plain(replace(plain, env=Environment.TEST))
    assert not asks_in_plain(replace(plain, sso_wsdl_url="https://portal.example/x?wsdl"))


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "text_of_hash",
    [
        "a passphrase",
        "$argon2i$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
    ],
)
def test_a_setting_that_is_no_strong_hash_stops_the_start(register, text_of_hash):
    with pytest.raises(SettingsError):
        create_app(Settings(env=Environment.TEST, database_url=register.url, break_glass_hash=text_of_hash), register)


def test_the_command_prints_a_hash_of_the_line_it_is_given(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(WORDS + "\n"))
    assert main(["break-glass", "hash"]) == 0
    made = capsys.readouterr().out.strip()
    assert is_right(made, WORDS)
    assert break_glass.checked(made) == made


def test_the_command_refuses_a_short_passphrase(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["break-glass", "hash"]) == 2
    assert "16" in capsys.readouterr().err


def test_the_command_asks_twice_at_a_terminal(monkeypatch, capsys):
    answers = iter([WORDS, WORDS + "x", WORDS, WORDS])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("ropa.cli.break_glass.getpass", lambda _: next(answers))
    assert main(["break-glass", "hash"]) == 2
    assert main(["break-glass", "hash"]) == 0
    assert capsys.readouterr().out.startswith("$argon2id$")


def test_the_account_s_person_is_found_again(register, now):
    with register.write(COMMAND_LINE, now) as uow:
        assert emergency_person(uow, keys_for(register)) == emergency_person(uow, keys_for(register))
