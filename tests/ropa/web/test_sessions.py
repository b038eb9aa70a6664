"""Sessions at the browser: who is let in, which forms pass, and what becomes of typed text."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from litestar.testing import TestClient
from sqlalchemy import text

from ropa.access import service_sessions
from ropa.errors import SignInRefused
from ropa.settings import Environment, Settings
from ropa.web.pages import next_cookie, safe_path
from ropa.web.sessions import cookie_name, session_cookie
from schemas.access import COMMAND_LINE, Identity, Role
from tests.support.actors import PHETCHABURI
from tests.support.web import HTML, OWN, browser, keys_for, mark_of, national_id, send, start
from tests.support.world import bearer, create, make_app

pytestmark = pytest.mark.only_on("sqlite")
FORM = "/buffers?place=/breaches/new"


@pytest.fixture
def person(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        yield client


def sessions_of(database):
    with database.read(COMMAND_LINE, datetime.now(UTC)) as uow:
        return uow.connection.execute(text("SELECT ended_at, expires_at FROM sessions ORDER BY started_at")).all()


def kept_places(database):
    with database.read(COMMAND_LINE, datetime.now(UTC)) as uow:
        return [row.place for row in uow.connection.execute(text("SELECT place FROM form_buffers"))]


def test_a_signed_in_person_sees_the_home_page_and_their_name(person):
    answer = person.get("/")

    assert answer.status_code == 200
    assert "เจ้าหน้าที่ ทดสอบ 1" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_stranger_is_sent_to_sign_in_and_back(register):
    with TestClient(make_app(register)) as client:
        answer = client.get("/?q=น้ำ", headers=HTML, follow_redirects=False)

    assert answer.status_code == 303
    assert unquote(unquote(answer.headers["location"])) == "/sign-in?next=/?q=น้ำ"


def test_the_page_that_was_asked_for_opens_after_signing_in(person):
    person.get("/sign-in?next=/buffers-of-mine")  # signed in already: sent on at once
    person.cookies.set("ropa_next", "/people?q=1")

    answer = person.get("/")
    assert answer.headers["location"] == "/people?q=1"
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "//[",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "evil",
        "/a\r\nSet-Cookie: x=y",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(person, target):
    assert safe_path(target) == "/"
    assert person.get("/sign-in", params={"next": target}).headers["location"] == "/"
    assert person.get("/language/en", params={"next": target}).headers["location"] == "/"


def test_a_planted_cookie_opens_nothing_and_is_never_taken_up(register):
    with TestClient(make_app(register)) as client:
        client.cookies.set("ropa_session", "planted-by-somebody-else")
        assert client.get("/", headers=HTML, follow_redirects=False).status_code == 303
    made = start(register, (Role.RECORDER, PHETCHABURI))

    assert made != "planted-by-somebody-else"
    assert len(sessions_of(register)) == 1


def test_signing_in_anew_ends_the_session_before(register):
    keys, first = keys_for(register), start(register, (Role.RECORDER, PHETCHABURI))
    now = datetime.now(UTC)
    again = Identity(
        national_id=national_id(1),
        username="person.1",
        given_name="เจ้าหน้าที่",
        family_name="ทดสอบ 1",
        expires_at=now + timedelta(hours=5),
    )
    with register.write(COMMAND_LINE, now) as uow:
        second = service_sessions.start_session(uow, keys, again, "another-token", before=first)

    assert [row.ended_at is not None for row in sessions_of(register)] == [True, False]
    assert second.secret != first
    assert second.expires_at == now + timedelta(minutes=65), "no session outlives the portal's longest token"


def test_a_token_of_the_portal_signs_in_once(register):
    keys, now = keys_for(register), datetime.now(UTC)
    again = Identity(national_id=national_id(2), username="b", given_name="ก", family_name="ข", expires_at=now)
    with register.write(COMMAND_LINE, now) as uow:
        service_sessions.start_session(uow, keys, again, "one-token")
    with register.write(COMMAND_LINE, now) as uow, pytest.raises(SignInRefused, match="used before"):
        service_sessions.start_session(uow, keys, again, "one-token")

    assert len(sessions_of(register)) == 1


def test_reading_pages_writes_nothing(register, person):
    before = sessions_of(register)
    with register.read(COMMAND_LINE, datetime.now(UTC)) as uow:
        events = uow.connection.execute(text("SELECT count(*) FROM audit_events")).scalar_one()
    for path in ("/", "/sign-in", "/api/v1/me"):
        person.get(path)

    assert sessions_of(register) == before
    with register.read(COMMAND_LINE, datetime.now(UTC)) as uow:
        assert uow.connection.execute(text("SELECT count(*) FROM audit_events")).scalar_one() == events


def test_signing_out_ends_the_session_for_a_copied_cookie_too(register, person):
    copied = person.cookies.get("ropa_session")
    answer = send(person, "/auth/logout", {}, at="/")
    assert answer.headers["location"] == "/sign-in?said=signed-out"

    person.cookies.set("ropa_session", copied)
    assert person.get("/").status_code == 303


def test_a_form_without_its_mark_is_refused_and_what_was_typed_is_shown(person):
    answer = person.post("/auth/logout", data={"title": "ข้อความยาวที่พิมพ์ไว้"})

    assert answer.status_code == 403
    assert "ข้อความยาวที่พิมพ์ไว้" in answer.text
    assert person.get("/").status_code == 200


def test_a_mark_of_another_session_is_refused(register, person):
    with browser(register, (Role.RECORDER, PHETCHABURI), number=2) as other:
        foreign = mark_of(other.get("/"))

    assert person.post("/auth/logout", data={"csrf_token": foreign}).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.local.evil.example"])
def test_a_form_from_another_origin_is_refused(person, origin):
    mark = mark_of(person.get("/"))
    answer = person.post("/auth/logout", data={"csrf_token": mark}, headers={"Origin": origin})

    assert answer.status_code == 403
    assert person.get("/").status_code == 200


def test_a_form_from_our_own_origin_passes(person):
    mark = mark_of(person.get("/"))

    assert person.post("/auth/logout", data={"csrf_token": mark}, headers={"Origin": OWN}).status_code == 303


def test_the_mark_differs_each_time_and_each_passes(person):
    first, second = mark_of(person.get("/")), mark_of(person.get("/"))

    assert first != second
    assert person.post(FORM, data={"a": "1", "csrf_token": first}).status_code == 204
    assert person.post(FORM, data={"a": "1", "csrf_token": second}).status_code == 204


def test_text_of_a_session_that_ended_waits_for_its_person(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        mark = mark_of(client.get("/"))
        with register.write(COMMAND_LINE, datetime.now(UTC)) as uow:
            past = datetime.now(UTC) - timedelta(minutes=1)
            uow.connection.execute(text("UPDATE sessions SET expires_at = :past"), {"past": str(past)[:26]})
        answer = client.post(FORM, data={"title": "พิมพ์ค้างไว้", "csrf_token": mark})

        assert answer.status_code == 401
        assert "ถูกเก็บไว้แล้ว" in answer.text
        assert kept_places(register) == ["/breaches/new"]
        with register.read(COMMAND_LINE, datetime.now(UTC)) as uow:
            stored = uow.connection.execute(text("SELECT sealed FROM form_buffers")).scalar_one()
        assert "พิมพ์ค้างไว้".encode() not in stored


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example", "/" + "x" * 300])
def test_an_autosave_after_the_end_keeps_no_address_that_leads_elsewhere(register, place):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        mark = mark_of(client.get("/"))
        with register.write(COMMAND_LINE, datetime.now(UTC)) as uow:
            uow.connection.execute(text("UPDATE sessions SET expires_at = '2020-01-01 00:00:00'"))
        answer = client.post("/buffers", params={"place": place}, data={"title": "ก", "csrf_token": mark})

    assert answer.status_code == 401
    assert kept_places(register) == []


def test_text_of_an_earlier_session_of_the_same_person_is_kept(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        old = mark_of(client.get("/"))
        client.cookies.set("ropa_session", start(register))
        answer = client.post(FORM, data={"title": "จากแท็บเก่า", "csrf_token": old})

    assert answer.status_code == 403
    assert kept_places(register) == ["/breaches/new"]


def test_text_that_another_person_typed_is_not_kept(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        old = mark_of(client.get("/"))
        client.cookies.set("ropa_session", start(register, number=2))
        assert client.post(FORM, data={"title": "ของคนก่อน", "csrf_token": old}).status_code == 403

    assert kept_places(register) == []


def test_a_person_without_grants_may_enter_and_sees_nothing_else(register):
    with browser(register) as client:
        assert client.get("/").status_code == 200
        assert client.get("/api/v1/activities").status_code == 403


def test_a_grant_that_ended_counts_at_once(register, person):
    assert person.get("/api/v1/activities").status_code == 200
    with register.write(COMMAND_LINE, datetime.now(UTC)) as uow:
        uow.connection.execute(text("UPDATE grants SET ended_at = granted_at"))

    assert person.get("/api/v1/activities").status_code == 403


def test_a_session_may_read_the_api_and_writes_with_the_header_only(register, person):
    mark = mark_of(person.get("/"))
    body = {"office_id": PHETCHABURI, "title": "ก", "aware_at": "2026-11-01T00:00:00+07:00"}

    assert person.post("/api/v1/breaches", json=body).status_code == 403
    assert person.post("/api/v1/breaches", json=body, headers={"X-CSRF-Token": mark}).status_code == 201


def test_nothing_that_a_person_was_given_stays_in_a_shared_browser(register, now):
    made = create(register, now, steps=1)
    paths = ("/activities", f"/api/v1/activities/{made.id}", f"/api/v1/activities/{made.id}/dfd.svg")
    with browser(register, (Role.DPO, 0)) as client:
        for path in (*paths, "/api/v1/me", "/api/v1/grants", "/api/v1/register.xlsx"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), path


def test_an_authorization_header_is_a_bearers_and_never_falls_back_to_the_cookie(register, person):
    assert person.get("/api/v1/me", headers={"Authorization": "Bearer ropa_wrong"}).status_code == 401
    other = person.get("/api/v1/me", headers=bearer(register, Role.AUDITOR)).json()
    assert other["channel"] == "token"


def test_a_bearer_token_opens_no_page(register):
    with TestClient(make_app(register)) as client:
        headers = {**bearer(register, Role.DPO), **HTML}
        assert client.get("/", headers=headers, follow_redirects=False).status_code == 303


def test_in_production_the_cookie_is_bound_to_this_host_over_tls():
    settings = Settings(env=Environment.PRODUCTION, secret_key="x" * 32, id_key="x" * 32, field_key="x" * 32)
    cookie = session_cookie(settings, "secret")

    assert cookie_name(settings).startswith("__Host-")
    assert cookie.secure
    assert cookie.httponly
    assert cookie.samesite == "lax"
    assert cookie.path == "/"
    assert cookie.domain is None


def test_in_production_the_other_cookies_need_tls_too(person):
    settings = Settings(env=Environment.PRODUCTION, secret_key="x" * 32, id_key="x" * 32, field_key="x" * 32)
    person.app.state.settings = settings

    assert next_cookie("/people?name=x", settings).secure
    assert "Secure" in person.get("/language/en").headers["set-cookie"]


def test_an_unknown_page_is_a_page_for_people_and_a_document_for_programs(person):
    assert "text/html" in person.get("/no-such-page").headers["content-type"]
    answer = person.get("/api/v1/no-such-thing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_language_is_chosen_with_one_click(person):
    assert '<html lang="th">' in person.get("/").text
    assert person.get("/language/en?next=/").headers["location"] == "/"

    assert '<html lang="en">' in person.get("/").text
    assert person.get("/language/xx").status_code == 404
