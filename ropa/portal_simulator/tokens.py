"""Tokens of the simulated portal, good and bad, and what its service says about them."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from ropa.portal_simulator.personas import BY_USERNAME, PERSONAS, Persona

#: Seed 000: one hour and five minutes.
LIFE = timedelta(minutes=65)
ISSUER = "DIW"
#: The four messages, verbatim (seed 000, 4.2).
MESSAGES = {
    1: "1: Token is valid",
    2: "2: Token is expired",
    3: "3: Mismatch data in received token",
    4: "4: Unable to Authenticate Please Try Again",
}
_STRANGER = "กุญแจของผู้อื่นซึ่งไม่ใช่ระบบกลาง"


class Flaw(StrEnum):
    """What is wrong with a token."""

    NONE = "none"
    EXPIRED = "expired"
    FORGED = "forged"
    FOREIGN = "foreign"
    TRUNCATED = "truncated"
    EARLY = "early"


class Reply(NamedTuple):
    """What `DiwLoginChk` answers."""

    username: str
    idcard: str
    status: bool
    message: str


class Mint:
    """Makes tokens and knows its own again."""

    def __init__(self, client_id: str, key: str = "", issuer: str = "") -> None:
        """`key` is the text of a shared key; without it a new one is made, and nobody but this mint can check."""
        self.client_id = client_id
        self._key = OctKey.import_key(key or secrets.token_urlsafe(32))
        self._issuer = issuer or ISSUER

    def token(self, persona: Persona, now: datetime, flaw: Flaw = Flaw.NONE) -> str:
        """Return a token of a person, valid from now, with at most one flaw."""
        begins_at = now + {Flaw.EXPIRED: -2 * LIFE, Flaw.EARLY: timedelta(hours=1)}.get(flaw, timedelta())
        claims = {
            # The object of the user in the portal; the random part makes each sign-in a token of its own.
            "sid": f"{persona.username}:{secrets.token_hex(8)}",
            "username": persona.username,
            "idcard": persona.national_id,
            "firstname": persona.given_name,
            "lastname": persona.family_name,
            "email": persona.email,
            "iss": self._issuer,
            "org": persona.org,
            "exp": int((begins_at + LIFE).timestamp()),
            "nbf": int(begins_at.timestamp()),
        }
        if flaw is Flaw.FOREIGN:
            # The portal knows the token, as that of another person than it names.
            another = next(each for each in PERSONAS if each is not persona)
            claims["sid"] = f"{another.username}:{secrets.token_hex(8)}"
        key = OctKey.import_key(_STRANGER) if flaw is Flaw.FORGED else self._key
        made = jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"])
        return made[: len(made) // 2] if flaw is Flaw.TRUNCATED else made

    def judge(self, client_id: str, token: str, now: datetime) -> Reply:
        """Return what the service answers about a token."""
        if not secrets.compare_digest(client_id.encode(), self.client_id.encode()):
            return _refusal(4)
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
            persona = BY_USERNAME[str(claims["sid"]).partition(":")[0]]
            expired = int(claims["exp"]) <= now.timestamp()
        except (JoseError, ValueError, TypeError, KeyError):
            return _refusal(3)
        if expired:
            return _refusal(2)
        return Reply(persona.username, persona.national_id, status=True, message=MESSAGES[1])


def _refusal(number: int) -> Reply:
    return Reply("", "", status=False, message=MESSAGES[number])
