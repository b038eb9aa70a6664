"""Says who it is that an OpenID provider names. Only the national ID, or the provider's own name, tells people apart.

Legal source: ThaID (Department of Provincial Administration): `pid` is the national ID of 13 digits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ropa.access.token_parts import UNWRITABLE
from ropa.errors import ProviderRefused
from schemas.access import Identity
from schemas.national_ids import read_national_id

#: The provider's own name for somebody, instead of a national ID.
SUBJECT = "sub"
_SIZES = {"email": 320, "preferred_username": 200}
_LONGEST = 300


def identity_of(claims: dict[str, Any], id_claim: str, name_claims: Sequence[str], expires_at: datetime) -> Identity:
    """Return who signed in. `claims` were checked, and hold `iss` and `sub`.

    Raises: ProviderRefused without the claim that tells who it is, or with what is no national ID in it.
    """
    national_id = None
    if id_claim != SUBJECT:
        national_id = read_national_id(_text(claims, id_claim))
        if national_id is None:
            raise ProviderRefused(
                "ผู้ให้บริการยืนยันตัวตนไม่ได้ส่งเลขประจำตัวประชาชนที่ถูกต้องมา โปรดแจ้งผู้ดูแลระบบ",
                "The identity provider did not send a valid national ID; tell the administrator",
            )
    words = [word for name in name_claims if (word := _text(claims, name))]
    email = _text(claims, "email")
    return Identity(
        national_id=national_id,
        subject=None if national_id else f"{claims['iss']} {claims['sub']}",
        username=_username(claims, email),
        given_name=" ".join(words),
        family_name="",
        email=email or None,
        expires_at=expires_at,
    )


def _username(claims: dict[str, Any], email: str) -> str:
    """Return what to call somebody who has no name. Never the national ID: user names are shown to others."""
    for found in (_text(claims, "preferred_username"), email):
        if found and read_national_id(found) is None:
            return found
    return "OpenID"


def _text(claims: dict[str, Any], name: str) -> str:
    """Return a claim's text; empty for one that is missing, no text, too long, or that no database could hold."""
    value = claims.get(name)
    if not isinstance(value, str) or len(value) > _SIZES.get(name, _LONGEST) or UNWRITABLE.search(value):
        return ""
    return value.strip()
