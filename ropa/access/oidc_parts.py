"""What a sign-in with an OpenID provider is made of: the provider's description, who we are to it, the question."""

import threading

import msgspec

from ropa.access.portal_http import Deadline


class Description(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    code_challenge_methods_supported: tuple[str, ...] | None = None
    authorization_response_iss_parameter_supported: bool = False


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are to the provider."""

    id: str
    secret: str
    callback: str
    """The only address that the provider may send people back to."""
    scopes: str

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Client({self.id})"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser keeps while its person is at the provider. Never shown or logged."""

    state: str
    nonce: str
    verifier: str
    until: int
    """Seconds since 1970."""

    def __repr__(self) -> str:
        """Nothing of it."""
        return "Question(***)"


class held:  # noqa: N801 - reads as a word: with held(lock, deadline)
    """A lock, waited for at most until the deadline."""

    def __init__(self, lock: threading.Lock, deadline: Deadline) -> None:
        self._lock, self._deadline = lock, deadline

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._deadline.left()):
            raise TimeoutError

    def __exit__(self, *_: object) -> None:
        self._lock.release()
