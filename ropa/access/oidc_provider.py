"""Asks an OpenID provider: where it is found, its keys, and a code for tokens. Any number of threads may ask.

Everything goes to the origin of ROPA_OIDC_ISSUER, whatever the provider's own description says: a forged one would
send the code and our secret to its forger. Redirects are not followed.
"""

import http.client
import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from ropa.access.oidc_parts import Client, Description, Question, held
from ropa.access.oidc_token import ProviderKey, Wanted, fitting_key, read_id_token
from ropa.access.portal_http import Answer, AnswerTooLargeError, Deadline, HttpServer
from ropa.access.token_parts import read_object
from ropa.errors import ProviderMisunderstood, ProviderRefused, ProviderUnavailable, TokenMalformed

T = TypeVar("T")
log = logging.getLogger("ropa.oidc")
#: In all: description, keys and tokens.
SECONDS = 5.0
#: Real ones have 5 KB, 3 KB and 4 KB.
MAX_DESCRIPTION, MAX_KEYS, MAX_TOKENS = 256 * 1024, 256 * 1024, 64 * 1024
#: How long the description and the keys are believed without asking again.
FRESH_SECONDS = 3600.0
#: A token signed with an unknown key makes us ask for the keys, not more often than this.
KEYS_SECONDS = 30.0
_JSON = {"Accept": "application/json"}
_OK, _BAD, _UNAUTHORIZED, _TOO_MANY, _SERVER = 200, 400, 401, 429, 500


