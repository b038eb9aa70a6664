"""Signing in with an OpenID provider: who comes in, and every answer that lets nobody in."""

import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OctKey, RSAKey
from sqlalchemy import text

from ropa.access.service_grants import add_grant
from ropa.app import create_app
from ropa.errors import SettingsError
from ropa.settings import Environment, read_settings
from schemas.access import COMMAND_LINE, Role
from tests.support.openid import (
    CLIENT_ID,
    CLIENT_SECRET,
    OWN,
    SIGNING,
    come_back,
    encoded,
    enter,
    leave,
    openid_provider,
    signed,
)
from tests.support.portal import free_address, register_at
from tests.support.web import keys_for, national_id

pytestmark = pytest.mark.only_on("sqlite")  # nothing here differs between databases but the last test
OTHER = RSAKey.generate_key(2048, {"kid": "second"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})


@pytest.fixture
def provider():
    with openid_provider() as made:
        yield made


def settings_of(issuer, **more):
    return {"oidc_issuer": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET, **more}


@pytest.fixture
def visitor(register, provider):
    with register_at(register, "", **settings_of(provider.origin)) as made:
        yield made


def rows(register, now, query):
    with register.read(COMMAND_LINE, now) as uow:
        return [tuple(row) for row in uow.connection.execute(text(query))]


def is_in(visitor) -> bool:
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


def test_the_browser_is_sent_with_a_challenge_to_come_back_here_only(visitor, provider):
    sent = leave(visitor, provider)

    assert sent["redirect_uri"] == f"{OWN}/auth/oidc/callback"
    assert (sent["response_type"], sent["code_challenge_method"]) == ("code", "S256")
    assert len({sent["state"], sent["nonce"], sent["code_challenge"]}) == 3
    assert leave(visitor, provider)["state"] != sent["state"]


def test_the_question_is_sealed_in_a_cookie_that_no_script_reads(visitor):
    cookie = visitor.get("/auth/oidc/login").headers["set-cookie"]

    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert "max-age=600" in cookie.lower()
    assert b"nonce" not in bytes.fromhex(cookie.partition("=")[2].partition(";")[0])


def test_the_secret_goes_to_the_provider_form_encoded_as_the_standard_has_it(visitor, provider):
    enter(visitor, provider)
    (authorization,) = [each[2] for each in provider.asked if each[0] == "/token"]
    from base64 import b64decode

    assert (
        b64decode(authorization.removeprefix("Basic "))
        == b"the%20register:a%20secret%3A%20100%20%25%20made%20up%20%26%20long"
    )


def test_somebody_goes_on_where_they_wanted_to(visitor, provider):
    visitor.get("/sign-in", params={"next": "/activities"})
    enter(visitor, provider)
    assert visitor.get("/").headers["location"] == "/activities"


def test_the_sign_in_page_offers_the_provider_only_where_there_is_one(visitor, client):
    assert "/auth/oidc/login" in visitor.get("/sign-in").text
    html = {"Accept": "text/html"}
    assert "/auth/oidc/login" not in client.get("/sign-in", headers=html).text
    assert client.get("/auth/oidc/login", headers=html).status_code == 404
    assert client.get("/auth/oidc/callback", headers=html).status_code == 404


def test_a_number_that_only_the_userinfo_has_is_taken_from_there(visitor, provider):
    provider.claims["pid"] = None
    provider.userinfo["pid"] = national_id(8)
    assert enter(visitor, provider).status_code == 303


def test_the_userinfo_of_another_person_is_refused(visitor, provider):
    provider.claims["pid"] = None
    provider.userinfo |= {"pid": national_id(8), "sub": "subject-2"}
    assert enter(visitor, provider).status_code == 403
    assert not is_in(visitor)


@pytest.mark.parametrize("wrong", [None, "", "not a number", 1234567890123, ["1"], "1" * 400, "12345678901234"])
def test_without_a_national_id_nobody_comes_in(visitor, provider, wrong):
    provider.claims["pid"] = wrong
    answer = enter(visitor, provider)
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
def test_a_state_that_is_not_this_browser_s_is_refused(visitor, provider, params):
    state = leave(visitor, provider)["state"]
    filled = {
        name: [each.replace("{state}", state) for each in ([value] if isinstance(value, str) else value)]
        for name, value in params.items()
    }
    assert visitor.get("/auth/oidc/callback", params=filled).status_code == 400
    assert provider.count("/token") == 0


