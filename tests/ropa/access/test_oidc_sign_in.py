"""Signing in with an OpenID provider: who comes in, and answers that are not to this browser's question."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from ropa.access.service_grants import add_grant
from schemas.access import COMMAND_LINE, Role
from tests.support.openid import (
    OWN,
    come_back,
    enter,
    leave,
    settings_of,
)
from tests.support.portal import register_at
from tests.support.web import keys_for, national_id

pytestmark = pytest.mark.only_on("sqlite")  # the database has no part in it


@pytest.fixture
def visitor(register, provider):
    with register_at(register, "", **settings_of(provider.origin)) as made:
        yield made


def rows(register, now, query):
    with register.read(COMMAND_LINE, now) as uow:
        return [tuple(row) for row in uow.connection.execute(text(query))]


def is_in(visitor):
    return visitor.get("/").status_code == 200


def test_the_provider_s_person_is_the_portal_s_person_of_the_same_national_id(visitor, provider, register, now):
    with register.write(COMMAND_LINE, now) as uow:
        granted = add_grant(uow, keys_for(register), national_id(7), Role.DPO, 0)

    answer = enter(visitor, provider)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "เจ้าหน้าที่ ทดสอบ" in visitor.get("/").text
    assert rows(register, now, "SELECT id, id_kind FROM people") == [(granted.person_id, "national_id")]
    assert [
        row[0] for row in rows(register, now, "SELECT subject FROM audit_events WHERE action LIKE 'sign_in.%'")
    ] == ["oidc"]
    assert national_id(7) not in repr(rows(register, now, "SELECT * FROM audit_events"))


def test_the_browser_is_sent_with_a_challenge_to_come_back_here_only(stranger, provider):
    sent = leave(stranger, provider)

    assert sent["redirect_uri"] == f"{OWN}/auth/oidc/callback"
    assert (sent["response_type"], sent["code_challenge_method"]) == ("code", "S256")
    assert len({sent["state"], sent["nonce"], sent["code_challenge"]}) == 3
    assert leave(stranger, provider)["state"] != sent["state"]


def test_the_question_is_sealed_in_a_cookie_that_no_script_reads(stranger):
    cookie = stranger.get("/auth/oidc/login").headers["set-cookie"]

    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert "max-age=600" in cookie.lower()
    assert b"nonce" not in bytes.fromhex(cookie.partition("=")[2].partition(";")[0])


def test_the_secret_goes_to_the_provider_form_encoded_as_the_standard_has_it(stranger, provider):
    enter(stranger, provider)
    (authorization,) = [each[2] for each in provider.asked if each[0] == "/token"]
    assert (
        b64decode(authorization.removeprefix("Basic "))
        == b"the%20register:a%20secret%3A%20100%20%25%20made%20up%20%26%20long"
    )


def test_somebody_goes_on_where_they_wanted_to(stranger, provider):
    stranger.get("/sign-in", params={"next": "/activities"})
    enter(stranger, provider)
    assert stranger.get("/").headers["location"] == "/activities"


def test_the_sign_in_page_offers_the_provider_only_where_there_is_one(visitor, client):
    assert "/auth/oidc/login" in visitor.get("/sign-in").text
    html = {"Accept": "text/html"}
    assert "/auth/oidc/login" not in client.get("/sign-in", headers=html).text
    assert client.get("/auth/oidc/login", headers=html).status_code == 404
    assert client.get("/auth/oidc/callback", headers=html).status_code == 404


def test_a_number_that_only_the_userinfo_has_is_taken_from_there(stranger, provider):
    provider.claims["pid"] = None
    provider.userinfo["pid"] = national_id(8)
    assert enter(stranger, provider).status_code == 303


def test_the_userinfo_of_another_person_is_refused(stranger, provider):
    provider.claims["pid"] = None
    provider.userinfo |= {"pid": national_id(8), "sub": "subject-2"}
    assert enter(stranger, provider).status_code == 403
    assert not is_in(stranger)


@pytest.mark.parametrize("wrong", [None, "", "not a number", 1234567890123, ["1"], "1" * 400, "12345678901234"])
def test_without_a_national_id_nobody_comes_in(stranger, provider, wrong):
    provider.claims["pid"] = wrong
    answer = enter(stranger, provider)
    assert answer.status_code == 403
    assert "เลขประจำตัวประชาชน" in answer.text


def test_people_may_be_known_by_the_provider_s_own_name_for_them(register, provider, now):
    with register_at(register, "", **settings_of(provider.origin, oidc_id_claim="sub")) as visitor:
        assert enter(visitor, provider, "one").status_code == 303
        assert enter(visitor, provider, "two").status_code == 303
        provider.claims["sub"] = "subject-2"
        assert enter(visitor, provider, "three").status_code == 303
    kinds = rows(register, now, "SELECT id_kind, id_hash FROM people")
    assert [kind for kind, _ in kinds] == ["subject", "subject"]
    assert "subject-1" not in repr(rows(register, now, "SELECT * FROM people"))


def test_a_user_name_that_is_a_national_id_is_not_shown(visitor, provider, register, now):
    provider.claims |= {"preferred_username": national_id(7), "given_name": None, "family_name": None}
    enter(visitor, provider)
    assert rows(register, now, "SELECT username, display_name FROM people") == [("OpenID", "OpenID")]


# --- answers that are no answers to our question -----------------------------------------------------------------


def test_a_code_is_taken_once(visitor, provider, register):
    state = leave(visitor, provider)["state"]
    kept = visitor.cookies["ropa_oidc"]
    assert come_back(visitor, state).status_code == 303

    assert come_back(visitor, state).status_code == 400  # the question is gone from the browser
    with register_at(register, "", **settings_of(provider.origin)) as thief:
        thief.cookies.set("ropa_oidc", kept)
        assert come_back(thief, state).status_code == 403  # the provider knows the code
        provider.used_codes.clear()
        again = come_back(thief, state)
        assert again.status_code == 403  # and we know the question, whatever the provider thinks
        assert not is_in(thief)


@pytest.mark.parametrize(
    "params",
    [
        {"code": "x"},
        {"state": "", "code": "x"},
        {"state": "another", "code": "x"},
        {"state": "ก", "code": "x"},
        {"state": ["{state}", "{state}"], "code": "x"},
        {"state": "{state}", "code": ["x", "y"]},
    ],
)
def test_a_state_that_is_not_this_browser_s_is_refused(stranger, provider, params):
    state = leave(stranger, provider)["state"]
    filled = {
        name: [each.replace("{state}", state) for each in ([value] if isinstance(value, str) else value)]
        for name, value in params.items()
    }
    assert stranger.get("/auth/oidc/callback", params=filled).status_code == 400
    assert provider.count("/token") == 0


def test_another_browser_cannot_finish_what_one_began(visitor, provider, register):
    state = leave(visitor, provider)["state"]
    with register_at(register, "", **settings_of(provider.origin)) as other:
        assert come_back(other, state).status_code == 400
        leave(other, provider)
        assert come_back(other, state).status_code == 400
    assert provider.count("/token") == 0


@pytest.mark.parametrize("value", ["", "zz", "00" * 40, "ff" * 5000])
def test_a_cookie_that_we_did_not_seal_is_refused(stranger, provider, value):
    state = leave(stranger, provider)["state"]
    stranger.cookies.set("ropa_oidc", value)
    assert come_back(stranger, state).status_code == 400


def test_a_question_older_than_ten_minutes_is_not_answered(stranger, provider, monkeypatch):
    state = leave(stranger, provider)["state"]
    monkeypatch.setattr(
        type(stranger.app.state.runner), "now", lambda _: datetime.now(UTC) + timedelta(minutes=10, seconds=1)
    )
    assert come_back(stranger, state).status_code == 400


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("access_denied", "ยกเลิก"),
        ("server_error", "server_error"),
        ("<script>alert(1)</script>", "(?)"),
        ("x" * 41, "(?)"),
    ],
)
def test_what_the_provider_refuses_is_shown_in_our_words(stranger, provider, error, shown):
    state = leave(stranger, provider)["state"]
    params = {"state": state, "error": error, "error_description": "<b>send your password to …</b>"}
    answer = stranger.get("/auth/oidc/callback", params=params)
    assert answer.status_code == 403
    assert shown in answer.text
    assert "send your password" not in answer.text
    assert "<script>alert" not in answer.text


def test_an_answer_that_names_another_provider_is_refused(stranger, provider):
    state = leave(stranger, provider)["state"]
    assert come_back(stranger, state, iss="https://other.example").status_code == 403


def test_a_provider_that_names_itself_in_answers_must_do_so(stranger, provider):
    provider.description["authorization_response_iss_parameter_supported"] = True
    assert come_back(stranger, leave(stranger, provider)["state"]).status_code == 403
    assert come_back(stranger, leave(stranger, provider)["state"], iss=provider.origin).status_code == 303
