"""Reads a token of the ministry's portal. Its claims are only what somebody says until the portal was asked.

Legal source: seed 000, 2.4 (the claims and their meaning; a token lives 65 minutes).
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey
from msgspec import Struct

from ropa.access.token_parts import UNWRITABLE, read_object, read_segment
from ropa.errors import SettingsError, TokenExpired, TokenForged, TokenMalformed

#: A real token has under 1 KB.
MAX_TOKEN = 8 * 1024
#: The portal's clock may be ahead of ours by this much.
LEEWAY = timedelta(seconds=60)
#: What a portal may sign with. `none` is not here, nor anything invented later.
_ALGORITHMS = frozenset(f"{kind}{size}" for kind in ("HS", "RS", "ES", "PS") for size in (256, 384, 512))
#: Claims that must be there, and how long their text may be; then those that may be missing.
_REQUIRED = {"username": 255, "idcard": 32}
_OPTIONAL = {"sid": 255, "firstname": 300, "lastname": 300, "email": 320, "iss": 255, "org": 64}
_SEGMENTS = 3


class PortalToken(Struct, frozen=True, kw_only=True):
    """What a token says. Never trust it by itself."""

    text: str
    digest: str
    """By it one-time use is remembered. The signature is left out: it can be written in several ways."""
    username: str
    idcard: str
    sid: str
    firstname: str
    lastname: str
    email: str
    iss: str
    org: str
    expires_at: datetime
    """Aware, UTC."""

    def __repr__(self) -> str:
        """Nothing of the token: tracebacks and logs show this."""
        return "PortalToken(***)"


class TokenKey:
    """The portal's own key, where it is known. The kind of key decides the algorithm; the token does not."""

    def __init__(self, text: str) -> None:
        """`text` is a public key in PEM (RSA or P-256) or the words of a shared key.

        Raises: SettingsError.
        """
        # One line of an environment file cannot hold the lines of a PEM.
        text = text.replace("\\n", "\n").strip()
        try:
            self.key, self.algorithm = _key(text)
        except (ValueError, JoseError) as error:
            raise SettingsError(
                "ROPA_SSO_JWT_KEY ต้องเป็นกุญแจสาธารณะ PEM (RSA หรือ EC P-256) หรือกุญแจร่วมแบบข้อความ",
                "ROPA_SSO_JWT_KEY must be a public key in PEM (RSA or EC P-256) or the text of a shared key",
            ) from error

    def check(self, token: str) -> None:
        """Return when the signature is the portal's. Raises: TokenForged."""
        try:
            jws.deserialize_compact(token, self.key, algorithms=[self.algorithm])
        except (JoseError, ValueError, TypeError):
            raise TokenForged from None


def _key(text: str) -> tuple[RSAKey | ECKey | OctKey, str]:
    if not text.startswith("-----BEGIN"):
        return OctKey.import_key(text), "HS256"
    if "PRIVATE KEY" in text:
        raise ValueError
    try:
        return RSAKey.import_key(text), "RS256"
    except (ValueError, TypeError, JoseError):
        key = ECKey.import_key(text)
        if key.curve_name != "P-256":
            raise ValueError from None
        return key, "ES256"


def read_token(text: str, now: datetime, key: TokenKey | None = None, issuer: str = "") -> PortalToken:
    """Return the claims of a token, checked as far as they can be without asking the portal.

    Raises: TokenMalformed, TokenExpired; TokenForged for a signature or issuer that is not the portal's.
    """
    text = text.strip()
    if not text.isascii() or len(text) > MAX_TOKEN or text.count(".") != _SEGMENTS - 1:
        raise TokenMalformed
    header, payload, signature = text.split(".")
    said = read_object(read_segment(header))
    # `crit` demands that the reader understands an extension; there is none that we do.
    if str(said.get("alg")) not in _ALGORITHMS or "crit" in said or not read_segment(signature):
        raise TokenMalformed
    claims = read_object(read_segment(payload))
    if key is not None:
        key.check(text)
    expires_at = _times(claims, now)
    found = {name: _text(claims, name, size, required=True) for name, size in _REQUIRED.items()}
    found |= {name: _text(claims, name, size) for name, size in _OPTIONAL.items()}
    if issuer and found["iss"] != issuer:
        raise TokenForged
    digest = hashlib.sha256(f"{header}.{payload}".encode()).hexdigest()
    return PortalToken(text=text, digest=digest, expires_at=expires_at, **found)


def _times(claims: dict[str, Any], now: datetime) -> datetime:
    expires_at = _moment(claims.get("exp"))
    if expires_at is None:
        raise TokenMalformed
    begins_at = _moment(claims.get("nbf", 0))
    if begins_at is None:
        raise TokenMalformed
    if expires_at <= now:
        raise TokenExpired
    if begins_at > now + LEEWAY:
        raise TokenExpired(
            "บัตรผ่านจากระบบกลางยังไม่ถึงเวลาใช้งาน โปรดแจ้งผู้ดูแลให้ตรวจนาฬิกาของระบบ",
            "The portal's token is not valid yet; ask the administrator to check the clocks",
        )
    return expires_at


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _text(claims: dict[str, Any], name: str, size: int, *, required: bool = False) -> str:
    value = claims.get(name)
    if value is None:
        value = ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > size or UNWRITABLE.search(value):
        raise TokenMalformed
    value = value.strip()
    if required and not value:
        raise TokenMalformed
    return value