def test_another_browser_cannot_finish_what_one_began(visitor, provider, register):
    state = leave(visitor, provider)["state"]
    with register_at(register, "", **settings_of(provider.origin)) as other:
        assert come_back(other, state).status_code == 400
        leave(other, provider)
        assert come_back(other, state).status_code == 400
    assert provider.count("/token") == 0


@pytest.mark.parametrize("value", ["", "zz", "00" * 40, "ff" * 5000])
def test_a_cookie_that_we_did_not_seal_is_refused(visitor, provider, value):
    state = leave(visitor, provider)["state"]
    visitor.cookies.set("ropa_oidc", value)
    assert come_back(visitor, state).status_code == 400


def test_a_question_older_than_ten_minutes_is_not_answered(visitor, provider, monkeypatch):
    state = leave(visitor, provider)["state"]
    from datetime import UTC, datetime, timedelta

    monkeypatch.setattr(
        type(visitor.app.state.runner), "now", lambda _: datetime.now(UTC) + timedelta(minutes=10, seconds=1)
    )
    assert come_back(visitor, state).status_code == 400


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("access_denied", "ยกเลิก"),
        ("server_error", "server_error"),
        ("<script>alert(1)</script>", "(?)"),
        ("x" * 41, "(?)"),
    ],
)
def test_what_the_provider_refuses_is_shown_in_our_words(visitor, provider, error, shown):
    state = leave(visitor, provider)["state"]
    params = {"state": state, "error": error, "error_description": "<b>send your password to …</b>"}
    answer = visitor.get("/auth/oidc/callback", params=params)
    assert answer.status_code == 403
    assert shown in answer.text
    assert "send your password" not in answer.text
    assert "<script>alert" not in answer.text


def test_an_answer_that_names_another_provider_is_refused(visitor, provider):
    state = leave(visitor, provider)["state"]
    assert come_back(visitor, state, iss="https://other.example").status_code == 403


def test_a_provider_that_names_itself_in_answers_must_do_so(visitor, provider):
    provider.description["authorization_response_iss_parameter_supported"] = True
    assert come_back(visitor, leave(visitor, provider)["state"]).status_code == 403
    assert come_back(visitor, leave(visitor, provider)["state"], iss=provider.origin).status_code == 303


# --- forged tokens -----------------------------------------------------------------------------------------------


def unsigned(_, claims):
    header = encoded(json.dumps({"alg": "none"}).encode())
    return f"{header}.{encoded(json.dumps(claims).encode())}."


def confused(_, claims):
    """The provider's public key, known to all, as the word of a shared secret."""
    return signed(claims, {"alg": "HS256", "kid": "first"}, OctKey.import_key(SIGNING.as_pem(private=False)))


def with_client_secret(_, claims):
    return signed(claims, {"alg": "HS256"}, OctKey.import_key(CLIENT_SECRET))


def twice(_, claims):
    body = json.dumps(claims)[:-1] + f', "pid": "{national_id(9)}"}}'
    return signed(body, {"alg": "RS256", "kid": "first"}, SIGNING)


def header_of(**more):
    return lambda _, claims: signed(claims, {"alg": "RS256", "kid": "first", **more}, SIGNING)


def tampered(_, claims):
    head, _body, signature = signed(claims, {"alg": "RS256", "kid": "first"}, SIGNING).split(".")
    return f"{head}.{encoded(json.dumps({**claims, 'pid': national_id(9)}).encode())}.{signature}"