class Provider:
    """One provider. Its description is read at the first question, after an hour, and after a failure."""

    def __init__(self, issuer: str, client: Client) -> None:
        self.issuer = issuer
        self.client = client
        self._server = HttpServer(issuer)
        self._lock = threading.Lock()
        self._known: tuple[float, Description] | None = None
        self._keys: tuple[float, list[Any]] | None = None
        self.keys_again_after = KEYS_SECONDS

    def address(self, question: Question, seconds: float = SECONDS) -> str:
        """Return where to send the browser. Raises: ProviderUnavailable, ProviderMisunderstood."""
        known = self.description(seconds)
        return str(
            prepare_grant_uri(
                known.authorization_endpoint,
                client_id=self.client.id,
                response_type="code",
                redirect_uri=self.client.callback,
                scope=self.client.scopes,
                state=question.state,
                nonce=question.nonce,
                code_challenge=create_s256_code_challenge(question.verifier),
                code_challenge_method="S256",
            )
        )

    def description(self, seconds: float = SECONDS) -> Description:
        """Return what the provider says of itself. Raises: ProviderUnavailable, ProviderMisunderstood."""
        return self._tried(lambda: self._described(Deadline(seconds)))

    def claims(
        self, code: str, question: Question, now: datetime, needed: str, seconds: float = SECONDS
    ) -> dict[str, Any]:
        """Return what the provider says of the person whom it sent back with a code; `needed` is looked for also where
        the provider tells of its users, when the token does not have it.

        Raises: ProviderRefused; ProviderUnavailable, ProviderMisunderstood.
        """
        deadline = Deadline(seconds)
        return self._tried(lambda: self._claims(code, question, now, needed, deadline))

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def _claims(self, code: str, question: Question, now: datetime, needed: str, deadline: Deadline) -> dict[str, Any]:
        known = self._described(deadline)
        access, token = self._tokens(known, code, question, deadline)
        wanted = Wanted(issuer=self.issuer, client_id=self.client.id, nonce=question.nonce, access_token=access)
        found = read_id_token(token, lambda header: self._key(known, header, deadline), wanted, now)
        if needed not in found and known.userinfo_endpoint:
            found = {**self._told(known.userinfo_endpoint, access, found["sub"], deadline), **found}
        return found

    def _tokens(self, known: Description, code: str, question: Question, deadline: Deadline) -> tuple[str, str]:
        """Return the access token and the ID token that a code is worth."""
        body = prepare_token_request(
            "authorization_code", "", redirect_uri=self.client.callback, code=code, code_verifier=question.verifier
        )
        headers = {**_JSON, "Content-Type": "application/x-www-form-urlencoded"}
        _, headers, body = self._auth(known).prepare("POST", known.token_endpoint, headers, body)
        got = self._ask("POST", known.token_endpoint, deadline, MAX_TOKENS, headers, body.encode())
        said = _object(got, "the token endpoint")
        if got.status in {_BAD, _UNAUTHORIZED}:
            if said.get("error") == "invalid_grant":
                raise ProviderRefused
            # About us, not about the person: our id, our secret, our callback.
            raise ProviderMisunderstood(f"the provider refuses our client: {str(said.get('error'))[:60]!a}")
        access, token = said.get("access_token"), said.get("id_token")
        if got.status != _OK or not isinstance(access, str) or not isinstance(token, str):
            raise ProviderMisunderstood(f"the token endpoint answered {got.status} without tokens")
        return access, token

    def _auth(self, known: Description) -> ClientAuth:
        if not self.client.secret:
            return ClientAuth(self.client.id, None, "none")
        if "client_secret_basic" in known.token_endpoint_auth_methods_supported:
            # RFC 6749, 2.3.1: both are form-encoded first, which Authlib leaves to us.
            return ClientAuth(quote(self.client.id, safe=""), quote(self.client.secret, safe=""), "client_secret_basic")
        return ClientAuth(self.client.id, self.client.secret, "client_secret_post")

    def _told(self, address: str, access: str, subject: str, deadline: Deadline) -> dict[str, Any]:
        if not access.isascii() or not access.isprintable():
            raise ProviderRefused
        headers = {**_JSON, "Authorization": f"Bearer {access}"}
        said = _object(self._ask("GET", address, deadline, MAX_TOKENS, headers), "the userinfo endpoint")
        # The answer is not signed for us; another person's must not be taken for this one's.
        if said.get("sub") != subject:
            raise ProviderRefused
        return said

    def _described(self, deadline: Deadline) -> Description:
        known = self._known
        if known is not None and time.monotonic() - known[0] < FRESH_SECONDS:
            return known[1]
        with held(self._lock, deadline):
            if self._known is not known and self._known is not None:
                return self._known[1]  # another thread has just read it
            address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
            got = self._ask("GET", address, deadline, MAX_DESCRIPTION, _JSON)
            if got.status != _OK:
                raise ProviderMisunderstood(f"{address} answered {got.status}")
            self._known = (time.monotonic(), self._checked(got.content))
            return self._known[1]

    def _checked(self, content: bytes) -> Description:
        try:
            found = msgspec.json.decode(content, type=Description)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise ProviderMisunderstood("the provider's description is none") from None
        if found.issuer != self.issuer:
            raise ProviderMisunderstood("the provider calls itself otherwise than ROPA_OIDC_ISSUER")
        for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint):
            if address is not None and not self._is_own(address):
                raise ProviderMisunderstood("the provider's description names another server than ROPA_OIDC_ISSUER")
        if found.code_challenge_methods_supported is not None and "S256" not in found.code_challenge_methods_supported:
            raise ProviderMisunderstood("the provider does not know PKCE with S256")
        return found

    def _is_own(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        return (
            f"{parts.scheme}://{parts.netloc}".lower() == self._server.origin.lower()
            and not parts.fragment
            and address.isascii()
            and address.isprintable()
            and " " not in address
        )

    def _key(self, known: Description, header: dict[str, Any], deadline: Deadline) -> ProviderKey:
        """Return the key that a token names; the keys are read anew, once in a while, for one that is not there."""
        kept = self._keys
        if kept is not None:
            age = time.monotonic() - kept[0]
            found = fitting_key(kept[1], header) if age < FRESH_SECONDS else None
            if found is not None:
                return found
            if age < self.keys_again_after:
                raise ProviderRefused
        with held(self._lock, deadline):
            if self._keys is kept:
                said = _object(self._ask("GET", known.jwks_uri, deadline, MAX_KEYS, _JSON), "the keys' address")
                listed = said.get("keys")
                if not isinstance(listed, list):
                    raise ProviderMisunderstood("the provider lists no keys")
                self._keys = (time.monotonic(), listed)
            found = fitting_key(self._keys[1] if self._keys else [], header)
        if found is None:
            log.warning("an ID token names a key that the provider does not list")
            raise ProviderRefused
        return found

    def _ask(
        self,
        method: str,
        address: str,
        deadline: Deadline,
        most: int,
        headers: dict[str, str],
        body: bytes | None = None,
    ) -> Answer:
        parts = urlsplit(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        got = self._server.ask(method, path, body, headers, deadline, most)
        if got.status >= _SERVER or got.status == _TOO_MANY:
            raise ConnectionError(f"status {got.status}")
        return got

    def _tried(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (OSError, http.client.HTTPException, AnswerTooLargeError) as error:
            self._forget()
            log.warning("the OpenID provider did not answer: %s", type(error).__name__)
            if isinstance(error, AnswerTooLargeError):
                raise ProviderMisunderstood("the provider's answer is too large") from None
            raise ProviderUnavailable from None
        except ProviderMisunderstood as error:
            self._forget()
            log.error("the OpenID provider was not understood: %s", error.detail)  # noqa: TRY400 - `detail` says it all
            raise

    def _forget(self) -> None:
        self._known = None
        self._server.close()


def _object(got: Answer, where: str) -> dict[str, Any]:
    try:
        return read_object(got.content)
    except (TokenMalformed, json.JSONDecodeError):
        raise ProviderMisunderstood(f"{where} answered {got.status} with no JSON object") from None
