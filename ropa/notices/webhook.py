"""A notice to another system: signed JSON, with a key by which a second delivery is told."""

import http.client
import ssl
from contextlib import closing
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from ropa.access.portal_http import AnswerTooLargeError, Deadline
from ropa.notices.outgoing import GuardedServer, PrivateAddressError
from ropa.notices.rules_webhooks import address_fault, signature
from schemas.notices import Letter, Outcome

SECONDS = 10
LARGEST_ANSWER = 64 * 1024
#: Of the answers 400 to 499, those that a later try may change (RFC 9110, 6585): a time-out, too early, too many.
_PASSING = frozenset({408, 425, 429})
_OK, _REDIRECT, _CLIENT, _SERVER = 200, 300, 400, 500


def body_of(letter: Letter, base_url: str) -> bytes:
    """Return what another system is told: that something is there and where. What it says is read after signing in."""
    return msgspec.json.encode(
        {
            "id": letter.id,
            "kind": str(letter.kind),
            "title_th": letter.title_th,
            "title_en": letter.title_en,
            "url": f"{base_url}{letter.path}",
            "is_urgent": letter.is_urgent,
            "posted_at": letter.posted_at,
        }
    )


def outcome_of(status: int) -> Outcome:
    """Return what a status means for a letter. A redirect is never followed."""
    if _OK <= status < _REDIRECT:
        return Outcome()
    permanent = _REDIRECT <= status < _SERVER and status not in _PASSING
    return Outcome(reason=f"http-{status}", permanent=permanent)


def trouble(error: Exception) -> Outcome:
    """Return the outcome of a call that had no answer."""
    if isinstance(error, PrivateAddressError):
        return Outcome(reason="private-address", permanent=True)
    if isinstance(error, AnswerTooLargeError):
        return Outcome(reason="answer-too-large")
    if isinstance(error, ssl.SSLError):
        return Outcome(reason="certificate", is_away=True)
    return Outcome(reason="timeout" if isinstance(error, TimeoutError) else "no-connection", is_away=True)


class Webhooks:
    """Tells other systems."""

    def __init__(self, base_url: str, *, allow_private: bool = False) -> None:
        """`allow_private` is for development and tests."""
        self._base_url, self._allow_private = base_url.rstrip("/"), allow_private

    def send(self, letter: Letter, now: datetime) -> Outcome:
        """Return how telling went; at most ten seconds."""
        if address_fault(letter.to, allow_private=self._allow_private) is not None:
            return Outcome(reason="bad-address", permanent=True)
        body = body_of(letter, self._base_url)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "ROPA",
            "Idempotency-Key": letter.id,
            "ROPA-Signature": signature(letter.secret, now, body),
        }
        parts = urlsplit(letter.to)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with closing(GuardedServer(letter.to, allow_private=self._allow_private)) as server:
                answer = server.ask("POST", path, body, headers, Deadline(SECONDS), LARGEST_ANSWER)
        except (OSError, http.client.HTTPException, AnswerTooLargeError) as error:
            return trouble(error)
        return outcome_of(answer.status)

    def close(self) -> None:
        """Nothing is kept open."""