@pytest.mark.parametrize(
    "token",
    [
        unsigned,
        confused,
        with_client_secret,
        twice,
        tampered,
        header_of(typ="at+jwt"),
        lambda _, claims: signed(claims, {"alg": "RS256", "kid": "first"}, OTHER),
        lambda _, claims: signed(claims, {"alg": "RS512", "kid": "first"}, SIGNING),
        lambda _, claims: signed(claims, {"alg": "ES256", "kid": "first"}, CURVE),
        lambda _, claims: signed(claims, {"alg": "RS256", "kid": "first", "jwk": OTHER.as_dict(private=False)}, OTHER),
        lambda *_: "a.b",
        lambda *_: "ก.ข.ค",
        lambda *_: "",
        lambda *_: "x" * 20_000,
    ],
    ids=[
        "none", "hs-rs", "client-secret", "duplicate", "tampered", "access-token", "other-key", "rs512", "kid-of-rsa",
        "own-key", "two-parts", "thai", "empty", "long",
    ],
)  # fmt: skip
def test_a_forged_token_is_refused(visitor, provider, token):
    provider.token = token
    assert enter(visitor, provider).status_code == 403
    assert not is_in(visitor)


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": []},
        {"aud": ["another"]},
        {"aud": [CLIENT_ID, "another"]},
        {"aud": CLIENT_ID, "azp": "another"},
        {"azp": ""},
        {"exp": NOW - 120},
        {"exp": None},
        {"exp": "9999999999"},
        {"iat": NOW + 600},
        {"iat": None},
        {"nbf": NOW + 600},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ""},
        {"nonce": ["x"]},
        {"at_hash": "x"},
        {"at_hash": ""},
        {"at_hash": 1},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 5},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(visitor, provider, claims):
    provider.claims |= claims
    assert enter(visitor, provider).status_code == 403
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 5},
        {"iat": NOW + 30},
        {"nbf": NOW + 30},
        {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID},
        {"at_hash": None},
    ],
    ids=str,
)
def test_clocks_may_differ_and_optional_claims_be_missing(visitor, provider, claims):
    provider.claims |= claims
    assert enter(visitor, provider).status_code == 303


@pytest.mark.parametrize(("algorithm", "key"), [("RS256", SIGNING), ("PS256", SIGNING), ("ES256", CURVE)])
def test_the_three_algorithms_are_understood(visitor, provider, algorithm, key):
    provider.keys = [key]
    provider.token = lambda _, claims: signed(claims, {"alg": algorithm, "kid": key.kid}, key)
    assert enter(visitor, provider).status_code == 303


def short_key():
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()  # noqa: S505 - it is to be refused
    return {"kty": "RSA", "kid": "first", "e": "AQAB", "n": encoded(numbers.n.to_bytes(128, "big"))}


@pytest.mark.parametrize(
    "listed",
    [
        short_key(),
        ECKey.generate_key("P-384", {"kid": "first"}).as_dict(private=False),
        {**SIGNING.as_dict(private=False), "use": "enc"},
        {**SIGNING.as_dict(private=False), "alg": "PS256"},
        {"kty": "oct", "kid": "first", "k": encoded(b"a shared secret")},
        {"kty": "RSA", "kid": "first", "n": "!" * 400, "e": "AQAB"},
        {"kty": "RSA", "kid": "first"},
        "first",
    ],
    ids=["rsa-1024", "p-384", "for-encryption", "for-another-algorithm", "shared", "no-number", "empty", "text"],
)
def test_a_key_that_is_weak_or_for_something_else_is_refused(visitor, provider, listed):
    provider.answers["/keys"] = (200, json.dumps({"keys": [listed]}).encode())
    assert enter(visitor, provider).status_code == 403


# --- keys that change, providers that fail ------------------------------------------------------------------------


def test_a_new_key_is_fetched_when_a_token_names_it(visitor, provider):
    assert enter(visitor, provider, "one").status_code == 303
    provider.keys = [OTHER, SIGNING]
    visitor.app.state["openid"].provider.keys_again_after = 0.0
    assert enter(visitor, provider, "two").status_code == 303
    assert enter(visitor, provider, "three").status_code == 303
    assert provider.count("/keys") == 2
    assert provider.count("/.well-known/openid-configuration") == 1


def test_unknown_keys_do_not_make_us_ask_again_and_again(visitor, provider):
    assert enter(visitor, provider, "one").status_code == 303
    provider.token = lambda _, claims: signed(claims, {"alg": "RS256", "kid": "unknown"}, OTHER)
    for code in "abcdef":
        assert enter(visitor, provider, code).status_code == 403
    assert provider.count("/keys") == 1


def test_without_a_name_of_the_key_there_must_be_only_one(visitor, provider):
    provider.token = lambda _, claims: signed(claims, {"alg": "RS256"}, SIGNING)
    assert enter(visitor, provider, "one").status_code == 303
    provider.keys = [SIGNING, OTHER]
    visitor.app.state["openid"].provider._keys = None
    assert enter(visitor, provider, "two").status_code == 403


