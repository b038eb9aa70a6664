"""An OpenID provider of a test: it answers as a good one does, until the test makes it a bad one."""

import hashlib
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, parse_qsl, urlsplit

from httpx import Response
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey
from litestar import Litestar
from litestar.testing import TestClient

from tests.support.web import national_id

CLIENT_ID, CLIENT_SECRET = "the register", "a secret: 100 % made up & long"
OWN = "https://register.example"
#: Made once: a key of 2048 bits takes a tenth of a second.
SIGNING = RSAKey.generate_key(2048, {"kid": "first"})
AccessToken = "an access token"


def settings_of(issuer: str, **more: Any) -> dict[str, Any]:
    """Return the settings of a register that knows the provider."""
    return {"oidc_issuer": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET, **more}


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def half_hash(text: str) -> str:
    return encoded(hashlib.sha256(text.encode()).digest()[:16])


def signed(claims: Mapping[str, Any] | str, header: Mapping[str, Any], key: RSAKey | ECKey | OctKey) -> str:
    """Return a token; `claims` may be JSON text of its own, with what no library writes."""
    payload = claims if isinstance(claims, str) else json.dumps(claims)
    made: str = jws.serialize_compact(dict(header), payload.encode(), key, algorithms=[header["alg"]])
    return made


@dataclass
class OpenIdProvider:
    """What the provider says and does. A test changes it."""

    origin: str = ""
    keys: list[RSAKey | ECKey] = field(default_factory=lambda: [SIGNING])
    claims: dict[str, Any] = field(default_factory=dict)
    """Over those that it makes itself; None leaves one out."""
    userinfo: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    token: Callable[["OpenIdProvider", dict[str, Any]], str] | None = None
    """Makes the ID token of its claims otherwise."""
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """By path: what is answered instead."""
    delay: float = 0.0
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    """Paths with their form and the Authorization header."""
    nonce: str = ""
    challenge: str = ""
    used_codes: set[str] = field(default_factory=set)

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.origin,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "jwks_uri": f"{self.origin}/keys",
            "userinfo_endpoint": f"{self.origin}/me",
            "code_challenge_methods_supported": ["S256"],
            **self.description,
        }

    def all_claims(self) -> dict[str, Any]:
        now = int(time.time())
        said = {
            "iss": self.origin,
            "sub": "subject-1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "at_hash": half_hash(AccessToken),
            "pid": national_id(7),
            "given_name": "เจ้าหน้าที่",
            "family_name": "ทดสอบ",
            **self.claims,
        }
        return {name: value for name, value in said.items() if value is not None}

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.describe()).encode()
        if path == "/keys":
            return 200, json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()
        if path == "/me":
            return 200, json.dumps({"sub": "subject-1", **self.userinfo}).encode()
        if path == "/token":
            return self._tokens(form)
        return 404, b""

    def _tokens(self, form: dict[str, str]) -> tuple[int, bytes]:
        proven = encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest()) == self.challenge
        if not proven or form["code"] in self.used_codes or form["redirect_uri"] != f"{OWN}/auth/oidc/callback":
            return 400, b'{"error": "invalid_grant"}'
        self.used_codes.add(form["code"])
        claims = self.all_claims()
        header = {"alg": "RS256", "kid": self.keys[0].kid}
        made = self.token(self, claims) if self.token else signed(claims, header, self.keys[0])
        said = {"access_token": AccessToken, "token_type": "Bearer", "id_token": made}
        return 200, json.dumps(said).encode()

    def count(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(each[0] == path for each in self.asked)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider = cast("OpenIdProvider", getattr(self.server, "provider"))  # noqa: B009 - mypy knows no such attribute
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        path = urlsplit(self.path).path
        provider.asked.append((path, dict(parse_qsl(body)), self.headers.get("Authorization", "")))
        time.sleep(provider.delay)
        status, content = provider.answer(path, dict(parse_qsl(body)))
        self.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        if status in {302, 307}:
            self.send_header("Location", "http://elsewhere.invalid/")
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - http.server calls it so

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Callers that hung up are what some tests are about."""


@contextmanager
def openid_provider() -> Iterator[OpenIdProvider]:
    """Give a running provider on a free port."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        made = OpenIdProvider(origin=f"http://127.0.0.1:{server.server_address[1]}")
        server.provider = made  # type: ignore[attr-defined]  # for the handler
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def leave(client: TestClient[Litestar], provider: OpenIdProvider) -> dict[str, str]:
    """Go to the provider; return what the browser was sent there with."""
    answer = client.get("/auth/oidc/login")
    assert answer.status_code == 303, answer.text
    sent = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    provider.nonce, provider.challenge = sent["nonce"], sent["code_challenge"]
    return sent


def come_back(client: TestClient[Litestar], state: str, code: str = "a code", **more: str) -> Response:
    """Return what the register answers to somebody whom the provider sent back."""
    return client.get("/auth/oidc/callback", params={"state": state, "code": code, **more})


def enter(client: TestClient[Litestar], provider: OpenIdProvider, code: str = "a code") -> Response:
    """Go to the provider and come back."""
    return come_back(client, leave(client, provider)["state"], code)
