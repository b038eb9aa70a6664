"""Reads the ID token of an OpenID provider: its signature, for whom it is, and that it answers our question.

Legal source: none; OpenID Connect Core 1.0, 3.1.3.7, and RFC 8725 (which algorithms, which kinds of token).
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from msgspec import Struct

from ropa.access.token_parts import read_object, read_segment
from ropa.errors import ProviderRefused, TokenMalformed

log = logging.getLogger("ropa.oidc")
#: A real token has some 2 KB.
MAX_TOKEN = 16 * 1024
#: The provider's clock may differ from ours by this many seconds.
LEEWAY_SECONDS = 60
#: The only algorithms, each with its kind of key. Neither `none` nor a shared key is ever accepted.
ALGORITHMS: dict[str, type[RSAKey] | type[ECKey]] = {"RS256": RSAKey, "PS256": RSAKey, "ES256": ECKey}
#: Shorter ones are broken; longer ones only cost time.
_RSA_BITS = range(2048, 8200)
_PARTS = 3
#: A provider has two or three keys; more are not looked at.
_MOST_KEYS = 50
_LONGEST_SUBJECT = 255

ProviderKey = RSAKey | ECKey
FindKey = Callable[[dict[str, Any]], ProviderKey]


class Wanted(Struct, frozen=True, kw_only=True):
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str

    def __repr__(self) -> str:
        """Nothing of it: tracebacks show this."""
        return "Wanted(***)"


def read_id_token(text: str, find_key: FindKey, wanted: Wanted, now: datetime) -> dict[str, Any]:
    """Return the claims of a token that the provider made for us, for this very sign-in.

    Raises: ProviderRefused; what `find_key` raises.
    """
    try:
        header, claims = _parts(text)
        key = find_key(header)
        jws.deserialize_compact(text, key, algorithms=[header["alg"]])
        _check(header, claims, wanted, now)
    except (JoseError, TokenMalformed, ValueError, TypeError, OverflowError) as error:
        # Its words may repeat the token; the kind says enough.
        log.warning("an ID token was refused: %s", type(error).__name__)
        raise ProviderRefused from None
    return claims


def _parts(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if not text.isascii() or len(text) > MAX_TOKEN or text.count(".") != _PARTS - 1:
        raise TokenMalformed
    header, payload, signature = text.split(".")
    said = read_object(read_segment(header))
    # An access token (`at+jwt`) may have all the right claims; it is no word on who signed in.
    typed = str(said.get("typ", "JWT")).upper()
    if said.get("alg") not in ALGORITHMS or "crit" in said or typed != "JWT" or not read_segment(signature):
        raise TokenMalformed
    return said, read_object(read_segment(payload))


def _check(header: dict[str, Any], claims: dict[str, Any], wanted: Wanted, now: datetime) -> None:
    options = {
        "iss": {"essential": True, "value": wanted.issuer},
        "aud": {"essential": True, "value": wanted.client_id},
        "nonce": {"essential": True, "value": wanted.nonce},
        "sub": {"essential": True},
    }
    params = {"client_id": wanted.client_id, "nonce": wanted.nonce, "access_token": wanted.access_token}
    CodeIDToken(claims, header, options, params).validate(int(now.timestamp()), LEEWAY_SECONDS)
    # Authlib looks at these three only when they are true.
    if not all(isinstance(claims.get(name, ""), str) for name in ("azp", "at_hash", "nonce")):
        raise TokenMalformed
    if claims.get("azp", wanted.client_id) != wanted.client_id or claims.get("at_hash") == "":
        raise TokenMalformed
    if not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise TokenMalformed


def fitting_key(listed: Iterable[Any], header: dict[str, Any]) -> ProviderKey | None:
    """Return the one key of a provider's list that a token names; None when there is none, or no telling which."""
    found = []
    for each in list(listed)[:_MOST_KEYS]:
        if isinstance(each, dict) and _fits(each, header):
            with suppress(JoseError, ValueError, TypeError, KeyError, AttributeError):
                key = ALGORITHMS[header["alg"]].import_key(each)
                if _is_strong(key):
                    found.append(key)
    return found[0] if len(found) == 1 else None


def _fits(listed: dict[str, Any], header: dict[str, Any]) -> bool:
    kind = "EC" if header["alg"].startswith("ES") else "RSA"
    named = header.get("kid")
    return (
        listed.get("kty") == kind
        and listed.get("use", "sig") == "sig"
        and listed.get("alg", header["alg"]) == header["alg"]
        and (named is None or listed.get("kid") == named)
        # joserfc only warns of a short key: its length is looked at before (six bits a letter).
        and (kind == "EC" or len(str(listed.get("n"))) * 6 in _RSA_BITS)
    )


def _is_strong(key: ProviderKey) -> bool:
    if isinstance(key, ECKey):
        return key.curve_name == "P-256"
    return key.public_key.key_size in _RSA_BITS
