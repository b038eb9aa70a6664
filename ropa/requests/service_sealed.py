"""Who asked, as it lies sealed in the row of a request: bound to it, opened with the keys of the register alone."""

import msgspec

from ropa.keys import Keys
from schemas.requests import RequestPerson

_decoder = msgspec.json.Decoder(RequestPerson)


def bound_to(request_id: str) -> str:
    """Return what the sealed person of a request is bound to: moved to another row it does not open."""
    return f"subject-request:{request_id}"


def seal(keys: Keys, request_id: str, person: RequestPerson) -> bytes:
    """Return the person encrypted for one request."""
    return keys.seal(msgspec.json.encode(person), bound_to(request_id))


def unseal(keys: Keys, request_id: str, sealed: bytes) -> RequestPerson | None:
    """Return who asked; None when it was sealed with another key."""
    content = keys.unseal(sealed, bound_to(request_id))
    return None if content is None else _decoder.decode(content)