@pytest.mark.parametrize(
    ("path", "status", "content"),
    [
        ("/token", 200, b'{"access_token": "x", "id_token": "' + b"x" * 1_000_000 + b'"}'),
        ("/token", 200, b"<html>sign in to the hotel's network</html>"),
        ("/token", 200, b'{"access_token": "x"}'),
        ("/token", 200, b'{"access_token": "a", "access_token": "b", "id_token": "c"}'),
        ("/token", 302, b""),
        ("/token", 500, b"{}"),
        ("/token", 429, b"{}"),
        ("/token", 401, b'{"error": "invalid_client"}'),
        ("/keys", 200, b"x" * 300_000),
        ("/keys", 200, b"[]"),
        ("/keys", 503, b""),
    ],
)
def test_trouble_of_the_provider_is_a_clear_page(visitor, provider, path, status, content):
    provider.answers[path] = (status, content)
    answer = enter(visitor, provider)
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert "ลงชื่อเข้าใช้" in answer.text
    provider.answers.clear()
    assert enter(visitor, provider, "again").status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "https://other.example/token"},
        {"jwks_uri": "http://169.254.169.254/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://["},
        {"userinfo_endpoint": "file:///etc/hosts"},
        {"code_challenge_methods_supported": ["plain"]},
        {"token_endpoint": 5},
    ],
    ids=str,
)
def test_a_description_that_leads_elsewhere_is_refused(visitor, provider, wrong):
    provider.description = wrong
    answer = visitor.get("/auth/oidc/login")
    assert answer.status_code == 503
    assert "location" not in answer.headers


def test_a_provider_that_is_not_there_or_slow_is_a_clear_page(register, provider, visitor, monkeypatch):
    with register_at(register, "", **settings_of(free_address())) as lost:
        assert lost.get("/auth/oidc/login").status_code == 503
    monkeypatch.setattr("ropa.access.pages_oidc.SECONDS", 0.3)
    provider.delay = 1.0
    begin = time.monotonic()
    answer = visitor.get("/auth/oidc/login")
    assert (answer.status_code, time.monotonic() - begin < 0.9) == (503, True)
    assert "ผู้ให้บริการยืนยันตัวตน" in answer.text


def test_refusals_stand_in_the_trail_without_what_was_sent(visitor, provider, register, now):
    provider.token = unsigned
    enter(visitor, provider)
    assert rows(register, now, "SELECT subject, details FROM audit_events WHERE action = 'sign_in.refused'") == [
        ("oidc", b'{"refused":1}')
    ]


# --- settings ----------------------------------------------------------------------------------------------------

KEYS = {f"ROPA_{name}_KEY": name * 40 for name in ("SECRET", "ID", "FIELD")}


def settings_from(**more):
    return read_settings({"ROPA_ENV": "production", "ROPA_DATABASE_URL": "sqlite:///:memory:", **KEYS, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"ROPA_OIDC_ISSUER": "http://provider.example", "ROPA_OIDC_CLIENT_ID": "x"},
        {"ROPA_OIDC_ISSUER": "provider.example", "ROPA_OIDC_CLIENT_ID": "x"},
        {"ROPA_OIDC_ISSUER": "https://provider.example/?a=1", "ROPA_OIDC_CLIENT_ID": "x"},
        {"ROPA_OIDC_ISSUER": "https://provider.example"},
        {"ROPA_OIDC_ISSUER": "https://provider.example", "ROPA_OIDC_CLIENT_ID": "x", "ROPA_OIDC_SCOPES": "pid"},
    ],
)
def test_settings_that_would_be_unsafe_stop_the_start(more):
    with pytest.raises(SettingsError):
        settings_from(**more)


def test_in_production_the_cookie_belongs_to_this_host_and_to_https(register, provider):
    from litestar.testing import TestClient

    settings = settings_from(ROPA_OIDC_ISSUER=provider.origin, ROPA_OIDC_CLIENT_ID="x", ROPA_BASE_URL=OWN)
    assert settings.env is Environment.PRODUCTION
    with TestClient(create_app(settings, register), base_url=OWN) as client:
        cookie = client.get("/auth/oidc/login", follow_redirects=False).headers["set-cookie"].lower()
    assert cookie.startswith("__host-ropa_oidc=")
    assert "secure" in cookie
    assert "path=/;" in cookie + ";"
