"""Providers that change their keys, fail or lead elsewhere; settings that would be unsafe."""

import time

import pytest
from joserfc.jwk import ECKey, RSAKey
from litestar.testing import TestClient
from sqlalchemy import text

from ropa.errors import SettingsError
from ropa.settings import Environment, read_settings
from schemas.access import COMMAND_LINE
from tests.support.openid import (
    OWN,
    SIGNING,
    enter,
    settings_of,
    signed,
)
from tests.support.portal import free_address, register_at
from tests.support.quick_apps import quick_app

pytestmark = pytest.mark.only_on("sqlite")  # the database has no part in it
OTHER = RSAKey.generate_key(2048, {"kid": "second"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})


@pytest.fixture
def visitor(register, provider):
    with register_at(register, "", **settings_of(provider.origin)) as made:
        yield made


def rows(register, now, query):
    with register.read(COMMAND_LINE, now) as uow:
        return [tuple(row) for row in uow.connection.execute(text(query))]


def test_a_new_key_is_fetched_when_a_token_names_it(stranger, provider):
    assert enter(stranger, provider, "one").status_code == 303
    provider.keys = [OTHER, SIGNING]
    stranger.app.state["openid"].provider.keys_again_after = 0.0
    assert enter(stranger, provider, "two").status_code == 303
    assert enter(stranger, provider, "three").status_code == 303
    assert provider.count("/keys") == 2
    assert provider.count("/.well-known/openid-configuration") == 1


def test_unknown_keys_do_not_make_us_ask_again_and_again(stranger, provider):
    assert enter(stranger, provider, "one").status_code == 303
    provider.token = lambda _, claims: signed(claims, {"alg": "RS256", "kid": "unknown"}, OTHER)
    for code in "abcdef":
        assert enter(stranger, provider, code).status_code == 403
    assert provider.count("/keys") == 1


def test_without_a_name_of_the_key_there_must_be_only_one(stranger, provider):
    provider.token = lambda _, claims: signed(claims, {"alg": "RS256"}, SIGNING)
    assert enter(stranger, provider, "one").status_code == 303
    provider.keys = [SIGNING, OTHER]
    stranger.app.state["openid"].provider._keys = None
    assert enter(stranger, provider, "two").status_code == 403


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
def test_trouble_of_the_provider_is_a_clear_page(stranger, provider, path, status, content):
    provider.answers[path] = (status, content)
    answer = enter(stranger, provider)
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert "ลงชื่อเข้าใช้" in answer.text
    provider.answers.clear()
    assert enter(stranger, provider, "again").status_code == 303


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
def test_a_description_that_leads_elsewhere_is_refused(stranger, provider, wrong):
    provider.description = wrong
    answer = stranger.get("/auth/oidc/login")
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
    provider.token = lambda *_: "a.b.c"
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
    settings = settings_from(ROPA_OIDC_ISSUER=provider.origin, ROPA_OIDC_CLIENT_ID="x", ROPA_BASE_URL=OWN)
    assert settings.env is Environment.PRODUCTION
    with TestClient(quick_app(settings, register), base_url=OWN) as client:
        cookie = client.get("/auth/oidc/login", follow_redirects=False).headers["set-cookie"].lower()
    assert cookie.startswith("__host-ropa_oidc=")
    assert "secure" in cookie
    assert "path=/;" in cookie + ";"
