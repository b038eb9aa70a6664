"""ID tokens that are forged, or made for somebody else, let nobody in."""

import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.support.openid import (
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING,
    encoded,
    enter,
    signed,
)
from tests.support.web import national_id

pytestmark = pytest.mark.only_on("sqlite")  # the database has no part in it
OTHER = RSAKey.generate_key(2048, {"kid": "second"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})


def is_in(visitor):
    return visitor.get("/").status_code == 200


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
def test_a_forged_token_is_refused(stranger, provider, token):
    provider.token = token
    assert enter(stranger, provider).status_code == 403
    assert not is_in(stranger)


class FromNow(int):
    """Seconds from the moment at which the test runs: one that was taken when the file was read grows old."""


def at_this_moment(claims):
    return {name: int(time.time()) + value if isinstance(value, FromNow) else value for name, value in claims.items()}


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
        {"exp": FromNow(-120)},
        {"exp": None},
        {"exp": "9999999999"},
        {"iat": FromNow(600)},
        {"iat": None},
        {"nbf": FromNow(600)},
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
def test_a_token_that_is_not_for_this_sign_in_is_refused(stranger, provider, claims):
    provider.claims |= at_this_moment(claims)
    assert enter(stranger, provider).status_code == 403
    assert not is_in(stranger)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": FromNow(-5)},
        {"iat": FromNow(30)},
        {"nbf": FromNow(30)},
        {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID},
        {"at_hash": None},
    ],
    ids=str,
)
def test_clocks_may_differ_and_optional_claims_be_missing(stranger, provider, claims):
    provider.claims |= at_this_moment(claims)
    assert enter(stranger, provider).status_code == 303


@pytest.mark.parametrize(("algorithm", "key"), [("RS256", SIGNING), ("PS256", SIGNING), ("ES256", CURVE)])
def test_the_three_algorithms_are_understood(stranger, provider, algorithm, key):
    provider.keys = [key]
    provider.token = lambda _, claims: signed(claims, {"alg": algorithm, "kid": key.kid}, key)
    assert enter(stranger, provider).status_code == 303


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
def test_a_key_that_is_weak_or_for_something_else_is_refused(stranger, provider, listed):
    provider.answers["/keys"] = (200, json.dumps({"keys": [listed]}).encode())
    assert enter(stranger, provider).status_code == 403
