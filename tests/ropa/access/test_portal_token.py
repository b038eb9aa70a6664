"""What a token must be before the portal is asked about it."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from ropa.access.portal_token import MAX_TOKEN, TokenKey, read_token
from ropa.errors import SettingsError, TokenExpired, TokenForged, TokenMalformed

SHARED = "the words that portal and register share"
RSA = RSAKey.generate_key(2048)
CURVE = ECKey.generate_key("P-256")


def claims(now: datetime, **changed: object) -> dict[str, object]:
    return {
        "sid": "17",
        "username": "recorder.npt",
        "idcard": "1000000000271",
        "firstname": "ผู้บันทึก",
        "lastname": "นครปฐม",
        "email": "recorder@example.invalid",
        "iss": "DIW",
        "org": "9/59/73",
        "exp": int((now + timedelta(minutes=65)).timestamp()),
        "nbf": int(now.timestamp()),
        **changed,
    }


def signed(said: dict[str, object], key: Any = None, alg: str = "HS256") -> str:
    return jwt.encode({"alg": alg}, said, key or OctKey.import_key(SHARED), algorithms=[alg])


def segment(content: str) -> str:
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def raw(payload: str, header: str = '{"alg":"HS256"}') -> str:
    return f"{segment(header)}.{segment(payload)}.{segment('signature')}"


def test_the_claims_of_the_manual_are_read(now):
    token = read_token(f" {signed(claims(now))}\n", now)

    assert (token.username, token.idcard, token.firstname, token.lastname) == (
        "recorder.npt",
        "1000000000271",
        "ผู้บันทึก",
        "นครปฐม",
    )
    assert (token.sid, token.iss, token.org) == ("17", "DIW", "9/59/73")
    assert token.expires_at == (now + timedelta(minutes=65)).astimezone(UTC)


def test_only_who_it_is_and_until_when_must_be_there(now):
    said = claims(now)
    token = read_token(signed({name: said[name] for name in ("username", "idcard", "exp")}), now)
    assert (token.email, token.org) == ("", "")


@pytest.mark.parametrize("name", ["username", "idcard", "exp"])
@pytest.mark.parametrize("value", [None, "", [], {}, True], ids=repr)
def test_a_needed_claim_that_says_nothing_is_refused(now, name, value):
    with pytest.raises(TokenMalformed):
        read_token(signed(claims(now, **{name: value})), now)


@pytest.mark.parametrize(
    "changed",
    [{"firstname": 7.5}, {"org": "9" * 65}, {"lastname": "a\x00b"}, {"email": ["x"]}, {"nbf": "soon"}, {"exp": 1e300}],
    ids=repr,
)
def test_a_claim_of_another_kind_is_refused(now, changed):
    with pytest.raises(TokenMalformed):
        read_token(signed(claims(now, **changed)), now)


def test_a_token_ends_with_its_last_second_and_begins_with_a_little_leeway(now):
    ended = signed(claims(now, exp=int(now.timestamp())))
    early, a_little_early = (signed(claims(now, nbf=int(now.timestamp()) + seconds)) for seconds in (90, 30))

    for refused in (ended, early):
        with pytest.raises(TokenExpired):
            read_token(refused, now)
    assert read_token(a_little_early, now).username == "recorder.npt"


@pytest.mark.parametrize("length", [0, 1, 10, 60, 200, -30])
def test_a_token_that_is_cut_off_is_refused(now, length):
    with pytest.raises(TokenMalformed):
        read_token(signed(claims(now))[:length], now)


@pytest.mark.parametrize(
    "text",
    [
        "not a token",
        "a.b.c",
        "é.é.é",
        "..",
        raw("[]"),
        raw("{}"),
        raw("{"),
        raw('{"exp": NaN}'),
        raw("[" * 3000),
        raw("{}", '{"alg":"none"}'),
        "A" * (MAX_TOKEN + 1),
    ],
    ids=lambda text: text[:24],
)
def test_what_is_no_token_is_refused(now, text):
    with pytest.raises(TokenMalformed):
        read_token(text, now)


@pytest.mark.parametrize("header", ["none", "None", "", "HS1", "A128KW", None, ["HS256"]], ids=repr)
def test_an_odd_algorithm_is_refused(now, header):
    with pytest.raises(TokenMalformed):
        read_token(raw(json.dumps(claims(now)), json.dumps({"alg": header})), now)


def test_an_unsigned_token_and_a_critical_extension_are_refused(now):
    payload = json.dumps(claims(now))
    for text in (
        raw(payload).rpartition(".")[0] + ".",
        raw(payload, '{"alg":"HS256","crit":["b64"],"b64":false}'),
    ):
        with pytest.raises(TokenMalformed):
            read_token(text, now)


def test_a_claim_that_is_said_twice_is_refused(now):
    said = json.dumps(claims(now))
    with pytest.raises(TokenMalformed):
        read_token(raw(said[:-1] + ',"idcard":"1000000000211"}'), now)


def test_the_signature_written_otherwise_is_still_the_same_token(now):
    text = signed(claims(now))
    assert read_token(text, now).digest == read_token(text[:-8] + "AAAAAAA" + text[-1], now).digest
    # The last letter of 32 bytes carries two bits that say nothing: the next letter writes the same signature.
    with pytest.raises(TokenMalformed):
        read_token(text[:-1] + chr(ord(text[-1]) + 1), now)


def test_nothing_of_a_token_is_shown(now):
    assert "1000000000271" not in repr(read_token(signed(claims(now)), now))


@pytest.mark.parametrize(
    ("text", "key", "alg"),
    [
        (SHARED, None, "HS256"),
        (RSA.as_pem(private=False).decode(), RSA, "RS256"),
        (CURVE.as_pem(private=False).decode().replace("\n", "\\n"), CURVE, "ES256"),
    ],
    ids=["HS256", "RS256", "ES256"],
)
def test_where_the_portals_key_is_known_the_signature_counts(now, text, key, alg):
    known = TokenKey(text)
    made = signed(claims(now), key, alg)
    head, _, signature = made.split(".")

    assert read_token(made, now, known).username == "recorder.npt"
    other = segment(json.dumps(claims(now, idcard="1000000000211")))
    for forged in (f"{head}.{other}.{signature}", signed(claims(now), OctKey.import_key("another key of somebody"))):
        with pytest.raises(TokenForged):
            read_token(forged, now, known)


def test_a_public_key_is_never_taken_for_a_shared_one(now):
    pem = RSA.as_pem(private=False)
    head = raw(json.dumps(claims(now))).rpartition(".")[0]
    mark = base64.urlsafe_b64encode(hmac.digest(pem, head.encode(), "sha256")).decode().rstrip("=")
    with pytest.raises(TokenForged):
        read_token(f"{head}.{mark}", now, TokenKey(pem.decode()))


def test_where_the_issuer_is_known_it_counts(now):
    assert read_token(signed(claims(now)), now, issuer="DIW").iss == "DIW"
    with pytest.raises(TokenForged):
        read_token(signed(claims(now)), now, issuer="somebody else")


@pytest.mark.parametrize(
    "text", ["-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", ""], ids=["pem", "empty"]
)
def test_a_key_that_is_none_is_a_fault_of_the_settings(text):
    with pytest.raises(SettingsError):
        TokenKey(text)
    with pytest.raises(SettingsError):
        TokenKey(RSA.as_pem(private=True).decode())
